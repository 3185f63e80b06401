"""A database of any age comes to the present with its rows."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from ocr.settings import Settings, load_settings
from ocr.store import RecordQuery, Store, schema
from ocr.store.database import Database, database_url
from tests.databases import server
from tests.store.papers import PAYMENT, finished, record, upload


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings over a database without any table."""
    url = "" if request.param == "sqlite" else server().new_database()
    return load_settings({"UPLOAD_FOLDER": str(tmp_path_factory.mktemp("up")), "DATABASE_URL": url})


def test_the_migrations_make_the_tables_that_the_code_expects(empty: Settings) -> None:
    database = Database(database_url(empty))
    database.migrate()
    with database.read() as connection:
        assert compare_metadata(MigrationContext.configure(connection), schema.metadata) == []
    database.close()


def test_rows_of_the_first_schema_are_there_after_migration(empty: Settings) -> None:
    store = Store.open(empty)
    document_id = finished(store, upload(), [record(**PAYMENT, npwp="0012345678901000")], batch="b1")
    (view,) = store.records_of(document_id)
    store.edit(view.id, {"jumlah": "2.00"}, who="ani", version=1)
    trail = store.history(view.id)
    make_as_old_as_the_first_schema(store.database)
    with pytest.raises(sa.exc.DBAPIError):
        store.profiles()
    store.close()

    today = Store.open(empty)
    assert today.record(view.id).record.value("jumlah") == "2.00"
    assert today.history(view.id) == trail
    assert today.documents("b1")[0].status == "done"
    assert today.documents("b1")[0].advice == ()
    assert today.profiles() == ()
    today.override("key", who="ani", reason="dua cabang")
    assert today.duplicates(RecordQuery()).total == 0
    assert npwps(today.database) == ["0012345678901000"]
    today.close()


def make_as_old_as_the_first_schema(database: Database) -> None:
    """Takes away what later migrations brought."""
    with database.write() as connection:
        for index in ("ix_records_npwp", "ix_records_nama_status", "ix_edits_at"):
            connection.exec_driver_sql(f"DROP INDEX {index}")
        connection.exec_driver_sql("ALTER TABLE records DROP COLUMN npwp")
        connection.exec_driver_sql("ALTER TABLE documents DROP COLUMN advice")
        for stage in ("rasterise_s", "read_s", "wait_s", "extract_s"):
            connection.exec_driver_sql(f"ALTER TABLE pages DROP COLUMN {stage}")
        for table in ("passes", "overrides", "profiles"):
            connection.exec_driver_sql(f"DROP TABLE {table}")
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")


def npwps(database: Database) -> list[str]:
    with database.read() as connection:
        return list(connection.execute(sa.select(schema.records.c.npwp)).scalars())


def test_several_processes_may_start_at_once_on_an_empty_database(empty: Settings) -> None:
    with ThreadPoolExecutor(4) as pool:
        stores = list(pool.map(lambda _: Store.open(empty), range(4)))
    assert all(store.queue().waiting == 0 for store in stores)
    for store in stores:
        store.close()


def test_sqlite_keeps_what_it_acknowledged_and_checks_references(tmp_path: Path) -> None:
    settings = load_settings({"UPLOAD_FOLDER": str(tmp_path)})
    database = Database(database_url(settings))
    database.migrate()
    with database.read() as connection:
        asked = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in
                 ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")}  # fmt: skip
    assert asked == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 30_000}
    with pytest.raises(sa.exc.IntegrityError), database.write() as connection:
        connection.execute(
            sa.insert(schema.submissions),
            {"document_id": "x", "batch": "", "name": "", "uploader": "", "source": "", "at": datetime.now(UTC)},
        )
    database.close()


def test_passwords_of_the_database_are_not_shown() -> None:
    url = database_url(load_settings({"DATABASE_URL": "postgres://ani:rahasia@db/x"}))
    assert (url.drivername, "rahasia" in str(url)) == ("postgresql+psycopg", False)
