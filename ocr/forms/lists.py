"""Lists of whole proofs: one payment a row, under headings that may stand as close as words do.

Separate because its columns are told by headings and the white between values, not by gaps wide enough to part a row. Imports rows,
labels' vocabulary, locate and the grammars.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from ocr.forms.definitions import Forms, plain
from ocr.forms.grammar import Piece, Reading, read_value
from ocr.forms.labels import Label
from ocr.forms.listlines import cell_lines, clusters, goes_on, is_rest_of
from ocr.forms.locate import Found
from ocr.forms.rows import Row
from ocr.forms.tokens import Token, joined, union
from ocr.forms.vocabulary import Vocabulary, vocabulary

_NUMBERS_OF_A_PAYMENT = frozenset({"ntpn", "kode_billing", "nop"})
"""What tells one payment from another; a tax on land is paid by the number of its object."""
_SHORTEST_NOP = 10
"""Figures of an object's number; fewer are a word in its column ("TOTAL")."""
_FEWEST_HEADINGS = 3
_LONGEST_HEADING = 6
"""Words of the longest heading."""
_SURE_HEADING = 0.9
"""Likeness of a heading; "No Tanggal Bayar", two headings, has 0.86 of "Tanggal Bayar"."""
_BETWEEN_COLUMNS = 1.0
"""Letter heights that part two headings; the words of one stand nearer."""
_HEADING_LINES = 3
"""Lines of the highest headings."""
_SAME_LINE = 0.8
"""Rows nearer than this many letter heights, centre to centre, may be one."""
_WITHOUT_FORM = frozenset({"name", "text", "words"})
"""Grammars by which one word is as good as another."""
_SHORTEST_NUMBER = 3
_ORDINAL = re.compile(r"(\d{1,3})[.)]?")
_LOST_NUMBERS = 3
"""Running numbers that are read go on by no more than this."""
_CODES = frozenset({"kode_pajak", "kode_akun_pajak", "kode_jenis_setoran"})
_PLACES = 60
"""Places between two headings at which the white between their columns is sought."""


@dataclass(frozen=True, slots=True)
class _Heading:
    """What stands above a column: its words, and the field they name, if any."""

    field: str | None
    tokens: Sequence[Token]
    guessed: bool = False
    """The field is known by its values alone."""

    @property
    def middle(self) -> float:
        box = union(self.tokens)
        return (box.left + box.right) / 2


def listed_proofs(
    index: int, rows: Sequence[Row], labels: Sequence[Label], forms: Forms
) -> tuple[tuple[Mapping[str, Found], ...], frozenset[int]]:
    """The proofs listed below row `index`: what stands in each one's columns, where a number names the payment; and the list's rows.

    Headings and values may take several lines. Empty where the row does not begin the headings of such a list.
    """
    here = [label for label in labels if label.row == index]
    headed = sum(label.end - label.start for label in here) == len(rows[index].tokens)
    if (len(here) < _FEWEST_HEADINGS - 1 and not (here and headed)) or _has_numbers(rows[index]):
        return (), frozenset()
    headings, last = _headings_from(index, rows, vocabulary(forms))
    fields = {heading.field for heading in headings if heading.field}
    if len(fields) < _FEWEST_HEADINGS or not _tells_payments(fields) or "jumlah" not in fields:
        return (), frozenset()
    below = _below(last, fields, labels, len(rows))
    listed = [number for number in below if any(_has_values(rows[n]) for n in cell_lines(number, below, rows))]
    rows = _without_ordinals(listed, rows, headings[0], forms)
    cells = [[rows[n] for n in cluster] for cluster in clusters(listed, rows)]
    columns = _by_form(_Columns(headings, tuple(_edges(headings, cells, forms))), cells, forms)
    lines = [line for cluster in clusters(below, rows) for line in _lines_of(cluster, rows, columns, forms)]
    paid = [line for line in lines if _proof(columns, [rows[n] for n in line], forms).keys() & _NUMBERS_OF_A_PAYMENT]
    payments = {line[0]: list(line) for line in paid}
    for line in lines:
        if line not in paid and not columns.has_amount([rows[number] for number in line]):
            near = min(paid, key=lambda of: abs(rows[of[0]].middle - rows[line[0]].middle), default=None)
            if near is not None and (goes_on(line[0], near[0], rows) or is_rest_of(line, near, paid, rows)):
                payments[near[0]] += line
    proofs = (_proof(columns, [rows[number] for number in sorted(of)], forms) for of in payments.values())
    return tuple(proofs), frozenset({*range(index, last + 1), *(number for of in payments.values() for number in of)})


def _tells_payments(fields: Set[str]) -> bool:
    """True for headings over the numbers of payments; objects' numbers beside codes are in a billing sheet's details, often left out."""
    return bool(fields & _NUMBERS_OF_A_PAYMENT - {"nop"}) or ("nop" in fields and not fields & _CODES)


def _without_ordinals(listed: Sequence[int], rows: Sequence[Row], first: _Heading, forms: Forms) -> Sequence[Row]:
    """`rows`, those of the list without their running numbers, which are none of its columns' values whether or not a heading names them."""
    edge = min((rows[number].tokens[0].box.left + 2 * rows[number].height for number in listed), default=0.0)
    leftmost = (number for number in listed if rows[number].tokens[0].box.left < edge)
    numbered = {number: _ORDINAL.fullmatch(rows[number].tokens[0].text) for number in leftmost}
    counts = {number: int(match[1]) for number, match in numbered.items() if match and len(rows[number].tokens) > 1}
    runs = len(counts) > 1 and all(0 < after - before <= _LOST_NUMBERS for before, after in pairwise(counts.values()))
    if not runs or _has_form(first, forms):
        return rows
    return [
        replace(row, tokens=row.tokens[1:], gaps=(0.0, *row.gaps[2:])) if number in counts else row
        for number, row in enumerate(rows)
    ]


def _by_form(columns: _Columns, cells: Sequence[Sequence[Row]], forms: Forms) -> _Columns:
    """`columns`, one with an unknown heading named where all that stands in it are account and deposit codes."""
    fields = {heading.field for heading in columns.headings}
    if fields & _CODES:
        return columns
    named = list(columns.headings)
    for place, heading in enumerate(columns.headings):
        own = [cell for group in cells if (cell := columns.cells(group)[place])]
        if heading.field is None and len(own) > 1 and all(read_value(forms.fields["kode_pajak"], cell) for cell in own):
            named[place] = replace(heading, field="kode_pajak", guessed=True)
    return replace(columns, headings=named)


def _lines_of(cluster: Sequence[int], rows: Sequence[Row], columns: _Columns, forms: Forms) -> list[list[int]]:
    """The rows of `cluster`, all together where one of them has the amount: none of its numbers need stand whole on that row."""
    amounts = sum(columns.has_amount([rows[number]]) for number in cluster)
    return [list(cluster)] if amounts == 1 else _lines(cluster, rows, columns, forms)


def _lines(below: Sequence[int], rows: Sequence[Row], columns: _Columns, forms: Forms) -> list[list[int]]:
    """The rows of the list, those together that a skew page set apart: so close, and not both with an amount or the same number."""
    lines: list[list[int]] = []
    for number in below:
        before = lines[-1] if lines else []
        pair = [rows[n] for n in before], [rows[number]]
        close = before and rows[number].middle - rows[before[-1]].middle < _SAME_LINE * rows[number].height
        numbers = [_proof(columns, side, forms).keys() & _NUMBERS_OF_A_PAYMENT for side in pair] if close else []
        if close and not numbers[0] & numbers[1] and not all(map(columns.has_amount, pair)):
            before.append(number)
        else:
            lines.append([number])
    return lines


def _below(last: int, fields: Set[str], labels: Sequence[Label], end: int) -> list[int]:
    """The rows under the headings that bear no label, down to the first with labels of several other fields: a form goes on there."""
    below = []
    for number in range(last + 1, end):
        here = {label.field for label in labels if label.row == number}
        if len(here - fields) > 1:
            break
        if not here:
            below.append(number)
    return below


def _headings_from(index: int, rows: Sequence[Row], known: Vocabulary) -> tuple[list[_Heading], int]:
    """The headings whose first line is row `index`, and the row of their last: of as many lines as name the most fields."""
    best, last = _headings(rows[index], known), index
    lines = [best]
    for number in range(index + 1, min(index + _HEADING_LINES, len(rows))):
        if _has_numbers(rows[number]) or not goes_on(index, number, rows):
            break
        lines.append(_headings(rows[number], known))
        together = _in_columns(lines, known)
        if len({h.field for h in together if h.field}) > len({h.field for h in best if h.field}):
            best, last = together, number
    return best, last


def _in_columns(lines: Sequence[Sequence[_Heading]], known: Vocabulary) -> list[_Heading]:
    """The headings of several lines, those above each other as one, left to right."""
    columns: list[_Heading] = []
    for heading in (heading for line in lines for heading in line):
        above = max(columns, key=lambda column: _shared(column, heading), default=None)
        if above is None or _shared(above, heading) <= 0 or (above.field and heading.field):
            columns.append(heading)
            continue
        tokens = (*above.tokens, *heading.tokens)
        match = known.named(known.printed(joined(tokens)))
        field = match.fields[0] if match and match.likeness >= _SURE_HEADING else above.field or heading.field
        columns[columns.index(above)] = _Heading(field, tokens)
    return sorted(columns, key=lambda heading: heading.middle)


def _shared(one: _Heading, other: _Heading) -> float:
    """Pixels that two headings share from left to right; 0 where it is less than half of the narrower one."""
    a, b = union(one.tokens), union(other.tokens)
    shared = min(a.right, b.right) - max(a.left, b.left)
    return shared if shared > 0.5 * min(a.width, b.width) else 0.0


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


def _edges(headings: Sequence[_Heading], cells: Sequence[Sequence[Row]], forms: Forms) -> list[float]:
    """The x at which each column but the first begins: somewhere between the middles of two headings.

    It is the place by which the values on both sides read best, then the one that the fewest words cross, then the widest white: names
    that happen to end alike leave white too, and words that were read as one text are not placed to the pixel. `cells` are the lines of
    each payment, which are read together.
    """
    rows = [row for lines in cells for row in lines]
    tokens = [token for row in rows for token in row.tokens]
    edges: list[float] = []
    began = tuple(0 for _ in rows)
    for before, after in pairwise(headings):
        left, right = before.middle, after.middle
        places = [left + (right - left) * (step + 0.5) / _PLACES for step in range(_PLACES)]
        crossed = [sum(token.box.left < x < token.box.right for token in tokens) for x in places]
        cuts = [tuple(_first_behind(x, row) for row in rows) for x in places]
        whole = {cut: _read_whole(before, after, began, cut, cells, forms) for cut in dict.fromkeys(cuts)}
        stretches = groupby(zip(places, crossed, cuts, strict=True), key=lambda place: place[1:])
        parted = [(whole[cut], -count, [x for x, _, _ in stretch], cut) for (count, cut), stretch in stretches]
        *_, best, began = max(parted, key=lambda one: (one[0], one[1], len(one[2])))
        edges.append((best[0] + best[-1]) / 2)
    return edges


def _first_behind(x: float, row: Row) -> int:
    """The first token of the row whose middle lies right of `x`."""
    return next((i for i, t in enumerate(row.tokens) if (t.box.left + t.box.right) / 2 >= x), len(row.tokens))


def _read_whole(
    before: _Heading,
    after: _Heading,
    began: Sequence[int],
    cut: Sequence[int],
    cells: Sequence[Sequence[Row]],
    forms: Forms,
) -> int:
    """How often a value with a form of its own fills the first column's cell, or begins the second's, less how often none does.

    In each row the first column begins with token `began`, the second with token `cut`.
    """
    whole = 0
    places = iter(zip(began, cut, strict=True))
    for lines in cells:
        here = [(row, *next(places)) for row in lines]
        cell = [token for row, start, behind in here for token in row.tokens[start:behind]]
        rest = [token for row, _, behind in here for token in row.tokens[behind:]]
        if cell and _has_form(before, forms):
            whole += 1 if cell[-1] in _read_in(before, cell, forms) else -1
        if rest and _has_form(after, forms):
            whole += 1 if _begins_with_value(after, rest, here, forms) else -1
    return whole


def _begins_with_value(
    after: _Heading, rest: Sequence[Token], lines: Sequence[tuple[Row, int, int]], forms: Forms
) -> bool:
    """True where `rest`, what stands right of a cut through `lines`, begins with a value of the column `after`."""
    if rest[0] in _read_in(after, rest, forms)[:1]:
        return True
    firsts = [row.tokens[behind] for row, _, behind in lines if behind < len(row.tokens)]
    near = [token for token in firsts if abs(token.box.left - min(t.box.left for t in firsts)) < 2 * token.height]
    return len(near) > 1 and near[0] in _read_in(after, near, forms)


def _has_form(heading: _Heading, forms: Forms) -> bool:
    """True where not any word may stand under `heading`."""
    return heading.field is not None and forms.fields[heading.field].grammar not in _WITHOUT_FORM


def _read_in(heading: _Heading, cell: Sequence[Token], forms: Forms) -> Sequence[Token]:
    """The tokens that make the value of a cell under `heading`, from left to right."""
    reading = read_value(forms.fields[heading.field], cell) if heading.field else None
    pieces = [reading.piece, *reading.extras.values()] if reading else []
    return sorted((token for piece in pieces for token in piece.tokens), key=lambda token: token.box.left)


@dataclass(frozen=True, slots=True)
class _Columns:
    """The headings, and the x at which each column but the first begins."""

    headings: Sequence[_Heading]
    edges: tuple[float, ...]

    def cells(self, rows: Sequence[Row]) -> list[list[Token]]:
        """What stands in each column of `rows`, line by line."""
        bounds = [float("-inf"), *self.edges, float("inf")]
        tokens = [(token, (token.box.left + token.box.right) / 2) for row in rows for token in row.tokens]
        return [[token for token, middle in tokens if left <= middle < right] for left, right in pairwise(bounds)]

    def has_amount(self, rows: Sequence[Row]) -> bool:
        """True for lines with something in the column of amounts: a payment or a total, not the rest of a payment's name."""
        return any(
            heading.field == "jumlah" and cell for heading, cell in zip(self.headings, self.cells(rows), strict=True)
        )


def _proof(columns: _Columns, rows: Sequence[Row], forms: Forms) -> Mapping[str, Found]:
    """What the lines of one payment say, by field."""
    proof: dict[str, Found] = {}
    for heading, cell in zip(columns.headings, columns.cells(rows), strict=True):
        reading = read_value(forms.fields[heading.field], cell) if heading.field and cell else None
        figures = sum(ch.isdigit() for token in cell for ch in token.text)
        if heading.field == "nop" and figures < _SHORTEST_NOP:
            continue
        if heading.field and reading is not None:
            said = in_table(heading.field, reading)
            if heading.guessed:
                said = {name: replace(found, place="alone") for name, found in said.items()}
            proof = {**proof, **_currency_of(heading), **said}
    return proof


def _currency_of(heading: _Heading) -> dict[str, Found]:
    """The rupiah that the heading of the amounts names ("Jumlah (Rp)"), for rows that name none."""
    last = heading.tokens[-1]
    if heading.field != "jumlah" or plain(last.text) not in ("RP", "IDR"):
        return {}
    return {"mata_uang": Found("mata_uang", Piece("IDR", last.chars, (last,), last.text), None, "table", 1.0)}


def in_table(field: str, reading: Reading) -> dict[str, Found]:
    """What a cell of a table says: the value of its column's field, the further ones beside it, and the doubts about them."""
    pieces = {**reading.extras, "kode_akun_pajak" if field == "kode_pajak" else field: reading.piece}
    return {name: Found(name, piece, None, "table", 1.0, reading.doubts) for name, piece in pieces.items()}


def _has_numbers(row: Row) -> bool:
    """True for a row with a figure of three digits: no line of headings, in which at most an o of "No" is misread."""
    return any(sum(ch.isdigit() for ch in token.text) >= _SHORTEST_NUMBER for token in row.tokens)


def _has_values(row: Row) -> bool:
    return any(ch.isdigit() for token in row.tokens for ch in token.text)
