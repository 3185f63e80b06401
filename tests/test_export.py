"""The workbook gives back exactly what was on screen, typed as Excel types it, and never a formula."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocr.document import FIELD_NAMES, FIELD_TYPES, KINDS, Check, Field, Record
from ocr.export import COLUMNS, Row, workbook
from ocr.ui.markup import proof

VALUES = {
    "ntpn": "0012345678901234",
    "ntb": "000022763695",
    "stan": "000042",
    "kode_billing": "019022772858141",
    "npwp": "0814435180110000",
    "nama_wajib_pajak": "PT Maju Jaya",
    "kode_akun_pajak": "411121",
    "kode_jenis_setoran": "100",
    "masa_pajak": "01",
    "tahun_pajak": "2024",
    "tanggal": "2024-01-15",
    "jumlah": "12345678.50",
    "mata_uang": "IDR",
    "terbilang": "dua belas juta",
}


def record(kind="bpn", review=(), **changed) -> Record:
    values = VALUES | changed
    fields = {
        name: Field(name, values[name], confidence=0.9, page=1, review=review if name in (review or ()) else None)
        for name in FIELD_NAMES
    }
    return Record(kind, 1, 2, fields)


def sheets(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def first_row(rows, language="id") -> dict:
    return dict(zip(COLUMNS, sheets(workbook(rows, language)).worksheets[0][2], strict=True))


def shown(value):
    return value.date() if isinstance(value, datetime) else value


def test_values_come_back_as_they_were_typed():
    cells = first_row([Row(record(), "bukti.pdf")])
    for name, kind in FIELD_TYPES.items():
        value = shown(cells[name].value)
        match kind:
            case "date":
                assert value == date(2024, 1, 15)
            case "money":
                assert Decimal(str(value)) == Decimal("12345678.50")
            case _:
                assert value == VALUES[name]
                assert cells[name].data_type == "s"
                assert cells[name].number_format == "@"
    assert cells["jumlah"].number_format == "#,##0.00"
    assert cells["tanggal"].is_date
    assert cells["file"].value == "bukti.pdf"
    assert (cells["page"].value, cells["last_page"].value) == (1, 2)
    assert cells["kode_setor"].value == "411121-100"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["id", "en"])
def test_a_paper_is_called_as_on_the_page(kind, language):
    paper = record(kind)
    assert f"<b>{first_row([Row(paper, 'bukti.pdf')], language)['kind'].value}</b>" in proof(paper, language)


def test_an_absent_value_is_an_empty_cell():
    cells = first_row([Row(record(ntpn=None, jumlah=None, tanggal=None), "a.pdf")])
    assert [cells[name].value for name in ("ntpn", "jumlah", "tanggal")] == [None, None, None]


def test_header_is_frozen_and_filtered():
    book = sheets(workbook([Row(record(), "a.pdf")] * 3, "en"))
    for sheet in book.worksheets:
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref.startswith("A1:")
        assert sheet["A1"].font.bold
    assert book.worksheets[0].auto_filter.ref.endswith("4")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\n", "|", "%", "#N/A"])
def test_no_text_becomes_a_formula(start):
    text = f"{start}HYPERLINK(A1)"
    cells = first_row([Row(record(nama_wajib_pajak=text, ntpn=text), f"{text}.pdf")])
    for name in ("nama_wajib_pajak", "ntpn", "file"):
        assert cells[name].data_type == "s"
        assert cells[name].value.startswith(text)


def test_no_formula_element_in_any_sheet():
    data = workbook([Row(record(nama_wajib_pajak="=cmd|' /C calc'!A0", kode_akun_pajak="=1+1"), "=1.pdf")], "id")
    archive = zipfile.ZipFile(io.BytesIO(data))
    names = [name for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
    assert len(names) == 3
    assert not any(b"<f>" in archive.read(name) or b"<f " in archive.read(name) for name in names)


def test_a_text_that_starts_like_a_formula_keeps_its_quote():
    cells = first_row([Row(record(nama_wajib_pajak="=1+1", ntb="12"), "a.pdf")])
    assert cells["nama_wajib_pajak"].quotePrefix
    assert not cells["ntb"].quotePrefix


def test_illegal_characters_are_removed():
    name = "PT\x00 A\x0bB\x1f\ud800 \ufffeC"
    cells = first_row([Row(record(nama_wajib_pajak=name), "a.pdf")])
    assert cells["nama_wajib_pajak"].value == "PT AB C"


def test_a_value_that_is_not_canonical_stays_as_text():
    cells = first_row([Row(record(tanggal="2024-02-31", jumlah="1.000.000,00"), "a.pdf")])
    assert cells["tanggal"].value == "2024-02-31"
    assert cells["jumlah"].value == "1.000.000,00"


def test_an_amount_beyond_excels_digits_stays_exact():
    cells = first_row([Row(record(jumlah="12345678901234567.89"), "a.pdf")])
    assert cells["jumlah"].value == "12345678901234567.89"


def test_review_marks_are_seen_three_ways():
    doubt = Check("ntpn_length", "contradicts", "NTPN harus 16 karakter.", "An NTPN has 16 characters.")
    marked = record().with_field(Field("ntpn", "ABC", review="breaks_rule", checks=(doubt,)))
    cells = first_row([Row(marked, "a.pdf")], "en")
    assert cells["ntpn"].fill.start_color.rgb == cells["check"].fill.start_color.rgb != "00000000"
    assert "An NTPN has 16 characters." in cells["ntpn"].comment.text
    assert "NTPN" in cells["check"].value
    assert cells["ntb"].comment is None
    assert cells["ntb"].fill.fill_type is None


def test_totals_per_account_and_month_never_mix_currencies_or_kinds():
    rows = [
        Row(record(), "a.pdf"),
        Row(record(jumlah="0.50", tanggal="2024-01-31"), "b.pdf"),
        Row(record(jumlah="10.00", mata_uang="USD"), "c.pdf"),
        Row(record(jumlah="7.00", kind="billing"), "d.pdf"),
        Row(record(jumlah=None), "e.pdf"),
        Row(record(jumlah="5.00", tanggal="2024-02-01", masa_pajak="01"), "f.pdf"),
    ]
    _proofs, months, periods = sheets(workbook(rows, "en")).worksheets
    by_month = {
        (row[0], row[1], shown(row[2]), row[3]): row[4:] for row in months.iter_rows(min_row=2, values_only=True)
    }
    paid, unpaid = {key[0] for key in by_month if "BPN" in key[0]}, {key[0] for key in by_month if "BPN" not in key[0]}
    assert len(paid) == len(unpaid) == 1
    (bpn,), (billing,) = paid, unpaid
    assert by_month[(bpn, "411121", date(2024, 1, 1), "IDR")] == (3, 1, 12345679)
    assert by_month[(bpn, "411121", date(2024, 1, 1), "USD")] == (1, 0, 10)
    assert by_month[(bpn, "411121", date(2024, 2, 1), "IDR")] == (1, 0, 5)
    assert by_month[(billing, "411121", date(2024, 1, 1), "IDR")] == (1, 0, 7)
    by_period = {row[:4]: row[4:] for row in periods.iter_rows(min_row=2, values_only=True)}
    assert by_period[(bpn, "411121", "2024-01", "IDR")] == (4, 1, 12345684)


def test_a_long_text_wraps_in_a_row_high_enough():
    sheet = sheets(
        workbook([Row(record(terbilang="dua belas juta " * 10), "a.pdf"), Row(record(), "b.pdf")], "id")
    ).worksheets[0]
    assert sheet.cell(2, COLUMNS.index("terbilang") + 1).alignment.wrap_text
    assert sheet.row_dimensions[2].height >= 45
    assert sheet.row_dimensions[3].height is None


def test_no_rows_is_still_a_workbook():
    book = sheets(workbook([], "id"))
    assert [sheet.max_row for sheet in book.worksheets] == [1, 1, 1]


@settings(max_examples=40)
@given(
    name=st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"]), min_size=1, max_size=40),
    cents=st.integers(0, 10**14),
    day=st.dates(date(1990, 1, 1), date(2100, 1, 1)),
)
def test_any_text_amount_and_date_round_trips(name, cents, day):
    amount = Decimal(cents) / 100
    cells = first_row([Row(record(nama_wajib_pajak=name, jumlah=f"{amount:.2f}", tanggal=day.isoformat()), name)])
    assert cells["nama_wajib_pajak"].value == name
    assert Decimal(str(cells["jumlah"].value)) == amount
    assert shown(cells["tanggal"].value) == day
