"""The coloured parts of a photographed sheet: where the edges of its bright part go on, the paper does.

Separate because a sheet is found by being brighter than the table, and a blue head with the amount on it is not. Imports OpenCV and numpy only.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Corners = NDArray[np.float32]
"""(4, 2) float32, x and y of top-left, top-right, bottom-right, bottom-left."""
_Picture = NDArray[np.uint8]

_REACH = 0.7
"""How far a coloured part may go on, in extents of the bright one."""
_LEAST = 0.04
"""Less, in the same extents, is the blur of an edge."""
_STRIP = 0.05
"""Width of what is compared within and without an edge, in widths of the sheet."""
_CONTRAST = 20
"""Levels of one colour by which paper differs from what lies beside it."""
_TORN_PX = 3
"""Rows of the search in a row that may show no edge."""


def whole_sheet(corners: Corners, picture: _Picture) -> Corners:
    """`corners` of a sheet's bright part moved out over what else of it lies above, right, below and left, in pixels of `picture` (H, W, 3)."""
    for side in range(4):
        corners = np.roll(_upwards(np.roll(corners, -side, axis=0), picture), side, axis=0)
    return corners


def _upwards(corners: Corners, picture: _Picture) -> Corners:
    """`corners` with the upper two moved up as far as both edges beside them go on."""
    width = round(float(np.linalg.norm(corners[1] - corners[0])))
    height = round(float(np.linalg.norm(corners[3] - corners[0])))
    reach, strip = round(_REACH * height), max(2, round(_STRIP * width))
    left, right, bottom = strip, strip + width, reach + height
    flat = np.array([[left, reach], [right, reach], [right, bottom], [left, bottom]], np.float32)
    matrix = cv2.getPerspectiveTransform(corners, flat)
    above = np.asarray(cv2.warpPerspective(picture, matrix, (width + 2 * strip, reach)), np.uint8)
    within = np.full(picture.shape[:2], 255, np.uint8)
    seen = np.asarray(cv2.warpPerspective(within, matrix, (width + 2 * strip, reach)), np.uint8)
    edges = _edge(above, seen, left, strip) & _edge(above, seen, right, strip)
    rows = _unbroken(edges[::-1])
    if rows < _LEAST * height:
        return corners
    flat[:2, 1] -= rows
    upper = cv2.perspectiveTransform(flat[None, :2], np.linalg.inv(matrix))[0]
    return np.concatenate([upper, corners[2:]]).astype(np.float32)


def _edge(above: _Picture, seen: _Picture, at: int, strip: int) -> NDArray[np.bool_]:
    """By row, whether what lies left and right of column `at` differs, and is in the picture."""
    left, right = (
        above[:, place : place + strip - 1].astype(np.float32).mean(axis=1) for place in (at - strip, at + 1)
    )
    differs = np.abs(left - right).max(axis=1) >= _CONTRAST
    return np.asarray(differs & (seen[:, at - strip : at + strip].min(axis=1) > 0))


def _unbroken(rows: NDArray[np.bool_]) -> int:
    """How many rows from the first on show an edge, a few torn ones among them."""
    last = missed = 0
    for number, row in enumerate(rows, 1):
        if row:
            last, missed = number, 0
        else:
            missed += 1
        if missed > _TORN_PX:
            break
    return last
