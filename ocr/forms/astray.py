"""Where a value's place leaves doubt: a name out of its column or with more of it around, one of several values beneath a heading.

Separate from locate, which says where values may stand: here is only said why what stands there may not be all, or another's. Imports labels, lines, rows
and the grammars.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ocr.forms.definitions import FieldRule
from ocr.forms.grammar import read_value
from ocr.forms.labels import Label
from ocr.forms.lines import ALIGNED, HALF_LINE, LEADING, begins_below, is_under
from ocr.forms.rows import Row
from ocr.forms.tokens import Token, union

WORD_GAP = 0.9
"""Letter heights: words of one text stand nearer."""
BEGIN_ALIKE = 2
"""Values of other labels that begin at one place: there values stand."""
COLUMN = 4
"""Values beginning at one place that make a column."""
_IN_TABLES = frozenset({"account", "deposit", "account_pair", "period", "amount"})
"""Grammars of what tables list several of."""
_NEXT_ROW = 4.0
"""Letter heights from one row of a table to the next at most."""


def is_one_of_several(
    value: Sequence[Token], index: int, rows: Sequence[Row], labels: Sequence[Label], rule: FieldRule
) -> bool:
    """True for a value on row `index`, beneath its heading, under which another of its kind stands: rows of a table, of which it is one."""
    if rule.grammar not in _IN_TABLES or index + 1 >= len(rows):
        return False
    row, here, own = rows[index + 1], rows[index], union(value)
    if row.tokens[0].page != value[0].page or row.middle - here.middle > _NEXT_ROW * max(row.height, here.height):
        return False
    first, last = (
        sum(token.box.right <= own.left for token in row.tokens),
        sum(token.box.left < own.right for token in row.tokens),
    )
    if any(label.row == index + 1 and first <= label.end <= last for label in labels):
        return False
    under = row.tokens[first:last]
    edges = (union(under).left - own.left, union(under).right - own.right) if under else ()
    return any(abs(edge) < row.height for edge in edges) and read_value(rule, under) is not None


def doubts_of_place(
    label: Label, name: Sequence[Token], rows: Sequence[Row], labels: Sequence[Label]
) -> frozenset[str]:
    """Why the place of a `name` beside its label leaves doubt: more of it may stand below or above, or it is another column's."""
    doubts = {"may_go_on"} if _may_go_on(name[-1], name[0], rows, labels) else set()
    if _may_begin_above(label, name[0], rows, labels):
        doubts.add("may_begin_above")
    if not name[0].colon and _is_out_of_column(label, name, rows, labels):
        doubts.add("out_of_column")
    return frozenset(doubts)


def behind_other_labels(
    label: Label, rows: Sequence[Row], labels: Sequence[Label]
) -> Iterator[tuple[Label, Token, float]]:
    """The labels of rows other than the one of `label`, with the first token behind each and the gap before it."""
    for other in labels:
        row = rows[other.row]
        if other.row != label.row and other.end < len(row.tokens):
            yield other, row.tokens[other.end], row.gaps[other.end]


def _may_begin_above(label: Label, first: Token, rows: Sequence[Row], labels: Sequence[Label]) -> bool:
    """True where a name stands clearly lower than its label, and above it, in its column, ink without a label of its own."""
    lower = first.box.middle[1] - label.box.middle[1] > HALF_LINE * rows[label.row].height
    if not lower or not label.row:
        return False
    row, here = rows[label.row - 1], rows[label.row]
    owned = {i for other in labels if other.row == label.row - 1 for i in range(other.start, other.end + 1)}
    return here.is_close_below(row, LEADING) and any(
        begins_below(t, first) and not t.colon and i not in owned and len(t.text) > 1 and t.text[0].isalpha()
        for i, t in enumerate(row.tokens)
    )


def _is_out_of_column(label: Label, name: Sequence[Token], rows: Sequence[Row], labels: Sequence[Label]) -> bool:
    """True where the values of the labels above and below begin at one place, and the name neither begins there nor ends like them."""
    height = rows[label.row].height
    others = [
        value
        for other, value, gap in behind_other_labels(label, rows, labels)
        if (gap > WORD_GAP or value.colon) and abs(other.box.left - label.box.left) < height
    ]
    lefts = [token.box.left for token in others]
    column = max(lefts, key=lambda left: sum(abs(left - other) < ALIGNED * height for other in lefts), default=None)
    if column is None or sum(abs(column - left) < ALIGNED * height for left in lefts) < COLUMN:
        return False
    ends = sum(abs(token.box.right - name[-1].box.right) < height for token in others)
    return abs(name[0].box.left - column) > 2 * height and ends < BEGIN_ALIKE


def _may_go_on(last: Token, first: Token, rows: Sequence[Row], labels: Sequence[Label]) -> bool:
    """True where a scan shows a colon and ink, but no label, beneath a name: its second line, or a label that was lost."""
    index = next((i for i, row in enumerate(rows) if last in row.tokens), len(rows)) + 1
    if index >= len(rows) or last.exact or any(label.row == index for label in labels):
        return False
    row = rows[index]
    return row.is_close_below(rows[index - 1], 2.3) and is_under(row.tokens[0], first)
