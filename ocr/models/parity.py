"""How the compiled networks compare with torch's: the figures a build must reach to be installed.

Separate because tests ask the same questions of other pages. Imports torch only through the networks it is given.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.document import Pixels
from ocr.reader.decode import read_line
from ocr.reader.detect import LINK_THRESHOLD, LOW_TEXT

MAX_DISAGREEMENT = 0.005
"""Share of map pixels on the other side of EasyOCR's threshold; int8 gave 0.0007 on drawn pages (docs/engine.md)."""

MIN_LINES_ALIKE = 1.0
"""Share of lines whose text must be torch's, letter for letter."""

LineNet = Callable[[NDArray[np.uint8]], NDArray[np.float32]]


def map_disagreement(ours: NDArray[np.float32], reference: NDArray[np.float32]) -> float:
    """Share of pixels (0–1) where text or link scores (…, 2) lie on different sides of their thresholds."""
    text = (ours[..., 0] > LOW_TEXT) != (reference[..., 0] > LOW_TEXT)
    link = (ours[..., 1] > LINK_THRESHOLD) != (reference[..., 1] > LINK_THRESHOLD)
    return float(max(text.mean(), link.mean()))


def lines_alike(lines: Sequence[Pixels], ours: LineNet, reference: LineNet, characters: str) -> float:
    """Share (0–1) of lines (64, W, 3) that both networks read as the same text."""
    same = 0
    for line in lines:
        grey = cv2.cvtColor(line, cv2.COLOR_RGB2GRAY).astype(np.uint8, copy=False)[None]
        same += read_line(ours(grey)[0], characters).text == read_line(reference(grey)[0], characters).text
    return same / len(lines)
