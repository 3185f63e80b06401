"""Where values stand beside their labels: one decision for a whole proof or a stretch of it, by how many values it makes whole.

Most papers print a value right of its label or beneath. Apps print captions under their values, some banks labels right of them, phones and tills values at
the far edge of the next line. A single label cannot tell; all together do. Its rows are then put as on the usual papers, so that nothing
after this knows of any other. Imports rows, labels and location.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise

from ocr.document import Box
from ocr.forms.definitions import Forms, Layout
from ocr.forms.labels import Label, find_labels
from ocr.forms.locate import Found, locate
from ocr.forms.rows import Row
from ocr.forms.tokens import Token, union

_WITH_FORM = frozenset({"ntpn", "digits", "npwp", "amount", "date", "period", "account", "deposit", "account_pair"})
"""Grammars of values that say whether they are whole."""
_AMOUNT = re.compile(r"[.,]\d{3}|(?:Rp|IDR|USD)\.? ?\d", re.IGNORECASE)
"""Amounts that are no other number."""
_CLEARLY = 2
"""So many more whole values another arrangement must give."""
_LIKELY = 0.6
"""Values located less surely tell nothing."""
_PAIR_GAP, _COLUMN_GAP = 1.5, 4.0
"""Letter heights from a label to its value, and from there to the next label, on a row whose labels were moved."""
_NEXT_LINE = 4.0
"""Letter heights within which a value stands beneath its label."""


@dataclass(frozen=True, slots=True)
class Arranged:
    """A proof's rows and labels, each label before or above its value; `doubtful` are fields whose labels have one above that would do as well."""

    rows: tuple[Row, ...]
    labels: tuple[Label, ...]
    doubtful: frozenset[str] = frozenset()


_Put = Callable[[Arranged], tuple[Row, ...]]
"""Rows put otherwise."""


def arranged(rows: Sequence[Row], labels: Sequence[Label], forms: Forms, layout: Layout | None) -> Arranged:
    """The rows and labels of one proof as the usual papers have them, however this one is arranged."""
    paper = Arranged(tuple(rows), tuple(labels))
    named = {label.field for label in labels if forms.fields[label.field].grammar in _WITH_FORM}
    if len(named) < _CLEARLY:
        return paper
    whole = _whole_values(paper, forms)
    for put in (partial(_from_below, range(len(rows))), _labels_first, _next_lines_beside):
        if len(whole) + _CLEARLY > len(named):
            break
        other = _put(put, paper, forms, layout)
        values = _whole_values(other, forms)
        if len(values) >= len(whole) + _CLEARLY:
            paper, whole = other, values
    for stretch in _stretches(paper, forms):
        paper, whole = _or_from_below(stretch, paper, whole, forms, layout)
    return paper


def _put(put: _Put, paper: Arranged, forms: Forms, layout: Layout | None) -> Arranged:
    rows = put(paper)
    return replace(paper, rows=rows, labels=find_labels(rows, forms, layout)) if rows != paper.rows else paper


def _or_from_below(
    stretch: range, paper: Arranged, whole: Mapping[str, Found], forms: Forms, layout: Layout | None
) -> tuple[Arranged, Mapping[str, Found]]:
    """`paper` and its whole values, or those of it with `stretch` read from below where that makes more whole.

    One more tells where no label of the stretch is left without; then, and where both ways make as many, what differs is doubtful.
    """
    other = _put(partial(_from_below, stretch), paper, forms, layout)
    values = _whole_values(other, forms)
    gain = len(values) - len(whole)
    if gain >= _CLEARLY:
        return other, values
    differ = {name for name in values.keys() & whole.keys() if values[name].piece.value != whole[name].piece.value}
    doubtful = paper.doubtful | {name for name in differ if values[name].place == whole[name].place == "below"}
    if gain < 0 or doubtful == paper.doubtful:
        return paper, whole
    named = {label.field for label in other.labels if label.row in stretch}
    formed = {name for name in named if forms.fields[name].grammar in _WITH_FORM}
    if not gain or formed - values.keys():
        return replace(paper, doubtful=doubtful), whole
    exact = all(token.exact for row in paper.rows for token in row.tokens)
    return (other if exact else replace(other, doubtful=doubtful)), values


def _whole_values(paper: Arranged, forms: Forms) -> Mapping[str, Found]:
    """The fields with a whole value beside or beneath their label."""
    found, _, _ = locate(paper.rows, paper.labels, forms)
    return {name: items[0] for name, items in found.items() if _is_whole(items[0], forms)}


def _is_whole(found: Found, forms: Forms) -> bool:
    rule = forms.fields[found.field]
    if found.label is None or found.label.field != found.field or found.score < _LIKELY or found.doubts:
        return False
    if rule.grammar == "digits":
        return len(found.piece.value) == rule.lengths[0]
    if rule.grammar == "amount":
        return _AMOUNT.search(found.piece.raw) is not None
    return rule.grammar in _WITH_FORM


def _stretches(paper: Arranged, forms: Forms) -> list[range]:
    """The rows between two that bear both a label and something else: there labels stand above or beneath their values, all alike."""
    lettered = Counter(label.row for label in paper.labels for _ in range(label.start, label.end))
    mixed = [index for index, row in enumerate(paper.rows) if 0 < lettered[index] < len(row.tokens)]
    between = [range(first + 1, last) for first, last in pairwise([-1, *mixed, len(paper.rows)])]
    formed = {label.row for label in paper.labels if forms.fields[label.field].grammar in _WITH_FORM}
    return [stretch for stretch in between if formed.intersection(stretch)]


def _from_below(stretch: range, paper: Arranged) -> tuple[Row, ...]:
    """The rows, those of `stretch` from the last to the first: what stands above a label stands beneath it then."""
    rows = list(paper.rows)
    ends = rows[stretch[0]].middle + rows[stretch[-1]].middle
    upturned = [
        replace(row, top=ends - row.bottom, bottom=ends - row.top) for row in rows[stretch.start : stretch.stop]
    ]
    rows[stretch.start : stretch.stop] = reversed(upturned)
    return tuple(rows)


def _labels_first(paper: Arranged) -> tuple[Row, ...]:
    """The rows with each label moved before what stands left of it, as far as the next label there."""
    rows, labels = paper.rows, paper.labels
    return tuple(
        _with_labels_first(row, [label for label in labels if label.row == index]) for index, row in enumerate(rows)
    )


def _with_labels_first(row: Row, labels: Sequence[Label]) -> Row:
    tokens: list[Token] = []
    gaps: list[float] = []
    start = 0
    for label in labels:
        value, own = row.tokens[start : label.start], row.tokens[label.start : label.end]
        if value:
            edge = union(value).left - _PAIR_GAP * row.height - union(own).right
            own = tuple(replace(token, box=_shifted(token.box, edge), colon=False) for token in own)
        tokens += [*own, *value]
        gaps += [_COLUMN_GAP if start else 0.0, *row.gaps[label.start + 1 : label.end]]
        gaps += [_PAIR_GAP, *row.gaps[start + 1 : label.start]] if value else []
        start = label.end
    return replace(row, tokens=(*tokens, *row.tokens[start:]), gaps=(*gaps, *row.gaps[start:]) if gaps else row.gaps)


def _shifted(box: Box, by: float) -> Box:
    return Box(box.left + by, box.top, box.right + by, box.bottom)


def _next_lines_beside(paper: Arranged) -> tuple[Row, ...]:
    """The rows with each line that begins right of a lone label above it put beside that label."""
    rows, labels = paper.rows, paper.labels
    lone = {label.row: label for label in labels if (label.start, label.end) == (0, len(rows[label.row].tokens))}
    labelled = {label.row for label in labels}
    joined = {
        index
        for index, (here, below) in enumerate(pairwise(rows))
        if index in lone and index + 1 not in labelled and _is_far_beneath(lone[index], here, below)
    }
    return tuple(
        _side_by_side(rows[index], rows[index + 1]) if index in joined else row
        for index, row in enumerate(rows)
        if index - 1 not in joined
    )


def _is_far_beneath(label: Label, here: Row, below: Row) -> bool:
    return below.is_close_below(here, _NEXT_LINE) and below.tokens[0].box.left > label.box.right + here.height


def _side_by_side(label: Row, value: Row) -> Row:
    """One row at the height of the value, whose further lines stand close beneath it."""
    gap = (value.tokens[0].box.left - label.tokens[-1].box.right) / max(1.0, value.height)
    return replace(value, tokens=label.tokens + value.tokens, gaps=(*label.gaps, gap, *value.gaps[1:]))
