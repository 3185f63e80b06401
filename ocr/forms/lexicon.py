"""The words that Indonesian names are made of, and how much a read name owes to them.

Separate because it alone knows `name_words.txt`. A known word vouches for its letters: a misread letter makes a word that is
none, but for the letters by which it differs from a known word that looks like it. Nothing vouches for full stops, figures, short
words and unknown ones. Imports the document types only.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from itertools import combinations, product

from ocr.document import Char, chance

_SHORTEST = 4
"""Letters from which a known word vouches for itself: in words of three any letter makes another one."""
_ALIKE = ("IJLT", "OQDCGU", "MNHW", "BRPEFKA", "UV", "SZ")
"""Capitals that bad print makes alike."""
_NARROW = "IJL"
"""Letters that are lost without a trace between two others."""
CLEAR, LEAST = 0.9, 0.02
"""A character surer than the first is clear ink, an alternative less likely than the second is none."""
_UNSURE_OF_NAMES = 0.97
"""Letters of words that are no known ones are clear from here on: that a name has an unlisted word is itself unlikely."""
_EXCHANGED = 2
"""A word of which more letters must be exchanged to make a known one is another word."""
_UNSURE = 6
"""Of more unsure letters of a word only so many, the most doubtful, are exchanged."""
_COMPANY_FORMS = frozenset({"PT", "CV", "UD"})
"""First words of two letters that are known ones too."""


@dataclass(frozen=True, slots=True)
class Trust:
    """What a name owes to known words: the chance that their letters are right, and that all its other characters are.

    `contested` is that chance for the letters by which known words differ from other known words that look like them.
    `likely` tells that its unknown words look like names and like no known word but for a letter.
    """

    known: float
    contested: float
    other: float
    likely: bool


@cache
def sections() -> dict[str, frozenset[str]]:
    """The words of `name_words.txt` by section, upper case."""
    text = files("ocr.forms").joinpath("name_words.txt").read_text(encoding="utf-8")
    parts = (part.split("]", 1) for part in text.split("\n[")[1:])
    return {name: frozenset(words.split()) for name, words in parts}


@cache
def known_words() -> frozenset[str]:
    """All words of all sections but those that lack their apostrophe."""
    return frozenset[str]().union(*sections().values()) - sections()["apostrophe"]


def trust(text: str, chars: Sequence[Char]) -> Trust:
    """What the name `text` owes to known words; `chars` are its characters without spaces."""
    at = _by_place(text, chars)
    if at is None:
        return Trust(1.0, 1.0, chance(chars), likely=False)
    vouched: set[int] = set()
    contested: set[int] = set()
    likely = True
    for match in re.finditer(r"[^\W\d_]+", text):
        span = range(*match.span())
        word, ink = match.group().upper(), [at[index] for index in span]
        if len(word) < _SHORTEST:
            continue
        rivalled = {span[index] for index in rivalled_letters(word, ink)}
        if word in known_words() and match.group() in (word, word.title()):
            contested |= rivalled
            vouched |= set(span) - rivalled
        else:
            likely &= not rivalled and sounds_like_a_name(word)
    other = [char for index, char in at.items() if index not in vouched | contested]
    return Trust(
        chance([at[index] for index in vouched]), chance([at[index] for index in contested]), chance(other), likely
    )


def _by_place(text: str, chars: Sequence[Char]) -> dict[int, Char] | None:
    """The characters of `text` by their index in it, spaces left out; None where `chars` are not its own."""
    places = [index for index, char in enumerate(text) if char != " "]
    return dict(zip(places, chars, strict=True)) if len(places) == len(chars) else None


def as_letters(text: str, chars: Sequence[Char]) -> tuple[Char, ...]:
    """`chars`, those of the name `text` without spaces, each as sure as it is when words of letters have nothing but letters.

    What else a letter may be counts for it where no name has that there: figures and signs, small letters in a word of
    capitals, capitals within a word of small ones. Words with figures, of one letter or of mixed case stay as they are.
    """
    found = _by_place(text, chars)
    if found is None:
        return tuple(chars)
    for match in re.finditer(r"[^\W_]+", text):
        word, span = match.group(), range(*match.span())
        if len(word) > 1 and word.isalpha() and word in (word.upper(), word.title()):
            found |= {index: _as_letter(found[index]) for index in span}
    return tuple(found.values())


def _as_letter(char: Char) -> Char:
    """`char` with the chances of all that is no letter of its case."""
    letters = tuple((a, p) for a, p in char.alternatives if a.isalpha() and a.isupper() == char.text.isupper())
    other = sum(p for a, p in char.alternatives if (a, p) not in letters)
    return Char(char.text, min(1.0, char.confidence + other), letters)


def spelled_as_known(text: str, chars: Sequence[Char]) -> tuple[Char, ...]:
    """`chars`, those of `text` without spaces, with unsure ones of unknown words exchanged where that makes known words.

    What is put in their place is always among the recogniser's own alternatives, and what was read becomes one.
    """
    found = _by_place(text, chars)
    if found is None:
        return tuple(chars)
    for match in re.finditer(r"[^\W_]+", text):
        word, span = match.group(), range(*match.span())
        known = _COMPANY_FORMS if len(word) < _SHORTEST and not match.start() else known_words()
        if (len(word) >= _SHORTEST or known is _COMPANY_FORMS) and word.upper() not in known:
            ink = [found[index] for index in span]
            found |= zip(span, _likeliest(ink, known, capitals=word.upper() == word), strict=True)
    return tuple(found.values())


def _likeliest(word: Sequence[Char], known: frozenset[str], *, capitals: bool) -> Sequence[Char]:
    """The likeliest spelling of `word` that is among `known`; `word` itself where none is."""
    unsure = sorted(
        (i for i, char in enumerate(word) if char.confidence < _UNSURE_OF_NAMES), key=lambda i: word[i].confidence
    )
    best: Sequence[Char] = word
    likelihood = 0.0
    for places in (some for size in range(1, _EXCHANGED + 1) for some in combinations(unsure[:_UNSURE], size)):
        for texts in product(*(_others(word[place]) for place in places)):
            other = list(word)
            for place, (text, share) in zip(places, texts, strict=True):
                other[place] = exchanged(word[place], text, share)
                if capitals:
                    other[place] = replace(other[place], text=text.upper())
            if chance(other) > likelihood and "".join(char.text for char in other).upper() in known:
                best, likelihood = other, chance(other)
    return best


def exchanged(char: Char, text: str, share: float) -> Char:
    """`text`, one of the alternatives of `char`, in its stead; what was read becomes an alternative."""
    others = ((char.text, char.confidence), *(other for other in char.alternatives if other[0] != text))
    return Char(text, share, others)


def _others(char: Char) -> list[tuple[str, float]]:
    return [(text, share) for text, share in char.alternatives if share >= LEAST]


def rivalled_letters(word: str, chars: Sequence[Char]) -> frozenset[int]:
    """Indices of the letters of `word` by which another known word differs that it may be.

    That word is among the recogniser's own alternatives, or it looks like `word`; where it has a narrow letter more, the
    letters between which that one may be lost are meant. An unknown word has no rival that merely looks like it: names
    that nobody listed often resemble listed ones.
    """
    known = word in known_words()
    found: set[int] = set()
    for index, char in enumerate(chars):
        likes = {text.upper() for text, _ in char.alternatives} | (_likes(word[index]) if known else set())
        if _is_known_with(word, index, likes):
            found.add(index)
    for cut in range(len(word) + 1) if known else ():
        if any(_with(word, cut, cut, letter) in known_words() for letter in _NARROW):
            found |= {cut - 1, cut} & set(range(len(word)))
    return frozenset(found)


def sounds_like_a_name(word: str) -> bool:
    """True when every three letters of `word` stand together in some known word, its beginning and end too."""
    return _threes(word) <= _known_threes()


def looks_misread(word: str) -> bool:
    """True when `word` does not sound like a name and a letter that looks alike makes a known word of it ("YCHANIS")."""
    if len(word) < _SHORTEST or sounds_like_a_name(word):
        return False
    return any(_is_known_with(word, index, _likes(letter)) for index, letter in enumerate(word))


def _is_known_with(word: str, index: int, letters: Set[str]) -> bool:
    """True when one of `letters` in the place of its own at `index` makes a known word of `word`."""
    return any(_with(word, index, index + 1, letter) in known_words() for letter in letters - {word[index]})


def _with(word: str, start: int, end: int, letters: str) -> str:
    return word[:start] + letters + word[end:]


@cache
def _likes(letter: str) -> frozenset[str]:
    return frozenset("".join(group for group in _ALIKE if letter in group))


@cache
def _known_threes() -> frozenset[str]:
    return frozenset[str]().union(*(_threes(word) for word in known_words() if len(word) >= _SHORTEST))


def _threes(word: str) -> frozenset[str]:
    framed = f"^^{word}$$"
    return frozenset(framed[index : index + 3] for index in range(len(framed) - 2))
