import cv2
import numpy as np
import pytest

from ocr.models import calibration
from ocr.reader.detect import LARGEST_CANVAS, canvas_of, detected, score_map
from ocr.reader.ink import grey_of, ink_mask
from ocr.reader.region import regions_of


@pytest.mark.parametrize(
    ("size", "canvas"), [((1240, 1754), (707, 1000)), ((1754, 1240), (1000, 707)), ((600, 700), (600, 700))]
)
def test_canvas_is_bounded_and_never_enlarged(size, canvas):
    page = np.zeros((size[1], size[0], 3), np.uint8)
    found = canvas_of(page, 800)
    assert found.pixels.shape[:2] == (canvas[1], canvas[0])
    assert found.scale == pytest.approx(canvas[0] / size[0], abs=1e-3)


def test_each_letterlike_spot_is_outlined_where_it_lies():
    scores = np.zeros((100, 200, 2), np.float32)
    text = np.zeros((100, 200), np.float32)
    cv2.ellipse(text, (60, 40), (20, 6), 0, 0, 360, 0.95, -1)
    cv2.ellipse(text, (150, 80), (3, 1), 0, 0, 360, 0.5, -1)  # never surely text
    scores[..., 0] = text
    (region,) = regions_of(scores)
    assert region.points.mean(axis=0) == pytest.approx([120, 80], abs=6)
    assert np.ptp(region.points[:, 0]) == pytest.approx(2 * (40 + 8), abs=14)


def test_a_link_joins_two_letters_into_one_region():
    scores = np.zeros((40, 120, 2), np.float32)
    scores[15:25, 20:40, 0] = scores[15:25, 60:80, 0] = 0.9
    assert len(regions_of(scores)) == 2
    scores[18:22, 38:62, 1] = 0.9
    assert len(regions_of(scores)) == 1


def test_packing_changes_no_score_of_writing():
    """With a detector that looks at each pixel alone, the packed page's map must be the whole page's."""
    page = canvas_of(calibration.pages(1)[0], 800).pixels
    dark = (255 - page[::2, ::2, :2]).astype(np.float32) / 255

    def per_pixel(band):
        return (255 - band[::2, ::2, :2]).astype(np.float32) / 255

    found = score_map(page, ink_mask(grey_of(page)), per_pixel)
    ruled = np.zeros(dark.shape[:2], bool)
    ruled[np.flatnonzero((dark[..., 0] > 0.1).mean(axis=1) > 0.7)] = True  # ruled lines are not looked at
    differing = (np.abs(found - dark[: found.shape[0], : found.shape[1]]).max(axis=2) > 0.1) & ~ruled
    assert differing.mean() < 0.002


def _rows(height: int) -> np.ndarray:
    """A page of 1240×1754 with eleven rows of bars `height` px high, each row as one piece of writing."""
    page = np.full((1754, 1240, 3), 255, np.uint8)
    for row in range(11):
        for column in range(30):
            top, left = 150 + 120 * row, 200 + 3 * height // 4 * column
            page[top : top + height, left : left + height // 2] = 0
    return page


def _as_dark(band: np.ndarray) -> np.ndarray:
    """Scores that take whatever is dark for letters, and the gaps of a row for links."""
    dark = cv2.resize(255 - band[..., 0], (band.shape[1] // 2, band.shape[0] // 2), interpolation=cv2.INTER_AREA)
    joined = cv2.morphologyEx(dark, cv2.MORPH_CLOSE, np.ones((1, 9), np.uint8))
    return np.stack([dark, joined], axis=2).astype(np.float32) / 255


@pytest.mark.parametrize(("height", "enlarged"), [(8, True), (30, False)])
def test_small_print_is_looked_at_once_more_on_a_larger_canvas(height, enlarged):
    regions, scale = detected(_rows(height), 800, _as_dark)
    usual = canvas_of(_rows(height), 800).scale
    assert scale == pytest.approx(usual * LARGEST_CANVAS if enlarged else usual, rel=0.01)
    assert len(regions) == 11
    tops = sorted(float(region.points[:, 1].mean()) / scale for region in regions)
    assert tops == pytest.approx([150 + 120 * row + height / 2 for row in range(11)], abs=4)


def test_a_page_shown_whole_is_not_enlarged():
    _regions, scale = detected(_rows(8)[:600, :700], 800, _as_dark)
    assert scale == 1.0


def test_small_print_on_a_small_picture_is_enlarged():
    regions, scale = detected(_rows(4)[:600, :700], 800, _as_dark)
    assert 1.0 < scale <= LARGEST_CANVAS
    assert len(regions) == 4
