"""How the compiled networks compare with torch's: the figures a build must reach to be installed.

Separate because tests ask the same questions of other pages. Imports torch only through the networks it is given.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

SCORE_THRESHOLD = 0.4
"""EasyOCR's low_text and link_threshold: what lies above belongs to a letter or links two (easyocr.py, readtext)."""

MAX_DISAGREEMENT = 0.005
"""Share of map pixels on the other side of EasyOCR's threshold; docs/engine.md has what int8 gives."""

MAX_LETTERS_CHANGED = 0.002
"""Share of letters by which a faster precision's text may differ from torch's; f32 may not differ at all."""

Grey = NDArray[np.uint8]
LineNet = Callable[[NDArray[np.uint8]], NDArray[np.float32]]


def map_disagreement(ours: NDArray[np.float32], reference: NDArray[np.float32]) -> float:
    """Share of pixels (0–1) where text or link scores (…, 2) lie on different sides of their thresholds."""
    differing = (ours > SCORE_THRESHOLD) != (reference > SCORE_THRESHOLD)
    return float(max(differing[..., 0].mean(), differing[..., 1].mean()))


def letters_changed(lines: Sequence[Grey], ours: LineNet, reference: LineNet, characters: str) -> float:
    """Edits between both networks' texts of `lines` (H, W), per letter of the reference's."""
    expected = texts_of(lines, reference, characters)
    edits = sum(map(Levenshtein.distance, texts_of(lines, ours, characters), expected))
    return edits / max(1, sum(map(len, expected)))


def texts_of(lines: Sequence[Grey], network: LineNet, characters: str) -> list[str]:
    """What `network` reads in `lines`, those of equal width run together; sorted by width."""
    texts = []
    for width in sorted({line.shape[1] for line in lines}):
        batch = np.stack([line for line in lines if line.shape[1] == width])
        texts += [best_path(scores, characters) for scores in network(batch)]
    return texts


def best_path(probabilities: NDArray[np.float32], characters: str) -> str:
    """CTC's best path of one line's (T, 1 + characters) probabilities, blank first."""
    classes = probabilities.argmax(axis=1)
    starts = classes[np.diff(classes, prepend=-1) != 0]
    return "".join(characters[index - 1] for index in starts if index > 0)
