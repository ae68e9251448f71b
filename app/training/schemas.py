"""Requests and answers about trainings and their snapshots."""

from dataclasses import dataclass, field, fields
from typing import Annotated, Any, ClassVar, Self, get_args, get_type_hints

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from model.config import NetworkConfig, TrainingConfig

from ..drawings.schemas import SEVEN, Drawing
from ..openapi import example
from .status import EXAMPLE as TRAINING
from .status import TrainingStatus


@dataclass(frozen=True, kw_only=True)
class RetrainRequest(TrainingConfig, NetworkConfig):
    """Hyperparameters, all optional; their meanings and bounds are those of `model.config`."""

    parent_version: str | None = field(
        default=None,
        metadata={"description": "Version whose weights to go on from, with its layers; random ones when empty."},
    )

    __pydantic_config__: ClassVar[ConfigDict] = example({"epochs": 5, "learning_rate": 0.001}, {}) | ConfigDict(
        extra="forbid"
    )


_NUMBERS = {name for name, kind in get_type_hints(RetrainRequest).items() if str not in (kind, *get_args(kind))} - {
    setting.name for setting in fields(RetrainRequest) if isinstance(setting.default, str)
}


def _require_numbers(settings: object) -> object:
    """Raises ValueError for true or "5" in place of a number, which pydantic would convert to 1 and 5."""
    for name, value in settings.items() if isinstance(settings, dict) else ():
        parts = value if isinstance(value, list) else [value]
        if name in _NUMBERS and any(isinstance(part, bool | str) for part in parts):
            raise ValueError(f"{name} must be a number.")
    return settings


Hyperparameters = Annotated[RetrainRequest, BeforeValidator(_require_numbers)]
"""The hyperparameters in a request's body."""


class Trainings(BaseModel):
    """All trainings, newest first."""

    model_config = example({"trainings": [TRAINING]})

    trainings: list[TrainingStatus]


class SettingsChange(BaseModel):
    """What a running training is to go on with; at least one of the two."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"learning_rate": 0.0005}, {"dropout_rate": 0.2}]}
    )

    learning_rate: float | None = Field(
        None,
        strict=True,
        gt=0,
        le=100,
        description="The learning rate from the next step on; a schedule keeps its course, scaled.",
    )
    dropout_rate: float | None = Field(
        None, strict=True, ge=0, lt=1, description="The probability from the next step on that a hidden unit is zeroed."
    )

    @model_validator(mode="after")
    def _not_empty(self) -> Self:
        if self.learning_rate is None and self.dropout_rate is None:
            raise ValueError("Give learning_rate, dropout_rate or both.")
        return self


class Estimate(BaseModel):
    """How long a training would take on this machine, all in all, if nothing else runs on it."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"seconds": 184.0, "seconds_per_epoch": 8.9}]})

    seconds: float = Field(description="From the start to the registered version.")
    seconds_per_epoch: float


PRESET: dict[str, Any] = {"name": "one_minute", "settings": {"epochs": 5, "hidden_sizes": [256, 128]}}


class Preset(BaseModel):
    """Settings that go well together."""

    model_config = ConfigDict(json_schema_extra={"examples": [PRESET]})

    name: str
    settings: dict[str, Any] = Field(description="As POST /admin/retrain takes them.")


class Presets(BaseModel):
    """All presets, shortest first."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"presets": [PRESET]}]})

    presets: list[Preset]


class Visitors(BaseModel):
    """Whether visitors may watch a training's time machine."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"open": True}]})

    open: bool = Field(
        strict=True, description="true lets everybody watch who has the link; false, as it is at first, nobody."
    )


class Moment(BaseModel):
    """One snapshot, and what it makes of the drawing."""

    epoch: int = Field(description="How many epochs it had learned; 0 is before any.")
    validation_accuracy: float | None = Field(description="The share of held-back digits that it read right.")
    label: int
    probabilities: list[float]


class Evolution(BaseModel):
    """What became of a drawing's answer, epoch by epoch."""

    model_config = example(
        {"moments": [{"epoch": 0, "validation_accuracy": None, "label": 3, "probabilities": [0.1, 0.1, 0.1, 0.13]}]}
    )

    moments: list[Moment]


class EvolvingDrawing(Drawing):
    """A drawing, given as for /predict."""

    model_config = example({"strokes": SEVEN})


class SnapshotExam(BaseModel):
    """How a snapshot did on the digits that its training held back."""

    model_config = example({"epoch": 3, "examples": 5000, "accuracy": 0.97, "confusion": [[490, 1], [0, 561]]})

    epoch: int
    examples: int
    accuracy: float
    confusion: list[list[int]] = Field(description="Ten rows of ten: entry [label][answered] counts the digits.")
