"""The database, which outlives the server and which several servers can share.

    SQLite      inkling.sqlite3 in the data folder, the default: nothing to install or set up
    PostgreSQL  postgresql+psycopg://..., named by INKLING_DATABASE_URL, for several servers

The migrations in `migrations/` create and change its tables when the database is first needed, one server at a time.
"""

import logging
from pathlib import Path

from filelock import FileLock
from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.engine.interfaces import ExceptionContext
from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlalchemy.orm import DeclarativeBase

from ..errors import NoRoom, NotReady, NotWritable
from .time_limits import limit_postgresql, limit_sqlite

logger = logging.getLogger(__name__)
DAMAGED = (
    "The database is damaged; put a copy of inkling.sqlite3 back into the server's data folder, or move it and "
    "the files named inkling.sqlite3-... away, and a new one will be made."
)
NEWER = "A newer Inkling has made the database; update this one, or set INKLING_DATABASE_URL to another."
MIGRATIONS = Path(__file__).parent / "migrations"
ADVISORY_LOCK = 784_101  # any number, the same for all servers


class Base(DeclarativeBase):
    """Base of all tables."""


def open_engine(file: Path, url: str | None) -> Engine:
    """The pool of connections with the database at `url`, or in `file`; its tables are up to date."""
    file.parent.mkdir(parents=True, exist_ok=True)
    address = make_url(url) if url else URL.create("sqlite", database=str(file))
    engine = create_engine(address, pool_pre_ping=True)
    event.listen(engine, "handle_error", _translate_error)
    (limit_sqlite if address.get_backend_name() == "sqlite" else limit_postgresql)(engine)
    try:
        with FileLock(file.parent / ".database.lock", timeout=10), engine.begin() as connection:
            migrate(connection)
    except BaseException:
        engine.dispose()  # the next request tries again, with another one
        raise
    return engine


def migrate(connection: Connection, revision: str = "head") -> None:
    """Brings the tables to `revision`, if they aren't there yet. Raises NotReady if a newer Inkling made them."""
    from alembic import command  # takes a quarter of a second, so only for a change
    from alembic.config import Config

    if revision == "head" and _is_current(connection):
        return
    if connection.dialect.name == "postgresql":  # a file lock doesn't reach servers on other machines
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": ADVISORY_LOCK})
    elif connection.dialect.name == "sqlite":  # else its driver begins none, and a kill would leave half
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    (command.downgrade if revision in {"base", "-1"} else command.upgrade)(config, revision)


def _is_current(connection: Connection) -> bool:
    """Whether the last migration has run, by the newest file's name, without importing Alembic."""
    if not inspect(connection).has_table("alembic_version"):
        return False
    known = sorted(path.stem for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if found is not None and found not in known:
        raise NotReady(NEWER)
    return found == known[-1]


def _translate_error(context: ExceptionContext) -> None:
    """Raises an AppError for errors that aren't the request's fault; a ping of an idle connection may fail."""
    error = context.original_exception
    name = getattr(error, "sqlite_errorname", "")
    failed = isinstance(context.sqlalchemy_exception, OperationalError | ProgrammingError)
    if context.is_pre_ping or not (name or failed):
        return
    logger.error("database: %s", error)
    if name == "SQLITE_FULL":
        raise NoRoom()
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN")):
        raise NotWritable()
    if name == "SQLITE_ERROR" or name.startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT")):  # a table is missing, or damaged
        raise NotReady(DAMAGED)
    if failed:
        raise NotReady("The database can't be asked now; try again in a moment.")
