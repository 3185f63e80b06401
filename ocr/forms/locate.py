"""Labels → values: where each field's value may stand, and which word serves which field.

Separate because this is the only place that trades one field against another: candidates of all fields compete, the
best pair of label and value goes first, and each word serves one field. Imports labels, rows and the grammars.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from ocr.forms.astray import BEGIN_ALIKE, COLUMN, WORD_GAP, behind_other_labels, doubts_of_place, is_one_of_several
from ocr.forms.broken import lines_around, whole_value
from ocr.forms.definitions import FieldRule, Forms, plain
from ocr.forms.grammar import Piece, Reading
from ocr.forms.labels import Label, begins_a_text
from ocr.forms.lines import (
    ALIGNED,
    in_reading_order,
    is_words_only,
    lines_above,
    lines_below,
    until_gap,
)
from ocr.forms.rows import Row
from ocr.forms.tokens import Token, is_colon, union
from ocr.forms.values import PARTLY_NAMED, label_readings

Place = Literal["right", "below", "wrapped", "table", "heading", "alone"]
_PLACE_SCORE: Mapping[str, float] = {"right": 1.0, "wrapped": 1.0, "below": 0.8}
_WRAPPING = {"name", "words", "text"}
_CENTRED = {"name", "words"}
_FULL_LINE = 0.7
"""Lines of a name nearer than this many letter heights are two of one cell, its label at half height, not one beneath the other."""
_RUNNING = {"name", "text"}
"""Grammars without a form of their own: a wide gap ends their value."""
_READ_AS_PRINTED = {"nama_wajib_pajak"}
"""Columns that no rule can check: what was lost of them is only seen by where they begin."""
_LOST_BEFORE = 0.9
"""Letter heights right of the column from which a title may be lost before a name: "H. " takes one at least."""
_SURE_LABEL = 0.9
_COLUMN_GAP = 3.5
"""Letter heights: the column of values stands farther from a label."""
_FAR_BELOW = 12
"""Letter heights right of its label within which a number beneath it begins."""
_SHORTEST_REST, _LONGEST_REST = 3, 2
"""Letters of a word that makes a label another one (fewer are dirt), and words of it where no colon ends them."""
_LEADER = re.compile(r"[.·…_]+")
"""What is read of the dots that lead from a label to its value."""
CURRENCIES = frozenset({"RP", "IDR", "USD"})
"""Words of a currency, without case and marks, that may stand apart from their amount."""


@dataclass(frozen=True, slots=True)
class Found:
    """A field's value with the label that names it (None for values found by their form alone) and its score 0–1."""

    field: str
    piece: Piece
    label: Label | None
    place: Place
    score: float
    doubts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Option:
    """A reading of `field` that may stand beside or beneath `label`."""

    label: Label
    field: str
    reading: Reading
    place: Place
    score: float


def locate(
    rows: Sequence[Row], labels: Sequence[Label], forms: Forms
) -> tuple[dict[str, tuple[Found, ...]], frozenset[str], frozenset[str]]:
    """For each field its values, best first (several where it is printed more than once); unread fields; blank fields.

    A field is unread when ink stands beside its label and says nothing of the field's grammar, blank when nothing
    stands there, not even a dash.
    """
    options: list[_Option] = []
    inked: set[str] = set()
    blank: set[str] = set()
    for label in labels:
        options += _options(label, rows, labels, forms)
        beside = _right(label, rows, labels, forms)[0]
        if any(re.search(r"\w", token.text) for token in beside):
            inked.add(label.field)
        elif not beside and label.score > _SURE_LABEL:
            blank.add(label.field)
    options.sort(key=lambda option: -option.score)
    used: set[tuple[int, int]] = set()
    done: set[tuple[int, int]] = set()
    served: set[str] = set()
    found: dict[str, list[Found]] = {}
    for option in options:
        label, reading = option.label, option.reading
        tokens = {(t.page, t.index) for t in reading.piece.tokens}
        tokens |= {(t.page, t.index) for piece in reading.extras.values() for t in piece.tokens}
        if (label.row, label.start) in done or tokens & used:
            continue
        used |= tokens
        done.add((label.row, label.start))
        served.add(label.field)
        for name, piece in _pieces(option.field, reading):
            extra = name != option.field and option.field != "kode_pajak"
            item = Found(name, piece, label, option.place, option.score * (0.9 if extra else 1.0), reading.doubts)
            found.setdefault(name, []).append(item)
    ranked = {name: tuple(sorted(items, key=lambda item: -item.score)) for name, items in _with_indents(found).items()}
    served |= set(found)
    return ranked, frozenset(inked - served), frozenset(blank - served)


def tokens_of(found: Mapping[str, Sequence[Found]]) -> set[tuple[int, int]]:
    """The words that serve the fields, by page and place on it."""
    return {(token.page, token.index) for items in found.values() for item in items for token in item.piece.tokens}


def _with_indents(found: Mapping[str, Sequence[Found]]) -> dict[str, list[Found]]:
    """`found`, texts doubted that begin right of the column in which the page's other values begin: a word was lost."""
    items = [
        item for several in found.values() for item in several if item.label and item.place in ("right", "wrapped")
    ]
    return {name: [_with_indent(item, items) for item in several] for name, several in found.items()}


def _with_indent(item: Found, others: Sequence[Found]) -> Found:
    if item.label is None or item.place not in ("right", "wrapped") or item.field not in _READ_AS_PRINTED:
        return item
    if item.field in item.label.others:
        return item
    first, page = item.piece.tokens[0], item.piece.tokens[0].page
    height = first.height
    lefts = sorted(
        other.piece.tokens[0].box.left
        for other in others
        if other is not item
        and other.label is not None
        and other.piece.tokens
        and other.piece.tokens[0].page == page
        and other.piece.tokens[0].box.left < first.box.left - _LOST_BEFORE * height
        and other.piece.tokens[0].box.left > item.label.box.right
    )
    column = max((sum(abs(a - b) < 0.6 * height for b in lefts) for a in lefts), default=0)
    beside = sum(
        abs(other.piece.tokens[0].box.left - first.box.left) < 0.6 * height
        for other in others
        if other is not item and other.piece.tokens
    )
    return replace(item, doubts=item.doubts | {"indent"}) if column >= COLUMN and not beside else item


def _pieces(field: str, reading: Reading) -> list[tuple[str, Piece]]:
    main = "kode_akun_pajak" if field == "kode_pajak" else field
    return [(main, reading.piece), *reading.extras.items()]


def _options(label: Label, rows: Sequence[Row], labels: Sequence[Label], forms: Forms) -> list[_Option]:
    """The label's readings on its right and, where the field allows it, beneath."""
    rule = forms.fields[label.field]
    options: list[_Option] = []
    right, wholeness = _right(label, rows, labels, forms)
    above = lines_above(label, right, rows, labels, rule) if rule.grammar in _CENTRED else []
    weight = label.score * wholeness * (0.96 + 0.04 * min(1.0, len(label.text) / 16))
    right = right or _left(label, rows[label.row], labels) or lines_around(label, rows, labels, rule)
    if right or above:
        place: Place = "right"
        if rule.grammar in _WRAPPING:
            column = (_column_edge(label, rows), float("inf"))
            others = [o for o in labels if rule.grammar != "name" or not _is_of_a_name(o, label, rows)]
            more = lines_below(label.row, right or above, rows, others, words=rule.grammar == "words", column=column)
            place = "wrapped" if more or above else "right"
            right = [*above, *right, *more]
        else:
            right = whole_value(label, right, rows, labels, rule)
        for field, reading, share in label_readings(label, right, forms):
            if rule.grammar == "name":
                reading = _doubted(reading, doubts_of_place(label, right, rows, labels))
            options.append(_Option(label, field, reading, place, weight * share * reading.fit * _PLACE_SCORE[place]))
    rest = rule.grammar == "name" and (
        _may_be_rest_of_label(label, rows, labels) or _may_be_heading(label, rows[label.row], forms)
    )
    if not rule.below or (options and not rest):
        return options
    below = _below(label, rows, labels, forms, weight * (0.75 if right else 1.0))
    if below:
        options = [replace(option, score=option.score * PARTLY_NAMED) for option in options]
    return options + below


def _doubted(reading: Reading, doubts: frozenset[str]) -> Reading:
    return replace(reading, doubts=reading.doubts | doubts)


def _right(label: Label, rows: Sequence[Row], labels: Sequence[Label], forms: Forms) -> tuple[list[Token], float]:
    """Tokens between the label and the next one on its row, and how whole the label is.

    Less where an unread word follows it before the colon, the column of values or the next label: "Nama Pelanggan" and
    "NTPN Asal" name other fields than "Nama" and "NTPN". Not for a remark how the value is written ("NPWP 16 Digit").
    """
    row = rows[label.row]
    stop = min((other.start for other in labels if other.row == label.row and other.start >= label.end), default=None)
    start = label.end
    while start < len(row.tokens) and start != stop and _LEADER.fullmatch(row.tokens[start].text):
        start += 1
    tokens = list(row.tokens[start:stop])
    gaps = row.gaps[start : start + len(tokens)]
    wholeness = 1.0
    colon = next((i for i, token in enumerate(tokens) if token.colon), None)
    if (
        colon
        and not any(gap > 1.5 for gap in gaps[1:colon])
        and any(c.isalpha() for t in tokens[:colon] for c in t.text)
    ):
        wholeness = _wholeness(tokens[:colon], forms)
        tokens, gaps = tokens[colon:], gaps[colon:]
    elif colon is None and (column := _column_of_values(label, tokens, gaps, rows, labels)):
        wholeness = _wholeness(tokens[:column], forms)
        tokens, gaps = tokens[column:], gaps[column:]
    elif colon is None and gaps and gaps[0] < WORD_GAP and _is_word(tokens[0]):
        wide = next((i for i, gap in enumerate(gaps) if i and gap > _COLUMN_GAP), 0)
        if 0 < wide <= _LONGEST_REST:
            tokens, gaps, wholeness = tokens[wide:], gaps[wide:], PARTLY_NAMED
        elif stop is not None and row.gaps[stop] < WORD_GAP:
            wholeness = PARTLY_NAMED
    if forms.fields[label.field].grammar in _RUNNING:
        end = next(
            (i for i, gap in enumerate(gaps) if i and (gap > _COLUMN_GAP or (tokens[i].colon and gap > 1))), len(tokens)
        )
        tokens = tokens[:end]
    return [t for t in tokens if not is_colon(t.text)], wholeness


def _left(label: Label, row: Row, labels: Sequence[Label]) -> list[Token]:
    """What stands before a label that ends its row, behind a colon that no label precedes (": 081443518011000   NPWP")."""
    if label.end < len(row.tokens) or not row.tokens[0].colon:
        return []
    before = max((other.end for other in labels if other.row == label.row and other.end <= label.start), default=0)
    return [] if before else list(row.tokens[: label.start])


def _wholeness(rest: Sequence[Token], forms: Forms) -> float:
    """How whole a label is that goes on with `rest` before its value."""
    text = plain("".join(token.text for token in rest))
    if text in forms.remarks:
        return 1.0
    return 0.9 if len(text) < _SHORTEST_REST or text in CURRENCIES else PARTLY_NAMED


def _column_of_values(
    label: Label, tokens: Sequence[Token], gaps: Sequence[float], rows: Sequence[Row], labels: Sequence[Label]
) -> int:
    """The first of `tokens` behind a gap that begins where the values of labels above and below begin; 0 when none does.

    Those labels begin where this one does, or end before the values, as labels set to the right do.
    """
    wide = [i for i, gap in enumerate(gaps) if i and gap > WORD_GAP]
    if not wide or gaps[0] > WORD_GAP or not any(c.isalpha() for t in tokens[: wide[0]] for c in t.text):
        return 0
    height = rows[label.row].height
    others = [
        value
        for other, value, gap in behind_other_labels(label, rows, labels)
        if gap > WORD_GAP and (abs(other.box.left - label.box.left) < height or gap < _COLUMN_GAP)
    ]
    return next(
        (
            i
            for i in wide
            if sum(abs(o.box.left - tokens[i].box.left) < ALIGNED * height for o in others) >= BEGIN_ALIKE
        ),
        0,
    )


def _may_be_rest_of_label(label: Label, rows: Sequence[Row], labels: Sequence[Label]) -> bool:
    """True when the words behind the label may be its own end ("Nama Yayasan"), its value standing beneath.

    They follow it as words follow each other, and do not begin where values of other labels begin.
    """
    row = rows[label.row]
    if label.end == len(row.tokens) or row.tokens[label.end].colon or row.gaps[label.end] > WORD_GAP:
        return False
    left, beside = (
        row.tokens[label.end].box.left,
        [o for o in labels if o.row != label.row and o.end < len(rows[o.row].tokens)],
    )
    return sum(abs(rows[o.row].tokens[o.end].box.left - left) < row.height for o in beside) < BEGIN_ALIKE


def _may_be_heading(label: Label, row: Row, forms: Forms) -> bool:
    """True when what stands beside the label begins like a label and may head the next column ("Alamat Objek Pajak")."""
    if label.end == len(row.tokens) or row.tokens[label.end].colon:
        return False
    return plain(row.tokens[label.end].text) in forms.labels


def _is_word(token: Token) -> bool:
    """True for letters that are neither a currency nor misread figures."""
    return token.text.isalpha() and plain(token.text) not in CURRENCIES


def _near(tokens: Sequence[Token], reach: float, height: float) -> list[Token]:
    """The tokens left of `reach`, and those that go on with them beyond it, as digits in boxes do."""
    kept = [token for token in tokens if token.box.left < reach]
    for token in tokens[len(kept) :]:
        if not kept or token.box.left - kept[-1].box.right > _COLUMN_GAP * height:
            break
        kept.append(token)
    return kept


def _cell(row: Row, inside: Sequence[Token], label: Label) -> list[Token]:
    """The whole cell under the label, which may begin left of it where headings are centred."""
    under = next((i for i, t in enumerate(row.tokens) if t.box.right > label.box.left and t in inside), None)
    if under is None or row.tokens[under].box.left > label.box.right:
        return until_gap(row, inside)
    start = next(i for i in range(under, -1, -1) if row.starts_segment(i))
    end = row.segment_end(under)
    return list(row.tokens[start:end])


def _is_of_a_name(other: Label, label: Label, rows: Sequence[Row]) -> bool:
    """True for a word of a name's next line that is a label elsewhere: "KABUPATEN BOGOR" beneath "DINAS PENDIDIKAN"."""
    return other.box.left > label.box.right and begins_a_text(rows[other.row], other)


def _column_edge(label: Label, rows: Sequence[Row]) -> float:
    """The x left of which nothing belongs to the label's value: other columns stand there."""
    return label.box.left - rows[label.row].height


def _alone_above(label: Label, index: int, rows: Sequence[Row], labels: Sequence[Label]) -> bool:
    """True for a label that fills its row above a row without any: what ends that row at the sheet's edge may be its value, as on a till's slip."""
    fills = label.start == 0 and label.end == len(rows[label.row].tokens)
    return fills and index == label.row + 1 and not any(other.row == index for other in labels)


def _in_column(
    label: Label, index: int, end: float, rows: Sequence[Row], labels: Sequence[Label], rule: FieldRule
) -> list[Token]:
    """What stands on row `index` in the column of `label`, which ends at `end`."""
    row, left, height = rows[index], label.box.left, rows[label.row].height
    inside = [
        t
        for t in row.tokens
        if t.box.left < end and (t.box.left > left - 0.7 * height or t.box.right > left + 0.5 * height)
    ]
    if inside and rule.grammar == "words" and is_words_only(row, index, labels):
        return _cell(row, inside, label)
    if rule.grammar in _WRAPPING:
        return inside
    return _near(inside, label.box.right + _FAR_BELOW * height, row.height)


def _below(label: Label, rows: Sequence[Row], labels: Sequence[Label], forms: Forms, weight: float) -> list[_Option]:
    """Readings of the first row beneath the label whose words stand in its column."""
    rule = forms.fields[label.field]
    here = rows[label.row]
    neighbours = [o.box.left for o in labels if o.row == label.row and o.start >= label.end]
    others = [o for o in labels if rule.grammar != "name" or not begins_a_text(rows[o.row], o)]
    limit = min(neighbours, default=float("inf")) - 0.3 * here.height
    for index in range(label.row + 1, len(rows)):
        row = rows[index]
        if row.tokens[0].page != here.tokens[0].page or row.middle - here.middle > 4.0 * max(here.height, row.height):
            break
        if rule.grammar == "name" and row.middle - here.middle < _FULL_LINE * max(here.height, row.height):
            continue
        right = [o.box.left for o in labels if o.row == index and o.box.left > label.box.right]
        end = min([limit, *right])
        inside = _in_column(label, index, end, rows, labels, rule)
        if not inside:
            continue
        if any(o.row == index and o.box.left < end and o.box.right > label.box.left for o in others):
            break
        centred = abs(union(inside).middle[0] - label.box.middle[0]) < here.height
        aside = abs(inside[0].box.left - label.box.left) > max(label.box.width, 6 * here.height)
        far = aside and not centred
        if inside[0].colon or (far and not _alone_above(label, index, rows, labels)):
            break
        if rule.grammar in _CENTRED:
            inside = _cell(row, inside, label) if rule.grammar == "name" else inside
            column = (min(_column_edge(label, rows), inside[0].box.left - here.height), limit)
            more = lines_below(index, inside, rows, labels, words=rule.grammar == "words", column=column)
            inside = in_reading_order(inside, more, rows)
        else:
            inside = whole_value(label, inside, rows, labels, rule)
        sure = weight * (PARTLY_NAMED if far else 1.0)
        doubts = (
            frozenset({"one_of_several"}) if is_one_of_several(inside, index, rows, labels, rule) else frozenset[str]()
        )
        return [
            _Option(
                label, field, _doubted(reading, doubts), "below", sure * share * reading.fit * _PLACE_SCORE["below"]
            )
            for field, reading, share in label_readings(label, inside, forms)
        ]
    return []
