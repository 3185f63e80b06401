"""Crosses under twelve month names, as paper forms have for the period → a word "X" where each stands.

Separate because the detector knows words: it overlooks a lone cross in a ruled cell. The printed names say where the
cells are, so only they are searched. Where the small names were overlooked too, the rules of the grid say it, and every
cell is read by itself. Imports numpy, OpenCV, this package's geometry and the document types.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.document import Box, Char, Word
from ocr.reader.ink import Grey
from ocr.reader.ruled import RuledRow, ruled_twelve

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan",
            "feb peb",
            "mar",
            "apr",
            "mei may",
            "jun",
            "jul",
            "ags agu agt aug",
            "sep",
            "okt oct",
            "nov nop",
            "des dec",
        ),
        1,
    )
    for name in names.split()
}
FEWEST_NAMES = 6
"""Names that must have been read before a grid is told from a date."""
STEEPEST = 0.05
"""Rise per pixel of a row on a sheet that lies askew."""
DARKER = 40
"""Grey levels by which ink is darker than the paper around it."""
ALONE = 0.25
"""Ink in any other cell at most, as a share of the ink in the crossed one."""
SMALLEST, LARGEST = 0.3, 1.4
"""Sides of a cross in heights of the names' boxes."""
CELL = (0.55, 1.9)
"""Where the cell under a name begins and ends, in the same heights below the name's centre."""
CONFIDENCE = 0.9
HEADING = re.compile(r"(?i)\b.?asa\s*pajak")
"""What stands above the grid, its first letter perhaps lost."""
CROSSES = frozenset("xX×")
"""As what a cross in a cell of its own is read; dirt on a fax is read as asterisks, points and dashes."""
SURE = 0.5
"""Letters and figures read surer than this are no dirt."""

Read = Callable[[Sequence[Box]], list[tuple[Word, ...]]]
"""What stands in each of some rectangles of the page, in their order."""


class _Grid(NamedTuple):
    """Centre of month k: `left` + k × `pitch`, `top` + k × `drop`; `height` of the names' boxes."""

    left: float
    pitch: float
    top: float
    drop: float
    height: float


def crossed_months(page: Grey, words: Sequence[Word], read: Read) -> tuple[Word, ...]:
    """The words that `words` of the page (H, W) lack of a grid of months: its crosses, and its names where they were overlooked.

    Nothing where it is not plain which months are crossed.
    """
    return _lone_cross(page, words) or _of_ruled_grid(page, words, read)


def _of_ruled_grid(page: Grey, words: Sequence[Word], read: Read) -> tuple[Word, ...]:
    """Names and crosses of the grid found by its rules near a word that speaks of a period."""
    near = (word.box for word in words if HEADING.search(word.text) or _months_of(word))
    row = next((row for box in near if (row := ruled_twelve(page, box)) is not None), None)
    if row is None:
        return ()
    upper = read([_cell_of(row, k, 0, row.upper) for k in range(12)])
    names = tuple(name for k, found in enumerate(upper) for name in found if _is_month(name, k + 1))
    crosses = _read_crosses(row, read) if len(names) >= FEWEST_NAMES else ()
    found = (*names, *crosses) if crosses else ()
    return tuple(own for own in found if not any(_overlap(own.box, word.box) for word in words))


def _read_crosses(row: RuledRow, read: Read) -> tuple[Word, ...]:
    """The crosses in the lower cells, in one or several side by side; none where a cell holds another letter or figure."""
    cells = read([_cell_of(row, k, row.upper, row.lower) for k in range(12)])
    crossed = [k for k, found in enumerate(cells) if any(set(word.text) <= CROSSES for word in found)]
    others = [word for k, found in enumerate(cells) if k not in crossed for word in found if word.confidence > SURE]
    written = any(char.isalnum() for word in others for char in word.text)
    if not crossed or written or crossed[-1] - crossed[0] + 1 != len(crossed):
        return ()
    return tuple(Word("X", word.box, word.confidence, word.chars[:1]) for k in crossed for word in cells[k][:1])


def _cell_of(row: RuledRow, column: int, below: float, tall: float) -> Box:
    """The inside of a cell of column 0 to 11, clear of its rules; it begins `below` the row's upper edge, `tall` pixels."""
    left, right = row.edges[column : column + 2]
    aside, top = 0.08 * (right - left), row.top + (column + 0.5) * row.drop + below
    return Box(left + aside, top + 0.14 * tall, right - aside, top + 0.88 * tall)


def _is_month(word: Word, number: int) -> bool:
    return [month for month, *_ in _months_of(word)] == [number]


def _lone_cross(page: Grey, words: Sequence[Word]) -> tuple[Word, ...]:
    """The cross that stands alone under a row of month names and was not read; nothing where that is not plain."""
    grid = _grid(words)
    if grid is None:
        return ()
    height, width = page.shape
    first, last = grid.left + 0.5 * grid.pitch, grid.left + 12.5 * grid.pitch
    levels = [grid.top + k * grid.drop + d * grid.height for k in (1, 12) for d in (-1.0, 3.0)]
    x0, x1, y0, y1 = (int(v) for v in (first, last, min(levels), max(levels)))
    if x0 < 0 or y0 < 0 or x1 > width or y1 > height:
        return ()
    ink = _ink(page[y0:y1, x0:x1], grid)
    boxes = [_inked(ink, _cell(grid, k, x0, y0)) for k in range(1, 13)]
    amounts = [amount for amount, _ in boxes]
    best = int(np.argmax(amounts))
    box = boxes[best][1]
    if box is None or sorted(amounts)[-2] > ALONE * amounts[best]:
        return ()
    if not all(SMALLEST * grid.height <= side <= LARGEST * grid.height for side in (box.width, box.height)):
        return ()
    placed = Box(box.left + x0, box.top + y0, box.right + x0, box.bottom + y0)
    if any(_overlap(placed, word.box) for word in words):
        return ()
    return (Word("X", placed, CONFIDENCE, (Char("X", CONFIDENCE),)),)


def _grid(words: Sequence[Word]) -> _Grid | None:
    """The row of names, by the months read and where each stands; None without one."""
    places = [place for word in words for place in _months_of(word)]
    best: list[tuple[int, float, float, float]] = []
    for _, across, level, tall in places:
        row = [p for p in places if abs(p[2] - level) < 0.6 * tall + STEEPEST * abs(p[1] - across)]
        if len({place[0] for place in row}) > len({place[0] for place in best}):
            best = row
    if len({place[0] for place in best}) < FEWEST_NAMES:
        return None
    number, x, y, heights = (np.array(column, float) for column in zip(*best, strict=True))
    pitch, left = np.polyfit(number, x, 1)
    drop, top = np.polyfit(number, y, 1)
    height = float(np.median(heights))
    if pitch < height or np.abs(x - left - pitch * number).max() > 0.3 * pitch:
        return None
    return _Grid(float(left), float(pitch), float(top), float(drop), height)


def _months_of(word: Word) -> list[tuple[int, float, float, float]]:
    """Number, centre and height of each month name in a word that holds nothing else."""
    names = list(re.finditer(r"[^\W\d_]+", word.text))
    if not names or any(name.group().casefold() not in _MONTHS for name in names):
        return []
    letter = word.box.width / len(word.text)
    return [
        (
            _MONTHS[name.group().casefold()],
            word.box.left + letter * (name.start() + name.end()) / 2,
            word.box.middle[1],
            word.box.height,
        )
        for name in names
    ]


def _ink(crop: Grey, grid: _Grid) -> NDArray[np.uint8]:
    """1 where the crop is darker than its surroundings, ruled lines left out."""
    around = cv2.blur(crop, (int(2 * grid.height) | 1, int(2 * grid.height) | 1))
    dark = (crop.astype(np.int16) < around.astype(np.int16) - DARKER).astype(np.uint8)
    across = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((1, max(3, int(0.7 * grid.pitch))), np.uint8))
    down = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((max(3, int(0.8 * grid.height)), 1), np.uint8))
    rules = cv2.dilate(cv2.max(across, down), np.ones((3, 3), np.uint8))
    return np.where(rules > 0, 0, dark).astype(np.uint8)


def _cell(grid: _Grid, month: int, x0: int, y0: int) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of the cell's inside within the crop."""
    x = grid.left + month * grid.pitch - x0
    y = grid.top + month * grid.drop - y0
    half = 0.36 * grid.pitch
    return int(max(0, x - half)), int(y + CELL[0] * grid.height), int(x + half), int(y + CELL[1] * grid.height)


def _inked(ink: NDArray[np.uint8], cell: tuple[int, int, int, int]) -> tuple[int, Box | None]:
    """Ink pixels in the cell, and the rectangle of its largest connected ink."""
    left, top, right, bottom = cell
    inside = ink[max(0, top) : bottom, left:right]
    joined = cv2.morphologyEx(inside, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    if count < 2:
        return 0, None
    x, y, w, h, _ = stats[1 + int(stats[1:, cv2.CC_STAT_AREA].argmax())]
    return int(inside.sum()), Box(float(left + x), float(top + y), float(left + x + w), float(top + y + h))


def _overlap(a: Box, b: Box) -> bool:
    x, y = a.middle
    return b.left <= x <= b.right and b.top <= y <= b.bottom
