"""The shapes of requests and answers about trainings."""

from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

PRESET: dict[str, Any] = {"name": "one_minute", "settings": {"epochs": 5, "hidden_sizes": [256, 128]}}


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
    def _something(self) -> Self:
        if self.learning_rate is None and self.dropout_rate is None:
            raise ValueError("Give learning_rate, dropout_rate or both.")
        return self


class Estimate(BaseModel):
    """How long a training would take on this machine, all in all, if nothing else runs on it."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"seconds": 184.0, "seconds_per_epoch": 8.9}]})

    seconds: float = Field(description="From the start to the registered version.")
    seconds_per_epoch: float


class Preset(BaseModel):
    """Settings that go well together."""

    model_config = ConfigDict(json_schema_extra={"examples": [PRESET]})

    name: str
    settings: dict[str, Any] = Field(description="As POST /admin/retrain takes them.")


class Presets(BaseModel):
    """All presets, shortest first."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"presets": [PRESET]}]})

    presets: list[Preset]
