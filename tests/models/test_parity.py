import numpy as np
import pytest

from ocr.models.parity import best_path, letters_changed, map_disagreement


def _network(classes):
    def probabilities(lines):
        scores = np.zeros((len(lines), len(classes), 4), np.float32)
        scores[:, range(len(classes)), classes] = 1
        return scores

    return probabilities


def test_disagreement_counts_pixels_across_the_threshold():
    reference = np.zeros((10, 10, 2), np.float32)
    ours = reference.copy()
    ours[0, :5, 0] = 0.5
    ours[1, :, 0] = 0.39
    ours[2, 0, 1] = 0.9
    assert map_disagreement(ours, reference) == pytest.approx(0.05)


def test_letters_changed_are_edits_per_letter():
    lines = [np.zeros((64, width), np.uint8) for width in (100, 100, 200)]
    assert letters_changed(lines, _network([1, 2, 3]), _network([1, 2, 3]), "abc") == 0
    assert letters_changed(lines, _network([1, 3, 3]), _network([1, 2, 3]), "abc") == pytest.approx(1 / 3)


def test_best_path_collapses_repeats():
    assert best_path(_network([1, 1, 0, 1, 2])(np.zeros((1, 64, 64)))[0], "abc") == "aab"
