"""One record as the values of a row: typed as Excel can hold them exactly, with what to check and why.

Separate from the workbook because JSON and the user's own templates take the same values. Imports document, forms and
i18n; nothing of Excel.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Protocol

from ocr.document import FIELD_TYPES, Field, Record, typed_value
from ocr.errors import Language
from ocr.forms import describe_kode, kind_name, label
from ocr.i18n import translator

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

OPTIONAL_COLUMNS: tuple[str, ...] = ("ledger",)
"""Columns that only a profile asks for."""

Value = str | int | Decimal | date | None

EXCEL_DIGITS = 15  # Excel keeps no more digits of a number; longer amounts stay exact as text
EXCEL_FIRST_DATE = date(1900, 3, 1)  # Excel counts a 29 February 1900 that never was


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


def headings_of(language: Language) -> dict[str, str]:
    """The usual heading of every column by name."""
    _ = translator(language)
    facts = {
        "number": _("No."),
        "kode_setor": _("Deposit code"),
        "ledger": _("Ledger account"),
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


def row_values(number: int, row: Exportable, language: Language, accounts: Mapping[str, str]) -> dict[str, Value]:
    """Every column of one row by name; `accounts` gives the ledger account of a kode setor or of a kode akun alone."""
    _ = translator(language)
    record = row.record
    facts: dict[str, Value] = {
        "number": number,
        "kode_setor": record.kode_setor,
        "ledger": accounts.get(record.kode_setor or "") or accounts.get(record.value("kode_akun_pajak") or ""),
        "jenis_pajak": describe_kode(record.value("kode_akun_pajak"), record.value("kode_jenis_setoran")),
        "kind": kind_name(record.kind, language),
        "check": "; ".join(review_sentence(record.fields[name], language) for name in record.review) or None,
        "notes": " ".join(check.sentence(language) for check in record.warnings) or None,
        "status": {"accepted": _("Accepted"), "deleted": _("Deleted")}.get(row.status, _("Open")),
        "file": row.document_name,
        "page": record.first_page,
        "last_page": record.last_page,
    }
    return facts | {name: excel_value(name, record.value(name)) for name in FIELD_TYPES}


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


def excel_value(name: str, value: str | None) -> Value:
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
            "warnings": [check.sentence(language) for check in row.record.warnings],
        }
        for row in rows
    ]
    return json.dumps(lines, ensure_ascii=False, indent=2) + "\n"
