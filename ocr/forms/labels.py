"""Rows → labels: every place where a printed label of the definitions stands, misread letters allowed.

Separate because labels divide the page: a value ends where the next label begins. Imports rapidfuzz, rows, definitions.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rapidfuzz.distance import Levenshtein

from ocr.document import Box
from ocr.forms.definitions import Forms, Layout, plain
from ocr.forms.grammar.dates import MONTH_NUMBERS
from ocr.forms.lexicon import known_words
from ocr.forms.rows import Row
from ocr.forms.tokens import union
from ocr.forms.vocabulary import Vocabulary, allowed_letters, mended, vocabulary

_LONGEST = 12
"""Tokens in the longest label worth joining (spaced-out print apart)."""
_WITHIN_WORD = 0.7
"""A colon closer than this to the letters before it (in letter heights) may be a misread letter: "Terbi:lang"."""
_BETWEEN_COLUMNS = 1.0
"""Letter heights between two cells of a row at least; the words of one label stand nearer."""
_GAP_OF_WORDS = 0.9
_DIRT = frozenset(".,;'`|_*~°")
"""Read from specks of dirt; what stands behind one begins a segment all the same."""
_DASHES = frozenset({"-", "--"})
_UNLIKE_A_LABEL = 0.8
_SHORTEST_NAME = 4
"""Letters behind a label's slash or bracket from which they are another name of it; fewer are a currency or a number."""
_LONGEST_REMARK = 6
_YEAR = re.compile(r"(?:19|20)\d\d")
_ANYWHERE = frozenset({"name", "amount", "date", "period", "year"})
"""Grammars of fields that a single word names ("Nama", "Total", "Masa"): that word stands in many other texts too."""
_NAMED_IN_PART = 0.45
"""How whole a label is whose other name nobody listed."""


@dataclass(frozen=True, slots=True)
class Label:
    """A label on a row: tokens `start` to `end` (exclusive) of row `row` name `field`; score 0–1.

    `others` are the fields of the further values that a label like "NPWP/Nama" heads.
    """

    field: str
    text: str
    row: int
    start: int
    end: int
    score: float
    box: Box
    others: tuple[str, ...] = ()


def find_labels(rows: Sequence[Row], forms: Forms, layout: Layout | None = None) -> tuple[Label, ...]:
    """Labels in reading order; on `layout` its own meaning of a label counts."""
    known = vocabulary(forms, layout)
    found: list[Label] = []
    for index, row in enumerate(rows):
        labels = _in_phrases(_row_labels(index, row, known), row, forms)
        found += [_in_running_text(label, labels, row, forms) for label in _with_remarks(labels, row, forms)]
    return tuple(found)


def _row_labels(index: int, row: Row, known: Vocabulary) -> list[Label]:
    options: list[tuple[float, Label]] = []
    printed = [known.printed(token.text) for token in row.tokens]
    doubted = [any(char.alternatives for char in token.chars) for token in row.tokens]
    for start in range(len(row.tokens)):
        if _is_month_of_date(row, start) or not printed[start].plain:
            continue
        text, whole = printed[start], ""
        for end in range(start + 1, min(len(row.tokens), start + _LONGEST) + 1):
            if end > start + 1:
                if row.gaps[end - 1] > (_WITHIN_WORD if row.tokens[end - 1].colon else 2.5):
                    break
                text = text.followed_by(printed[end - 1])
            match = known.named(text)
            if match is None and any(doubted[start:end]):
                match = known.offered([token.chars for token in row.tokens[start:end]])
            if match is None or _are_two(row, start, end, known) or (whole and _begins_a_column(row, end - 1)):
                continue
            if match.likeness < 1.0 and _is_something_else(row, start, end):
                continue
            if match.likeness < 1.0 and _runs_into_value(
                text.plain, match.text, whole, exact=row.tokens[end - 1].exact
            ):
                continue
            if match.likeness == 1.0:
                whole = match.text
            score = match.likeness * _standing(row, start, end)
            if match.likeness < 1.0 and _is_value_of_another(row, start, end):
                score *= _UNLIKE_A_LABEL
            if score >= 0.66:
                field, *others = match.fields
                box = union(row.tokens[start:end])
                label = Label(field, match.text, index, start, end, score, box, tuple(others))
                options.append((score * score * min(len(text.plain), len(match.text)), label))
    options.sort(key=lambda option: -option[0])
    taken: set[int] = set()
    chosen = []
    for _, label in options:
        span = set(range(label.start, label.end))
        if not span & taken:
            taken |= span
            chosen.append(label)
    chosen.sort(key=lambda label: label.start)
    ends = {label.end for label in chosen}
    return [label for label in chosen if not (label.start in ends and begins_a_text(row, label))]


def _runs_into_value(printed: str, label: str, whole: str, *, exact: bool) -> bool:
    """True where `printed` begins with the `whole` of a shorter label and what follows is too unlike the rest of `label`.

    "Nama Wajib Pajak BADAN …" is no misread "Nama Wajib Pajak/Bayar": Badan begins the name.
    """
    if not whole or label == whole or not label.startswith(whole):
        return False
    if not printed.startswith(whole):
        return False
    rest = label[len(whole) :]
    apart = Levenshtein.distance(mended(printed[len(whole) :]), mended(rest))
    return apart > (0 if exact else allowed_letters(len(rest)))


def _begins_a_column(row: Row, index: int) -> bool:
    """True for a word behind a gap with another close behind it: "Nama    BADAN PERTANAHAN" is no "Nama Badan"."""
    if row.gaps[index] <= _BETWEEN_COLUMNS or index + 1 == len(row.tokens):
        return False
    return row.gaps[index + 1] < _GAP_OF_WORDS and not row.tokens[index + 1].colon


def begins_a_text(row: Row, label: Label) -> bool:
    """True for one word with another close behind it: beside a label "Kelurahan" begins the name of an office, "Masa (100)" a text."""
    after = label.end
    if (
        after - label.start > 1
        or after == len(row.tokens)
        or row.tokens[after].colon
        or row.gaps[after] > _GAP_OF_WORDS
    ):
        return False
    text = row.tokens[after].text
    return not _is_value(text) or text.startswith("(")


def _in_phrases(labels: Sequence[Label], row: Row, forms: Forms) -> list[Label]:
    """`labels`, those that are words of one phrase before a colon as one: nobody listed it, and what it heads tells its field.

    "Nama NPWP : BUDI" names the holder of a number, "Tanggal NTPN : 15/03/2024" no number. A label in brackets says what the one
    before it is: "Jumlah Setoran (Terbilang)".
    """
    found: list[Label] = []
    for label in labels:
        before = found[-1] if found else None
        phrase = before is not None and before.end == label.start and not row.starts_segment(label.start)
        said = "".join(plain(token.text) for token in row.tokens[label.start : label.end])
        if before is not None and phrase and _is_in_brackets(row, label) and said not in forms.remarks:
            found[-1] = replace(label, start=before.start, score=min(before.score, label.score))
            found[-1] = replace(found[-1], box=before.box.union(label.box))
            continue
        if before is None or not phrase or label.end == len(row.tokens) or not row.tokens[label.end].colon:
            found.append(label)
            continue
        fields = tuple(dict.fromkeys((before.field, *before.others, label.field, *label.others)))
        score = min(before.score, label.score) * (1.0 if len(fields) == 1 else _NAMED_IN_PART)
        box = before.box.union(label.box)
        found[-1] = replace(
            before, text=before.text + label.text, end=label.end, score=score, box=box, others=fields[1:]
        )
    return found


def _is_in_brackets(row: Row, label: Label) -> bool:
    return row.tokens[label.start].text.startswith("(") and row.tokens[label.end - 1].text.endswith(")")


def _in_running_text(label: Label, labels: Sequence[Label], row: Row, forms: Forms) -> Label:
    """`label`, named only in part where it is the last word of a phrase ("A/C Name :") or stands in a text ("PPh 21 masa Mei").

    A known name in brackets is the whole phrase's ("Nomor Jejak Audit (STAN)").
    """
    first = max((other.end for other in labels if other.end <= label.start), default=0)
    begins = max(index for index in range(label.start + 1) if row.starts_segment(index) or index == first)
    before = row.tokens[begins : label.start]
    if before and row.tokens[label.start].text.startswith("(") and not any(token.colon for token in before):
        return replace(label, start=begins, box=union(row.tokens[begins : label.end]))
    if label.end - label.start > 1 or forms.fields[label.field].grammar not in _ANYWHERE:
        return label
    if not any(len(token.text) > 1 and not _is_value(token.text) for token in before):
        return label
    phrase = not any(token.colon for token in before)
    text = label.end < len(row.tokens) and not row.tokens[label.end].colon
    return replace(label, score=label.score * _NAMED_IN_PART) if phrase or text else label


def _with_remarks(labels: Sequence[Label], row: Row, forms: Forms) -> list[Label]:
    """`labels` with what stands behind their slash or bracket, which is no value: a remark, or another name of the field.

    A remark ("Nama (sesuai NPWP)") changes nothing. What an unknown name ("Nama / Payer") adds to a label nobody knows, so
    the value beside it is taken where nothing better is, and marked.
    """
    found: list[Label] = []
    for label, after in zip(labels, [*labels[1:], None], strict=False):
        if found and label.start < found[-1].end:
            continue
        stop = after.start if after else len(row.tokens)
        end = _bracket_end(row, label.end) or _remark_end(row, label.end, forms) or _name_end(row, label.end, stop)
        rest = plain("".join(token.text for token in row.tokens[label.end : end]))
        if len(rest) >= _SHORTEST_NAME or (rest and (rest in forms.remarks or end == label.end + 1 < len(row.tokens))):
            score = label.score * (1.0 if rest in forms.remarks else _NAMED_IN_PART)
            label = replace(label, end=end, score=score, box=union(row.tokens[label.start : end]))
        found.append(label)
    return found


def _bracket_end(row: Row, start: int) -> int | None:
    """Where the bracket that opens at token `start` ends; None where none opens, or none ends soon on this side of a gap."""
    if start == len(row.tokens) or row.tokens[start].colon or not row.tokens[start].text.startswith("("):
        return None
    for end in range(start, min(len(row.tokens), start + _LONGEST_REMARK)):
        if end > start and (row.tokens[end].colon or row.gaps[end] > _BETWEEN_COLUMNS):
            return None
        if row.tokens[end].text.endswith(")"):
            return end + 1
    return None


def _remark_end(row: Row, start: int, forms: Forms) -> int | None:
    """Where a remark without brackets ends ("Nama Wajib Pajak Badan"), which fills its segment; None when there is none."""
    end = row.segment_end(start)
    if start == len(row.tokens) or row.starts_segment(start) or row.tokens[start].colon:
        return None
    rest = plain("".join(token.text for token in row.tokens[start:end]))
    return end if len(rest) >= _SHORTEST_NAME and rest in forms.remarks else None


def _name_end(row: Row, start: int, stop: int) -> int:
    """Where the words behind a slash or an open bracket end, no further than the next label.

    Where they would leave the row without a value it is the first of them alone: "NAMA WP /GP KECAMATAN LUBUK".
    """
    end = start
    if end >= stop or row.tokens[end].colon or not row.tokens[end].text.startswith(("/", "(")):
        return end
    while end < stop and row.gaps[end] < _BETWEEN_COLUMNS and not row.tokens[end].colon and _is_lettered(row, end):
        end += 1
    return end if end < len(row.tokens) else start + 1


def _is_lettered(row: Row, index: int) -> bool:
    return not any(ch.isdigit() for ch in row.tokens[index].text)


def _are_two(row: Row, start: int, end: int, known: Vocabulary) -> bool:
    """True when a gap between columns divides the tokens into two labels ("Mata Anggaran", "Jenis Setoran")."""
    for cut in range(start + 1, end):
        if row.gaps[cut] > _BETWEEN_COLUMNS:
            parts = ("".join(plain(t.text) for t in row.tokens[a:b]) for a, b in ((start, cut), (cut, end)))
            if all((match := known.nearest(part)) is not None and match.likeness > 0.9 for part in parts):
                return True
    return False


def _is_something_else(row: Row, start: int, end: int) -> bool:
    """True for tokens unlike a label that are none misread: a day, two cells, a word of names without a colon ("SMAN 4", "MUSA")."""
    if row.tokens[start].text.isdigit() or any(gap > _BETWEEN_COLUMNS for gap in row.gaps[start + 1 : end]):
        return True
    word = end - start == 1 and row.tokens[start].text.upper() in known_words()
    return word and not (end < len(row.tokens) and row.tokens[end].colon)


def _standing(row: Row, start: int, end: int) -> float:
    """How well the place suits a label, 0–1: it begins a segment and a colon, a gap, a figure or the row's end follows."""
    begins = row.starts_segment(start) or row.tokens[start - 1].text in _DIRT or _is_whole_value(row, start - 1)
    begins |= row.tokens[start].text.startswith("(") and row.tokens[end - 1].text.endswith(")")
    before = 1.0 if begins else 0.5
    if end < len(row.tokens) and row.tokens[end].colon:
        return 1.0 if before == 1.0 else 0.85
    if end == len(row.tokens) or row.gaps[end] > _GAP_OF_WORDS or _is_value(row.tokens[end].text):
        return before
    return before * 0.8


def _is_value_of_another(row: Row, start: int, end: int) -> bool:
    """True for words behind a colon that no colon follows: "Jasa" beside "Jenis Setoran :" is no misread "Masa"."""
    return start > 0 and row.tokens[start].colon and not (end < len(row.tokens) and row.tokens[end].colon)


def _is_month_of_date(row: Row, index: int) -> bool:
    """True for the "Nop" of "5 Nop 2018", of "Okt Nop Des" or of "Masa Pajak   Nop 2018", which is no NOP."""
    if not _is_month(row.tokens[index].text):
        return False
    before = row.tokens[index - 1].text if index else ""
    after = row.tokens[index + 1 : index + 3]
    of_year = any(_YEAR.fullmatch(token.text) or _is_month(token.text) for token in after)
    return of_year or (before.isdigit() and len(before) <= 2) or _is_month(before)


def _is_month(text: str) -> bool:
    return text.casefold().strip(".") in MONTH_NUMBERS


def _is_whole_value(row: Row, index: int) -> bool:
    """True for a figure, and for a dash that stands alone, not between words ("423 - Masa")."""
    if row.tokens[index].text in _DASHES and not row.starts_segment(index):
        return False
    return _is_value(row.tokens[index].text)


def _is_value(text: str) -> bool:
    digits = sum(ch.isdigit() for ch in text)
    return text in _DASHES or digits >= max(1, len(text) // 3)
