"""Several readings of one strip → one, character by character.

Separate because it is pure arithmetic on readings. Imports rapidfuzz and the document types only.

Recogniser output voting error reduction (ROVER, Fiscus 1997), with the probabilities of all that a character may be
instead of one vote.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rapidfuzz.distance import Levenshtein

from ocr.document import Char
from ocr.reader.decode import ALTERNATIVES, MIN_ALTERNATIVE, Line, less_sure, stripped

NOTHING = ""

Place = Counter[str]
"""How often each character was read at a place, the probabilities of all readings added."""


def voted(readings: Sequence[Line]) -> Line:
    """What most of `readings`, at least one, say at each place; the first decides which places there are.

    A character is as sure as the readings are on average: what only one of them saw is doubted, however sure that one is.
    Next to what is left out, it is less sure by how likely something stands there.
    """
    first, others = readings[0], readings[1:]
    places = [_read_as(char) for char in first.chars]
    beside: list[list[Place]] = [[] for _ in range(len(places) + 1)]
    for other in others:
        for edit in Levenshtein.opcodes(first.text, other.text):
            said = other.chars[edit.dest_start : edit.dest_end]
            between = beside[edit.src_start]
            if edit.tag == "insert":
                between += [Counter() for _ in said[len(between) :]]
            here = between if edit.tag == "insert" else places[edit.src_start : edit.src_end]
            for place, char in zip(here, said, strict=False):
                place.update(_read_as(char))
    slots = [place for index, own in enumerate(places) for place in (*beside[index], own)] + beside[-1]
    chars: list[Char] = []
    lost = 0.0
    for char in (_char(place, len(readings)) for place in slots):
        if char.text == NOTHING:
            lost = max(lost, 1 - char.confidence)
        elif char.text == " ":
            chars.append(char)
        else:
            chars.append(less_sure(char, lost))
            lost = 0.0
    kept = stripped(tuple(chars)).chars
    return stripped((*kept[:-1], *(less_sure(char, lost) for char in kept[-1:])))


def _read_as(char: Char) -> Place:
    return Counter({char.text: char.confidence, **dict(char.alternatives)})


def _char(place: Place, readings: int) -> Char:
    """The likeliest character of a place; NOTHING where the readings that saw none outweigh it."""
    shares = {text: weight / readings for text, weight in place.most_common(ALTERNATIVES + 1)}
    shares[NOTHING] = max(0.0, 1.0 - place.total() / readings)
    (text, confidence), *others = sorted(shares.items(), key=lambda item: -item[1])
    kept = tuple((other, share) for other, share in others if other != NOTHING and share >= MIN_ALTERNATIVE)
    return Char(text, confidence, kept[:ALTERNATIVES])
