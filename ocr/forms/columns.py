"""Tables that lie on their side: labels down the left edge, each payment a column.

Separate because a label here names as many values as there are payments, told apart by where they stand. Imports rows, labels, lists and the grammars.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from ocr.forms.definitions import Forms
from ocr.forms.grammar import Piece, Reading, read_value
from ocr.forms.labels import Label
from ocr.forms.lists import in_table
from ocr.forms.locate import Found
from ocr.forms.rows import Row
from ocr.forms.tables import Table
from ocr.forms.tokens import Token, union

_NUMBERS_OF_A_PAYMENT = ("ntpn", "kode_billing")
_FEWEST = 2
"""Columns, and cells of a row, from which a row is the table's."""
_LENGTHS = frozenset({15, 16})
_ALIGNED = 1.5
"""Letter heights within which the labels of a table begin at one place."""


def payments_in_columns(rows: Sequence[Row], labels: Sequence[Label], forms: Forms) -> Table:
    """The payments beside the first label of such a number that has several; an empty table where none has."""
    for head in (label for name in _NUMBERS_OF_A_PAYMENT for label in labels if label.field == name):
        cells = _cells(rows[head.row], head.end)
        read = [read_value(forms.fields[head.field], cell) for cell in cells]
        if len(cells) >= _FEWEST and _are_numbers(read):
            return _table([_middle(cell) for cell in cells], head, rows, labels, forms)
    return Table()


def _table(middles: Sequence[float], head: Label, rows: Sequence[Row], labels: Sequence[Label], forms: Forms) -> Table:
    payments: list[dict[str, Found]] = [{} for _ in middles]
    used: set[int] = set()
    beside = (label for label in labels if abs(label.box.left - head.box.left) < _ALIGNED * rows[head.row].height)
    for label in beside:
        by_column = _by_column(_cells(rows[label.row], label.end), middles)
        if len(by_column) < _FEWEST or label.others:
            continue
        used.add(label.row)
        for column, cell in by_column.items():
            payments[column] |= _said(label, cell, forms)
    return Table(tuple(payments), frozenset(used))


def _said(label: Label, cell: Sequence[Token], forms: Forms) -> Mapping[str, Found]:
    """What the cell says; in rupiah where the label of the amounts says so."""
    reading = read_value(forms.fields[label.field], cell)
    if reading is None:
        return {}
    rupiah = label.field == "jumlah" and label.text.endswith(("RP", "IDR"))
    said = in_table("mata_uang", Reading(Piece("IDR", (), reading.piece.tokens, "Rp"), 1.0)) if rupiah else {}
    return said | in_table(label.field, reading)


def _are_numbers(read: Sequence[Reading | None]) -> bool:
    values = {reading.piece.value for reading in read if reading is not None and not reading.doubts}
    return len(values) == len(read) and all(len(value) in _LENGTHS for value in values)


def _cells(row: Row, start: int) -> list[Sequence[Token]]:
    """The segments of the row from token `start` on."""
    starts = [index for index in range(start, len(row.tokens)) if index == start or row.starts_segment(index)]
    return [row.tokens[first:last] for first, last in pairwise([*starts, len(row.tokens)])]


def _by_column(cells: Sequence[Sequence[Token]], middles: Sequence[float]) -> dict[int, Sequence[Token]]:
    """The cells by the column in which they stand; a cell that stands in none is left out."""
    reach = min(after - before for before, after in pairwise(middles)) / 2
    return {column: cell for column, x in enumerate(middles) for cell in cells if abs(_middle(cell) - x) < reach}


def _middle(cell: Sequence[Token]) -> float:
    return union(cell).middle[0]
