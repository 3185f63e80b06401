"""Strips → text: batches of like widths through the recogniser, and a second look at what it was unsure of.

Separate because batching decides the time and must not change a letter. Imports numpy, OpenCV and this package.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from ocr.reader.decode import Line as Reading
from ocr.reader.decode import read_line
from ocr.reader.ink import Grey

Probabilities = Callable[[NDArray[np.uint8]], NDArray[np.float32]]

WIDTHS = (96, 144, 208, 288, 384, 512, 768, 1216, 2176)
"""Strip widths in pixels. The network compiles once per shape (10 ms, 3 MB), so there are few."""

BATCHES = (8, 4, 1)
"""Strips per run: eight together take 0.6 of the time of eight alone, four 0.7; more than eight gain nothing."""

WORTH_FILLING = 0.75
"""Share of a run that must be strips: blank ones fill the rest, which is quicker than several smaller runs."""

LEAST_FILL = 0.6
"""Narrowest strip of a run, as a share of its width: padding costs less than a smaller run, and changes no letter."""

BATCH_PIXELS = 8 * 512
"""Widest batch in summed pixels of width: what bounds the recogniser's memory."""

UNSURE = 0.8
"""Lines read with less confidence are read once more with stretched contrast; clean print reads above 0.95."""


def readings_of(strips: Sequence[Grey], probabilities: Probabilities, characters: str) -> list[Reading]:
    """What each strip (H, W) says, in order; unsure ones are read twice and the surer reading is kept."""
    first = _read(strips, probabilities, characters)
    unsure = [index for index, reading in enumerate(first) if reading.confidence < UNSURE]
    second = _read([with_contrast(strips[index]) for index in unsure], probabilities, characters)
    for index, reading in zip(unsure, second, strict=True):
        if reading.confidence > first[index].confidence:
            first[index] = reading
    return first


def with_contrast(strip: Grey) -> Grey:
    """`strip` stretched so that its darkest and lightest twentieth are black and white."""
    low, high = (float(value) for value in np.percentile(strip, (5, 95)))
    return np.asarray(np.clip((strip - low) * (255.0 / max(high - low, 10.0)), 0, 255), dtype=np.uint8)


def shapes() -> Iterator[tuple[int, int]]:
    """Strips and width of every run there can be."""
    return ((size, width) for width in WIDTHS for size in BATCHES if size == 1 or size * width <= BATCH_PIXELS)


def batches_of(widths: Sequence[int]) -> Iterator[tuple[tuple[int, int], list[int]]]:
    """Shape (strips, width) of each run and the indices of its strips: every index once, the widest first."""
    possible = set(shapes())
    order = sorted(range(len(widths)), key=lambda index: -widths[index])
    start = 0
    while start < len(order):
        bucket = bucket_width(widths[order[start]])
        alike = next(
            (place for place in range(start + 1, len(order)) if widths[order[place]] < LEAST_FILL * bucket), len(order)
        )
        size = next(b for b in BATCHES if (b, bucket) in possible and WORTH_FILLING * b <= alike - start)
        members = order[start : min(start + size, alike)]
        yield (size, bucket), members
        start += len(members)


def bucket_width(width: int) -> int:
    """The narrowest of WIDTHS that holds a strip `width` wide; the widest for those beyond, which are squeezed."""
    return next((bucket for bucket in WIDTHS if bucket >= width), WIDTHS[-1])


def padded(strip: Grey, width: int) -> Grey:
    """`strip` at exactly `width`: its last column repeated, as EasyOCR pads; squeezed when it is wider."""
    if strip.shape[1] > width:
        columns = np.linspace(0, strip.shape[1] - 1, width).round().astype(int)
        return strip[:, columns]
    return np.pad(strip, ((0, 0), (0, width - strip.shape[1])), mode="edge")


def _read(strips: Sequence[Grey], probabilities: Probabilities, characters: str) -> list[Reading]:
    readings = [Reading("", 0.0, ())] * len(strips)
    for (size, width), members in batches_of([strip.shape[1] for strip in strips]):
        batch = np.full((size, strips[members[0]].shape[0], width), 255, np.uint8)
        for row, index in enumerate(members):
            batch[row] = padded(strips[index], width)
        for index, scores in zip(members, probabilities(batch), strict=False):
            readings[index] = read_line(scores, characters)
    return readings
