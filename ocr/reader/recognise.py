"""Strips → text: batches of like widths through the recogniser, and more looks at what it was unsure of.

Separate because batching decides the time and must not change a letter. Imports numpy, OpenCV and this package.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.document import chance
from ocr.reader.decode import Line as Reading
from ocr.reader.decode import read_line
from ocr.reader.ink import Grey
from ocr.reader.language import Language
from ocr.reader.weigh import Heard, weighed

Probabilities = Callable[[NDArray[np.uint8]], NDArray[np.float32]]

WIDTHS = (128, 208, 320, 512, 832, 1344, 2176)
"""Strip widths in pixels. The network compiles once per shape of a run and keeps that (20 ms, 4 MB), so there are few (docs/decisions/0217)."""

COST = {8: 1.0, 4: 1.2, 1: 2.0}
"""Strips per run, and time per strip and pixel of width against runs of eight; more than eight gain nothing. Blank strips fill a run
where that is quicker than single strips. Measured with AMX 1.0, 1.2 and 2.2, with AVX2 1.0, 1.15 and 1.65."""

SIZES = tuple(COST)
ALONE = (1,)
"""Strips per run of the second recogniser: it sees few, and each shape less spares the memory of a compilation."""

LEAST_FILL = 0.5
"""Narrowest strip of a run, as a share of its width: so much padding changes no letter."""

BATCH_PIXELS = 8 * 512
"""Widest batch in summed pixels of width: what bounds the recogniser's memory (half as much again costs 19 MB and spares 4 %)."""

SURE = 0.93
"""Lines that are read right with less chance than this are read again (docs/decisions/0306)."""

FIRST_WEIGHT, SECOND_WEIGHT = 1.0, 2.0
"""What a reading counts when all are weighed: the second recogniser knows more."""

WIDER = 1.13
"""Width of a strip in its last reading: a network that reads both widths errs in different letters."""

NARROW, ROOMY, WIDEST = 13.0, 17.0, 2.6
"""Pixels of width per character below which letters are narrow, as tills print them twice as high as wide, what they get when they are read again,
and how many times its width a strip gets at most: a network that reads four pixels a step tells such letters apart no more (docs/decisions/0216)."""


def readings_of(
    strips: Sequence[Grey],
    probabilities: Probabilities,
    characters: str,
    second: Probabilities | None = None,
    language: Language | None = None,
) -> list[Reading]:
    """What each strip (H, W) says, in order.

    What is not read surely is read again by the `second` recogniser, where there is one, and once more at another width if
    that is not sure either. All readings of a strip are weighed, with the `language` where there is one.
    """
    said, heard = heard_of(strips, probabilities, characters, second)
    for index, all_of_it in heard.items():
        said[index] = weighed(all_of_it, characters, language)
    return said


def heard_of(
    strips: Sequence[Grey], probabilities: Probabilities, characters: str, second: Probabilities | None = None
) -> tuple[list[Reading], dict[int, list[Heard]]]:
    """What the first reading of each strip says, in order, and all readings of those that it does not read surely, by their place."""
    first = _read(strips, probabilities, characters, FIRST_WEIGHT, forgotten=SURE)
    doubted = [index for index, one in enumerate(first) if _chance(one.reading) < SURE]
    heard = {index: [first[index]] for index in doubted}
    roomy = {index: with_room(strips[index], len(first[index].reading.text)) for index in doubted}
    last, sizes, weight = probabilities, SIZES, FIRST_WEIGHT
    if second is not None:
        last, sizes, weight = second, ALONE, SECOND_WEIGHT
        again = _read([roomy[index] for index in doubted], last, characters, weight, sizes)
        for index, one in zip(doubted, again, strict=True):
            heard[index].insert(0, one)
        doubted = [index for index in doubted if _chance(heard[index][0].reading) < SURE]
    wide = _read([wider(roomy[index]) for index in doubted], last, characters, weight, sizes)
    for index, one in zip(doubted, wide, strict=True):
        heard[index].append(one)
    return [one.reading for one in first], heard


def _chance(reading: Reading) -> float:
    """The chance that every character of the line is right; a mean would hide one doubtful digit among twenty sure ones."""
    return chance(reading.chars) if reading.chars else 0.0


def with_room(strip: Grey, characters: int) -> Grey:
    """`strip`, on which so many `characters` were read, as wide as narrow letters need; as it is when they have room."""
    each = strip.shape[1] / max(1, characters)
    return strip if each >= NARROW else _stretched(strip, min(WIDEST, ROOMY / each))


def wider(strip: Grey) -> Grey:
    """`strip` at WIDER times its width."""
    return _stretched(strip, WIDER)


def _stretched(strip: Grey, times: float) -> Grey:
    height, width = strip.shape
    return np.asarray(cv2.resize(strip, (round(width * times), height), interpolation=cv2.INTER_LINEAR), np.uint8)


def shapes(sizes: Sequence[int] = SIZES) -> Iterator[tuple[int, int]]:
    """Strips and width of every run there can be: of each width single strips, and as many of `sizes` as BATCH_PIXELS allow."""
    for width in WIDTHS:
        most = next(size for size in sizes if size == 1 or size * width <= BATCH_PIXELS)
        yield from dict.fromkeys(((most, width), (1, width)))


def batches_of(widths: Sequence[int], sizes: Sequence[int] = SIZES) -> Iterator[tuple[tuple[int, int], list[int]]]:
    """Shape (strips, width) of each run and the indices of its strips: every index once, the widest first.

    Of all ways to cut the strips, sorted by width, into runs of neighbours, the quickest.
    """
    possible = set(shapes(sizes))
    order = sorted(range(len(widths)), key=lambda index: -widths[index])
    sorted_widths = [widths[index] for index in order]
    # Of the strips from each place on: the time they take, and size, bucket and end of the run they begin with.
    quickest: list[tuple[float, int, int, int]] = [(0.0, 0, 0, 0)] * (len(order) + 1)
    for start in reversed(range(len(order))):
        bucket = bucket_width(sorted_widths[start])
        quickest[start] = min(
            (COST[size] * size * bucket + quickest[end][0], size, bucket, end)
            for size in sizes
            if (size, bucket) in possible
            for end in [_end_of_run(sorted_widths, start, size, LEAST_FILL * bucket)]
        )
    start = 0
    while start < len(order):
        _, size, bucket, end = quickest[start]
        yield (size, bucket), order[start:end]
        start = end


def _end_of_run(widths: Sequence[int], start: int, size: int, narrowest: float) -> int:
    """Where a run of at most `size` strips ends that begins with `start`: before a strip narrower than `narrowest`."""
    alike = (end for end in range(start + 1, min(start + size, len(widths))) if widths[end] < narrowest)
    return next(alike, min(start + size, len(widths)))


def bucket_width(width: int) -> int:
    """The narrowest of WIDTHS that holds a strip `width` wide; the widest for those beyond, which are squeezed."""
    return next((bucket for bucket in WIDTHS if bucket >= width), WIDTHS[-1])


def padded(strip: Grey, width: int) -> Grey:
    """`strip` at exactly `width`: its last column repeated, as EasyOCR pads; squeezed when it is wider."""
    if strip.shape[1] > width:
        columns = np.linspace(0, strip.shape[1] - 1, width).round().astype(int)
        return strip[:, columns]
    return np.pad(strip, ((0, 0), (0, width - strip.shape[1])), mode="edge")


def _read(
    strips: Sequence[Grey],
    probabilities: Probabilities,
    characters: str,
    weight: float,
    sizes: Sequence[int] = SIZES,
    forgotten: float = math.inf,
) -> list[Heard]:
    """Each strip's reading, and in half precision what it was read from unless it is surer than `forgotten`."""
    nothing = np.zeros((0, 1 + len(characters)), np.float16)
    heard = [Heard(Reading("", 0.0, ()), nothing, weight)] * len(strips)
    for (size, width), members in batches_of([strip.shape[1] for strip in strips], sizes):
        batch = np.full((size, strips[members[0]].shape[0], width), 255, np.uint8)
        for row, index in enumerate(members):
            batch[row] = padded(strips[index], width)
        for index, scores in zip(members, probabilities(batch), strict=False):
            reading = read_line(scores, characters)
            kept = scores.astype(np.float16) if _chance(reading) < forgotten else nothing
            heard[index] = Heard(reading, kept, weight)
    return heard
