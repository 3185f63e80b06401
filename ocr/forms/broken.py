"""Values with a form of their own that a narrow cell breaks over lines: "18 Agustus" above "2025", eleven digits above the twelfth.

Separate because such a value says itself whether it is whole; a name or an amount in words does not (`lines`). Imports labels, lines, rows
and the grammars.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ocr.forms.definitions import FieldRule
from ocr.forms.grammar import Reading, read_value
from ocr.forms.labels import Label
from ocr.forms.lines import LEADING, begins_below, rest_of_number
from ocr.forms.rows import Row
from ocr.forms.tokens import Token, union

_AT_SEPARATOR = frozenset({"npwp", "account_pair"})
"""Grammars of numbers that are broken at their separators even where the first line is a number too."""
_BREAKABLE = _AT_SEPARATOR | {"digits", "ntpn", "date", "period"}
_MOST_LINES = 3
_FEW_FIGURES = 3
_WHOLE_FIT = 0.94
"""A value broken in two reads this well once it is whole."""
_WHOLE_AMOUNT = re.compile(
    r"(?:(?:Rp|IDR|USD)\.? ?)?(?:\d{1,3}(?:\.\d{3})+(?:,\d\d)?|\d{1,3}(?:,\d{3})+(?:\.\d\d)?)(?:,-)?", re.I
)
_HALF = re.compile(r"19|20")
_HALF_A_YEAR = re.compile(r"[^\W\d_]\.?[ \-]?(?:19|20)$")
"""A named month before what may be a year's first half."""
_HALF_LINE = 0.95
"""Letter heights: lines above and below a label at half height stand nearer to it."""


def whole_value(
    label: Label, first: Sequence[Token], rows: Sequence[Row], labels: Sequence[Label], rule: FieldRule
) -> list[Token]:
    """`first`, what stands beside or beneath `label`, with the further lines of its cell that it needs to be whole."""
    tokens = list(first)
    if not tokens:
        return tokens
    if rule.grammar in _AT_SEPARATOR and (rest := rest_of_number(tokens, rows)):
        return [*tokens, *rest]
    if rule.grammar == "amount":
        return _whole_amount(label, tokens, rows, labels)
    if rule.grammar not in _BREAKABLE or _is_whole(read_value(rule, tokens), rule):
        return tokens
    for lines in _longer(label, tokens, rows, labels):
        for longer in ([token for line in lines for token in line], _glued(lines)):
            if _is_whole(read_value(rule, longer), rule):
                return longer
    return tokens


def _longer(
    label: Label, tokens: Sequence[Token], rows: Sequence[Row], labels: Sequence[Label]
) -> Iterator[list[Sequence[Token]]]:
    """`tokens` with the lines of their cell below them, with the one above, and with that and those below; line by line."""
    below: list[Sequence[Token]] = []
    for _ in range(_MOST_LINES - 1):
        line = _line_beside(label, tokens[0], (below[-1] if below else tokens)[-1], rows, labels, 1)
        if not line:
            break
        below.append(line)
        yield [tokens, *below]
    above = _line_beside(label, tokens[0], tokens[0], rows, labels, -1)
    if above:
        yield [above, tokens]
        yield [above, tokens, *below]


def _glued(lines: Sequence[Sequence[Token]]) -> list[Token]:
    """The tokens of `lines`, the last of each and the first of the next as one: a cell breaks words anywhere ("16 Oktober 20" above "25")."""
    tokens = list(lines[0])
    for line in lines[1:]:
        last, first = tokens[-1], line[0]
        joint = replace(last, text=last.text + first.text, chars=last.chars + first.chars, box=union([last, first]))
        tokens = [*tokens[:-1], joint, *line[1:]]
    return tokens


def lines_around(label: Label, rows: Sequence[Row], labels: Sequence[Label], rule: FieldRule) -> list[Token]:
    """The two lines of a value whose label stands at half height between them; empty where they make no whole value."""
    if rule.grammar not in _BREAKABLE or not label.row or label.row + 1 >= len(rows):
        return []
    here, stop = rows[label.row], _next_label(label, labels)
    above = [
        token for token in rows[label.row - 1].tokens if label.box.right < token.box.left and token.box.right < stop
    ]
    first = next((token for token in above if not _is_owned(label, token, label.row - 1, rows, labels)), None)
    if first is None or here.middle - rows[label.row - 1].middle > _HALF_LINE * here.height:
        return []
    upper = _segment(rows[label.row - 1], rows[label.row - 1].tokens.index(first))
    lower = _line_beside(label, first, first, rows, labels, 1)
    tokens = [*upper, *lower]
    return tokens if lower and _is_whole(read_value(rule, tokens), rule) else []


def _next_label(label: Label, labels: Sequence[Label]) -> float:
    return min((o.box.left for o in labels if o.row == label.row and o.start >= label.end), default=float("inf"))


def _is_whole(reading: Reading | None, rule: FieldRule) -> bool:
    if reading is None or reading.doubts:
        return False
    if rule.grammar == "period":
        year = reading.extras.get("tahun_pajak")
        return year is not None and not _HALF.fullmatch(year.raw)
    if rule.grammar == "date" and _HALF_A_YEAR.search(reading.piece.raw):
        return False
    if rule.grammar == "digits":
        return len(reading.piece.value) == rule.lengths[0]
    return reading.fit >= _WHOLE_FIT or rule.grammar in ("date", "npwp", "account_pair")


def _line_beside(
    label: Label, first: Token, last: Token, rows: Sequence[Row], labels: Sequence[Label], step: int
) -> Sequence[Token]:
    """The next line (`step` 1) or the one before (-1) of the cell that begins with `first`: close to `last`, no label's own."""
    index = next((i for i, row in enumerate(rows) if last in row.tokens), -1)
    number = index + step
    while index >= 0 and 0 <= number < len(rows):
        row = rows[number]
        near = abs(row.middle - rows[index].middle) < LEADING * max(row.height, rows[index].height)
        if row.tokens[0].page != last.page or not near:
            return ()
        start = next((i for i, token in enumerate(row.tokens) if _begins_alike(token, first, label)), None)
        if start is not None:
            return () if _is_owned(label, row.tokens[start], number, rows, labels) else _segment(row, start)
        if any(token.box.left < first.box.right and token.box.right > first.box.left for token in row.tokens):
            return ()
        number += step
    return ()


def _begins_alike(token: Token, first: Token, label: Label) -> bool:
    """True for two lines of one cell. A detector's boxes begin a letter too early or late, those of one or two figures anywhere about them."""
    if begins_below(token, first) or abs(token.box.left - first.box.left) < first.height:
        return True
    few = min(len(token.text), len(first.text)) <= _FEW_FIGURES
    beside = label.box.right < token.box.left or label.box.bottom < token.box.top
    return few and beside and token.box.left < first.box.right and token.box.right > first.box.left - first.height


def _is_owned(label: Label, token: Token, number: int, rows: Sequence[Row], labels: Sequence[Label]) -> bool:
    """True for what begins behind a colon or a label of its own row that stands in the column of `label`, or is one."""
    column = label.box.left - rows[label.row].height
    mine = (other for other in labels if other.row == number and other.box.right > column)
    return token.colon or any(other.box.left <= token.box.left for other in mine)


def _segment(row: Row, start: int) -> Sequence[Token]:
    return row.tokens[start : row.segment_end(start)]


def _whole_amount(label: Label, tokens: list[Token], rows: Sequence[Row], labels: Sequence[Label]) -> list[Token]:
    """`tokens` with the digits that the next line adds, where these make an amount of groups of three and the first line none."""
    last = tokens[-1]
    if not last.text[-1:].isdigit() or _WHOLE_AMOUNT.fullmatch(" ".join(token.text for token in tokens)):
        return tokens
    line = _line_beside(label, tokens[0], last, rows, labels, 1)
    if len(line) != 1:
        return tokens
    whole = _glued([tokens, line])
    return whole if _WHOLE_AMOUNT.fullmatch(" ".join(token.text for token in whole)) else tokens
