"""The table of corrections: everything that is asked of the database, in SQL."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from ..errors import Conflict
from .database import Correction, Database


class CorrectionTable:
    """The rows of `corrections`, each call a transaction of its own."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, rows: Sequence[Mapping[str, Any]], most: int) -> int:
        """Takes in rows and returns how many weren't known yet. Raises Conflict if there would be more than `most`."""
        with self._database.session() as session, session.begin():
            if (session.scalar(select(func.count()).select_from(Correction)) or 0) + len(rows) > most:
                raise Conflict(f"The inbox is full: it holds at most {most} drawings. Ask the admin to clear it.")
            dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
            insert = dialect.insert(Correction).on_conflict_do_nothing(index_elements=["fingerprint"])
            return len(session.scalars(insert.returning(Correction.id), list(rows)).all()) if rows else 0

    def page(self, state: str, before: int | None, limit: int) -> list[Correction]:
        """Those in a state, the newest first, from below the id `before` on."""
        wanted = select(Correction).where(Correction.state == state).order_by(Correction.id.desc()).limit(limit)
        if before is not None:
            wanted = wanted.where(Correction.id < before)
        with self._database.session() as session:
            return list(session.scalars(wanted))

    def change(self, ids: Sequence[int], changes: Mapping[str, Any]) -> int:
        """Changes many at once; returns how many there were."""
        with self._database.session() as session, session.begin():
            done = session.execute(update(Correction).where(Correction.id.in_(ids)).values(**changes))
            return int(done.rowcount)  # type: ignore[attr-defined]

    def count_by(self, column: str, **equal: str) -> dict[str, int]:
        """How many rows there are of each value of a column, of those that have these values in others."""
        counted = getattr(Correction, column)
        wanted = select(counted, func.count()).filter_by(**equal).group_by(counted)
        with self._database.session() as session:
            return dict(session.execute(wanted).all())

    def rows(self, **equal: str) -> Iterator[Correction]:
        """All rows that have these values, oldest first, a few at a time."""
        wanted = select(Correction).filter_by(**equal).order_by(Correction.id)
        with self._database.session() as session:
            yield from session.scalars(wanted.execution_options(yield_per=500))

    def close(self) -> None:
        """Gives all connections back."""
        self._database.close()
