"""Which rows of a list are lines of one payment: how close they stand, and where they begin.

Separate because it looks at rows alone, whatever their columns are. Imports rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from ocr.forms.rows import Row

_LEADING = 1.3
"""Lines of one cell stand nearer than this many letter heights, centre to centre."""
_NEARER = 0.45
"""A cell's next line lies nearer to its first than this share of the way from one payment to the next."""
_LONG_NUMBERS = (15, 16)
_MOST_LETTERS = 3
"""More digits than this tell a number from a word."""


def goes_on(number: int, near: int, rows: Sequence[Row]) -> bool:
    """True where all lines from row `number` to row `near` stand close beneath each other on one page."""
    first, last = sorted((number, near))
    return all(below.is_close_below(row, _LEADING) for row, below in pairwise(rows[first : last + 1]))


def is_rest_of(line: Sequence[int], near: Sequence[int], paid: Sequence[Sequence[int]], rows: Sequence[Row]) -> bool:
    """True for one text that begins where one of the payment `near` does, much nearer to it than payments are to each other: its cell's next line."""
    row, own = rows[line[0]], rows[near[0]]
    steps = (rows[b[0]].middle - rows[a[0]].middle for a, b in pairwise(paid))
    pitch = min((step for step in steps if step > 0), default=0.0)  # a list goes on at the top of the next page
    apart = row.middle - own.middle
    if (
        row.tokens[0].page != own.tokens[0].page
        or not 0 < apart < _NEARER * pitch
        or row.segment_end(0) < len(row.tokens)
    ):
        return False
    begins = (token.box.left for index, token in enumerate(own.tokens) if own.starts_segment(index))
    return any(abs(left - row.tokens[0].box.left) < row.height for left in begins)


def cell_lines(number: int, below: Sequence[int], rows: Sequence[Row]) -> list[int]:
    """Row `number` and its neighbours in the list that stand as close as lines of one cell."""
    near = (n for n in (number - 1, number + 1) if n in below and goes_on(number, n, rows))
    return [number, *near]


def clusters(listed: Sequence[int], rows: Sequence[Row]) -> list[list[int]]:
    """The rows of the list, those together that stand as close as lines of one cell; each alone where so close ones are two payments'."""
    clusters: list[list[int]] = []
    for number in listed:
        if clusters and goes_on(clusters[-1][-1], number, rows):
            clusters[-1].append(number)
        else:
            clusters.append([number])
    several = (cluster for cluster in clusters if sum(_names_a_payment(rows[n]) for n in cluster) > 1)
    apart = {number for cluster in several for number in cluster}
    return [part for cluster in clusters for part in ([[n] for n in cluster] if cluster[0] in apart else [cluster])]


def _names_a_payment(row: Row) -> bool:
    """True for a row with a number as long as an NTPN's or a billing code's."""
    return any(len(t.text) in _LONG_NUMBERS and sum(ch.isdigit() for ch in t.text) > _MOST_LETTERS for t in row.tokens)
