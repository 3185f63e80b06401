"""Texts → the label that they are: letters misread, words abbreviated, several names of one field.

Separate from labels, which tells where on a row a label stands: here only words are compared. Imports rapidfuzz and the
definitions.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from ocr.document import Char
from ocr.forms.definitions import Forms, Layout, plain, written_out

_BETWEEN_NAMES = re.compile(r"[/|()]")
_CUTS = (re.compile(r" / | ?[|()] ?"), _BETWEEN_NAMES)
"""How names of a label are parted: by slashes with spaces round them ("Nama Rekening / A/C Name"), else by any."""
_MOST_NAMES = 4
_LONGEST_OFFERED = 13
"""Longer labels forgive misread letters by themselves."""
_OFFERED = 0.01
"""An alternative less likely than this spells no label."""
_LOOKALIKES = str.maketrans("0158|", "OISBI")
_ALIKE_TOGETHER = (("RN", "M"), ("VV", "W"))
"""Letters that together look like another one."""
_REMEMBERED = 20_000


@dataclass(frozen=True, slots=True)
class Printed:
    """Words as printed, normalised, and normalised with their abbreviations written out."""

    text: str
    plain: str
    written_out: str

    def followed_by(self, after: Printed) -> Printed:
        """These words and those `after` them: no word and no abbreviation crosses the space between."""
        return Printed(f"{self.text} {after.text}", self.plain + after.plain, self.written_out + after.written_out)


@dataclass(frozen=True, slots=True)
class Match:
    """The normalised label that a text is like, how like (0–1), and the fields it names: several in "NPWP/Nama"."""

    text: str
    likeness: float
    fields: tuple[str, ...]


class Vocabulary:
    """The labels of all fields, grouped by length for a fast nearest search; what was asked once is remembered for a while."""

    def __init__(self, meanings: Mapping[str, str], words: Mapping[str, str]) -> None:
        self._meanings = meanings
        self._words = words
        self._by_length: dict[int, list[tuple[str, str]]] = {}
        for text in meanings:
            self._by_length.setdefault(len(text), []).append((text, mended(text)))
        self._alike: dict[int, tuple[list[str], list[str]]] = {}
        self._nearest: dict[str, Match | None] = {}
        self._named: dict[str, Match | None] = {}
        self._printed: dict[str, Printed] = {}

    def printed(self, text: str) -> Printed:
        """`text` in the three ways in which it is compared."""
        printed = self._printed.get(text)
        if printed is None:
            printed = self._printed[text] = Printed(text, plain(text), written_out(text, self._words))
        return printed

    def named(self, printed: Printed) -> Match | None:
        """The label that `printed` is: as it stands, with its abbreviations written out, or by each of its names."""
        try:
            return self._named[printed.text]
        except KeyError:
            self._forget()
            match = self._named[printed.text] = self._find(printed)
            return match

    def offered(self, inks: Sequence[Sequence[Char]]) -> Match | None:
        """The label that the recogniser's own alternatives spell, up to a third of its letters exchanged; None when none."""
        ink = [(kept, char) for chars in inks for char in chars if (kept := plain(char.text))]
        if not 3 <= len(ink) <= _LONGEST_OFFERED or any(len(kept) > 1 for kept, _ in ink):
            return None
        for label, _ in self._by_length.get(len(ink), ()):
            wrong = [
                (char, letter) for (kept, char), letter in zip(ink, label, strict=True) if kept not in (letter, "")
            ]
            if len(wrong) * 3 <= len(ink) and all(_offers(char, letter) for char, letter in wrong):
                return self._match(label, 1.0 - 0.3 * len(wrong) / len(ink))
        return None

    def nearest(self, text: str) -> Match | None:
        """The label nearest to the normalised `text`; None when none is near or labels of two fields are equally near."""
        if text in self._meanings:
            return self._match(text, 1.0)
        try:
            return self._nearest[text]
        except KeyError:
            unlike = not 3 <= len(text) <= 70 or sum(ch.isdigit() for ch in text) > len(text) / 3
            match = self._nearest[text] = None if unlike else self._search(text)
            return match

    def _forget(self) -> None:
        """Empties what grew too large, at any moment: nobody reads twice what another thread may empty between."""
        for memory in (self._named, self._nearest, self._printed):
            if len(memory) > _REMEMBERED:
                memory.clear()

    def _match(self, label: str, likeness: float) -> Match:
        return Match(label, likeness, (self._meanings[label],))

    def _find(self, printed: Printed) -> Match | None:
        match = self._known(printed) or self.nearest(printed.plain)
        if (match is None or match.likeness < 1.0) and _BETWEEN_NAMES.search(printed.text):
            names = (self._by_its_names(printed.text, cut) for cut in _CUTS)
            found = next((found for found in names if found is not None), None)
            if found is not None and (match is None or found.likeness == 1.0):
                match = found
        return match

    def _known(self, printed: Printed) -> Match | None:
        """The label to the letter, as printed or written out."""
        text = next((text for text in (printed.plain, printed.written_out) if text in self._meanings), None)
        return None if text is None else self._match(text, 1.0)

    def _by_its_names(self, text: str, cut: re.Pattern[str]) -> Match | None:
        """The fields of a label's names, which share words ("Nama WP/Badan", "Masa/Tahun Pajak"); None unless all are known.

        Names of one field are one label; names of different fields, behind slashes only, head as many values.
        """
        names = [name for name in cut.split(text) if plain(name)]
        if not 1 < len(names) <= _MOST_NAMES:
            return None
        found = [self._name(name, names[0], names[-1]) for name in names]
        known = [match for match in found if match is not None]
        if len(known) < len(found):
            return None
        fields = tuple(dict.fromkeys(field for match in known for field in match.fields))
        if len(fields) > 1 and re.search(r"[|()]", text):
            return None
        return Match("".join(match.text for match in known), min(match.likeness for match in known), fields)

    def _name(self, name: str, first: str, last: str) -> Match | None:
        """One of a label's names with words that it shares with the `last` ("Tanggal/Jam Cetak") or the `first`, or as it is."""
        head, tail = first.split(), last.split()
        before = [(*head[:count], name) for count in range(len(head) - 1, 0, -1)] if name is not first else []
        behind = [(name, *tail[count:]) for count in range(1, len(tail))] if name is not last else []
        texts = [" ".join(words) for words in (*behind, (name,), *before)]
        whole = (self._known(self.printed(text)) for text in texts)
        return next((match for match in whole if match is not None), None) or self.nearest(plain(name))

    def _search(self, text: str) -> Match | None:
        allowed = allowed_letters(len(text))
        labels, alike = self._of_like_length(len(text))
        distances = process.extract(
            mended(text), alike, scorer=Levenshtein.distance, processor=None, score_cutoff=allowed, limit=None
        )
        near = [(distance, labels[index]) for _, distance, index in distances]
        near = [(distance, label) for distance, label in near if distance <= allowed_letters(len(label))]
        fewest = min((distance for distance, _ in near), default=0)
        best = [label for distance, label in near if distance == fewest]
        if not best or len({self._meanings[label] for label in best}) > 1:
            return None
        return self._match(best[0], 1.0 - max(fewest, 0.3) / max(len(text), len(best[0])))

    def _of_like_length(self, length: int) -> tuple[list[str], list[str]]:
        """The labels that a text of so many letters may be, as they are and mended."""
        if length not in self._alike:
            allowed = allowed_letters(length)
            near = [pair for n in range(length - allowed, length + allowed + 1) for pair in self._by_length.get(n, ())]
            self._alike[length] = [label for label, _ in near], [text for _, text in near]
        return self._alike[length]


@lru_cache(maxsize=64)
def vocabulary(forms: Forms, layout: Layout | None = None) -> Vocabulary:
    """The labels of `forms`; on `layout` its own meaning of a label counts."""
    return Vocabulary({**forms.labels, **layout.labels} if layout else forms.labels, forms.words)


def allowed_letters(length: int) -> int:
    """Wrong letters allowed in a label of so many letters."""
    return 0 if length < 4 else 1 if length < 8 else 2 if length < 14 else length // 6


def mended(text: str) -> str:
    """`text` with one letter for all that look like it, the same for labels and for what is read."""
    for pair, letter in _ALIKE_TOGETHER:
        text = text.replace(pair, letter)
    return text.translate(_LOOKALIKES)


def _offers(char: Char, letter: str) -> bool:
    """True when the recogniser thought that `char` might be `letter`."""
    return any(plain(text) == letter and chance >= _OFFERED for text, chance in char.alternatives)
