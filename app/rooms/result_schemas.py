"""Answers about what a room has shown: results, trainings and comparisons."""

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from ..openapi import example

CONFUSION: list[JsonValue] = [[28 if row == column else 0 for column in range(10)] for row in range(10)]


class RoundResult(BaseModel):
    """How many digits of a round were read right."""

    round: int
    right: int
    of: int


class ClassRound(RoundResult):
    """A round of the whole class; of a digit that somebody wrote twice the last one counts."""

    accuracy: float
    low: float = Field(description="Of the accuracy's 95 % confidence interval, after Wilson.")
    high: float
    confusion: list[list[int]] = Field(description="Ten rows of ten: entry [meant][answered] counts the drawings.")
    cells: dict[str, list[int]] = Field(description='"meant,answered" -> the drawings in that cell.')


class PupilResults(BaseModel):
    """A pupil's own rounds."""

    id: int
    animal: str
    color: str
    rounds: list[RoundResult]


class Results(BaseModel):
    """What the class has drawn, counted; hidden drawings don't count."""

    model_config = example(
        {
            "rounds": [
                {
                    "round": 1,
                    "right": 271,
                    "of": 280,
                    "accuracy": 0.968,
                    "low": 0.94,
                    "high": 0.983,
                    "confusion": CONFUSION,
                    "cells": {"7,1": [140, 171]},
                }
            ],
            "pupils": [{"id": 17, "animal": "otter", "color": "blue", "rounds": [{"round": 1, "right": 9, "of": 10}]}],
            "fooling": [312, 305],
        }
    )

    rounds: list[ClassRound]
    pupils: list[PupilResults]
    fooling: list[int] = Field(
        description="Drawings that fooled the network: first those that the class finds fair, the surest answer first."
    )


class Standing(BaseModel):
    """How a version did on the examiners' digits."""

    model_config = ConfigDict(protected_namespaces=())

    version: str
    right: int
    of: int
    accuracy: float
    low: float
    high: float


BEFORE: dict[str, JsonValue] = {
    "version": "v0003", "right": 86, "of": 90, "accuracy": 0.956, "low": 0.891, "high": 0.983,
}  # fmt: skip


class Comparison(BaseModel):
    """The champion and the room's own version, on digits of pupils from whom neither has learned."""

    model_config = example(
        {
            "before": BEFORE,
            "after": BEFORE | {"version": "v0004", "right": 88, "accuracy": 0.978, "low": 0.923, "high": 0.994},
            "won": [140, 171],
            "lost": [],
            "examiners": [17, 23],
            "teachers": [16, 18, 19, 20],
        }
    )

    before: Standing
    after: Standing
    won: list[int] = Field(description="Drawings that only the new version reads.")
    lost: list[int] = Field(description="Drawings that only the champion read.")
    examiners: list[int] = Field(description="The pupils whose digits both were asked.")
    teachers: list[int] = Field(description="The pupils from whose digits the new version learned.")


class RoomTraining(BaseModel):
    """How a room's training stands."""

    model_config = ConfigDict(protected_namespaces=()) | example(
        {
            "number": 1,
            "state": "running",
            "epoch": 2,
            "epochs": 6,
            "step": 40,
            "steps": 157,
            "loss": 0.21,
            "validation_accuracy": 0.987,
            "seconds_left": 31.0,
            "error": None,
            "parent_version": "v0003",
            "model_version": None,
            "curve": [{"epoch": 1, "loss": 0.24, "validation_accuracy": 0.986}],
            "teachers": [16, 18, 19, 20],
            "examiners": [17, 23],
            "drawings": 195,
            "before": None,
            "after": None,
        }
    )

    number: int = Field(description="Which of the room's trainings it is, from 1.")
    state: str = Field(description="queued, running, paused, succeeded, failed or cancelled.")
    epochs: int
    epoch: int = 0
    step: int = 0
    steps: int = 0
    loss: float | None = None
    validation_accuracy: float | None = None
    seconds_left: float | None = None
    error: str | None = None
    parent_version: str = Field(description="The champion, from whose weights it began.")
    model_version: str | None = Field(None, description="The room's own version, once it is there.")
    curve: list[dict[str, float]] = Field([], description="epoch, loss and validation_accuracy of each epoch.")
    teachers: list[int] = Field(description="The pupils who teach.")
    examiners: list[int] = Field(description="The pupils who examine.")
    drawings: int = Field(description="How many drawings are learned from.")
    before: Standing | None = Field(None, description="How the champion did on the examiners' digits, at the end.")
    after: Standing | None = Field(None, description="How the new version does.")


class Kept(BaseModel):
    """How many drawings are kept as corrections."""

    model_config = example({"kept": 12})

    kept: int
