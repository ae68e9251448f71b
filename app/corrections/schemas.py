"""Requests and answers about corrections."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from ..drawings.schemas import SEVEN, Label, Point
from ..openapi import Many, example
from .inbox import Part, State

Identity = Annotated[int, Field(strict=True, ge=1, lt=2**31)]


class Feedback(BaseModel):
    """A drawing and the digit that it was meant to be."""

    model_config = example({"strokes": SEVEN, "label": 7, "answered": 1, "model_version": "v0003"}) | ConfigDict(
        extra="forbid", protected_namespaces=()
    )

    strokes: Many[Many[Point]] = Field(description="The pen strokes, as /predict takes them.")
    label: Label = Field(description="The digit that was meant.")
    answered: Label | None = Field(None, description="The digit that was answered.")
    model_version: str | None = Field(None, max_length=40, pattern=r"^[\w.-]+$", description="Who answered it.")


class Received(BaseModel):
    """What came of a correction."""

    model_config = example({"new": True})

    new: bool = Field(description="Whether this very drawing wasn't in the inbox yet.")


class Counts(BaseModel):
    """How many drawings there are in each state, and how the accepted ones are used."""

    waiting: int
    accepted: int
    rejected: int
    training: int = Field(description="Accepted ones that the next training learns from.")
    exam: int = Field(description='Accepted ones that the exam "our handwriting" asks for.')


COUNTS: dict[str, JsonValue] = {"waiting": 12, "accepted": 80, "rejected": 3, "training": 61, "exam": 19}


class CorrectionEntry(BaseModel):
    """One drawing in the inbox."""

    model_config = ConfigDict(protected_namespaces=(), from_attributes=True)

    id: int
    label: int = Field(description="The digit that was meant, as its writer or the admin says.")
    answered: int | None
    model_version: str | None
    state: State
    part: Part = Field(description="What it is for once it is accepted: to learn from, or to examine.")
    created_at: str
    picture: str = Field(description="The 28 x 28 picture that the network sees: 784 bytes in base64, 255 = full ink.")


class Inbox(BaseModel):
    """A page of the inbox, newest first."""

    model_config = example(
        {
            "counts": COUNTS,
            "corrections": [
                {
                    "id": 95,
                    "label": 7,
                    "answered": 1,
                    "model_version": "v0003",
                    "state": "waiting",
                    "part": "training",
                    "created_at": "2026-01-31T12:00:00Z",
                    "picture": "AAAA...",
                }
            ],
        }
    )

    counts: Counts
    corrections: list[CorrectionEntry]


class Decision(BaseModel):
    """What is to become of some drawings."""

    model_config = example({"ids": [95, 96], "state": "accepted"}, {"ids": [97], "state": "accepted", "label": 9}) | (
        ConfigDict(extra="forbid")
    )

    ids: Many[Identity] = Field(min_length=1, max_length=1000, description="Which; unknown ones are left out.")
    state: State = Field(description="accepted, rejected, or waiting again.")
    label: Label | None = Field(None, description="Another digit for all of them.")


class Decided(BaseModel):
    """What a decision changed."""

    model_config = example({"changed": 2, "counts": COUNTS})

    changed: int
    counts: Counts


class Refused(BaseModel):
    """A line that could not be imported."""

    line: int
    reason: str


class Imported(BaseModel):
    """What came of an import."""

    model_config = example({"added": 118, "known": 2, "refused": [{"line": 7, "reason": "It is no JSON object."}]})

    added: int
    known: int = Field(description="Drawings that were here already.")
    refused: list[Refused] = Field(description="The first lines, at most 20, that are no corrections.")


class ImportedLine(Feedback):
    """One line of an import: what /admin/corrections/export writes, or a line of `--pen-digits`."""

    model_config = ConfigDict(extra="ignore", protected_namespaces=())

    state: State = "waiting"
    created_at: str | None = Field(None, max_length=20, pattern=r"^[\dTZ:.+-]+$")
