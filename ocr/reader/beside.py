"""Codes of letters and figures, read once more beside figures of the same page: how its zeros look tells a ring from an O.

Separate because it is the only reading that shows the recogniser two places of a page at once. Imports numpy and this package.

In some typefaces a zero is dotted, in others as wide as an O; a code without a zero does not say in which it is printed. The
second recogniser is trained on codes with figures before them (`training/strings.py`) and takes its bearings from these.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from ocr.document import chance
from ocr.reader.decode import Line as Reading
from ocr.reader.decode import read_line
from ocr.reader.ink import Grey
from ocr.reader.recognise import Probabilities, bucket_width, padded
from ocr.reader.stamps import ReadStrip
from ocr.reader.vote import voted

_CODE = re.compile(r"(?<![0-9A-Za-z])(?=[A-Za-z]*[0-9])(?=[0-9]*[A-Za-z])[0-9A-Za-z]{12,20}(?![0-9A-Za-z])")
"""An NTPN, or a code like one, a letter or two lost or read twice."""

_RINGS = frozenset("0O")

_FIGURES = re.compile(r"(?:^|(?<=[ :]))[0-9][0-9.,:/\-]{2,}[0-9]$")
"""Figures that end a line, a zero among them."""

_SURE = 0.95
"""Chance that figures are read right from which they show how the page prints them."""

_SHOWN = 7
"""Figures shown before a code: the recogniser has learnt four to seven."""

_ALIKE = 0.15
"""By so much of its height a line of figures may be higher or lower than the code's: other print is of another size."""

_GAP = 0.4
"""Blank between figures and code, in strip heights: a space."""

_WEIGHT = 2
"""Votes of a reading that saw figures of the page, against one of what was read before without them."""

_NEAR = 1.5
"""Half strip heights, about a character's width each, within which a cut between two characters is looked for."""

STEP = 4
"""Pixels of a strip per step of the recogniser."""


def beside_figures(lines: Sequence[ReadStrip], probabilities: Probabilities, characters: str) -> list[ReadStrip]:
    """`lines` of one page, those with a code in which a ring stands read beside figures of the page too; what both say is weighed."""
    read = list(lines)
    for index, line in enumerate(lines):
        if not _has_ringed_code(line.reading):
            continue
        figures = _figures_like(line, lines)
        if figures is None:
            continue
        reading = _read_behind(figures, line.strip.pixels, probabilities, characters)
        if reading.text:
            read[index] = line._replace(reading=voted([line.reading, *[reading] * _WEIGHT]))
    return read


def _has_ringed_code(reading: Reading) -> bool:
    """Whether a character of a code is a ring or may be one."""
    for match in _CODE.finditer(reading.text):
        chars = reading.chars[slice(*match.span())]
        if any(_RINGS & {char.text, *(text for text, _ in char.alternatives)} for char in chars):
            return True
    return False


def _figures_like(code: ReadStrip, lines: Sequence[ReadStrip]) -> Grey | None:
    """Pixels of surely read figures in print of the size of `code`, with a zero among them; None when the page has none."""
    height = code.strip.line.height
    found: list[tuple[float, ReadStrip, re.Match[str]]] = []
    for line in lines:
        match = _FIGURES.search(line.reading.text)
        apart = abs(line.strip.line.height - height) / height
        if line is code or match is None or apart > _ALIKE or "0" not in match.group():
            continue
        if chance(line.reading.chars[match.start() :]) >= _SURE:
            found.append((apart, line, match))
    if not found:
        return None
    _, line, match = min(found, key=lambda item: item[0])
    return _cut(line, *_window(match))


def _window(match: re.Match[str]) -> tuple[int, int]:
    """First and last + 1 of at most _SHOWN characters of the figures, a zero among them."""
    zero = match.start() + match.group().index("0")
    start = max(match.start(), min(zero - _SHOWN // 2, match.end() - _SHOWN))
    return start, min(match.end(), start + _SHOWN)


def _cut(line: ReadStrip, start: int, end: int) -> Grey:
    """The strip's part that shows the characters `start` to `end`, cut where there is least ink between two."""
    pixels, count = line.strip.pixels, len(line.reading.text)
    left = 0 if start == 0 else _blank_near(pixels, start / count)
    right = pixels.shape[1] if end == count else _blank_near(pixels, end / count)
    return pixels[:, left:right] if right - left > pixels.shape[0] else pixels


def _blank_near(pixels: Grey, share: float) -> int:
    """The column with the least ink near the one at `share` of the strip's width."""
    height, width = pixels.shape
    middle, reach = round(share * width), round(_NEAR * 0.5 * height)
    first, last = max(0, middle - reach), min(width, middle + reach)
    ink = np.abs(pixels[:, first:last].astype(np.int16) - int(np.median(pixels))).sum(axis=0)
    blank = first + np.flatnonzero(ink <= ink.min() * 1.05 + height)
    return int(blank[np.abs(blank - middle).argmin()])


def _read_behind(figures: Grey, code: Grey, probabilities: Probabilities, characters: str) -> Reading:
    """What `code` says with `figures` before it."""
    height = code.shape[0]
    paper = np.full((height, round(_GAP * height)), (int(np.median(figures)) + int(np.median(code))) // 2, np.uint8)
    both = np.concatenate([figures, paper, code], axis=1)
    scores = probabilities(padded(both, bucket_width(both.shape[1]))[None])[0]
    return read_line(scores[(figures.shape[1] + paper.shape[1] // 2) // STEP :], characters)
