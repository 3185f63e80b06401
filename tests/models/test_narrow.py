"""The detector written as a table of convolutions: CRAFT's own scores at CRAFT's widths, close ones at narrow widths."""

import numpy as np
import pytest

from ocr.models import calibration, export, narrow, parity, sources
from tests.models.conftest import torch_scores

pytestmark = pytest.mark.slow

TORCH_ROUNDING = 1e-4
LEAST_AGREEMENT = 0.8


@pytest.fixture(scope="module")
def craft():
    return export.torch_craft()


@pytest.fixture(scope="module")
def windows():
    """Parts with writing of pages no network was fitted or quantised on, as a network's input."""
    return export.normalised(np.stack([page[60:380, 60:540] for page in calibration.pages(4, seed=5)]))


@pytest.fixture(scope="module")
def scores(craft, windows):
    """CRAFT's own scores of the windows."""
    return torch_scores(lambda pixels: craft(pixels)[0], windows)


def test_craft_in_this_form_gives_its_own_scores(craft, windows, scores):
    assert scores[:1].max() > 0.5
    assert np.abs(torch_scores(narrow.from_craft(craft), windows[:1]) - scores[:1]).max() < TORCH_ROUNDING


def test_the_narrow_detector_sees_what_craft_sees(windows, scores):
    network = export.torch_detector(sources.detector("craft_narrow"))
    found, expected = torch_scores(network, windows) > parity.SCORE_THRESHOLD, scores > parity.SCORE_THRESHOLD
    for kind in (0, 1):
        both, either = (found & expected)[..., kind].sum(), (found | expected)[..., kind].sum()
        assert both / either > LEAST_AGREEMENT
