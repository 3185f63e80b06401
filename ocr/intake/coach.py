"""What is wrong with a photo, told while whoever took it can still take another: measured, not read.

Separate because it only advises: it refuses nothing, and no reading waits for it. Works on a picture of at most
`_SIDE_PX`, about 40 ms of one core each. Thresholds: docs/decisions/0607.
Imports document, i18n and the decoding of images.
"""

from __future__ import annotations

import io
import warnings
from typing import Literal, get_args

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ocr.document import Upload
from ocr.errors import Language
from ocr.i18n import translator
from ocr.intake.images import BROKEN, costs_much, rgb_pixels

Advice = Literal["blurred", "glare", "dark", "cut_off", "too_small"]
"""What to do better with the next photo."""

ADVICE: tuple[Advice, ...] = get_args(Advice)

_SIDE_PX = 1000  # A4 at 86 dpi: print of 10 points stands 9 px high
_TILE_PX = 32
_INK_CONTRAST = 40  # grey levels between darkest and brightest of a tile that holds print
_MIN_TILES = 6
# Blur (standard deviation, px of the reduced picture) from which print is lost: larger print bears more of it.
_BLUR_OF_GLYPH, _BLUR_LEAST_PX, _BLUR_MOST_PX = 0.14, 1.15, 1.7
_DARK_PAPER = 115
_BLOWN, _LIT_PAPER = 250, 238  # a spot is glare only where the paper around it is not white itself
_MIN_GLARE_SHARE = 0.006
_MIN_GLYPH_PX = 7.0
_SMALL_SIDE_PX = 900
_MIN_CUT_GLYPHS = 3

_Grey = NDArray[np.uint8]


def sentence(advice: Advice, language: Language) -> str:
    """What is wrong and what to do about it."""
    t = translator(language)
    return {
        "blurred": t("Blurred: hold still, tap on the text to focus, and take it again from closer by."),
        "glare": t("Glare: a spot is blown out. Tilt the paper or switch off the flash, and take it again."),
        "dark": t("Too dark: take it again by daylight or under a lamp."),
        "cut_off": t("Cut off: text runs over the edge. Take it again with the whole sheet in the picture."),
        "too_small": t(
            "Too small: the characters are only a few dots high. Send the original photo, not a reduced one."
        ),
    }[advice]


def advise(upload: Upload, media_type: str) -> tuple[Advice, ...]:
    """What is wrong with the photo or scan in `upload`; nothing for PDFs and for what cannot be decoded."""
    if not media_type.startswith("image/"):
        return ()
    try:
        grey = _reduced(upload.data)
    except BROKEN:
        return ()
    return advice_of(grey)


def advice_of(grey: _Grey) -> tuple[Advice, ...]:
    """What is wrong with a picture, (H, W) uint8, its longest side at most `_SIDE_PX`."""
    if min(grey.shape) < 2 * _TILE_PX:
        return ("too_small",)
    if _is_dark(grey):
        return ("dark",)  # noise hides the rest
    glyphs = _glyphs(grey)
    glyph = glyph_px(glyphs)
    found: dict[Advice, bool] = {
        "blurred": blur_px(grey) > min(max(_BLUR_OF_GLYPH * glyph, _BLUR_LEAST_PX), _BLUR_MOST_PX),
        "glare": glare_share(grey) > _MIN_GLARE_SHARE,
        "cut_off": cut_glyphs(glyphs, *grey.shape) >= _MIN_CUT_GLYPHS,
        "too_small": max(grey.shape) < _SMALL_SIDE_PX and glyph < _MIN_GLYPH_PX,
    }
    return tuple(name for name in ADVICE if found.get(name))


def _reduced(data: bytes) -> _Grey:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # damaged EXIF; the size was checked when the file was taken in
        with Image.open(io.BytesIO(data)) as image:
            if costs_much(image):
                raise ValueError("too large to be looked at beside everything else")
            grey: _Grey = cv2.cvtColor(rgb_pixels(image, _SIDE_PX), cv2.COLOR_RGB2GRAY).astype(np.uint8, copy=False)
            return grey


def blur_px(grey: _Grey) -> float:
    """Standard deviation of the blur over print, in pixels; 0 where there is too little print to tell.

    A step of height h blurred by s has the slope h / (s √2π) in its middle: both are measured tile by tile, so the
    contrast of the print cancels out. Rows and columns are looked at apart, since a shaken hand blurs one direction.
    The sharpest quarter of the tiles counts: pale print must not look blurred.
    """
    tiles = _tiles(grey)
    spans = (tiles.max(axis=(1, 3)).astype(np.float32) - tiles.min(axis=(1, 3))).astype(np.float32)
    print_here = spans > _INK_CONTRAST
    if print_here.sum() < _MIN_TILES:
        return 0.0
    return max(_blur_along(grey, spans, print_here, dx, 1 - dx) for dx in (0, 1))


def _blur_along(grey: _Grey, spans: NDArray[np.float32], print_here: NDArray[np.bool_], dx: int, dy: int) -> float:
    change = np.abs(cv2.Sobel(grey, cv2.CV_32F, dx, dy, ksize=1)) / 2
    slope = _tiles(change).max(axis=(1, 3))[print_here]
    return float(np.percentile(spans[print_here] / (np.maximum(slope, 1) * np.sqrt(2 * np.pi)), 25))


def glare_share(grey: _Grey) -> float:
    """Share of the picture taken by its largest blown-out spot; 0 where the paper itself is white."""
    smooth = cv2.blur(grey, (9, 9))
    paper = _paper_level(grey)
    if paper > _LIT_PAPER:
        return 0.0
    count, _, stats, _ = cv2.connectedComponentsWithStats((smooth >= _BLOWN).astype(np.uint8))
    return float(stats[1:, cv2.CC_STAT_AREA].max() / grey.size) if count > 1 else 0.0


def cut_glyphs(glyphs: NDArray[np.int32], height: int, width: int) -> int:
    """Most characters that one edge of the picture, `height` × `width` px, runs through."""
    left, top = glyphs[:, cv2.CC_STAT_LEFT], glyphs[:, cv2.CC_STAT_TOP]
    right, bottom = left + glyphs[:, cv2.CC_STAT_WIDTH], top + glyphs[:, cv2.CC_STAT_HEIGHT]
    return int(max((left <= 0).sum(), (top <= 0).sum(), (right >= width).sum(), (bottom >= height).sum()))


def glyph_px(glyphs: NDArray[np.int32]) -> float:
    """Median height of the characters; infinite where there are too few to tell."""
    heights = glyphs[:, cv2.CC_STAT_HEIGHT]
    return float(np.median(heights)) if len(heights) >= 20 else float("inf")


def _glyphs(grey: _Grey) -> NDArray[np.int32]:
    """(N, 5) statistics of what looks like single characters: dark, small, on bright paper."""
    around = cv2.blur(grey, (31, 31))
    ink = (grey < around * 0.8) & (around > 0.6 * _paper_level(grey))
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink.astype(np.uint8))
    high, wide = stats[:, cv2.CC_STAT_HEIGHT], stats[:, cv2.CC_STAT_WIDTH]
    filled = stats[:, cv2.CC_STAT_AREA] / (high * wide)
    small = (high >= 4) & (high <= 40) & (wide >= 2) & (wide <= 40) & (filled > 0.15)
    return np.asarray(stats[small], np.int32)


def _paper_level(grey: _Grey) -> float:
    """Grey of the paper: the median of the brighter part of the picture."""
    level, _ = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    bright = grey[grey > level]
    return float(np.median(bright)) if bright.size else float(np.median(grey))


def _is_dark(grey: _Grey) -> bool:
    return float(np.percentile(grey, 98)) < _DARK_PAPER


def _tiles(picture: NDArray[np.generic]) -> NDArray[np.generic]:
    """(rows, _TILE_PX, columns, _TILE_PX): the picture in squares, what is left over cut away."""
    rows, columns = (side // _TILE_PX for side in picture.shape)
    whole = picture[: rows * _TILE_PX, : columns * _TILE_PX]
    return whole.reshape(rows, _TILE_PX, columns, _TILE_PX)
