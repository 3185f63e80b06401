"""A photographed sheet laid flat: its four corners found, its perspective undone, the table around it cut away.

Separate because it guesses, and a wrong guess would cut text off: every condition it must meet stands here.
Imports document only.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.document import Pixels
from ocr.intake.coloured import Corners, whole_sheet

_SEARCH_SIDE_PX = 600
# The sheet must fill this share of the photo; less is a small slip among other things and is left to the reader.
_MIN_SHEET_SHARE = 0.25
# Several sheets may each be smaller; what is bright and smaller than this is none.
_MIN_SLIP_SHARE = 0.03
# Sheets that lie at angles so different cannot be read as one page.
_OWN_ANGLE_DEG = 4
# Paper between sheets laid below each other, in widths of the widest.
_GAP = 0.12
# Above this the photo is the sheet: a scan or a screenshot has nothing to undo.
_MAX_SHEET_SHARE = 0.97
# How much of the four-sided figure the bright area fills, and the reverse: a round or torn shape is no sheet.
_MIN_FILL = 0.94
_MIN_CONTRAST = 25
_MIN_TILT_DEG = 0.4
_MIN_CORNER_DEG, _MAX_CORNER_DEG = 60, 120


def flatten_sheet(pixels: Pixels) -> Pixels:
    """`pixels` with the sheet of paper alone, flat; of several that lie apart each one flat, below each other.

    Unchanged when no sheet stands out from what lies around it.
    """
    sheets = sheets_of(pixels)
    if not sheets:
        return pixels
    laid = [_flat(pixels, corners) for corners in sheets]
    return laid[0] if len(laid) == 1 else _on_one_page(laid)


def sheets_of(pixels: Pixels) -> list[Corners]:
    """The corners of each sheet brighter than what lies around it, as they are read; none where there is none to be sure of.

    Several count only when nothing else is bright and they lie at angles of their own: else a fold may part one sheet, and level slips
    are read as they lie.
    """
    height, width = pixels.shape[:2]
    scale = _SEARCH_SIDE_PX / max(height, width)
    if min(height, width) * scale < 1:
        return []
    small = np.asarray(cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
    grey = cv2.GaussianBlur(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY), (7, 7), 0).astype(np.uint8)
    _, bright = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    several = [_in_reading_order(quad) for quad in _several(_hulls(bright), grey)]
    found = several or [whole_sheet(_in_reading_order(quad), small) for quad in _single(_hulls(_closed(bright)), grey)]
    return [(corners / scale).astype(np.float32) for corners in found]


def _closed(bright: cv2.typing.MatLike) -> cv2.typing.MatLike:
    """`bright` with what lies within print of each other joined."""
    return cv2.morphologyEx(bright, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_RECT, (15, 15)))


def _hulls(bright: cv2.typing.MatLike) -> list[NDArray[np.int32]]:
    """The hulls of what is bright and large enough for a slip."""
    contours, _ = cv2.findContours(bright, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    hulls = [cv2.convexHull(contour).astype(np.int32) for contour in contours]
    return [hull for hull in hulls if cv2.contourArea(hull) >= _MIN_SLIP_SHARE * bright.size]


def _single(hulls: list[NDArray[np.int32]], grey: NDArray[np.uint8]) -> list[Corners]:
    if not hulls:
        return []
    hull = max(hulls, key=cv2.contourArea)
    quad = _four_sides(hull)
    if quad is None or _is_upright(quad) or not _is_sheet(quad, hull, grey):
        return []
    return [quad] if cv2.contourArea(quad) >= _MIN_SHEET_SHARE * grey.size else []


def _several(hulls: list[NDArray[np.int32]], grey: NDArray[np.uint8]) -> list[Corners]:
    quads = [quad for hull in hulls if (quad := _four_sides(hull)) is not None and _is_sheet(quad, hull, grey)]
    if len(quads) < 2 or len(quads) < len(hulls):
        return []
    angles = sorted(map(_turn_deg, quads))
    return _by_place(quads) if angles[-1] - angles[0] >= _OWN_ANGLE_DEG else []


def _turn_deg(quad: Corners) -> float:
    """How far a figure is turned against the picture, -45 to 45 degrees, by its longer sides."""
    sides = np.roll(quad, -1, axis=0) - quad
    along = max(sides[0] - sides[2], sides[1] - sides[3], key=lambda side: float(np.linalg.norm(side)))
    return float((np.degrees(np.arctan2(along[1], along[0])) + 45) % 90 - 45)


def _flat(pixels: Pixels, corners: Corners) -> Pixels:
    """The sheet between `corners`, its perspective undone."""
    top_left, top_right, bottom_right, bottom_left = corners
    width = round(max(np.linalg.norm(top_right - top_left), np.linalg.norm(bottom_right - bottom_left)))
    height = round(max(np.linalg.norm(bottom_left - top_left), np.linalg.norm(bottom_right - top_right)))
    flat = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    matrix = cv2.getPerspectiveTransform(corners, flat)
    return cv2.warpPerspective(pixels, matrix, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)  # type: ignore[return-value]


def _on_one_page(laid: list[Pixels]) -> Pixels:
    """The flat sheets, given as they are read, on one page of their paper, each below the one before: so no row runs over two of them."""
    width = max(sheet.shape[1] for sheet in laid)
    gap = round(_GAP * width)
    page = np.empty((sum(sheet.shape[0] + gap for sheet in laid) - gap, width, 3), np.uint8)
    page[:] = np.median(np.stack([np.median(sheet[::8, ::8], axis=(0, 1)) for sheet in laid]), axis=0)
    top = 0
    for sheet in laid:
        page[top : top + sheet.shape[0], : sheet.shape[1]] = sheet
        top += sheet.shape[0] + gap
    return page


def _by_place(quads: list[Corners]) -> list[Corners]:
    """Figures from top to bottom, those whose middles lie beside the first of a row from left to right."""
    rest = sorted(quads, key=lambda quad: float(quad[:, 1].min()))
    ordered: list[Corners] = []
    while rest:
        bottom = float(rest[0][:, 1].max())
        row = [quad for quad in rest if float(quad[:, 1].mean()) <= bottom]
        ordered += sorted(row, key=lambda quad: float(quad[:, 0].mean()))
        rest = [quad for quad in rest if float(quad[:, 1].mean()) > bottom]
    return ordered


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
    if area > _MAX_SHEET_SHARE * grey.size:
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
