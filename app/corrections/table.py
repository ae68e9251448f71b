"""The table of corrections, and all queries of it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import LargeBinary, String, delete, func, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from ..database.database import Database
from ..database.engine import Base
from ..errors import Conflict

FULL = (
    "The inbox is full: it holds at most {rows} drawings, or {megabytes:.0f} MB, that are not rejected. Ask the admin "
    "to decide about some."
)
LARGEST_ROW = 32_768  # bytes of a drawing of the most points, about
SQLITE_BYTES = text(
    "SELECT (page_count - freelist_count) * page_size"
    " FROM pragma_page_count(), pragma_freelist_count(), pragma_page_size()"
)
POSTGRESQL_BYTES = text("SELECT coalesce(sum(octet_length(strokes) + 1000), 0) FROM corrections")


class Bytes(LargeBinary):
    """Bytes as they come. Text in their place, in a row that was tampered with, is no reason to fail on all others."""

    def result_processor(self, dialect: object, coltype: object) -> None:  # SQLAlchemy's signature
        """None."""


class Correction(Base):
    """A row of `corrections`: a drawing and the digit that was meant; nothing identifies the person."""

    __tablename__ = "corrections"

    id: Mapped[int] = mapped_column(primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(64), unique=True)  # of the strokes; a drawing is stored once
    strokes: Mapped[str]  # JSON, in a box of 1000
    picture: Mapped[bytes] = mapped_column(Bytes)  # 784 bytes, as the network sees it
    label: Mapped[int]
    answered: Mapped[int | None]
    model_version: Mapped[str | None] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(10), index=True)
    part: Mapped[str] = mapped_column(String(10))
    created_at: Mapped[str] = mapped_column(String(20))


class CorrectionTable:
    """The rows of `corrections`; each call is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, rows: Sequence[Mapping[str, Any]], max_rows: int, max_bytes: int) -> int:
        """Adds rows and returns how many of them are new; the oldest rejected ones make room for them.

        Raises Conflict if the table would exceed the limits all the same.
        """
        if not rows:
            return 0
        with self._database.session() as session, session.begin():
            dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
            insert = dialect.insert(Correction).on_conflict_do_nothing(index_elements=["fingerprint"])
            new = len(session.scalars(insert.returning(Correction.id), list(rows)).all())
            while new and (excess := _excess(session, max_rows, max_bytes)) > 0:
                rejected = select(Correction.id).where(Correction.state == "rejected")
                oldest = rejected.order_by(Correction.id).limit(excess)
                if not session.execute(delete(Correction).where(Correction.id.in_(oldest))).rowcount:  # type: ignore[attr-defined]
                    raise Conflict(FULL.format(rows=max_rows, megabytes=max_bytes / 1e6))
            return new

    def page(self, state: str, before: int | None, limit: int) -> list[Correction]:
        """The first `limit` rows in a state, newest first, with ids below `before`."""
        query = select(Correction).where(Correction.state == state).order_by(Correction.id.desc()).limit(limit)
        if before is not None:
            query = query.where(Correction.id < before)
        with self._database.session() as session:
            return list(session.scalars(query))

    def change(self, ids: Sequence[int], changes: Mapping[str, Any]) -> int:
        """Changes the rows with these ids and returns how many there were."""
        with self._database.session() as session, session.begin():
            result = session.execute(update(Correction).where(Correction.id.in_(ids)).values(**changes))
            return int(result.rowcount)  # type: ignore[attr-defined]

    def count_by(self, column: str, **equal: str) -> dict[str, int]:
        """Value of a column -> number of rows, among those with these values in other columns."""
        attribute = getattr(Correction, column)
        query = select(attribute, func.count()).filter_by(**equal).group_by(attribute)
        with self._database.session() as session:
            return dict(session.execute(query).all())

    def rows(self, **equal: str) -> Iterator[Correction]:
        """All rows with these values, oldest first, fetched in chunks."""
        query = select(Correction).filter_by(**equal).order_by(Correction.id)
        with self._database.session() as session:
            yield from session.scalars(query.execution_options(yield_per=500))


def _excess(session: Session, max_rows: int, max_bytes: int) -> int:
    """How many rows at least have to go; looked up without reading them, since it is for each drawing that comes."""
    rows = session.scalar(select(func.count()).select_from(Correction)) or 0
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    used = int(session.scalar(SQLITE_BYTES if is_sqlite else POSTGRESQL_BYTES) or 0)
    return max(rows - max_rows, -((max_bytes - used) // LARGEST_ROW))
