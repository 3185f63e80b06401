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

REACHES = (1.2, 8.0)
"""Line heights from a region to the next of its row: first the words of a phrase, then, the direction known, those of a form's row."""

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
    (x, y), (width, height) = ((low + high) / 2).T, (high - low).T
    angle = slope.level + slope.by_y * y
    height = np.maximum(height - np.abs(angle) * width, 0.3 * height)
    order = np.argsort(low[:, 0], kind="stable")
    row_of = np.arange(len(order))
    for place, index in enumerate(order):
        before = order[:place]
        large = np.maximum(height[before], height[index])
        gap = low[index, 0] - high[before, 0]
        shift = y[index] - y[before] - (x[index] - x[before]) * angle[before]
        fits = (np.abs(shift) <= JOIN_SHIFT * large) & (-large < gap) & (gap <= reach * large)
        fits &= large <= JOIN_HEIGHT_RATIO * np.minimum(height[before], height[index])
        if fits.any():
            near = before[fits]
            row_of[index] = row_of[near[np.argmin(gap[fits])]]
    found = []
    for row in np.unique(row_of):
        members = np.flatnonzero(row_of == row)
        weights = width[members]
        middle_x, middle_y = np.average(x[members], weights=weights), np.average(y[members], weights=weights)
        spread = np.average((x[members] - middle_x) ** 2, weights=weights) ** 0.5
        size = height[members].mean()
        if spread > LEAST_SPREAD * size:
            rise = np.average((x[members] - middle_x) * (y[members] - middle_y), weights=weights)
            found.append((np.arctan(rise / spread**2), spread / size, middle_y))
    return np.array(found, np.float64).reshape(-1, 3)


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
