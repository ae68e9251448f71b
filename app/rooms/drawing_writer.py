"""Drawings on their way into the database: those that arrive while others are being written are written together.

A transaction waits for the disk, and costs the same, whatever is in it. So one a time, with all that has gathered,
keeps a hundred drawings a second cheap; a drawing is acknowledged once its transaction is.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from anyio import CapacityLimiter, to_thread
from sqlalchemy import case, select
from sqlalchemy.orm import Session

from ..database.database import Database
from ..database.held_connection import HeldConnection
from ..errors import Conflict, Forbidden, Gone
from .notices import announcement
from .store import REMOVED, ROOMS, is_open
from .tables import DrawingRow, PupilRow

MAX_BATCH = 200
PAUSE_SECONDS = 0.03  # from one transaction to the next, in a crowd
MAX_DRAWINGS = 20_000  # of one room
MAX_BYTES = 64 << 20  # of their strokes


class Frozen(Conflict):
    """A room that takes no drawing at the moment."""

    code = "frozen"
    example = "The room is frozen: it takes no drawing at the moment."


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
        with self._connection.transaction() as session:
            results = _stored(session, batch)
            session.expunge_all()
        return results


def _stored(session: Session, batch: Sequence[dict[str, Any]]) -> list[DrawingRow | Exception]:
    counts, sizes = Counter(values["room"] for values in batch), Counter[str]()
    for values in batch:
        sizes[values["room"]] += len(values["strokes"])
    rooms = _taken(session, counts, sizes)
    refused = {code: _refusal(rooms.get(code)) for code in counts}
    pupils, known = _known(session, [values for values in batch if refused[values["room"]] is None])
    numbers = {code: room.sequence - counts[code] for code, room in rooms.items()}
    results: list[DrawingRow | Exception] = []
    for values in batch:
        code, name = values["room"], (values["pupil"], values["nonce"])
        refusal = refused[code] or (None if values["pupil"] in pupils else Forbidden(REMOVED))
        if refusal is None and name not in known:
            numbers[code] += 1
            row = DrawingRow(**values, sequence=numbers[code])
            session.add(row)
            counts[code], sizes[code] = counts[code] - 1, sizes[code] - len(row.strokes)
            results.append(row)
            known |= {name: row} if values["nonce"] else {}
        else:
            results.append(refusal or known[name])
    session.flush()
    for code in (code for code in rooms if counts[code]):  # what was counted and not stored
        back = {"drawings": ROOMS.c.drawings - counts[code], "bytes": ROOMS.c.bytes - sizes[code]}
        session.execute(ROOMS.update().where(ROOMS.c.code == code).values(**back))
    return results


def _taken(session: Session, counts: Counter[str], sizes: Counter[str]) -> dict[str, Any]:
    """Takes numbers in all rooms, as `store.take_numbers` does in one: code -> the room's columns afterwards."""
    if len(counts) > 1:  # in one order, so that two servers can't wait for each other
        session.execute(select(ROOMS.c.code).where(ROOMS.c.code.in_(counts)).order_by(ROOMS.c.code).with_for_update())
    more, bytes_ = (case(dict(each), value=ROOMS.c.code) for each in (counts, sizes))
    added = {"sequence": ROOMS.c.sequence + more, "drawings": ROOMS.c.drawings + more, "bytes": ROOMS.c.bytes + bytes_}
    taken = ROOMS.update().where(ROOMS.c.code.in_(counts), is_open()).values(**added)
    columns = ROOMS.c.code, ROOMS.c.sequence, ROOMS.c.frozen, ROOMS.c.drawings, ROOMS.c.bytes
    rooms = session.execute(taken.returning(*columns, *announcement(session, ROOMS.c.code))).all()
    return {room.code: room for room in rooms}


def _refusal(room: Any) -> Exception | None:
    """Why a room takes no drawing, if it doesn't."""
    if room is None:
        return Gone()
    if room.frozen:
        return Frozen()
    is_full = room.drawings > MAX_DRAWINGS or room.bytes > MAX_BYTES
    return Conflict("The room is full; its teacher can open another one.") if is_full else None


def _known(
    session: Session, drawings: Sequence[dict[str, Any]]
) -> tuple[set[int], dict[tuple[int, str | None], DrawingRow]]:
    """The pupils who are still there, and what they have sent before, since the answer was lost on the way."""
    if not drawings:
        return set(), {}
    asked, nonces = {values["pupil"] for values in drawings}, {values["nonce"] for values in drawings} - {None}
    sent_before = (DrawingRow.pupil == PupilRow.id) & DrawingRow.nonce.in_(nonces)
    there = select(PupilRow.id, DrawingRow).outerjoin(DrawingRow, sent_before)
    found = session.execute(there.where(PupilRow.id.in_(asked), PupilRow.removed.is_(False))).all()
    return {pupil for pupil, _ in found}, {(pupil, row.nonce): row for pupil, row in found if row is not None}
