"""Lines → the strips of pixels the recogniser reads: cut level from the full raster, edges set by the ink itself.

Separate because what a recogniser misreads most is what its crop cut off: the last letter, a colon, a comma.
Imports numpy, OpenCV and this package's geometry.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce
from math import cos, sin
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.document import Slope
from ocr.reader.group import JOIN_GAP, Line, gap, on_one_row, shift, together
from ocr.reader.group import in_reading_order as lines_in_order
from ocr.reader.ink import Grey, Mask, line_ink

LOOK_ACROSS = 0.25
"""Line heights above and below a detected line where its ink may still reach: accents, descenders."""

OVERLAP = 0.15
"""Most of a line's height, at its upper and its lower edge, that may be a neighbour's: outlines reach into rows that almost touch."""

BETWEEN = 0.12
"""Line heights up and down from half way between two rows within which their parting is looked for."""

LOOK_ALONG = 2.5
"""Line heights left and right where what the detector overlooks may stand: colons, dashes, the last digit, a short word like CV."""

INK_GAP = 1.1
"""Widest blank, in ink heights, between a line and what is taken in with it: the space of a typewriter. Of 1,415 names on drawn
sheets 14 lacked their first word and 19 one within at half of it, 4 and 4 at nine tenths."""

BRIDGE_REACH = 2.5
"""Widest gap, in line heights, in which a short word may stand that the detector overlooked: an ampersand, "is"."""

BRIDGE_BLANK, BRIDGE_INK = 0.5, 0.3
"""Widest blank of such a gap, in line heights, and the least share of its columns that bear ink: a colon has a tenth."""

MARK_WIDTH = 0.5
"""Line heights beyond its room in which a line's last mark may end."""

HALF_WAY = 2
"""Pixels beyond half way between two lines to which a mark is the left one's: rounding does not give it to both."""

RULE_SHARE = 0.9
"""Share of a window's height that only a ruled line fills."""

PAD = 0.12
"""Paper left round the ink, in ink heights: EasyOCR's own boxes leave about as much."""

MIN_WIDTH = 16
"""Narrowest strip in pixels at recognition height: the network needs two steps."""


@dataclass(frozen=True, slots=True)
class StripForm:
    """How a recogniser wants its lines: `height` pixels high, their width `squeeze` of what the proportions give."""

    height: int
    squeeze: float


@dataclass(frozen=True, slots=True)
class Strip:
    """One line ready to be read: `pixels` (height, W) grey, and the rectangle of the page that it shows."""

    pixels: Grey
    line: Line


def strips_of(page: Grey, lines: Sequence[Line], form: StripForm, boxes: Sequence[Line] = ()) -> list[Strip]:
    """A strip for each of `lines`, whose units are pixels of `page`; none for a line without ink, and none runs into `boxes`."""
    free = [
        reduce(lambda room, box: _parted(room, line, box), boxes, room)
        for line, room in zip(lines, rooms(lines), strict=True)
    ]
    found = (strip_of(page, line, room, form) for line, room in zip(lines, free, strict=True))
    return [strip for strip in found if strip is not None]


def bridged(page: Grey, lines: Sequence[Line]) -> list[Line]:
    """`lines` with those made one between which writing runs on that the detector overlooked."""
    joined: list[Line] = []
    for line in sorted(lines, key=lambda item: item.x - item.length / 2):
        row = (other for other in joined if on_one_row(other, line))
        before = min(row, key=lambda other: abs(gap(other, line)), default=None)
        if before is None or not _runs_on(page, before, line):
            joined.append(line)
        else:
            joined[joined.index(before)] = together(before, line, Slope(before.angle))
    return lines_in_order(joined)


def _runs_on(page: Grey, line: Line, following: Line) -> bool:
    """Whether the gap from `line` to what follows it on its row bears writing from end to end."""
    height = min(line.height, following.height)
    blank = gap(line, following)
    if not JOIN_GAP * height < blank <= BRIDGE_REACH * height:
        return False
    x, y = (line.x + following.x) / 2, (line.y + following.y) / 2
    middle = (line.length - following.length) / 4
    x, y = x + middle * cos(line.angle), y + middle * sin(line.angle)
    between = replace(line, x=x, y=y, length=blank, height=height)
    ink = line_ink(cut_level(page, between, 0.0, 0.0, LOOK_ACROSS * height))
    marks = ink.any(axis=0) & (ink.mean(axis=0) < RULE_SHARE)
    edges = np.flatnonzero(np.concatenate([[True], marks, [True]]))
    return bool(marks.mean() >= BRIDGE_INK and np.diff(edges).max() - 1 <= BRIDGE_BLANK * height)


def in_reading_order(strips: Sequence[Strip]) -> list[Strip]:
    """`strips` as their lines are read."""
    place = {id(line): index for index, line in enumerate(lines_in_order([strip.line for strip in strips]))}
    return sorted(strips, key=lambda strip: place[id(strip.line)])


class Room(NamedTuple):
    """Pixels beyond a line's rectangle that are its own, along it and across it; negative where a row above or below reaches into it."""

    left: float
    right: float
    above: float
    below: float


def alone(line: Line) -> Room:
    """The room of a line with no neighbour."""
    along, across = LOOK_ALONG * line.height, LOOK_ACROSS * line.height
    return Room(along, along, across, across)


def rooms(lines: Sequence[Line]) -> list[Room]:
    """The room of each line: half of what parts it from a neighbour, LOOK_ALONG and LOOK_ACROSS heights at most."""
    free = []
    for line in lines:
        room = alone(line)
        for other in lines:
            if other is line or abs(other.y - line.y) > 2 * line.height:
                continue
            down = shift(line, other)
            if abs(down) <= line.height / 2:
                room = _parted(room, line, other)
            elif max(gap(line, other), gap(other, line)) < 0:
                side, parted = "below" if down > 0 else "above", abs(down) - (line.height + other.height) / 2
                room = room._replace(**{side: min(getattr(room, side), max(parted / 2, -OVERLAP * line.height))})
        free.append(room)
    return free


def _parted(room: Room, line: Line, other: Line) -> Room:
    """`room` of a line of which no more than half is left towards an `other` one on its level."""
    if abs(shift(line, other)) > line.height / 2:
        return room
    side, parted = ("right", gap(line, other)) if other.x > line.x else ("left", gap(other, line))
    return room._replace(**{side: min(getattr(room, side), max(0.0, parted / 2))})


def strip_of(page: Grey, line: Line, room: Room, form: StripForm) -> Strip | None:
    """The line cut level, its edges moved to its ink within the room it has; None where there is no ink.

    A mark that stands across the end of the room is the line's when its middle is: no neighbour gets half of it.
    """
    above = LOOK_ACROSS * line.height
    left_edge, right_edge = (side + MARK_WIDTH * line.height if side else 0.0 for side in (room.left, room.right))
    window = cut_level(page, line, left_edge, right_edge, above)
    core = round(left_edge), round(above), window.shape[1] - round(right_edge), window.shape[0] - round(above)
    ink = line_ink(window)
    columns = core[0] - round(room.left), core[2] + round(room.right)
    rows = core[1] - round(room.above), core[3] + round(room.below)
    if min(room.above, room.below) < above:
        marks = ink[:, core[0] : core[2]].sum(axis=1)
        rows = _faintest(marks, rows[0], BETWEEN * line.height), _faintest(marks, rows[1], BETWEEN * line.height)
    edges = ink_edges(ink, core, columns, rows)
    if edges is None:
        return None
    left, top, right, bottom = edges
    pad = max(2, round(PAD * (bottom - top)))
    left, top = max(0, left - pad), max(0, top - pad)
    right, bottom = min(window.shape[1], right + pad), min(window.shape[0], bottom + pad)
    shown = _moved(line, left - left_edge, right - left_edge, top - above, bottom - above)
    return Strip(in_form(window[top:bottom, left:right], form), shown)


def ink_edges(
    ink: Mask, core: tuple[int, int, int, int], own_columns: tuple[int, int], own_rows: tuple[int, int]
) -> tuple[int, int, int, int] | None:
    """Left, top, right, bottom of the ink in and next to `core`, a rectangle of the same form; None without ink.

    Rows are followed outwards from the core as long as they bear ink, columns across blanks of up to INK_GAP heights, both to the
    last mark whose middle lies in what is the line's own, first and last + 1; no column is followed that a ruled line fills from end to end.
    """
    left, top, right, bottom = core
    rows = np.asarray(ink[:, max(0, left) : right].any(axis=1))
    top, bottom = max(top, own_rows[0]), min(bottom, own_rows[1])
    if not rows[top:bottom].any():
        return None
    first, last = _followed(rows, top, bottom, 0, own_rows)
    columns = np.asarray(ink[first:last].any(axis=0) & (ink.mean(axis=0) < RULE_SHARE))
    start, stop = _followed(columns, left, right, round(INK_GAP * (last - first)), own_columns)
    return start, first, stop, last


def _faintest(marks: NDArray[np.integer], place: int, near: float) -> int:
    """The place with the fewest marks within `near` of `place`, the nearest of those."""
    first = max(0, place - round(near))
    some = marks[first : place + round(near) + 1]
    if not len(some):
        return place
    fewest = first + np.flatnonzero(some == some.min())
    return int(fewest[np.abs(fewest - place).argmin()])


def _followed(marks: NDArray[np.bool_], start: int, stop: int, blank: int, own: tuple[int, int]) -> tuple[int, int]:
    """First and last + 1 marked place of start…stop, moved outwards from mark to mark.

    Over at most `blank` unmarked places, as long as the middle of a mark lies in `own`; one that leaves start…stop is followed
    to the end of `own`.
    """
    inside = np.flatnonzero(marks[start:stop]) + start
    if not len(inside):
        return start, stop
    width = len(marks)
    # Seen in a mirror the left edge is a right one; half a pixel keeps a mark whose middle is just on the limit on its side.
    left = _reached(marks[::-1], width - int(inside[0]), blank, width - own[0], width - own[0] - HALF_WAY + 0.5)
    return width - left, _reached(marks, int(inside[-1]) + 1, blank, own[1], own[1] + HALF_WAY)


def _reached(marks: NDArray[np.bool_], edge: int, blank: int, own: int, limit: float) -> int:
    """The place to which `edge` is moved to the right, from mark to mark, the last one's middle before `limit`."""
    steps = np.flatnonzero(np.diff(np.concatenate([[False], marks, [False]]).astype(np.int8))).reshape(-1, 2)
    for first, last in steps.tolist():
        if last <= edge:
            continue
        if first <= edge:
            edge = min(last, max(own, edge))
        elif first - edge > blank or first + last >= 2 * limit:
            break
        else:
            edge = last
    return edge


def cut_level(page: Grey, line: Line, left: float, right: float, above: float) -> Grey:
    """The line's rectangle with so many pixels more at its left, right, and top and bottom, turned level, along its course where it has one."""
    width, height = round(line.length + left + right), round(line.height + 2 * above)
    width, height = max(1, width), max(1, height)
    if line.angle == 0.0 and line.course is None:
        return _cut_straight(page, line, left, above, width, height)
    turn_cos, turn_sin = cos(line.angle), sin(line.angle)
    start_a, start_c = -line.length / 2 - left, -line.height / 2 - above
    if line.course is not None:
        along = np.asarray(start_a + np.arange(width), np.float64)
        across = start_c + np.arange(height)[:, None] + line.course.at(along)
        map_x = (line.x + along * turn_cos - across * turn_sin).astype(np.float32)
        map_y = (line.y + along * turn_sin + across * turn_cos).astype(np.float32)
        straight = cv2.remap(page, map_x, map_y, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
        return straight.astype(np.uint8, copy=False)
    matrix = np.array(
        [
            [turn_cos, -turn_sin, line.x + start_a * turn_cos - start_c * turn_sin],
            [turn_sin, turn_cos, line.y + start_a * turn_sin + start_c * turn_cos],
        ]
    )
    flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP  # linear would blur small print (docs/decisions/0209)
    level = cv2.warpAffine(page, matrix, (width, height), flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return level.astype(np.uint8, copy=False)


def in_form(strip: Grey, form: StripForm) -> Grey:
    """`strip` at the recogniser's height and squeeze, at least MIN_WIDTH wide."""
    height, width = strip.shape
    target = max(MIN_WIDTH, round(width * form.height / height * form.squeeze))
    way = cv2.INTER_AREA if height > form.height else cv2.INTER_LINEAR
    return cv2.resize(strip, (target, form.height), interpolation=way).astype(np.uint8, copy=False)


def _cut_straight(page: Grey, line: Line, left: float, above: float, width: int, height: int) -> Grey:
    x, y = round(line.x - line.length / 2 - left), round(line.y - line.height / 2 - above)
    inside = page[max(0, y) : max(0, y + height), max(0, x) : max(0, x + width)]
    if inside.shape == (height, width):
        return inside
    border = max(0, -y), height - inside.shape[0] - max(0, -y), max(0, -x), width - inside.shape[1] - max(0, -x)
    if inside.size == 0:
        return np.full((height, width), 255, np.uint8)
    return cv2.copyMakeBorder(inside, *border, cv2.BORDER_REPLICATE).astype(np.uint8, copy=False)


def _moved(line: Line, left: float, right: float, top: float, bottom: float) -> Line:
    """The rectangle given by offsets from the line's top left corner, along and across it."""
    along = (left + right) / 2 - line.length / 2
    across = (top + bottom) / 2 - line.height / 2
    if line.course is not None:
        across += float(line.course.at(np.array([along]))[0])
    return Line(
        x=line.x + along * cos(line.angle) - across * sin(line.angle),
        y=line.y + along * sin(line.angle) + across * cos(line.angle),
        length=right - left,
        height=bottom - top,
        angle=line.angle,
        points=line.points,
    )
