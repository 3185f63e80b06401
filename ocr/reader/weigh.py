"""Several readings of one strip → the text that picture and language together make likeliest.

Separate because it is where both meet. Imports numpy and this package.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ocr.reader.belief import Evidence, believed, evidence_for
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

    With a language its characters are as sure as `ocr.reader.belief` makes them, without one as the readings do on average.
    """
    written = [one.reading for one in heard if one.reading.text]
    if not written:
        return heard[0].reading
    if language is None:
        return voted(written)
    return believed(*chosen(heard, characters, language))


def chosen(heard: Sequence[Heard], characters: str, language: Language) -> tuple[Line, list[Evidence]]:
    """The likeliest text, as sure as the readings, at least one of them written, are on average, and what speaks for its characters."""
    written = [one.reading for one in heard if one.reading.text]
    most = voted(written)
    texts = list(dict.fromkeys(filter(None, [most.text, *_proposed(heard, characters, language)])))
    totals = _totals(texts, heard, characters, language) + VOTED_GAIN * np.array([text == most.text for text in texts])
    best = texts[int(totals.argmax())]
    line = most if best == most.text else supported(best, written)
    shares = np.exp(totals - totals.max())
    return line, evidence_for(line, [one.text for one in written], dict(zip(texts, shares / shares.sum(), strict=True)))


def _proposed(heard: Sequence[Heard], characters: str, language: Language) -> list[str]:
    said = [one.reading.text for one in heard]
    return said + [text for one in heard for text in likely_texts(one.scores, characters, language, TEXTS_PER_READING)]


def _totals(texts: list[str], heard: Sequence[Heard], characters: str, language: Language) -> NDArray[np.float64]:
    """Nats of each text: of the pictures on average, of the language, and for its length."""
    pictures = sum(one.weight * log_likelihoods(one.scores, texts, characters) for one in heard)
    said = np.array([LANGUAGE_WEIGHT * language.of_line(text) + CHARACTER_GAIN * len(text) for text in texts])
    return np.asarray(pictures / sum(one.weight for one in heard) + said, np.float64)
