"""Crosses under twelve month names, which the detector overlooks, and often the names with them."""

from collections.abc import Sequence

import cv2
import numpy as np
import pytest

from ocr.document import Box, Char, Word
from ocr.reader.crosses import crossed_months

NAMES = ("Jan", "Peb", "Mar", "Apr", "Mei", "Jun", "Jul", "Ags", "Sep", "Okt", "Nop", "Des")
LEFT, TOP, WIDE, HIGH = 100, 200, 50, 22


def sheet(*crossed: int, slope: float = 0.0) -> np.ndarray:
    """A ruled grid of twelve columns and two rows on grey paper, crosses in the lower cells of the months."""
    page = np.full((500, 900), 225, np.uint8)
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


HEADING = Word("asa Pajak", Box(LEFT + 250, TOP - 30, LEFT + 340, TOP - 12), 0.9)


def reads_nothing(boxes: Sequence[Box]) -> list[tuple[Word, ...]]:
    return [() for _ in boxes]


def lower_edge(page: np.ndarray, x: float) -> int:
    """Where the grid's lowest rule crosses column x."""
    return int(np.flatnonzero(page[:, int(x)] < 100)[-1])


def reads(page: np.ndarray, dirt: str = "", lost: tuple[str, ...] = ()):
    """A reader of cells: the month's name in the upper line, X where a lower cell of `page` bears ink, `dirt` elsewhere."""

    def read_one(box: Box) -> tuple[Word, ...]:
        (x, y), text = box.middle, dirt
        slope = (lower_edge(page, x) - TOP - 2 * HIGH) / (x - LEFT)
        if y < TOP + HIGH + slope * (x - LEFT):
            text = NAMES[int((x - LEFT) // WIDE)]
        elif page[int(y) - 5 : int(y) + 5, int(x) - 8 : int(x) + 8].min() < 100:
            text = "X"
        return (Word(text, box, 0.95, tuple(Char(c, 0.95) for c in text)),) if text and text not in lost else ()

    return lambda boxes: [read_one(box) for box in boxes]


@pytest.mark.parametrize("crossed", [(1,), (8,), (12,), (3, 4, 5), tuple(range(1, 13))], ids=str)
@pytest.mark.parametrize("slope", [0.0, 0.012, -0.012])
def test_a_grid_whose_names_were_overlooked_is_found_by_its_rules(crossed: tuple[int, ...], slope: float) -> None:
    page = sheet(*crossed, slope=slope)
    found = crossed_months(page, [HEADING], reads(page))
    assert [word.text for word in found] == [*NAMES, *"X" * len(crossed)]
    columns = [int((word.box.middle[0] - LEFT) // WIDE) + 1 for word in found if word.text == "X"]
    assert columns == list(crossed)


def test_names_that_were_read_are_not_added_twice() -> None:
    page = sheet(7)
    words = [word for word in names() if word.text in ("Jan", "Okt")]
    found = crossed_months(page, words, reads(page))
    assert {"Jan", "Okt"}.isdisjoint(word.text for word in found)
    assert len(found) == 11


@pytest.mark.parametrize(
    ("page", "words", "dirt", "lost"),
    [
        (sheet(), [HEADING], "", ()),
        (sheet(3, 8), [HEADING], "", ()),
        (sheet(3), [HEADING], "5", ()),
        (sheet(3), [], "", ()),
        (sheet(3), [HEADING], "", NAMES[:7]),
        (sheet(3)[:, : LEFT + 11 * WIDE + 20], [HEADING], "", ()),
        (np.full((500, 900), 225, np.uint8), [HEADING], "", ()),
    ],
    ids=["no cross", "months apart", "figures in the cells", "no heading", "few names", "eleven columns", "no rules"],
)
def test_nothing_is_invented_in_ruled_grids(
    page: np.ndarray, words: list[Word], dirt: str, lost: tuple[str, ...]
) -> None:
    assert crossed_months(page, words, reads(page, dirt, lost)) == ()


@pytest.mark.parametrize("dirt", [".", "-", "*"])
def test_dirt_in_a_cell_is_no_cross(dirt: str) -> None:
    page = sheet(6)
    assert sum(word.text == "X" for word in crossed_months(page, [HEADING], reads(page, dirt))) == 1


@pytest.mark.parametrize("month", [1, 3, 7, 12])
@pytest.mark.parametrize("slope", [0.0, 0.01, -0.01])
def test_a_lone_cross_in_a_ruled_cell_is_found(month: int, slope: float) -> None:
    (cross,) = crossed_months(sheet(month, slope=slope), names(slope=slope), reads_nothing)
    assert cross.text == "X"
    assert LEFT + (month - 1) * WIDE < cross.box.middle[0] < LEFT + month * WIDE


def test_names_that_were_overlooked_do_not_lose_the_cross() -> None:
    (cross,) = crossed_months(sheet(7), names("Jan", "Mar", "Jun", "Jul"), reads_nothing)
    assert LEFT + 6 * WIDE < cross.box.middle[0] < LEFT + 7 * WIDE


def test_names_read_as_one_word_are_a_row_too() -> None:
    line = Word(" ".join(NAMES), Box(LEFT + 10, TOP + 1, LEFT + 12 * WIDE - 10, TOP + HIGH - 1), 0.99)
    assert len(crossed_months(sheet(5), [line], reads_nothing)) == 1


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
    assert crossed_months(page, words, reads_nothing) == ()
