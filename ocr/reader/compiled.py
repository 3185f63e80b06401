"""EasyOCR's detector and two recognisers, compiled: the reader that serves. No torch in its process.

Separate because it is the table of contents of reading: canvas → score map → regions → lines → strips → words.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from ocr.document import Box, PageImage, PageText, Pixels, Slope, Word, chance
from ocr.reader.bend import with_course
from ocr.reader.beside import beside_figures
from ocr.reader.cells import cell_strips, outside
from ocr.reader.crop import Strip, alone, bridged, in_reading_order, strip_of, strips_of
from ocr.reader.crosses import crossed_months
from ocr.reader.decode import Line as Reading
from ocr.reader.detect import detected
from ocr.reader.figures import figures_alone, says_a_figure
from ocr.reader.grey_stamps import without_grey_stamps
from ocr.reader.group import Line, lines_of
from ocr.reader.ink import Grey, grey_of
from ocr.reader.language import Language
from ocr.reader.networks import Networks
from ocr.reader.pack import BAND_ROWS, STEP, USUAL_WIDTH
from ocr.reader.recognise import WIDTHS, readings_of, shapes
from ocr.reader.region import Region
from ocr.reader.slope import slope_of
from ocr.reader.stamps import ReadStrip, surer_at, touches, without_stamps
from ocr.reader.turn import lies_on_side, tilt_deg, turned
from ocr.settings import Settings

log = logging.getLogger(__name__)

TURN_SAMPLE = 8
"""Longest lines read both ways up when the page read badly."""

TURN_DOUBT, TURN_GAIN = 0.92, 0.03
"""Mean confidence of the sample below which it is also read upside down, and what that must gain to be believed.

On drawn pages, clean to noisy, samples read 0.97–0.99 the right way up and 0.80–0.88 the wrong way.
"""

SPECK = 0.5
"""Confidence below which a reading without letter or figure is a speck, a blot of a logo, the grain of wood: no word."""

STAMP_DOUBT = 0.7
"""A line whose characters are all right by less than this chance may lie under a grey stamp: looking costs 30 to 50 ms."""


class Upright(NamedTuple):
    """A page turned clockwise by so many degrees: its pixels, also in grey, the direction of its rows, its strips and what they say."""

    turned_deg: int
    pixels: Pixels
    grey: Grey
    slope: Slope
    lines: list[ReadStrip]


class CompiledReader:
    """Reads pages with the compiled networks; keeps them warm until closed."""

    name = "compiled"

    def __init__(self, settings: Settings) -> None:
        self._side = settings.max_image_size
        self.networks = Networks(settings)
        self.language = Language.shipped()

    def read(self, page: PageImage) -> PageText:
        """Words of the page in reading order, turned upright first where it lies on a side or stands on its head."""
        started = time.perf_counter()
        turned_deg, pixels, grey, slope, lines = self._upright(page.pixels)
        height, width = grey.shape
        words = _words(self._with_figures(grey, self._beside_figures(self._without_stamps(pixels, grey, lines))))
        words = (*words, *crossed_months(grey, words, lambda boxes: self._read_boxes(grey, boxes)))
        return PageText(page.number, width, height, words, "ocr", time.perf_counter() - started, turned_deg, slope)

    def read_region(self, page: PageImage, box: Box) -> tuple[Word, ...]:
        """The text in `box`, a rectangle of `page` as given, as one word; none where there is no ink."""
        return self.read_regions(page, [box])[0]

    def read_regions(self, page: PageImage, boxes: Sequence[Box]) -> list[tuple[Word, ...]]:
        """As `read_region`, all boxes in runs of like widths."""
        return self._read_boxes(grey_of(page.pixels), boxes)

    def _read_boxes(self, grey: Grey, boxes: Sequence[Box]) -> list[tuple[Word, ...]]:
        lines = [_line_of_box(box) for box in boxes]
        strips = [strip_of(grey, line, alone(line)._replace(left=0, right=0), self.networks.form) for line in lines]
        said = iter(self._read([strip for strip in strips if strip]))
        return [_words([next(said)]) if strip else () for strip in strips]

    def warm(self) -> None:
        """Runs every shape of strips and of usual bands once: the first page then takes no longer than others.

        Of the second recogniser's shapes only one: each costs 2 to 12 MB, and most pages need two or three.
        """
        networks = self.networks
        for count, width in shapes():
            networks.probabilities(np.zeros((count, networks.form.height, width), np.uint8))
        if second := networks.second_probabilities:
            second(np.zeros((1, networks.form.height, WIDTHS[0]), np.uint8))
        for rows in range(STEP, BAND_ROWS + 1, STEP):
            self.networks.scores(np.zeros((rows, USUAL_WIDTH, 3), np.uint8))

    def close(self) -> None:
        """Lets the networks go."""
        del self.networks

    def _upright(self, pixels: Pixels) -> Upright:
        """The page turned upright, and what it says; one that seems to lie on a side but reads badly so is tried as it came."""
        regions = self._regions(pixels)
        tilt = tilt_deg(regions)
        if tilt:
            pixels = turned(pixels, -tilt)
            regions = self._regions(pixels)
        page = self._by_right_angles(pixels, regions)
        return page._replace(turned_deg=(page.turned_deg - tilt) % 360)

    def _by_right_angles(self, pixels: Pixels, regions: list[Region]) -> Upright:
        """As `_upright`, of a page whose rows run along its sides."""
        if not lies_on_side(regions):
            return self._on_its_feet(pixels, regions, 0)
        on_side = turned(pixels, 90)
        page = self._on_its_feet(on_side, self._regions(on_side, level=True), 90)
        sure = _sureness(_longest(page.lines))
        if sure >= TURN_DOUBT:
            return page
        level = self._on_its_feet(pixels, self._regions(pixels, level=True), 0)
        return level if _sureness(_longest(level.lines)) > sure + TURN_GAIN else page

    def _on_its_feet(self, pixels: Pixels, regions: list[Region], turned_deg: int) -> Upright:
        """A page that is turned by so many degrees already and whose rows run across, the right way up."""
        grey = grey_of(pixels)
        slope, strips = self._strips(grey, regions)
        lines = self._read(strips)
        if not self._stands_on_head(lines):
            return Upright(turned_deg, pixels, grey, slope, lines)
        pixels, grey = turned(pixels, 180), turned(grey, 180)
        slope, strips = self._strips(grey, self._regions(pixels, level=True))
        return Upright(turned_deg + 180, pixels, grey, slope, self._read(strips))

    def _without_stamps(self, pixels: Pixels, grey: Grey, lines: list[ReadStrip]) -> list[ReadStrip]:
        """`lines` of an upright page, those at its stamps read anew without the stamp where that says more."""
        doubted = [line.strip.line.box for line in lines if chance(line.reading.chars) < STAMP_DOUBT]
        clear = without_stamps(pixels) or (without_grey_stamps(grey, doubted) if doubted else None)
        if clear is None:
            return lines
        _, strips = self._strips(grey_of(clear.pixels), self._regions(clear.pixels, level=True))
        anew = self._read([strip for strip in strips if any(touches(strip.line.box, stamp) for stamp in clear.stamps)])
        for stamp in clear.stamps:
            lines = surer_at(stamp, lines, anew)
        return _in_order(lines)

    def _beside_figures(self, lines: list[ReadStrip]) -> list[ReadStrip]:
        """`lines`, their codes read by the second recogniser, where there is one, beside figures of the page too."""
        second = self.networks.second_probabilities
        return beside_figures(lines, second, self.networks.characters) if second else lines

    def _with_figures(self, grey: Grey, lines: list[ReadStrip]) -> list[ReadStrip]:
        """`lines` and the single figures on their rows that the detector overlooked."""
        tried = self._read(figures_alone(grey, [line.strip.line for line in lines], self.networks.form))
        figures = [line for line in tried if says_a_figure(line.reading)]
        return _in_order([*lines, *figures]) if figures else lines

    def _regions(self, pixels: Pixels, level: bool = False) -> list[Region]:
        """The text regions of the page, in its pixels; `level` where its rows are known to run across."""
        return on_page(*detected(pixels, self._side, self.networks.scores, level))

    def _strips(self, grey: Grey, regions: list[Region]) -> tuple[Slope, list[Strip]]:
        """The direction of the page's rows, and its strips in reading order."""
        slope = slope_of(regions)
        rows = cell_strips(grey, self.networks.form)
        lines = [with_course(line) for line in bridged(grey, outside(lines_of(regions, slope), rows, slope))]
        beside = strips_of(grey, lines, self.networks.form, [row.line for row in rows])
        return slope, in_reading_order([*beside, *rows])

    def _read(self, strips: Sequence[Strip]) -> list[ReadStrip]:
        said = self._readings([strip.pixels for strip in strips])
        return [ReadStrip(strip, reading) for strip, reading in zip(strips, said, strict=True)]

    def _stands_on_head(self, lines: list[ReadStrip]) -> bool:
        """Whether the page's longest lines read badly as they are and better the other way up."""
        longest = _longest(lines)
        upright = _sureness(longest)
        if not longest or upright >= TURN_DOUBT:
            return False
        flipped = self._readings([np.ascontiguousarray(line.strip.pixels[::-1, ::-1]) for line in longest])
        return _mean_confidence(flipped) > upright + TURN_GAIN

    def _readings(self, strips: list[Grey]) -> list[Reading]:
        networks = self.networks
        return readings_of(
            strips, networks.probabilities, networks.characters, networks.second_probabilities, self.language
        )


def on_page(regions: Sequence[Region], scale: float) -> list[Region]:
    """`regions` of a canvas in pixels of the page it was made from."""
    return [Region(region.points / scale, spine=region.spine / scale) for region in regions]


def _in_order(lines: Sequence[ReadStrip]) -> list[ReadStrip]:
    """`lines` as they are read."""
    said = {id(line.strip): line for line in lines}
    return [said[id(strip)] for strip in in_reading_order([line.strip for line in lines])]


def _words(lines: Sequence[ReadStrip]) -> tuple[Word, ...]:
    return tuple(
        Word(reading.text, strip.line.box, reading.confidence, reading.chars)
        for strip, reading in lines
        if reading.text and (reading.confidence >= SPECK or any(map(str.isalnum, reading.text)))
    )


def _longest(lines: Sequence[ReadStrip]) -> list[ReadStrip]:
    """The lines that tell which way up a page is."""
    return sorted(lines, key=lambda line: -line.strip.pixels.shape[1])[:TURN_SAMPLE]


def _sureness(lines: Sequence[ReadStrip]) -> float:
    return _mean_confidence([line.reading for line in lines])


def _mean_confidence(readings: Sequence[Reading]) -> float:
    return sum(reading.confidence for reading in readings) / max(1, len(readings))


def _line_of_box(box: Box) -> Line:
    x, y = box.middle
    corners = np.array([box[:2], box[2:]], np.float32)
    return Line(x, y, box.width, box.height, 0.0, corners)
