"""Cells that stay what they are: text is text, dates are dates, and nothing read from a document is a formula.

Separate because our own workbook and the user's template are filled by the same hand. Imports openpyxl.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from openpyxl.styles import Alignment

from ocr.export.rows import Value

DATE_FORMAT, MONTH_FORMAT, MONEY_FORMAT, TEXT_FORMAT = "dd/mm/yyyy", "mmm yyyy", "#,##0.00", "@"

LONG_TEXT = 60
"""Characters a column is wide at most; a longer text is wrapped instead of hiding behind its neighbour."""

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def put(cell: Any, value: Value) -> None:
    """Give a cell its value, number format and alignment."""
    write(cell, value)
    look = look_of(value)
    cell.number_format = look.number_format
    cell.alignment = Alignment(look.horizontal, "top", indent=look.indent, wrap_text=look.wraps)
    cell.quotePrefix = look.quoted


def write(cell: Any, value: Value) -> None:
    """Give a cell its value; a text is a string cell whatever it looks like, never a formula, an error or a number."""
    if isinstance(value, str):
        cell.value = clean(value)
        cell.data_type = "s"
    else:
        cell.value = value


@dataclass(frozen=True, slots=True)
class Look:
    """How a value is shown: cells with equal looks can share one style."""

    number_format: str = "General"
    horizontal: Literal["left", "center"] | None = None
    indent: int = 0
    wraps: bool = False
    quoted: bool = False


def look_of(value: Value) -> Look:
    """The look of a value by its type, and for a text by its length and first character."""
    match value:
        case str():
            # Excel re-reads a cell when somebody opens and leaves it: the quote keeps it a text then too.
            quoted = value[:1] in ("=", "+", "-", "@", "\t", "\r", "\n", "'")
            return Look(TEXT_FORMAT, "left", 1, wraps=len(value) > LONG_TEXT, quoted=quoted)
        case Decimal():
            return Look(MONEY_FORMAT)
        case date():
            return Look(DATE_FORMAT, "center")
        case _:
            return Look()


def shown(value: Value) -> str:
    """About what a cell shows, for its column's width."""
    if isinstance(value, Decimal):
        return f"{value:,.2f}"
    return "00/00/0000" if isinstance(value, date) else str(value or "")


def clean(text: str) -> str:
    """`text` without the characters that XML or Excel refuse."""
    return _ILLEGAL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
