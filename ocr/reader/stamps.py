"""Coloured stamps and signatures over black print: finds them on a page and shows the print without them.

Separate because it is the only part of reading that looks at colour. Imports numpy, OpenCV and this package.

A coloured ink is light in at least one of the three channels, black print in none. What is coloured, as narrow as strokes
and crossed by black writing is taken for a stamp; its ink is taken out of its pixels, the print under it stays.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.document import Box, Pixels
from ocr.reader.crop import Strip
from ocr.reader.decode import Line as Reading
from ocr.reader.ink import RULE_LENGTH, Grey, Mask, without_rules

SHEET_PX = 1754
"""Longer side of a page at which the lengths below are meant: a sheet of A4 at 150 dpi."""

STROKE_PX, JOIN_PX, EDGE_PX, LEAST_SIDE_PX = 15, 21, 2, 40
"""Widest stroke of a stamp (wider is coloured paper), the gaps over which its strokes are one stamp, the rim of a stroke
whose colour has paled, and a stamp's least width and height."""

COLOURED, TINGED = 60, 30
"""Levels between a pixel's lightest and darkest channel, on white paper, of a coloured ink, and of its pale places."""

LEAST_COLOURED = 0.08
"""Share of a stamp's pixels that are coloured and not only tinged."""

DARKER = 0.72
"""What is darker than the stamp's ink by this factor is black print, whatever lies over it."""

GHOST = 0.2, 0.5
"""Densities of black (0.2 is grey of 209, 0.5 of 155) up to which it is what JPEG leaves of a stamp, and from which print."""

LEAST_CROSSED = 0.006
"""Share of a stamp's strokes that black writing crosses: less is coloured writing beside it, or on a form's black rules."""

SAMPLE_STEP, LEAST_COLOUR = 3, 0.0001
"""Of every third row and column, the share of coloured pixels below which a page bears no stamp: one of 2 cm has 0.001."""

REACH_PX = 120
"""What is read anew reaches so far above and below a stamp: a line that leans starts as far off."""

NO_WORTH = 0.8
"""Confidence of a line that is worth nothing: unsure lines speak against a reading of a place, sure ones for it."""


class ReadStrip(NamedTuple):
    """A strip and what it says."""

    strip: Strip
    reading: Reading


@dataclass(frozen=True)
class Unstamped:
    """The surroundings of a page's stamps without them: `pixels` (H, W, 3), white elsewhere, and the stamps' boxes."""

    pixels: Pixels = field(repr=False)
    stamps: tuple[Box, ...]


def without_stamps(pixels: Pixels) -> Unstamped | None:
    """The page in grey without the coloured stamps over its print; None where there is none."""
    white = _paper(pixels)
    sample = _balanced(np.ascontiguousarray(pixels[::SAMPLE_STEP, ::SAMPLE_STEP]), white)
    if (_saturation(sample) >= COLOURED).mean() < LEAST_COLOUR:
        return None
    balanced = _balanced(pixels, white)
    lightest, saturation = _lightest(balanced), _saturation(balanced)
    strokes = _strokes(saturation, _length(pixels, STROKE_PX))
    cleared, stamps = lightest.copy(), []
    for box, mask in _blots(strokes, saturation, pixels):
        place = np.s_[int(box.top) : int(box.bottom), int(box.left) : int(box.right)]
        black = lightest[place] < DARKER * float(np.median(lightest[place][strokes[place] & mask]))
        writing = without_rules(black, _length(pixels, RULE_LENGTH))
        if (writing & mask).sum() >= LEAST_CROSSED * mask.sum():
            pale = mask & ~black
            cleared[place][pale] = _print_under(balanced[place][pale], balanced[place][pale & strokes[place]])
            stamps.append(box)
    if not stamps:
        return None
    far = np.ones(len(cleared), np.bool_)
    for stamp in stamps:
        far[max(0, int(stamp.top) - _length(pixels, REACH_PX)) : int(stamp.bottom) + _length(pixels, REACH_PX)] = False
    cleared[far] = 255
    return Unstamped(np.repeat(cleared[..., None], 3, axis=2), tuple(stamps))


def _print_under(pixels: NDArray[np.uint8], stamp: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Grey (N) of the print in `pixels` (N, 3), of whose colours `stamp` (M, 3) shows the stamp's ink alone.

    Optical densities of inks add up: each pixel's is taken apart into a neutral and the stamp's own by least squares
    (colour deconvolution, Ruifrok and Johnston 2001).
    """
    ink = _density(stamp).mean(axis=0)
    ink /= np.linalg.norm(ink)
    neutral = np.full(3, 3**-0.5)
    shared = float(ink @ neutral)
    density = _density(pixels)
    of_ink, of_neutral = density @ ink, density @ neutral
    black = (of_neutral - shared * of_ink) / max(0.02, 1 - shared**2)
    black = np.where(of_ink < shared * of_neutral, of_neutral, np.maximum(0.0, black)) * 3**-0.5
    return np.asarray(255 * np.exp(-black * np.interp(black, GHOST, (0.0, 1.0))), dtype=np.uint8)


def _density(pixels: NDArray[np.uint8]) -> NDArray[np.float64]:
    return np.asarray(-np.log((pixels.astype(np.float64) + 1) / 256))


def surer_at(stamp: Box, lines: Sequence[ReadStrip], anew: Sequence[ReadStrip]) -> list[ReadStrip]:
    """`lines` with those at the stamp replaced by those of `anew` there, if these say more."""
    old = [line for line in lines if touches(line.strip.line.box, stamp)]
    new = [line for line in anew if touches(line.strip.line.box, stamp) or _covered(line, old)]
    old = [line for line in lines if touches(line.strip.line.box, stamp) or _covered(line, new)]
    if _worth(new) <= _worth(old):
        return list(lines)
    replaced = {id(line) for line in old}
    return [line for line in lines if id(line) not in replaced] + new


def touches(box: Box, other: Box) -> bool:
    """Whether two boxes share more than an edge."""
    return box.left < other.right and other.left < box.right and box.top < other.bottom and other.top < box.bottom


def _covered(line: ReadStrip, others: Sequence[ReadStrip]) -> bool:
    """Whether the middle of `line` lies in one of `others`."""
    x, y = line.strip.line.box.middle
    boxes = (other.strip.line.box for other in others)
    return any(box.left < x < box.right and box.top < y < box.bottom for box in boxes)


def _worth(lines: Sequence[ReadStrip]) -> float:
    return sum(len(line.reading.text) * (line.reading.confidence - NO_WORTH) for line in lines)


def _blots(strokes: Mask, saturation: Grey, pixels: Pixels) -> Iterator[tuple[Box, Mask]]:
    """Each thing as large as a stamp among the coloured `strokes`: its box, and in it the pixels of its widened strokes."""
    join, edge, least = (_length(pixels, length) for length in (JOIN_PX, 2 * EDGE_PX, LEAST_SIDE_PX))
    marks = strokes.astype(np.uint8)
    joined = cv2.morphologyEx(marks, cv2.MORPH_CLOSE, np.ones((join, join), np.uint8))
    widened = cv2.dilate(marks, np.ones((edge, edge), np.uint8))
    count, labels, found, _ = cv2.connectedComponentsWithStats(cv2.max(joined, widened))
    for label in range(1, count):
        left, top, width, height, _ = (int(value) for value in found[label])
        place = np.s_[top : top + height, left : left + width]
        mask = np.asarray((labels[place] == label) & (widened[place] > 0))
        coloured = (saturation[place][mask] >= COLOURED).sum()
        if min(width, height) >= least and coloured >= LEAST_COLOURED * mask.sum():
            yield Box(left, top, left + width, top + height), mask


def _strokes(saturation: Grey, widest: int) -> Mask:
    """What is tinged and narrower than `widest` pixels."""
    tinged = saturation >= TINGED
    ground = cv2.morphologyEx(tinged.astype(np.uint8), cv2.MORPH_OPEN, np.ones((widest, widest), np.uint8))
    strokes: Mask = tinged & (ground == 0)
    return strokes


def _length(pixels: Pixels, length: int) -> int:
    """`length` pixels of a sheet at 150 dpi in pixels of this page, odd."""
    return int(max(3, round(length * max(pixels.shape[:2]) / SHEET_PX))) | 1


def _paper(pixels: Pixels) -> NDArray[np.float64]:
    """The paper's red, green and blue: what nine tenths of the sampled pixels do not exceed."""
    return np.maximum(1.0, np.percentile(pixels[::SAMPLE_STEP, ::SAMPLE_STEP].reshape(-1, 3), 90, axis=0))


def _balanced(pixels: Pixels, white: NDArray[np.float64]) -> Pixels:
    """`pixels` with the paper made white, channel by channel."""
    levels = np.arange(256)[:, None] * (255.0 / white)
    table = np.clip(levels, 0, 255).astype(np.uint8)[None]
    return np.asarray(cv2.LUT(pixels, table), dtype=np.uint8)


def _lightest(pixels: Pixels) -> Grey:
    red, green, blue = cv2.split(pixels)
    return np.asarray(cv2.max(cv2.max(red, green), blue), dtype=np.uint8)


def _saturation(pixels: Pixels) -> Grey:
    red, green, blue = cv2.split(pixels)
    darkest = cv2.min(cv2.min(red, green), blue)
    return np.asarray(cv2.subtract(_lightest(pixels), darkest), dtype=np.uint8)
