"""The lines of one value: which rows above and below go on with what stands beside a label.

Separate from locate, which says where a value begins and which field it serves. Imports labels and rows.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from ocr.forms.definitions import FieldRule, plain
from ocr.forms.labels import Label
from ocr.forms.rows import Row
from ocr.forms.terbilang import is_amount_word
from ocr.forms.tokens import Token

HALF_LINE = 0.3
"""A value's line stands lower than its label by more than this many letter heights: the second of two."""
_LONGEST_WRAP, _LONGEST_WORDS = 5, 8
"""Lines with which a value goes on at most; an amount in words in a narrow column or on a till's slip takes more than a name."""
_BEGIN_ADDRESS = frozenset({"JL", "JLN", "JALAN", "KP", "KAMPUNG", "DSN", "DUSUN", "KOMP", "RUKO", "RT", "BLOK", "GG"})
"""Words that begin an address: what they head goes on with no name and no amount."""
ALIGNED = 0.6
"""Letter heights within which lines and values begin at one place."""
_COLON_WIDE = 1.0
"""Letter heights that a colon and its space take at most."""
_SEPARATORS = ("-", "–", ".", "/")
LEADING = 1.6
"""Lines of one number stand nearer than this many letter heights, centre to centre."""
_LEADING_OF_NAMES = 1.5
"""Lines of one name stand nearer than this many letter heights, centre to centre."""
_UNEVEN = 1.25
"""The line above the first of a cell stands this much farther off than the cell's own lines."""
_COLUMN_GAP = 3.5
"""Letter heights from which a gap ends the cell of a value."""


def lines_above(
    label: Label, right: Sequence[Token], rows: Sequence[Row], labels: Sequence[Label], rule: FieldRule
) -> list[Token]:
    """The lines of a value above its label's, where the label stands at half height or at the foot of a ruled cell."""
    if not label.row:
        return []
    if not right:
        return _line_above_between(label, rows, labels, rule)
    if rule.grammar == "words":
        return _lines_of_words_above(label.row, right, rows, labels)
    lines = _lines_of_a_cell_above(label, right, rows, labels)
    return [token for line in lines for token in line]


def _line_above_between(label: Label, rows: Sequence[Row], labels: Sequence[Label], rule: FieldRule) -> list[Token]:
    """The first line of a value of two, where the label stands at half height between them with nothing beside it."""
    here, row = rows[label.row], rows[label.row - 1]
    if row.tokens[0].page != here.tokens[0].page or any(other.row == label.row - 1 for other in labels):
        return []
    inside = [token for token in row.tokens if token.box.left > label.box.right]
    if not inside or (rule.grammar == "words" and not is_words_only(row, label.row - 1, labels)):
        return []
    if inside[0].colon and len(inside) < len(row.tokens):
        return []
    below = rows[label.row + 1] if label.row + 1 < len(rows) else None
    near = 0.95 * max(here.height, row.height)
    if below is None or row.middle < here.middle - near or below.middle > here.middle + near:
        return []
    first = below.tokens[0]
    together = abs(first.box.left - inside[0].box.left) < here.height or begins_below(first, inside[0])
    return inside if together else []


def _lines_of_a_cell_above(
    label: Label, right: Sequence[Token], rows: Sequence[Row], labels: Sequence[Label]
) -> list[list[Token]]:
    """The lines of a name that stand above its label's row, top first.

    They are the name's where they stand clearly nearer to it than to what is above them, as lines of one ruled cell do, or, in a text
    layer, where the label's row is that of the label's own lower half.
    """
    here, first = rows[label.row], right[0]
    edge = label.box.left - here.height
    lines: list[list[Token]] = []
    step, last, above = 0.0, here, float("inf")
    for index in range(label.row - 1, -1, -1):
        row = rows[index]
        if row.tokens[0].page != first.page:
            break
        inside = [token for token in row.tokens if token.box.right > edge]
        if not inside:
            continue
        apart = last.middle - row.middle
        own = _line_in_cell(label, row, index, first, labels) if len(lines) < _LONGEST_WRAP else []
        if not own or apart > _LEADING_OF_NAMES * max(last.height, row.height) or (lines and apart > _UNEVEN * step):
            above = apart
            break
        lines, step, last = [own, *lines], max(step, apart), row
        if own[0].colon:
            above = float("inf")
            break
    if not lines:
        return []
    lower = first.box.middle[1] - label.box.middle[1] > HALF_LINE * here.height
    return lines if above > _UNEVEN * step or (lower and first.exact and len(lines) == 1) else []


def _line_in_cell(label: Label, row: Row, index: int, first: Token, labels: Sequence[Label]) -> list[Token]:
    """The row's words that begin where `first`, a value of `label`, begins, with nothing else in the columns of both."""
    column = [token for token in row.tokens if token.box.right > label.box.left - row.height]
    owned = any(other.row == index and other.box.right > label.box.left - row.height for other in labels)
    if owned or (first.colon and column[0].colon) or not column[0].text[0].isalpha():
        return []
    begins = begins_below(column[0], first) or begins_below(first, column[0])
    return until_gap(row, column) if begins and column[0].box.left > label.box.right else []


def _lines_of_words_above(
    index: int, first: Sequence[Token], rows: Sequence[Row], labels: Sequence[Label]
) -> list[Token]:
    """The lines above row `index` that are words of the same amount: close, and aligned with its `first` line."""
    lines: list[Token] = []
    for number in range(index - 1, max(-1, index - _LONGEST_WORDS), -1):
        row, below = rows[number], rows[number + 1]
        if row.tokens[0].page != first[0].page or below.middle - row.middle > 1.6 * max(below.height, row.height):
            break
        line = _line_of_words(row, number, first[0], labels)
        ends_alike = line and abs(line[-1].box.right - first[-1].box.right) < ALIGNED * row.height
        if not line or not (begins_below(line[0], first[0]) or ends_alike):
            break
        lines = [*line, *lines]
    return lines


def lines_below(
    start: int,
    first: Sequence[Token],
    rows: Sequence[Row],
    labels: Sequence[Label],
    *,
    words: bool,
    column: tuple[float, float],
) -> list[Token]:
    """Tokens of the rows below row `start` that go on with a value: in its column, close, with no label of their own.

    A column is told by its left or right edge; amounts in `words` may stand anywhere below. What lies outside `column`, from x to x,
    is another one's: its rows may stand between the value's.
    """
    edge, end = column
    left, right = first[0].box.left, first[-1].box.right
    more: list[Token] = []
    last, lines = rows[start], 0
    for index in range(start + 1, len(rows)):
        row = rows[index]
        if row.tokens[0].page != first[0].page or row.middle - last.middle > 2.3 * max(last.height, row.height):
            break
        if lines == (_LONGEST_WORDS if words else _LONGEST_WRAP):
            break
        if words and (line := _line_of_words(row, index, first[0], labels)):
            more += line
            last, lines = row, lines + 1
            continue
        here = [token for token in row.tokens if token.box.right > edge and token.box.left < end]
        if not here:
            continue
        inside = [t for t in here if t.box.right > left - row.height]
        outside = len(inside) < len(here)
        if outside or not inside or _is_owned(index, left, right, rows, [o for o in labels if o.box.right > edge]):
            break
        if inside[0].colon and not (inside[0].exact and is_under(inside[0], first[0])):
            break
        if plain(inside[0].text) in _BEGIN_ADDRESS:
            break
        if abs(inside[0].box.left - left) > 2.5 * row.height and abs(inside[-1].box.right - right) > row.height:
            break
        stop = min((label.box.left for label in labels if label.row == index and label.box.left > right), default=None)
        own = [token for token in inside if stop is None or token.box.left < stop]
        if not own:
            break
        more += until_gap(row, own)
        last, lines = row, lines + 1
    return more


def in_reading_order(first: Sequence[Token], more: Sequence[Token], rows: Sequence[Row]) -> list[Token]:
    """`first`, a value's line, and the lines that go on with it, from the top of the paper: rows may be given from below."""
    if not more or more[0].anchor[1] >= first[0].anchor[1]:
        return [*first, *more]
    lines = [[token for token in row.tokens if token in more] for row in rows]
    return [*(token for line in reversed(lines) for token in line), *first]


def rest_of_number(number: Sequence[Token], rows: Sequence[Row]) -> list[Token]:
    """What a cell's next line adds to a number that was broken at its separator ("08.144.351.8-" above "011.000"); empty without one."""
    first, last = number[0], number[-1]
    if not last.text.endswith(_SEPARATORS) or not any(ch.isdigit() for ch in last.text):
        return []
    index = next((i for i, row in enumerate(rows) if last in row.tokens), len(rows)) + 1
    if index >= len(rows) or rows[index].tokens[0].page != last.page:
        return []
    row, above = rows[index], rows[index - 1]
    start = next((i for i, token in enumerate(row.tokens) if begins_below(token, first)), None)
    if start is None or row.middle - above.middle > LEADING * max(row.height, above.height):
        return []
    return until_gap(row, row.tokens[start:]) if row.tokens[start].text[0].isdigit() else []


def is_under(token: Token, above: Token) -> bool:
    """True for a token that begins where the one above it begins, both after a colon: its own label is blank."""
    return token.colon and above.colon and abs(token.box.left - above.box.left) < 0.6 * above.height


def _line_of_words(row: Row, index: int, first: Token, labels: Sequence[Label]) -> Sequence[Token]:
    """The row if it is words of an amount and nothing else; else its words that begin where `first` does, other columns beside them."""
    if is_words_only(row, index, labels):
        return row.tokens
    start = next((i for i, token in enumerate(row.tokens) if begins_below(token, first)), None)
    own = {i for label in labels if label.row == index for i in range(label.start, label.end + 1)}
    if start is None or start in own or not row.starts_segment(start) or row.tokens[start].colon:
        return ()
    end = row.segment_end(start)
    line = row.tokens[start:end]
    return line if all(is_amount_word(token.text) for token in line) else ()


def begins_below(token: Token, first: Token) -> bool:
    """True for a token that begins where `first` begins, or where the colon before it does."""
    colon = _COLON_WIDE if first.colon else 0.0
    return -colon - ALIGNED < (token.box.left - first.box.left) / first.height < ALIGNED


def is_words_only(row: Row, index: int, labels: Sequence[Label]) -> bool:
    """True for a row of an amount in words and nothing else."""
    return not any(label.row == index for label in labels) and all(
        is_amount_word(token.text) or not any(ch.isalnum() for ch in token.text) for token in row.tokens
    )


def _is_owned(index: int, left: float, right: float, rows: Sequence[Row], labels: Sequence[Label]) -> bool:
    """True when a label of row `index` stands left of or within the column."""
    reach = left - 40 * rows[index].height
    return any(label.row == index and label.box.left < right and label.box.right > reach for label in labels)


def until_gap(row: Row, tokens: Sequence[Token]) -> list[Token]:
    """The first of `tokens` and those that stand in the same cell of `row`."""
    kept = [tokens[0]]
    for before, token in itertools.pairwise(tokens):
        if token.box.left - before.box.right > _COLUMN_GAP * row.height:
            break
        kept.append(token)
    return kept
