"""Draws whole pages and cuts their lines with the product's own detector, so that crops look like crops.

Separate from line drawing because it needs the compiled detector (`python -m ocr models build`). A crop is kept when
its strip covers one or more drawn pieces from end to end; halves of a piece and strips over several rows are dropped.
`python -m training.pages --seed 7 --pages 200 --out FOLDER` writes shards that `training.train --pages FOLDER` mixes in.
"""

import argparse
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from ocr.reader.compiled import on_page
from ocr.reader.crop import Strip, strips_of
from ocr.reader.detect import detected
from ocr.reader.group import lines_of
from ocr.reader.networks import Networks
from ocr.reader.slope import slope_of
from ocr.settings import load_settings
from training import damage, fonts
from training.data import TRAINING_CONDITIONS, TRAINING_SHARES, Line, columns_needed
from training.draw import CONDITIONS, INKED, Condition, compose, ink_of, missing_characters, place, sense, warp
from training.draw import typeface as opened
from training.shards import write_shard
from training.splits import Split
from training.strings import text

Grey = NDArray[np.uint8]

EM = 32
"""Type size in which pages are drawn before they are brought to their resolution, pixels."""

ROWS, COLUMNS = 26, 46
"""Rows of a drawn page, and its width in ems: a receipt or half a sheet."""

SHARD_LINES = 2000


@dataclass(frozen=True)
class Piece:
    """One drawn text and its corners on the page raster, (4, 2) x, y clockwise from the top left."""

    text: str
    kind: str
    corners: NDArray[np.float32]


def _rows(words: random.Random, split: Split, faces: Sequence[Path]) -> Iterator[tuple[int, int, str, str, Path]]:
    """(row, column in ems, text, kind, typeface) of a page: labels with values, receipt rows, running text."""
    face = words.choice(faces)
    columns = words.choice(((0, 13), (0, 12, 24, 36), (0, 22), (0, 30), (0,)))
    for row in range(ROWS):
        if words.random() < 0.1:
            face = words.choice(faces)
        for number, column in enumerate(columns):
            room = (columns[number + 1] if number + 1 < len(columns) else COLUMNS) - column
            kind, line_text = text(words, split)
            drawable = not missing_characters(face).intersection(line_text)
            if words.random() < 0.88 and drawable and opened(face, EM).getlength(line_text) < (room - 1.2) * EM:
                yield row, column, line_text, kind, face


def drawn_page(seed: Sequence[int], split: Split, condition: Condition) -> tuple[Grey, list[Piece]]:
    """A damaged page, (H, W) uint8, and the pieces on it; the seed alone decides both."""
    rng, words = np.random.default_rng(seed), random.Random(str(tuple(seed)))
    styles = fonts.faces(split)
    style = "printer" if condition.name == "dot-matrix" and words.random() < 0.4 else words.choice(list(styles))
    pitch = words.uniform(1.25, 2.0) * EM
    canvas = np.zeros((round((ROWS + 2) * pitch), (COLUMNS + 4) * EM), np.uint8)
    pieces = []
    for row, column, line_text, kind, face in _rows(words, split, styles[style]):
        ink = ink_of(line_text, opened(face, EM), 0.0, 1)
        left, top = round((column + 2) * EM), round((row + 1) * pitch)
        place(canvas, ink, left, top)
        pieces.append(Piece(line_text, kind, corners_of(ink, left, top)))
    page, scale, em_px = _printed(rng, canvas, condition)
    moved = np.concatenate([piece.corners for piece in pieces]) * scale if pieces else np.zeros((0, 2), np.float32)
    if rng.random() < condition.warp:
        page, moved = warp(rng, page, moved.astype(np.float32), 0.25)
    page = sense(rng, page, condition, em_px)
    found = [Piece(p.text, p.kind, moved[4 * i : 4 * i + 4]) for i, p in enumerate(pieces)]
    return page, found


def corners_of(ink: Grey, left: int, top: int) -> NDArray[np.float32]:
    """The corners of the ink placed there, (4, 2) x, y clockwise from the top left."""
    rows, columns = np.flatnonzero(ink.max(axis=1) > INKED), np.flatnonzero(ink.max(axis=0) > INKED)
    edges = left + columns[0], top + rows[0], left + columns[-1] + 1, top + rows[-1] + 1
    return np.array([[edges[i], edges[j]] for i, j in ((0, 1), (2, 1), (2, 3), (0, 3))], np.float32)


def _printed(rng: Generator, canvas: Grey, condition: Condition) -> tuple[Grey, float, float]:
    """The ink on its paper at the page's resolution; the scale, and the pixels of an em."""
    if rng.random() < condition.spread:
        canvas = damage.spread_ink(rng, canvas)
    if rng.random() < condition.dot_matrix:
        canvas = damage.dot_matrix(rng, canvas, EM)
    if rng.random() < condition.thermal:
        canvas = damage.thermal_fade(rng, canvas)
    page = compose(rng, canvas, condition, EM)
    em_px = float(np.exp(rng.uniform(*np.log(condition.em_px))))
    scale = em_px / EM
    size = round(page.shape[1] * scale), round(page.shape[0] * scale)
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(page, size, interpolation=way), np.uint8), scale, em_px


def strips_on(page: Grey, networks: Networks, side: int) -> list[Strip]:
    """The strips the compiled reader would read on the page."""
    pixels = np.asarray(cv2.cvtColor(page, cv2.COLOR_GRAY2RGB), np.uint8)
    regions = on_page(*detected(pixels, side, networks.scores))
    return strips_of(page, lines_of(regions, slope_of(regions)), networks.form)


def labelled(strips: Sequence[Strip], pieces: Sequence[Piece], condition: str) -> list[Line]:
    """The strips that cover whole pieces, with their texts joined from left to right."""
    lines = []
    for strip in strips:
        box = strip.line.box
        covered, cut = [], False
        for piece in pieces:
            (left, top), (right, bottom) = piece.corners.min(axis=0), piece.corners.max(axis=0)
            if not box.top < (top + bottom) / 2 < box.bottom:
                continue
            overlap = min(right, box.right) - max(left, box.left)
            if overlap <= 0.1 * (bottom - top):
                continue
            cut = cut or overlap < (right - left) - 0.12 * (bottom - top) or bottom - top > 1.3 * box.height
            covered.append((left, piece))
        line_text = " ".join(piece.text for _, piece in sorted(covered, key=lambda pair: pair[0]))
        if covered and not cut and strip.pixels.shape[1] // 4 - 1 > columns_needed(line_text) * 1.1:
            lines.append(Line(strip.pixels, line_text, covered[0][1].kind, condition))
    return lines


def page_lines(seed: int, number: int, split: Split, networks: Networks, side: int) -> list[Line]:
    """The labelled crops of one drawn page."""
    words = random.Random(str(("page", seed, number)))
    name = words.choices(list(TRAINING_SHARES), weights=list(TRAINING_SHARES.values()))[0]
    page, pieces = drawn_page((seed, number, 1), split, (TRAINING_CONDITIONS if split == "train" else CONDITIONS)[name])
    return labelled(strips_on(page, networks, side), pieces, name)


def main() -> None:
    """Draws pages, cuts them and writes shards."""
    parser = argparse.ArgumentParser(prog="python -m training.pages")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--pages", type=int, default=200)
    parser.add_argument("--split", choices=["train", "validation", "test"], default="train")
    parser.add_argument("--out", type=Path, default=Path("training/runs/pages"))
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    settings = load_settings({"OCR_RECOGNISER": "english_g2"})
    networks = Networks(settings)
    pending: list[Line] = []
    for number in range(arguments.pages):
        pending += page_lines(arguments.seed, number, arguments.split, networks, settings.max_image_size)
        if len(pending) >= SHARD_LINES or number == arguments.pages - 1:
            write_shard(pending, arguments.out / f"{arguments.split}-{arguments.seed}-{number:05}.npz")
            pending = []


if __name__ == "__main__":
    main()
