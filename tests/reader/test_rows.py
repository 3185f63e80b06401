"""Rows that almost touch: parted on the score map, and cut from each other's strips."""

from itertools import pairwise

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr.reader.region import Region, regions_of
from ocr.reader.rows import in_rows


def _scores(rows, words=3, pitch=8, slope=0.0, linked=True):
    """A score map of `rows` rows of words of five letters, letter by letter, a link from each row to the next under the second letter."""
    text, link = np.zeros((2, rows * pitch + 60, words * 80 + 60), np.float32)
    for row in range(rows):
        for word in range(words):
            middles = [(30 + word * 80 + letter * 9, 20 + row * pitch) for letter in range(5)]
            middles = [(x, round(y + x * slope)) for x, y in middles]
            for middle in middles:
                cv2.ellipse(text, middle, (3, pitch // 3), 0, 0, 360, 0.9, -1)
            for one, other in pairwise(middles):
                cv2.line(link, one, other, 0.8, 2)
            if linked and row + 1 < rows:
                x, y = middles[1]
                cv2.line(link, (x, y), (x, y + pitch), 0.8, 2)
    return np.stack([text, link], axis=2)


@pytest.mark.parametrize("slope", [0.0, 0.03, -0.05])
def test_linked_rows_are_parted_and_their_words_stay_whole(slope):
    scores = _scores(9, pitch=10, slope=slope)
    joined, apart = regions_of(scores), regions_of(_scores(9, pitch=10, slope=slope, linked=False))
    assert len(joined) == 3
    assert len(apart) == 27
    # Words elsewhere on the page tell how high a row is.
    others = [Region(region.points + np.float32([0, 1000 + 40 * number])) for number, region in enumerate(apart)]
    parted = in_rows([*joined, *others])[: -len(others)]
    assert len(parted) == 27
    middles = sorted(tuple(np.round(region.points.mean(axis=0))) for region in parted)
    for found, expected in zip(middles, sorted(tuple(np.round(r.points.mean(axis=0))) for r in apart), strict=True):
        assert found == pytest.approx(expected, abs=5)


def test_rows_that_stand_apart_are_left_alone():
    regions = regions_of(_scores(6, pitch=24, linked=False))
    assert in_rows(regions) == regions


def test_one_high_word_is_one_row():
    text, link = np.zeros((2, 200, 300), np.float32)
    cv2.ellipse(text, (150, 60), (70, 20), 0, 0, 360, 0.9, -1)
    small = regions_of(_scores(6, pitch=24, linked=False))
    (headline,) = regions_of(np.stack([text, link], axis=2))
    assert in_rows([headline, *small])[0] is headline


def test_a_page_on_its_side_is_left_alone():
    upright = regions_of(_scores(9, pitch=10))
    scores = np.rot90(_scores(9, pitch=10, linked=False)).copy()
    regions = regions_of(scores)
    assert in_rows(regions) == regions
    assert len(upright) == 3


@given(st.lists(st.integers(0, 40), max_size=12))
def test_regions_without_a_piece_stay(tops):
    regions = [
        Region(np.array([(0, top), (50, top), (50, top + 10 + top % 30), (0, top + 10)], np.float32)) for top in tops
    ]
    assert in_rows(regions) == regions
