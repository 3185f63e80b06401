"""Where a page bears ink: for the detector, which is shown nothing else, and for the cropper's edges.

Separate because both look for the same thing at different scales. Imports numpy, OpenCV and the document types.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.document import Pixels

Mask = NDArray[np.bool_]
Grey = NDArray[np.uint8]

MIN_CONTRAST = 14
"""Grey levels by which ink differs from the paper round it: faint thermal print differs by 20 and more."""

CLEAN = 2.0
"""Grey levels of grain up to which thin strokes are better served by no smoothing."""

STROKE = 25
"""Canvas pixels; ink is narrower than this in some direction, paper is wider in both."""

GROUND, DARK_GROUND = 101, 0.72
"""Canvas pixels over which the paper round light writing is averaged, and the share of it that is a dark ground."""

RULE_LENGTH = 60
"""Canvas pixels; straight runs at least this long are ruled lines, not writing."""

BAND, LETTER = 9, 13
"""Canvas pixels. Straight runs so high and wide are no rule but ground of its own, a tinted row, a stroke of a highlighter: what a closing by
LETTER, wider than any stroke of small print and lower than such a row, leaves of it is the paper of what is written there."""


def grey_of(pixels: Pixels) -> Grey:
    """(H, W) grey of an RGB page."""
    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), dtype=np.uint8)


def ink_mask(grey: Grey) -> Mask:
    """Writing on `grey`: pixels darker or lighter than the paper round them, less ruled lines.

    Paper is what closing (for dark ink) and opening (for light) by STROKE leave. Light writing stands on a dark ground:
    on a light one, the paper between specks of dust would pass for it. Rules are taken out per polarity: the white
    between two lines of print is one. A tinted row lower than STROKE is darker than the paper round it as a whole, and
    a straight run too: what is dark on it is looked for within it.
    """
    smooth, least = without_grain(grey)
    kernel = np.ones((STROKE, STROKE), np.uint8)
    paper = np.asarray(cv2.morphologyEx(smooth, cv2.MORPH_CLOSE, kernel))
    dark = cv2.subtract(paper, smooth) > least
    light = np.asarray(cv2.morphologyEx(smooth, cv2.MORPH_TOPHAT, kernel)) > least
    light &= cv2.blur(smooth, (STROKE, STROKE)) < DARK_GROUND * cv2.blur(paper, (GROUND, GROUND)).astype(np.float32)
    return _on_tinted_rows(dark, smooth, least) | without_rules(light)


def _on_tinted_rows(dark: Mask, smooth: Grey, least: float) -> Mask:
    """`dark` without rules, and on what is straight but too high for a rule what is dark there."""
    runs = _runs(dark, RULE_LENGTH)
    writing: Mask = dark & ~runs
    bands = cv2.morphologyEx(runs.astype(np.uint8), cv2.MORPH_OPEN, np.ones((BAND, BAND), np.uint8))
    if not bands.any():
        return writing
    near = cv2.dilate(bands, np.ones((BAND, BAND), np.uint8)) > 0
    ground = np.asarray(cv2.morphologyEx(smooth, cv2.MORPH_CLOSE, np.ones((LETTER, LETTER), np.uint8)))
    fine: Mask = without_rules(np.asarray(cv2.subtract(ground, smooth)) > least)
    return np.where(near, fine, writing)


def line_ink(window: Grey) -> Mask:
    """Ink of a window round one line of text, whichever of ink and paper is darker, less ruled lines.

    A pixel is ink when it stands out by a third of what the line's strongest strokes do.
    """
    smooth, least = without_grain(window)
    line = _between_edges(smooth) if _is_tinted(smooth, least) else smooth
    paper = float(np.median(line))
    dark_on_light = paper - float(line.min()) >= float(line.max()) - paper
    if dark_on_light and line is not smooth:
        smooth = np.minimum(smooth, np.uint8(paper))  # else the row itself would be ink on what lies above and below it
    kernel = np.ones((window.shape[0] | 1,) * 2, np.uint8)
    way = cv2.MORPH_BLACKHAT if dark_on_light else cv2.MORPH_TOPHAT
    contrast = np.asarray(cv2.morphologyEx(smooth, way, kernel))
    strongest = float(np.percentile(contrast, 98))
    return without_rules(contrast > max(least, 0.33 * strongest), 4 * window.shape[0])


def _between_edges(window: Grey) -> Grey:
    """The middle rows of a window, which its line fills."""
    height = len(window)
    return window[height // 4 : height - height // 4] if height >= 4 else window


def _is_tinted(window: Grey, least: float) -> bool:
    """Whether a window's line stands on a row darker than what lies above and below it."""
    edge = max(1, len(window) // 8)
    outside = float(np.median(np.concatenate([window[:edge], window[-edge:]])))
    return outside - float(np.percentile(_between_edges(window), 75)) > least


def without_grain(grey: Grey) -> tuple[Grey, float]:
    """`grey`, smoothed where it is grainy, and the least contrast that is ink on it.

    Grain is the median absolute step between neighbours: 0 on a clean page. The factors put the least contrast at
    five standard deviations of Gaussian grain, before smoothing (step 0.95 σ) and after it (0.55 σ).
    """
    grain = _step(grey)
    if grain <= CLEAN:
        return grey, max(MIN_CONTRAST, 5.2 * grain)
    smooth = np.asarray(cv2.blur(grey, (3, 3)), dtype=np.uint8)
    return smooth, max(MIN_CONTRAST, 9.0 * _step(smooth))


def _step(grey: Grey) -> float:
    steps = np.asarray(cv2.absdiff(grey[:, 1:], grey[:, :-1]))
    return float(np.median(steps[::3, ::3])) if steps.size else 0.0


def without_rules(ink: Mask, length: int = RULE_LENGTH) -> Mask:
    """`ink` less its straight horizontal and vertical runs of at least `length` pixels: table lines, frames."""
    writing: Mask = ink & ~_runs(ink, length)
    return writing


def _runs(ink: Mask, length: int) -> Mask:
    """The straight horizontal and vertical runs of `ink` of at least `length` pixels."""
    image = ink.astype(np.uint8)
    across = np.asarray(cv2.morphologyEx(image, cv2.MORPH_OPEN, np.ones((1, length), np.uint8)), dtype=np.bool_)
    down = np.asarray(cv2.morphologyEx(image, cv2.MORPH_OPEN, np.ones((length, 1), np.uint8)), dtype=np.bool_)
    runs: Mask = across | down
    return runs
