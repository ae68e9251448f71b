"""What has changed in a room since a number: the rows stamped after it, in their order, as events."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from itertools import accumulate, takewhile
from typing import TypeVar

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from .encoding import Change, drawing_changed, pupil_changed, room_changed, training_changed
from .moments import moment
from .tables import DrawingRow, PupilRow, RoomRow

PAGE = 500  # drawings that are read at once
PAGE_BYTES = 256 << 10  # of changes that are told at once: so much waits in memory for each reader who is slow
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Changes:
    """The changes up to number `upto`, and the room as it stands; None when it is over."""

    events: list[Change]
    upto: int
    room: RoomRow | None


class ChangeReader:
    """Reads changes, of many rooms at once, in a session that `opened` gives; a page has `most_bytes`."""

    def __init__(self, opened: Callable[[], AbstractContextManager[Session]], most_bytes: int = PAGE_BYTES) -> None:
        self._opened, self._most_bytes = opened, most_bytes

    def read(self, positions: dict[str, int]) -> dict[str, Changes]:
        """Code -> what came after this number, at most a page of it."""
        with self._opened() as session:
            found = session.scalars(select(RoomRow).where(RoomRow.code.in_(positions)))
            rooms = {room.code: room for room in found if room.closed_at is None and room.closes_at > moment()}
            behind = {code: room for code, room in rooms.items() if room.sequence > positions[code]}
            return {
                **{code: Changes([], after, rooms.get(code)) for code, after in positions.items()},
                **(_changes(session, behind, positions, self._most_bytes) if behind else {}),
            }


def _changes(
    session: Session, rooms: dict[str, RoomRow], positions: dict[str, int], most_bytes: int
) -> dict[str, Changes]:
    """Those after the positions, and up to each room's number, or to where the page is full."""
    upto = {code: room.sequence for code, room in rooms.items()}
    query = select(DrawingRow).where(_between(DrawingRow, positions, upto))
    found = session.scalars(query.order_by(DrawingRow.room, DrawingRow.sequence).limit(PAGE)).all()
    drawings = first_page(found, lambda drawing: len(drawing.strokes), most_bytes)
    if len(found) == PAGE or len(drawings) < len(found):
        last = drawings[-1]
        upto |= {code: positions[code] for code in upto if code > last.room} | {last.room: last.sequence}
    pupils = session.scalars(select(PupilRow).where(_between(PupilRow, positions, upto)))
    events: dict[str, list[Change]] = {code: [] for code in rooms}
    for drawing in drawings:
        events[drawing.room].append(drawing_changed(drawing))
    for pupil in pupils:
        events[pupil.room].append(pupil_changed(pupil))
    for code, room in rooms.items():
        events[code] += [room_changed(room)] if positions[code] < room.stamp <= upto[code] else []
        events[code] += [training_changed(room)] if positions[code] < room.training_stamp <= upto[code] else []
        events[code].sort(key=lambda change: change.sequence)
    return {code: Changes(events[code], upto[code], room) for code, room in rooms.items()}


def first_page(items: Sequence[Item], size: Callable[[Item], int], most_bytes: int = PAGE_BYTES) -> Sequence[Item]:
    """The first of them, as many as have `most_bytes` together, and one at least."""
    sizes = accumulate(map(size, items))
    return items[: max(1, sum(1 for _ in takewhile(lambda bytes_: bytes_ <= most_bytes, sizes)))]


def _between(
    table: type[DrawingRow] | type[PupilRow], positions: dict[str, int], upto: dict[str, int]
) -> ColumnElement[bool]:
    """Whether a row was stamped after its room's position, and not later than wanted."""
    return or_(*((table.room == code) & table.sequence.between(positions[code] + 1, upto[code]) for code in upto))
