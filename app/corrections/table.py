"""The table of corrections: all queries of the database."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from ..errors import Conflict
from .database import Correction, Database


class CorrectionTable:
    """The rows of `corrections`; each call is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, rows: Sequence[Mapping[str, Any]], max_rows: int) -> int:
        """Adds rows and returns how many of them are new. Raises Conflict if the table would exceed `max_rows`."""
        with self._database.session() as session, session.begin():
            if (session.scalar(select(func.count()).select_from(Correction)) or 0) + len(rows) > max_rows:
                raise Conflict(f"The inbox is full: it holds at most {max_rows} drawings. Ask the admin to clear it.")
            dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
            insert = dialect.insert(Correction).on_conflict_do_nothing(index_elements=["fingerprint"])
            return len(session.scalars(insert.returning(Correction.id), list(rows)).all()) if rows else 0

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

    def close(self) -> None:
        """Closes all connections."""
        self._database.close()
