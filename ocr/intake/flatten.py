"""A photographed sheet laid flat: its four corners found, its perspective undone, the table around it cut away.

Separate because it guesses, and a wrong guess would cut text off: every condition it must meet stands here.
Imports document only.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.document import Pixels

_SEARCH_SIDE_PX = 600
# The sheet must fill this share of the photo; less is a small slip among other things and is left to the reader.
_MIN_SHEET_SHARE = 0.25
# Above this the photo is the sheet: a scan or a screenshot has nothing to undo.
_MAX_SHEET_SHARE = 0.97
# How much of the four-sided figure the bright area fills, and the reverse: a round or torn shape is no sheet.
_MIN_FILL = 0.94
_MIN_CONTRAST = 25
_MIN_TILT_DEG = 0.4
_MIN_CORNER_DEG, _MAX_CORNER_DEG = 60, 120

Corners = NDArray[np.float32]
"""(4, 2) float32, x and y of top-left, top-right, bottom-right, bottom-left."""


def flatten_sheet(pixels: Pixels) -> Pixels:
    """`pixels` with the sheet of paper alone, flat; unchanged when no sheet stands out from what lies around it."""
    corners = sheet_corners(pixels)
    if corners is None:
        return pixels
    top_left, top_right, bottom_right, bottom_left = corners
    width = round(max(np.linalg.norm(top_right - top_left), np.linalg.norm(bottom_right - bottom_left)))
    height = round(max(np.linalg.norm(bottom_left - top_left), np.linalg.norm(bottom_right - top_right)))
    flat = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    matrix = cv2.getPerspectiveTransform(corners, flat)
    return cv2.warpPerspective(pixels, matrix, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)  # type: ignore[return-value]


def sheet_corners(pixels: Pixels) -> Corners | None:
    """The corners of a sheet brighter than what lies around it; None when there is none to be sure of."""
    height, width = pixels.shape[:2]
    scale = _SEARCH_SIDE_PX / max(height, width)
    if min(height, width) * scale < 1:
        return None
    small = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    grey = cv2.GaussianBlur(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY), (7, 7), 0).astype(np.uint8)
    _, bright = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    closing = cv2.getStructuringElement(cv2.MORPH_RECT, (15, 15))
    bright = cv2.morphologyEx(bright, cv2.MORPH_CLOSE, closing)
    contours, _ = cv2.findContours(bright, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    if not contours:
        return None
    hull = cv2.convexHull(max(contours, key=cv2.contourArea)).astype(np.int32)
    quad = _four_sides(hull)
    if quad is None or _is_upright(quad) or not _is_sheet(quad, hull, grey):
        return None
    corners: Corners = (_in_reading_order(quad) / scale).astype(np.float32)
    return corners


def _four_sides(hull: NDArray[np.int32]) -> Corners | None:
    around = cv2.arcLength(hull, closed=True)
    for tolerance in (0.02, 0.03, 0.05):
        corners = cv2.approxPolyDP(hull, tolerance * around, closed=True)
        if len(corners) == 4:
            return corners.reshape(4, 2).astype(np.float32)
    return None


def _is_upright(quad: Corners) -> bool:
    """Whether every side runs along the picture's own: a card in a screenshot, whose surroundings carry text too."""
    sides = np.abs(np.roll(quad, -1, axis=0) - quad)
    return bool((np.degrees(np.arctan2(sides.min(axis=1), sides.max(axis=1))) < _MIN_TILT_DEG).all())


def _is_sheet(quad: Corners, hull: NDArray[np.int32], grey: NDArray[np.uint8]) -> bool:
    area, hull_area = cv2.contourArea(quad), cv2.contourArea(hull)
    if not _MIN_SHEET_SHARE <= area / grey.size <= _MAX_SHEET_SHARE:
        return False
    if min(hull_area, area) / max(hull_area, area) < _MIN_FILL:
        return False
    if not all(_MIN_CORNER_DEG <= angle <= _MAX_CORNER_DEG for angle in _corner_angles_deg(quad)):
        return False
    inside = cv2.fillConvexPoly(np.zeros_like(grey), quad.astype(np.int32), 255) > 0
    around = cv2.dilate(inside.astype(np.uint8), np.ones((25, 25), np.uint8)).astype(bool) & ~inside
    if not around.any():
        return False
    return float(np.median(grey[inside])) - float(np.median(grey[around])) >= _MIN_CONTRAST


def _corner_angles_deg(quad: Corners) -> list[float]:
    angles = []
    for index in range(4):
        before = quad[index - 1] - quad[index]
        after = quad[(index + 1) % 4] - quad[index]
        cosine = float(before @ after / (np.linalg.norm(before) * np.linalg.norm(after)))
        angles.append(float(np.degrees(np.arccos(np.clip(cosine, -1, 1)))))
    return angles


def _in_reading_order(quad: Corners) -> Corners:
    """Top-left first, then clockwise as seen."""
    centre = quad.mean(axis=0)
    by_angle = quad[np.argsort(np.arctan2(quad[:, 1] - centre[1], quad[:, 0] - centre[0]))]
    return np.roll(by_angle, -int(np.argmin(by_angle.sum(axis=1))), axis=0)
