"""Regions of several rows → one of each row: where rows almost touch, as on a till's receipt, the detector links them.

Separate because it needs what regions are made of and the page's direction. Imports numpy and this package's geometry.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import tan

import numpy as np
from numpy.typing import NDArray

from ocr.reader.region import MAP_STEP, Piece, Region, outlined, pieces_of, usual_height
from ocr.reader.slope import slope_of
from ocr.reader.turn import lies_on_side

TALL = 1.6
"""Height of a region, in usual heights, from which it may hold several rows."""

VALLEY = 0.7
"""Between two rows the detector's scores fall below this share of the fainter row's."""

LEAST_APART = 0.3
"""Usual heights within which two peaks are one row's: its small letters and its capitals."""

MOST_APART = 2.0
"""Usual heights beyond which two peaks are not neighbouring rows: a headline's, a logo's."""


def in_rows(regions: Sequence[Region], level: bool = False) -> list[Region]:
    """`regions`, those that hold several rows of the page parted between them; a page that lies on its side and is not `level` is left alone."""
    usual = usual_height(regions)
    tall = [index for index, region in enumerate(regions) if np.ptp(region.points[:, 1]) > TALL * usual]
    if not tall or (not level and lies_on_side(regions)):
        return list(regions)
    slope = slope_of(regions)
    parted = {}
    for index in tall:
        piece, middle = regions[index].piece, float(np.mean(regions[index].points[:, 1]))
        rows = rows_of(piece, slope.at(middle), usual / MAP_STEP) if piece is not None else []
        if len(rows) > 1:
            parted[index] = [outlined(row) for row in rows]
    return [part for index, region in enumerate(regions) for part in parted.get(index, [region])]


def rows_of(piece: Piece, angle: float, usual: float) -> list[Piece]:
    """What of `piece` stands on each of its rows, which run at `angle`, radians; `usual` height of a row in pixels of the map."""
    height, width = piece.own.shape
    down = np.arange(height)[:, None] - (np.arange(width) - (width - 1) / 2)[None] * tan(angle)
    down = np.rint(down - down.min()).astype(np.intp)
    cuts = _cuts(np.asarray(np.bincount(down.ravel(), weights=piece.text.ravel()), np.float64), usual)
    if not cuts:
        return [piece]
    row = np.searchsorted(cuts, down, side="left")
    marks = (piece.own & (row == number) for number in range(len(cuts) + 1))
    return [part for own in marks for part in pieces_of(own, piece.text, piece.left, piece.top)]


def _cuts(scores: NDArray[np.float64], usual: float) -> list[int]:
    """The faintest place between each two rows, of the summed scores of every place down a piece."""
    smooth = np.convolve(np.pad(scores, 1, mode="edge"), (0.25, 0.5, 0.25), "valid")
    reach = max(1, round(LEAST_APART * usual))
    peaks = [
        place
        for place, score in enumerate(smooth)
        if score > 0 and score == smooth[max(0, place - reach) : place + reach + 1].max()
    ]
    rows = peaks[:1]
    for peak in peaks[1:]:
        if smooth[rows[-1] : peak].min() < VALLEY * min(smooth[rows[-1]], smooth[peak]):
            rows.append(peak)
        elif smooth[peak] > smooth[rows[-1]]:
            rows[-1] = peak
    if any(below - above > MOST_APART * usual for above, below in pairwise(rows)):
        return []
    return [above + int(smooth[above:below].argmin()) for above, below in pairwise(rows)]
