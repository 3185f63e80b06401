"""The last hour's reading, added up by the database from what is stored."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from ocr.document import Stages
from ocr.errors import EngineFailed
from ocr.store import Store
from tests.store.papers import claimed, page_text, upload


def test_pages_are_counted_by_minute_with_the_mean_of_each_stage(store: Store) -> None:
    ids = [store.add(upload(serial=serial)).document_id for serial in (1, 2, 3)]
    store.finish(claimed(store), page_text(1), b"1", Stages(0.2, 0.6, 0.0))
    store.finish(claimed(store), page_text(1), b"2", Stages(0.4, 1.0, 0.5))
    store.fail(claimed(store), EngineFailed(page=1, reason="uji"))
    store.pace.extracted(ids[0], 0.01)
    minutes = store.pace.minutes()
    assert (sum(m.read for m in minutes), sum(m.failed for m in minutes)) == (2, 1)
    now = datetime.now(UTC)
    assert all(m.at.second == 0 and timedelta() <= now - m.at < timedelta(minutes=2) for m in minutes)
    # The minute may turn over meanwhile: what two pages took is spread over one minute or two.
    assert sum(m.read * (m.rasterise_s or 0) for m in minutes) == pytest.approx(0.6)
    assert sum(m.read * (m.read_s or 0) for m in minutes) == pytest.approx(1.6)
    assert sum(m.read * (m.wait_s or 0) for m in minutes) == pytest.approx(0.5)
    assert max(m.extract_s or 0 for m in minutes) == pytest.approx(0.01)


def test_what_ended_before_is_left_out(store: Store) -> None:
    store.add(upload())
    store.finish(claimed(store), page_text(1), b"1")
    later = datetime.now(UTC) + timedelta(hours=2)
    assert store.pace.minutes(until=later) == ()
    (minute,) = store.pace.minutes(timedelta(hours=3), until=later)
    assert (minute.read, minute.read_s) == (1, None)


def test_failures_name_their_document_until_the_page_is_read(store: Store) -> None:
    document_id = store.add(upload(name="satu.png")).document_id
    store.fail(claimed(store), EngineFailed(page=1, reason="uji"))
    (failure,) = store.pace.failures()
    assert (failure.document_name, failure.number, failure.code) == ("satu.png", 1, EngineFailed.code)
    assert failure.error("id") == EngineFailed(page=1, reason="uji").message("id")
    store.retry_page(document_id, 1)
    assert store.pace.failures() == ()


def test_advice_stays_with_the_document(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ocr.store.store.advise", lambda upload, kind: ("blurred", "cut_off"))
    document_id = store.add(upload()).document_id
    view = store.document(document_id)
    assert view is not None
    assert view.advice == ("blurred", "cut_off")
