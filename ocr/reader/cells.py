"""Rows of printed boxes with one character in each, as paper forms have for NPWP and codes.

Separate because the detector knows words, not boxes: it overlooks most single digits between lines. A row is read by
setting its characters side by side on one strip. Imports numpy, OpenCV and this package's geometry.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, sin
from typing import NamedTuple

import cv2
import numpy as np

from ocr.document import Box, Slope
from ocr.reader.crop import PAD, Strip, StripForm, in_form
from ocr.reader.group import Line, line_of
from ocr.reader.ink import Grey, line_ink

MIN_SIDE, MAX_SIDE = 16, 110
"""Sides of a box's inside in page pixels: 3–18 mm at 150 dpi."""

MIN_ASPECT, MAX_ASPECT = 0.5, 1.5
"""Width over height of a box; the cells of tables are wider."""

MIN_FILL = 0.85
"""Area over that of the enclosing rectangle: the inside of an O fills 0.79 of its own."""

OUTLINE_AROUND, OUTLINE_CONTRAST = 24, 18
"""Page pixels over which the paper is averaged, and the grey levels by which a box's outline is darker."""

SMALL_SIDE, ENLARGED = 38, 2
"""Height below which boxes are looked at enlarged, and how many times: of 72 rows of drawn boxes at 100 dpi 51 were found
whole without, all with; of 72 on scans of 150 dpi 64 and 72."""

MIN_CELLS = 3
SAME_SIZE = 0.2
"""Greatest difference of sides within a row, as a share of them."""

MAX_GAP, MAX_OVERLAP = 1.4, 0.2
"""Widest gap within a row in box widths; upright rectangles round boxes askew overlap by up to 0.1 at 3°."""

LOST_CELL_GAP = 0.95
"""From this gap on a box stands between the two whose outline is broken: one is put there, so that no digit is
silently lost. The point or dash printed between groups takes up to 0.75."""

INSET = 0.07
"""Share of a box's height left out along its sides: the outline's own blur."""

SPECK = 0.15
"""Ink of less area than this share of the largest piece in a box is dirt: a digit has no dots."""

SPACING = 0.12
"""Paper between the characters set side by side, in heights of the tallest: as in proportional print, so that no
space is read between them."""


OUTLINE = 0.15
"""Share of a box's height that its outline takes outside it, at most."""

LEAST_BESIDE = 1.2
"""Line heights beside a row of boxes from which what the detector saw there is a word, not the outermost outline."""


class Cell(NamedTuple):
    """The inside of one printed box in page pixels."""

    left: int
    top: int
    width: int
    height: int


def cell_strips(page: Grey, form: StripForm) -> list[Strip]:
    """A strip for every row of boxes on the page that bears writing, its line covering the row."""
    found = (_strip(page, row, form) for row in rows_of(cells_of(page)))
    return [strip for strip in found if strip is not None]


def outside(lines: Sequence[Line], rows: Sequence[Strip], slope: Slope) -> list[Line]:
    """`lines` of a page of that slope less what the detector saw in one of the `rows` of boxes.

    A label before the boxes, or a remark behind them, that the detector took for one line with them stays.
    """
    boxes = [row.line.box for row in rows]
    return [part for line in lines for part in _outside(line, [box for box in boxes if _at_level(line, box)], slope)]


def _at_level(line: Line, box: Box) -> bool:
    """Whether the line runs at the height of a row of boxes and into it."""
    left, right = line.x - line.length / 2, line.x + line.length / 2
    near = left < box.right + box.height / 2 and right > box.left - box.height / 2
    return near and box.top < line.y < box.bottom and line.height < 2 * box.height


def _outside(line: Line, boxes: Sequence[Box], slope: Slope) -> list[Line]:
    """The line, or its parts before, between and behind `boxes` of its own level; what is too short for a word is none."""
    least = LEAST_BESIDE * line.height
    left, right = line.x - line.length / 2, line.x + line.length / 2
    within = any(box.left - box.height / 2 < line.x < box.right + box.height / 2 for box in boxes)
    if not within and all(min(right, box.right) - max(left, box.left) < least for box in boxes):
        return [line]
    parts, begin = [], left
    for box in sorted(boxes, key=lambda box: box.left):
        outline = OUTLINE * box.height
        if box.left - outline - begin > least:
            parts.append(_part(line, begin, box.left - outline, slope))
        begin = max(begin, box.right + outline)
    return [*parts, _part(line, begin, right, slope)] if right - begin > least else parts


def _part(line: Line, left: float, right: float, slope: Slope) -> Line:
    """What stands of the line from `left` to `right`, page pixels."""
    across, down = cos(line.angle), sin(line.angle)
    corners = [
        (line.x + u * across - v * down, line.y + u * down + v * across)
        for u in ((left - line.x) / across, (right - line.x) / across)
        for v in (-line.height / 2, line.height / 2)
    ]
    spine = line.spine[(line.spine[:, 0] >= left) & (line.spine[:, 0] <= right)]
    return line_of(np.array(corners, np.float32), slope, spine)


def cells_of(page: Grey) -> list[Cell]:
    """Insides of all small upright rectangles drawn on the page; looked at enlarged where some are small.

    At 100 dpi the outline of a box is one pixel wide, and broken wherever a digit or its neighbour touches it.
    """
    cells = _enclosed(page, 1)
    if len(cells) >= MIN_CELLS and np.median([cell.height for cell in cells]) < SMALL_SIDE:
        return _enclosed(page, ENLARGED)
    return cells


def _enclosed(page: Grey, scale: int) -> list[Cell]:
    """What `page`, `scale` times as large, shows enclosed by lines, in pixels of the page as given."""
    large = cv2.resize(page, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC) if scale > 1 else page
    around = OUTLINE_AROUND * scale // 2 * 2 + 1
    ink = cv2.adaptiveThreshold(large, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, around, OUTLINE_CONTRAST)
    contours, hierarchy = cv2.findContours(ink, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    if not contours:
        return []
    cells = []
    for contour, (_, _, _, parent) in zip(contours, hierarchy[0], strict=True):
        if parent < 0 or len(contour) < 4:
            continue
        cell = Cell(*(int(value) // scale for value in cv2.boundingRect(contour)))
        fits = MIN_SIDE <= cell.height <= MAX_SIDE and MIN_ASPECT <= cell.width / cell.height <= MAX_ASPECT
        if fits and cv2.contourArea(contour) >= MIN_FILL * cell.width * cell.height * scale**2:
            cells.append(cell)
    return cells


def rows_of(cells: Sequence[Cell]) -> list[list[Cell]]:
    """Cells of one size side by side on one level, at least MIN_CELLS of them, left to right."""
    rows: list[list[Cell]] = []
    for cell in sorted(cells):
        row = next((row for row in rows if _continues(row[-1], cell)), None)
        if row is None:
            rows.append([cell])
            continue
        gap = cell.left - row[-1].left - row[-1].width
        if gap >= LOST_CELL_GAP * cell.width:
            row.append(Cell(row[-1].left + row[-1].width + (gap - cell.width) // 2, cell.top, cell.width, cell.height))
        row.append(cell)
    return [row for row in rows if len(row) >= MIN_CELLS]


def _continues(last: Cell, cell: Cell) -> bool:
    gap = cell.left - last.left - last.width
    alike = abs(cell.height - last.height) <= SAME_SIZE * last.height
    alike = alike and abs(cell.width - last.width) <= SAME_SIZE * last.width
    level = abs(cell.top + cell.height / 2 - last.top - last.height / 2) <= last.height / 3
    return alike and level and -MAX_OVERLAP * last.width <= gap <= MAX_GAP * last.width


def _strip(page: Grey, row: Sequence[Cell], form: StripForm) -> Strip | None:
    """The row's characters side by side; None when they are fewer than MIN_CELLS or a box holds more than one."""
    insides = [_inside(page, cell) for cell in row]
    boxes = [_ink_box(inside) for inside in insides]
    written = [(inside, box) for inside, box in zip(insides, boxes, strict=True) if box is not None]
    if len(written) < MIN_CELLS or any(
        right - left > 1.2 * (bottom - top) for _, (left, top, right, bottom) in written
    ):
        return None
    top = min(box[1] for _, box in written)
    bottom = max(box[3] for _, box in written)
    pad = max(2, round(PAD * (bottom - top)))
    paper = int(np.median(written[0][0]))
    height = bottom - top + 2 * pad
    gap = np.full((height, max(2, round(SPACING * (bottom - top)))), paper, np.uint8)
    parts = [gap]
    for inside, (left, _, right, _) in written:
        character = np.full((height, right - left), paper, np.uint8)
        shown = inside[top:bottom, left:right]
        character[pad : pad + shown.shape[0]] = shown
        parts += [character, gap]
    return Strip(in_form(np.hstack(parts), form), _row_line(row))


def _inside(page: Grey, cell: Cell) -> Grey:
    inset = max(1, round(INSET * cell.height))
    return page[cell.top + inset : cell.top + cell.height - inset, cell.left + inset : cell.left + cell.width - inset]


def _ink_box(inside: Grey) -> tuple[int, int, int, int] | None:
    """Left, top, right, bottom of the writing in a box; None when there is none to speak of."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(line_ink(inside).astype(np.uint8), connectivity=8)
    pieces = stats[1:]
    if not len(pieces):
        return None
    writing = pieces[pieces[:, cv2.CC_STAT_AREA] >= SPECK * pieces[:, cv2.CC_STAT_AREA].max()]
    left, top = writing[:, cv2.CC_STAT_LEFT].min(), writing[:, cv2.CC_STAT_TOP].min()
    right = (writing[:, cv2.CC_STAT_LEFT] + writing[:, cv2.CC_STAT_WIDTH]).max()
    bottom = (writing[:, cv2.CC_STAT_TOP] + writing[:, cv2.CC_STAT_HEIGHT]).max()
    if writing[:, cv2.CC_STAT_AREA].sum() < MIN_SIDE or bottom - top <= inside.shape[0] / 4:
        return None
    return int(left), int(top), int(right), int(bottom)


def _row_line(row: Sequence[Cell]) -> Line:
    corners = np.array([(c.left, c.top) for c in row] + [(c.left + c.width, c.top + c.height) for c in row], np.float32)
    (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
    return Line(
        float(left + right) / 2, float(top + bottom) / 2, float(right - left), float(bottom - top), 0.0, corners
    )
