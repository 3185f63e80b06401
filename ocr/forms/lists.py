"""Lists of whole proofs: one payment a row, under headings that may stand as close as words do.

Separate because its columns are told by headings and the white between values, not by gaps wide enough to part a row. Imports rows,
labels' vocabulary and the grammars.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise

from ocr.forms.definitions import Forms
from ocr.forms.grammar import Piece, read_value
from ocr.forms.labels import Label
from ocr.forms.rows import Row
from ocr.forms.tokens import Token, joined, union
from ocr.forms.vocabulary import Vocabulary, vocabulary

_NUMBERS_OF_A_PAYMENT = frozenset({"ntpn", "kode_billing"})
_FEWEST_HEADINGS = 3
_LONGEST_HEADING = 6
"""Words of the longest heading."""
_SURE_HEADING = 0.9
"""Likeness of a heading; "No Tanggal Bayar", two headings, has 0.86 of "Tanggal Bayar"."""
_BETWEEN_COLUMNS = 1.0
"""Letter heights that part two headings; the words of one stand nearer."""
_PLACES = 60
"""Places between two headings at which the white between their columns is sought."""


@dataclass(frozen=True, slots=True)
class _Heading:
    """What stands above a column: its words, and the field they name, if any."""

    field: str | None
    tokens: Sequence[Token]

    @property
    def middle(self) -> float:
        box = union(self.tokens)
        return (box.left + box.right) / 2


def listed_proofs(
    index: int, rows: Sequence[Row], labels: Sequence[Label], forms: Forms
) -> dict[int, Mapping[str, Piece]]:
    """The proofs listed below row `index`, by row: what stands in each of its columns, where a number names the payment.

    Empty where the row is not the headings of such a list.
    """
    if sum(label.row == index for label in labels) < _FEWEST_HEADINGS - 1 or _has_values(rows[index]):
        return {}
    headings = _headings(rows[index], vocabulary(forms))
    fields = {heading.field for heading in headings if heading.field}
    if len(fields) < _FEWEST_HEADINGS or not fields & _NUMBERS_OF_A_PAYMENT or "jumlah" not in fields:
        return {}
    below = _below(index, fields, labels, len(rows))
    edges = _edges(headings, [rows[number] for number in below if _has_values(rows[number])])
    found = ((number, _proof(rows[number], headings, edges, forms)) for number in below)
    return {number: proof for number, proof in found if proof.keys() & _NUMBERS_OF_A_PAYMENT}


def _below(index: int, fields: Set[str], labels: Sequence[Label], end: int) -> list[int]:
    """The rows under the headings that bear no label, down to the first with labels of several other fields: a form goes on there."""
    below = []
    for number in range(index + 1, end):
        here = {label.field for label in labels if label.row == number}
        if len(here - fields) > 1:
            break
        if not here:
            below.append(number)
    return below


def _headings(row: Row, known: Vocabulary) -> list[_Heading]:
    """The row's words as headings of columns, left to right: names of fields as long as may be, and what stands between them."""
    found: list[_Heading] = []
    rest: list[Token] = []
    start = 0
    while start < len(row.tokens):
        end, field = _named(row, start, known)
        if rest and (field or row.starts_segment(start)):
            found.append(_Heading(None, tuple(rest)))
            rest = []
        if field:
            found.append(_Heading(field, row.tokens[start:end]))
        else:
            rest += row.tokens[start:end]
        start = end
    return [*found, _Heading(None, tuple(rest))] if rest else found


def _named(row: Row, start: int, known: Vocabulary) -> tuple[int, str | None]:
    """Where the longest name of a field that begins at token `start` ends, and the field; the next token and None without."""
    best, name = start + 1, None
    for end in range(start + 1, min(len(row.tokens), start + _LONGEST_HEADING) + 1):
        if end > start + 1 and row.gaps[end - 1] > _BETWEEN_COLUMNS:
            break
        match = known.named(known.printed(joined(row.tokens[start:end])))
        if match is not None and match.likeness >= _SURE_HEADING:
            best, name = end, match.fields[0]
    return best, name


def _edges(headings: Sequence[_Heading], rows: Sequence[Row]) -> list[float]:
    """The x at which each column but the first begins: between two headings the middle of the widest white that rows share."""
    tokens = [token for row in rows for token in row.tokens]
    edges = []
    for before, after in pairwise(headings):
        left, right = before.middle, after.middle
        places = [left + (right - left) * (step + 0.5) / _PLACES for step in range(_PLACES)]
        crossed = [sum(token.box.left < x < token.box.right for token in tokens) for x in places]
        edges.append(_middle_of_longest(places, crossed))
    return edges


def _middle_of_longest(places: Sequence[float], crossed: Sequence[int]) -> float:
    """The middle of the longest run of places that the fewest cross."""
    fewest = min(crossed)
    runs: list[list[float]] = [[]]
    for place, count in zip(places, crossed, strict=True):
        if count == fewest:
            runs[-1].append(place)
        elif runs[-1]:
            runs.append([])
    longest = max(runs, key=len)
    return (longest[0] + longest[-1]) / 2


def _proof(row: Row, headings: Sequence[_Heading], edges: Sequence[float], forms: Forms) -> Mapping[str, Piece]:
    proof: dict[str, Piece] = {}
    bounds = [float("-inf"), *edges, float("inf")]
    for heading, (left, right) in zip(headings, pairwise(bounds), strict=True):
        cell = [token for token in row.tokens if left <= (token.box.left + token.box.right) / 2 < right]
        reading = read_value(forms.fields[heading.field], cell) if heading.field and cell else None
        if heading.field and reading is not None:
            name = "kode_akun_pajak" if heading.field == "kode_pajak" else heading.field
            proof = {**reading.extras, **proof, name: reading.piece}
    return proof


def _has_values(row: Row) -> bool:
    return any(ch.isdigit() for token in row.tokens for ch in token.text)
