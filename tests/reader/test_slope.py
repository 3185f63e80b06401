from math import cos, radians, sin

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr.document import Slope
from ocr.reader.region import Region
from ocr.reader.slope import slope_of


def _word(left, top, right, bottom, turn_deg=0.0):
    """A word's outline whose first letter is a capital and whose last hangs below the line, on a page turned about its corner."""
    rise = 0.12 * (bottom - top)
    corners = [(left, top - rise), (right, top), (right, bottom + rise), (left, bottom)]
    c, s = cos(radians(turn_deg)), sin(radians(turn_deg))
    return Region((np.array(corners, np.float32) @ np.array([[c, s], [-s, c]])).astype(np.float32))


def _rows(turn_deg_of, rows=12, words=4):
    return [
        _word(100 + 102 * word, 100 + 60 * row, 190 + 102 * word, 120 + 60 * row, turn_deg_of(row))
        for row in range(rows)
        for word in range(words)
    ]


@given(st.floats(-10, 10))
def test_slope_is_that_of_the_rows_not_of_outlines_that_fall(turn_deg):
    found = slope_of(_rows(lambda row: turn_deg)).at(400)
    assert found == pytest.approx(radians(turn_deg), abs=radians(0.25))


def test_words_of_a_level_page_do_not_turn_it():
    slope = slope_of(_rows(lambda row: 0.0))
    assert (slope.level, slope.by_y, slope.rows) == (0.0, 0.0, 12)


@given(st.floats(-5, 4), st.floats(0.1, 0.3))
def test_slope_follows_a_fanning_photograph(first_deg, by_row_deg):
    regions = _rows(lambda row: first_deg + by_row_deg * row)
    slope = slope_of(regions)
    for row in (0, 11):
        y = float(np.mean([region.points[:, 1].mean() for region in regions[4 * row : 4 * row + 4]]))
        assert slope.at(y) == pytest.approx(radians(first_deg + by_row_deg * row), abs=radians(0.5))


def test_a_label_and_its_value_far_to_the_right_make_the_direction_exact():
    regions = [
        _word(left, 100 + 60 * row, right, 120 + 60 * row, 1.0)
        for row in range(8)
        for left, right in ((60, 150), (290, 380))
    ]
    assert slope_of(regions).at(300) == pytest.approx(radians(1.0), abs=radians(0.1))


def test_values_at_the_other_side_of_the_page_tell_more_than_words_of_labels():
    """Labels of two words, whose middles stray by a pixel as outlines do, and each one's value 20 heights to the right."""
    rng = np.random.default_rng(21)
    regions = []
    for row in range(8):
        for left, right in ((60, 130), (142, 240), (660, 790)):
            top = 100 + 28 * row + rng.uniform(-1, 1)
            regions.append(_word(left, top, right, top + 18, 0.6))
    slope = slope_of(regions)
    assert [slope.at(y) for y in (100, 330)] == pytest.approx([radians(0.6)] * 2, abs=radians(0.2))


def test_nothing_detected_is_level():
    assert slope_of([]) == Slope()


def test_short_regions_alone_have_no_say_in_the_slope():
    assert slope_of([_word(10, 10, 30, 28, 9.0)] * 5) == Slope()
