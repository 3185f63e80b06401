"""Several readings of one strip → the text that picture and language together make likeliest.

Separate because it is where both meet. Imports numpy and this package.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ocr.reader.ctc import CHARACTER_GAIN, LANGUAGE_WEIGHT, Scores, likely_texts, log_likelihoods
from ocr.reader.decode import Line
from ocr.reader.language import Language
from ocr.reader.vote import supported, voted

TEXTS_PER_READING = 3
"""Texts that every reading proposes by picture and language, beside what the readings say and what most of them say."""

VOTED_GAIN = 1.0
"""Nats for what most readings say: they agree on it without the language."""


class Heard(NamedTuple):
    """One reading of a strip, the probabilities it was read from, and what it counts against the others."""

    reading: Line
    scores: Scores
    weight: float


def weighed(heard: Sequence[Heard], characters: str, language: Language | None) -> Line:
    """The likeliest of the texts that the readings, at least one, propose; without a language what most of them say.

    Its characters are as sure as the readings make them: the language chooses, and what it chose against them is doubted.
    """
    written = [one.reading for one in heard if one.reading.text]
    if not written:
        return heard[0].reading
    most = voted(written)
    if language is None:
        return most
    texts = list(dict.fromkeys(filter(None, [most.text, *_proposed(heard, characters, language)])))
    totals = _totals(texts, heard, characters, language) + VOTED_GAIN * np.array([text == most.text for text in texts])
    best = texts[int(totals.argmax())]
    return most if best == most.text else supported(best, written)


def _proposed(heard: Sequence[Heard], characters: str, language: Language) -> list[str]:
    said = [one.reading.text for one in heard]
    return said + [text for one in heard for text in likely_texts(one.scores, characters, language, TEXTS_PER_READING)]


def _totals(texts: list[str], heard: Sequence[Heard], characters: str, language: Language) -> NDArray[np.float64]:
    """Nats of each text: of the pictures on average, of the language, and for its length."""
    pictures = sum(one.weight * log_likelihoods(one.scores, texts, characters) for one in heard)
    said = np.array([LANGUAGE_WEIGHT * language.of_line(text) + CHARACTER_GAIN * len(text) for text in texts])
    return np.asarray(pictures / sum(one.weight for one in heard) + said, np.float64)
