"""Detected regions → lines of text: which pieces are one piece of writing, and at what angle they lie.

Separate because it is pure geometry, tested by properties. Imports numpy, the document types and the detector's regions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import cos, sin
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ocr.document import Box, Slope
from ocr.reader.region import Region, no_spine

JOIN_GAP = 0.75
"""Gap between pieces of one word or sentence, in line heights. Spaces in proportional print are 0.2–0.4 of a
detected height, in fixed-pitch print up to 0.7; columns of a form lie 1.0 and more apart."""

JOIN_SHIFT = 0.4
"""Greatest distance between the middles of neighbours, in heights of the lower one."""

JOIN_HEIGHT_RATIO = 2.6
"""Neighbours of more different heights are not one line, unless the small one is narrow: a dash, a dot, a comma. On a sheet askew
a word without ascenders ("ratus") has 0.4 of the height of a phrase with both ascenders and descenders."""


class Course(NamedTuple):
    """How far a line strays across its rectangle.

    A polynomial, lowest power first, of the place along it in halves (`half`, units) of its length; straight before `first` and after `last`.
    """

    coefficients: tuple[float, ...]
    half: float
    first: float
    last: float

    def at(self, along: NDArray[np.float64]) -> NDArray[np.float64]:
        """Units across at so many units `along` from the line's middle."""
        place = along / self.half
        inside = np.clip(place, self.first, self.last)
        powers = np.polynomial.Polynomial(self.coefficients)
        return np.asarray(powers(inside) + powers.deriv()(inside) * (place - inside), np.float64)


@dataclass(frozen=True, slots=True)
class Line:
    """A rectangle of writing: its middle, length along its direction, height across it, in the units of its points.

    `angle` is the direction's slope in radians, positive where the line falls to the right (y grows downwards). `spine` (k, 2) is where the
    middle of its writing runs; a `course` straightens a line that strays from its rectangle.
    """

    x: float
    y: float
    length: float
    height: float
    angle: float
    points: NDArray[np.float32]
    spine: NDArray[np.float32] = field(default_factory=no_spine, repr=False)
    course: Course | None = None

    @property
    def box(self) -> Box:
        """The rectangle laid level about its middle: what a line of that length and height covers."""
        return Box(
            self.x - self.length / 2, self.y - self.height / 2, self.x + self.length / 2, self.y + self.height / 2
        )


def lines_of(regions: Sequence[Region], slope: Slope) -> list[Line]:
    """Lines of a page of that slope from its regions, top to bottom, each left to right; pieces of one writing joined."""
    pieces = [line_of(region.points, slope, region.spine) for region in regions]
    return in_reading_order(joined(pieces, slope))


def line_of(points: NDArray[np.float32], slope: Slope, spine: NDArray[np.float32] | None = None) -> Line:
    """The tight rectangle round `points` along the page's direction at their middle, of writing whose middle runs along `spine`."""
    angle = slope.at(float(points[:, 1].min() + points[:, 1].max()) / 2)
    along = points[:, 0] * cos(angle) + points[:, 1] * sin(angle)
    across = points[:, 1] * cos(angle) - points[:, 0] * sin(angle)
    low_a, high_a, low_c, high_c = (float(v) for v in (along.min(), along.max(), across.min(), across.max()))
    middle_a, middle_c = (low_a + high_a) / 2, (low_c + high_c) / 2
    return Line(
        x=middle_a * cos(angle) - middle_c * sin(angle),
        y=middle_a * sin(angle) + middle_c * cos(angle),
        length=high_a - low_a,
        height=high_c - low_c,
        angle=angle,
        points=points,
        spine=no_spine() if spine is None else spine,
    )


def joined(pieces: Sequence[Line], slope: Slope) -> list[Line]:
    """`pieces` with neighbours of one writing made one, from left to right."""
    lines: list[Line] = []
    for piece in sorted(pieces, key=lambda line: line.x - line.length / 2):
        best = min(
            (index for index, line in enumerate(lines) if belongs(line, piece)),
            key=lambda index: gap(lines[index], piece),
            default=None,
        )
        if best is None:
            lines.append(piece)
        else:
            lines[best] = together(lines[best], piece, slope)
    return lines


def together(line: Line, piece: Line, slope: Slope) -> Line:
    """Both as one line."""
    return line_of(np.vstack([line.points, piece.points]), slope, np.vstack([line.spine, piece.spine]))


def belongs(line: Line, piece: Line) -> bool:
    """Whether `piece` continues `line` to the right: near, on its level and of its size."""
    large = max(line.height, piece.height)
    return on_one_row(line, piece) and -large < gap(line, piece) <= JOIN_GAP * large


def on_one_row(line: Line, piece: Line) -> bool:
    """Whether the two have one level and one size, however far apart they are."""
    small, large = sorted((line.height, piece.height))
    narrow = min((line, piece), key=lambda item: item.height).length < large
    return (large <= JOIN_HEIGHT_RATIO * small or narrow) and abs(shift(line, piece)) <= JOIN_SHIFT * large


def gap(line: Line, piece: Line) -> float:
    """Distance from the end of `line` to the start of `piece` along the line; negative where they overlap."""
    along = (piece.x - line.x) * cos(line.angle) + (piece.y - line.y) * sin(line.angle)
    return along - (line.length + piece.length) / 2


def shift(line: Line, piece: Line) -> float:
    """How far the middle of `piece` lies below the line's extension."""
    return (piece.y - line.y) * cos(line.angle) - (piece.x - line.x) * sin(line.angle)


def in_reading_order(lines: Sequence[Line]) -> list[Line]:
    """Rows from top to bottom, each from left to right; a row holds what lies within half a height of its first."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda item: item.y - item.x * sin(item.angle)):
        row = next((row for row in rows[-3:] if abs(shift(row[0], line)) < 0.5 * min(row[0].height, line.height)), None)
        if row is None:
            rows.append([line])
        else:
            row.append(line)
    return [line for row in rows for line in sorted(row, key=lambda item: item.x)]
