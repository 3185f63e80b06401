"""Records as an Excel workbook that staff can use as it is.

Separate because the pages, REST and the command line hand out the same file; imports openpyxl and no store.
Every text is written as a string cell whatever it looks like, so nothing read from a document can become a formula.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from io import BytesIO
from typing import Any, Protocol

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from ocr.document import FIELD_TYPES, Check, Field, Record, typed_value
from ocr.errors import Language
from ocr.forms import describe_kode, label
from ocr.i18n import translator

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

COLUMNS: tuple[str, ...] = (
    "number",
    "tanggal",
    "jumlah",
    "mata_uang",
    "ntpn",
    "kode_billing",
    "npwp",
    "nama_wajib_pajak",
    "kode_setor",
    "kode_akun_pajak",
    "kode_jenis_setoran",
    "jenis_pajak",
    "masa_pajak",
    "tahun_pajak",
    "ntb",
    "stan",
    "terbilang",
    "kind",
    "check",
    "notes",
    "status",
    "file",
    "page",
    "last_page",
)
"""Columns of the first sheet in their usual order: field names, and facts about the row."""

Value = str | int | Decimal | date | None

DATE_FORMAT, MONTH_FORMAT, MONEY_FORMAT, TEXT_FORMAT = "dd/mm/yyyy", "mmm yyyy", "#,##0.00", "@"
EXCEL_DIGITS = 15  # Excel keeps no more digits of a number; longer amounts stay exact as text
EXCEL_FIRST_DATE = date(1900, 3, 1)  # Excel counts a 29 February 1900 that never was

_HEADER_FONT = Font(name="Calibri", size=11, bold=True, color="FFFFFF")
_HEADER_FILL = PatternFill("solid", start_color="1F4E79")
_REVIEW_FILL = PatternFill("solid", start_color="FFE699")
_RULE = Border(bottom=Side("thin", color="D9D9D9"))
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


class Exportable(Protocol):
    """What a row is made from; the store's RecordView is one."""

    @property
    def record(self) -> Record:
        """The proof of payment."""

    @property
    def document_name(self) -> str:
        """Name of the file it was read from."""

    @property
    def status(self) -> str:
        """`open`, `accepted` or `deleted`."""


@dataclass(frozen=True, slots=True)
class Row:
    """A record that is in no store, for the command line."""

    record: Record
    document_name: str
    status: str = "open"


def workbook(rows: Sequence[Exportable], language: Language, columns: Sequence[str] = COLUMNS) -> bytes:
    """An .xlsx with one row per proof, and sheets of totals by month paid and by tax period.

    `columns` picks from COLUMNS, in order; an unknown name raises KeyError.
    """
    book = Workbook(write_only=True)
    _write_proofs(book, rows, language, columns)
    _write_totals(book, rows, language, "month")
    _write_totals(book, rows, language, "period")
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def as_json(rows: Sequence[Exportable], language: Language) -> str:
    """The same rows as JSON for other programs: canonical values, confidences, and what to check and why."""
    lines = [
        {
            "file": row.document_name,
            "first_page": row.record.first_page,
            "last_page": row.record.last_page,
            "kind": row.record.kind,
            "kode_setor": row.record.kode_setor,
            **{name: row.record.value(name) for name in FIELD_TYPES},
            "confidence": {
                item.name: round(item.confidence, 3) for item in row.record.fields.values() if item.value is not None
            },
            "review": list(row.record.review),
            "warnings": [_sentence(check, language) for check in row.record.warnings],
        }
        for row in rows
    ]
    return json.dumps(lines, ensure_ascii=False, indent=2) + "\n"


def kind_name(kind: str, language: Language) -> str:
    """What people call a kind of document."""
    _ = translator(language)
    names = {
        "bpn": _("Proof of payment (BPN)"),
        "billing": _("Billing sheet (not yet paid)"),
        "ssp": _("Payment slip (SSP)"),
        "transfer": _("Bank transfer slip"),
        "lainnya": _("Other"),
    }
    return names[kind]


def review_sentence(item: Field, language: Language) -> str:
    """Why a person must look at this field; empty when nobody has to."""
    _ = translator(language)
    reasons = {
        "read_badly": _("hard to read"),
        "breaks_rule": _("breaks a rule"),
        "missing": _("missing"),
        "unverified": _("not verified"),
    }
    return f"{label(item.name, language)}: {reasons[item.review]}" if item.review else ""


def _write_proofs(book: Workbook, rows: Sequence[Exportable], language: Language, columns: Sequence[str]) -> None:
    _ = translator(language)
    headings = _headings(language)
    found = [_row_values(number, row, language) for number, row in enumerate(rows, 1)]
    values = [[row[name] for name in columns] for row in found]
    sheet = _sheet(book, _("Proofs of payment"), [headings[name] for name in columns], values)
    for row, line in zip(rows, values, strict=True):
        cells = [_cell(sheet, value) for value in line]
        for name, cell in zip(columns, cells, strict=True):
            if name in FIELD_TYPES:
                _mark(cell, row.record.fields[name], language)
        if row.record.review and "check" in columns:
            cells[columns.index("check")].fill = _REVIEW_FILL
        sheet.append(cells)


def _headings(language: Language) -> dict[str, str]:
    _ = translator(language)
    facts = {
        "number": _("No."),
        "kode_setor": _("Deposit code"),
        "jenis_pajak": _("Kind of tax"),
        "kind": _("Kind of document"),
        "check": _("To check"),
        "notes": _("Notes"),
        "status": _("Status"),
        "file": _("Source file"),
        "page": _("Page"),
        "last_page": _("Last page"),
    }
    return facts | {name: label(name, language) for name in FIELD_TYPES}


def _row_values(number: int, row: Exportable, language: Language) -> dict[str, Value]:
    """Every column of one row by name."""
    _ = translator(language)
    record = row.record
    facts: dict[str, Value] = {
        "number": number,
        "kode_setor": record.kode_setor,
        "jenis_pajak": describe_kode(record.value("kode_akun_pajak"), record.value("kode_jenis_setoran")),
        "kind": kind_name(record.kind, language),
        "check": "; ".join(review_sentence(record.fields[name], language) for name in record.review) or None,
        "notes": " ".join(_sentence(check, language) for check in record.warnings) or None,
        "status": {"accepted": _("Accepted"), "deleted": _("Deleted")}.get(row.status, _("Open")),
        "file": row.document_name,
        "page": record.first_page,
        "last_page": record.last_page,
    }
    return facts | {name: _typed(name, record.value(name)) for name in FIELD_TYPES}


def _typed(name: str, value: str | None) -> Value:
    """`value` as its type says, or as its own text where Excel could not hold it exactly."""
    try:
        typed = typed_value(name, value)
    except (ValueError, InvalidOperation):
        return value
    if isinstance(typed, Decimal) and not _fits_number(typed):
        return value
    if isinstance(typed, date) and typed < EXCEL_FIRST_DATE:
        return value
    return typed


def _fits_number(number: Decimal) -> bool:
    return number.is_finite() and len(number.normalize().as_tuple().digits) <= EXCEL_DIGITS and abs(number) < 10**15


def _sentence(check: Check, language: Language) -> str:
    return check.sentence_id if language == "id" else check.sentence_en


def _mark(cell: Any, item: Field, language: Language) -> None:
    """Fill the cell of a field that must be looked at, and say why in a note on it."""
    if not item.review:
        return
    doubts = [check for check in item.checks if check.outcome in ("contradicts", "cannot_tell")]
    lines = [review_sentence(item, language), *(_sentence(check, language) for check in doubts)]
    cell.fill = _REVIEW_FILL
    cell.comment = Comment(_clean("\n".join(lines)), "OCR", height=30 + 40 * len(lines), width=320)


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
        [*key, total.count, total.without_amount, _typed("jumlah", f"{total.amount:f}")]
        for key, total in sorted(totals.items(), key=lambda item: [(part is None, part or "") for part in item[0]])
    ]
    sheet = _sheet(book, title, headings, lines)
    for line in lines:
        cells = [_cell(sheet, value) for value in line]
        if by == "month" and line[2] is not None:
            cells[2].number_format = MONTH_FORMAT
        sheet.append(cells)


def _month(record: Record) -> date | None:
    """First day of the month in which was paid."""
    paid = _typed("tanggal", record.value("tanggal"))
    return paid.replace(day=1) if isinstance(paid, date) else None


def _period(record: Record) -> str | None:
    """`2024-01` or `2024-01-12`; None when year and month are both absent."""
    return "-".join(part for name in ("tahun_pajak", "masa_pajak") if (part := record.value(name))) or None


def _sheet(book: Workbook, title: str, headings: Sequence[str], lines: Sequence[Sequence[Value]]) -> Any:
    """A new sheet with its header written: styled, frozen, filtered, printed on every page, columns wide enough."""
    sheet = book.create_sheet(title)
    for index, heading in enumerate(headings):
        longest = max([len(heading) + 4, *(len(_shown(line[index])) for line in lines)])
        sheet.column_dimensions[get_column_letter(index + 1)].width = min(longest + 2, 50)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(headings))}{len(lines) + 1}"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = Worksheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    header = [_cell(sheet, heading) for heading in headings]
    for cell in header:
        cell.font, cell.fill = _HEADER_FONT, _HEADER_FILL
        cell.alignment = Alignment(horizontal="center", vertical="center")
    sheet.append(header)
    return sheet


def _shown(value: Value) -> str:
    if isinstance(value, Decimal):
        return f"{value:,.2f}"
    return "00/00/0000" if isinstance(value, date) else str(value or "")


def _cell(sheet: Any, value: Value) -> Any:
    """A cell typed by its value; a text is a string cell, never a formula, an error or a number."""
    cell = WriteOnlyCell(sheet)
    cell.border = _RULE
    if isinstance(value, str):
        cell.value = _clean(value)
        cell.data_type = "s"
        cell.alignment = Alignment(indent=1)
        cell.number_format = TEXT_FORMAT
        # Excel re-reads a cell when somebody opens and leaves it: the quote keeps it a text then too.
        cell.quotePrefix = value[:1] in ("=", "+", "-", "@", "\t", "\r", "\n", "'")
        return cell
    cell.value = value
    if isinstance(value, Decimal):
        cell.number_format = MONEY_FORMAT
    elif isinstance(value, date):
        cell.number_format = DATE_FORMAT
        cell.alignment = Alignment(horizontal="center")
    return cell


def _clean(text: str) -> str:
    """`text` without the characters that XML or Excel refuse."""
    return _ILLEGAL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
