"""Where a page bears ink, and which rectangles of it are worth looking at.

Separate because convolving paper is what detection costs: the detector runs near the machine's arithmetic limit, so
the only way to be faster is to show it less. Imports numpy, OpenCV and the document types.
"""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.document import Pixels

Mask = NDArray[np.bool_]
Grey = NDArray[np.uint8]

CELL = 4
"""Canvas pixels per side of a cell of the ink map; a glyph of the smallest readable print is two cells wide."""

REACH_X, REACH_Y = 3, 1
"""Cells by which ink joins its neighbours: words of a line (24 px between them), lines of a paragraph (8 px)."""

MARGIN = 8
"""Canvas pixels of paper kept round every block: half the height of ordinary print, as context for the detector."""

MIN_CONTRAST = 14
"""Grey levels by which ink differs from the paper round it: faint thermal print differs by 20 and more."""

CLEAN = 2.0
"""Grey levels of grain up to which thin strokes are better served by no smoothing."""

STROKE = 25
"""Canvas pixels; ink is narrower than this in some direction, paper is wider in both."""

RULE_LENGTH = 60
"""Canvas pixels; straight runs at least this long are ruled lines, not writing."""


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


def grey_of(pixels: Pixels) -> Grey:
    """(H, W) grey of an RGB page."""
    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), dtype=np.uint8)


def ink_mask(grey: Grey) -> Mask:
    """Writing on `grey`: pixels darker or lighter than the paper round them, less ruled lines.

    Paper is what closing (for dark ink) and opening (for light) by STROKE leave.
    Rules are taken out per polarity: the white between two lines of print is one.
    """
    smooth, least = without_grain(grey)
    kernel = np.ones((STROKE, STROKE), np.uint8)
    dark = np.asarray(cv2.morphologyEx(smooth, cv2.MORPH_BLACKHAT, kernel)) > least
    light = np.asarray(cv2.morphologyEx(smooth, cv2.MORPH_TOPHAT, kernel)) > least
    return without_rules(dark) | without_rules(light)


def line_ink(window: Grey) -> Mask:
    """Ink of a window round one line of text, whichever of ink and paper is darker, less ruled lines.

    A pixel is ink when it stands out by a third of what the line's strongest strokes do.
    """
    smooth, least = without_grain(window)
    paper = float(np.median(smooth))
    dark_on_light = paper - float(smooth.min()) >= float(smooth.max()) - paper
    kernel = np.ones((window.shape[0] | 1,) * 2, np.uint8)
    way = cv2.MORPH_BLACKHAT if dark_on_light else cv2.MORPH_TOPHAT
    contrast = np.asarray(cv2.morphologyEx(smooth, way, kernel))
    strongest = float(np.percentile(contrast, 98))
    return without_rules(contrast > max(least, 0.33 * strongest), 4 * window.shape[0])


def without_grain(grey: Grey) -> tuple[Grey, float]:
    """`grey`, smoothed where it is grainy, and the least contrast that is ink on it.

    Grain is the median absolute step between neighbours: 0 on a clean page. The factors put the least contrast at
    five standard deviations of Gaussian grain, before smoothing (step 0.95 σ) and after it (0.55 σ).
    """
    grain = _step(grey)
    if grain <= CLEAN:
        return grey, max(MIN_CONTRAST, 5.2 * grain)
    smooth = np.asarray(cv2.blur(grey, (3, 3)), dtype=np.uint8)
    return smooth, max(MIN_CONTRAST, 9.0 * _step(smooth))


def _step(grey: Grey) -> float:
    steps = np.asarray(cv2.absdiff(grey[:, 1:], grey[:, :-1]))
    return float(np.median(steps[::3, ::3])) if steps.size else 0.0


def without_rules(ink: Mask, length: int = RULE_LENGTH) -> Mask:
    """`ink` less its straight horizontal and vertical runs of at least `length` pixels: table lines, frames."""
    image = ink.astype(np.uint8)
    across = np.asarray(cv2.morphologyEx(image, cv2.MORPH_OPEN, np.ones((1, length), np.uint8)), dtype=np.bool_)
    down = np.asarray(cv2.morphologyEx(image, cv2.MORPH_OPEN, np.ones((length, 1), np.uint8)), dtype=np.bool_)
    writing: Mask = ink & ~(across | down)
    return writing


def ink_blocks(ink: Mask) -> list[Block]:
    """Rectangles that hold all writing of the canvas, with `MARGIN` round it, merged where that saves area."""
    height, width = ink.shape
    cells = _cells(ink)
    kernel = np.ones((2 * REACH_Y + 1, 2 * REACH_X + 1), np.uint8)
    joined = cv2.dilate(cells, kernel)
    count, _, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    if count == 1:
        return []
    # Dilation grew every component by its reach: take that back, then add the margin.
    left = stats[1:, cv2.CC_STAT_LEFT] + REACH_X
    top = stats[1:, cv2.CC_STAT_TOP] + REACH_Y
    right = stats[1:, cv2.CC_STAT_LEFT] + stats[1:, cv2.CC_STAT_WIDTH] - REACH_X
    bottom = stats[1:, cv2.CC_STAT_TOP] + stats[1:, cv2.CC_STAT_HEIGHT] - REACH_Y
    edges = np.stack([left * CELL - MARGIN, top * CELL - MARGIN, right * CELL + MARGIN, bottom * CELL + MARGIN], axis=1)
    edges = np.clip(edges, 0, [width, height, width, height])
    return [Block(*(int(edge) for edge in row)) for row in merged_where_smaller(edges)]


def merged_where_smaller(edges: NDArray[np.int_]) -> NDArray[np.int_]:
    """Rectangles (n, 4) as left, top, right, bottom, pairs merged as long as a union is smaller than its two parts."""
    edges = edges.copy()
    while len(edges) > 1:
        gain = _merge_gains(edges)
        first, second = np.unravel_index(int(gain.argmax()), gain.shape)
        if gain[first, second] < 0:
            break
        union = _unions(edges[[first]], edges[[second]])[0, 0]
        edges = np.vstack([np.delete(edges, [first, second], axis=0), union])
    return edges


def _merge_gains(edges: NDArray[np.int_]) -> NDArray[np.int_]:
    """Area saved by merging each pair, (n, n); a rectangle is never merged with itself."""
    union = _unions(edges, edges)
    area = (edges[:, 2] - edges[:, 0]) * (edges[:, 3] - edges[:, 1])
    union_area = (union[..., 2] - union[..., 0]) * (union[..., 3] - union[..., 1])
    gain: NDArray[np.int_] = area[:, None] + area[None, :] - union_area
    np.fill_diagonal(gain, -1)
    return gain


def _unions(first: NDArray[np.int_], second: NDArray[np.int_]) -> NDArray[np.int_]:
    low = np.minimum(first[:, None, :2], second[None, :, :2])
    high = np.maximum(first[:, None, 2:], second[None, :, 2:])
    return np.concatenate([low, high], axis=2)


def _cells(ink: Mask) -> NDArray[np.uint8]:
    """Cells with at least two ink pixels: one alone is dust."""
    height, width = ink.shape
    padded = np.zeros((-(-height // CELL) * CELL, -(-width // CELL) * CELL), np.uint8)
    padded[:height, :width] = ink
    counts = padded.reshape(padded.shape[0] // CELL, CELL, padded.shape[1] // CELL, CELL).sum(axis=(1, 3))
    return np.asarray(counts >= 2, dtype=np.uint8)
