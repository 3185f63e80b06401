"""The database's answers and silences, as the rest of the house hears them."""

import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import make_url

from ocr.store import AWAY, Store, postgresql
from ocr.store.database import Database
from tests.databases import server

SECRET = " ".join(("PT", "RAHASIA"))  # not as it would stand in a traceback's own lines


@pytest.fixture
def opened() -> Iterator[Callable[[str], Database]]:
    """Databases on the server of the tests, with these options of a session in their address."""
    databases: list[Database] = []

    def open_one(options: str = "") -> Database:
        url = make_url(server().new_database(server().migrated)).set(drivername="postgresql+psycopg")
        databases.append(Database(url.update_query_dict({"options": options} if options else {})))
        return databases[-1]

    yield open_one
    for database in databases:
        database.close()


def test_a_server_that_takes_no_writes_is_away(opened: Callable[[str], Database]) -> None:
    database = opened("-c default_transaction_read_only=on")
    for _ in range(2):
        with pytest.raises(AWAY, match="read-only"), database.write() as connection:
            connection.execute(sa.text("DELETE FROM documents"))
    with database.read() as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM documents")).scalar() == 0


def test_a_frozen_server_is_away_within_seconds_and_back_when_it_is(opened: Callable[[str], Database]) -> None:
    database = opened("")

    def count() -> object:
        with database.read() as connection:
            return connection.execute(sa.text("SELECT count(*) FROM documents")).scalar()

    assert count() == 0
    with server().frozen():
        for _ in range(2):  # a connection out of the pool, then a new one
            started = time.monotonic()
            with pytest.raises(AWAY):
                count()
            assert time.monotonic() - started < 9
    assert count() == 0


def test_a_server_that_freezes_while_it_works_is_left(
    opened: Callable[[str], Database], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgresql, "SILENCE_S", 1.0)
    database = opened("")
    with pytest.raises(AWAY, match="said nothing"), database.write() as connection:
        connection.execute(sa.text("SELECT pg_sleep(30)"))
    with database.read() as connection:
        assert connection.execute(sa.text("SELECT 1")).scalar() == 1


def test_tables_are_brought_up_to_date_however_long_it_takes(
    opened: Callable[[str], Database], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgresql, "SILENCE_S", 0.3)
    monkeypatch.setattr(postgresql, "STATEMENT_S", 1)
    with opened("").write() as connection:
        postgresql.wait_without_end(connection)
        connection.execute(sa.text("SELECT pg_sleep(2)"))


def test_an_error_of_the_database_never_repeats_what_stands_in_a_document(store: Store) -> None:
    with pytest.raises(sa.exc.DBAPIError) as caught, store.database.write() as connection:
        connection.execute(sa.text("INSERT INTO evidence (record_id, data) VALUES (:a, :b)"), {"a": "x", "b": SECRET})
    assert "INSERT INTO evidence" in str(caught.value)
    assert SECRET not in "".join(traceback.format_exception(caught.value))


def test_a_server_that_takes_no_writes_does_not_repeat_it_either(opened: Callable[[str], Database]) -> None:
    database = opened("-c default_transaction_read_only=on")
    with pytest.raises(AWAY) as caught, database.write() as connection:
        connection.execute(sa.text("DELETE FROM documents WHERE sha256 = :secret"), {"secret": SECRET})
    assert SECRET not in "".join(traceback.format_exception(caught.value))


def test_a_damaged_sqlite_file_is_away_until_another_stands_in_its_place(tmp_path: Path) -> None:
    file = tmp_path / "store.sqlite3"
    database = Database(make_url(f"sqlite:///{file}"))
    database.migrate()

    def count() -> object:
        with database.read() as connection:
            return connection.execute(sa.text("SELECT count(*) FROM documents")).scalar()

    assert count() == 0
    database.close()  # which takes the journal away
    whole = file.read_bytes()
    for damaged in (b"no database at all" * 500, whole[:4096] + b"\xff" * (len(whole) - 4096)):
        file.write_bytes(damaged)
        with pytest.raises(AWAY):
            count()
    database.close()
    file.write_bytes(whole)
    assert count() == 0
    database.close()
