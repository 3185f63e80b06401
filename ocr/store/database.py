"""The database behind the store: its address, its transactions, its age.

Separate because every other file of the store says only `with database.read()` or `with database.write()`.
SQLite runs in WAL mode with foreign keys; its writers take their lock at the start (BEGIN IMMEDIATE) and queue for up
to `BUSY_TIMEOUT_S`, so that no transaction fails half-way on a lock. Imports settings, the error tree and SQLAlchemy.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Engine, event, make_url, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from ocr.errors import DatabaseNewer
from ocr.settings import Settings
from ocr.store.postgresql import open_postgresql, wait_without_end

BUSY_TIMEOUT_S = 30

AWAY = (OperationalError, InterfaceError, PoolTimeout, OSError)
"""Errors that say that the database or the disk does not answer, not that a question to them was wrong."""

ASK_AGAIN_S = 0.02
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
FILE_NAME = "bukti-setor.sqlite3"
MIGRATIONS = Path(__file__).with_name("migrations")
# Any fixed numbers: PostgreSQL's advisory locks are named by integers.
MIGRATION_LOCK = 0x0B5E70
FILES_LOCK = 0x0B5E71
NUMBERS_LOCK = 0x0B5E72


def database_url(settings: Settings) -> URL:
    """Where the store lives: DATABASE_URL with its driver named, or the SQLite file in UPLOAD_FOLDER."""
    if not settings.database_url:
        return URL.create("sqlite", database=str(settings.upload_folder.absolute() / FILE_NAME))
    url = make_url(settings.database_url)
    if url.drivername in ("postgres", "postgresql"):
        url = url.set(drivername="postgresql+psycopg")
    return url


class Database:
    """Connections to one database; thread-safe. `close()` when done."""

    def __init__(self, url: URL) -> None:
        self.url = url
        self.is_sqlite = url.get_backend_name() == "sqlite"
        self._engine = _open_sqlite(url) if self.is_sqlite else open_postgresql(url)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection whose reads all see one moment (SQLite) or committed rows (PostgreSQL); nothing is kept."""
        with self._engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction: committed when the block ends, undone when it raises."""
        with self._engine.connect().execution_options(write=True) as connection, connection.begin():
            yield connection

    def hold_files(self, connection: Connection, *, alone: bool) -> None:
        """Until this write transaction ends, nobody removes files (or, `alone`, nobody adds any either).

        SQLite has one writer at a time, which says the same.
        """
        if not self.is_sqlite:
            function = "pg_advisory_xact_lock" if alone else "pg_advisory_xact_lock_shared"
            connection.execute(text(f"SELECT {function}(:key)"), {"key": FILES_LOCK})

    def migrate(self, revision: str = "head") -> None:
        """Bring the tables to `revision`; several processes may start at once, one does the work. DatabaseNewer when a later version wrote them."""
        with self.write() as connection:
            if not self.is_sqlite:
                wait_without_end(connection)
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
            known = [path.name[:4] for path in sorted((MIGRATIONS / "versions").glob("[0-9]*.py"))]
            present = _revision(connection)
            if present not in (None, *known):
                raise DatabaseNewer(revision=present)
            if present != (known[-1] if revision == "head" else revision):
                _upgrade(connection, revision)

    @property
    def file(self) -> Path | None:
        """The SQLite file; None where the database is a server's."""
        return Path(self.url.database) if self.is_sqlite and self.url.database else None

    @property
    def size_bytes(self) -> int:
        """Bytes the database takes on disk."""
        question = (
            "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
            if self.is_sqlite
            else "SELECT pg_database_size(current_database())"
        )
        with self.read() as connection:
            return int(connection.execute(text(question)).scalar_one())

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()


def _revision(connection: Connection) -> str | None:
    """The last migration that was carried out; None in an empty database."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _upgrade(connection: Connection, revision: str) -> None:
    from alembic import command  # stays in memory with 11 MB: only where there is something to do
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def _open_sqlite(url: URL) -> Engine:
    if url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(
        url,
        pool_size=5,
        max_overflow=20,
        hide_parameters=True,  # an error goes to the log as it is, and names and amounts never do
        connect_args={"timeout": BUSY_TIMEOUT_S},
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _: Any) -> None:
        # sqlite3's own implicit BEGIN is deferred and comes too late: SQLAlchemy begins below instead.
        connection.isolation_level = None
        _into_wal(connection)
        connection.execute("PRAGMA synchronous=FULL")  # an acknowledged upload survives a power cut
        connection.execute("PRAGMA foreign_keys=ON")

    @event.listens_for(engine, "handle_error", retval=True)
    def _name_damage(context: sa.engine.ExceptionContext) -> BaseException | None:
        """A file that is damaged, or no database at all, is away until somebody puts another in its place."""
        found = context.original_exception
        # Python's own complaints bear no code of SQLite's.
        if getattr(found, "sqlite_errorcode", 0) & 0xFF not in _DAMAGED:
            return None
        context.is_disconnect = True  # our connections look at the old file
        return OperationalError(context.statement, context.parameters, found, hide_parameters=True)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        immediate = connection.get_execution_options().get("write", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")

    return engine


def _into_wal(connection: sqlite3.Connection) -> None:
    """Write-ahead logging for the file; of several that turn a new one at once SQLite refuses some without letting them wait: they ask again."""
    deadline = time.monotonic() + BUSY_TIMEOUT_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(ASK_AGAIN_S)


def insert_or_ignore(connection: Connection, table: sa.Table, key: list[sa.Column[Any]]) -> sa.Executable:
    """An INSERT that does nothing where a row with the same `key` exists."""
    return _insert(connection, table).on_conflict_do_nothing(index_elements=key)


def insert_or_update(
    connection: Connection, table: sa.Table, key: list[sa.Column[Any]], changes: Mapping[str, Any]
) -> sa.Executable:
    """An INSERT that makes `changes` instead where a row with the same `key` exists."""
    return _insert(connection, table).on_conflict_do_update(index_elements=key, set_=dict(changes))


def hold_numbers(connection: Connection) -> None:
    """Until this transaction ends, nobody else compares numbers: of two that come at once, the second sees the first.

    Taken after all other locks of the transaction, so that nobody waits for each other. SQLite has one writer at a time.
    """
    if connection.dialect.name != "sqlite":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": NUMBERS_LOCK})


def _insert(connection: Connection, table: sa.Table) -> postgresql.Insert | sqlite.Insert:
    return sqlite.insert(table) if connection.dialect.name == "sqlite" else postgresql.insert(table)


def now(connection: Connection) -> float:
    """Seconds since 1970 by the clock that all users of this database share."""
    if connection.dialect.name == "sqlite":
        return time.time()
    return float(connection.execute(text("SELECT extract(epoch FROM clock_timestamp())")).scalar_one())
