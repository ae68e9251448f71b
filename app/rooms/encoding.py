"""What goes over the wire many times: drawings as JSON, and changes of a room as server-sent events, written once."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from pydantic_core import to_json

from model.arrays import Array

from .schemas import Room
from .tables import DrawingRow, PupilRow, RoomRow

FIGURES = 3  # of the drawing's size: a tenth of a pixel of a pad
MAX_DECIMALS = 12


@dataclass(frozen=True, slots=True)
class Change:
    """A change of a room as an event, and who is told: the wall, its pupil, and all pupils if it is for `everyone`."""

    sequence: int
    event: bytes
    pupil: int | None = None
    everyone: bool = False
    is_last: bool = False
    """Whether the pupil is told nothing more, having been removed."""

    def is_for(self, pupil: int | None) -> bool:
        """Whether this pupil is told; None is the wall."""
        return pupil is None or self.everyone or self.pupil == pupil


def encode_strokes(strokes: list[Array]) -> str:
    """Strokes as JSON, rounded to a thousandth of their size."""
    if not strokes:
        return "[]"
    size = float(np.ptp(np.concatenate(strokes), axis=0).max())
    decimals = min(MAX_DECIMALS, FIGURES - int(np.floor(np.log10(size)))) if size > 0 else FIGURES
    return to_json([np.round(stroke, decimals).tolist() for stroke in strokes]).decode()


def encode_drawing(row: DrawingRow, *, covered: bool = False) -> bytes:
    """A drawing as JSON; its strokes are JSON already. A `covered` one comes without them."""
    fields: dict[str, Any] = {
        "meant": row.meant,
        "round": row.round,
        "task": row.task,
        "label": row.label,
        "confidence": round(row.confidence, 4),
        "verdict": row.verdict,
        "model_version": row.model_version,
        "hidden": row.hidden,
        "accepted": row.accepted,
        "votes": {"fair": row.fair, "unfair": row.unfair},
        "at": row.at,
        "sequence": row.sequence,
    }
    strokes = "[]" if covered else row.strokes
    return f'{{"id":{row.id},"pupil":{row.pupil},"strokes":{strokes},'.encode() + to_json(fields)[1:]


def drawing_changed(row: DrawingRow) -> Change:
    """In the task "fool" all pupils see the drawing, unless it is hidden."""
    everyone = row.task == "fool"
    event = as_event("drawing", encode_drawing(row, covered=everyone and row.hidden), row.sequence)
    return Change(row.sequence, event, row.pupil, everyone)


def pupil_changed(row: PupilRow) -> Change:
    """The pupil is told as well: one that was removed need not wait for an answer."""
    told = {"id": row.id, "animal": row.animal, "color": row.color, "removed": row.removed}
    return Change(row.sequence, as_event("pupil", to_json(told), row.sequence), row.id, is_last=row.removed)


def room_changed(row: RoomRow, *, numbered: bool = True) -> Change:
    """As GET /rooms/{code} gives it."""
    content = Room.model_validate(row).model_dump_json().encode()
    return Change(row.stamp, as_event("room", content, row.stamp if numbered else None), None, True)


def training_changed(row: RoomRow) -> Change:
    """How the room's training stands."""
    return Change(row.training_stamp, as_event("training", (row.training or "null").encode(), row.training_stamp))


def as_event(name: str, data: bytes, number: int | None = None) -> bytes:
    """A server-sent event."""
    numbered = b"" if number is None else f"id: {number}\n".encode()
    return b"event: " + name.encode() + b"\n" + numbered + b"data: " + data + b"\n\n"


def as_json(content: Mapping[str, Any]) -> str:
    """For a column that holds JSON."""
    return json.dumps(content, separators=(",", ":"))
