"""Time limits of the database, so that no request waits for ever when it stands still.

A PostgreSQL that is stopped answers nothing, not even that it takes too long. So the limit is kept here, between two
looks at the connection; SQLite has a limit of its own for waiting until another writer is done.
"""

import time
from collections.abc import Generator
from typing import Any, TypeVar

from sqlalchemy import Engine, event

CONNECT_SECONDS = 3
STATEMENT_SECONDS = 5
STOOD_STILL = f"the database gave no answer for {STATEMENT_SECONDS} seconds"
T = TypeVar("T")


def limit_sqlite(engine: Engine) -> None:
    """A write-ahead log, so that readers don't wait for a writer; a second writer waits, but not for ever."""

    def prepare(connection: Any, _: object) -> None:
        connection.text_factory = _decoded
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={STATEMENT_SECONDS * 1000}")
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA secure_delete=ON")  # what is deleted is written over
        cursor.close()

    event.listen(engine, "connect", prepare)


def limit_postgresql(engine: Engine) -> None:
    """Connecting and each statement end in an error when they take too long."""
    from psycopg import Connection, OperationalError

    class ImpatientConnection(Connection[Any]):
        def wait(self, gen: Generator[Any, Any, T], *arguments: Any, **options: Any) -> T:
            try:
                return super().wait(_limited(gen, OperationalError), *arguments, **options)
            except OperationalError as error:
                if STOOD_STILL in str(error):  # nobody knows what it has done: the connection is of no more use
                    self.close()
                raise

    def connect(_dialect: object, _record: object, arguments: Any, options: dict[str, Any]) -> ImpatientConnection:
        options.setdefault("connect_timeout", CONNECT_SECONDS)
        return ImpatientConnection.connect(*arguments, **options)

    event.listen(engine, "do_connect", connect)


def _limited(steps: Generator[Any, Any, T], error: type[Exception]) -> Generator[Any, Any, T]:
    """The steps of a statement, each of which waits for a moment; raises `error` when they take too long in all."""
    deadline = time.monotonic() + STATEMENT_SECONDS
    try:
        wanted = next(steps)
        while True:
            ready = yield wanted
            if time.monotonic() > deadline:
                raise error(STOOD_STILL)
            wanted = steps.send(ready)
    except StopIteration as end:
        result: T = end.value
        return result


def _decoded(text: bytes) -> str:
    """SQLite keeps whatever it is given as text, and one value that isn't UTF-8 would hide all others."""
    return text.decode(errors="replace")
