"""The database, opened on first use: SQLAlchemy takes a fifth of a second to import, and 20 MB."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from threading import Lock
from typing import TYPE_CHECKING

from ..settings import Settings

if TYPE_CHECKING:
    from sqlalchemy import Engine
    from sqlalchemy.orm import Session

FILE = "inkling.sqlite3"


class Database:
    """Opens sessions with the database in the settings; the first one runs the migrations."""

    def __init__(self, settings: Settings) -> None:
        self._file = settings.data_dir / FILE
        self._url = settings.database_url.get_secret_value() if settings.database_url else None
        self._engine: Engine | None = None
        self._opening = Lock()  # since Python 3.12 cached_property has none, and two pools would be made

    def may_hold_any(self, table: str) -> bool:
        """Whether a table has rows, as far as can be told without SQLAlchemy: of another machine's, nothing."""
        if self._engine is not None or self._url is not None:
            return True
        with (
            suppress(sqlite3.Error),
            closing(sqlite3.connect(f"{self._file.resolve().as_uri()}?mode=ro", uri=True)) as file,
        ):
            return file.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone() is not None  # noqa: S608  # a name of ours
        return False

    @property
    def engine(self) -> "Engine":
        """The pool of connections, made on first use, after which the tables are up to date."""
        with self._opening:
            if self._engine is None:
                from .engine import open_engine

                self._engine = open_engine(self._file, self._url)
            return self._engine

    def session(self) -> "Session":
        """A session, to be used in a `with`; what isn't committed is rolled back."""
        from sqlalchemy.orm import Session

        return Session(self.engine)

    @contextmanager
    def transaction(self) -> "Iterator[Session]":
        """A session that is committed at the end of the block."""
        with self.session() as session, session.begin():
            yield session

    def write_over_deleted(self) -> None:
        """In SQLite, empties the write-ahead log, where what was deleted still stands; not while somebody reads it."""
        if self.engine.dialect.name == "sqlite":
            with self.engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Closes all connections."""
        if self._engine is not None:
            self._engine.dispose()
