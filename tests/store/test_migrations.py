"""A database of any age comes to the present with its rows."""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Barrier

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from ocr.document import record_to_dict
from ocr.errors import DatabaseNewer
from ocr.settings import Settings, load_settings
from ocr.store import RecordQuery, Store, schema
from ocr.store.database import MIGRATIONS, Database, database_url
from ocr.store.documents import pack
from ocr.store.files import Files
from tests.databases import server
from tests.store.papers import PAYMENT, page_text, record


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings over a database without any table."""
    url = "" if request.param == "sqlite" else server().new_database()
    return load_settings({"UPLOAD_FOLDER": str(tmp_path_factory.mktemp("up")), "DATABASE_URL": url})


def test_the_migrations_make_the_tables_that_the_code_expects(empty: Settings) -> None:
    database = Database(database_url(empty))
    database.migrate()
    with database.read() as connection:
        others = () if connection.dialect.name == "sqlite" else ("ix_records_search",)
        options = {"include_object": lambda _, name, *__: name not in others}
        assert compare_metadata(MigrationContext.configure(connection, opts=options), schema.metadata) == []
    database.close()


def test_rows_of_the_first_schema_are_there_after_migration(empty: Settings) -> None:
    old = Database(database_url(empty))
    old.migrate("0001")
    files = Files(empty.upload_folder)
    files.make()
    with old.write() as connection:
        for table, rows in first_rows(files).items():
            for row in rows:
                connection.execute(sa.insert(reflected(connection, table)), row)
    old.close()

    store = Store.open(empty)
    (view,) = store.records_of(DOCUMENT)
    assert view.record.value("jumlah") == "2.00"
    assert (view.version, view.status, view.document_name) == (2, "accepted", "lama.tif")
    (line,) = store.history(view.id)
    assert (line.who, line.field, line.old, line.new) == ("ani", "jumlah", "1500000.00", "2.00")
    (document,) = store.documents("b1")
    assert (document.status, document.advice, [page.status for page in document.pages]) == (
        "reading",
        (),
        ["done", "waiting"],
    )
    assert store.page_text(DOCUMENT, 1) == page_text(1, "page 1")
    assert (store.original(DOCUMENT).data, store.preview(DOCUMENT, 1)) == (b"original", b"preview")
    assert (len(store.exports.taken()), store.exports.profiles(), npwps(store.database)) == (
        1,
        (),
        ["0012345678901000"],
    )
    assert [(total.kind, total.records) for total in store.totals(RecordQuery())] == [("bpn", 1)]
    assert store.records(RecordQuery(text="lama.tif", month="2024-01")).total == 1

    assert store.edit(view.id, {"jumlah": "3.00"}, who="budi", version=2).version == 3
    with pytest.raises(sa.exc.DBAPIError), store.database.write() as connection:
        connection.execute(sa.update(schema.edits).values(who="nobody"))
    (group,) = store.duplicates(RecordQuery()).groups
    assert (group.reason, [entry.name for entry in store.submissions(DOCUMENT)]) == ("file", ["dulu.tif", "lama.tif"])
    claim = store.claim("reader", 60)
    assert (claim.document_id, claim.number) == (DOCUMENT, 2)
    store.override("key", who="ani", reason="dua cabang", record_ids=[view.id])
    store.close()


DOCUMENT = "d" * 32


def reflected(connection: sa.Connection, name: str) -> sa.Table:
    """A table as it stands in the database, not as today's code has it."""
    return sa.Table(name, sa.MetaData(), autoload_with=connection)


def first_rows(files: Files) -> dict[str, list[dict[str, object]]]:
    """What the first version left of a file of two pages: one read and corrected, one waiting."""
    at, hashes = datetime(2024, 1, 20, 8, tzinfo=UTC), {}
    for shelf in ("originals", "previews"):
        hashes[shelf], draft = files.draft(shelf, shelf[:-1].encode())
        with draft:
            draft.place()
    paper = record(**PAYMENT, npwp="0012345678901000")
    paper = paper.with_field(replace(paper.fields["jumlah"], value="2.00", changed_by="ani"))
    copied = {
        "deleted": False, "kind": "bpn", "month": "2024-01", "kode": "411128-403", "kode_akun": "411128",
        "masa": "2024-01", "mata_uang": "IDR", "tanggal": "2024-01-15", "cents": 200, "rank": 200,
        "nama": "PT Maju Jaya", "ntpn": PAYMENT["ntpn"], "kode_billing": PAYMENT["kode_billing"],
        "needs_review": False, "search": "pt maju jaya lama.tif",
    }  # fmt: skip
    again = {"document_id": DOCUMENT, "batch": "b0", "uploader": "budi", "source": "api"}
    page = {"document_id": DOCUMENT, "lane": "by ani", "attempts": 1}
    return {
        "documents": [
            {"id": DOCUMENT, "sha256": hashes["originals"], "size": 8, "media_type": "image/tiff", "page_count": 2,
             "created_at": at, "text_version": 1, "records_version": 1}
        ],
        "submissions": [
            {**again, "name": "dulu.tif", "at": at},
            {"document_id": DOCUMENT, "batch": "b1", "name": "lama.tif", "uploader": "ani", "source": "page", "at": at}
        ],
        "pages": [
            {**page, "number": 1, "status": "done", "source": "ocr", "seconds": 0.5, "width": 400, "height": 600,
             "preview_sha256": hashes["previews"], "finished_at": at},
            {**page, "number": 2, "status": "waiting"},
        ],
        "page_texts": [{"document_id": DOCUMENT, "number": 1, "words": pack(page_text(1, "page 1"))}],
        "lanes": [{"name": "by ani", "served_at": 1.0}],
        "records": [
            {"id": "r" * 32, "document_id": DOCUMENT, "ordinal": 0, "version": 2, "status": "accepted", "touched": True,
             "created_at": at, "updated_at": at, **copied}
        ],
        "evidence": [{"record_id": "r" * 32, "data": json.dumps(record_to_dict(paper))}],
        "edits": [
            {"record_id": "r" * 32, "at": at, "who": "ani", "action": "edit", "field": "jumlah", "old": "1500000.00",
             "new": "2.00", "version": 2, "reason": ""}
        ],
        "exports": [{"at": at, "who": "ani", "records": 1, "query": "{}"}],
    }  # fmt: skip


def npwps(database: Database) -> list[str]:
    with database.read() as connection:
        return list(connection.execute(sa.select(schema.records.c.npwp)).scalars())


def test_payments_that_stood_there_twice_before_0007_are_still_found(empty: Settings) -> None:
    old = Database(database_url(empty))
    old.migrate("0006")
    files = Files(empty.upload_folder)
    files.make()
    rows = first_rows(files)
    with old.write() as connection:
        connection.execute(sa.insert(reflected(connection, "documents")), rows["documents"])
        connection.execute(sa.insert(reflected(connection, "submissions")), rows["submissions"][:1])
        for number, (ntpn, kode_billing) in enumerate([("A", "0"), ("A", "1"), ("B", "1"), ("C", "2")]):
            row = {**rows["records"][0], "id": f"{number}" * 32, "ordinal": number, "ntpn": ntpn, "npwp": "",
                   "kode_billing": kode_billing}  # fmt: skip
            connection.execute(sa.insert(reflected(connection, "records")), row)
            evidence = {"record_id": row["id"], "data": rows["evidence"][0]["data"]}
            connection.execute(sa.insert(reflected(connection, "evidence")), evidence)
    old.close()
    store = Store.open(empty)
    found = {group.reason: [view.id[0] for view in group.records] for group in store.duplicates(RecordQuery()).groups}
    assert found == {"payment": ["0", "1"], "kode_billing": ["1", "2"]}
    store.close()


def test_several_processes_may_start_at_once_on_an_empty_database(empty: Settings) -> None:
    with ThreadPoolExecutor(4) as pool:
        stores = list(pool.map(lambda _: Store.open(empty), range(4)))
    assert all(store.queue().waiting == 0 for store in stores)
    for store in stores:
        store.close()


def test_a_new_file_is_opened_by_many_at_once_without_a_lock_refusing_one(tmp_path: Path) -> None:
    # The symptom: "database is locked" at once at a start, for SQLite lets nobody wait who turns a new file to WAL.
    for number in range(100):
        url, gate = sa.make_url(f"sqlite:///{tmp_path}/{number}.sqlite3"), Barrier(8)

        def opened(_: int, url: sa.URL = url, gate: Barrier = gate) -> None:
            database = Database(url)
            gate.wait(30)
            with database.write() as connection:
                connection.exec_driver_sql("CREATE TABLE IF NOT EXISTS one (a)")
            database.close()

        with ThreadPoolExecutor(8) as pool:
            list(pool.map(opened, range(8)))


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


def test_tables_of_a_later_version_are_left_alone_and_named(empty: Settings) -> None:
    store = Store.open(empty)
    with store.database.write() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    store.close()
    with pytest.raises(DatabaseNewer, match="9999"):
        Store.open(empty)


def test_tables_that_are_up_to_date_are_opened_without_alembic(tmp_path: Path) -> None:
    """It would stay in the serving process's memory; in a process of its own, since the tests have imported it."""
    folder = {"UPLOAD_FOLDER": str(tmp_path)}
    Store.open(load_settings(folder)).close()
    code = (
        "import sys\nfrom ocr.settings import load_settings\nfrom ocr.store import Store\n"
        f"Store.open(load_settings({folder!r})).close()\nsys.exit('alembic' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_migration_is_called_by_its_revision() -> None:
    """`Database.migrate` knows by the names of the files whether there is anything to do."""
    files = sorted((MIGRATIONS / "versions").glob("[0-9]*.py"))
    assert files
    for path in files:
        assert f'revision = "{path.name[:4]}"' in path.read_text(encoding="utf-8")
