"""The table of a paper, by its headings or without: of a list whose headings were lost each row with an NTPN of its own and an amount is a payment.

Separate because without headings nothing names a value but its form, so all of it is for a person to look at; without this the payments but one would
vanish. Imports tables, rows, what is known by its form alone, and the grammars.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from ocr.document import FIELD_NAMES
from ocr.forms.alone import find_alone
from ocr.forms.cards import only_ntpn, payments_in_cards
from ocr.forms.columns import payments_in_columns
from ocr.forms.definitions import Forms
from ocr.forms.grammar import read_value
from ocr.forms.labels import Label
from ocr.forms.lines import LEADING
from ocr.forms.lists import in_table
from ocr.forms.locate import Found
from ocr.forms.rows import Row
from ocr.forms.tables import Table, detail_of, details_by_form, headed_table
from ocr.forms.tokens import Token

_FEWEST = 2
"""Rows of a list; one row is no list."""
_AMOUNT = re.compile(r"(?:Rp|IDR|USD)?\.?\d{1,3}(?:[.,]\d{3})+(?:[.,]\d\d)?", re.IGNORECASE)
_ACCOUNT = re.compile(r"41[12]\d{3}(?!\d)")
_NTB = re.compile(r"\d{12}")


def find_table(rows: Sequence[Row], labels: Sequence[Label], forms: Forms) -> Table:
    """The table below a row of headings or beside a column of them, else the rows that are known by their form; an empty one without any."""
    table = headed_table(rows, labels, forms)
    if not table.details:
        table = payments_in_columns(rows, labels, forms)
    if not table.details:
        table = _payments_by_form(rows, labels, forms)
    if not table.details:
        table = payments_in_cards(rows, labels, forms)
    return table if table.details else details_by_form(rows, forms)


def _payments_by_form(rows: Sequence[Row], labels: Sequence[Label], forms: Forms) -> Table:
    """The payments of a list without headings; empty where fewer than two have an NTPN and an amount of their own."""
    own: dict[str, list[int]] = {}
    for index, row in enumerate(rows):
        ntpn = only_ntpn(row)
        lines = _lines(index, rows, labels)
        if ntpn is not None and any(_amounts(rows[line]) for line in lines):
            if ntpn in own:
                return Table()
            own[ntpn] = lines
    if len(own) < _FEWEST:
        return Table()
    payments = tuple(_payment([rows[line] for line in lines], forms) for lines in own.values())
    return Table(payments, frozenset(line for lines in own.values() for line in lines))


def _lines(index: int, rows: Sequence[Row], labels: Sequence[Label]) -> list[int]:
    """The lines of a payment whose last is row `index`: with the one close above it where it has no amount itself, as on an account's statement."""
    row, above = rows[index], rows[max(0, index - 1)]
    if _amounts(row) or not index or any(label.row == index - 1 for label in labels):
        return [index]
    return [index - 1, index] if row.is_close_below(above, LEADING) else [index]


def _amounts(row: Row) -> list[Token]:
    return [token for token in row.tokens if _AMOUNT.fullmatch(token.text)]


def _payment(lines: Sequence[Row], forms: Forms) -> Mapping[str, Found]:
    """What the lines say by their form: a detail from its account on, the first amount, and the only number of twelve figures as the bank's."""
    found = {name: items[0] for name, items in find_alone(lines, FIELD_NAMES, (), forms).items()}
    numbers = [token for line in lines for token in line.tokens if _NTB.fullmatch(token.text)]
    if len(numbers) == 1 and (reading := read_value(forms.fields["ntb"], numbers)):
        found |= in_table("ntb", reading)
    row = lines[0]
    account = next((i for i, token in enumerate(row.tokens) if _ACCOUNT.match(token.text)), len(row.tokens) - 1)
    found |= dict(detail_of(replace(row, tokens=row.tokens[account:], gaps=row.gaps[account:]), forms) or {})
    amount = read_value(forms.fields["jumlah"], _amounts(row)[:1])
    found |= in_table("jumlah", amount) if amount else {}
    return {name: replace(item, place="alone") for name, item in found.items()}
