"""EasyOCR's two networks, compiled: the reader that serves. No torch in its process.

Separate because it is the table of contents of reading: canvas → score map → regions → lines → strips → words.
"""

from __future__ import annotations

import logging
import time
from dataclasses import replace

import cv2
import numpy as np

from ocr.document import Box, PageImage, PageText, Pixels, Word
from ocr.reader.crop import Strip, strip_of, strips_of
from ocr.reader.decode import Line as Reading
from ocr.reader.detect import Region, canvas_of, regions_of, score_map
from ocr.reader.group import Line, lines_of
from ocr.reader.networks import Networks
from ocr.reader.recognise import readings_of
from ocr.reader.turn import lies_on_side, turned
from ocr.settings import Settings

log = logging.getLogger(__name__)

TURN_SAMPLE = 8
"""Longest lines read both ways up when the page read badly."""

TURN_DOUBT, TURN_GAIN = 0.92, 0.03
"""Mean confidence of the sample below which it is also read upside down, and what that must gain to be believed.

On drawn pages, clean to noisy, samples read 0.97–0.99 the right way up and 0.80–0.88 the wrong way.
"""


class CompiledReader:
    """Reads pages with the compiled networks; keeps them warm until closed."""

    name = "compiled"

    def __init__(self, settings: Settings) -> None:
        self._side = settings.max_image_size
        self._networks = Networks(settings)

    def read(self, page: PageImage) -> PageText:
        """Words of the page in reading order, turned upright first where it lies on a side or stands on its head."""
        started = time.perf_counter()
        turned_deg, pixels, strips = self._upright(page.pixels)
        words = self._words(strips)
        height, width = pixels.shape[:2]
        return PageText(page.number, width, height, words, "ocr", time.perf_counter() - started, turned_deg)

    def read_region(self, page: PageImage, box: Box) -> tuple[Word, ...]:
        """The text in `box`, a rectangle of `page` as given, as one word; none where there is no ink."""
        grey = _grey(page.pixels)
        strip = strip_of(grey, _line_of_box(box), 0.0, 0.0)
        return self._words([strip]) if strip else ()

    def close(self) -> None:
        """Lets the networks go."""
        del self._networks

    def _upright(self, pixels: Pixels) -> tuple[int, Pixels, list[Strip]]:
        """Degrees turned, the turned page and its strips."""
        regions, scale = self._regions(pixels)
        quarter = 90 if lies_on_side(regions) else 0
        if quarter:
            pixels = turned(pixels, quarter)
            regions, scale = self._regions(pixels)
        strips = _strips(pixels, regions, scale)
        if not self._stands_on_head(strips):
            return quarter, pixels, strips
        pixels = turned(pixels, 180)
        return quarter + 180, pixels, _strips(pixels, *self._regions(pixels))

    def _regions(self, pixels: Pixels) -> tuple[list[Region], float]:
        canvas = canvas_of(pixels, self._side)
        return regions_of(score_map(canvas.pixels, self._networks.scores)), canvas.scale

    def _stands_on_head(self, strips: list[Strip]) -> bool:
        sample = [strip.pixels for strip in sorted(strips, key=lambda strip: -strip.pixels.shape[1])[:TURN_SAMPLE]]
        upright = self._mean_confidence(sample)
        if not sample or upright >= TURN_DOUBT:
            return False
        return (
            self._mean_confidence([np.ascontiguousarray(strip[::-1, ::-1]) for strip in sample]) > upright + TURN_GAIN
        )

    def _mean_confidence(self, strips: list[np.ndarray]) -> float:
        readings = self._readings(strips)
        return sum(reading.confidence for reading in readings) / max(1, len(readings))

    def _readings(self, strips: list[np.ndarray]) -> list[Reading]:
        return readings_of(strips, self._networks.probabilities, self._networks.characters)

    def _words(self, strips: list[Strip]) -> tuple[Word, ...]:
        readings = self._readings([strip.pixels for strip in strips])
        return tuple(
            Word(reading.text, strip.line.box, reading.confidence, reading.chars)
            for strip, reading in zip(strips, readings, strict=True)
            if reading.text
        )


def _strips(pixels: Pixels, regions: list[Region], scale: float) -> list[Strip]:
    on_page = [replace(region, points=region.points / scale) for region in regions]
    return strips_of(_grey(pixels), lines_of(on_page))


def _grey(pixels: Pixels) -> np.ndarray:
    return cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY).astype(np.uint8, copy=False)


def _line_of_box(box: Box) -> Line:
    x, y = box.middle
    corners = np.array([box[:2], box[2:]], np.float32)
    return Line(x, y, box.width, box.height, 0.0, corners)
