"""Lines that lean or bend by themselves: their course, and strips cut along it."""

import cv2
import numpy as np
import pytest

from ocr.document import PageImage, Slope
from ocr.reader.bend import STRAYS, with_course
from ocr.reader.crop import cut_level
from ocr.reader.group import line_of
from ocr.reader.region import regions_of


def _curl(rise):
    """Pixels by which a page's rows are lower at so many pixels from the left: a parabola."""
    return lambda x: rise * (np.asarray(x, np.float64) / 400 - 1) ** 2


def _line(course, letters=30, height=20.0):
    """A line of letters 20 px apart whose middles run at y = 100 + course(x)."""
    x = 100 + 20.0 * np.arange(letters)
    y = 100 + course(x)
    edges = np.concatenate([np.stack([x, y - height / 2], axis=1), np.stack([x, y + height / 2], axis=1)])
    return line_of(edges.astype(np.float32), Slope(), np.stack([x, y], axis=1).astype(np.float32))


def test_the_spine_runs_through_the_middle_of_the_writing():
    text = np.zeros((60, 200), np.float32)
    for letter in range(15):
        cv2.ellipse(text, (20 + 11 * letter, 20 + letter), (6, 4), 0, 0, 360, 0.9, -1)
    (region,) = regions_of(np.stack([text, text], axis=2))
    x, y = region.spine.T / 2
    assert len(x) >= 20
    assert (np.diff(x) > 0).all()
    assert y == pytest.approx(20 + (x - 20) / 11, abs=1.0)


def test_a_straight_line_stays_as_it_is():
    wavering = _line(lambda x: 2.0 * np.sin(x))
    assert with_course(wavering) is wavering


@pytest.mark.parametrize(
    "course",
    [_curl(40), lambda x: 0.1 * (x - 400), lambda x: 12 * np.sin(x / 120)],
    ids=["curled", "leaning", "waving"],
)
def test_the_course_of_a_line_that_strays_is_followed(course):
    line = with_course(_line(course))
    assert line.course is not None
    assert line.height == pytest.approx(20, abs=6)
    along = np.arange(-250.0, 250.0, 50.0)
    across = 100 + course(line.x + along) - line.y
    assert line.course.at(along) == pytest.approx(across, abs=2.5)


def test_little_is_no_course():
    line = _line(_curl(1.5 * STRAYS * 20))
    assert with_course(line) is line
    assert with_course(_line(_curl(40), letters=3)).course is None


def test_a_cut_along_the_course_is_straight():
    course = _curl(40)
    page = np.full((260, 800), 255, np.uint8)
    for x in range(100, 690):
        page[round(100 + float(course(x))) - 3 : round(100 + float(course(x))) + 3, x] = 0
    window = cut_level(page, with_course(_line(course)), 0.0, 0.0, 4.0)
    middles = [np.flatnonzero(column < 128).mean() for column in window.T[5:-5]]
    assert np.ptp(middles) < 4


def test_a_curled_receipt_is_read(reader):
    rows = (
        "TAMAN BULELENG 18, MALANG",
        "28/01/2022 12:25 PM",
        "SUBTOTAL 2,769.35",
        "ROUNDING 0.05",
        "TOTAL DUE 2,769.40",
    )
    flat = np.full((700, 800), 255, np.uint8)
    for number, row in enumerate(rows * 2):
        cv2.putText(flat, row, (60, 120 + 52 * number), cv2.FONT_HERSHEY_SIMPLEX, 1.1, 0, 2, cv2.LINE_AA)
    x, y = np.meshgrid(np.arange(800, dtype=np.float32), np.arange(700, dtype=np.float32))
    page = cv2.remap(flat, x, y - _curl(60)(x).astype(np.float32), cv2.INTER_CUBIC, borderValue=255)
    words = reader.read(PageImage(1, cv2.cvtColor(page, cv2.COLOR_GRAY2RGB), 150)).words
    texts = [word.text for word in words]
    assert all(texts.count(row) == 2 for row in rows), texts
