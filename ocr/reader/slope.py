"""Detected regions → the direction of a page's writing.

Separate because it is arithmetic on the regions' middles, tested by properties. Imports numpy, the document types and this package's geometry.

One region tells little of its direction: a capital at its start, a descender at its end turn the outline of a word by a degree or two. How
the middles of a row's regions follow each other tells it to a tenth of a degree.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import atan, radians

import numpy as np
from numpy.typing import NDArray

from ocr.document import Slope
from ocr.reader.group import JOIN_HEIGHT_RATIO, JOIN_SHIFT
from ocr.reader.region import Region

MAX_SKEW_DEG = 15.0
"""A page turned further is photographed askew beyond what line crops should follow; then lines are taken as level."""

LEVEL_DEG = 0.2
"""A smaller slope than this is what measuring it is off by; then crops are cut straight from the page."""

LONG_REGION, LONG_PX = 4.0, 60.0
"""Width over height, or pixels of width, from which a region's own direction is a first guess."""

REACHES = (1.2, 8.0, 80.0)
"""Line heights from a region to the next of its row: first the words of a phrase, then, the direction known ever better, those of a form's row
and those at the page's other side, which tell most."""

LEAST_SPREAD = 2.0
"""Spread of a row's middles along it, in line heights, from which the row has a say."""

LEAST_ROWS, LEAST_FAN_ROWS = 3, 6
"""Rows that settle a page's direction, and how it changes down the page."""

FAN_GAIN = 0.8
"""Share of what rows stray from one direction that they may still stray from a fan of directions, for the page to be a photograph's fan."""

Numbers = NDArray[np.float64]


def slope_of(regions: Sequence[Region]) -> Slope:
    """The direction of the page's rows, level when there are too few; on a photograph they may fan out."""
    if not regions:
        return Slope()
    low = np.array([region.points.min(axis=0) for region in regions], np.float64)
    high = np.array([region.points.max(axis=0) for region in regions], np.float64)
    slope = Slope(_guess(regions, high - low))
    for reach in REACHES:
        rows = _rows(low, high, slope, reach)
        if len(rows) >= LEAST_ROWS:
            slope = replace(_fitted(rows), rows=len(rows))
    level = abs(slope.level) < radians(LEVEL_DEG) and not slope.by_y
    return replace(slope, level=0.0) if level else slope


def _guess(regions: Sequence[Region], sizes: Numbers) -> float:
    """The usual direction of the outlines of long regions, 0 without."""
    slopes, lengths = [], []
    for region, (width, height) in zip(regions, sizes, strict=True):
        if width < LONG_REGION * max(height, 1.0) and width < LONG_PX:
            continue
        x, y = region.points.T
        left, right = x < x.min() + width * 0.1, x > x.max() - width * 0.1
        rise = float(y[right].min() + y[right].max() - y[left].min() - y[left].max()) / 2
        run = float(x[right].mean() - x[left].mean())
        slope = atan(rise / run) if run > 0 else 0.0
        if abs(slope) <= radians(MAX_SKEW_DEG):
            slopes.append(slope)
            lengths.append(width)
    return _weighted_median(np.array(slopes), np.array(lengths)) if slopes else 0.0


def _rows(low: Numbers, high: Numbers, slope: Slope, reach: float) -> Numbers:
    """(direction, weight, height on the page) of every row of two or more regions."""
    order = np.argsort(low[:, 0], kind="stable")
    (start, top), (end, bottom) = low[order].T, high[order].T
    x, y, width = (start + end) / 2, (top + bottom) / 2, end - start
    angle = slope.level + slope.by_y * y
    height = np.maximum(bottom - top - np.abs(angle) * width, 0.3 * (bottom - top))
    row_of = np.arange(len(order))
    for place in range(1, len(order)):
        large = np.maximum(height[:place], height[place])
        gap = start[place] - end[:place]
        shift = y[place] - y[:place] - (x[place] - x[:place]) * angle[:place]
        fits = (np.abs(shift) <= JOIN_SHIFT * large) & (-large < gap) & (gap <= reach * large)
        near = np.flatnonzero(fits & (large <= JOIN_HEIGHT_RATIO * np.minimum(height[:place], height[place])))
        if len(near):
            row_of[place] = row_of[near[gap[near].argmin()]]
    _, row_of, count = np.unique(row_of, return_inverse=True, return_counts=True)
    total = np.bincount(row_of, width)
    middle_x, middle_y = np.bincount(row_of, width * x) / total, np.bincount(row_of, width * y) / total
    aside, below = x - middle_x[row_of], y - middle_y[row_of]
    spread = (np.bincount(row_of, width * aside**2) / total) ** 0.5
    rise = np.bincount(row_of, width * aside * below) / total
    size = np.bincount(row_of, height) / count
    tells = spread > LEAST_SPREAD * size
    return np.stack([np.arctan(rise[tells] / spread[tells] ** 2), (spread / size)[tells], middle_y[tells]], axis=1)


def _fitted(rows: Numbers) -> Slope:
    """The usual direction of the rows, or the fan of directions when they stray from that much less (Theil–Sen)."""
    slopes, weights, y = rows.T
    middle = _weighted_median(slopes, weights)
    first, second = np.triu_indices(len(rows), 1)
    apart = y[second] - y[first]
    far = np.abs(apart) > 1
    if len(rows) < LEAST_FAN_ROWS or not far.any():
        return Slope(middle)
    first, second, apart = first[far], second[far], apart[far]
    by_y = _weighted_median(
        (slopes[second] - slopes[first]) / apart, np.abs(apart) * np.minimum(weights[first], weights[second])
    )
    level = _weighted_median(slopes - by_y * y, weights)
    fanned = (weights * np.abs(slopes - level - by_y * y)).sum()
    return Slope(level, by_y) if fanned < FAN_GAIN * (weights * np.abs(slopes - middle)).sum() else Slope(middle)


def _weighted_median(values: Numbers, weights: Numbers) -> float:
    order = np.argsort(values)
    total = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(total, total[-1] / 2)])
