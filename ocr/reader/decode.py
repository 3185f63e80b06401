"""Probabilities per step → text with a confidence and alternatives for every character.

Separate because it is pure arithmetic on one array. Imports numpy and the document types only.

CTC's best path: the likeliest class of every step, repeats collapsed, blanks dropped (Graves et al. 2006).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ocr.document import Char

BLANK = 0
ALTERNATIVES = 3
MIN_ALTERNATIVE = 0.002
"""Probabilities below this are the softmax's floor, not a reading."""


class Line(NamedTuple):
    """What one crop says; `confidence` is the geometric mean of its characters', 0.0 when there is none."""

    text: str
    confidence: float
    chars: tuple[Char, ...]


def read_line(probabilities: NDArray[np.float32], characters: str) -> Line:
    """The text of one line from (T, 1 + characters) probabilities whose first class is the blank.

    A character's confidence and alternatives are those of the step that is surest of it.
    """
    best = probabilities.argmax(axis=1)
    starts = np.flatnonzero(np.diff(best, prepend=-1))
    ends = np.append(starts[1:], len(best))
    chars = tuple(
        _char(probabilities[start:end], int(best[start]), characters)
        for start, end in zip(starts, ends, strict=True)
        if best[start] != BLANK
    )
    return stripped(chars)


def stripped(chars: tuple[Char, ...]) -> Line:
    """The line of `chars` without spaces at its ends."""
    written = [index for index, char in enumerate(chars) if char.text != " "]
    if not written:
        return Line("", 0.0, ())
    kept = chars[written[0] : written[-1] + 1]
    confidence = float(np.exp(np.mean([np.log(max(char.confidence, 1e-6)) for char in kept])))
    return Line("".join(char.text for char in kept), confidence, kept)


def _char(steps: NDArray[np.float32], label: int, characters: str) -> Char:
    """The character `label` from the steps (n, classes) of its run."""
    surest = steps[int(steps[:, label].argmax())]
    order = np.argsort(surest)[::-1][: ALTERNATIVES + 2]
    others = tuple(
        (characters[index - 1], float(surest[index]))
        for index in order
        if index not in (BLANK, label) and surest[index] >= MIN_ALTERNATIVE
    )
    return Char(characters[label - 1], float(surest[label]), others[:ALTERNATIVES])
