"""Our own workbook: the proofs on one sheet, totals by month paid and by tax period on two more.

Separate from profiles, which say how somebody else's looks. Imports openpyxl.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from ocr.document import FIELD_TYPES, Field, Record
from ocr.errors import Language
from ocr.export.cells import LONG_TEXT, MONTH_FORMAT, Look, clean, look_of, put, shown, write
from ocr.export.profile import USUAL, Profile
from ocr.export.rows import Exportable, Value, excel_value, review_sentence
from ocr.forms import kind_name, label
from ocr.i18n import translator

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

LINE_POINTS = 15.0

_HEADER_FONT = Font(name="Calibri", size=11, bold=True, color="FFFFFF")
_HEADER_FILL = PatternFill("solid", start_color="1F4E79")
_REVIEW_FILL = PatternFill("solid", start_color="FFE699")
_RULE = Border(bottom=Side("thin", color="D9D9D9"))


def workbook(rows: Sequence[Exportable], language: Language, profile: Profile = USUAL) -> bytes:
    """An .xlsx with one row per proof in the profile's columns, and sheets of totals by month paid and by tax period."""
    book = Workbook(write_only=True)
    _write_proofs(book, rows, language, profile)
    _write_totals(book, rows, language, "month")
    _write_totals(book, rows, language, "period")
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _write_proofs(book: Workbook, rows: Sequence[Exportable], language: Language, profile: Profile) -> None:
    _ = translator(language)
    names = [column.name for column in profile.columns]
    values = profile.values(rows, language)
    sheet = _sheet(book, _("Proofs of payment"), profile.headings(language), values)
    pen = _Pen(sheet)
    for number, (row, line) in enumerate(zip(rows, values, strict=True), 2):
        sheet.row_dimensions[number].height = _height(line)
        cells = [pen.cell(value) for value in line]
        for name, cell in zip(names, cells, strict=True):
            if name in FIELD_TYPES:
                _mark(cell, row.record.fields[name], language)
            elif name == "check" and row.record.review:
                cell.fill = _REVIEW_FILL
        sheet.append(cells)


def _mark(cell: Any, item: Field, language: Language) -> None:
    """Fill the cell of a field that must be looked at, and say why in a note on it."""
    if not item.review:
        return
    doubts = [check for check in item.checks if check.outcome in ("contradicts", "cannot_tell")]
    lines = [review_sentence(item, language), *(check.sentence(language) for check in doubts)]
    cell.fill = _REVIEW_FILL
    cell.comment = Comment(clean("\n".join(lines)), "OCR", height=30 + 40 * len(lines), width=320)


@dataclass(slots=True)
class _Total:
    """A running sum; amounts of one currency only, since the currency is part of its key."""

    count: int = 0
    without_amount: int = 0
    amount: Decimal = Decimal(0)

    def add(self, value: str | None) -> None:
        """Count one proof, and its amount where it is a finite number."""
        self.count += 1
        try:
            amount = Decimal(value) if value is not None else None
        except InvalidOperation:
            amount = None
        if amount is None or not amount.is_finite():
            self.without_amount += 1
        else:
            self.amount += amount


def _write_totals(book: Workbook, rows: Iterable[Exportable], language: Language, by: str) -> None:
    _ = translator(language)
    totals: dict[tuple[Value, ...], _Total] = {}
    for row in rows:
        when = _month(row.record) if by == "month" else _period(row.record)
        key = (kind_name(row.record.kind, language), row.record.value("kode_akun_pajak"), when)
        totals.setdefault((*key, row.record.value("mata_uang")), _Total()).add(row.record.value("jumlah"))
    title, column = {
        "month": (_("Totals by month paid"), _("Month paid")),
        "period": (_("Totals by tax period"), _("Tax period")),
    }[by]
    headings = [_("Kind of document"), label("kode_akun_pajak", language), column, label("mata_uang", language)]
    headings += [_("Proofs"), _("Without amount"), _("Total")]
    lines = [
        [*key, total.count, total.without_amount, excel_value("jumlah", f"{total.amount:f}")]
        for key, total in sorted(totals.items(), key=lambda item: [(part is None, part or "") for part in item[0]])
    ]
    sheet = _sheet(book, title, headings, lines)
    pen = _Pen(sheet)
    for line in lines:
        cells = [pen.cell(value) for value in line]
        if by == "month" and line[2] is not None:
            cells[2].number_format = MONTH_FORMAT
        sheet.append(cells)


def _month(record: Record) -> date | None:
    """First day of the month in which was paid."""
    paid = excel_value("tanggal", record.value("tanggal"))
    return paid.replace(day=1) if isinstance(paid, date) else None


def _period(record: Record) -> str | None:
    """`2024-01` or `2024-01-12`; None when year and month are both absent."""
    return "-".join(part for name in ("tahun_pajak", "masa_pajak") if (part := record.value(name))) or None


def _sheet(book: Workbook, title: str, headings: Sequence[str], lines: Sequence[Sequence[Value]]) -> Any:
    """A new sheet with its header written: styled, frozen, filtered, printed on every page, columns wide enough."""
    sheet = book.create_sheet(title)
    for index, heading in enumerate(headings):
        longest = max([len(heading) + 4, *(len(shown(line[index])) for line in lines)])
        sheet.column_dimensions[get_column_letter(index + 1)].width = min(longest + 2, LONG_TEXT + 2)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(headings))}{len(lines) + 1}"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = Worksheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    pen = _Pen(sheet)
    header = [pen.cell(heading) for heading in headings]
    for cell in header:
        cell.font, cell.fill = _HEADER_FONT, _HEADER_FILL
        cell.alignment = Alignment(horizontal="center", vertical="center")
    sheet.append(header)
    return sheet


def _height(line: Sequence[Value]) -> float | None:
    """Points a row needs where texts wrap; programs do not all find it by themselves. None is the usual height."""
    lines = max((math.ceil(len(value) / LONG_TEXT) for value in line if isinstance(value, str)), default=1)
    return LINE_POINTS * lines if lines > 1 else None


class _Pen:
    """Makes the cells of one write-only sheet. Cells that look alike share a style: setting it anew is nearly all the time."""

    def __init__(self, sheet: Any) -> None:
        self._sheet = sheet
        self._styles: dict[Look, Any] = {}

    def cell(self, value: Value) -> Any:
        """A cell, ready to be appended."""
        cell = WriteOnlyCell(self._sheet)
        look = look_of(value)
        if look in self._styles:
            write(cell, value)
            cell._style = copy(self._styles[look])
        else:
            put(cell, value)
            cell.border = _RULE
            self._styles[look] = copy(cell._style)
        return cell
