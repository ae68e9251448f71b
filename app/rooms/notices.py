"""PostgreSQL tells which room has changed, at once and on every server; SQLite has no such thing, and is asked again.

A notice that is lost costs a moment, since whoever watches looks a few times a second all the same.
"""

import time
from contextlib import suppress
from typing import Any

from sqlalchemy import ColumnElement, func
from sqlalchemy.orm import Session

from ..database.database import Database

CHANNEL = "inkling_rooms"
WAIT_SECONDS = 1.0
POSTGRESQL = "postgresql"


def announcement(session: Session, code: "str | ColumnElement[str]") -> list[ColumnElement[Any]]:
    """What a statement returns besides, so that all servers are told of the change once it is committed."""
    return [func.pg_notify(CHANNEL, code)] if session.get_bind().dialect.name == POSTGRESQL else []


class Notices:
    """What PostgreSQL tells this process, by a connection of its own."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._connection: Any = None  # psycopg's

    @property
    def are_given(self) -> bool:
        """Whether this database gives any."""
        return self._database.engine.dialect.name == POSTGRESQL

    def wait(self) -> list[str]:
        """The rooms that have changed, once one has; none after a while without any."""
        try:
            if self._connection is None:
                self._connection = self._connect()
            return [notice.payload for notice in self._connection.notifies(timeout=WAIT_SECONDS, stop_after=1)]
        except Exception:  # whatever it is, the rooms are looked at all the same
            self.close()
            time.sleep(WAIT_SECONDS)
            return []

    def close(self) -> None:
        """Ends the connection, if there is one."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(Exception):
                connection.close()

    def _connect(self) -> Any:
        pooled = self._database.engine.raw_connection()
        connection: Any = pooled.driver_connection
        pooled.detach()  # it isn't given to others
        connection.autocommit = True
        connection.execute(f"LISTEN {CHANNEL}")
        return connection
