"""Several readings of one strip → one, character by character.

Separate because it is pure arithmetic on readings. Imports rapidfuzz and the document types only.

Recogniser output voting error reduction (ROVER, Fiscus 1997), with the probabilities of all that a character may be
instead of one vote.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

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
    places, beside = _said_at(readings[0].text, readings)
    slots = [place for index, own in enumerate(places) for place in (*beside[index], own)] + beside[-1]
    shares = [_shares(place, len(readings)) for place in slots]
    return _line([_char(max(share, key=lambda text: share[text]), share) for share in shares])


def supported(text: str, readings: Sequence[Line]) -> Line:
    """`text`, each character as sure as `readings`, at least one, make it on average, whatever most of them say."""
    places, beside = _said_at(text, readings)
    slots = [
        slot
        for index, own in enumerate(places)
        for slot in (*[(NOTHING, other) for other in beside[index]], (text[index], own))
    ]
    slots += [(NOTHING, other) for other in beside[-1]]
    return _line([_char(said, _shares(place, len(readings))) for said, place in slots])


def _said_at(text: str, readings: Sequence[Line]) -> tuple[list[Place], list[list[Place]]]:
    """What the readings say at each character of `text`, and at the places before each and behind the last one."""
    places: list[Place] = [Counter() for _ in text]
    beside: list[list[Place]] = [[] for _ in range(len(text) + 1)]
    for reading in readings:
        for edit in Levenshtein.opcodes(text, reading.text):
            said = reading.chars[edit.dest_start : edit.dest_end]
            between = beside[edit.src_start]
            if edit.tag == "insert":
                between += [Counter() for _ in said[len(between) :]]
            here = between if edit.tag == "insert" else places[edit.src_start : edit.src_end]
            for place, char in zip(here, said, strict=False):
                place.update({char.text: char.confidence, **dict(char.alternatives)})
    return places, beside


def _shares(place: Place, readings: int) -> dict[str, float]:
    """The likeliest characters of a place and NOTHING, the likeliest first, each with its chance."""
    shares = {text: weight / readings for text, weight in place.most_common(ALTERNATIVES + 1)}
    shares[NOTHING] = max(0.0, 1.0 - place.total() / readings)
    return dict(sorted(shares.items(), key=lambda item: -item[1]))


def _char(said: str, shares: Mapping[str, float]) -> Char:
    others = [
        (text, share) for text, share in shares.items() if text not in (said, NOTHING) and share >= MIN_ALTERNATIVE
    ]
    return Char(said, shares.get(said, 0.0), tuple(others[:ALTERNATIVES]))


def _line(slots: Sequence[Char]) -> Line:
    """The line of those that say something; next to one that says nothing they are less sure by what may stand there."""
    chars: list[Char] = []
    lost = 0.0
    for char in slots:
        if char.text == NOTHING:
            lost = max(lost, 1 - char.confidence)
        elif char.text == " ":
            chars.append(char)
        else:
            chars.append(less_sure(char, lost))
            lost = 0.0
    kept = stripped(tuple(chars)).chars
    return stripped((*kept[:-1], *(less_sure(char, lost) for char in kept[-1:])))
