"""Profiles: somebody's own columns, headings and ledger accounts; their own workbook filled without harm."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest
from openpyxl.styles import Font, PatternFill

from ocr.errors import InvalidValue
from ocr.export import USUAL, Column, Profile, Row, fill_template, profile_from_json, workbook
from ocr.export.template import MAX_TEMPLATE_BYTES
from tests.test_export import record, sheets

PROFILE = Profile(
    (Column("tanggal", "Tgl Setor"), Column("ntpn"), Column("ledger", "Akun"), Column("jumlah", "Jumlah (Rp)")),
    {"411121-100": "2140", "411128": "2145"},
)
ROWS = [
    Row(record(), "a.pdf"),
    Row(record(kode_akun_pajak="411128", kode_jenis_setoran="420"), "b.pdf"),
    Row(record(kode_akun_pajak=None), "c.pdf"),
]


def test_columns_order_headings_and_accounts():
    lines = list(sheets(workbook(ROWS, "id", PROFILE)).worksheets[0].iter_rows(values_only=True))
    assert lines[0] == ("Tgl Setor", "NTPN", "Akun", "Jumlah (Rp)")
    assert [line[2] for line in lines[1:]] == ["2140", "2145", None]
    assert lines[1][1] == "0012345678901234"
    assert lines[1][3] == 12345678.5


def test_a_profile_comes_back_from_the_store_as_it_went():
    assert profile_from_json(PROFILE.to_json()) == PROFILE
    assert profile_from_json(USUAL.to_json()) == USUAL


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"columns": []}', '{"columns": [{"name": "colour"}]}', '{"columns": [{}]}', '{"columns": 3}'],
)
def test_a_profile_that_is_none(text):
    with pytest.raises(InvalidValue):
        profile_from_json(text)


def template(change=lambda sheet: None) -> bytes:
    book = openpyxl.Workbook()
    book.active.title = "Catatan"
    sheet = book.create_sheet("Rekap")
    sheet["B2"] = "Rekap setoran"
    for column, heading in enumerate(["jumlah (rp)", "NTPN", "Uraian", "Tgl  Setor", "AKUN"], 2):
        sheet.cell(4, column, heading)
        sheet.cell(5, column).fill = PatternFill("solid", start_color="FFEEDD")
    sheet["B5"].number_format = "#,##0"
    sheet["C5"].font = Font(bold=True)
    sheet["H1"] = "=SUM(B5:B100)"
    change(sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_values_go_under_the_templates_headings():
    book = sheets(fill_template(template(), ROWS, "id", PROFILE))
    sheet = book["Rekap"]
    assert [sheet.cell(5, column).value for column in (2, 3, 4, 6)] == [12345678.5, "0012345678901234", None, "2140"]
    assert sheet["E5"].is_date
    assert [sheet.cell(row, 6).value for row in (5, 6, 7, 8)] == ["2140", "2145", None, None]
    assert sheet["B2"].value == "Rekap setoran"
    assert sheet["H1"].value == "=SUM(B5:B100)"
    assert book.sheetnames == ["Catatan", "Rekap"]


def test_the_templates_look_is_kept():
    sheet = sheets(fill_template(template(), ROWS, "id", PROFILE))["Rekap"]
    assert [sheet.cell(row, 2).number_format for row in (5, 6)] == ["#,##0"] * 2
    assert sheet["C6"].font.bold
    assert sheet["C6"].fill.start_color.rgb == "00FFEEDD"


def test_lines_already_there_stay():
    def one_line(sheet):
        sheet["C5"], sheet["B5"] = "OLD", 1

    sheet = sheets(fill_template(template(one_line), ROWS, "id", PROFILE))["Rekap"]
    assert [sheet.cell(row, 3).value for row in (5, 6)] == ["OLD", "0012345678901234"]


def test_no_document_text_becomes_a_formula_in_a_template():
    rows = [Row(record(ntpn="=1+1"), "a.pdf")]
    cell = sheets(fill_template(template(), rows, "id", PROFILE))["Rekap"]["C5"]
    assert (cell.data_type, cell.value, cell.quotePrefix) == ("s", "=1+1", True)


def test_too_few_lines_above_a_total_are_refused():
    def total(sheet):
        sheet["B7"] = "=SUM(B5:B6)"

    with pytest.raises(InvalidValue, match="3 empty lines"):
        fill_template(template(total), ROWS, "id", PROFILE)
    assert sheets(fill_template(template(total), ROWS[:2], "id", PROFILE))["Rekap"]["B7"].value == "=SUM(B5:B6)"


def test_a_missing_heading_is_named():
    def without(sheet):
        sheet["F4"] = "Something else"

    with pytest.raises(InvalidValue, match="Akun"):
        fill_template(template(without), ROWS, "id", PROFILE)


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * (51 * 1024 * 1024))
    return out.getvalue()


@pytest.mark.parametrize("data", [b"", b"not a zip", bomb(), b"\0" * (MAX_TEMPLATE_BYTES + 1), template()[:2000]])
def test_what_is_no_workbook_is_refused(data):
    with pytest.raises(InvalidValue):
        fill_template(data, ROWS, "id", PROFILE)
