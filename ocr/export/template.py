"""Filling the user's own workbook: values go under the headings it already has, in the look it already has.

Separate because this reads a file from outside: its size is bounded before it is opened, and whatever is wrong with it
becomes an InvalidValue. Imports openpyxl.
"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from ocr.errors import InvalidValue, Language
from ocr.export.cells import put
from ocr.export.profile import Profile
from ocr.export.rows import Exportable

MAX_TEMPLATE_BYTES = 5 * 1024 * 1024
MAX_UNPACKED_BYTES = 50 * 1024 * 1024  # a workbook is a zip archive, and archives can be made to burst
HEADER_ROWS = 50  # headings are looked for this far down


def fill_template(template: bytes, rows: Sequence[Exportable], language: Language, profile: Profile) -> bytes:
    """`template` with one line per row in the first free line below the profile's headings.

    The sheet is the first that has all headings in one line, usual ones in either language; letter case and spaces do not
    matter. Cells keep the look of the line below the headings. InvalidValue when it is no workbook, lacks a heading or has too few free lines.
    """
    book = _opened(template)
    sheet, header, columns = _found(book, profile, language)
    lines = profile.values(rows, language)
    first = _free_line(sheet, header, columns, len(lines))
    looks = [_look_of(sheet.cell(header + 1, column)) for column in columns]
    for offset, line in enumerate(lines):
        for column, look, value in zip(columns, looks, line, strict=True):
            cell = sheet.cell(first + offset, column)
            put(cell, value)
            _dress(cell, look)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def check_template(template: bytes, language: Language, profile: Profile, rows: int) -> None:
    """InvalidValue when `fill_template` could not fill `template` with so many rows."""
    sheet, header, columns = _found(_opened(template), profile, language)
    _free_line(sheet, header, columns, rows)


def _found(book: Any, profile: Profile, language: Language) -> tuple[Any, int, list[int]]:
    """Where the headings stand: an Indonesian workbook is filled for an English reader too."""
    other: Language = "en" if language == "id" else "id"
    try:
        return _place(book, profile.headings(language))
    except InvalidValue as missing:
        try:
            return _place(book, profile.headings(other))
        except InvalidValue:
            raise missing from None


def _opened(template: bytes) -> Any:
    try:
        if len(template) > MAX_TEMPLATE_BYTES:
            raise _invalid(f"{len(template)} B", f"≤ {MAX_TEMPLATE_BYTES} B", f"≤ {MAX_TEMPLATE_BYTES} B")
        with zipfile.ZipFile(BytesIO(template)) as archive:
            if sum(item.file_size for item in archive.infolist()) > MAX_UNPACKED_BYTES:
                raise zipfile.BadZipFile("unpacks to too much")
        return load_workbook(BytesIO(template))
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, TypeError, SyntaxError) as error:
        raise _invalid("?", "buku kerja .xlsx", "an .xlsx workbook") from error


def _place(book: Any, headings: Sequence[str]) -> tuple[Any, int, list[int]]:
    """Sheet, line and columns of the headings."""
    wanted = [_squeezed(heading) for heading in headings]
    best: list[str] = list(headings)
    for sheet in book.worksheets:
        for number, cells in enumerate(sheet.iter_rows(max_row=HEADER_ROWS), 1):
            there = {_squeezed(cell.value): cell.column for cell in reversed(cells) if isinstance(cell.value, str)}
            missing = [heading for heading, key in zip(headings, wanted, strict=True) if key not in there]
            if not missing:
                return sheet, number, [there[key] for key in wanted]
            best = min(best, missing, key=len)
    raise _invalid(
        "template", f"satu baris dengan judul {', '.join(best)}", f"one line with the headings {', '.join(best)}"
    )


def _free_line(sheet: Any, header: int, columns: Sequence[int], needed: int) -> int:
    """The first line below the headings that is empty in all `columns`, with `needed` such lines from there on."""
    filled = [
        number
        for number in range(header + 1, sheet.max_row + 1)
        if any(sheet.cell(number, c).value is not None for c in columns)
    ]
    first = header + 1
    while first in filled:
        first += 1
    free = min((number for number in filled if number > first), default=first + needed) - first
    if free < needed:
        raise _invalid(f"{free}", f"{needed} baris kosong di bawah judul", f"{needed} empty lines below the headings")
    return first


@dataclass(frozen=True, slots=True)
class _Look:
    """A cell's style, kept apart because the first cell filled is the one it is taken from."""

    parts: Mapping[str, Any]
    number_format: str


def _look_of(cell: Any) -> _Look:
    names = ("font", "border", "fill", "alignment") if cell.has_style else ()
    return _Look({name: copy(getattr(cell, name)) for name in names}, cell.number_format)


def _dress(cell: Any, look: _Look) -> None:
    """Give a filled cell the template's look; its number format only where it says more than General."""
    for name, part in look.parts.items():
        setattr(cell, name, part)
    if look.number_format != "General" and not isinstance(cell.value, str):
        cell.number_format = look.number_format


def _squeezed(text: object) -> str:
    return "".join(str(text).split()).casefold()


def _invalid(value: str, expected_id: str, expected_en: str) -> InvalidValue:
    return InvalidValue(field="template", value=value, expected={"id": expected_id, "en": expected_en})
