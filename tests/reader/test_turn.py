import numpy as np
import pytest

from ocr.reader.region import Region
from ocr.reader.turn import lies_on_side, turned


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
