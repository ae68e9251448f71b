"""The database: corrections outlive the server, and several servers share them.

    SQLite      data folder/inkling.sqlite3, the default: nothing to start, nothing to set up
    PostgreSQL  postgresql+psycopg://..., named by INKLING_DATABASE_URL, for several servers

Its tables are made and changed by the migrations in `migrations/`, when the database is first needed: one server at a
time, the others wait.
"""

import logging
from functools import cached_property
from pathlib import Path
from typing import Any

from filelock import FileLock
from sqlalchemy import Connection, Engine, LargeBinary, String, create_engine, event, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.engine.interfaces import ExceptionContext
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from ..errors import InvalidRequest, NoRoom, NotReady, NotWritable
from ..settings import Settings

logger = logging.getLogger(__name__)
FILE = "inkling.sqlite3"
DAMAGED = (
    f"The database of corrections is damaged; put a copy of {FILE} back into the server's data folder, or move it and "
    f"the files named {FILE}-... away, and a new one will be made."
)
MIGRATIONS = Path(__file__).parent / "migrations"
ADVISORY_LOCK = 784_101  # any number, the same for all servers


class Base(DeclarativeBase):
    """What all tables derive from."""


class Correction(Base):
    """One drawing that somebody said the right digit of. Nothing here tells who."""

    __tablename__ = "corrections"

    id: Mapped[int] = mapped_column(primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(64), unique=True)  # of the strokes: the same drawing is kept once
    strokes: Mapped[str]  # JSON, in a box of 1000
    picture: Mapped[bytes] = mapped_column(LargeBinary)  # 784 bytes, as the network sees it
    label: Mapped[int]
    answered: Mapped[int | None]
    model_version: Mapped[str | None] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(10), index=True)
    part: Mapped[str] = mapped_column(String(10))
    created_at: Mapped[str] = mapped_column(String(20))


class Database:
    """Sessions with the database that the settings name; it is brought up to date before the first."""

    def __init__(self, settings: Settings) -> None:
        self._data_dir = settings.data_dir
        self._url = settings.database_url.get_secret_value() if settings.database_url else None

    def session(self) -> Session:
        """A session, to be used in a `with`; what isn't committed is rolled back."""
        return Session(self.engine)

    def close(self) -> None:
        """Gives all connections back."""
        if "engine" in self.__dict__:
            self.engine.dispose()

    @cached_property
    def engine(self) -> Engine:
        """The connections, made and migrated when first asked for."""
        self._data_dir.mkdir(parents=True, exist_ok=True)
        try:
            url = make_url(self._url or f"sqlite:///{(self._data_dir / FILE).resolve()}")
        except ArgumentError:
            raise InvalidRequest("INKLING_DATABASE_URL is no address of a database.") from None
        engine = create_engine(url, pool_pre_ping=True)
        event.listen(engine, "handle_error", _say_what_is_wrong)
        if url.get_backend_name() == "sqlite":
            event.listen(engine, "connect", _prepare_sqlite)
        with FileLock(self._data_dir / ".database.lock", timeout=60), engine.begin() as connection:
            migrate(connection)
        return engine


def migrate(connection: Connection, revision: str = "head") -> None:
    """Brings the tables to `revision`; nothing happens when they are there already."""
    from alembic import command  # a quarter of a second, which only a change is worth
    from alembic.config import Config

    if revision == "head" and _is_current(connection):
        return
    if connection.dialect.name == "postgresql":  # servers on other machines don't see our file lock
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": ADVISORY_LOCK})
    elif connection.dialect.name == "sqlite":  # its driver begins no transaction for tables: a kill would leave half
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    (command.upgrade if revision != "base" else command.downgrade)(config, revision)


def _is_current(connection: Connection) -> bool:
    """Whether the last migration has been made; told without Alembic, by the newest file's name."""
    if not inspect(connection).has_table("alembic_version"):
        return False
    newest = max(path.stem for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == newest


def _say_what_is_wrong(context: ExceptionContext) -> None:
    """Raises an AppError for what the request isn't to blame for. A mere look whether the connection lives may fail."""
    error = context.original_exception
    name = getattr(error, "sqlite_errorname", "")
    if context.is_pre_ping or not (name or isinstance(context.sqlalchemy_exception, OperationalError)):
        return
    logger.error("database: %s", error)
    if name == "SQLITE_FULL":
        raise NoRoom()
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN")):
        raise NotWritable()
    if name.startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT")):
        raise NotReady(DAMAGED)
    if isinstance(context.sqlalchemy_exception, OperationalError):
        raise NotReady("The database of corrections can't be asked now; try again in a moment.")


def _prepare_sqlite(connection: Any, _: object) -> None:
    """Readers don't wait for a writer, and a second writer waits for the first."""
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA busy_timeout=10000")
    cursor.close()
