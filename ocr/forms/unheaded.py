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
from ocr.forms.definitions import Forms
from ocr.forms.grammar import read_value
from ocr.forms.grammar.ids import is_like_an_ntpn
from ocr.forms.labels import Label
from ocr.forms.lists import in_table
from ocr.forms.locate import Found
from ocr.forms.rows import Row
from ocr.forms.tables import Table, detail_of, details_by_form, headed_table

_FEWEST = 2
"""Rows of a list; one row is no list."""
_AMOUNT = re.compile(r"(?:Rp|IDR|USD)?\.?\d{1,3}(?:[.,]\d{3})+(?:[.,]\d\d)?", re.IGNORECASE)
_ACCOUNT = re.compile(r"41[12]\d{3}(?!\d)")
_NTB = re.compile(r"\d{12}")


def find_table(rows: Sequence[Row], labels: Sequence[Label], forms: Forms) -> Table:
    """The table below a row of headings, else the payments or details that are known by the form of their rows; an empty one without any."""
    table = headed_table(rows, labels, forms)
    if not table.details:
        table = _payments_by_form(rows, forms)
    return table if table.details else details_by_form(rows, forms)


def _payments_by_form(rows: Sequence[Row], forms: Forms) -> Table:
    """The payments of a list without headings; empty where fewer than two rows have an NTPN and an amount of their own."""
    ntpns = {index: _ntpns(row) for index, row in enumerate(rows) if _AMOUNT.fullmatch(row.tokens[-1].text)}
    own = {index: texts[0] for index, texts in ntpns.items() if len(texts) == 1}
    if len(own) < _FEWEST or len(set(own.values())) < len(own):
        return Table()
    return Table(tuple(_payment(rows[index], forms) for index in own), frozenset(own))


def _ntpns(row: Row) -> list[str]:
    return [token.text for token in row.tokens if is_like_an_ntpn(token.text)]


def _payment(row: Row, forms: Forms) -> Mapping[str, Found]:
    """What the row says by its form: a detail from its account on, and the only number of twelve figures is the bank's."""
    found = {name: items[0] for name, items in find_alone([row], FIELD_NAMES, (), forms).items()}
    numbers = [token for token in row.tokens if _NTB.fullmatch(token.text)]
    if len(numbers) == 1 and (reading := read_value(forms.fields["ntb"], numbers)):
        found |= in_table("ntb", reading)
    account = next((i for i, token in enumerate(row.tokens) if _ACCOUNT.match(token.text)), len(row.tokens) - 1)
    rest = replace(row, tokens=row.tokens[account:], gaps=row.gaps[account:])
    amount = read_value(forms.fields["jumlah"], row.tokens[-1:])
    found |= dict(detail_of(rest, forms) or {})
    found |= in_table("jumlah", amount) if amount else {}
    return {name: replace(item, place="alone") for name, item in found.items()}
