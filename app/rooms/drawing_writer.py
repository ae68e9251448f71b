"""Drawings on their way into the database: those that arrive while others are being written are written together.

A transaction waits for the disk, and costs the same, whatever is in it. So one a time, with all that has gathered,
keeps a hundred drawings a second cheap; a drawing is acknowledged once its transaction is.
"""

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from anyio import CapacityLimiter, to_thread
from sqlalchemy import select
from sqlalchemy.orm import Session

from ..database.database import Database
from ..database.held_connection import HeldConnection
from ..errors import Conflict, Forbidden, Gone
from .store import REMOVED, ROOMS, take_numbers
from .tables import DrawingRow, PupilRow, RoomRow

MAX_BATCH = 200
PAUSE_SECONDS = 0.03  # from one transaction to the next, in a crowd
MAX_DRAWINGS = 20_000  # of one room
MAX_BYTES = 64 << 20  # of their strokes


class Frozen(Conflict):
    """A room that takes no drawing at the moment."""

    code = "frozen"


@dataclass(slots=True)
class Waiting:
    """A drawing's columns, and where its row is to go."""

    values: dict[str, Any]
    stored: asyncio.Future[DrawingRow]


class DrawingWriter:
    """Writes drawings, and tells `on_written` the rooms that they are in."""

    def __init__(self, database: Database, on_written: Callable[[str], None]) -> None:
        self._connection = HeldConnection(database)
        self._on_written = on_written
        self._waiting: list[Waiting] = []
        self._task: asyncio.Task[None] | None = None
        self._thread = CapacityLimiter(1)

    async def add(self, values: dict[str, Any]) -> DrawingRow:
        """The row of a drawing, once it is stored. Raises Gone, Frozen, Forbidden or Conflict."""
        waiting = Waiting(values, asyncio.get_running_loop().create_future())
        self._waiting.append(waiting)
        if self._task is None:
            self._task = asyncio.create_task(self._write_all())
        return await waiting.stored

    def close(self) -> None:
        """Gives the connection back."""
        self._connection.close()

    async def _write_all(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting[:MAX_BATCH], self._waiting[MAX_BATCH:]
                began = time.monotonic()
                await self._write(batch)
                await asyncio.sleep(max(0.0, began + PAUSE_SECONDS - time.monotonic()))
        finally:
            self._task = None

    async def _write(self, batch: list[Waiting]) -> None:
        try:
            results = await to_thread.run_sync(self._store, [waiting.values for waiting in batch], limiter=self._thread)
        except Exception as error:
            results = [error] * len(batch)
        for waiting, result in zip(batch, results, strict=True):
            if waiting.stored.done():  # its client has left
                continue
            if isinstance(result, Exception):
                waiting.stored.set_exception(result)
            else:
                waiting.stored.set_result(result)
        for code in {waiting.values["room"] for waiting in batch}:
            self._on_written(code)

    def _store(self, batch: Sequence[dict[str, Any]]) -> list[DrawingRow | Exception]:
        """One transaction; for each drawing its row, or why there is none."""
        by_room: dict[str, list[int]] = defaultdict(list)
        for place, values in enumerate(batch):
            by_room[values["room"]].append(place)
        results: list[DrawingRow | Exception] = [Gone()] * len(batch)
        with self._connection.transaction() as session:
            for code in sorted(by_room):  # so that two servers can't wait for each other
                stored = _store_in_room(session, code, [batch[place] for place in by_room[code]])
                for place, result in zip(by_room[code], stored, strict=True):
                    results[place] = result
        return results


def _store_in_room(session: Session, code: str, drawings: list[dict[str, Any]]) -> list[DrawingRow | Exception]:
    size = sum(len(values["strokes"]) for values in drawings)
    try:
        room = take_numbers(session, code, len(drawings), **_counted(len(drawings), size))
    except Gone as gone:
        return [gone] * len(drawings)
    results: list[DrawingRow | Exception]
    rows: list[DrawingRow] = []
    if room.frozen:
        results = [Frozen("The room is frozen: it takes no drawing at the moment.")] * len(drawings)
    elif room.drawings > MAX_DRAWINGS or room.bytes > MAX_BYTES:
        results = [Conflict(f"The room is full: it holds {room.drawings - len(drawings)} drawings.")] * len(drawings)
    else:
        results, rows = _inserted(session, drawings, room.sequence - len(drawings))
    if len(rows) < len(drawings):
        back = len(rows) - len(drawings), sum(len(row.strokes) for row in rows) - size
        session.execute(ROOMS.update().where(ROOMS.c.code == code).values(**_counted(*back)))
    session.expunge_all()
    return results


def _inserted(
    session: Session, drawings: list[dict[str, Any]], number: int
) -> tuple[list[DrawingRow | Exception], list[DrawingRow]]:
    """For each drawing its row, or why there is none; and those rows that are new, with the numbers after `number`."""
    asked, nonces = {values["pupil"] for values in drawings}, {values["nonce"] for values in drawings} - {None}
    sent_before = (DrawingRow.pupil == PupilRow.id) & DrawingRow.nonce.in_(nonces)  # since their answer was lost
    there = select(PupilRow.id, DrawingRow).outerjoin(DrawingRow, sent_before)
    found = session.execute(there.where(PupilRow.id.in_(asked), PupilRow.removed.is_(False))).all()
    pupils, known = {pupil for pupil, _ in found}, {(pupil, row.nonce): row for pupil, row in found if row is not None}
    results: list[DrawingRow | Exception] = []
    rows: list[DrawingRow] = []
    for values in drawings:
        name = (values["pupil"], values["nonce"])
        if values["pupil"] not in pupils:
            results.append(Forbidden(REMOVED))
            continue
        row = known.get(name)
        if row is None:
            row = DrawingRow(**values, sequence=number + len(rows) + 1)
            rows.append(row)
            known |= {name: row} if values["nonce"] else {}
        results.append(row)
    session.add_all(rows)
    session.flush()
    return results, rows


def _counted(drawings: int, size: int) -> dict[str, Any]:
    return {"drawings": RoomRow.drawings + drawings, "bytes": RoomRow.bytes + size}
