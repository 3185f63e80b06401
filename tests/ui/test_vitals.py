"""What leaves the house for support holds no document's name or text and no secret."""

from __future__ import annotations

import io
import json
import zipfile
from decimal import Decimal

from ocr.service import Service
from ocr.store import RecordQuery, RecordView
from ocr.ui.download import excel_maker
from ocr.ui.values import decimal, money, months_of_year, percent, shown, size, span
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
    assert [months_of_year(masa) for masa in ("2024-01", "2024-01-12", "")] == ["01/2024", "01–12/2024", "–"]
    assert span(200, "id") == "3 menit"
    assert span(4, "en") == "a few seconds"


def test_decimals_follow_the_language_of_the_page_and_amounts_the_paper() -> None:
    assert (size(1.5 * 2**30, "id"), size(1.5 * 2**30, "en")) == ("1,5 GB", "1.5 GB")
    assert size(3 * 2**20, "en") == "3 MB"
    assert (percent(0.05, "id"), percent(0.05, "en"), percent(0.126, "en")) == ("5,0 %", "5.0 %", "13 %")
    assert (decimal(7.449, 2, "id"), decimal(7.449, 2, "en")) == ("7,45", "7.45")
