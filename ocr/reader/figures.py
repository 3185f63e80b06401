"""Single figures and letters alone on a row of read lines → strips of them: the "1" in a column of quantities.

Separate because the detector takes no part: a thin figure far from other print is paper to it. What is of a figure's size in the page's ink and stands
exactly on a row of writing is tried, and what it says decides. Imports numpy, OpenCV and this package's geometry.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import degrees

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.reader.crop import PAD, Strip, StripForm, cut_level, in_form
from ocr.reader.decode import Line as Reading
from ocr.reader.group import Line
from ocr.reader.ink import MIN_CONTRAST, Grey, Mask, without_rules

Blots = NDArray[np.int64]
"""(n, 4): left, top, right and bottom of pieces of joined ink, in pixels of the picture looked at, edges half-open."""

LOOK_HEIGHT = 20.0
"""Height of a usual line, in pixels, to which a page with larger print is shrunk to be looked at."""

INK_SHARE = 0.33
"""Least contrast of ink, as a share of what the strongest strokes on the read lines have."""

HEIGHTS, WIDTHS = (0.5, 1.05), (0.2, 1.1)
"""Height of a figure in heights of the line on its row, and its width in its own heights: a thinner one is a rule."""

LEVEL = 0.2
"""Greatest distance of its middle from that of its row, in the row's heights."""

REACH, CLEAR = 20.0, 0.5
"""How far away on its row a line may be, and how near no other ink may, in heights of a figure: what is nearer was left out of a word."""

SPECK = 0.3
"""Ink lower than this share of a figure's height keeps it company unheeded: grain, a dot."""

PAPER = 0.35
"""Paper shown left and right of a figure, in its heights: cut as close as lines are, "1" was read with 0.8 to 0.9, so with 1.0."""

SURE = 0.9
"""Least confidence with which it must be read."""


def figures_alone(grey: Grey, lines: Sequence[Line], form: StripForm) -> list[Strip]:
    """Strips of what may be a figure alone on the row of one of the page's `lines`, which are in pixels of `grey` (H, W)."""
    if not lines:
        return []
    usual = float(np.median([line.height for line in lines]))
    scale = min(1.0, LOOK_HEIGHT / usual)
    top = max(0, int(min(line.box.top for line in lines) - usual))
    seen = _shrunk(grey[top : int(max(line.box.bottom for line in lines) + usual)], scale)
    rows = [_seen(line, top, scale) for line in lines]
    taken = _taken(seen.shape, rows)
    blots = _blots(_ink(seen, taken, scale * usual) & ~taken)
    likely = blots[_has_shape(blots) & _on_a_row(blots, rows)]
    clear = (blot for blot in likely if _is_clear(blot, blots, taken))
    return [_with_paper(grey, _line_round(blot, top, scale), form) for blot in clear]


def says_a_figure(reading: Reading) -> bool:
    """Whether one figure, letter or asterisk was read, surely: a closing bracket alone was read as a brace, a tick box as a sign."""
    text = reading.text
    return len(text) == 1 and (text.isalnum() or text == "*") and reading.confidence >= SURE


def _shrunk(grey: Grey, scale: float) -> Grey:
    size = max(1, round(grey.shape[1] * scale)), max(1, round(grey.shape[0] * scale))
    way = cv2.INTER_LINEAR if scale > 0.5 else cv2.INTER_AREA
    return grey if scale == 1 else np.asarray(cv2.resize(grey, size, interpolation=way), np.uint8)


def _seen(line: Line, top: int, scale: float) -> Line:
    """`line` of the page in the picture looked at, which begins `top` pixels down the page."""
    x, y, length, height = scale * line.x, scale * (line.y - top), scale * line.length, scale * line.height
    return Line(x, y, length, height, line.angle, line.points)


def _taken(shape: tuple[int, ...], lines: Sequence[Line]) -> Mask:
    """Where the lines' rectangles lie."""
    mask = np.zeros(shape, np.uint8)
    for line in lines:
        corners = cv2.boxPoints(((line.x, line.y), (line.length, line.height), degrees(line.angle)))
        cv2.fillConvexPoly(mask, np.rint(corners).astype(np.int32), 1)
    return mask.astype(np.bool_)


def _ink(grey: Grey, taken: Mask, usual: float) -> Mask:
    """Dark strokes with a third of the contrast that the strongest have where lines are, less rules longer than two `usual` heights."""
    size = round(1.5 * usual) | 1
    paper = np.asarray(cv2.dilate(grey, np.ones((size, size), np.uint8)), np.uint8)
    contrast = np.asarray(cv2.subtract(paper, grey), np.uint8)
    written = taken[::2, ::2]
    shares = contrast[::2, ::2][written] / np.maximum(paper[::2, ::2][written], np.float32(1))
    strongest = float(np.percentile(shares, 90)) if shares.size else 1.0
    least = np.maximum(cv2.convertScaleAbs(paper, alpha=INK_SHARE * strongest), MIN_CONTRAST)
    return without_rules(contrast > least, round(2 * usual))


def _blots(ink: Mask) -> Blots:
    outlines, _ = cv2.findContours(ink.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    boxes = np.array([cv2.boundingRect(outline) for outline in outlines], np.int64).reshape(-1, 4)
    return np.hstack([boxes[:, :2], boxes[:, :2] + boxes[:, 2:]])


def _has_shape(blots: Blots) -> NDArray[np.bool_]:
    """Which blots are as wide as figures are."""
    widths, heights = (blots[:, 2:] - blots[:, :2]).T
    return np.asarray((widths >= WIDTHS[0] * heights) & (widths <= WIDTHS[1] * heights), np.bool_)


def _on_a_row(blots: Blots, lines: Sequence[Line]) -> NDArray[np.bool_]:
    """Which blots stand on the row of one of `lines`, of its size and not out of reach."""
    x, y, length, height, angle = np.array([(line.x, line.y, line.length, line.height, line.angle) for line in lines]).T
    middles = (blots[:, :2] + blots[:, 2:]) / 2
    widths, heights = (blots[:, 2:, None] - blots[:, :2, None]).transpose(1, 0, 2)
    right, down = middles[:, :1] - x, middles[:, 1:] - y
    apart = np.abs(right * np.cos(angle) + down * np.sin(angle)) - (length + widths) / 2
    below = down * np.cos(angle) - right * np.sin(angle)
    fits = (heights >= HEIGHTS[0] * height) & (heights <= HEIGHTS[1] * height)
    return np.asarray((fits & (apart <= REACH * heights) & (np.abs(below) <= LEVEL * height)).any(axis=1), np.bool_)


def _is_clear(blot: NDArray[np.int64], blots: Blots, taken: Mask) -> bool:
    """Whether a blot is nothing that sticks out of a line, with paper left and right of it."""
    left, top, right, bottom = blot.tolist()
    height = bottom - top
    beside = round(CLEAR * height)
    if taken[max(0, top - 1) : bottom + 1, max(0, left - beside) : right + beside].any():
        return False
    high = blots[:, 3] - blots[:, 1] >= SPECK * height
    across = (blots[:, 1] < bottom) & (blots[:, 3] > top)
    near = (blots[:, 0] < right + beside) & (blots[:, 2] > left - beside)
    return int(np.count_nonzero(high & across & near)) == 1


def _line_round(blot: NDArray[np.int64], top: int, scale: float) -> Line:
    """The line of the page that a blot is, in the picture looked at."""
    x0, y0, x1, y1 = (blot / scale + (0, top, 0, top)).tolist()
    corners = np.array([[x0, y0], [x1, y1]], np.float32)
    return Line((x0 + x1) / 2, (y0 + y1) / 2, x1 - x0, y1 - y0, 0.0, corners)


def _with_paper(grey: Grey, line: Line, form: StripForm) -> Strip:
    """What stands in the line's rectangle, with paper round it."""
    beside = PAPER * line.height
    return Strip(in_form(cut_level(grey, line, beside, beside, PAD * line.height), form), line)
