"""The ink of a canvas → the few rectangles the detector looks at, cut so that they hold as little paper as possible.

Separate because it is pure geometry on a small map: one cell for 4 × 4 pixels of the canvas. The detector runs near
the machine's arithmetic limit, so every cell left out is time saved. Imports numpy and OpenCV only.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
Cells = NDArray[np.uint8]

CELL = 4
"""Canvas pixels per side of a cell; a glyph of the smallest readable print is two cells wide."""

MARGIN = 8
"""Canvas pixels of paper kept round every block: half the height of ordinary print, as context for the detector."""

AROUND, COMPANY = (13, 5), 5
"""Writing has company: an inked cell with fewer than COMPANY inked ones in the window AROUND it (cells, 52 × 20 px) is
dust. Two letters are six cells; dust that still reads is found again by the cropper, which looks beside each line."""

WORD_GAP = 3
"""Cells left and right of a vertical cut that should bear no ink: wider than the gap between two words."""

PIECE_AREA, INK_AREA = 600, 3000
"""What a further block must save, and what each inked cell on a cut must save besides, pixels: a cut through a frame
is worth it, a cut through a line of print never is."""

LEAST_GAIN = 1000
"""Pixels that a cut must save in all."""

UPRIGHT = 16
"""Cells; an inked column at least so tall and at most UPRIGHT_CELLS wide is no letter."""

UPRIGHT_CELLS, RULE_SHARE = 2, 12
"""A block one cell high and RULE_SHARE times as wide is a rule; print is two cells high at least."""

TALLEST = 320
"""Canvas rows of the tallest block: what the detector is shown at once, which bounds its memory."""


class Block(NamedTuple):
    """A rectangle of the canvas in pixels, edges half-open."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        """Pixels from left to right."""
        return self.right - self.left

    @property
    def height(self) -> int:
        """Pixels from top to bottom."""
        return self.bottom - self.top


def ink_blocks(ink: Mask) -> list[Block]:
    """Rectangles that hold all writing of the canvas, with `MARGIN` round it; left and top are even."""
    height, width = ink.shape
    blocks = []
    for left, top, right, bottom in _split(without_dust(without_uprights(cells_of(ink))), 0, 0):
        if bottom - top == 1 and right - left >= RULE_SHARE:
            continue
        blocks.append(
            Block(
                max(0, left * CELL - MARGIN),
                max(0, top * CELL - MARGIN),
                min(width, right * CELL + MARGIN),
                min(height, bottom * CELL + MARGIN),
            )
        )
    return blocks


def cells_of(ink: Mask) -> Cells:
    """1 for each cell with at least two ink pixels, else 0: one alone is dust."""
    height, width = ink.shape
    padded = np.zeros((-(-height // CELL) * CELL, -(-width // CELL) * CELL), np.uint8)
    padded[:height, :width] = ink
    counts = padded.reshape(padded.shape[0] // CELL, CELL, padded.shape[1] // CELL, CELL).sum(axis=(1, 3))
    return np.asarray(counts >= 2, dtype=np.uint8)


def without_uprights(cells: Cells) -> Cells:
    """`cells` less upright lines: with the sides of a frame in it, no cut would save anything."""
    tall = cv2.morphologyEx(cells, cv2.MORPH_OPEN, np.ones((UPRIGHT, 1), np.uint8))
    thick = cv2.morphologyEx(cells, cv2.MORPH_OPEN, np.ones((1, UPRIGHT_CELLS + 1), np.uint8))
    return np.where(tall > thick, 0, cells).astype(np.uint8)


def without_dust(cells: Cells) -> Cells:
    """`cells` less those that stand nearly alone."""
    near = cv2.boxFilter(cells, cv2.CV_16U, AROUND, normalize=False, borderType=cv2.BORDER_CONSTANT)
    return cells * (near >= COMPANY)


def _split(cells: Cells, top: int, left: int) -> Iterator[tuple[int, int, int, int]]:
    """Left, top, right, bottom of the inked rectangles of `cells`, cut again and again where that saves most area."""
    rows, columns = np.flatnonzero(cells.any(axis=1)), np.flatnonzero(cells.any(axis=0))
    if not len(rows):
        return
    inside = cells[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    top, left = top + int(rows[0]), left + int(columns[0])
    height, width = inside.shape
    gain, place = _best_cut(inside, 0)
    gain_down, place_down = _best_cut(np.ascontiguousarray(inside.T), WORD_GAP)
    if max(gain, gain_down) <= LEAST_GAIN:
        if height * CELL + 2 * MARGIN <= TALLEST:
            yield left, top, left + width, top + height
            return
        gain, gain_down, place = 1.0, 0.0, _emptiest_row(inside)
    if gain >= gain_down:
        yield from _split(inside[:place], top, left)
        yield from _split(inside[place:], top + place, left)
    else:
        yield from _split(inside[:, :place_down], top, left)
        yield from _split(inside[:, place_down:], top, left + place_down)


def _emptiest_row(cells: Cells) -> int:
    """The row of the middle third with the least ink, where a block that is too tall is cut for want of better."""
    third = len(cells) // 3
    return third + int(cells[third : 2 * third].sum(axis=1, dtype=np.int64).argmin())


def _best_cut(cells: Cells, gap: int) -> tuple[float, int]:
    """Pixels saved by the best cut between two rows, and the row below it; `gap` rows on either side should be blank.

    The first and last row and the first and last column of `cells` bear ink.
    """
    count, width = cells.shape
    if count < 2:
        return 0.0, 0
    inked = cells.sum(axis=1, dtype=np.int64)
    written = inked > 0
    first = np.where(written, cells.argmax(axis=1), width)
    last = np.where(written, width - cells[:, ::-1].argmax(axis=1), 0)
    above_width = (np.maximum.accumulate(last) - np.minimum.accumulate(first))[:-1]
    below_width = (np.maximum.accumulate(last[::-1]) - np.minimum.accumulate(first[::-1]))[::-1][1:]
    index = np.arange(count)
    above_height = np.maximum.accumulate(np.where(written, index, 0))[:-1] + 1
    below_height = count - np.minimum.accumulate(np.where(written, index, count)[::-1])[::-1][1:]
    parts = _area(above_height, above_width) + _area(below_height, below_width)
    saved = _area(np.array([count]), np.array([width])) - parts - PIECE_AREA - INK_AREA * _ink_on_cuts(inked, gap)
    best = int(saved.argmax())
    return float(saved[best]), best + 1


def _ink_on_cuts(inked: NDArray[np.int64], gap: int) -> NDArray[np.float64]:
    """Inked cells that each cut between rows goes through: in the emptier of its two rows, or within `gap` rows."""
    if not gap:
        return np.minimum(inked[:-1], inked[1:]).astype(np.float64)
    sums = np.concatenate([[0], np.cumsum(inked)])
    cuts = np.arange(1, len(inked))
    low, high = np.maximum(cuts - gap, 0), np.minimum(cuts + gap, len(inked))
    near: NDArray[np.float64] = (sums[high] - sums[low]) / gap
    return near


def _area(rows: NDArray[np.int_], columns: NDArray[np.int_]) -> NDArray[np.int_]:
    """Pixels of a block of so many cells with its margin."""
    pixels: NDArray[np.int_] = (rows * CELL + 2 * MARGIN) * (columns * CELL + 2 * MARGIN)
    return pixels
