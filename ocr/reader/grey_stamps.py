"""Grey stamps over black print: finds them where lines were read in doubt and shows the print without them.

Separate because nothing but their strokes tells them from print, where `ocr.reader.stamps` has colour. Imports numpy, OpenCV
and this package.

In a grey scan a stamp's strokes are paler than print or thicker. What is so and larger than any writing is taken for a
stamp; what a closing a little wider than the strokes of print leaves, paper and stamp, is divided out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import cv2
import numpy as np

from ocr.document import Box
from ocr.reader.ink import Grey, Mask
from ocr.reader.stamps import EDGE_PX, SAMPLE_STEP, Unstamped, length_on, near, touches

PAPER_PX, PRINT_PX = 25, 5
"""Sides of the squares, on a sheet at 150 dpi, into which no stroke of a stamp fits, and none of print in a text's size."""

LEAST_INK, DARKEST = 50, 80
"""Levels darker than paper from which a sampled pixel is ink, and the percentile of ink that is taken for black print."""

LEAST_SIDE_PX = 70
"""Width and height of the least stamp on such a sheet, 12 mm: nothing that is written is as high."""

PALE, LEAST_PALE = (0.18, 0.62), 25
"""Darkness of a pale stroke as shares of black print's, and the levels that are noise."""

RIM_PX = 5
"""Square by which black print is widened: its rims are pale too."""

LEAST_STROKES = 0.0003
"""Share of the page's pixels that are strokes of a stamp below which it bears none."""

TONE = 0.2, 0.45
"""Fine darkness, as shares of black print's, up to which it is a stamp's rest, and from which it is print."""


def without_grey_stamps(grey: Grey, doubted: Sequence[Box]) -> Unstamped | None:
    """The page (H, W) without the grey stamps over its print that touch a line of `doubted`; None where there is none."""
    dark = _below(_closed(grey, PAPER_PX), grey)
    fine = _below(_closed(grey, PRINT_PX), grey)
    thick = _below(dark, fine)
    ink = dark[::SAMPLE_STEP, ::SAMPLE_STEP]
    ink = ink[ink > LEAST_INK]
    if not ink.size:
        return None
    black = float(np.percentile(ink, DARKEST))
    cleared, stamps = np.asarray(255 - dark), []
    for box in _blots(_strokes(dark, thick, black)):
        if any(touches(box, line) for line in doubted):
            place = np.s_[int(box.top) : int(box.bottom), int(box.left) : int(box.right)]
            print_ = 255.0 * fine[place] / np.maximum(1, 255.0 - thick[place])
            print_ *= np.interp(print_, [share * black for share in TONE], (0.0, 1.0))
            cleared[place] = (255 - print_).astype(np.uint8)
            stamps.append(box)
    return near(cleared, stamps) if stamps else None


def _strokes(dark: Grey, thick: Grey, black: float) -> Mask:
    """What is paler than black print and no rim of it, or thicker."""
    least, most = max(LEAST_PALE, PALE[0] * black), PALE[1] * black
    rims = cv2.dilate((dark > most).astype(np.uint8), np.ones((RIM_PX, RIM_PX), np.uint8))
    pale = (dark > least) & (dark <= most) & (rims == 0)
    strokes = (pale | (thick > least)).astype(np.uint8)
    return np.asarray(cv2.morphologyEx(strokes, cv2.MORPH_OPEN, np.ones((2, 2), np.uint8)) > 0)


def _blots(strokes: Mask) -> Iterator[Box]:
    """The box of each connected thing among the `strokes` of a page that is as large as a stamp."""
    if strokes.mean() < LEAST_STROKES:
        return
    edge, least = length_on(strokes, 2 * EDGE_PX), length_on(strokes, LEAST_SIDE_PX)
    widened = cv2.dilate(strokes.astype(np.uint8), np.ones((edge, edge), np.uint8))
    for left, top, width, height, _ in cv2.connectedComponentsWithStats(widened)[2][1:]:
        if min(width, height) >= least:
            yield Box(int(left), int(top), int(left + width), int(top + height))


def _closed(grey: Grey, side: int) -> Grey:
    side = length_on(grey, side)
    return np.asarray(cv2.morphologyEx(grey, cv2.MORPH_CLOSE, np.ones((side, side), np.uint8)), dtype=np.uint8)


def _below(upper: Grey, lower: Grey) -> Grey:
    return np.asarray(cv2.subtract(upper, lower), dtype=np.uint8)
