"""How sure a character of a weighed line is: what readings, pictures and language say for it, as a chance that is right that often.

Separate because it is the one place where several opinions become one number; `training/belief.py` fits it. Imports numpy, rapidfuzz and
the document types.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

from ocr.document import Char
from ocr.reader.decode import Line


class Evidence(NamedTuple):
    """What speaks for one character of a line.

    `agreed` where every reading has it; log odds of the `chance` that the readings give it on average, of the `share` of the chances of all
    texts proposed that those have which hold it, and of its `line`'s characters on average.
    """

    agreed: bool
    chance: float
    share: float
    line: float


WEIGHTS = {True: (-1.17, 0.79, 0.35, 0.10), False: (-0.49, 0.0, 0.51, 0.09)}
"""By `agreed` the log odds of a character: of every one, and for each of its evidence's log odds (`python -m training.belief --lines 1200`
with the networks before docs/decisions/0312, whose own fit gained nothing)."""

_LEAST = 1e-4
"""What is less likely, or surer than one without it, counts as that: no evidence is certain."""


def evidence_for(line: Line, said: Sequence[str], shares: Mapping[str, float]) -> list[Evidence]:
    """The evidence for each character of `line`, of what its readings `said` and the `shares` of all texts it may be."""
    agreed = np.all([stands_in(line.text, text) for text in said], axis=0)
    share = sum((weight * stands_in(line.text, text) for text, weight in shares.items()), np.zeros(len(line.text)))
    chances = [log_odds(char.confidence) for char in line.chars]
    average = math.fsum(chances) / len(chances)
    found = zip(agreed.tolist(), chances, map(log_odds, share.tolist()), strict=True)
    return [Evidence(*one, average) for one in found]


def stands_in(text: str, other: str) -> NDArray[np.bool_]:
    """For each character of `text` whether `other` has it there, both aligned by least edits, (len(text),)."""
    found = np.zeros(len(text), np.bool_)
    for block in Levenshtein.editops(text, other).as_matching_blocks():
        found[block.a : block.a + block.size] = True
    return found


def believed(line: Line, evidence: Sequence[Evidence]) -> Line:
    """`line` with each character as sure as its evidence makes it; what else it may be shares the rest as before.

    The line's own confidence stays: it says how well its ink reads.
    """
    pairs = zip(line.chars, evidence, strict=True)
    return line._replace(chars=tuple(_as_sure_as(char, of_evidence(one)) for char, one in pairs))


def of_evidence(evidence: Evidence) -> float:
    """The chance of a character."""
    always, *weights = WEIGHTS[evidence.agreed]
    return 1 / (1 + math.exp(-always - sum(map(float.__mul__, weights, evidence[1:]))))


def log_odds(chance: float) -> float:
    """The logarithm of the odds of `chance`."""
    inside = min(max(chance, _LEAST), 1 - _LEAST)
    return math.log(inside / (1 - inside))


def _as_sure_as(char: Char, chance: float) -> Char:
    rest = (1 - chance) / max(1 - char.confidence, _LEAST)
    others = tuple((text, min(1.0, other * rest)) for text, other in char.alternatives)
    return replace(char, confidence=chance, alternatives=others)
