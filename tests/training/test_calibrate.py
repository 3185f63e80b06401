import numpy as np
import pytest

from training import calibrate
from training.data import Line
from training.recognise import Reading


def line(text):
    return Line(np.zeros((64, 64), np.uint8), text, "word", "easy")


def test_a_misread_character_is_marked_alone():
    marks = calibrate.character_marks(line("NTPN"), Reading("NTFN", (0.9, 0.8, 0.7, 0.6)))
    assert marks == [(0.9, True), (0.8, True), (0.7, False), (0.6, True)]


def test_a_character_too_many_is_wrong_and_the_rest_right():
    marks = calibrate.character_marks(line("AB"), Reading("AxB", (0.9, 0.2, 0.9)))
    assert [right for _, right in marks] == [True, False, True]


def test_honest_confidences_have_no_error_and_boasts_have():
    rng = np.random.default_rng(0)
    confidence = rng.uniform(0.5, 1, 20_000)
    right = rng.random(20_000) < confidence
    assert calibrate.calibration_error(np.column_stack([confidence, right])) < 0.015
    boast = np.column_stack([np.full(20_000, 0.99), right])
    assert calibrate.calibration_error(boast) == pytest.approx(0.24, abs=0.02)


def test_the_fit_cools_a_boastful_network():
    rng = np.random.default_rng(1)
    lines, logits = [], []
    for _ in range(400):
        lines.append(line("A"))
        right = rng.random() < 0.7
        scores = np.zeros((1, 97), np.float32)
        scores[0, 42 if right else 43] = 9.0
        logits.append(scores)
    lines = [line(calibrate.decode(calibrate.softmax(np.eye(1, 97, 42, dtype=np.float32) * 9)).text)] * 400
    assert calibrate.fit_temperature(lines, logits) > 1.3


def test_few_marks_show_an_error_even_when_confidence_is_honest():
    few = np.column_stack([np.full(150, 0.8), np.ones(150)])
    many = np.column_stack([np.full(15_000, 0.8), np.ones(15_000)])
    assert calibrate.sampling_error(few) > 0.06
    assert calibrate.sampling_error(many) < 0.012
