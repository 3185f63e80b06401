"""The SSP's month grid: a cross in the box under (or on) one of twelve month names.

Separate because the value is a mark's place, not text. Imports rows and dates.
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter

import numpy as np

from ocr.forms.grammar import Piece
from ocr.forms.grammar.dates import month_number
from ocr.forms.rows import Row
from ocr.forms.tokens import Token

_CROSSES = {"X", "x", "×", "✕", "✗", "✓", "V", "v", "XX", "xx", "*", "><", "%", "K"}
_OFF_CENTRE = 0.4
"""A cross stands nearer to its column's centre than this share of the columns' distance; names may have been overlooked."""
_UNEVEN, _MOST_UNEVEN = 0.15, 0.3
"""Names that stand farther from even columns than this share of their distance were cut from one box by their letters' usual
widths: where that box is too wide, so is every column. Of 30 SSPs' grids six have more, 0.26 the one whose month was wrong."""
_FEWEST_NAMES = 6
"""Month names that a row must hold to be the grid's heading."""


def find_crossed_months(rows: Sequence[Row]) -> tuple[Piece, bool] | None:
    """The crossed month "03", or range "01-03", and whether its column is sure; None without a grid or a cross."""
    for index, row in enumerate(rows):
        names = [(token, number) for token in row.tokens if (number := month_number(token.text)) is not None]
        if len({number for _, number in names}) < _FEWEST_NAMES:
            continue
        near = [r for r in rows[max(0, index - 2) : index + 4] if abs(r.middle - row.middle) < 4 * row.height]
        crosses = ((_month_of(cross, names), cross) for r in near for cross in r.tokens)
        marked = sorted(((number, cross) for number, cross in crosses if number is not None), key=itemgetter(0))
        if marked:
            return _piece(marked), _unevenness(names) <= _UNEVEN
    return None


def stands_in_grid(piece: Piece, rows: Sequence[Row]) -> bool:
    """True for a month's name with other months' names on its row or the next two: a heading of the grid, no value."""
    own = {(token.page, token.index) for token in piece.tokens}
    first = next((i for i, row in enumerate(rows) if any((t.page, t.index) in own for t in row.tokens)), 0)
    near = (token for row in rows[first : first + 3] for token in row.tokens)
    return any(month_number(token.text) is not None for token in near if (token.page, token.index) not in own)


def _month_of(cross: Token, names: Sequence[tuple[Token, int]]) -> int | None:
    """The month in whose column `cross` stands, None when it is no cross or stands in none."""
    if cross.text not in _CROSSES:
        return None
    middle = (cross.box.left + cross.box.right) / 2
    left, pitch = _columns(names)
    if pitch > 0 and _unevenness(names) < _MOST_UNEVEN:
        nearest = round((middle - left) / pitch)
        off = abs(middle - left - pitch * nearest)
        return nearest if 1 <= nearest <= 12 and off < _OFF_CENTRE * pitch else None
    token, number = min(names, key=lambda item: abs((item[0].box.left + item[0].box.right) / 2 - middle))
    distance = abs((token.box.left + token.box.right) / 2 - middle)
    return number if distance < max(0.8 * token.box.width, 1.2 * token.height) else None


def _columns(names: Sequence[tuple[Token, int]]) -> tuple[float, float]:
    """Centre of month k: the first + k × the second, for columns as even as may be."""
    pitch, left = np.polyfit([number for _, number in names], [token.box.middle[0] for token, _ in names], 1)
    return float(left), float(pitch)


def _unevenness(names: Sequence[tuple[Token, int]]) -> float:
    """How far the names stand from even columns at most, as a share of the columns' distance."""
    left, pitch = _columns(names)
    return max(abs(token.box.middle[0] - left - pitch * number) for token, number in names) / max(1.0, pitch)


def _piece(marked: Sequence[tuple[int, Token]]) -> Piece:
    """The months as a value without characters: a cross is a cross, whichever letter it was read as."""
    months = [number for number, _ in marked]
    value = f"{months[0]:02d}" if months[0] == months[-1] else f"{months[0]:02d}-{months[-1]:02d}"
    tokens = tuple(token for _, token in marked)
    return Piece(value, (), tokens, " ".join(token.text for token in tokens))
