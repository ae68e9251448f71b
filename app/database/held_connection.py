"""A connection that one thread keeps for itself, for what it asks many times a second.

One from the pool is tried out before it is given away, which takes as long as a short question.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from .database import Database


class HeldConnection:
    """Opens sessions on one connection, and takes another when that has failed; not for two threads at once."""

    def __init__(self, database: Database, **options: str) -> None:
        self._database = database
        self._options = options
        self._connection: Connection | None = None

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A session; what isn't committed is rolled back."""
        try:
            if self._connection is None:
                self._connection = self._database.engine.connect().execution_options(**self._options)
            with Session(self._connection) as session:
                yield session
        except BaseException:
            self.close()
            raise

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A session that is committed at the end of the block."""
        with self.session() as session, session.begin():
            yield session

    def close(self) -> None:
        """Gives the connection back."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()
