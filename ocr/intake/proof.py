"""Whether the ink bears out a text layer, word by word: what to read again of it, and what the readings say.

Separate because it weighs two witnesses: the layer, exact or a lie, and a recogniser that errs on small print. Measured in
docs/decisions/0006. Imports document only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from rapidfuzz.distance import Levenshtein

from ocr.document import Char, Word

_LONG = 40
"""Characters from which a text without figures is a sentence: no value but an amount in words, which figures check."""
_LEAST_PROVED = 4
"""So many texts at least are read again; of a page of sentences the longest."""
_TALL = 1.8
"""Letters so much taller than the page's print are a stamp's or a watermark's, with other print across them."""
_SURE = 0.9
"""The recogniser's confidence from which its character stands against the layer's; of clean print it gives 0.97 and more."""
_SURE_LETTER = 0.95
"""The same of a letter in a text without figures: shop signs are set in odd faces."""
_LIKELY = 0.1
"""The layer's character is borne out where the recogniser gives it this chance beside its own."""
_LOST = 0.5
"""What is left of a figure that was not read: the recogniser loses one sooner than it misreads one."""
_ALIKE, _ALIKE_FIGURES = 0.5, 0.65
"""Similarity below which print says something else altogether, however unsurely it was read; that of texts with figures, of which the
half may lie under what covers it."""
_TELLING = 4
"""Letters and figures from which a similarity tells anything."""
_LOOK_ALIKE = ("0OQD", "1IL")
"""Capitals and figures that some faces print the same: the recogniser alone condemns no layer for them."""


def words_to_prove(layer: Sequence[Word]) -> tuple[Word, ...]:
    """What is read again of a layer: every text that can be a value, which leaves out sentences, upright print and watermarks."""
    if not layer:
        return ()
    usual = float(np.median([word.box.height for word in layer]))
    level = [word for word in layer if not _stands(word) and _written(word.text)]
    values = [
        word for word in level if _has_figures(word) or (len(word.text) < _LONG and word.box.height < _TALL * usual)
    ]
    if len(values) >= _LEAST_PROVED:
        return tuple(values)
    rest = sorted((word for word in level if word not in values), key=lambda word: -len(word.text))
    return (*values, *rest[: _LEAST_PROVED - len(values)])


def proved(word: Word, ink: Sequence[Word]) -> Word | None:
    """`word` of a layer as the `ink` in its box leaves it: as it was, with its doubted characters, or None where print says something else.

    Only a recogniser that is sure of what it reads speaks against the layer. Where it is unsure the character is doubted, and a value
    with it marked; a text without figures keeps its certainty then, since small print costs letters first.
    """
    said, figures = _written(word.text), _has_figures(word)
    chars = [char for piece in ink for char in _chars(piece) if _is_told(char.text)]
    read = "".join(char.text.upper() for char in chars)
    least = _ALIKE_FIGURES if figures else _ALIKE
    if len(said) >= _TELLING and Levenshtein.normalized_similarity(said, read) < least:
        return None
    doubted: dict[int, Char] = {}
    for edit in Levenshtein.editops(said, read):
        at = edit.src_pos
        if edit.tag == "insert":
            if 0 < at < len(said) and figures and chars[edit.dest_pos].confidence >= _SURE:
                return None
        elif edit.tag == "delete":
            doubted[at] = Char(said[at], _LOST)
        elif (weighed := _weighed(said[at], chars[edit.dest_pos], _SURE if figures else _SURE_LETTER)) is None:
            return None
        elif weighed.confidence < 1.0:
            doubted[at] = weighed
    return _with_doubts(word, doubted) if figures and doubted else word


def _weighed(said: str, read: Char, sure: float) -> Char | None:
    """The layer's character with the confidence that the ink leaves it; None where the ink surely shows another."""
    likely = max((chance for text, chance in read.alternatives if text.upper() == said), default=0.0)
    if likely >= _LIKELY:
        return Char(said, 1.0)
    doubted = Char(said, likely, ((read.text, read.confidence),))
    if any(said in alike and read.text.upper() in alike for alike in _LOOK_ALIKE):
        return doubted if read.confidence >= sure else Char(said, 1.0)
    return None if read.confidence >= sure else doubted


def _with_doubts(word: Word, doubted: dict[int, Char]) -> Word:
    """`word` with a confidence for each character; `doubted` counts letters and figures alone."""
    chars: list[Char] = []
    place = 0
    for text in word.text:
        own = doubted.get(place) if _is_told(text) else None
        chars.append(replace(own, text=text) if own else Char(text, 1.0))
        place += _is_told(text)
    return replace(word, confidence=min(char.confidence for char in chars), chars=tuple(chars))


def _written(text: str) -> str:
    """What is compared of `text`, as capitals."""
    return "".join(char.upper() for char in text if _is_told(char))


def _is_told(char: str) -> bool:
    """Whether a character is compared: marks and spaces bear no value, and the recogniser knows no foreign letters."""
    return char.isascii() and char.isalnum()


def _chars(word: Word) -> tuple[Char, ...]:
    return word.chars or tuple(Char(char, word.confidence) for char in word.text)


def _has_figures(word: Word) -> bool:
    return any(char.isdigit() for char in word.text)


def _stands(word: Word) -> bool:
    """Whether a text runs up or down the page, or its characters stand in boxes of their own, where rules pass for letters."""
    pieces = word.text.split()
    boxed = len(pieces) > 2 and sum(len(piece) == 1 for piece in pieces) > len(pieces) / 2
    return boxed or (len(word.text) > 2 and word.box.height > word.box.width)
