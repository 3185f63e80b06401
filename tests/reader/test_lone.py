"""Letters that stand alone: found where the page's ink is of a letter's size and the detector is half sure."""

import cv2
import numpy as np
import pytest

from ocr.document import PageImage
from ocr.reader.lone import LEAST_SCORE, lone_regions
from ocr.reader.region import Region

USUAL = 14.0


def _words(count=6):
    """Regions of ordinary words, `USUAL` pixels high, in the left part of a canvas."""
    box = np.float32([[10, 0], [70, 0], [70, USUAL], [10, USUAL]])
    return [Region(box + np.float32([0, 20 + 30 * row])) for row in range(count)]


def _page(left, top, width, height, score):
    """Ink (400, 300) of one rectangle, and text scores (200, 150) that peak at its middle."""
    ink, text = np.zeros((400, 300), np.bool_), np.zeros((200, 150), np.float32)
    ink[top : top + height, left : left + width] = True
    text[(top + height // 2) // 2, (left + width // 2) // 2] = score
    return ink, text


def test_a_letter_alone_is_a_region_round_its_ink():
    (region,) = lone_regions(*_page(200, 110, 7, 11, 0.4), _words())
    low, high = region.points.min(axis=0), region.points.max(axis=0)
    assert low == pytest.approx([200, 110], abs=2.5)
    assert high == pytest.approx([207, 121], abs=2.5)
    assert (low < [200, 110]).all()
    assert (high > [207, 121]).all()


@pytest.mark.parametrize(
    ("place", "score"),
    [
        ((200, 110, 7, 11), LEAST_SCORE / 2),  # ink that the detector does not take for writing
        ((200, 110, 2, 3), 0.5),  # a speck
        ((200, 110, 60, 11), 0.5),  # a bar
        ((200, 110, 10, 40), 0.5),  # a bracket
        ((30, 112, 7, 9), 0.5),  # a letter of a word that is found already
    ],
)
def test_what_is_no_letter_alone_is_left(place, score):
    assert lone_regions(*_page(*place, score), _words()) == []


def test_without_other_writing_nothing_tells_a_letters_size():
    assert lone_regions(*_page(200, 110, 7, 11, 0.5), []) == []


def test_letters_are_found_at_the_canvas_edge():
    ink, text = _page(293, 389, 7, 11, 0.5)
    assert len(lone_regions(ink, text, _words())) == 1


def test_a_table_of_single_letters_is_read(reader):
    """Quantities and article letters, each alone in its cell, as invoices print them."""
    page = np.full((1100, 850, 3), 255, np.uint8)
    for row, (letter, number) in enumerate(zip("ABCDEFG", "1241468", strict=True)):
        y = 300 + 45 * row
        for x, text in ((110, letter), (340, number), (560, f"1{row}.99")):
            cv2.putText(page, text, (x, y), cv2.FONT_HERSHEY_SIMPLEX, 0.7, (0, 0, 0), 1, cv2.LINE_AA)
        for x in (100, 330, 550):
            cv2.rectangle(page, (x, y - 30), (x + 220, y + 15), (0, 0, 0), 1)
    for row, text in enumerate(("Company A Invoice", "Address: 567 Main Street", "Item  Quantity  Price")):
        cv2.putText(page, text, (110, 100 + 50 * row), cv2.FONT_HERSHEY_SIMPLEX, 0.7, (0, 0, 0), 1, cv2.LINE_AA)
    words = [word.text for word in reader.read(PageImage(1, page, 150)).words]
    assert [word for word in words if len(word) == 1 and word.isdigit()] == list("1241468")
    assert [word for word in words if len(word) == 1 and word.isalpha()] == list("ABCDEFG")
