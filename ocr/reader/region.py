"""Score map → the regions of text on it, by EasyOCR's rule.

Separate because all that follows asks for regions: the page's direction, rows, lines. Imports numpy and OpenCV.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

TEXT_THRESHOLD = 0.55
"""Highest score that a region must have. EasyOCR's 0.7 suits CRAFT; the narrow detector scores short words in clear print between 0.6 and 0.7."""

LINK_THRESHOLD, LOW_TEXT = 0.4, 0.4
MIN_REGION_AREA = 10
"""EasyOCR's defaults (easyocr.py, readtext; craft_utils.py, getDetBoxes_core); area in map pixels."""

MAP_STEP = 2
"""Canvas pixels per pixel of a score map."""


@dataclass(frozen=True, slots=True)
class Piece:
    """What is joined on a score map: in a window whose corner is `left`, `top`, its `own` pixels (h, w) and their `text` scores, else 0."""

    left: int
    top: int
    own: NDArray[np.bool_]
    text: NDArray[np.float32]


SLICE = 6
"""Map pixels along a piece, about a letter's width on a canvas, over which the middle of its scores is taken."""


def no_spine() -> NDArray[np.float32]:
    """The spine of what the detector did not score."""
    return np.zeros((0, 2), np.float32)


@dataclass(frozen=True, slots=True)
class Region:
    """One detected piece of text.

    `points` (n, 2) float32 x, y of its outline's corners in canvas pixels; the `piece` it outlines; its `spine` (k, 2), where the middle of its
    writing runs.
    """

    points: NDArray[np.float32]
    piece: Piece | None = None
    spine: NDArray[np.float32] = field(default_factory=no_spine, repr=False)


def regions_of(scores: NDArray[np.float32]) -> list[Region]:
    """Text regions of a score map, as EasyOCR's getDetBoxes_core finds them, each looked at in its own rectangle."""
    text, link = scores[..., 0], scores[..., 1]
    return [outlined(piece) for piece in pieces_of((text > LOW_TEXT) | (link > LINK_THRESHOLD), text)]


def pieces_of(marks: NDArray[np.bool_], text: NDArray[np.float32], left: int = 0, top: int = 0) -> list[Piece]:
    """What is joined among `marks` (h, w) and surely text; their corner lies at `left`, `top` of the map."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(marks.astype(np.uint8), connectivity=4)
    pieces = []
    for label in range(1, count):
        x, y, width, height, area = (int(value) for value in stats[label])
        if area < MIN_REGION_AREA:
            continue
        window = np.s_[y : y + height, x : x + width]
        own = labels[window] == label
        if float(text[window][own].max()) >= TEXT_THRESHOLD:
            pieces.append(Piece(left + x, top + y, own, np.where(own, text[window], 0)))
    return pieces


def outlined(piece: Piece) -> Region:
    """The hull of a piece's text pixels grown by EasyOCR's rule."""
    (height, width), area = piece.own.shape, int(piece.own.sum())
    growth = int((area * min(width, height) / (width * height)) ** 0.5 * 2)
    text = (piece.text > LOW_TEXT).astype(np.uint8)
    grown = cv2.dilate(np.pad(text, growth), cv2.getStructuringElement(cv2.MORPH_RECT, (1 + growth, 1 + growth)))
    ys, xs = np.nonzero(grown)
    corners = np.stack([xs + piece.left - growth, ys + piece.top - growth], axis=1).astype(np.float32)
    hull = cv2.convexHull(corners)[:, 0]
    return Region((hull * MAP_STEP).astype(np.float32), piece, spine_of(piece) * MAP_STEP)


def spine_of(piece: Piece) -> NDArray[np.float32]:
    """The middle of the text scores of each SLICE along a piece, (k, 2) x, y in map pixels, from left to right."""
    height, width = piece.text.shape
    starts = np.arange(0, width, SLICE)
    columns = piece.text.sum(axis=0)
    weights = np.add.reduceat(columns, starts)
    across = np.add.reduceat(np.arange(height, dtype=np.float32) @ piece.text, starts)
    along = np.add.reduceat(np.arange(width, dtype=np.float32) * columns, starts)
    bears = weights > LOW_TEXT
    middles = np.stack([along[bears], across[bears]], axis=1) / weights[bears, None]
    corner = np.array([piece.left, piece.top], np.float32)
    return np.asarray(middles + corner, np.float32)


def usual_height(regions: Sequence[Region]) -> float:
    """The median of the regions' shorter sides, in pixels of their points; 0 without regions."""
    return float(np.median([np.ptp(region.points, axis=0).min() for region in regions])) if regions else 0.0
