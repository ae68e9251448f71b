"""Rooms in the database: opened, joined, changed, closed. Each call is one transaction.

A change takes the room's next number first, by an UPDATE of the room's row. That also makes changes of one room wait
for each other, on every server; so numbers become visible in their order, and no stream misses one.
"""

from collections.abc import Sequence
from typing import Any, TypeVar, cast

from sqlalchemy import ColumnElement, Table, case, delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, defer

from ..database.database import Database
from ..errors import Conflict, Forbidden, Gone, NotFound
from .keys import hash_of, new_code, new_key
from .moments import moment
from .names import MOST, free_name
from .notices import announcement
from .schemas import NewRoom
from .tables import DrawingRow, PupilRow, RoomRow, VoteRow

REMEMBERED_HOURS = 24  # how long the code of a closed room is known, and given to no other room
CODE_TRIES = 20
REMOVED = "You were removed from this room."
ROOMS = cast(Table, RoomRow.__table__)
"""For what is done many times a second."""
Row = TypeVar("Row", PupilRow, DrawingRow)


class Locked(Forbidden):
    """A room that nobody can join any more."""

    code = "locked"
    example = "The room's door is locked; ask your teacher to open it."


class RoomStore:
    """The tables of rooms; of a room that is over, or isn't there, everything raises Gone or NotFound."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def open(self, new: NewRoom, max_rooms: int) -> tuple[RoomRow, str]:
        """A new room, and the key of its wall. Raises Conflict when there are too many."""
        self.close_expired()
        key = new_key()
        for _ in range(CODE_TRIES):
            room = RoomRow(
                **new.model_dump(include={"title", "task"}),
                code=new_code(),
                key_hash=hash_of(key),
                opened_at=moment(),
                closes_at=moment(new.hours),
                **dict.fromkeys(("round", "sequence", "stamp"), 1),
                **dict.fromkeys(("pupils", "drawings", "bytes", "training_stamp"), 0),
                **{"locked": False, "frozen": False, "revealed": True},
            )
            try:
                with self.database.transaction() as session:
                    if len(session.scalars(select(RoomRow.code).where(is_open())).all()) >= max_rooms:
                        raise Conflict(f"There are {max_rooms} rooms already; close one first.")
                    session.add(room)
                    session.flush()
                    session.expunge(room)
                return room, key
            except IntegrityError:
                continue  # another room has, or had, this code
        raise Conflict("No free code was found; try again.")

    def all(self) -> list[RoomRow]:
        """All open rooms, newest first."""
        with self.database.session() as session:
            return list(session.scalars(select(RoomRow).where(is_open()).order_by(RoomRow.opened_at.desc())))

    def room(self, code: str) -> RoomRow:
        """An open room. Raises NotFound, or Gone for one that was here within a day."""
        with self.database.session() as session:
            room = session.get(RoomRow, code)
        if room is None or (room.closed_at or room.closes_at) < moment(-REMEMBERED_HOURS):
            raise NotFound(f"There is no room {code}; look at the code on the wall again.")
        if room.closed_at is not None or room.closes_at <= moment():
            raise Gone()
        return room

    def pupil(self, code: str, key: str) -> int | None:
        """The pupil of a room who has this key. Raises Forbidden for one that was removed."""
        with self.database.session() as session:
            pupil = session.scalar(select(PupilRow).filter_by(room=code, key_hash=hash_of(key)))
        if pupil is not None and pupil.removed:
            raise Forbidden(REMOVED)
        return None if pupil is None else pupil.id

    def change(self, code: str, changes: dict[str, Any]) -> RoomRow:
        """Changes columns of the room itself."""
        with self.database.transaction() as session:
            number = next_number(session, code)
            session.execute(update(RoomRow).filter_by(code=code).values(stamp=number, **changes))
        return self.room(code)

    def join(self, code: str, max_pupils: int) -> tuple[PupilRow, str]:
        """A new pupil, and the pupil's key. Raises Locked, or Conflict when the room is full."""
        key = new_key()
        with self.database.transaction() as session:
            number = next_number(session, code, pupils=RoomRow.pupils + 1)
            if session.scalar(select(RoomRow.locked).filter_by(code=code)):
                raise Locked()
            here = select(PupilRow.animal, PupilRow.color).filter_by(room=code, removed=False)
            taken = {(animal, color) for animal, color in session.execute(here)}
            if len(taken) >= min(max_pupils, MOST):
                raise Conflict(f"The room is full: {len(taken)} pupils are in it.")
            animal, color = free_name(taken)
            pupil = PupilRow(
                room=code, sequence=number, key_hash=hash_of(key), animal=animal, color=color, removed=False
            )
            session.add(pupil)
            session.flush()
            session.expunge(pupil)
        return pupil, key

    def remove(self, code: str, pupil_id: int) -> None:
        """Removes a pupil, whose key opens nothing any more, and deletes what the pupil drew. Raises NotFound."""
        with self.database.transaction() as session:
            number = next_number(session, code)
            pupil = _of_room(session, PupilRow, code, pupil_id)
            theirs = select(DrawingRow.id).filter_by(pupil=pupil_id)
            drawings, size = session.execute(
                select(func.count(), func.coalesce(func.sum(func.length(DrawingRow.strokes)), 0)).where(
                    DrawingRow.pupil == pupil_id
                )
            ).one()
            session.execute(delete(VoteRow).where(VoteRow.drawing.in_(theirs) | (VoteRow.pupil == pupil_id)))
            session.execute(delete(DrawingRow).filter_by(pupil=pupil_id))
            session.execute(
                update(RoomRow)
                .filter_by(code=code)
                .values(
                    pupils=RoomRow.pupils - (0 if pupil.removed else 1),
                    drawings=RoomRow.drawings - drawings,
                    bytes=RoomRow.bytes - size,
                )
            )
            pupil.removed, pupil.sequence = True, number

    def drawing(self, code: str, drawing_id: int) -> DrawingRow:
        """One drawing of a room. Raises NotFound."""
        with self.database.session() as session:
            return _of_room(session, DrawingRow, code, drawing_id)

    def change_drawing(self, code: str, drawing_id: int, changes: dict[str, Any]) -> DrawingRow:
        """Hides, shows or accepts a drawing. Raises NotFound."""
        with self.database.transaction() as session:
            number = next_number(session, code)
            drawing = _of_room(session, DrawingRow, code, drawing_id)
            for name, value in (changes | {"sequence": number}).items():
                setattr(drawing, name, value)
            session.flush()
            session.expunge(drawing)
        return drawing

    def vote(self, code: str, drawing_id: int, pupil_id: int, fair: bool) -> None:
        """A pupil's vote, which replaces an earlier one. Raises Conflict for a drawing that isn't voted on."""
        with self.database.transaction() as session:
            number = next_number(session, code)
            drawing = _of_room(session, DrawingRow, code, drawing_id)
            if _of_room(session, PupilRow, code, pupil_id).removed:
                raise Forbidden(REMOVED)
            if drawing.pupil == pupil_id or drawing.task != "fool":
                raise Conflict("Votes are on what others have drawn in the task fool.")
            session.merge(VoteRow(drawing=drawing_id, pupil=pupil_id, room=code, fair=fair))
            session.flush()
            votes = session.scalars(select(VoteRow.fair).filter_by(drawing=drawing_id)).all()
            drawing.fair, drawing.unfair, drawing.sequence = sum(votes), len(votes) - sum(votes), number

    def drawings(self, code: str, *, strokes: bool = True, **equal: Any) -> Sequence[DrawingRow]:
        """The drawings of a room with these values, oldest first; strokes, nearly all of their bytes, if wanted."""
        query = select(DrawingRow).options(*([] if strokes else [defer(DrawingRow.strokes)]))
        with self.database.session() as session:
            return session.scalars(query.filter_by(room=code, **equal).order_by(DrawingRow.id)).all()

    def pupil_by_id(self, code: str, pupil_id: int) -> PupilRow:
        """One pupil of a room. Raises NotFound."""
        with self.database.session() as session:
            return _of_room(session, PupilRow, code, pupil_id)

    def pupils(self, code: str) -> Sequence[PupilRow]:
        """The pupils of a room, without those that were removed."""
        with self.database.session() as session:
            query = select(PupilRow).filter_by(room=code, removed=False).order_by(PupilRow.id)
            return session.scalars(query).all()

    def close(self, code: str) -> None:
        """Deletes all of a room but its code and the time."""
        with self.database.transaction() as session:
            next_number(session, code)
            _forget(session, code)
        self.database.write_over_deleted()

    def close_expired(self) -> list[str]:
        """Closes the rooms whose time is over, and forgets the codes of those closed long ago; returns the closed."""
        with self.database.transaction() as session:
            session.execute(delete(RoomRow).where(RoomRow.closed_at < moment(-REMEMBERED_HOURS)))
            over = (RoomRow.closed_at.is_(None), RoomRow.closes_at <= moment())
            codes = session.scalars(
                update(RoomRow).where(*over).values(sequence=RoomRow.sequence + 1).returning(RoomRow.code)
            ).all()
            for code in codes:
                _forget(session, code)
        if codes:
            self.database.write_over_deleted()
        return list(codes)


def is_open() -> ColumnElement[bool]:
    """Whether a row of `rooms` is a room that is open."""
    return RoomRow.closed_at.is_(None) & (RoomRow.closes_at > moment())


def next_number(session: Session, code: str, count: int = 1, **changes: Any) -> int:
    """Takes a room's next numbers, and returns the first. Raises Gone when the room is over."""
    return int(take_numbers(session, code, count, **changes).sequence) - count + 1


def take_numbers(session: Session, code: str, count: int, **changes: Any) -> Any:
    """The same; returns the room's columns afterwards, of which `sequence` is the last number."""
    taken = ROOMS.update().where(ROOMS.c.code == code, is_open())
    taken = taken.values(sequence=ROOMS.c.sequence + count, **changes)
    columns = ROOMS.c.sequence, ROOMS.c.frozen, ROOMS.c.drawings, ROOMS.c.bytes
    room = session.execute(taken.returning(*columns, *announcement(session, code))).first()
    if room is None:
        raise Gone()
    return room


def _of_room(session: Session, table: type[Row], code: str, row_id: int) -> Row:
    row = session.get(table, row_id)
    if row is None or row.room != code:
        raise NotFound(f"There is no {'pupil' if table is PupilRow else 'drawing'} {row_id} in room {code}.")
    return row


def _forget(session: Session, code: str) -> None:
    for table in (VoteRow, DrawingRow, PupilRow):
        session.execute(delete(table).where(table.room == code))
    nothing: dict[str, Any] = dict.fromkeys(("title", "key_hash", "opened_at"), "")
    nothing |= dict.fromkeys(("pupils", "drawings", "bytes"), 0)
    nothing |= dict.fromkeys(("training", "training_id", "model_version", "challenger"))
    ended = case((RoomRow.closes_at < moment(), RoomRow.closes_at), else_=moment())  # the server may have been off
    session.execute(update(RoomRow).filter_by(code=code).values(closed_at=ended, **nothing))
