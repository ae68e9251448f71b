"""The shapes of requests and answers about sweeps."""

from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from ..openapi import example
from ..training.schemas import Hyperparameters, RetrainRequest

SweepState = Literal["running", "succeeded", "failed", "cancelled"]
Value = str | int | float

ROW: dict[str, JsonValue] = {
    "trial": 3,
    "epochs": 9,
    "validation_accuracy": 0.9861,
    "validation_loss": 0.0512,
    "seconds": 61.3,
    "outcome": "",
    "settings": {"learning_rate": 0.002, "seed": 1},
}
STATUS: dict[str, JsonValue] = {
    "id": "s0001",
    "state": "running",
    "created_at": "2026-01-31T12:00:00Z",
    "trials": 9,
    "committee": 1,
    "rungs": [{"epochs": 1, "trials": 9}, {"epochs": 3, "trials": 3}, {"epochs": 9, "trials": 1}],
    "varied": ["learning_rate"],
    "done_epochs": 17,
    "planned_epochs": 21,
    "results": [ROW],
    "model_version": None,
    "error": None,
}


class SweepRequest(BaseModel):
    """What to try, and how."""

    model_config = example({"try": {"learning_rate": [0.001, 0.002]}, "settings": {"epochs": 3}}) | ConfigDict(
        extra="forbid"
    )

    tries: dict[str, list[Value]] = Field(
        alias="try",
        min_length=1,
        max_length=8,
        description='Hyperparameters and the values to try; a range like "0.0005..0.005" is drawn from, with `random`.',
    )
    settings: Hyperparameters = Field(
        default_factory=RetrainRequest, description="All other hyperparameters, as POST /admin/retrain takes them."
    )
    random: int | None = Field(
        None, strict=True, ge=1, le=1000, description="Draw so many trials instead of trying all combinations."
    )
    halving: int = Field(
        3, strict=True, ge=1, le=10, description="Of each so many trials the best goes on; 1 gives nobody up."
    )
    first_epochs: int = Field(1, strict=True, ge=1, le=1000, description="Epochs that every trial gets.")
    committee: int = Field(
        1, strict=True, ge=1, le=10, description="Train the winner with so many seeds, and make one network of them."
    )


class SweepEstimate(BaseModel):
    """How long a sweep would take on this machine, if nothing else runs on it."""

    model_config = example({"trials": 9, "seconds": 240.0})

    trials: int
    seconds: float = Field(description="From the start to the registered version.")


class RungOfSweep(BaseModel):
    """Up to which epoch is trained, and how many trials do it."""

    epochs: int
    trials: int


class TrialRow(BaseModel):
    """One trial, as far as it has come."""

    trial: int
    epochs: int
    validation_accuracy: float | None
    validation_loss: float | None
    seconds: float
    outcome: str = Field(description="`given up` for one that others were better than; why, for one that failed.")
    settings: dict[str, Any] = Field(description="What differs from trial to trial.")

    @classmethod
    def from_row(cls, row: dict[str, Any], varied: list[str]) -> Self:
        """A row of the table, its varied settings in a place of their own."""
        settings = {name: row.pop(name) for name in dict.fromkeys([*varied, "seed"])}
        return cls(**row, settings=settings)


class SweepStatus(BaseModel):
    """How a sweep stands: its best trials first."""

    model_config = example(STATUS) | ConfigDict(protected_namespaces=())

    id: str
    state: SweepState
    created_at: str
    trials: int
    committee: int
    rungs: list[RungOfSweep]
    varied: list[str]
    done_epochs: int
    planned_epochs: int
    results: list[TrialRow]
    model_version: str | None = Field(description="The challenger that came of it.")
    error: str | None


class SweepList(BaseModel):
    """All sweeps, newest first."""

    model_config = example({"sweeps": [STATUS]})

    sweeps: list[SweepStatus]
