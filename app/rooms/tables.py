"""The tables of rooms. Nothing in them identifies a person, and all rows of a room go when it closes.

Every change of a room takes its next number, `sequence`, and is stamped on the row that changed. A stream is then "the
rows stamped after n, in their order", whichever server is asked and whenever.
"""

from sqlalchemy import Float, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ..database.engine import Base

AUTOINCREMENT = {"sqlite_autoincrement": True}  # or the id of a row that was deleted would be given again


class RoomRow(Base):
    """A room; of one that is closed the code and the time are left, for a day."""

    __tablename__ = "rooms"

    code: Mapped[str] = mapped_column(String(6), primary_key=True)
    title: Mapped[str] = mapped_column(String(120))
    task: Mapped[str] = mapped_column(String(10))
    round: Mapped[int]
    locked: Mapped[bool]
    frozen: Mapped[bool]
    revealed: Mapped[bool]
    model_version: Mapped[str | None] = mapped_column(String(40))
    challenger: Mapped[str | None] = mapped_column(String(40))
    key_hash: Mapped[str] = mapped_column(String(64))
    opened_at: Mapped[str] = mapped_column(String(20))
    closes_at: Mapped[str] = mapped_column(String(20))
    closed_at: Mapped[str | None] = mapped_column(String(20))
    sequence: Mapped[int]
    stamp: Mapped[int]  # the number of the last change of the room itself
    pupils: Mapped[int]
    drawings: Mapped[int]
    bytes: Mapped[int]  # of all strokes
    training: Mapped[str | None]  # JSON
    training_id: Mapped[str | None] = mapped_column(String(80))
    training_stamp: Mapped[int]


class PupilRow(Base):
    """A pupil, known by an animal and a colour."""

    __tablename__ = "room_pupils"
    __table_args__ = (Index("ix_room_pupils_room_sequence", "room", "sequence"), AUTOINCREMENT)

    id: Mapped[int] = mapped_column(primary_key=True)
    room: Mapped[str] = mapped_column(ForeignKey("rooms.code"))
    sequence: Mapped[int]
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    animal: Mapped[str] = mapped_column(String(20))
    color: Mapped[str] = mapped_column(String(20))
    removed: Mapped[bool]


class DrawingRow(Base):
    """A pupil's drawing, and what was answered."""

    __tablename__ = "room_drawings"
    __table_args__ = (
        Index("ix_room_drawings_room_sequence", "room", "sequence"),
        UniqueConstraint("pupil", "nonce"),
        AUTOINCREMENT,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    room: Mapped[str] = mapped_column(ForeignKey("rooms.code"))
    sequence: Mapped[int]
    pupil: Mapped[int] = mapped_column(ForeignKey("room_pupils.id"))
    strokes: Mapped[str]  # JSON
    meant: Mapped[int | None]
    round: Mapped[int]
    task: Mapped[str] = mapped_column(String(10))
    label: Mapped[int | None]
    confidence: Mapped[float] = mapped_column(Float)
    verdict: Mapped[str] = mapped_column(String(12))
    model_version: Mapped[str] = mapped_column(String(40))
    hidden: Mapped[bool]
    accepted: Mapped[bool]
    fair: Mapped[int]
    unfair: Mapped[int]
    at: Mapped[str] = mapped_column(String(20))
    nonce: Mapped[str | None] = mapped_column(String(40))


class VoteRow(Base):
    """Whether a pupil thinks that another one's drawing fooled the network fairly."""

    __tablename__ = "room_votes"

    drawing: Mapped[int] = mapped_column(ForeignKey("room_drawings.id"), primary_key=True)
    pupil: Mapped[int] = mapped_column(ForeignKey("room_pupils.id"), primary_key=True)
    room: Mapped[str] = mapped_column(ForeignKey("rooms.code"), index=True)
    fair: Mapped[bool]
