"""Tells which drawn lines the shipped recogniser finds hard, so that training spends its time on them.

Separate because it needs the built models (`python -m ocr models build`) and the product's reader. The judge stays the
same while a run learns: a line of the stream is hard or not whatever the run has learnt, so a resumed run sees the same.
"""

from collections.abc import Sequence

import numpy as np
from rapidfuzz.distance import Levenshtein

from ocr.reader.networks import Networks
from ocr.reader.recognise import readings_of
from ocr.settings import load_settings
from training.data import Line

SURE = 0.9
"""Lines read rightly with less confidence than this are hard too."""

LOST = 0.4
"""Share of a line's characters that, misread, says that nobody could read it: nothing is learnt from noise."""


class Judge:
    """The compiled recogniser, computing with one thread beside the trainer."""

    def __init__(self) -> None:
        self._networks = Networks(load_settings({"OMP_NUM_THREADS": "1"}))

    def are_hard(self, lines: Sequence[Line]) -> list[bool]:
        """For each line, already in the recogniser's form: misread, or read unsurely, yet not beyond reading."""
        strips = [np.ascontiguousarray(line.image) for line in lines]
        readings = readings_of(strips, self._networks.probabilities, self._networks.characters)
        return [
            is_hard(line.text, reading.text, reading.confidence) for line, reading in zip(lines, readings, strict=True)
        ]


def is_hard(truth: str, reading: str, confidence: float) -> bool:
    """Whether a line that says `truth`, read as `reading` with a confidence (0-1), is worth a training step."""
    misread = Levenshtein.distance(truth, reading)
    return misread <= LOST * len(truth) if misread else confidence < SURE
