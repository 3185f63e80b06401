"""Blocks of a page → bands of fixed width that the detector runs on, and back.

Separate because it is pure geometry: pages of any size become a few shapes (one width, heights in steps of 32), so
that the network never recompiles and its activations never outgrow one band. Imports the ink module only.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ocr.reader.ink import MARGIN, Block

STEP = 32
"""The detector halves its maps five times: sides are multiples of 32."""

BAND_ROWS = 320
"""Tallest band. Its activations stay under 70 MB at 800 px width; the time per pixel is the same from 32 rows up."""

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
    """One run of the detector: `height` rows (a multiple of 32) and what lies where."""

    height: int
    placements: tuple[Placement, ...]


def band_width(canvas_width: int) -> int:
    """The one width of all bands of a canvas: the next multiple of 32."""
    return -(-canvas_width // STEP) * STEP


def packed(blocks: Iterable[Block], width: int) -> list[Band]:
    """Every block (left and top even), cut where it is taller or wider than a band, placed without overlap (shelves, tallest first)."""
    pieces = [piece for block in blocks for piece in cut(block, width, BAND_ROWS)]
    pieces.sort(key=lambda piece: (-piece.shown.height, -piece.shown.width))
    bands: list[list[_Shelf]] = []
    for piece in pieces:
        if not any(_placed(shelves, piece, width) for shelves in bands):
            bands.append([_Shelf(0, _even(piece.shown.height), [piece])])
    return [_band(shelves) for shelves in bands]


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
class _Shelf:
    """A row of pieces side by side: under construction, so not frozen."""

    top: int
    height: int
    pieces: list[Piece]

    @property
    def used(self) -> int:
        return sum(_even(piece.shown.width) for piece in self.pieces)


def _placed(shelves: list[_Shelf], piece: Piece, width: int) -> bool:
    """Puts `piece` on the first shelf with room, or on a new one below; False when the band is full."""
    for shelf in shelves:
        if piece.shown.height <= shelf.height and shelf.used + piece.shown.width <= width:
            shelf.pieces.append(piece)
            return True
    top = shelves[-1].top + shelves[-1].height
    if top + piece.shown.height > BAND_ROWS:
        return False
    shelves.append(_Shelf(top, _even(piece.shown.height), [piece]))
    return True


def _even(length: int) -> int:
    """`length` or one more: a score map has one pixel for two of the canvas, so pieces start at even places."""
    return length + length % 2


def _band(shelves: list[_Shelf]) -> Band:
    placements = []
    for shelf in shelves:
        left = 0
        for piece in shelf.pieces:
            placements.append(Placement(piece, left, shelf.top))
            left += _even(piece.shown.width)
    rows = shelves[-1].top + shelves[-1].height
    return Band(-(-rows // STEP) * STEP, tuple(placements))
