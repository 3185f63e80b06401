"""Figures that stand alone on a row and that the detector overlooks: found by their ink, kept by what they say."""

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from ocr.document import PageImage
from ocr.reader.crop import StripForm
from ocr.reader.decode import Line as Reading
from ocr.reader.figures import SURE, figures_alone, says_a_figure
from ocr.reader.group import Line

OPEN_SANS = "/usr/share/fonts/truetype/open-sans/OpenSans-Regular.ttf"
FORM = StripForm(48, 1.0)
HEIGHT = 20.0
"""Height of a row of `_rows`; its figures are 14 high."""


def _rows(angle=0.0):
    """Three words one below the other at the left of a page, on rows that fall by `angle` radians to the right."""
    corners = np.zeros((2, 2), np.float32)
    return [Line(100.0, 100.0 + 40 * row, 120.0, HEIGHT, angle, corners) for row in range(3)]


def _page(*blots):
    """White paper (300, 600) with the rows' words and black `blots` of left, top, width and height."""
    page = np.full((300, 600), 255, np.uint8)
    for row in range(3):
        cv2.putText(page, "PATANJALI", (42, 107 + 40 * row), cv2.FONT_HERSHEY_SIMPLEX, 0.6, 0, 2)
    for left, top, width, height in blots:
        page[top : top + height, left : left + width] = 0
    return page


def test_ink_of_a_figures_size_on_a_row_is_shown_with_paper_round_it():
    (strip,) = figures_alone(_page((300, 93, 5, 14)), _rows(), FORM)
    assert strip.line.box == (300, 93, 305, 107)
    assert strip.pixels.shape[0] == FORM.height
    dark = np.flatnonzero((strip.pixels < 128).any(axis=0))
    assert dark[0] > 8
    assert strip.pixels.shape[1] - dark[-1] > 8


def test_a_row_that_falls_is_followed():
    falling = _rows(angle=0.1)
    assert len(figures_alone(_page((300, 113, 5, 14)), falling, FORM)) == 1
    assert figures_alone(_page((300, 93, 5, 14)), falling, FORM) == []


@pytest.mark.parametrize(
    "blots",
    [
        [(300, 103, 5, 14)],  # half a row too low
        [(300, 93, 2, 14)],  # as thin as a rule
        [(300, 98, 4, 4)],  # a dot
        [(300, 90, 60, 20)],  # a bar
        [(300, 80, 6, 60)],  # a bracket over rows
        [(300, 93, 5, 14), (309, 93, 5, 14)],  # two together are a word
        [(165, 93, 5, 14)],  # the rest of a word
        [(590, 250, 5, 14)],  # on nobody's row
    ],
)
def test_what_is_no_figure_alone_is_not_tried(blots):
    assert figures_alone(_page(*blots), _rows(), FORM) == []


def test_without_lines_there_are_no_rows():
    assert figures_alone(_page((300, 93, 5, 14)), [], FORM) == []


def test_a_page_of_large_print_is_looked_at_smaller():
    page = cv2.resize(_page((300, 93, 5, 14)), None, fx=3, fy=3, interpolation=cv2.INTER_CUBIC)
    rows = [Line(3 * row.x, 3 * row.y, 3 * row.length, 3 * row.height, 0.0, row.points) for row in _rows()]
    (strip,) = figures_alone(page, rows, FORM)
    assert strip.line.box == pytest.approx((900, 279, 915, 321), abs=4)


@pytest.mark.parametrize(
    ("text", "confidence", "kept"),
    [
        ("1", SURE, True),
        ("A", 1.0, True),
        ("*", 1.0, True),
        ("1", SURE - 0.01, False),
        ("}", 1.0, False),
        ("11", 1.0, False),
        ("", 1.0, False),
    ],
)
def test_a_figure_counts_when_it_is_read_surely(text, confidence, kept):
    assert says_a_figure(Reading(text, confidence, ())) is kept


def test_a_column_of_thin_ones_is_read(reader):
    """Quantities far from other print, as invoices set them: to the detector they are dust."""
    page = Image.new("RGB", (1131, 1000), "white")
    pen, face = ImageDraw.Draw(page), ImageFont.truetype(OPEN_SANS, 20)
    items = ("Brand consultation", "Logo design", "Website design", "Social media templates", "Brand photography")
    for row, item in enumerate(items):
        for x, text in ((150, item), (600, "100"), (786, "1"), (930, "$100")):
            pen.text((x, 200 + 47 * row), text, (80, 80, 80), face)
    words = [word.text for word in reader.read(PageImage(1, np.asarray(page), 150)).words]
    assert words.count("1") == len(items)
    assert words[:4] == ["Brand consultation", "100", "1", "$100"]
