from pathlib import Path

import pytest

from ocr.errors import DamagedFile, NotFound
from ocr.settings import load_settings
from ocr.store import RecordQuery, Store
from ocr.store.backup import backup, restore
from ocr.store.database import FILE_NAME
from ocr.store.files import Files
from tests.store.papers import PAYMENT, files_of, finished, record, upload


@pytest.fixture
def filled(store: Store) -> Store:
    for serial in range(3):
        finished(store, upload(pages=2, serial=serial), [record(**PAYMENT)])
    (first, *_) = store.records(RecordQuery()).rows
    store.edit(first.id, {"jumlah": "2.00"}, who="ani", version=1)
    store.add(upload(serial=9))
    return store


def test_a_backup_comes_back_whole(filled: Store, tmp_path: Path) -> None:
    report = backup(filled.settings, tmp_path / "backups" / "monday")
    assert (report.files, report.missing) == (4 + 6, ())
    environ = {"UPLOAD_FOLDER": str(tmp_path / "elsewhere")}
    if not filled.database.is_sqlite:
        environ["DATABASE_URL"] = filled.settings.database_url  # pg_dump and pg_restore are PostgreSQL's own
    settings = load_settings(environ)
    assert restore(settings, tmp_path / "backups" / "monday").files == report.files
    again = Store.open(settings)
    assert again.records(RecordQuery()) == filled.records(RecordQuery())
    edited = next(view for view in again.records(RecordQuery()).rows if view.version == 2)
    assert again.history(edited.id) == filled.history(edited.id)
    assert files_of(again) == files_of(filled)
    assert again.queue() == filled.queue()
    again.close()


def test_a_backup_can_be_taken_while_people_work(filled: Store, tmp_path: Path) -> None:
    with filled.database.write() as connection:
        connection.exec_driver_sql("UPDATE records SET version = version + 1")
        report = backup(filled.settings, tmp_path / "b")
    assert report.files == 10


def test_a_backup_never_overwrites(filled: Store, tmp_path: Path) -> None:
    backup(filled.settings, tmp_path / "b")
    with pytest.raises(FileExistsError):
        backup(filled.settings, tmp_path / "b")
    if filled.database.is_sqlite:
        with pytest.raises(FileExistsError):
            restore(filled.settings, tmp_path / "b")


def test_a_backup_without_a_file_says_so(filled: Store, tmp_path: Path) -> None:
    filled.files.remove("originals", upload(serial=9).sha256)
    assert backup(filled.settings, tmp_path / "b").missing == (f"originals/{upload(serial=9).sha256}",)


def test_a_damaged_backup_is_refused(filled: Store, tmp_path: Path) -> None:
    backup(filled.settings, tmp_path / "b")
    victim = next((tmp_path / "b" / "originals").glob("??/*"))
    victim.write_bytes(b"rot")
    environ = {"UPLOAD_FOLDER": str(tmp_path / "elsewhere")}
    if not filled.database.is_sqlite:
        environ["DATABASE_URL"] = filled.settings.database_url
    with pytest.raises(DamagedFile):
        restore(load_settings(environ), tmp_path / "b")
    assert not (tmp_path / "elsewhere" / FILE_NAME).exists(), "the next attempt finds the place empty"


def test_a_backup_holds_one_database_and_no_journal(filled: Store, tmp_path: Path) -> None:
    backup(filled.settings, tmp_path / "b")
    expected = {"originals", "previews"} | ({FILE_NAME} if filled.database.is_sqlite else set())
    assert {path.name for path in (tmp_path / "b").iterdir()} == expected


def test_what_is_no_backup_is_refused(filled: Store, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        restore(filled.settings, tmp_path)


def test_a_restore_that_ends_half_way_leaves_no_store(
    filled: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not filled.database.is_sqlite:
        pytest.skip("the rows of PostgreSQL come back by pg_restore")
    backup(filled.settings, tmp_path / "b")
    settings = load_settings({"UPLOAD_FOLDER": str(tmp_path / "elsewhere")})

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(Files, "draft", full)
        with pytest.raises(OSError, match="No space"):
            restore(settings, tmp_path / "b")
    assert [path.name for path in (tmp_path / "elsewhere").glob("*sqlite3*")] == []
    assert restore(settings, tmp_path / "b").files == 10


def test_a_backup_whose_database_is_none_is_refused_and_leaves_no_store(filled: Store, tmp_path: Path) -> None:
    backup(filled.settings, tmp_path / "b")
    (tmp_path / "b" / FILE_NAME).write_bytes(b"no database at all" * 500)
    settings = load_settings({"UPLOAD_FOLDER": str(tmp_path / "elsewhere")})
    with pytest.raises(DamagedFile, match="not a database"):
        restore(settings, tmp_path / "b")
    assert not (tmp_path / "elsewhere" / FILE_NAME).exists()
