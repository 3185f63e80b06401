"""How the compiled networks compare with torch's: the figures a build must reach to be installed.

Separate because tests ask the same questions of other pages. Imports torch only through the networks it is given.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

from ocr.reader.decode import read_line
from ocr.reader.detect import LINK_THRESHOLD, LOW_TEXT

MAX_DISAGREEMENT = 0.005
"""Share of map pixels on the other side of EasyOCR's threshold; int8 gave 0.0007 on drawn pages (docs/engine.md)."""

MAX_LETTERS_CHANGED = 0.002
"""Share of letters by which a faster precision's text may differ from torch's; f32 may not differ at all."""

Grey = NDArray[np.uint8]
LineNet = Callable[[NDArray[np.uint8]], NDArray[np.float32]]


def map_disagreement(ours: NDArray[np.float32], reference: NDArray[np.float32]) -> float:
    """Share of pixels (0–1) where text or link scores (…, 2) lie on different sides of their thresholds."""
    text = (ours[..., 0] > LOW_TEXT) != (reference[..., 0] > LOW_TEXT)
    link = (ours[..., 1] > LINK_THRESHOLD) != (reference[..., 1] > LINK_THRESHOLD)
    return float(max(text.mean(), link.mean()))


def letters_changed(lines: Sequence[Grey], ours: LineNet, reference: LineNet, characters: str) -> float:
    """Edits between both networks' texts of `lines` (64, W), per letter of the reference's."""
    edits = letters = 0
    for line in lines:
        expected = read_line(reference(line[None])[0], characters).text
        edits += Levenshtein.distance(read_line(ours(line[None])[0], characters).text, expected)
        letters += len(expected)
    return edits / max(1, letters)
