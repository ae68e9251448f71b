"""Corrections: drawings that people said the right digit of, in an inbox until the admin has looked at them.

An accepted one belongs to the next training, or to the exam "our handwriting", never to both: which of the two is
decided by the drawing itself when it arrives, so that no network is ever examined on what it has learned from.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np
from sqlalchemy import Select, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from model.arrays import Array, ImageArray
from model.checkpoint import now
from model.preprocessing import IMAGE_SIZE, frame_strokes, is_blank, to_images

from .database import Correction, Database
from .errors import Conflict, InvalidRequest

State = Literal["waiting", "accepted", "rejected"]
Part = Literal["training", "exam"]
BOX = 1000  # strokes are kept in whole thousandths of the drawing's size
EXAM_SHARE = 4  # one in so many drawings examines
Kept: TypeAlias = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class NewCorrection:
    """A drawing and its digit, before it is in the inbox."""

    strokes: Sequence[Array]  # each (points, 2)
    label: int
    answered: int | None = None
    model_version: str | None = None
    state: State = "waiting"
    created_at: str | None = None


class Corrections:
    """The inbox in a database."""

    def __init__(self, database: Database, most: int) -> None:
        self._database = database
        self._most = most

    def add(self, kept: Sequence[Kept]) -> int:
        """Takes them in and returns how many weren't known yet. Raises Conflict when the inbox is full."""
        rows = {row["fingerprint"]: row for row in kept}
        with self._database.session() as session, session.begin():
            if session.scalar(select(func.count()).select_from(Correction)) + len(rows) > self._most:  # type: ignore[operator]
                raise Conflict(f"The inbox is full: it holds at most {self._most} drawings. Ask the admin to clear it.")
            dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
            insert = dialect.insert(Correction).on_conflict_do_nothing(index_elements=["fingerprint"])
            return len(session.scalars(insert.returning(Correction.id), list(rows.values())).all()) if rows else 0

    def page(self, state: State, before: int | None, limit: int) -> list[Correction]:
        """Those in a state, the newest first, from below the id `before` on."""
        wanted = select(Correction).where(Correction.state == state).order_by(Correction.id.desc()).limit(limit)
        if before is not None:
            wanted = wanted.where(Correction.id < before)
        with self._database.session() as session:
            return list(session.scalars(wanted))

    def decide(self, ids: Sequence[int], state: State, label: int | None = None) -> int:
        """Moves many at once into a state, and relabels them if a label is given; returns how many there were."""
        changes: dict[str, Any] = {"state": state} | ({} if label is None else {"label": label})
        with self._database.session() as session, session.begin():
            done = session.execute(update(Correction).where(Correction.id.in_(ids)).values(**changes))
            return int(done.rowcount)  # type: ignore[attr-defined]

    def counts(self) -> dict[str, int]:
        """How many there are in each state, and of the accepted ones in each part."""
        with self._database.session() as session:
            states = dict(session.execute(select(Correction.state, func.count()).group_by(Correction.state)).all())
            accepted = select(Correction.part, func.count()).where(Correction.state == "accepted")
            parts = dict(session.execute(accepted.group_by(Correction.part)).all())
        return {name: states.get(name, 0) for name in ("waiting", "accepted", "rejected")} | {
            name: parts.get(name, 0) for name in ("training", "exam")
        }

    def lines(self, part: Part) -> Iterator[str]:
        """The accepted drawings of a part in the format of `model.pen_digits`, oldest first."""
        for row in self._rows(_accepted(part)):
            yield f'{{"label": {row.label}, "writer": "{row.id}", "strokes": {row.strokes}}}\n'

    def pictures(self, part: Part) -> tuple[ImageArray, ImageArray]:
        """The accepted drawings of a part as the network sees them: images (n, 28, 28), 0 to 255, and labels (n,)."""
        rows = list(self._rows(_accepted(part)))
        images = np.frombuffer(b"".join(row.picture for row in rows), np.uint8)
        return images.reshape(-1, IMAGE_SIZE, IMAGE_SIZE), np.array([row.label for row in rows], np.uint8)

    def export(self, state: State | None) -> Iterator[str]:
        """All drawings, or those in a state, one JSON object a line, as `import_lines` reads them."""
        wanted = select(Correction).order_by(Correction.id)
        for row in self._rows(wanted if state is None else wanted.where(Correction.state == state)):
            rest = {name: getattr(row, name) for name in ("answered", "model_version", "state", "part", "created_at")}
            yield f'{{"label": {row.label}, "strokes": {row.strokes}, {json.dumps(rest)[1:]}\n'

    def fingerprint(self, part: Part) -> str:
        """Changes whenever the accepted drawings of a part, or their labels, do."""
        entries = select(Correction.fingerprint, Correction.label).where(
            Correction.state == "accepted", Correction.part == part
        )
        with self._database.session() as session:
            text = repr(sorted(tuple(row) for row in session.execute(entries)))
        return hashlib.sha256(text.encode()).hexdigest()

    def _rows(self, wanted: Select[Correction]) -> Iterator[Correction]:
        with self._database.session() as session:
            yield from session.scalars(wanted.execution_options(yield_per=500))


def _accepted(part: Part) -> Select[Correction]:
    chosen = select(Correction).where(Correction.state == "accepted", Correction.part == part)
    return chosen.order_by(Correction.id)


def keep(new: NewCorrection) -> Kept:
    """What is kept of it: a row of the table. Raises InvalidRequest for a drawing without ink."""
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
        "part": "exam" if int(fingerprint[:8], 16) % EXAM_SHARE == 0 else "training",
        "created_at": new.created_at or now(),
    }


def _in_box(strokes: Sequence[Array]) -> list[list[list[int]]]:
    """Strokes in whole numbers from 0 to BOX: where on the sheet, and how large, says nothing of the digit."""
    inked = [stroke for stroke in strokes if len(stroke)]
    if not inked:
        return []
    points = np.concatenate(inked)
    low, size = points.min(axis=0), float(np.ptp(points, axis=0).max())
    scale = BOX / size if size > 0 else 0.0
    return [np.rint((stroke - low) * scale).astype(int).tolist() for stroke in inked]
