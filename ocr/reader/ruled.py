"""A ruled row of twelve columns and two lines of cells, found by its rules alone.

Separate because it looks at lines, not at words: it serves grids whose small print the detector overlooked.
Imports numpy, OpenCV and the document types.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.document import Box
from ocr.reader.ink import Grey, without_grain

COLUMNS = 12
REACH = 7.0
"""How far above and below the word the grid is searched, in heights of its box."""
SHORTEST_RULE = 1.9
"""Upright strokes longer than this, in the same heights, are rules: no letter is, nor the side of a box for one."""
NARROWEST, WIDEST = 1.8, 8.0
"""Widths of a column in the same heights."""
OFF = 0.1
"""A rule stands nearer than this share of a column to where it belongs."""
BENDS = (0.0, -0.05, 0.05, -0.1, 0.1)
"""On a sheet seen at an angle columns grow wider to one side: four times the share of the row's width by which its middle lies beside the
middle of its ends. The first of these with which a row is found is taken."""
MOST_RULES = 60
"""Upright rules round a word beyond which it is hatching or a bar code, and the search among all pairs would take seconds."""
FEWEST_RULES = 10
"""Of the thirteen upright rules so many must be seen, the first and the last among them."""
INNER = (0.25, 0.7)
"""Shares of the grid's height between which the rule under the names stands."""


class RuledRow(NamedTuple):
    """Twelve columns between thirteen `edges` from left to right, the first one's upper edge at `top`, falling `drop` a column.

    `upper` and `lower` are the heights of the two lines of cells.
    """

    edges: tuple[float, ...]
    top: float
    drop: float
    upper: float
    lower: float


class _Rule(NamedTuple):
    """An upright rule of the crop: centre, upper and lower end in pixels."""

    x: float
    top: float
    bottom: float


def ruled_twelve(page: Grey, near: Box) -> RuledRow | None:
    """The row of twelve columns ruled above, around or below the word at `near`; None when there is none."""
    unit = near.height
    top, bottom = max(0, int(near.top - REACH * unit)), min(page.shape[0], int(near.bottom + REACH * unit))
    ink = _dark(page[top:bottom])
    rules = _rules(ink, unit)
    if not FEWEST_RULES <= len(rules) <= MOST_RULES:
        return None
    lines = (_longest(rules, unit, bend) for bend in BENDS)
    best = next((line for line in lines if _seen(line) >= FEWEST_RULES), None)
    return _row_of(best, ink, top) if best else None


def _longest(rules: Sequence[_Rule], unit: float, bend: float) -> list[_Rule | None]:
    """The thirteen rules of a row that are seen longest, None where one is not seen; empty without a row."""
    best: list[_Rule | None] = []
    for first in rules:
        for last in rules:
            if not NARROWEST * unit <= (last.x - first.x) / COLUMNS <= WIDEST * unit:
                continue
            line = [_at(rules, first, last, place, bend) for place in range(COLUMNS + 1)]
            if _length(line) > _length(best) and not _goes_on(rules, first, last, bend):
                best = line
    return best


def _dark(crop: Grey) -> NDArray[np.uint8]:
    """1 where the crop is darker than its surroundings, by a third of what its strongest strokes are."""
    smooth, least = without_grain(crop)
    contrast = np.asarray(cv2.morphologyEx(smooth, cv2.MORPH_BLACKHAT, np.ones((9, 9), np.uint8)))
    return (contrast > max(least, 0.33 * float(np.percentile(contrast, 98)))).astype(np.uint8)


def _rules(ink: NDArray[np.uint8], unit: float) -> list[_Rule]:
    """Upright strokes longer than letters, gaps of dither closed."""
    whole = cv2.morphologyEx(cv2.dilate(ink, np.ones((1, 3), np.uint8)), cv2.MORPH_CLOSE, np.ones((9, 1), np.uint8))
    tall = cv2.morphologyEx(whole, cv2.MORPH_OPEN, np.ones((max(8, int(SHORTEST_RULE * unit)), 1), np.uint8))
    count, _, stats, centres = cv2.connectedComponentsWithStats(tall, connectivity=8)
    return [
        _Rule(float(centres[i][0]), float(y), float(y + h))
        for i, (_, y, w, h, _) in enumerate(stats[:count])
        if i and w <= 0.6 * unit
    ]


def _goes_on(rules: Sequence[_Rule], first: _Rule, last: _Rule, bend: float) -> bool:
    """True when the columns go on beyond the twelve."""
    return any(_at(rules, first, last, place, bend) is not None for place in (-1, COLUMNS + 1))


def _at(rules: Sequence[_Rule], first: _Rule, last: _Rule, place: int, bend: float) -> _Rule | None:
    """The rule that stands `place` columns from `first`, as long as it and on its level."""
    pitch, drop = (last.x - first.x) / COLUMNS, (last.top - first.top) / COLUMNS
    bent = bend * place * (1 - place / COLUMNS)
    tall = first.bottom - first.top
    return next(
        (
            rule
            for rule in rules
            if abs(rule.x - first.x - (place + bent) * pitch) < OFF * pitch
            and abs(rule.top - first.top - place * drop) < 0.5 * tall
            and 0.7 * tall < rule.bottom - rule.top < 1.5 * tall
        ),
        None,
    )


def _seen(line: Sequence[_Rule | None]) -> int:
    return sum(rule is not None for rule in line)


def _length(line: Sequence[_Rule | None]) -> float:
    """Pixels of rule that are seen: a grid is told from chance by long rules as much as by many."""
    return sum(rule.bottom - rule.top for rule in line if rule is not None)


def _row_of(line: Sequence[_Rule | None], ink: NDArray[np.uint8], shift: int) -> RuledRow | None:
    """The row with the thirteen upright rules of `line`; None when no rule parts the names from the cells."""
    seen = [(place, rule) for place, rule in enumerate(line) if rule is not None]
    across_at = np.polyfit([place for place, _ in seen], [rule.x for _, rule in seen], 2)
    edges = np.polyval(across_at, np.arange(COLUMNS + 1))
    drop, middle = np.polyfit([place for place, _ in seen], [(rule.top + rule.bottom) / 2 for _, rule in seen], 1)
    tall = float(np.median([rule.bottom - rule.top for _, rule in seen]))
    top = middle - tall / 2
    steps = np.arange(int(INNER[0] * tall), int(INNER[1] * tall))
    across = np.arange(int(edges[0]), int(edges[-1]))
    levels = (top + np.interp(across, edges, drop * np.arange(COLUMNS + 1)))[None, :] + steps[:, None]
    inside = (levels >= 0) & (levels < ink.shape[0] - 1) & (across < ink.shape[1])[None, :] & (across >= 0)[None, :]
    if not len(steps) or not inside.all():
        return None
    filled = ink[levels.astype(int), across[None, :]].mean(axis=1)
    upper = float(steps[int(filled.argmax())])
    return RuledRow(tuple(map(float, edges)), float(top) + shift, float(drop), upper, tall - upper)
