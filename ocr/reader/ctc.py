"""Texts that a recogniser's probabilities may mean, and how likely they make each.

Separate because it is arithmetic on one array and a model of the language. Imports numpy and this package.

CTC prefix beam search (Hannun et al. 2014, arXiv:1408.2873) and CTC's forward sum (Graves et al. 2006).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ocr.reader.decode import BLANK
from ocr.reader.language import Language

Scores = NDArray[np.floating]
"""Probabilities (T, 1 + characters) of the steps of one line, the blank first."""

LANGUAGE_WEIGHT = 0.3
"""What a nat of the language counts against one of the picture (docs/decisions/0211)."""

CHARACTER_GAIN = 0.8
"""Nats for every character: without them the language would rather read less."""

BEAM = 8
"""Beginnings of texts kept from step to step."""

_FALLEN_BEHIND = 10.0
"""Nats by which a beginning may be less likely than the best one."""

_LEAST = 0.002
"""Probabilities below this are the softmax's floor, not a reading."""

_BLANK = 0.999
"""A step surer than this to be blank ends a character and says nothing else."""

_TINY, _IMPOSSIBLE = 1e-7, -1e30


def likely_texts(scores: Scores, characters: str, language: Language, count: int) -> list[str]:
    """The `count` likeliest texts by picture and language together, the best first."""
    beam = {"": (0.0, _IMPOSSIBLE, 0.0)}  # logarithms: ends in a blank, ends in its last character; language's share
    for blank, options in _steps(scores, characters):
        beam = _best(_extended(beam, blank, options, language) if options else _closed(beam, blank))
    ranked = sorted(beam, key=lambda text: -_total(beam[text]))
    return [text.strip() for text in ranked[:count]]


_Beginning = tuple[float, float, float]


def _steps(scores: Scores, characters: str) -> list[tuple[float, list[tuple[str, float]]]]:
    """Logarithms of every step's blank and of the characters it may be."""
    found = []
    for step in scores.astype(np.float32):
        blank = float(step[BLANK])
        numbers = [] if blank > _BLANK else np.flatnonzero(step > _LEAST).tolist()
        options = [(characters[number - 1], math.log(step[number])) for number in numbers if number != BLANK]
        found.append((math.log(max(blank, _TINY)), options))
    return found


def _closed(beam: dict[str, _Beginning], blank: float) -> dict[str, _Beginning]:
    return {text: (_sum(closed, opened) + blank, _IMPOSSIBLE, said) for text, (closed, opened, said) in beam.items()}


def _extended(
    beam: dict[str, _Beginning], blank: float, options: Sequence[tuple[str, float]], language: Language
) -> dict[str, _Beginning]:
    """Every beginning as it is, and with each character that the step may be behind it."""
    longer = _closed(beam, blank)
    for text, (closed, opened, said) in beam.items():
        both, last, before = _sum(closed, opened), text[-1:], language.before(text)
        for char, likely in options:
            if char == last:
                was_closed, was_open, _ = longer[text]
                longer[text] = (was_closed, _sum(was_open, opened + likely), said)
            start = closed if char == last else both
            if start <= _IMPOSSIBLE:
                continue
            was_closed, was_open, grown = longer.get(text + char) or (
                _IMPOSSIBLE,
                _IMPOSSIBLE,
                said + LANGUAGE_WEIGHT * language.after(before, char) + CHARACTER_GAIN,
            )
            longer[text + char] = (was_closed, _sum(was_open, start + likely), grown)
    return longer


def _best(beam: dict[str, _Beginning]) -> dict[str, _Beginning]:
    """The BEAM best beginnings, without those that have fallen behind."""
    if len(beam) == 1:
        return beam
    ranked = sorted(((_total(found), text) for text, found in beam.items()), reverse=True)[:BEAM]
    least = ranked[0][0] - _FALLEN_BEHIND
    return {text: beam[text] for total, text in ranked if total >= least}


def _total(beginning: _Beginning) -> float:
    closed, opened, said = beginning
    return _sum(closed, opened) + said


def _sum(first: float, second: float) -> float:
    """The logarithm of the sum of two numbers given by theirs."""
    high, low = (first, second) if first > second else (second, first)
    return high if low - high < -30.0 else high + math.log1p(math.exp(low - high))


def log_likelihoods(scores: Scores, texts: Sequence[str], characters: str) -> NDArray[np.float32]:
    """The logarithm of each text's probability, all its alignments summed, (len(texts),)."""
    longest = max(map(len, texts))
    labels = np.zeros((len(texts), 2 * longest + 1), np.intp)
    for row, text in enumerate(texts):
        labels[row, 1 : 2 * len(text) : 2] = [1 + characters.index(char) for char in text]
    logs = np.log(np.maximum(_without_idle(scores), _TINY))[:, labels]
    may_skip = np.zeros(labels.shape, bool)
    may_skip[:, 3::2] = labels[:, 3::2] != labels[:, 1:-2:2]
    may_skip &= labels != BLANK
    ways = np.full((len(texts), labels.shape[1] + 2), _IMPOSSIBLE, np.float32)
    ways[:, 2] = 0.0  # before the first step: at the blank that the line begins with
    ways[:, 2:4] = logs[0, :, :2]
    for step in logs[1:]:
        skipped = np.where(may_skip, ways[:, :-2], _IMPOSSIBLE)
        ways[:, 2:] = np.logaddexp(np.logaddexp(ways[:, 2:], ways[:, 1:-1]), skipped) + step
    ends = np.array([2 + 2 * len(text) for text in texts])
    rows = np.arange(len(texts))
    return np.asarray(np.logaddexp(ways[rows, ends], ways[rows, ends - 1]), np.float32)


def _without_idle(scores: Scores) -> NDArray[np.float32]:
    """The steps without those that are blank behind a blank one: they change no sum by more than their own doubt."""
    steps = scores.astype(np.float32)
    blank = steps[:, BLANK] > _BLANK
    idle = blank & np.append(False, blank[:-1])
    return np.asarray(steps[~idle])
