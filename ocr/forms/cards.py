"""Lists of payments as cards, as an app's history shows them: the same few lines for each payment, a wider space between.

Separate because each card is read as a small paper of its own, while what is printed once above them all is every payment's. Imports rows, labels,
location and what is known by its form alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import mean

from ocr.document import FIELD_NAMES
from ocr.forms.alone import find_alone
from ocr.forms.definitions import Forms
from ocr.forms.grammar.ids import is_like_an_ntpn
from ocr.forms.labels import Label
from ocr.forms.locate import Found, locate, tokens_of
from ocr.forms.rows import Row
from ocr.forms.tables import Table

_FEWEST = 2
"""Cards of a list, and lines of a card."""
_CLEARLY = 1.25
"""The space between two cards is so many times the widest within one."""


def payments_in_cards(rows: Sequence[Row], labels: Sequence[Label], forms: Forms) -> Table:
    """The payments of the cards, each with an NTPN of its own; an empty table where the rows with one are no even cards."""
    ntpns = {index: text for index, row in enumerate(rows) if (text := only_ntpn(row))}
    steps = {after - before for before, after in pairwise(ntpns)}
    if len(set(ntpns.values())) < max(_FEWEST, len(ntpns)) or len(steps) != 1 or min(steps) < _FEWEST:
        return Table()
    lines = steps.pop()
    before = _lines_before(list(ntpns), lines, rows)
    if before is None:
        return Table()
    cards = [range(index - before, index - before + lines) for index in ntpns]
    cards[-1] = range(cards[-1].start, min(cards[-1].stop, len(rows)))
    read = tuple(_card(rows[card.start : card.stop], _of(labels, card), forms) for card in cards)
    return Table(read, frozenset(index for card in cards for index in card))


def only_ntpn(row: Row) -> str | None:
    """The NTPN of a row with one; None without any, or with several."""
    texts = [token.text for token in row.tokens if is_like_an_ntpn(token.text)]
    return texts[0] if len(texts) == 1 else None


def _lines_before(ntpns: Sequence[int], lines: int, rows: Sequence[Row]) -> int | None:
    """How many lines of its card stand above each NTPN: up to the clearly widest space; None where none is, or the first card has fewer."""
    spaces = [
        mean(rows[index - before].middle - rows[index - before - 1].middle for index in ntpns[1:])
        for before in range(lines)
    ]
    widest = max(range(lines), key=lambda before: spaces[before])
    others = [space for before, space in enumerate(spaces) if before != widest]
    return widest if spaces[widest] > _CLEARLY * max(others) and widest <= ntpns[0] else None


def _of(labels: Sequence[Label], card: range) -> list[Label]:
    return [replace(label, row=label.row - card.start) for label in labels if label.row in card]


def _card(rows: Sequence[Row], labels: Sequence[Label], forms: Forms) -> Mapping[str, Found]:
    """What one card says, with its labels and without."""
    found, _, _ = locate(rows, labels, forms)
    alone = find_alone(rows, [name for name in FIELD_NAMES if name not in found], tokens_of(found), forms)
    return {name: items[0] for name, items in {**alone, **found}.items()}
