"""Whole receipts of tills, from much paper between rows to none: what every engine finds and reads by itself.

`python -m bench.tills` draws receipts in the typefaces, words and seeds of the test split and writes out/bench/tills.md; `--split validation` draws
others, for looking at. Separate from bench.accuracy, whose pages have as much paper between rows as forms have.
"""

import argparse
import random
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np

from bench.accuracy_pages import DrawnPage, measure_pages, measure_words
from bench.marks import table
from bench.page_engines import add_options
from bench.report import command, write_report
from training import fonts
from training.draw import CONDITIONS, INKED, compose, ink_of, missing_characters, place, sense, warp
from training.draw import typeface as opened
from training.evaluate import SEEDS
from training.pages import EM, Grey, Piece, corners_of
from training.splits import Split
from training.strings import till

LEADINGS = {"1.1 to 1.25": (1.1, 1.25), "1.25 to 1.5": (1.25, 1.5), "1.5 to 2": (1.5, 2.0)}
"""From row to row, in heights of a capital letter. Most print has 1.6 to 2; tills go down to 1.1."""

CURLED = 1.4, 2.0
"""Leading of the receipts that curl."""

CURL = 0.01, 0.04
"""How far a curled receipt's rows stray up and down, in its width: up to a row or two."""

SEEN_AS = ("scan", "photo", "thermal")
RECEIPTS_PER_LEADING = 12
ROWS = 24, 60
COLUMNS = 40
"""Digits' widths across a receipt."""

STRETCHES = 1.0, 1.4, 1.9
"""Height of the print, in that of its typeface: tills print high and narrow."""

WIDTHS_PX = 480, 1000
STYLES = "mono", "sans", "printer"

KIND = "till"
"""Kind of every piece."""


def receipts(split: Split, per_leading: int) -> list[DrawnPage]:
    """(leading, page, pieces) of so many receipts per leading, in mixed order."""
    drawn = [
        (name, *receipt((SEEDS[split], number, index, 5), split, bounds))
        for number, (name, bounds) in enumerate(LEADINGS.items())
        for index in range(per_leading)
    ]
    random.Random(0).shuffle(drawn)
    return drawn


def receipt(seed: Sequence[int], split: Split, leading: tuple[float, float]) -> tuple[Grey, list[Piece]]:
    """A receipt as a scanner or camera saw it, (H, W) uint8, and the pieces of writing on it; the seed alone decides both."""
    rng, words = np.random.default_rng(seed), random.Random(str(tuple(seed)))
    styles = fonts.faces(split)
    path = words.choice(styles[words.choice(STYLES)])
    face = opened(path, EM)
    capital = int(np.ptp(np.flatnonzero(ink_of("H", face, 0.0, 1).max(axis=1) > INKED))) + 1
    pitch = words.uniform(*leading) * capital
    rows, width = words.randint(*ROWS), round(face.getlength("0") * COLUMNS) + 2 * EM
    canvas = np.zeros((round(pitch * rows) + 4 * EM, width), np.uint8)
    pieces = []
    for row in range(rows):
        for piece_text, left in _row(words, split, path, width):
            ink = ink_of(piece_text, face, 0.0, 1)
            corner = round(left), round(2 * EM + pitch * row)
            place(canvas, ink, *corner)
            pieces.append(Piece(piece_text, KIND, corners_of(ink, *corner)))
    condition = CONDITIONS[words.choice(SEEN_AS)]
    scale = words.uniform(*WIDTHS_PX) / width
    stretch = scale * words.choice(STRETCHES)
    page = compose(rng, canvas, condition, EM)
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    page = np.asarray(cv2.resize(page, None, fx=scale, fy=stretch, interpolation=way), np.uint8)
    corners = np.concatenate([piece.corners for piece in pieces]) * np.float32([scale, stretch])
    page, corners = warp(rng, page, corners.astype(np.float32), 0.1)
    page = sense(rng, page, condition, EM * scale)
    return page, [Piece(p.text, p.kind, corners[4 * i : 4 * i + 4]) for i, p in enumerate(pieces)]


def curled_receipts(split: Split, count: int) -> list[tuple[str, Grey, list[str]]]:
    """(how it curls, page, words) of so many receipts that do not lie flat."""
    return [
        curled(seed, *receipt(seed, split, CURLED)) for seed in ((SEEDS[split], 9, index, 5) for index in range(count))
    ]


def curled(seed: Sequence[int], page: Grey, pieces: Sequence[Piece]) -> tuple[str, Grey, list[str]]:
    """How it curls, the receipt with its rows lifted and lowered across its width, and its words; the seed alone decides."""
    rng = np.random.default_rng((*seed, 1))
    height, width = page.shape
    x = np.linspace(-1, 1, width)
    shapes = {
        "bow": x**2 - 1 / 3,
        "wave": np.sin(2.2 * x + rng.uniform(-1, 1)),
        "one end": 2 * np.clip(-x, 0, None) ** 2.5 - 0.3,
    }
    shape = str(rng.choice(list(shapes)))
    rise = shapes[shape] * rng.uniform(*CURL) * width * rng.choice((-1, 1))
    map_x = np.repeat(np.arange(width, dtype=np.float32)[None], height, axis=0)
    map_y = (np.arange(height)[:, None] + rise[None]).astype(np.float32)
    bent = cv2.remap(page, map_x, map_y, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return shape, np.asarray(bent, np.uint8), [word for piece in pieces for word in piece.text.split()]


def _row(words: random.Random, split: Split, path: Path, width: int) -> list[tuple[str, float]]:
    """(text, left) of a row's pieces: one line of a receipt, or a shorter one and an amount at the right."""
    face = opened(path, EM)
    amount = f"{words.randint(0, 999)}.{words.randint(0, 99):02}" if words.random() < 0.5 else ""
    end = width - EM - face.getlength(amount)
    while True:
        line = till(words, split).strip()
        if len(line) > 1 and not missing_characters(path).intersection(line) and face.getlength(line) < end - 3 * EM:
            return [(line, EM), (amount, end)] if amount else [(line, EM)]


def report(drawn: Sequence[DrawnPage], curls: Sequence[tuple[str, Grey, list[str]]], names: Sequence[str]) -> str:
    """The measure as Markdown."""
    results, speed = measure_pages(drawn, names, (KIND,))
    bent = measure_words(curls, names)
    pace = ", ".join(f"{name} {value:.2f}" for name, value in speed.items())
    return "\n".join(
        [
            "# Receipts of tills",
            "",
            f"Made by `{command()}`: {len(drawn)} drawn receipts as {', '.join(SEEN_AS)}, in typefaces and words that no training line",
            "used, read whole, every engine with its own detection. Percent of pieces of writing read whole where they stand, spaces",
            "aside. Leading is from row to row, in heights of a capital letter.",
            "",
            table("all pieces", "total", results),
            table("leading", "condition", results),
            f"Seconds per receipt in this run: {pace}.",
            "",
            "## Curled",
            "",
            f"{len(curls)} more receipts whose rows are lifted and lowered by {CURL[0]:.0%} to {CURL[1]:.0%} of their width. Percent of their words read as words,",
            "wherever on the receipt.",
            "",
            table("all words", "total", bent),
            table("shape", "condition", bent),
        ]
    )


def main() -> None:
    """Measures and writes the report."""
    parser = argparse.ArgumentParser(prog="python -m bench.tills")
    parser.add_argument("--split", choices=["validation", "test"], default="test")
    parser.add_argument("--receipts", type=int, default=RECEIPTS_PER_LEADING, help="per leading")
    add_options(parser, "tills.md")
    arguments = parser.parse_args()
    drawn = receipts(arguments.split, arguments.receipts)
    curls = curled_receipts(arguments.split, 2 * arguments.receipts)
    write_report(arguments.out, report(drawn, curls, arguments.engines))


if __name__ == "__main__":
    main()
