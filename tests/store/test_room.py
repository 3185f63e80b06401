"""A disk that is full or not mounted: nothing half kept, and no fresh shelves where there should be files."""

from __future__ import annotations

import errno
import logging
from collections.abc import Callable

import pytest

from ocr.errors import DiskFull
from ocr.settings import Settings
from ocr.store import Store
from ocr.store.files import Files
from ocr.store.room import RESERVE_BYTES, is_full
from tests.store.papers import upload


def kept(store: Store) -> list[str]:
    return [str(path) for path in store.files.folder.rglob("*") if path.is_file() and "sqlite" not in path.name]


def test_a_file_that_would_take_the_reserve_is_refused_and_comes_in_when_there_is_room(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = RESERVE_BYTES + len(upload().data) - 1
    monkeypatch.setattr("ocr.store.room.free_bytes", lambda _: left)
    with pytest.raises(DiskFull, match="room"):
        store.add(upload())
    assert kept(store) == []
    left += 1
    assert store.add(upload()).document_id


def test_a_disk_that_others_fill_meanwhile_is_full_and_keeps_no_half(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as others:
        others.setattr("ocr.store.files.os.fsync", full)
        with pytest.raises(DiskFull):
            store.add(upload())
    assert (kept(store), store.queue().waiting) == ([], 0)
    assert store.add(upload()).document_id


def test_a_full_sqlite_is_a_full_disk(make_settings: Callable[..., Settings]) -> None:
    store = Store.open(make_settings(DATABASE_URL=""))
    store.database.close()  # so that the limit below is that of the one connection
    with store.database.read() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")

    def fill() -> None:
        for serial in range(200):
            store.add(upload(serial=serial))

    with pytest.raises(DiskFull):
        fill()
    assert len(kept(store)) == store.queue().waiting
    assert not is_full(OSError(errno.EIO, "broken"))


def test_shelves_of_a_disk_that_is_not_mounted_are_not_made_anew(
    make_settings: Callable[..., Settings], database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    settings = (
        make_settings() if database_url else make_settings(DATABASE_URL=f"sqlite:///{make_settings().upload_folder}.db")
    )
    first = Store.open(settings)
    first.add(upload())
    first.close()
    mounted = settings.upload_folder.rename(settings.upload_folder.with_name("unmounted"))
    settings.upload_folder.mkdir()
    with caplog.at_level(logging.ERROR):
        again = Store.open(settings)
    assert "is its disk mounted?" in caplog.text
    with pytest.raises(OSError, match="mounted"):
        again.files.require("originals")
    assert not Files(settings.upload_folder).made()
    settings.upload_folder.rmdir()
    mounted.rename(settings.upload_folder)
    assert again.add(upload()).document_id
    again.close()
