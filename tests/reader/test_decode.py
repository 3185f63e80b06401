import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr.reader.decode import read_line

CHARACTERS = "AB 1I"


def _steps(*classes, confidence=0.9, second=None):
    """One row per step: `confidence` on its class, the rest on `second` or spread evenly."""
    rows = []
    for label in classes:
        row = np.full(len(CHARACTERS) + 1, (1 - confidence) / len(CHARACTERS))
        row[label] = confidence
        if second is not None and label:
            row[:] = 0
            row[label], row[second] = confidence, 1 - confidence
        rows.append(row)
    return np.array(rows, np.float32)


def test_repeats_collapse_and_blanks_separate():
    assert read_line(_steps(1, 1, 0, 1, 2, 2, 0), CHARACTERS).text == "AAB"


def test_spaces_inside_are_kept_and_at_the_ends_dropped():
    line = read_line(_steps(3, 1, 3, 2, 3), CHARACTERS)
    assert line.text == "A B"
    assert [char.text for char in line.chars] == ["A", " ", "B"]


def test_only_blanks_is_nothing():
    assert read_line(_steps(0, 0, 0), CHARACTERS) == ("", 0.0, ())


def test_an_alternative_is_what_else_the_surest_step_saw():
    unsure, sure = _steps(4, confidence=0.55, second=5), _steps(4, confidence=0.8, second=5)
    char = read_line(np.vstack([unsure, sure]), CHARACTERS).chars[0]
    assert char.text == "1"
    assert char.confidence == pytest.approx(0.8)
    assert char.alternatives == (("I", pytest.approx(0.2)),)


def test_line_confidence_is_the_geometric_mean():
    line = read_line(np.vstack([_steps(1, confidence=0.9), _steps(2, confidence=0.4)]), CHARACTERS)
    assert line.confidence == pytest.approx((0.9 * 0.4) ** 0.5, rel=1e-4)


@given(st.lists(st.integers(0, len(CHARACTERS)), min_size=1, max_size=30))
def test_one_char_per_letter_of_the_text(classes):
    line = read_line(_steps(*classes), CHARACTERS)
    assert line.text == "".join(char.text for char in line.chars)
    assert line.text == line.text.strip()
    assert all(0 <= char.confidence <= 1 for char in line.chars)


def _hiding(label, probability):
    """A blank step in which `label` is likely by `probability`."""
    row = np.zeros((1, len(CHARACTERS) + 1), np.float32)
    row[0, 0], row[0, label] = 1 - probability, probability
    return row


def _confidences(*rows):
    return [char.confidence for char in read_line(np.vstack(rows), CHARACTERS).chars]


@pytest.mark.parametrize(
    ("order", "sure"),
    [("A?B", [0.63, 0.9]), ("AB?", [0.9, 0.63]), ("?AB", [0.63, 0.9]), ("A ?B", [0.9, 0.9, 0.63])],
    ids=["between", "at the end", "at the start", "behind a space"],
)
def test_a_character_hidden_among_blanks_makes_the_one_beside_it_less_sure(order, sure):
    steps = {"A": _steps(1), "B": _steps(2), " ": _steps(3), "?": _hiding(4, 0.3)}
    assert _confidences(*(steps[step] for step in order)) == pytest.approx(sure, rel=1e-4)


@pytest.mark.parametrize("label", [1, 2, 3], ids=["the one before", "the one after", "a space"])
def test_what_stands_beside_the_blanks_anyway_is_not_lost(label):
    assert _confidences(_steps(1), _hiding(label, 0.4), _steps(2)) == pytest.approx([0.9, 0.9], rel=1e-4)


def test_noise_among_blanks_is_nothing():
    assert _confidences(_steps(1), _hiding(4, 0.03), _steps(2)) == pytest.approx([0.9, 0.9], rel=1e-4)
