"""Tokens → rows: what stands on one line of the paper, whatever the order in the file and however skew the page lies.

Separate because every later step speaks of "right of" and "below". Imports the tokens and the document types.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import tan
from statistics import median

import numpy as np
import numpy.typing as npt

from ocr.document import Slope
from ocr.forms.tokens import Token, is_colon, with_colon

_GAP = 0.9
"""A gap wider than this many letter heights begins a new segment of a row."""
_APART = 0.012
"""Two skews nearer than this gather the same lines."""
_UNLIKELY = 1.5
_TALL = 1.8
"""Words taller than this many usual ones join rows after all others: a slanted stamp stands across several lines."""
_DESCENDERS = 0.012
"""What descenders and a recogniser's padding add to wide boxes (0.014–0.016 on three level pages of `bench.documents` dev)."""
_SLOPES = np.linspace(-0.08, 0.08, 81)
"""Skews tried, as rise per pixel: ±4.6° in steps of 0.11°, half a letter's height over a page's width."""

_SHARE_A_LEVEL, _SAME_LEVEL = 0.3, 0.02
"""Share of a level page's words that have another one at exactly their height, to so many letter heights: 0.44 and more of digital
PDFs whose words are apart, 0.18 at most of drawn pages askew by 0.7°."""
_HARDLY_SHARPER = 0.75
"""Level rows gather a level page's words at least so sharply as any other skew; at most 0.7 on all but the emptiest pages askew by 0.7°."""

_FANS = (0.0, -0.01, 0.01, -0.02, 0.02, -0.03, 0.03, -0.04, 0.04, -0.05, 0.05)
"""Differences between the slopes of the last and the first line that are tried, as rise per pixel."""
_FEWEST_FANNED = 12
"""Words that a page must hold before a fan is told from chance."""
_CLEARLY_FANNED = 1.12
"""A fan must gather the words so much more sharply than parallel lines do."""

_BULLET = re.compile(r"[^\w\s(\"'#]{1,2}")
_BULLETED, _BULLET_GAP = 2, 2.0
"""Tokens of a row that begins with a bullet, and letter heights to its first word."""

Levels = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Row:
    """Tokens of one line, left to right. `gaps[i]` is the space before token i in units of the row's letter height."""

    tokens: tuple[Token, ...]
    gaps: tuple[float, ...]
    top: float
    bottom: float
    height: float

    @property
    def middle(self) -> float:
        """Vertical centre, skew removed, in pixels."""
        return (self.top + self.bottom) / 2

    def starts_segment(self, index: int) -> bool:
        """True when token `index` begins the row or stands after a wide gap or a colon."""
        return index == 0 or self.gaps[index] > _GAP or self.tokens[index].colon

    def segment_end(self, index: int) -> int:
        """Where the segment that holds token `index` ends: the index behind its last token."""
        behind = range(index + 1, len(self.tokens))
        return next((number for number in behind if self.starts_segment(number)), len(self.tokens))

    def is_close_below(self, above: Row, heights: float) -> bool:
        """True on the page of `above`, nearer beneath it than so many letter heights of the higher one, centre to centre."""
        near = self.middle - above.middle < heights * max(above.height, self.height)
        return near and self.tokens[0].page == above.tokens[0].page


def tokens_to_rows(tokens: Sequence[Token], skew: float | None = None) -> tuple[Row, ...]:
    """Rows from top to bottom, of a page skew by `skew` (rise per pixel; the likeliest when not given)."""
    if not tokens:
        return ()
    slope = likely_skews(tokens)[0] if skew is None else skew
    lifted = sorted(((t.anchor[1] - slope * t.anchor[0], t) for t in tokens), key=lambda item: item[0])
    limit = _TALL * median(token.height for token in tokens)
    groups: list[list[tuple[float, Token]]] = []
    for y, token in (item for item in lifted if item[1].height <= limit):
        group = next((g for g in reversed(groups[-3:]) if _fits(y, token, g)), None)
        if group is None:
            groups.append([(y, token)])
        else:
            group.append((y, token))
    levels = [median(y for y, _ in group) for group in groups]
    for y, token in (item for item in lifted if item[1].height > limit):
        if _lies_across(y, token, levels):
            continue
        group = next((g for g in groups if _fits(y, token, g)), None)
        if group is None:
            groups.append([(y, token)])
        else:
            group.append((y, token))
    rows = [_row(group) for group in groups]
    return tuple(sorted((row for row in rows if row.tokens), key=lambda row: row.middle))


def _lies_across(y: float, token: Token, levels: Sequence[float]) -> bool:
    """True for a slanted stamp or watermark in a text layer: it stands across two lines of print and is no number."""
    if not token.exact or sum(c.isdigit() for c in token.text) > 3:
        return False
    return sum(abs(level - y) < 0.5 * token.height for level in levels) > 1


def _fits(y: float, token: Token, group: list[tuple[float, Token]]) -> bool:
    """True when the token's centre lies in the band of the group's nearest member, and overlaps none of its tokens."""
    if y - group[-1][0] >= 0.8 * token.height:  # tokens come from top to bottom: all others lie farther off
        return False
    near_y, near = min(group, key=lambda item: _distance_x(item[1], token))
    small, large = sorted((near.height, token.height))
    if abs(y - near_y) >= 0.5 * min(large, 1.6 * small):
        return False
    return not any(_covers(t, token) and abs(y - other_y) > 0.25 * small for other_y, t in group)


def _covers(a: Token, b: Token) -> bool:
    """True when two tokens stand over the same stretch of x, as those of different lines do."""
    shared = min(a.box.right, b.box.right) - max(a.box.left, b.box.left)
    return shared > 0.5 * min(a.box.width, b.box.width) and shared > 0.3 * min(a.height, b.height)


def _distance_x(a: Token, b: Token) -> float:
    return max(a.box.left, b.box.left) - min(a.box.right, b.box.right)


def levelled(tokens: Sequence[Token], slope: Slope) -> tuple[Token, ...]:
    """The tokens with their centres moved so that the rows of a page of that slope lie level."""
    if not tokens:
        return ()
    middle = median(token.anchor[0] for token in tokens)
    return tuple(
        replace(token, anchor=(x, y - tan(slope.at(y)) * (x - middle))) for token in tokens for x, y in [token.anchor]
    )


def likely_skews(tokens: Sequence[Token]) -> tuple[float, ...]:
    """Skews as rise per pixel at which the words' centres gather most sharply on lines, likeliest first, at most four."""
    anchors = np.array(sorted({token.anchor for token in tokens}))
    height = median(token.height for token in tokens)
    if len(anchors) < 4 or height <= 0:
        return (0.0,)
    slopes = _SLOPES[np.argsort(np.abs(_SLOPES), kind="stable")]
    scores = _gathered(anchors, height, slopes)
    scores = scores * (1 - _UNLIKELY * np.abs(np.abs(slopes) - _tilt(tokens, height)))
    peaks: list[float] = []
    for index in np.argsort(-scores, kind="stable"):
        if all(abs(slopes[index] - peak) > _APART for peak in peaks):
            peaks.append(float(slopes[index]))
    return tuple(peaks[:4])


def lie_level(tokens: Sequence[Token]) -> bool:
    """True for words of a digital PDF, which stand at exactly the same height; those of a scan's text layer hardly ever do."""
    anchors = np.array(sorted({token.anchor for token in tokens}))
    height = median(token.height for token in tokens)
    if len(anchors) < 4 or height <= 0:
        return True
    level, *others = _gathered(anchors, height, np.array([0.0, *_SLOPES]))
    if level >= max(others):
        return True
    steps = np.concatenate([[np.inf], np.diff(np.sort(anchors[:, 1])), [np.inf]])
    share = float((np.minimum(steps[:-1], steps[1:]) < _SAME_LEVEL * height).mean())
    return share >= _SHARE_A_LEVEL and bool(level >= _HARDLY_SHARPER * max(others))


def without_fan(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """The tokens with their centres moved so that all lines run parallel, as they do not on a photo taken at a slant."""
    if len({token.anchor for token in tokens}) < _FEWEST_FANNED:
        return tuple(tokens)
    anchors = np.array(sorted({token.anchor for token in tokens}))
    height = median(token.height for token in tokens)
    middle, tall = float(np.median(anchors[:, 0])), max(1.0, float(np.ptp(anchors[:, 1])))
    top = float(anchors[:, 1].min())

    def moved(fan: float) -> Levels:
        x, y = anchors[:, 0] - middle, anchors[:, 1]
        return np.column_stack([anchors[:, 0], y - fan * x * ((y - top) / tall - 0.5)])

    scores = {fan: float(_gathered(moved(fan), height, _SLOPES[::2]).max()) for fan in _FANS}
    best = max(scores, key=lambda fan: (scores[fan], -abs(fan)))
    if scores[best] < _CLEARLY_FANNED * scores[0.0]:
        return tuple(tokens)
    places = {(float(a[0]), float(a[1])): (float(b[0]), float(b[1])) for a, b in zip(anchors, moved(best), strict=True)}
    return tuple(replace(token, anchor=places[token.anchor]) for token in tokens)


def _gathered(anchors: Levels, height: float, slopes: Levels) -> Levels:
    """For each of `slopes` (rise per pixel) how sharply the centres `anchors` (n × 2) gather on lines of that slope."""
    levels = (anchors[None, :, 1] - slopes[:, None] * anchors[None, :, 0]) / (height * 0.4)
    levels -= levels.min(axis=1, keepdims=True)
    return np.asarray(sum((_counts((levels + shift).astype(int)) ** 2).sum(axis=1) for shift in (0.0, 0.5)))


def _counts(bins: npt.NDArray[np.int_]) -> npt.NDArray[np.int_]:
    """How often each number stands in each row of `bins`, numbers along the second axis."""
    rows, width = len(bins), int(bins.max()) + 1
    apart = bins + width * np.arange(rows)[:, None]
    return np.bincount(apart.ravel(), minlength=rows * width).reshape(rows, width)


def _tilt(tokens: Sequence[Token], height: float) -> float:
    """How far the page is tilted, sign unknown, as rise per pixel: the upright box of a tilted word grows with its width.

    Tells the true skew from one at which each line meets the next, which gathers nearly as many centres.
    """
    widths: dict[tuple[float, float], float] = {}
    for token in tokens:
        widths[token.anchor] = widths.get(token.anchor, 0.0) + token.box.width
    heights = {token.anchor: token.height for token in tokens}
    narrow = [heights[a] for a, width in widths.items() if width < 4 * heights[a]]
    wide = [(heights[a], width) for a, width in widths.items() if width > 8 * height]
    if len(narrow) < 4 or len(wide) < 3:
        return 0.0
    upright = median(narrow)
    return max(0.0, median((high - upright) / width for high, width in wide) - _DESCENDERS)


def _row(group: list[tuple[float, Token]]) -> Row:
    ordered = sorted((token for _, token in group), key=lambda t: t.box.left)
    tokens: list[Token] = []
    colon = False
    for token in ordered:
        if is_colon(token.text):
            colon = True
            continue
        tokens.append(with_colon(token) if colon else token)
        colon = False
    tokens = _without_spacing(_without_bullet(tokens))
    height = median(token.height for token in ordered)
    gaps = [0.0] + [(b.box.left - a.box.right) / max(1.0, height) for a, b in itertools.pairwise(tokens)]
    middle = median(y for y, _ in group)
    return Row(tuple(tokens), tuple(gaps[: len(tokens)]), middle - height / 2, middle + height / 2, height)


def _without_bullet(tokens: list[Token]) -> list[Token]:
    """The tokens of a row without the sign before its first word: a list's bullet, or how mail quotes a line ("> NTPN : …")."""
    if len(tokens) < _BULLETED or not _BULLET.fullmatch(tokens[0].text) or tokens[1].colon:
        return tokens
    near = tokens[1].box.left - tokens[0].box.right < _BULLET_GAP * tokens[1].height
    return tokens[1:] if near and tokens[1].text[0].isalpha() else tokens


def _without_spacing(tokens: list[Token]) -> list[Token]:
    """Letters set apart ("K O D E  B I L L I N G", five or more) joined into one token; crosses in boxes stay apart."""
    result: list[Token] = []
    run: list[Token] = []
    for token in [*tokens, None]:
        if token is not None and len(token.text) == 1 and token.text.isalpha() and not (run and token.colon):
            run.append(token)
            continue
        result += [_merged(run)] if len(run) >= 5 and len({part.text for part in run}) > 2 else run
        run = []
        if token is not None:
            result.append(token)
    return result


def _merged(run: Sequence[Token]) -> Token:
    box = run[0].box
    for token in run[1:]:
        box = box.union(token.box)
    chars = tuple(char for token in run for char in token.chars)
    return replace(run[0], text="".join(token.text for token in run), box=box, chars=chars)
