"""Requests and answers about model versions: their figures, promotions, and the promotion log."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from ..openapi import example

VERSION: dict[str, JsonValue] = {
    "version": "v0002",
    "champion": False,
    "created_at": "2026-01-31T12:05:00Z",
    "parent_version": None,
    "test_accuracy": 0.9856,
    "validation_accuracy": 0.9861,
    "parameters": 535818,
    "network": {"hidden_sizes": [512, 256], "activation": "relu", "dropout_rate": 0.1},
    "training": {"epochs": 5, "learning_rate": 0.001},
}


class ModelVersion(BaseModel):
    """One version in the registry. Accuracies run from 0 to 1."""

    version: str
    champion: bool = Field(description="Whether it is the one that answers.")
    created_at: str
    parent_version: str | None
    test_accuracy: float | None
    validation_accuracy: float | None
    parameters: int = Field(description="How many numbers it learned.")
    network: dict[str, Any]
    training: dict[str, Any]


class Models(BaseModel):
    """All versions, newest first."""

    model_config = example({"champion": "v0001", "models": [VERSION]})

    champion: str
    models: list[ModelVersion]


Reason = Annotated[str, Field(max_length=500, description="Why; it stands in the log.")]


class RollBack(BaseModel):
    """Back to the version before the champion."""

    model_config = example({"reason": "It reads our sevens as ones."}) | ConfigDict(extra="forbid")

    reason: Reason = ""


class Promotion(RollBack):
    """Which version is to answer from now on."""

    model_config = example({"version": "v0002"}, {"version": "v0002", "anyway": True, "reason": "Smaller."})

    version: str = Field(description="A version that GET /admin/models lists.")
    anyway: bool = Field(False, description="Whether to promote it even if it did worse than the champion.")


class LogEntry(BaseModel):
    """One time that a version was the champion."""

    version: str
    since: str | None
    until: str | None = Field(description="Null for the one that answers now.")
    by: str
    reason: str


class PromotionLog(BaseModel):
    """Who was live when, newest first."""

    model_config = example(
        {
            "entries": [
                {"version": "v0002", "since": "2026-01-31T12:10:00Z", "until": None, "by": "admin page", "reason": ""}
            ]
        }
    )

    entries: list[LogEntry]


class Promoted(BaseModel):
    """Which version answers now, and which did before."""

    model_config = example({"champion": "v0002", "previous": "v0001"})

    champion: str
    previous: str | None
