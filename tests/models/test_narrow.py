"""The detector written as a table of convolutions: CRAFT's own scores at CRAFT's widths, close ones at narrow widths."""

import numpy as np
import pytest

from ocr.models import calibration, export, narrow, parity, sources

pytestmark = pytest.mark.slow

TORCH_ROUNDING = 1e-4
LEAST_AGREEMENT = 0.8


@pytest.fixture(scope="module")
def craft():
    return export.torch_craft()


@pytest.fixture(scope="module")
def windows():
    """Parts with writing of pages no network was fitted or quantised on, as a network's input."""
    import torch

    parts = np.stack([page[60:380, 60:540] for page in calibration.pages(4, seed=5)])
    return torch.from_numpy(export.normalised(parts))


def _scores(network, windows):
    import torch

    with torch.inference_mode():
        return network(windows)


def test_craft_in_this_form_gives_its_own_scores(craft, windows):
    expected = _scores(craft, windows)[0].numpy()
    assert expected.max() > 0.5
    assert np.abs(_scores(narrow.from_craft(craft), windows).numpy() - expected).max() < TORCH_ROUNDING


def test_the_narrow_detector_sees_what_craft_sees(craft, windows):
    expected = _scores(craft, windows)[0].numpy() > parity.SCORE_THRESHOLD
    found = _scores(export.torch_detector(sources.detector("craft_narrow")), windows).numpy() > parity.SCORE_THRESHOLD
    for kind in (0, 1):
        both, either = (found & expected)[..., kind].sum(), (found | expected)[..., kind].sum()
        assert both / either > LEAST_AGREEMENT
