"""The inbox of corrections: drawings with the digit that was meant, until the admin accepts or rejects them.

An accepted drawing belongs to the next training or to the exam "our handwriting", never to both. A hash of the strokes
decides which, so that no network is ever examined on a drawing that it was trained on.
"""

import hashlib
import json
import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, get_args

import numpy as np

from model.arrays import INPUTS, Array, ImageArray
from model.checkpoints.checkpoint import now
from model.preprocessing.framing import IMAGE_SIZE, frame_strokes, is_blank, to_images

from ..database.database import Database
from ..errors import InvalidRequest
from ..settings import Settings

if TYPE_CHECKING:
    from .table import Correction, CorrectionTable

logger = logging.getLogger(__name__)
State = Literal["waiting", "accepted", "rejected"]
Part = Literal["training", "exam"]
BOX = 1000  # strokes are stored in thousandths of the drawing's size
SMALLEST = 1e-300  # of a drawing; a thousandth of a smaller one is no number any more
EXAM_ONE_IN = 4  # drawings; the others are for training
_POINT = r"\[\d{1,4},\d{1,4}\]"
_STROKE = rf"\[{_POINT}(?:,{_POINT})*\]"
STROKES = re.compile(rf"\[{_STROKE}(?:,{_STROKE})*\]")  # as they are stored
Row: TypeAlias = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class NewCorrection:
    """A drawing and its digit, before it is stored."""

    strokes: Sequence[Array]  # each (points, 2)
    label: int
    answered: int | None = None
    model_version: str | None = None
    state: State = "waiting"
    created_at: str | None = None


class Corrections:
    """The inbox, stored in the database."""

    def __init__(self, settings: Settings, database: Database | None = None) -> None:
        self._settings = settings
        self._database = database or Database(settings)
        self._opened: CorrectionTable | None = None
        self._opening = Lock()

    @property
    def _table(self) -> "CorrectionTable":
        with self._opening:
            if self._opened is None:  # on first use, since it imports SQLAlchemy
                from .table import CorrectionTable

                self._opened = CorrectionTable(self._database)
            return self._opened

    def add(self, rows: Sequence[Row]) -> int:
        """Adds rows and returns how many of them are new. Raises Conflict when the inbox is full."""
        unique = {row["fingerprint"]: row for row in rows}
        settings = self._settings
        return self._table.add(list(unique.values()), settings.max_corrections, settings.max_corrections_bytes)

    def page(self, state: State, before: int | None, limit: int) -> "list[Correction]":
        """The first `limit` corrections in a state, newest first, with ids below `before`."""
        return list(filter(_is_sound, self._table.page(state, before, limit)))

    def decide(self, ids: Sequence[int], state: State, label: int | None = None) -> int:
        """Moves corrections into a state, relabels them if a label is given, and returns how many there were."""
        return self._table.change(ids, {"state": state} | ({} if label is None else {"label": label}))

    def counts(self) -> dict[str, int]:
        """State -> number of corrections, and part -> number of accepted ones."""
        states, parts = self._table.count_by("state"), self._table.count_by("part", state="accepted")
        names = ("waiting", "accepted", "rejected", "training", "exam")
        return {name: (states | parts).get(name, 0) for name in names}

    def lines(self, part: Part) -> Iterator[str]:
        """The accepted drawings of a part in the format of `model.augmentation.pen_digits`, oldest first."""
        for row in self._accepted(part):
            yield f'{{"label": {row.label}, "writer": "{row.id}", "strokes": {row.strokes}}}\n'

    def pictures(self, part: Part) -> tuple[ImageArray, ImageArray]:
        """The accepted drawings of a part as the network sees them: images (n, 28, 28), 0 to 255, and labels (n,)."""
        rows = list(self._accepted(part))
        images = np.frombuffer(b"".join(row.picture for row in rows), np.uint8)
        return images.reshape(-1, IMAGE_SIZE, IMAGE_SIZE), np.array([row.label for row in rows], np.uint8)

    def export(self, state: State | None) -> Iterator[str]:
        """All drawings, or those in a state, one JSON object a line, as an import reads them."""
        for row in filter(_is_sound, self._table.rows(**({} if state is None else {"state": state}))):
            rest = {name: getattr(row, name) for name in ("answered", "model_version", "state", "part", "created_at")}
            yield f'{{"label": {row.label}, "strokes": {row.strokes}, {json.dumps(rest)[1:]}\n'

    def close(self) -> None:
        """Closes the database's connections, if there are any."""
        self._database.close()

    def _accepted(self, part: Part) -> "Iterator[Correction]":
        return filter(_is_sound, self._table.rows(state="accepted", part=part))


def _is_sound(row: "Correction") -> bool:
    """Whether a row holds what was put there; one that was tampered with is left out, and the log names it."""
    texts, digits = (row.created_at, row.model_version or ""), (row.label, row.answered or 0)
    is_sound = (
        all(isinstance(text, str) for text in texts)
        and all(isinstance(digit, int) and 0 <= digit <= 9 for digit in digits)
        and (row.state in get_args(State) and row.part in get_args(Part))
        and (isinstance(row.picture, bytes) and len(row.picture) == INPUTS)
        and (isinstance(row.strokes, str) and STROKES.fullmatch(row.strokes) is not None)
    )
    if not is_sound:
        logger.error("correction %s holds what was never put there, and is left out; reject it", row.id)
    return is_sound


def as_row(new: NewCorrection) -> Row:
    """A correction as a row of the table. Raises InvalidRequest for a drawing without ink."""
    strokes = _in_box(new.strokes)
    picture = frame_strokes([np.array(stroke, np.float64) for stroke in strokes]) if strokes else None
    if picture is None or is_blank(picture):
        raise InvalidRequest("This drawing is blank; a correction needs ink.")
    text = json.dumps(strokes, separators=(",", ":"))
    fingerprint = hashlib.sha256(text.encode()).hexdigest()
    return {
        "fingerprint": fingerprint,
        "strokes": text,
        "picture": to_images(picture).tobytes(),
        "label": new.label,
        "answered": new.answered,
        "model_version": new.model_version,
        "state": new.state,
        "part": "exam" if int(fingerprint[:8], 16) % EXAM_ONE_IN == 0 else "training",
        "created_at": new.created_at or now(),
    }


def _in_box(strokes: Sequence[Array]) -> list[list[list[int]]]:
    """Strokes in whole numbers from 0 to BOX; position and size on the sheet don't matter for the digit."""
    inked = [stroke for stroke in strokes if len(stroke)]
    if not inked:
        return []
    points = np.concatenate(inked)
    low, size = points.min(axis=0), float(np.ptp(points, axis=0).max())
    scale = BOX / size if size > SMALLEST else 0.0
    return [np.rint((stroke - low) * scale).astype(int).tolist() for stroke in inked]
