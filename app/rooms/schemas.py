"""Requests and answers about rooms, their pupils and their drawings."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from ..drawings.schemas import SEVEN, Label, Point
from ..openapi import Many, example
from .result_schemas import RoundResult

Task = Literal["free", "digits", "fool"]
Title = Annotated[str, Field(min_length=1, max_length=120, pattern=r"^[^\x00-\x1f\x7f]+$")]
Round = Annotated[int, Field(strict=True, ge=1, le=99)]
Nonce = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{8,40}$")]
CODE, KEY = "271828", "fQ2w0eT4S9zJm1yYc5b8xKdP"
STRICT = ConfigDict(extra="forbid", protected_namespaces=())
TASKS = "free; digits, each pupil writes 0 to 9; or fool, a digit that people read and the network doesn't."

ROOM: dict[str, JsonValue] = {
    "code": CODE,
    "title": "Class 5b",
    "task": "digits",
    "round": 1,
    "locked": False,
    "frozen": False,
    "revealed": True,
    "opened_at": "2026-01-31T10:00:00Z",
    "closes_at": "2026-01-31T12:00:00Z",
    "pupils": 28,
    "drawings": 140,
    "model_version": None,
    "challenger": None,
    "sequence": 190,
}


class NewRoom(BaseModel):
    """A room to open."""

    model_config = STRICT | example({"title": "Class 5b", "task": "digits", "hours": 2})

    title: Title = Field(description="What stands above the wall.")
    task: Task = Field("free", description=TASKS)
    hours: Annotated[float, Field(strict=True, ge=0.1, le=12, allow_inf_nan=False)] = Field(
        2, description="How long; then all of it is deleted."
    )


class OpenedRoom(BaseModel):
    """A room, and the secrets that open it; they are told this once."""

    model_config = example(
        {name: ROOM[name] for name in ("code", "title", "task", "opened_at", "closes_at")}
        | {"key": KEY, "wall": f"/wall#{CODE}.{KEY}", "join": f"/room?code={CODE}"}
    )

    code: str = Field(description="Six digits, which pupils type.")
    title: str
    task: Task
    opened_at: str
    closes_at: str
    key: str = Field(description="The wall's secret: who has it runs this room, and nothing else.")
    wall: str = Field(description="The page for the projector; its secret is no part of what a browser sends.")
    join: str = Field(description="The page for pupils.")


class Room(BaseModel):
    """A room as it stands."""

    model_config = ConfigDict(protected_namespaces=(), from_attributes=True) | example(ROOM)

    code: str
    title: str
    task: Task = Field(description=TASKS)
    round: int = Field(description="Which round of the task it is, from 1.")
    locked: bool = Field(description="Whether nobody can join any more.")
    frozen: bool = Field(description="Whether no drawing is taken at the moment.")
    revealed: bool = Field(description="Whether the wall shows its drawings; false covers them all.")
    opened_at: str
    closes_at: str = Field(description="When all of it will be deleted.")
    pupils: int
    drawings: int
    model_version: str | None = Field(description="The version that answers here; null is the champion.")
    challenger: str | None = Field(description="The version that learned from this room, once there is one.")
    sequence: int = Field(description="The number of its last change; events are numbered so.")


class Rooms(BaseModel):
    """All open rooms, newest first."""

    model_config = example({"rooms": [ROOM]})

    rooms: list[Room]


class RoomChange(BaseModel):
    """What is to change in a room; what is left out stays as it is."""

    model_config = STRICT | example({"task": "digits", "round": 2}, {"frozen": True}, {"revealed": False})

    title: Title | None = Field(None, description="What stands above the wall.")
    task: Task | None = Field(None, description=TASKS)
    round: Round | None = Field(None, description="Which round of the task.")
    locked: bool | None = Field(None, strict=True, description="Whether nobody can join any more.")
    frozen: bool | None = Field(None, strict=True, description="Whether no drawing is taken at the moment.")
    revealed: bool | None = Field(None, strict=True, description="Whether the wall shows its drawings.")
    model_version: Annotated[str, Field(max_length=40, pattern=r"^[\w.-]+$")] | None = Field(
        None, description="Which version answers here: null is the champion, or the room's own challenger."
    )


PUPIL: dict[str, JsonValue] = {"id": 17, "animal": "otter", "color": "blue"}


class NewPupil(BaseModel):
    """A pupil who joins says nothing about themselves."""

    model_config = STRICT | example({})


class Joined(BaseModel):
    """A pupil, and the key to draw with; it is told this once."""

    model_config = example(PUPIL | {"key": KEY})

    id: int
    key: str = Field(description="The pupil's secret, for `Authorization: Bearer`.")
    animal: str
    color: str


class Pupil(BaseModel):
    """What a pupil may know of themselves."""

    model_config = example(PUPIL | {"removed": False, "drawings": 12, "results": [{"round": 1, "right": 9, "of": 10}]})

    id: int
    animal: str
    color: str
    removed: bool
    drawings: int = Field(description="How many drawings of theirs there are.")
    results: list[RoundResult] = Field(description="The task digits, round by round; of a digit the last one counts.")


class NewDrawing(BaseModel):
    """A drawing for the wall."""

    model_config = STRICT | example({"strokes": SEVEN, "meant": 7})

    strokes: Many[Many[Point]] = Field(description="The pen strokes, as /predict takes them.")
    meant: Label | None = Field(None, description="The digit that was asked for, or that people are to read.")
    round: Round | None = Field(None, description="The round it is for; the room's own when left out.")
    nonce: Nonce | None = Field(
        None, description="A random text of your own choice: the same one sent again is the same drawing, kept once."
    )


class Votes(BaseModel):
    """What the class says about a drawing that fooled the network."""

    fair: int
    unfair: int


class RoomDrawing(BaseModel):
    """A drawing on the wall."""

    model_config = ConfigDict(protected_namespaces=()) | example(
        {
            "id": 140,
            "pupil": 17,
            "strokes": SEVEN,
            "meant": 7,
            "round": 1,
            "task": "digits",
            "label": 7,
            "confidence": 0.998,
            "verdict": "digit",
            "model_version": "v0003",
            "hidden": False,
            "accepted": False,
            "votes": {"fair": 0, "unfair": 0},
            "at": "2026-01-31T10:12:31Z",
            "sequence": 190,
        }
    )

    id: int
    pupil: int
    strokes: list[list[tuple[float, float]]] = Field(description="Rounded to a thousandth of the drawing's size.")
    meant: int | None
    round: int
    task: Task
    label: int | None = Field(description="The digit that the network read; null if the drawing is blank.")
    confidence: float
    verdict: str
    model_version: str
    hidden: bool = Field(description="Whether the wall covers it.")
    accepted: bool = Field(description="Whether it is to be kept as a correction.")
    votes: Votes
    at: str
    sequence: int = Field(description="The number of its last change.")


class DrawingChange(BaseModel):
    """What is to become of a drawing."""

    model_config = STRICT | example({"hidden": True}, {"accepted": True})

    hidden: bool | None = Field(None, strict=True, description="Whether the wall covers it.")
    accepted: bool | None = Field(None, strict=True, description="Whether it is to be kept as a correction.")


class Vote(BaseModel):
    """What a pupil says about a drawing that fooled the network."""

    model_config = STRICT | example({"fair": True})

    fair: bool = Field(strict=True, description="Whether all people can read it.")
