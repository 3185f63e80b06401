import numpy as np
import pytest

from training.recognise import decode, softmax
from training.strings import CHARACTERS


def steps(*runs):
    """Probabilities of steps, each (character or None for blank, probability)."""
    table = np.full((len(runs), len(CHARACTERS) + 1), 0.0, np.float32)
    for row, (char, probability) in enumerate(runs):
        table[row] = (1 - probability) / len(CHARACTERS)
        table[row, 0 if char is None else CHARACTERS.index(char) + 1] = probability
    return table


def test_repeats_collapse_and_blanks_part_doubles():
    reading = decode(steps(("A", 0.6), ("A", 0.9), (None, 0.9), ("A", 0.8), ("B", 0.7)))
    assert reading.text == "AAB"
    assert reading.confidences == pytest.approx((0.9, 0.8, 0.7), abs=1e-6)
    assert reading.confidence == pytest.approx(0.9 * 0.8 * 0.7, abs=1e-6)


def test_nothing_read_has_no_confidence():
    reading = decode(steps((None, 0.9), (None, 0.9)))
    assert (reading.text, reading.confidence) == ("", 0.0)


def test_a_higher_temperature_lowers_confidence():
    logits = np.array([[4.0, 1.0, 0.0]], np.float32)
    assert softmax(logits, 2.0).max() < softmax(logits).max()
    assert softmax(logits).sum() == pytest.approx(1)
