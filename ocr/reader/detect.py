"""A page → its canvas, the detector's two score maps of it, and the text regions on them.

Separate so that canvas and map can be compared with EasyOCR's own. Imports numpy, OpenCV and this package's geometry.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.document import Pixels
from ocr.reader.blocks import ink_blocks
from ocr.reader.ink import Mask, grey_of, ink_mask
from ocr.reader.lone import lone_regions
from ocr.reader.pack import Band, band_width, packed
from ocr.reader.region import MAP_STEP, Region, regions_of, usual_height
from ocr.reader.rows import in_rows

ScoreBand = Callable[[NDArray[np.uint8]], NDArray[np.float32]]

CANVAS_ASPECT = 1.25
"""Long over short side of the canvas: MAX_IMAGE_SIZE=800 means at most 800×1000 px."""

SMALL_PRINT, EASY_PRINT, LARGEST_CANVAS = 10.0, 14.0, 1.75
"""Usual height of regions, in canvas pixels, below which the canvas is enlarged, what it is enlarged to, and by how much at most: a long
receipt or a poster on a small canvas has print that detectors overlook in part, a small picture sent by a messenger has no larger."""

CROWDED = 0.02
"""Share of regions that held several rows from which a canvas is enlarged too: rows stand so close that detectors see them as one."""


@dataclass(frozen=True, slots=True)
class Canvas:
    """The page as the detector sees it: `pixels` (H, W, 3) RGB, `scale` canvas pixels per page pixel."""

    pixels: Pixels
    scale: float


def canvas_of(page: Pixels, max_side: int) -> Canvas:
    """`page` shrunk, never enlarged, to a short side of `max_side` and a long side of 1.25 times that at most."""
    short, long = sorted(page.shape[:2])
    return scaled(page, min(1.0, max_side / short, max_side * CANVAS_ASPECT / long))


def scaled(page: Pixels, scale: float) -> Canvas:
    """`page` at `scale` times its size."""
    if scale == 1.0:
        return Canvas(page, 1.0)
    height, width = page.shape[:2]
    size = max(1, round(width * scale)), max(1, round(height * scale))
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return Canvas(cv2.resize(page, size, interpolation=way).astype(np.uint8, copy=False), scale)


def detected(page: Pixels, max_side: int, score_band: ScoreBand, level: bool = False) -> tuple[list[Region], float]:
    """The text regions of a page on its canvas, and the canvas's scale; small or crowded print is looked at once more, enlarged.

    `level` where the page's rows are known to run across; else its regions tell, and one on its side is not parted into rows.
    """
    canvas = canvas_of(page, max_side)
    regions, crowded = _looked_at(canvas.pixels, score_band, level)
    height = usual_height(regions)
    if crowded or 0 < height < SMALL_PRINT:
        larger = LARGEST_CANVAS if crowded else min(LARGEST_CANVAS, EASY_PRINT / height)
        canvas = scaled(page, canvas.scale * larger)
        regions, _ = _looked_at(canvas.pixels, score_band, level)
    return regions, canvas.scale


def _looked_at(canvas: Pixels, score_band: ScoreBand, level: bool) -> tuple[list[Region], bool]:
    """The text regions of a canvas, each of one row, lone letters too; and whether its rows are crowded."""
    ink = ink_mask(grey_of(canvas))
    scores = score_map(canvas, ink, score_band)
    found = regions_of(scores)
    regions = in_rows(found, level)
    return [*regions, *lone_regions(ink, scores[..., 0], regions)], len(regions) - len(found) > CROWDED * len(found)


def score_map(canvas: Pixels, ink: Mask, score_band: ScoreBand) -> NDArray[np.float32]:
    """Text and link scores (H/2, W/2, 2) of the canvas; zero where there is no `ink` (H, W), without looking there."""
    height, width = canvas.shape[:2]
    paper = np.median(canvas[::8, ::8].reshape(-1, 3), axis=0).astype(np.uint8)
    scores = np.zeros((-(-height // MAP_STEP), -(-width // MAP_STEP), 2), np.float32)
    blocks = ink_blocks(ink)
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
