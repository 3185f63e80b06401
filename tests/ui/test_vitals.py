"""What leaves the house for support holds no document's name or text and no secret."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pandas as pd

from ocr.service import Service
from ocr.store import RecordQuery, RecordView
from ocr.store.pace import Minute
from ocr.ui.charts import line
from ocr.ui.download import excel_maker
from ocr.ui.pace_charts import counts_by_minute, seconds_by_stage
from ocr.ui.values import decimal, money, percent, shown, size, span
from ocr.ui.vitals import bundle, setting_rows


def test_bundle_tells_the_state_and_no_document(service: Service, record: RecordView) -> None:
    with zipfile.ZipFile(io.BytesIO(bundle(service))) as archive:
        facts = {name: archive.read(name).decode() for name in archive.namelist()}
    assert json.loads(facts["health.json"])["version"]
    assert json.loads(facts["minutes.json"])[0]["read"] == 1
    assert json.loads(facts["failures.json"]) == []
    assert "models.json" in facts
    everything = " ".join(facts.values())
    assert json.loads(facts["pages.json"])[0]["status"] == "done"
    assert "bukti-0.png" not in everything
    assert record.record.value("nama_wajib_pajak") not in everything


def test_secrets_stay_hidden(service: Service, monkeypatch) -> None:
    rows = {row[0]: row[1] for row in setting_rows(service)}
    assert rows["API_KEYS"] == ""
    assert rows["MAX_PAGES_PER_PDF"] == "10"


def test_workbook_is_made_on_click_and_noted(service: Service, record: RecordView) -> None:
    make = excel_maker(service, RecordQuery(batch="b1"), "id", "Ani")
    assert service.store.exports.taken() == ()
    assert make().startswith(b"PK")
    taken = service.store.exports.taken()[0]
    assert (taken.who, taken.records) == ("Ani", 1)


def test_values_as_staff_write_them() -> None:
    assert money(Decimal("12345678.5")) == "12.345.678,50"
    assert shown("tanggal", "2024-01-31") == "31/01/2024"
    assert shown("ntpn", None) == ""
    assert span(200, "id") == "3 menit"
    assert span(4, "en") == "a few seconds"


def test_decimals_follow_the_language_of_the_page_and_amounts_the_paper() -> None:
    assert (size(1.5 * 2**30, "id"), size(1.5 * 2**30, "en")) == ("1,5 GB", "1.5 GB")
    assert size(3 * 2**20, "en") == "3 MB"
    assert (percent(0.05, "id"), percent(0.05, "en"), percent(0.126, "en")) == ("5,0 %", "5.0 %", "13 %")
    assert (decimal(7.449, 2, "id"), decimal(7.449, 2, "en")) == ("7,45", "7.45")


def test_the_time_axis_reaches_the_last_sample() -> None:
    first, last = datetime(2024, 1, 15, 10, 30, 20, 100_000), datetime(2024, 1, 15, 10, 30, 29, 900_000)
    _, spec = line(pd.DataFrame({"at": [first, last], "value": [1.0, 2.0]}), "value")
    begins, ends = spec["encoding"]["x"]["scale"]["domain"]
    assert begins == {
        "year": 2024,
        "month": 1,
        "date": 15,
        "hours": 10,
        "minutes": 30,
        "seconds": 20,
        "milliseconds": 100,
    }
    assert ends == {**begins, "seconds": 29, "milliseconds": 900}


def test_charts_have_a_row_for_every_minute_of_the_hour() -> None:
    now = datetime(2024, 1, 15, 10, 30, 20, tzinfo=UTC)
    busy = Minute(now.replace(second=0) - timedelta(minutes=3), 4, 1, 0.2, 0.5, None, 0.1)
    counts = counts_by_minute([busy], now, ("read", "failed"))
    assert (len(counts), counts["read"].sum(), counts["failed"].sum()) == (60, 4, 1)
    assert counts.iloc[56].to_list() == [4, 1]
    stages = seconds_by_stage([busy], now, ("a", "b", "c", "d"))
    assert stages.iloc[56].to_list() == [0.2, 0.5, 0.0, 0.1]
