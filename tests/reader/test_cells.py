import cv2
import numpy as np
import pytest

from ocr.document import PageImage, Slope
from ocr.models import calibration
from ocr.reader.cells import Cell, cell_strips, cells_of, outside, rows_of
from ocr.reader.crop import StripForm, strips_of
from ocr.reader.group import Line

DIGITS = "411128"

FORM = StripForm(48, 0.85)


def _boxed(digits=DIGITS, side=32, gap=4, broken=None):
    """A page with one digit per printed box, the first box's inside at (101, 101); `broken` has no lower side."""
    page = np.full((300, 600), 250, np.uint8)
    for place, digit in enumerate(digits):
        left = 100 + place * (side + gap)
        cv2.rectangle(page, (left, 100), (left + side, 100 + side + 4), 60, 1)
        if place == broken:
            page[100 + side + 4, left + 4 : left + side - 4] = 250
        cv2.putText(page, digit, (left + 8, 128), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 20, 2, cv2.LINE_AA)
    return page


def test_the_digits_of_a_row_of_boxes_are_one_strip_where_the_row_stands():
    (strip,) = cell_strips(_boxed(), FORM)
    assert strip.line.box == pytest.approx((101, 101, 100 + 6 * 36 - 4, 136), abs=3)
    assert strip.pixels.shape[0] == FORM.height


def test_boxed_digits_are_read(reader):
    words = reader.read(PageImage(1, cv2.cvtColor(_boxed(), cv2.COLOR_GRAY2RGB), 150)).words
    assert [word.text.replace(" ", "") for word in words] == [DIGITS]


def test_a_digit_in_a_broken_box_is_not_lost(reader):
    page = _boxed(broken=3)
    assert len(cells_of(page)) == 5
    words = reader.read(PageImage(1, cv2.cvtColor(page, cv2.COLOR_GRAY2RGB), 150)).words
    assert [word.text.replace(" ", "") for word in words] == [DIGITS]


def test_small_slanting_boxes_of_a_scan_of_100_dpi_are_all_seen():
    # The symptom: of fifteen boxes of an NPWP two to eight were found, and the number was missing.
    large = np.full((300, 1500), 250, np.uint8)
    for place, digit in enumerate("081443518011000"):
        cv2.rectangle(large, (60 + place * 78, 90), (60 + place * 78 + 66, 172), 130, 2)
        cv2.putText(large, digit, (78 + place * 78, 152), cv2.FONT_HERSHEY_SIMPLEX, 1.6, 30, 4, cv2.LINE_AA)
    turn = cv2.getRotationMatrix2D((700, 150), 1.3, 1.0)
    slanting = cv2.warpAffine(large, turn, (1500, 300), borderValue=250)
    small = cv2.GaussianBlur(cv2.resize(slanting, (500, 100), interpolation=cv2.INTER_AREA), (0, 0), 0.7)
    assert len(cells_of(np.asarray(small, np.uint8))) == 15


def test_empty_boxes_say_nothing():
    assert cell_strips(_boxed("      "), FORM) == []


def test_boxes_with_words_in_them_are_left_to_the_detector():
    page = _boxed("   ", side=60)
    for place in range(3):
        cv2.putText(page, "Jan", (104 + 64 * place, 140), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 20, 2, cv2.LINE_AA)
    assert cell_strips(page, FORM) == []


def test_print_has_no_boxes():
    for page in calibration.pages(2):
        assert cell_strips(cv2.cvtColor(page, cv2.COLOR_RGB2GRAY), FORM) == []


def test_what_the_detector_saw_in_the_boxes_is_dropped():
    rows = cell_strips(_boxed(), FORM)
    corners = np.zeros((1, 2), np.float32)
    within, beside = Line(180, 118, 60, 20, 0.0, corners), Line(180, 160, 60, 20, 0.0, corners)
    assert outside([within, beside], rows, Slope()) == [beside]


def test_the_label_that_the_detector_took_for_one_line_with_the_boxes_stays():
    rows = cell_strips(_boxed(), FORM)
    corners = np.zeros((1, 2), np.float32)
    whole = Line(205, 118, 370, 26, 0.01, corners)  # 20 to 390, the boxes stand from 101 to 312
    before, behind = outside([whole], rows, Slope())
    assert (before.box.left, behind.box.right) == pytest.approx((20, 390), abs=1)
    assert 80 < before.box.right < 101
    assert 312 < behind.box.left < 330


def test_no_box_is_read_with_the_label_before_it():
    page = _boxed()
    cv2.putText(page, "NPWP", (20, 126), cv2.FONT_HERSHEY_SIMPLEX, 0.7, 20, 2, cv2.LINE_AA)
    rows = cell_strips(page, FORM)
    lines = outside([Line(205, 118, 370, 26, 0.0, np.zeros((1, 2), np.float32))], rows, Slope())
    strips = strips_of(page, lines, FORM, [row.line for row in rows])
    assert [round(strip.line.box.right) < 101 for strip in strips] == [True]


def test_boxes_askew_whose_upright_rectangles_overlap_are_one_row():
    # The symptom: an NPWP in two rows that were set together in the wrong order, each digit read with certainty.
    askew = [Cell(100 + 31 * place, 100 + place, 32, 34) for place in range(15)]
    assert [len(row) for row in rows_of(askew)] == [15]


def test_specks_of_a_fax_in_the_boxes_are_no_writing():
    # The symptom: a speck beside one digit of an NPWP, and the whole row was left to the detector, which cannot read boxes.
    clean, speckled = _boxed(), _boxed()
    for place, (across, down) in enumerate([(27, 31), (3, 4), (28, 5), (4, 30), (27, 4), (3, 31)]):
        cv2.circle(speckled, (100 + place * 36 + across, 100 + down), 1, 0, -1)
    (expected,), (found,) = cell_strips(clean, FORM), cell_strips(speckled, FORM)
    assert np.array_equal(found.pixels, expected.pixels)
