"""Backups: the database as it is at one moment, and every file it names.

Separate because it is run from the command line beside a working app. For SQLite the database is copied by SQLite's
online backup, which readers and writers do not notice; PostgreSQL is backed up by its own `pg_dump`, whose command
docs/scaling.md gives, and only the files are copied here. Rows first, files after: a file is never removed while its
row is in the copy but by retention, and `backup` says which were.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError

from ocr.errors import DamagedFile, DatabaseGone, NotFound
from ocr.settings import Settings
from ocr.store.database import FILE_NAME, Database, database_url
from ocr.store.files import SHELVES, Files, Shelf

_NAMED = {
    "originals": "SELECT sha256 FROM documents",
    "previews": "SELECT DISTINCT preview_sha256 FROM pages WHERE preview_sha256 IS NOT NULL",
}


@dataclass(frozen=True, slots=True)
class BackupReport:
    """What was copied: files, their bytes, and the files whose rows are there but which are not on the disk."""

    files: int
    bytes: int
    missing: tuple[str, ...]


def backup(settings: Settings, target: Path) -> BackupReport:
    """Copy the store into `target`, an empty or new folder; the app may go on working meanwhile. FileExistsError when it is neither.

    Appears under its name only when complete: a backup that was interrupted leaves nothing that looks like one.
    """
    if target.exists() and any(target.iterdir()):
        raise FileExistsError(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    with _database_answers(), tempfile.TemporaryDirectory(prefix=f"{target.name}.", dir=target.parent) as draft_name:
        draft = Path(draft_name) / "backup"
        url = database_url(settings)
        draft.mkdir()
        if url.get_backend_name() == "sqlite":
            _copy_sqlite(Path(url.database or ""), draft / FILE_NAME)
            database = Database(make_url(f"sqlite:///{draft / FILE_NAME}"))
        else:
            database = Database(url)
        with closing(database):
            report = _copy_files(database, Files(settings.upload_folder), Files(draft))
        for rest in (draft / f"{FILE_NAME}-wal", draft / f"{FILE_NAME}-shm"):
            rest.unlink(missing_ok=True)
        if target.exists():
            target.rmdir()
        draft.rename(target)
    return report


def restore(settings: Settings, source: Path) -> BackupReport:
    """Bring a backup back into an empty store; the app must not be running. Files are checked against their hashes.

    With PostgreSQL, `pg_restore` the dump first: only files are brought back here. FileExistsError when there is an SQLite
    database already, NotFound when `source` is no backup, DamagedFile when a file in it is not what it was. What ends it takes the SQLite
    file away again, so that the next attempt finds the place empty.
    """
    if not (source / "originals").is_dir():
        raise NotFound(what=f"Backup {source}")
    url = database_url(settings)
    place = Path(url.database or "") if url.get_backend_name() == "sqlite" else None
    if place is not None and place.exists():
        raise FileExistsError(place)
    with _whole_or_none(place), _database_answers():
        if place is not None:
            place.parent.mkdir(parents=True, exist_ok=True)
            _copy_sqlite(source / FILE_NAME, place)
        with closing(Database(url)) as database:
            database.migrate()
            return _copy_files(database, Files(source), Files(settings.upload_folder))


@contextmanager
def _whole_or_none(place: Path | None) -> Iterator[None]:
    """Takes the SQLite file at `place` away again when what it names did not come with it: the app would take it for the store."""
    try:
        yield
    except BaseException:
        for file in (place, *(place.with_name(f"{place.name}{end}") for end in ("-wal", "-shm"))) if place else ():
            file.unlink(missing_ok=True)
        raise


@contextmanager
def _database_answers() -> Iterator[None]:
    """DatabaseGone, with the reason as its cause, where the database does not answer."""
    try:
        yield
    except (SQLAlchemyError, sqlite3.OperationalError) as error:
        raise DatabaseGone from error


def _copy_sqlite(source: Path, target: Path) -> None:
    if not source.exists():
        raise NotFound(what=f"Database {source}")
    with closing(sqlite3.connect(source)) as here, closing(sqlite3.connect(target)) as there:
        try:
            here.backup(there)
            is_whole = there.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        except sqlite3.OperationalError:  # a full disk, a lock that is never given up
            raise
        except sqlite3.DatabaseError as error:
            raise DamagedFile(name=source.name, page=None, reason=str(error)) from error
        if not is_whole:
            raise DamagedFile(name=source.name, page=None, reason="integrity check")


def _copy_files(database: Database, source: Files, target: Files) -> BackupReport:
    copied = size = 0
    missing = []
    target.make()
    for shelf, sha256 in _named(database):
        try:
            data = source.read(shelf, sha256)
        except FileNotFoundError:
            missing.append(f"{shelf}/{sha256}")
            continue
        found, draft = target.draft(shelf, data)
        with draft:
            if found != sha256:
                raise DamagedFile(name=f"{shelf}/{sha256}", page=None, reason="its bytes are not those of its name")
            draft.place()
        copied, size = copied + 1, size + len(data)
    return BackupReport(copied, size, tuple(missing))


def _named(database: Database) -> Iterator[tuple[Shelf, str]]:
    for shelf in SHELVES:
        with database.read() as connection:
            found = list(connection.exec_driver_sql(_NAMED[shelf]).scalars())
        for sha256 in found:
            yield shelf, sha256
