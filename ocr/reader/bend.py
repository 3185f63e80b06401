"""A line that leans or bends by itself → the same line with its course: what straightens it when it is cut.

Separate because it needs what the detector scored along a line, where everything else goes by its rectangle. Imports numpy and this
package's geometry.

A slip that curls, or lies beside another at its own angle, has rows that stray from the page's direction. A strip cut along that direction
holds half of the row above at one end and loses capitals at the other.
"""

from __future__ import annotations

from dataclasses import replace
from math import cos, radians, sin, tan

import numpy as np
from numpy.typing import NDArray

from ocr.reader.group import Course, Line

LEAST_SLICES = 5
"""Places along a line, about a letter's width each, from which its course is taken."""

DEGREES = ((12, 3), (7, 2), (LEAST_SLICES, 1))
"""Places from which the course is a polynomial of such a degree."""

STRAYS = 0.2
"""Share of its own height by which a line must stray from its rectangle's middle to be cut along its course: letters with ascenders or
descenders at one end alone move the middle of their scores by less."""

STEEPEST = tan(radians(20))
"""Rise of a course against the page's direction beyond which it is none of writing."""

OUTLIER = 0.15
"""Share of a line's height by which a place may be off before it counts for less (Huber)."""

Numbers = NDArray[np.float64]


def with_course(line: Line) -> Line:
    """`line`, with its course and the height it has along that when it strays from its rectangle, else as it is."""
    if len(line.spine) < LEAST_SLICES:
        return line
    along, across = _in_frame(line, line.spine)
    half = line.length / 2
    degree = next(degree for least, degree in DEGREES if len(along) >= least)
    course = np.polynomial.Polynomial(_fitted(along / half, across, degree, OUTLIER * line.height))
    at = np.linspace(along.min() / half, along.max() / half, 25)
    steepest = float(np.abs(course.deriv()(at)).max()) / half
    edge_along, edge_across = _in_frame(line, line.points)
    own = edge_across - course(np.clip(edge_along / half, at[0], at[-1]))
    height = float(np.ptp(own))
    strays = float(np.ptp(course(at))) / 2
    if steepest > STEEPEST or strays < STRAYS * height or height >= line.height:
        return line
    middle = float(course(0.0)) + float(own.min() + own.max()) / 2
    coefficients = tuple(float(value) for value in course.coef)
    return replace(
        line,
        x=line.x - middle * sin(line.angle),
        y=line.y + middle * cos(line.angle),
        height=height,
        course=Course((0.0, *coefficients[1:]), half, float(at[0]), float(at[-1])),
    )


def _in_frame(line: Line, points: NDArray[np.float32]) -> tuple[Numbers, Numbers]:
    """How far along the line and across it each of `points` lies from its middle."""
    x, y = np.asarray(points, np.float64).T - np.array([[line.x], [line.y]])
    return x * cos(line.angle) + y * sin(line.angle), y * cos(line.angle) - x * sin(line.angle)


def _fitted(places: Numbers, values: Numbers, degree: int, outlier: float) -> Numbers:
    """Coefficients, lowest power first, of the polynomial through `values` that few outliers do not bend."""
    weights: Numbers = np.ones(len(values))
    powers = np.vander(places, degree + 1, increasing=True)
    coefficients: Numbers = np.zeros(degree + 1)
    for _ in range(3):
        root = np.sqrt(weights)[:, None]
        solved = np.linalg.lstsq(powers * root, values * root[:, 0], rcond=None)[0]
        coefficients = np.asarray(solved, np.float64)
        off = np.abs(values - powers @ coefficients)
        weights = np.where(off > outlier, outlier / np.maximum(off, 1e-9), 1.0)
    return coefficients
