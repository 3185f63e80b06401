"""Rows → labels: every place where a printed label of the definitions stands, misread letters allowed.

Separate because labels divide the page: a value ends where the next label begins. Imports rapidfuzz, rows, definitions.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from ocr.document import Box, Char
from ocr.forms.definitions import Forms, Layout, plain, written_out
from ocr.forms.grammar.dates import MONTH_NUMBERS
from ocr.forms.rows import Row
from ocr.forms.tokens import Token, union

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
_LONGEST_OFFERED = 13
"""Longer labels forgive misread letters by themselves."""
_OFFERED = 0.01
"""An alternative less likely than this spells no label."""
_UNLIKE_A_LABEL = 0.8
_LANGUAGES = 2
_BETWEEN_NAMES = re.compile(r"[/|()]")
_SHORTEST_NAME = 4
"""Letters behind a label's slash or bracket from which they are another name of it; fewer are a currency or a number."""
_NAMED_IN_PART = 0.45
"""How whole a label is whose other name nobody listed."""
_LOOKALIKES = str.maketrans("0158|", "OISBI")


@dataclass(frozen=True, slots=True)
class Label:
    """A label on a row: tokens `start` to `end` (exclusive) of row `row` name `field`; score 0–1."""

    field: str
    text: str
    row: int
    start: int
    end: int
    score: float
    box: Box


@dataclass(frozen=True, slots=True)
class _Names:
    """What labels are compared with: normalised text → field, the same texts for search, variants of words."""

    meanings: Mapping[str, str]
    vocabulary: _Vocabulary
    words: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Printed:
    """Tokens as printed, normalised, and normalised with their abbreviations written out; `doubted` by the recogniser."""

    text: str
    plain: str
    written_out: str
    doubted: bool = False

    def followed_by(self, after: _Printed) -> _Printed:
        """These tokens and those `after` them: no word and no abbreviation crosses the space between."""
        return _Printed(
            f"{self.text} {after.text}",
            self.plain + after.plain,
            self.written_out + after.written_out,
            self.doubted or after.doubted,
        )


_NOTHING = _Printed("", "", "")


def _printed(token: Token, names: _Names) -> _Printed:
    doubted = any(char.alternatives for char in token.chars)
    return _Printed(token.text, plain(token.text), written_out(token.text, names.words), doubted)


def find_labels(rows: Sequence[Row], forms: Forms, layout: Layout | None = None) -> tuple[Label, ...]:
    """Labels in reading order; on `layout` its own meaning of a label counts."""
    meanings: Mapping[str, str] = forms.labels if layout is None else {**forms.labels, **layout.labels}
    vocabulary = _vocabulary(tuple(meanings))
    found: list[Label] = []
    for index, row in enumerate(rows):
        labels = _row_labels(index, row, _Names(meanings, vocabulary, forms.words))
        stops = [label.start for label in labels[1:]] + [len(row.tokens)]
        found += [_with_other_name(label, row, stop) for label, stop in zip(labels, stops, strict=False)]
    return tuple(found)


def likeness(text: str, labels: tuple[str, ...]) -> float:
    """How like the nearest of the normalised `labels` a normalised `text` is, 0–1."""
    match = _vocabulary(labels).nearest(text)
    return match[1] if match else 0.0


def _row_labels(index: int, row: Row, names: _Names) -> list[Label]:
    options: list[tuple[float, Label]] = []
    printed = [_printed(token, names) for token in row.tokens]
    for start in range(len(row.tokens)):
        if _is_month_of_date(row, start) or not printed[start].plain:
            continue
        text, whole = _NOTHING, ""
        for end in range(start + 1, min(len(row.tokens), start + _LONGEST) + 1):
            if end > start + 1 and row.gaps[end - 1] > (_WITHIN_WORD if row.tokens[end - 1].colon else 2.5):
                break
            text = text.followed_by(printed[end - 1])
            match = _named(text, names) or (names.vocabulary.offered(row.tokens[start:end]) if text.doubted else None)
            if (
                match is None
                or _are_two(row, start, end, names.vocabulary)
                or _runs_into_value(text.plain, match[0], whole, exact=row.tokens[end - 1].exact)
            ):
                continue
            if match[1] == 1.0:
                whole = match[0]
            score = match[1] * _standing(row, start, end)
            if match[1] < 1.0 and _is_value_of_another(row, start, end):
                score *= _UNLIKE_A_LABEL
            if score >= 0.66:
                box = union(row.tokens[start:end])
                label = Label(names.meanings[match[0]], match[0], index, start, end, score, box)
                options.append((score * score * min(len(text.plain), len(match[0])), label))
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
    return [label for label in chosen if not (label.start in ends and _begins_a_text(row, label))]


def _runs_into_value(printed: str, label: str, whole: str, *, exact: bool) -> bool:
    """True where `printed` begins with the `whole` of a shorter label and what follows is too unlike the rest of `label`.

    "Nama Wajib Pajak BADAN …" is no misread "Nama Wajib Pajak/Bayar": Badan begins the name.
    """
    if not whole or label == whole or not label.startswith(whole):
        return False
    if not printed.startswith(whole):
        return False
    rest = label[len(whole) :]
    return Levenshtein.distance(printed[len(whole) :], rest) > (0 if exact else _allowed(len(rest)))


def _begins_a_text(row: Row, label: Label) -> bool:
    """True for one word with another close behind it: beside a label "Kelurahan" begins the name of an office."""
    after = label.end
    if (
        after - label.start > 1
        or after == len(row.tokens)
        or row.tokens[after].colon
        or row.gaps[after] > _GAP_OF_WORDS
    ):
        return False
    return not _is_value(row.tokens[after].text)


def _named(printed: _Printed, names: _Names) -> tuple[str, float] | None:
    """The label that `printed` is, as it stands, with its abbreviations written out, or twice ("Alamat / Address")."""
    match = names.vocabulary.nearest(printed.plain)
    if match is not None and match[1] == 1.0:
        return match
    whole = names.vocabulary.nearest(printed.written_out) if printed.written_out != printed.plain else None
    if whole is not None and whole[1] == 1.0:
        return whole
    if match is None and _BETWEEN_NAMES.search(printed.text):
        parts = [part for part in _BETWEEN_NAMES.split(printed.text) if plain(part)]
        if len(parts) == _LANGUAGES:
            first, second = (
                _named(_Printed(part, plain(part), written_out(part, names.words)), names) for part in parts
            )
            if first and second and names.meanings[first[0]] == names.meanings[second[0]]:
                return first
    return match


def _with_other_name(label: Label, row: Row, stop: int) -> Label:
    """`label` with what stands behind its slash or bracket ("Nama / Payer"): no value, and likely another name of the field.

    What an unknown name adds to a label nobody knows, so the value beside it is taken where nothing better is, and marked.
    """
    end = label.end
    if end >= stop or row.tokens[end].colon or not row.tokens[end].text.startswith(("/", "(")):
        return label
    while end < stop and row.gaps[end] < _BETWEEN_COLUMNS and not row.tokens[end].colon and _is_lettered(row, end):
        end += 1
    rest = plain("".join(token.text for token in row.tokens[label.end : end]))
    if len(rest) < _SHORTEST_NAME:
        return label
    box = union(row.tokens[label.start : end])
    return replace(label, end=end, score=label.score * _NAMED_IN_PART, box=box)


def _is_lettered(row: Row, index: int) -> bool:
    return not any(ch.isdigit() for ch in row.tokens[index].text)


def _are_two(row: Row, start: int, end: int, vocabulary: _Vocabulary) -> bool:
    """True when a gap between columns divides the tokens into two labels ("Mata Anggaran", "Jenis Setoran")."""
    for cut in range(start + 1, end):
        if row.gaps[cut] > _BETWEEN_COLUMNS:
            parts = ("".join(plain(t.text) for t in row.tokens[a:b]) for a, b in ((start, cut), (cut, end)))
            if all((match := vocabulary.nearest(part)) is not None and match[1] > 0.9 for part in parts):
                return True
    return False


def _standing(row: Row, start: int, end: int) -> float:
    """How well the place suits a label, 0–1: it begins a segment and a colon, a gap, a figure or the row's end follows."""
    begins = row.starts_segment(start) or row.tokens[start - 1].text in _DIRT or _is_whole_value(row, start - 1)
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
    """True for the "Nop" of "5 Nop 2018" or of "Okt Nop Des", which is no NOP."""
    before = row.tokens[index - 1].text if index else ""
    after_month = (before.isdigit() and len(before) <= 2) or _is_month(before)
    return after_month and _is_month(row.tokens[index].text)


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


class _Vocabulary:
    """The normalised labels, grouped by length for a fast nearest search."""

    def __init__(self, texts: tuple[str, ...]) -> None:
        self._by_length: dict[int, list[tuple[str, str]]] = {}
        for text in texts:
            self._by_length.setdefault(len(text), []).append((text, text.translate(_LOOKALIKES)))
        self._known = frozenset(texts)
        self._memo: dict[str, tuple[str, float] | None] = {}

    def nearest(self, text: str) -> tuple[str, float] | None:
        """The nearest label and its likeness 0–1; None when none is near or two fields are equally near."""
        if text in self._known:
            return text, 1.0
        if text not in self._memo:
            if len(self._memo) > 20_000:
                self._memo.clear()
            unlike = not 3 <= len(text) <= 70 or sum(ch.isdigit() for ch in text) > len(text) / 3
            self._memo[text] = None if unlike else self._search(text)
        return self._memo[text]

    def offered(self, tokens: Sequence[Token]) -> tuple[str, float] | None:
        """The label that the recogniser's own alternatives spell, up to a third of its letters exchanged; None when none."""
        ink = [(kept, char) for token in tokens for char in token.chars if (kept := plain(char.text))]
        if not 3 <= len(ink) <= _LONGEST_OFFERED or any(len(kept) > 1 for kept, _ in ink):
            return None
        for label, _ in self._by_length.get(len(ink), ()):
            wrong = [
                (char, letter) for (kept, char), letter in zip(ink, label, strict=True) if kept not in (letter, "")
            ]
            if len(wrong) * 3 <= len(ink) and all(_offers(char, letter) for char, letter in wrong):
                return label, 1.0 - 0.3 * len(wrong) / len(ink)
        return None

    def _search(self, text: str) -> tuple[str, float] | None:
        mended = text.translate(_LOOKALIKES)
        allowed = _allowed(len(text))
        best: tuple[float, str] | None = None
        for length in range(len(text) - allowed, len(text) + allowed + 1):
            most = min(allowed, _allowed(length))
            for label, label_mended in self._by_length.get(length, ()):
                distance = Levenshtein.distance(mended, label_mended, score_cutoff=allowed)
                if distance <= most and (best is None or distance < best[0]):
                    best = distance, label
        if best is None:
            return None
        return best[1], 1.0 - max(best[0], 0.3) / max(len(text), len(best[1]))


def _offers(char: Char, letter: str) -> bool:
    """True when the recogniser thought that `char` might be `letter`."""
    return any(plain(text) == letter and chance >= _OFFERED for text, chance in char.alternatives)


def _allowed(length: int) -> int:
    """Wrong letters allowed in a label of so many letters."""
    return 0 if length < 4 else 1 if length < 8 else 2 if length < 14 else length // 6


@lru_cache(maxsize=32)
def _vocabulary(texts: tuple[str, ...]) -> _Vocabulary:
    return _Vocabulary(texts)
