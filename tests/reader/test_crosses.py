"""The lone cross under one of twelve month names, which the detector overlooks."""

import cv2
import numpy as np
import pytest

from ocr.document import Box, Word
from ocr.reader.crosses import crossed_month

NAMES = ("Jan", "Peb", "Mar", "Apr", "Mei", "Jun", "Jul", "Ags", "Sep", "Okt", "Nop", "Des")
LEFT, TOP, WIDE, HIGH = 100, 200, 50, 22


def sheet(*crossed: int, slope: float = 0.0) -> np.ndarray:
    """A ruled grid of twelve columns and two rows on grey paper, crosses in the lower cells of the months."""
    page = np.full((500, 900, 3), 225, np.uint8)
    right = LEFT + 12 * WIDE
    for row in range(3):
        y = TOP + row * HIGH
        cv2.line(page, (LEFT, y), (right, int(y + slope * (right - LEFT))), (40, 40, 40), 2)
    for column in range(13):
        x = LEFT + column * WIDE
        y = int(TOP + slope * (x - LEFT))
        cv2.line(page, (x, y), (x, y + 2 * HIGH), (40, 40, 40), 2)
    for month in crossed:
        x = LEFT + (month - 1) * WIDE + WIDE // 2
        y = int(TOP + 1.5 * HIGH + slope * (x - LEFT))
        cv2.line(page, (x - 5, y - 6), (x + 5, y + 6), (40, 40, 40), 2)
        cv2.line(page, (x - 5, y + 6), (x + 5, y - 6), (40, 40, 40), 2)
    return page


def names(*lost: str, slope: float = 0.0) -> list[Word]:
    words = []
    for i, name in enumerate(NAMES):
        x, y = LEFT + i * WIDE + 10, TOP + 1 + slope * i * WIDE
        if name not in lost:
            words.append(Word(name, Box(x, y, x + 30, y + HIGH - 2), 0.99))
    return words


@pytest.mark.parametrize("month", [1, 3, 7, 12])
@pytest.mark.parametrize("slope", [0.0, 0.01, -0.01])
def test_a_lone_cross_in_a_ruled_cell_is_found(month: int, slope: float) -> None:
    (cross,) = crossed_month(sheet(month, slope=slope), names(slope=slope))
    assert cross.text == "X"
    assert LEFT + (month - 1) * WIDE < cross.box.middle[0] < LEFT + month * WIDE


def test_names_that_were_overlooked_do_not_lose_the_cross() -> None:
    (cross,) = crossed_month(sheet(7), names("Jan", "Mar", "Jun", "Jul"))
    assert LEFT + 6 * WIDE < cross.box.middle[0] < LEFT + 7 * WIDE


def test_names_read_as_one_word_are_a_row_too() -> None:
    line = Word(" ".join(NAMES), Box(LEFT + 10, TOP + 1, LEFT + 12 * WIDE - 10, TOP + HIGH - 1), 0.99)
    assert len(crossed_month(sheet(5), [line])) == 1


@pytest.mark.parametrize(
    ("page", "words"),
    [
        (sheet(), names()),
        (sheet(3, 8), names()),
        (sheet(3), names(*NAMES[:7])),
        (
            sheet(3),
            [*names(), Word("X", Box(LEFT + 2 * WIDE + 15, TOP + HIGH, LEFT + 3 * WIDE - 15, TOP + 2 * HIGH), 0.9)],
        ),
    ],
    ids=["no cross", "two crosses", "too few names", "already read"],
)
def test_nothing_is_invented(page: np.ndarray, words: list[Word]) -> None:
    assert crossed_month(page, words) == ()
