"""Labels broken over lines by a narrow column ("Tanggal dan Jam" above "Bayar") → one row that holds them whole.

Separate because every later step takes a label to be words side by side. Imports rows and the vocabulary.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import reduce

from ocr.document import Box
from ocr.forms.definitions import Forms
from ocr.forms.rows import Row
from ocr.forms.terbilang import is_amount_word
from ocr.forms.tokens import Token, joined, union
from ocr.forms.vocabulary import Match, Printed, Vocabulary, vocabulary

_LINES = 3
"""Lines over which a label may be broken."""
_LEADING = 1.9
"""Lines of one label stand nearer than this many letter heights, centre to centre."""
_ALIGNED = 0.8
"""Their left edges, right edges or centres differ by less than this many letter heights."""
_SURE = 0.88
"""Likeness to a label from which lines are joined: a join that is wrong loses the labels it swallows."""
_SMALLER = 0.9
"""A label's second name is printed in less than this much of the first one's height."""
_GO_ON = frozenset({"name", "words"})
"""Grammars of values that take several lines."""
_LETTER_SPACE = 0.3
_LONGEST_FIGURE = 2
"""Figures that a label may hold ("NPWP 16 digit"); more are its value: "Kode Jenis Setoran 402"."""


@dataclass(frozen=True, slots=True)
class _Segment:
    """Tokens `start` to `end` (exclusive) of row `row`: one line of a cell."""

    row: int
    start: int
    end: int
    text: str
    printed: Printed
    box: Box
    beside: bool
    colon: bool


def with_whole_labels(rows: Sequence[Row], forms: Forms) -> tuple[Row, ...]:
    """The rows, the later lines of each broken label moved up beside its first line (or to the row of its value)."""
    known = vocabulary(forms)
    segments = [_segments(index, row, known) for index, row in enumerate(rows)]
    moved: dict[int, list[list[_Segment]]] = {}
    taken: set[tuple[int, int]] = set()
    for line in segments:
        for head in line:
            if (head.row, head.start) in taken or not head.text:
                continue
            chain = _label(head, segments, rows, known, taken)
            if chain:
                taken |= {(part.row, part.start) for part in chain}
                moved.setdefault(_home(chain, rows), []).append(chain)
    second = {part for line in segments for head in line for part in _second_name(head, segments, rows, known, forms)}
    if not moved and not second:
        return tuple(rows)
    gone = {(part.row, i) for part in second for i in _span(part)}
    gone |= {(part.row, i) for chains in moved.values() for chain in chains for part in chain for i in _span(part)}
    result = (_rebuilt(index, row, moved.get(index, []), gone, rows) for index, row in enumerate(rows))
    return tuple(row for row in result if row.tokens)


def _segments(index: int, row: Row, known: Vocabulary) -> list[_Segment]:
    starts = [i for i in range(len(row.tokens)) if row.starts_segment(i)]
    found = []
    for start, end in zip(starts, [*starts[1:], len(row.tokens)], strict=True):
        tokens = row.tokens[start:end]
        printed = known.printed(joined(tokens))
        text = printed.plain
        beside = end < len(row.tokens)
        letters = not tokens[0].colon and sum(c.isdigit() for c in text) * 3 < len(text) < 40
        letters = letters and not any(token.text.isdigit() and len(token.text) > _LONGEST_FIGURE for token in tokens)
        colon = beside and row.tokens[end].colon
        found.append(_Segment(index, start, end, text if letters else "", printed, union(tokens), beside, colon))
    return found


def _span(part: _Segment) -> range:
    return range(part.start, part.end)


def _label(
    head: _Segment,
    segments: Sequence[Sequence[_Segment]],
    rows: Sequence[Row],
    known: Vocabulary,
    taken: set[tuple[int, int]],
) -> list[_Segment]:
    """The longest chain of lines from `head` down that is a label, empty when there is none.

    "Rupiah" beneath "Terbilang" ends the words beside it where it has nothing beside it itself.
    """
    best: list[_Segment] = []
    chain = [head]
    while len(chain) < _LINES:
        tail = next(_beneath(chain[-1], segments, rows), None)
        if tail is None or (tail.row, tail.start) in taken or (tail.colon and any(part.colon for part in chain)):
            break
        if head.beside and not tail.beside and is_amount_word(tail.text):
            break
        longer = [*chain, tail]
        whole = known.named(_together(longer))
        alone = known.named(tail.printed) if tail.beside else None
        if alone is not None and alone.likeness == 1.0 and not _is_rest(longer, known.named(head.printed), whole):
            break
        chain = longer
        if whole is not None and whole.likeness >= _SURE and not _are_two(chain, whole, known):
            best = chain
    return best


def _second_name(
    head: _Segment, segments: Sequence[Sequence[_Segment]], rows: Sequence[Row], known: Vocabulary, forms: Forms
) -> list[_Segment]:
    """The same label in smaller print and another language beneath `head`, beside whose value the value of `head` goes on."""
    if not head.text or not head.beside:
        return []
    tail = next(_beneath(head, segments, rows), None)
    if tail is None or not tail.beside or tail.colon or tail.box.height > _SMALLER * head.box.height:
        return []
    names = [known.named(part.printed) for part in (head, tail)]
    if not all(name is not None and name.likeness == 1.0 for name in names):
        return []
    first, second = (name.fields for name in names if name is not None)
    return [tail] if first == second and forms.fields[first[0]].grammar in _GO_ON else []


def _together(chain: Sequence[_Segment]) -> Printed:
    return reduce(Printed.followed_by, (part.printed for part in chain))


def _is_rest(chain: Sequence[_Segment], head: Match | None, whole: Match | None) -> bool:
    """True where the last line, a label of its own, ends a longer one to the letter: "Kode Jenis" above "Setoran Pajak".

    What the first line names alone is nothing ("Taxpayer/Company" above "Name"), or the same field with nothing beside it.
    """
    if whole is None or whole.likeness < 1.0:
        return False
    if head is None:
        return True
    return head.fields == whole.fields and not any(part.beside or part.colon for part in chain[:-1])


def _are_two(chain: Sequence[_Segment], whole: Match, known: Vocabulary) -> bool:
    """True when the lines are two labels beneath each other ("Kode Akun Pajak", "Kode Jenis Setoran"), not one."""
    for cut in range(1, len(chain)):
        parts = [known.named(_together(part)) for part in (chain[:cut], chain[cut:])]
        labels = [part for part in parts if part is not None and part.likeness >= _SURE]
        if len(labels) == len(parts) and not _is_rest(chain, labels[0], whole):
            return True
    return False


def _beneath(part: _Segment, segments: Sequence[Sequence[_Segment]], rows: Sequence[Row]) -> Iterator[_Segment]:
    """Lines of the same cell on the next row or, past a row that is not in this column, on the one after."""
    here = rows[part.row]
    for index in range(part.row + 1, min(part.row + 3, len(rows))):
        row = rows[index]
        far = row.middle - here.middle > _LEADING * max(here.height, row.height)
        if far or row.tokens[0].page != here.tokens[0].page:
            return
        for other in segments[index]:
            if other.text and _aligned(part.box, other.box, here.height):
                yield other
        if any(token.box.left < part.box.right and token.box.right > part.box.left for token in row.tokens):
            return


def _aligned(a: Box, b: Box, height: float) -> bool:
    offsets = a.left - b.left, a.right - b.right, a.middle[0] - b.middle[0]
    return min(map(abs, offsets)) < _ALIGNED * height


def _home(chain: Sequence[_Segment], rows: Sequence[Row]) -> int:
    """The row on which the label's value stands: the first with anything to the label's right."""
    for index in range(chain[0].row, chain[-1].row + 1):
        own = [part for part in chain if part.row == index]
        if own and own[0].beside:
            return index
        if not own and any(token.box.left > chain[0].box.left for token in rows[index].tokens):
            return index
    return chain[0].row


def _rebuilt(
    index: int, row: Row, chains: Sequence[Sequence[_Segment]], gone: set[tuple[int, int]], rows: Sequence[Row]
) -> Row:
    """The row without the lines that left it and with the labels that are whole on it now."""
    groups: list[tuple[float, list[Token], bool]] = [
        (token.box.left, [token], False) for i, token in enumerate(row.tokens) if (index, i) not in gone
    ]
    for chain in chains:
        tokens = [rows[part.row].tokens[i] for part in chain for i in _span(part)]
        groups.append((union(tokens).left, tokens, True))
    groups.sort(key=lambda group: group[0])
    tokens, gaps, right = [], [], None
    for left, members, whole in groups:
        gap = 0.0 if right is None else (left - right) / max(1.0, row.height)
        tokens += members
        gaps += [gap, *[_LETTER_SPACE] * (len(members) - 1)] if whole else [gap]
        right = union(members).right
    return replace(row, tokens=tuple(tokens), gaps=tuple(gaps))
