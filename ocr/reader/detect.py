"""A page's canvas → the text regions on it: CRAFT's two score maps, and the boxes they outline.

Separate so that maps and boxes can be compared with EasyOCR's own. Imports numpy, OpenCV and this package's geometry.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.document import Pixels
from ocr.reader.blocks import ink_blocks
from ocr.reader.ink import grey_of, ink_mask
from ocr.reader.pack import Band, band_width, packed

ScoreBand = Callable[[NDArray[np.uint8]], NDArray[np.float32]]

CANVAS_ASPECT = 1.25
"""Long over short side of the canvas: MAX_IMAGE_SIZE=800 means at most 800×1000 px."""

TEXT_THRESHOLD = 0.55
"""Highest score that a region must have. EasyOCR's 0.7 suits CRAFT; the narrow detector scores short words in clear print between 0.6 and 0.7."""

LINK_THRESHOLD, LOW_TEXT = 0.4, 0.4
MIN_REGION_AREA = 10
"""EasyOCR's defaults (easyocr.py, readtext; craft_utils.py, getDetBoxes_core); area in map pixels."""

SMALL_PRINT, EASY_PRINT, LARGEST_CANVAS = 10.0, 14.0, 1.75
"""Usual height of regions, in canvas pixels, below which the canvas is enlarged, what it is enlarged to, and by how much at most: a long
receipt or a poster on a small canvas has print that detectors overlook in part."""

MAP_STEP = 2
"""Canvas pixels per pixel of a score map."""


@dataclass(frozen=True, slots=True)
class Region:
    """One detected piece of text: `points` (n, 2) float32 x, y of its outline's corners in canvas pixels."""

    points: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Canvas:
    """The page as the detector sees it: `pixels` (H, W, 3) RGB, `scale` canvas pixels per page pixel."""

    pixels: Pixels
    scale: float


def canvas_of(page: Pixels, max_side: int) -> Canvas:
    """`page` shrunk, never enlarged, to a short side of `max_side` and a long side of 1.25 times that at most."""
    height, width = page.shape[:2]
    short, long = sorted((height, width))
    scale = min(1.0, max_side / short, max_side * CANVAS_ASPECT / long)
    if scale == 1.0:
        return Canvas(page, 1.0)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return Canvas(cv2.resize(page, size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False), scale)


def detected(page: Pixels, max_side: int, score_band: ScoreBand) -> tuple[list[Region], float]:
    """The text regions of a page on its canvas, and the canvas's scale; small print is looked at once more, enlarged."""
    canvas = canvas_of(page, max_side)
    regions = regions_of(score_map(canvas.pixels, score_band))
    height = usual_height(regions)
    if canvas.scale == 1.0 or not 0 < height < SMALL_PRINT:
        return regions, canvas.scale
    canvas = canvas_of(page, round(max_side * min(LARGEST_CANVAS, EASY_PRINT / height)))
    return regions_of(score_map(canvas.pixels, score_band)), canvas.scale


def usual_height(regions: Sequence[Region]) -> float:
    """The median of the regions' shorter sides, in canvas pixels; 0 without regions."""
    return float(np.median([np.ptp(region.points, axis=0).min() for region in regions])) if regions else 0.0


def score_map(canvas: Pixels, score_band: ScoreBand) -> NDArray[np.float32]:
    """Text and link scores (H/2, W/2, 2) of the canvas; zero where there is no ink, without looking there."""
    height, width = canvas.shape[:2]
    paper = np.median(canvas[::8, ::8].reshape(-1, 3), axis=0).astype(np.uint8)
    scores = np.zeros((-(-height // MAP_STEP), -(-width // MAP_STEP), 2), np.float32)
    blocks = ink_blocks(ink_mask(grey_of(canvas)))
    columns = band_width(blocks)
    for band in packed(blocks, columns):
        pixels = np.broadcast_to(paper, (band.height, columns, 3)).copy()
        for placement in band.placements:
            left, top, right, bottom = placement.piece.shown
            target = pixels[
                placement.top : placement.top + bottom - top, placement.left : placement.left + right - left
            ]
            target[:] = canvas[top:bottom, left:right]
        _keep_cores(band, score_band(pixels), scores)
    return scores


def _keep_cores(band: Band, band_scores: NDArray[np.float32], scores: NDArray[np.float32]) -> None:
    """Copies the core of every piece from the band's scores to the page's, the larger where cores overlap."""
    for placement in band.placements:
        shown, core = placement.piece.shown, placement.piece.core
        top, bottom = core.top // MAP_STEP, min(-(-core.bottom // MAP_STEP), scores.shape[0])
        left, right = core.left // MAP_STEP, min(-(-core.right // MAP_STEP), scores.shape[1])
        from_top = (placement.top + core.top - shown.top) // MAP_STEP
        from_left = (placement.left + core.left - shown.left) // MAP_STEP
        part = band_scores[from_top : from_top + bottom - top, from_left : from_left + right - left]
        target = scores[top : top + part.shape[0], left : left + part.shape[1]]
        np.maximum(target, part, out=target)


def regions_of(scores: NDArray[np.float32]) -> list[Region]:
    """Text regions of a score map, as EasyOCR's getDetBoxes_core finds them, each looked at in its own rectangle."""
    text, link = scores[..., 0], scores[..., 1]
    is_text = text > LOW_TEXT
    joined = (is_text | (link > LINK_THRESHOLD)).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=4)
    regions = []
    for label in range(1, count):
        left, top, width, height, area = (int(value) for value in stats[label])
        if area < MIN_REGION_AREA:
            continue
        window = np.s_[top : top + height, left : left + width]
        own = labels[window] == label
        if float(text[window][own].max()) < TEXT_THRESHOLD:
            continue
        regions.append(_outlined((own & is_text[window]).astype(np.uint8), left, top, area))
    return regions


def _outlined(own: NDArray[np.uint8], left: int, top: int, area: int) -> Region:
    """The hull of a region's text pixels grown by EasyOCR's rule, in canvas pixels."""
    height, width = own.shape
    growth = int((area * min(width, height) / (width * height)) ** 0.5 * 2)
    grown = cv2.dilate(np.pad(own, growth), cv2.getStructuringElement(cv2.MORPH_RECT, (1 + growth, 1 + growth)))
    ys, xs = np.nonzero(grown)
    corners = np.stack([xs + left - growth, ys + top - growth], axis=1).astype(np.float32)
    hull = cv2.convexHull(corners)[:, 0]
    return Region((hull * MAP_STEP).astype(np.float32))
