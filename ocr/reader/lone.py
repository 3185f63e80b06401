"""Ink of a letter's size that the detector scored too faintly → regions: a quantity in its cell, a tick of one letter, "IN" alone.

Separate because it needs ink and scores together. Imports numpy, OpenCV and this package's geometry.

A character region's score spreads from letter to letter; a letter alone on its paper keeps a third to two thirds of what it has in a
word, and a region must be surer than that or noise would be read. What is of a letter's size in the page's own ink may be less sure.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.reader.ink import Mask
from ocr.reader.region import MAP_STEP, Region, usual_height

LEAST_SCORE = 0.25
"""Highest text score that a lone letter's ink must have. To 4,678 regions of drawn pages 37 were added at 0.3, all writing, and 44 at 0.2, one of them none."""

HEIGHTS, WIDEST = (0.4, 1.1), 1.3
"""Height of a letter's ink and its greatest width, in usual heights of a region, which are a little more than a capital's."""

GROWTH = 0.14
"""Usual heights by which a letter's rectangle is grown to every side, as regions are."""


def lone_regions(ink: Mask, text: NDArray[np.float32], regions: Sequence[Region]) -> list[Region]:
    """The letters of `ink` (H, W) canvas pixels that none of the page's `regions` holds and that `text` (H/2, W/2) scores speak for."""
    usual = usual_height(regions)
    if not usual:
        return []
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink.astype(np.uint8), connectivity=8)
    heights, widths = stats[:, cv2.CC_STAT_HEIGHT], stats[:, cv2.CC_STAT_WIDTH]
    shortest, tallest = (share * usual for share in HEIGHTS)
    letters = np.flatnonzero((heights >= shortest) & (heights <= tallest) & (widths <= WIDEST * usual))
    taken = np.zeros(ink.shape, np.uint8)
    for region in regions:
        cv2.fillConvexPoly(taken, np.rint(region.points).astype(np.int32), 1)
    found = []
    for left, top, width, height, _ in stats[letters[letters > 0]].tolist():
        right, bottom = left + width, top + height
        scores = text[top // MAP_STEP : bottom // MAP_STEP + 1, left // MAP_STEP : right // MAP_STEP + 1]
        if scores.max() >= LEAST_SCORE and not taken[top:bottom, left:right].any():
            grown = np.array([-1, -1, 1, 1], np.float32) * GROWTH * usual + (left, top, right, bottom)
            found.append(Region(grown[[[0, 1], [2, 1], [2, 3], [0, 3]]].astype(np.float32)))
    return found
