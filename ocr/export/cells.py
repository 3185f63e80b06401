"""Cells that stay what they are: text is text, dates are dates, and nothing read from a document is a formula.

Separate because our own workbook and the user's template are filled by the same hand. Imports openpyxl.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

from openpyxl.styles import Alignment

from ocr.export.rows import Value

DATE_FORMAT, MONTH_FORMAT, MONEY_FORMAT, TEXT_FORMAT = "dd/mm/yyyy", "mmm yyyy", "#,##0.00", "@"

LONG_TEXT = 60
"""Characters a column is wide at most; a longer text is wrapped instead of hiding behind its neighbour."""

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def put(cell: Any, value: Value) -> None:
    """Give a cell its value and number format; a text is a string cell, never a formula, an error or a number."""
    if isinstance(value, str):
        cell.value = clean(value)
        cell.data_type = "s"
        cell.number_format = TEXT_FORMAT
        cell.alignment = Alignment(horizontal="left", vertical="top", indent=1, wrap_text=len(value) > LONG_TEXT)
        # Excel re-reads a cell when somebody opens and leaves it: the quote keeps it a text then too.
        cell.quotePrefix = value[:1] in ("=", "+", "-", "@", "\t", "\r", "\n", "'")
        return
    cell.value = value
    cell.alignment = Alignment(horizontal="center" if isinstance(value, date) else None, vertical="top")
    if isinstance(value, Decimal):
        cell.number_format = MONEY_FORMAT
    elif isinstance(value, date):
        cell.number_format = DATE_FORMAT


def shown(value: Value) -> str:
    """About what a cell shows, for its column's width."""
    if isinstance(value, Decimal):
        return f"{value:,.2f}"
    return "00/00/0000" if isinstance(value, date) else str(value or "")


def clean(text: str) -> str:
    """`text` without the characters that XML or Excel refuse."""
    return _ILLEGAL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
