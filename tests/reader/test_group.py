from math import cos, radians, sin

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr.document import Slope
from ocr.reader.group import line_of, lines_of
from ocr.reader.region import Region
from ocr.reader.slope import slope_of


def _region(left, top, right, bottom, turn_deg=0.0):
    corners = np.array([(left, top), (right, top), (right, bottom), (left, bottom)], np.float32)
    c, s = cos(radians(turn_deg)), sin(radians(turn_deg))
    return Region((corners @ np.array([[c, s], [-s, c]])).astype(np.float32))


def _lines(regions):
    return lines_of(regions, slope_of(regions))


def test_letter_apart_from_its_word_stays_with_it():
    # The symptom: "DIREKTORAT JENDERAL" read as "DIREKTORAT J" and "ENDERAL".
    parts = [_region(100, 50, 210, 70), _region(218, 50, 226, 70), _region(229, 50, 310, 70)]
    assert len(_lines(parts)) == 1


def test_label_and_value_of_a_form_stay_two():
    assert len(_lines([_region(90, 50, 200, 70), _region(240, 50, 400, 70)])) == 2


def test_dash_and_colon_join_the_print_beside_them():
    assert len(_lines([_region(90, 50, 200, 70), _region(206, 58, 214, 62), _region(222, 50, 300, 70)])) == 1


def test_rows_close_together_are_not_joined():
    lines = _lines([_region(90, 50, 200, 70), _region(90, 72, 200, 92)])
    assert [round(line.y) for line in lines] == [60, 82]


def test_heading_does_not_swallow_small_print_beside_it():
    assert len(_lines([_region(90, 40, 300, 90), _region(310, 60, 400, 74)])) == 2


def test_nothing_detected_is_no_lines():
    assert _lines([]) == []


@given(st.floats(-8, 8), st.lists(st.integers(1, 4), min_size=4, max_size=10))
def test_a_turned_page_groups_as_the_level_one(turn_deg, words_per_row):
    level, turned = [], []
    for row, words in enumerate(words_per_row):
        for word in range(words):
            box = (100 + 150 * word, 100 + 40 * row, 244 + 150 * word, 120 + 40 * row)
            level.append(_region(*box))
            turned.append(_region(*box, turn_deg=turn_deg))
    expected, found = _lines(level), _lines(turned)
    assert len(found) == len(expected) == len(words_per_row)
    for one, other in zip(expected, found, strict=True):
        assert other.length == pytest.approx(one.length, abs=4)
        assert other.height == pytest.approx(one.height, abs=4)


@given(st.lists(st.tuples(st.floats(0, 1000), st.floats(0, 1000)), min_size=3, max_size=20), st.floats(-0.2, 0.2))
def test_a_lines_rectangle_holds_all_its_points(points, angle):
    line = line_of(np.array(points, np.float32), Slope(angle))
    for x, y in points:
        along = (x - line.x) * cos(angle) + (y - line.y) * sin(angle)
        across = (y - line.y) * cos(angle) - (x - line.x) * sin(angle)
        assert abs(along) <= line.length / 2 + 0.01
        assert abs(across) <= line.height / 2 + 0.01
