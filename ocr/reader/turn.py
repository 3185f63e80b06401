"""Pages that lie askew, on a side or stand on their head: found out from what was detected and read.

Separate because it is a question of its own, asked once per page. Imports numpy, OpenCV and the geometry of lines only.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from ocr.document import Pixels
from ocr.reader.region import Region

SIDEWAYS_SHARE = 0.6
"""Share of the detected length that stands upright from which a page lies on its side."""


LEAST_TILT_DEG = 12
"""From here on a page is turned level as a whole before it is read; lines that lean less are cut along their own direction."""

LONG = 2.5
"""Length over height of a region from which its outline tells the direction of its row."""

LEAST_LONG, ALIKE_DEG, ALIKE_SHARE = 4, 5, 0.8
"""So many long regions, and so much of their length within so many degrees of their usual direction, make a page's tilt."""


def turned(pixels: Pixels, clockwise_deg: int) -> Pixels:
    """`pixels` turned clockwise; a view where nothing moves. What no right angle turns stands on a larger page of its own paper."""
    if clockwise_deg % 90:
        return _askew(pixels, clockwise_deg)
    return pixels if clockwise_deg % 360 == 0 else np.ascontiguousarray(np.rot90(pixels, k=-clockwise_deg // 90))


def _askew(pixels: Pixels, clockwise_deg: int) -> Pixels:
    height, width = pixels.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -clockwise_deg, 1.0)
    cosine, sine = np.abs(matrix[0, :2])
    size = round(height * sine + width * cosine), round(height * cosine + width * sine)
    matrix[:, 2] += (size[0] - width) / 2, (size[1] - height) / 2
    paper = np.atleast_1d(np.median(pixels[::8, ::8], axis=(0, 1)))
    level = cv2.warpAffine(pixels, matrix, size, flags=cv2.INTER_CUBIC, borderValue=tuple(float(v) for v in paper))
    return np.asarray(level, np.uint8)


def tilt_deg(regions: Sequence[Region]) -> int:
    """By how many whole degrees the page's rows fall to the right, -45 to 45; 0 where they lie level enough, or tell different directions."""
    outlines = [cv2.minAreaRect(region.points) for region in regions]
    sides = np.array([(*sorted(size), angle + (90 if size[0] < size[1] else 0)) for _, size, angle in outlines])
    sides = sides[sides[:, 1] > LONG * sides[:, 0]] if len(sides) else sides
    if len(sides) < LEAST_LONG:
        return 0
    lengths, angles = sides[:, 1], (sides[:, 2] + 45) % 90 - 45
    apart = (angles[None] - angles[:, None] + 45) % 90 - 45
    near = np.abs(apart) <= ALIKE_DEG
    usual = int((near @ lengths).argmax())
    alike = near[usual]
    if lengths[alike].sum() < ALIKE_SHARE * lengths.sum() or abs(angles[usual]) < LEAST_TILT_DEG:
        return 0
    return round(float(angles[usual] + np.average(apart[usual][alike], weights=lengths[alike])))


def lies_on_side(regions: Sequence[Region]) -> bool:
    """Whether most of the writing runs up or down the page."""
    across = down = 0.0
    for region in regions:
        width, height = (float(v) for v in region.points.max(axis=0) - region.points.min(axis=0))
        if width > 1.5 * height:
            across += width
        elif height > 1.5 * width:
            down += height
    return down > SIDEWAYS_SHARE * (across + down) > 0
