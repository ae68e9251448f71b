"""What has changed in a room since a number: the rows stamped after it, in their order, as events."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from .encoding import Change, drawing_changed, pupil_changed, room_changed, training_changed
from .moments import moment
from .tables import DrawingRow, PupilRow, RoomRow

PAGE = 500  # drawings that are read at once


@dataclass(frozen=True, slots=True)
class Changes:
    """The changes up to number `upto`, and the room as it stands; None when it is over."""

    events: list[Change]
    upto: int
    room: RoomRow | None


class ChangeReader:
    """Reads changes, of many rooms at once, in a session that `opened` gives."""

    def __init__(self, opened: Callable[[], AbstractContextManager[Session]]) -> None:
        self._opened = opened

    def read(self, positions: dict[str, int]) -> dict[str, Changes]:
        """Code -> what came after this number, at most PAGE drawings."""
        with self._opened() as session:
            rooms = {room.code: room for room in session.scalars(select(RoomRow).where(RoomRow.code.in_(positions)))}
            return {code: _changes(session, rooms.get(code), after) for code, after in positions.items()}


def _changes(session: Session, room: RoomRow | None, after: int) -> Changes:
    """Those after a number, and up to the room's own, or to that of the last drawing of a full page."""
    if room is None or room.closed_at is not None or room.closes_at <= moment():
        return Changes([], after, None)
    if room.sequence <= after:
        return Changes([], after, room)
    query = select(DrawingRow).where(DrawingRow.room == room.code, DrawingRow.sequence > after)
    drawings = session.scalars(query.order_by(DrawingRow.sequence).limit(PAGE)).all()
    upto = drawings[-1].sequence if len(drawings) == PAGE else room.sequence
    changed = select(PupilRow).where(PupilRow.room == room.code, PupilRow.sequence.between(after + 1, upto))

    def events() -> Iterator[Change]:
        yield from map(drawing_changed, (drawing for drawing in drawings if drawing.sequence <= upto))
        yield from map(pupil_changed, session.scalars(changed))
        if after < room.stamp <= upto:
            yield room_changed(room)
        if after < room.training_stamp <= upto:
            yield training_changed(room)

    return Changes(sorted(events(), key=lambda change: change.sequence), upto, room)
