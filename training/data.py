"""Turns a seed into an endless, repeatable stream of labelled lines, batched by width.

Separate so that training, validation and the benchmark draw from one place. Group `g` of a stream depends on the seed
and `g` alone: a resumed run sees what an unbroken one would have seen.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from training import fonts
from training.draw import (
    CONDITIONS,
    HEIGHT,
    MAX_WIDTH,
    Condition,
    draw_line,
    missing_characters,
    tells_look_alikes_apart,
)
from training.splits import Split
from training.strings import CHARACTERS, KINDS, TRAINED, text

GROUP_LINES = 512
"""Lines drawn together, sorted by width and cut into batches."""

BATCH_PX = 32 * 330
"""Summed padded width of a batch at the network's input: 45 lines of the average width."""


@dataclass(frozen=True)
class Form:
    """How a (64, W) line goes into a network: at which height, and its width times `squeeze` of its proportion."""

    height: int
    squeeze: float


ENGLISH_G2 = Form(64, 1.0)
"""EasyOCR's own."""

PAYMENT = Form(48, 0.85)
"""A line of 150 dpi has 20 to 30 px of ink: 48 rows hold all of it, at half the arithmetic of 64."""

TRAINED_SQUEEZE = (0.76, 1.04)
"""Squeezes seen in training: the compiled reader's 0.85 and stock EasyOCR's 1.0 lie well inside."""

PAD_MULTIPLES = (8, 16, 16, 64, 128)
"""Widths of batches are multiples of one of these: the reader's buckets pad a strip by up to a quarter."""

TRAINING_SHARES = {
    "easy": 0.10,
    "scan": 0.20,
    "photo": 0.16,
    "fax": 0.14,
    "thermal": 0.10,
    "dot-matrix": 0.12,
    "100dpi": 0.12,
    "stamp": 0.06,
}

REPEATED_ROWS, RESHAPED, STRETCHED, UNEVEN, BARRED = 0.5, 0.3, 0.08, 0.15, 0.06
"""Shares of training lines: of the fax copies, printed with every row repeated; of all, in letters of other proportions than the face's,
in print of double height or width, unevenly spaced, and beside a cell's edge."""

TRAINING_CONDITIONS = {
    name: replace(
        condition,
        reshaped=RESHAPED,
        stretched=STRETCHED,
        uneven=UNEVEN,
        barred=BARRED,
        repeated_rows=REPEATED_ROWS if name == "fax" else 0.0,
    )
    for name, condition in CONDITIONS.items()
}
"""The conditions as training meets them."""

INVERSE_SHARE = 0.03
"""Share of training lines in white on dark (table heads, total bars)."""

PAGE_SHARE = 0.25
"""Share of a group taken from lines that the product's detector cut from drawn pages."""

_CLASS_OF = {char: index + 1 for index, char in enumerate(CHARACTERS)}


@dataclass(frozen=True)
class Line:
    """A drawn line: (64, W) uint8 grey image, its text, and the kind and condition it was drawn as."""

    image: NDArray[np.uint8]
    text: str
    kind: str
    condition: str


@dataclass(frozen=True)
class Batch:
    """Lines of similar width: images (N, H, W) uint8 padded by their last column, and their classes."""

    images: NDArray[np.uint8]
    classes: tuple[tuple[int, ...], ...]
    texts: tuple[str, ...]


def encode(line_text: str) -> tuple[int, ...]:
    """The CTC classes of the text; raises KeyError for a character outside CHARACTERS."""
    return tuple(_CLASS_OF[char] for char in line_text)


def columns_needed(line_text: str) -> int:
    """Time steps CTC needs at least: one per character and one blank between doubled characters."""
    return len(line_text) + sum(a == b for a, b in pairwise(line_text))


MOST_TRIES = 200
"""Drawings of one text, each in another typeface and size, before it is too long for a line."""

CODES = ("ntpn", "mixture", "code")
"""Kinds in which nothing but its shape tells an O from a 0."""


def _typeface_for(words: random.Random, split: Split, condition: str, kind: str, line_text: str) -> Path:
    shares = fonts.shares(split)
    printers = {"dot-matrix": ("mono", "printer", "mono"), "thermal": ("mono", "printer", "sans", "mono")}
    while True:
        style = words.choices(list(shares), weights=list(shares.values()))[0]
        if condition in printers and words.random() < 0.7:
            style = words.choice(printers[condition])
        face = words.choice(fonts.faces(split)[style])
        drawable = not missing_characters(face).intersection(line_text)
        if drawable and (kind not in CODES or tells_look_alikes_apart(face)):
            return face


def draw(seed: Sequence[int], split: Split, condition: Condition, kinds: Sequence[str] = tuple(KINDS)) -> Line:
    """One line of the split in the condition; the seed alone decides what it says and how it looks."""
    rng, words = np.random.default_rng(seed), random.Random(str(tuple(seed)))
    while True:
        kind, line_text = text(words, split, kinds)
        line = _drawn(rng, words, split, condition, kind, line_text)
        if line is not None:
            return line


def draw_text(seed: Sequence[int], split: Split, condition: Condition, line_text: str, kind: str) -> Line:
    """`line_text`, called a `kind`, in a typeface of the split and the condition; the seed decides how it looks.

    Raises ValueError where it is too long for a line.
    """
    rng, words = np.random.default_rng(seed), random.Random(str(tuple(seed)))
    for _ in range(MOST_TRIES):
        line = _drawn(rng, words, split, condition, kind, line_text)
        if line is not None:
            return line
    raise ValueError(f"{line_text!r} fits no line of {MAX_WIDTH} px; give at most 60 characters")


def _drawn(
    rng: np.random.Generator, words: random.Random, split: Split, condition: Condition, kind: str, line_text: str
) -> Line | None:
    """The text as a line among others; None where it came out wider than a line may be, or too narrow for its text."""
    neighbours = tuple(text(words, split)[1] for _ in range(3))
    face = _typeface_for(words, split, condition.name, kind, line_text)
    image = draw_line(rng, line_text, face, condition, (neighbours[0], neighbours[1], neighbours[2]))
    if image.shape[1] <= MAX_WIDTH and image.shape[1] // 4 - 1 > columns_needed(line_text) * 1.1:
        return Line(image, line_text, kind, condition.name)
    return None


def training_line(seed: Sequence[int], kinds: Sequence[str] = TRAINED) -> Line:
    """One training line of one of the kinds in a condition drawn by TRAINING_SHARES."""
    words = random.Random(str(("condition", *seed)))
    name = words.choices(list(TRAINING_SHARES), weights=list(TRAINING_SHARES.values()))[0]
    condition = TRAINING_CONDITIONS[name]
    if words.random() < INVERSE_SHARE:
        condition = replace(condition, inverse=1.0)
    return draw(seed, "train", condition, kinds)


def at_form(line: Line, form: Form, way: int = cv2.INTER_AREA) -> Line:
    """The line as a network of this form sees it."""
    if form == ENGLISH_G2:
        return line
    width = max(16, columns_width(line.text), round(line.image.shape[1] * form.height / HEIGHT * form.squeeze))
    image = cv2.resize(line.image, (width, form.height), interpolation=way)
    return replace(line, image=np.asarray(image, np.uint8))


def columns_width(line_text: str) -> int:
    """Pixels of width below which the network has too few time steps for the text."""
    return int(4 * (columns_needed(line_text) * 1.1 + 2))


def _trained_form(line: Line, order: random.Random) -> Line:
    """The line at a squeeze and with an interpolation that training meets."""
    way = order.choice((cv2.INTER_AREA, cv2.INTER_AREA, cv2.INTER_LINEAR, cv2.INTER_CUBIC))
    return at_form(line, Form(PAYMENT.height, order.uniform(*TRAINED_SQUEEZE)), way)


def batch_lines(lines: Sequence[Line], pad_to: int = 16) -> Batch:
    """The lines padded on the right by their last column to one width, a multiple of `pad_to`."""
    width = -(-max(line.image.shape[1] for line in lines) // pad_to) * pad_to
    images = np.stack([np.pad(line.image, ((0, 0), (0, width - line.image.shape[1])), mode="edge") for line in lines])
    return Batch(images, tuple(encode(line.text) for line in lines), tuple(line.text for line in lines))


def batches(seed: int, group: int, page_lines: Sequence[Line] = (), kinds: Sequence[str] = TRAINED) -> list[Batch]:
    """The batches of one group of training lines of the kinds, in an order the seed decides.

    Where lines cut from drawn pages are given (`training.pages`), PAGE_SHARE of the group is picked from them.
    """
    order = random.Random(str((seed, group)))
    from_pages = order.choices(page_lines, k=round(PAGE_SHARE * GROUP_LINES)) if page_lines else []
    drawn = [training_line((seed, group, number), kinds) for number in range(GROUP_LINES - len(from_pages))]
    formed = [_trained_form(line, order) for line in (*from_pages, *drawn)]
    lines = sorted(formed, key=lambda line: line.image.shape[1])
    cut, start = [], 0
    while start < len(lines):
        stop = start + 1
        while stop < len(lines) and stop - start < 96 and lines[stop].image.shape[1] * (stop - start + 1) <= BATCH_PX:
            stop += 1
        cut.append(batch_lines(lines[start:stop], order.choice(PAD_MULTIPLES)))
        start = stop
    order.shuffle(cut)
    return cut


def groups(
    seed: int, first: int, page_lines: Sequence[Line] = (), kinds: Sequence[str] = TRAINED
) -> Iterator[tuple[int, list[Batch]]]:
    """Group after group without end, starting at `first`."""
    while True:
        yield first, batches(seed, first, page_lines, kinds)
        first += 1
