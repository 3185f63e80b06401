"""Blocks of a page → bands of fixed width that the detector runs on, and back.

Separate because it is pure geometry: pages of any size become a few shapes (one width, heights in steps of 64), so
that the network never recompiles and its activations never outgrow one band. Imports the blocks module only.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from ocr.reader.blocks import MARGIN, TALLEST, Block

STEP = 64
"""Sides are multiples of this: of 32, because the detector halves its maps five times, and coarser, because each shape costs memory."""

BAND_ROWS = TALLEST
"""Tallest band. Its activations stay under 70 MB at 800 px width; the time per pixel is the same from 32 rows up."""

USUAL_WIDTH = 768
"""Columns of a band: an A4 page on the default canvas. Pages of other shapes share it, and with it the compiled network."""

SEAM = 16
"""Canvas rows and columns shown to the detector beyond a cut through writing: more than a line of ordinary print."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A rectangle shown to the detector and the part of it, `core`, whose scores are taken."""

    shown: Block
    core: Block


@dataclass(frozen=True, slots=True)
class Placement:
    """`piece` lies with its top left corner at `left`, `top` of its band."""

    piece: Piece
    left: int
    top: int


@dataclass(frozen=True, slots=True)
class Band:
    """One run of the detector: `height` rows (a multiple of STEP) and what lies where."""

    height: int
    placements: tuple[Placement, ...]


def band_width(blocks: Iterable[Block]) -> int:
    """The one width of all bands that hold `blocks`: USUAL_WIDTH, or for a wider block the next multiple of STEP."""
    widest = max((block.width for block in blocks), default=0)
    return max(USUAL_WIDTH, -(-widest // STEP) * STEP)


def packed(blocks: Iterable[Block], width: int) -> list[Band]:
    """Every block (left and top even), cut where it is taller or wider than a band, placed without overlap.

    Tallest first, each as high up as it fits in the first band that has room: the skyline rule of rectangle packing.
    """
    pieces = [piece for block in blocks for piece in cut(block, width, BAND_ROWS)]
    pieces.sort(key=lambda piece: (-piece.shown.height, -piece.shown.width))
    bands: list[_Open] = []
    for piece in pieces:
        if not any(_placed(band, piece) for band in bands):
            bands.append(_Open(np.zeros(width // 2, np.int64), []))
            _placed(bands[-1], piece)
    return [Band(-(-int(band.skyline.max()) // STEP) * STEP, tuple(band.placements)) for band in bands]


def cut(block: Block, width: int, height: int) -> list[Piece]:
    """`block` in pieces of at most `width` by `height`; their cores tile it, each shown with a seam of its neighbour.

    A block that fits is one piece; its core leaves out half its margin, where scores see the next block's edge.
    """
    columns = _spans(block.left, block.right, width)
    rows = _spans(block.top, block.bottom, height)
    return [
        Piece(Block(left, top, right, bottom), Block(core_left, core_top, core_right, core_bottom))
        for (top, bottom, core_top, core_bottom) in rows
        for (left, right, core_left, core_right) in columns
    ]


def _spans(start: int, stop: int, limit: int) -> list[tuple[int, int, int, int]]:
    """Shown start and stop, core start and stop of each piece of `start`…`stop`."""
    inset = min(MARGIN // 2, (stop - start) // 8 * 2)
    if stop - start <= limit:
        return [(start, stop, start + inset, stop - inset)]
    count = -(-(stop - start) // (limit - 2 * SEAM))
    cuts = [start + (stop - start) * index // count // 2 * 2 for index in range(count)]
    spans = []
    for low, high in zip(cuts, [*cuts[1:], stop], strict=True):
        shown = max(start, low - SEAM), min(stop, high + SEAM)
        spans.append((*shown, low + (inset if low == start else 0), high - (inset if high == stop else 0)))
    return spans


@dataclass(slots=True)
class _Open:
    """A band being filled: under construction, so not frozen. `skyline` is the first free row of each pair of columns."""

    skyline: NDArray[np.int64]
    placements: list[Placement]


def _placed(band: _Open, piece: Piece) -> bool:
    """Puts `piece` where it comes to lie highest, then leftmost; False where it would reach below the last row."""
    pairs, height = -(-piece.shown.width // 2), _even(piece.shown.height)
    if pairs > len(band.skyline):
        return False
    free = sliding_window_view(band.skyline, pairs).max(axis=1)
    left = int(free.argmin())
    top = int(free[left])
    if top + height > BAND_ROWS:
        return False
    band.skyline[left : left + pairs] = top + height
    band.placements.append(Placement(piece, 2 * left, top))
    return True


def _even(length: int) -> int:
    """`length` or one more: a score map has one pixel for two of the canvas, so pieces start at even places."""
    return length + length % 2
