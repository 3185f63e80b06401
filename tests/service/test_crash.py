"""The crash bench on a small scale: `python -m bench.crash` kills fifty times."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bench import crash
from ocr.forms import find_records
from ocr.settings import Settings
from ocr.store import RecordQuery, Store


@pytest.mark.slow
def test_nothing_is_lost_or_doubled_when_app_and_workers_are_killed(tmp_path: Path, database_url: str) -> None:
    environ = {"UPLOAD_FOLDER": str(tmp_path / "uploads"), "DATABASE_URL": database_url}
    found = crash.torment(environ, kills=3, files=3, seed=7, longest_s=4.0)
    assert found.faultless, found
    assert found.uploads_acknowledged == 3
    assert found.kills_of_app > 0


def test_the_crash_bench_sees_what_is_wrong(make_settings: Callable[..., Settings]) -> None:
    store = Store.open(make_settings())
    reader, file = crash.Pretender(), crash.drawn(0)
    document_id = store.add(file, batch="batch").document_id
    said: list[dict[str, object]] = [{"added": document_id}, {"added": "gone"}]
    for _ in range(crash.PAGES_PER_FILE - 1):
        claim = store.claim("reader", 60)
        assert claim is not None
        text = crash.receipt(claim.number, crash.number_of(0, 1))  # the same proof on every page
        store.finish(claim, text, f"preview {claim.number}".encode())
    store.settle(document_id, find_records(store.page_texts(document_id)), store.text_version(document_id))
    (*_, view) = store.records(RecordQuery()).rows
    said += [{"edited": view.id, "version": 9, "value": "123456"}]
    store.edit(view.id, {"stan": "654321"}, who="ani", version=view.version)
    store.files.remove("originals", file.sha256)
    found = crash.look(store, said, 1)
    assert found["uploads_lost"] == 1
    assert found["edits_lost"] == 1
    assert found["pages_read_twice"] > 0 or found["pages_missing"] > 0
    assert found["files_missing"] > 0
    reader.close()
    store.close()
