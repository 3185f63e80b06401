"""Coloured stamps and signatures over black print: finds them on a page and shows the print without them.

Separate because it is the only part of reading that looks at colour. Imports numpy, OpenCV and this package.

A coloured ink is light in at least one of the three channels, black print in none. What is coloured, as narrow as strokes
and crossed by black writing is taken for a stamp; its ink is taken out of its pixels, the print under it stays.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.document import Box, Pixels
from ocr.reader.crop import Strip
from ocr.reader.decode import Line as Reading
from ocr.reader.group import gap, shift
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

SAME_ROW = 0.5
"""Share of the lower line's height by which lines on one row overlap; outlines of rows that almost touch overlap by less."""

UNSURE_GAIN = 0.1
"""By how much lines that are worth nothing must be surer than those whose place they take."""

LEAST_COVERED, COVERED_FROM = 0.7, 0.7
"""Share of a line's width on which lines must stand that take its place, and the confidence from which that is asked: half of a row says nothing
about its other half, and of what is less sure much may be the stamp's (at 0.6 stamped development documents lose two values of 414, at 0.7 none)."""

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
    strokes = _strokes(saturation, length_on(pixels, STROKE_PX))
    cleared, stamps = lightest.copy(), []
    for box, mask in _blots(strokes, saturation, pixels):
        place = np.s_[int(box.top) : int(box.bottom), int(box.left) : int(box.right)]
        black = lightest[place] < DARKER * float(np.median(lightest[place][strokes[place] & mask]))
        writing = without_rules(black, length_on(pixels, RULE_LENGTH))
        if (writing & mask).sum() >= LEAST_CROSSED * mask.sum():
            pale = mask & ~black
            cleared[place][pale] = _print_under(balanced[place][pale], balanced[place][pale & strokes[place]])
            stamps.append(box)
    return near(cleared, stamps) if stamps else None


def near(cleared: Grey, stamps: Sequence[Box]) -> Unstamped:
    """`cleared` (H, W) with all rows white that are far from the stamps."""
    far = np.ones(len(cleared), np.bool_)
    reach = length_on(cleared, REACH_PX)
    for stamp in stamps:
        far[max(0, int(stamp.top) - reach) : int(stamp.bottom) + reach] = False
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
    """`lines` with those at the stamp replaced by those of `anew` there, row by row, where these say more."""
    at = [line for line in lines if touches(line.strip.line.box, stamp)]
    new = [line for line in anew if touches(line.strip.line.box, stamp) or any(_shares_row(line, one) for one in at)]
    old = [line for line in lines if touches(line.strip.line.box, stamp) or any(_shares_row(line, one) for one in new)]
    told = {id(line) for line in old}
    kept = [line for line in lines if id(line) not in told]
    for before, after in _rows(old, new):
        kept.extend(after if _says_more(after, before) and _cover(after, before) else before)
    return kept


def _rows(old: Sequence[ReadStrip], new: Sequence[ReadStrip]) -> list[tuple[list[ReadStrip], list[ReadStrip]]]:
    """Old and new lines that stand on each other, directly or through others, together."""
    rows: list[tuple[list[ReadStrip], list[ReadStrip]]] = [([line], []) for line in old]
    for line in new:
        same = [row for row in rows if any(_shares_row(line, one) for one in row[0])]
        rows = [row for row in rows if not any(row is one for one in same)]
        rows.append(([one for row in same for one in row[0]], [one for row in same for one in row[1]] + [line]))
    return rows


def _shares_row(line: ReadStrip, other: ReadStrip) -> bool:
    """Whether two lines overlap along their direction, and across it by a share of the lower's height."""
    one, two = line.strip.line, other.strip.line
    height = (one.height + two.height) / 2 - abs(shift(one, two))
    return max(gap(one, two), gap(two, one)) < 0 and height > SAME_ROW * min(one.height, two.height)


def _says_more(new: Sequence[ReadStrip], old: Sequence[ReadStrip]) -> bool:
    """Whether `new` lines are worth more than `old` ones; unsure ones must be surer than those, not only fewer."""
    if new and _worth(new) <= 0:
        return _sureness(new) > _sureness(old) + UNSURE_GAIN
    return _worth(new) > _worth(old)


def _cover(new: Sequence[ReadStrip], old: Sequence[ReadStrip]) -> bool:
    """Whether `new` lines stand on most of the width of every `old` line that is read well enough to be a row of its own."""
    for line in old:
        if line.reading.confidence >= COVERED_FROM:
            box, beside = line.strip.line.box, [one.strip.line.box for one in new if _shares_row(one, line)]
            if sum(min(box.right, b.right) - max(box.left, b.left) for b in beside) < LEAST_COVERED * box.width:
                return False
    return True


def touches(box: Box, other: Box) -> bool:
    """Whether two boxes share more than an edge."""
    return box.left < other.right and other.left < box.right and box.top < other.bottom and other.top < box.bottom


def length_on(page: NDArray[Any], length: int) -> int:
    """`length` pixels of a sheet at 150 dpi in pixels of this page (H, W, ...), odd."""
    return int(max(3, round(length * max(page.shape[:2]) / SHEET_PX))) | 1


def _sureness(lines: Sequence[ReadStrip]) -> float:
    """Mean confidence over all characters, 0 without any."""
    count = sum(len(line.reading.text) for line in lines)
    return sum(len(line.reading.text) * line.reading.confidence for line in lines) / max(1, count)


def _worth(lines: Sequence[ReadStrip]) -> float:
    return sum(len(line.reading.text) * (line.reading.confidence - NO_WORTH) for line in lines)


def _blots(strokes: Mask, saturation: Grey, pixels: Pixels) -> Iterator[tuple[Box, Mask]]:
    """Each thing as large as a stamp among the coloured `strokes`: its box, and in it the pixels of its widened strokes."""
    join, edge, least = (length_on(pixels, length) for length in (JOIN_PX, 2 * EDGE_PX, LEAST_SIDE_PX))
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
