import cv2
import numpy as np
import pytest

from ocr.reader.region import Region
from ocr.reader.turn import lies_on_side, tilt_deg, turned


def _region(width, height):
    return Region(np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32))


def test_upright_writing_means_a_page_on_its_side():
    assert lies_on_side([_region(20, 200)] * 5 + [_region(60, 20)])


def test_a_stamp_set_upright_turns_no_page():
    assert not lies_on_side([_region(200, 20)] * 5 + [_region(20, 300)])


def test_an_empty_page_is_left_alone():
    assert not lies_on_side([])


@pytest.mark.parametrize(("deg", "corner"), [(0, (0, 0)), (90, (0, 2)), (180, (1, 2)), (270, (1, 0))])
def test_turning_is_clockwise(deg, corner):
    pixels = np.zeros((2, 3, 3), np.uint8)
    pixels[0, 0] = 255
    result = turned(pixels, deg)
    expected = {(0, 0): (0, 0), (0, 2): (0, 1), (1, 2): (1, 2), (1, 0): (2, 0)}[corner]
    assert result[expected].tolist() == [255] * 3


def _leaning(angle_deg, count=6, length=120):
    """Regions of words `length` × 20 whose rows fall to the right by `angle_deg`."""
    corners = np.array([(-length / 2, -10), (length / 2, -10), (length / 2, 10), (-length / 2, 10)])
    turn = cv2.getRotationMatrix2D((0, 0), -angle_deg, 1.0)[:, :2]
    return [Region((corners @ turn.T + (200, 100 * row)).astype(np.float32)) for row in range(count)]


@pytest.mark.parametrize("angle_deg", [-44, -30, -13, 13, 25, 44])
def test_the_tilt_of_a_page_is_told_by_its_rows(angle_deg):
    assert tilt_deg(_leaning(angle_deg)) == angle_deg


def test_a_page_on_its_side_has_no_tilt():
    assert tilt_deg(_leaning(90)) == 0
    assert tilt_deg(_leaning(76)) == -14


def test_a_page_nearly_level_or_of_several_directions_is_left_alone():
    assert tilt_deg(_leaning(10)) == 0
    assert tilt_deg([*_leaning(-16), *_leaning(18)]) == 0
    assert tilt_deg(_leaning(20, count=3)) == 0
    assert tilt_deg(_leaning(20, length=22)) == 0


def test_a_page_turned_by_its_tilt_is_level_and_whole():
    page = np.full((300, 400, 3), 230, np.uint8)
    page[148:152, 60:340] = 0
    askew = turned(page, 30)
    assert askew.shape[0] > 300
    level = turned(askew, -30)
    rows = np.flatnonzero((level[..., 0] < 120).any(axis=1))
    assert rows[-1] - rows[0] <= 6
    assert level[0, 0].tolist() == [230] * 3
