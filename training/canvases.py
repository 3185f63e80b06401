"""Draws what a detector sees: windows of page canvases in every size of print, with CRAFT's own scores of them.

Separate from `training.pages`, whose crops teach the recogniser. The rows, typefaces and damage are the same; here the
print is brought to 7 to 40 pixels an em, tinted, ruled, boxed, turned, laid on photographs. No truth is needed: CRAFT's scores are
what the narrow network learns (`training.narrow`).
`python -m training.canvases --seed 7 --pages 600 --out FOLDER` writes shards of `WINDOW`-sided windows.
"""

import argparse
import random
from functools import cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import skimage.data
from numpy.random import Generator
from numpy.typing import NDArray

from ocr.models import cache as models
from ocr.models import precision, sources
from ocr.models.runtime import openvino as ov
from ocr.settings import load_settings
from training.data import TRAINING_SHARES
from training.draw import CONDITIONS
from training.pages import COLUMNS, drawn_page
from training.splits import Split

Pixels = NDArray[np.uint8]

WINDOW = 320
"""Side of a window in pixels; the tallest band of the reader is as high."""

EM_PX = (7.0, 40.0)
"""Size of print on the canvas, pixels of an em: 6 pt of an A4 page on the default canvas is 8, a heading 40."""

WINDOWS_OF_A_PAGE = 4
LEAST_INK = 0.004
"""A window whose greys differ in fewer pixels than this share is drawn again: it would teach nothing."""

SHARD_PAGES = 100
PHOTOGRAPHS = ("astronaut", "brick", "camera", "chelsea", "coffee", "grass", "gravel", "rocket")
"""What pages are laid on or print stands on: pictures that come with scikit-image, which EasyOCR installs."""


@cache
def _photograph(name: str) -> Pixels:
    picture = np.asarray(getattr(skimage.data, name)())
    return picture if picture.ndim == 3 else np.repeat(picture[..., None], 3, axis=2)


def _backdrop(rng: Generator, height: int, width: int) -> Pixels:
    """A part of a photograph, enlarged and shaded at random, (height, width, 3)."""
    picture = _photograph(str(rng.choice(PHOTOGRAPHS)))
    side = int(rng.integers(min(picture.shape[:2]) // 3, min(picture.shape[:2])))
    top, left = (int(rng.integers(0, size - side + 1)) for size in picture.shape[:2])
    part = cv2.resize(picture[top : top + side, left : left + side], (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(np.clip(part * rng.uniform(0.5, 1.0) + rng.uniform(0, 60), 0, 255), np.uint8)


def _furniture(rng: Generator, page: Pixels, em_px: float) -> None:
    """Rules, tables, printed boxes with a digit each, bars and blots on the page, in place."""
    height, width = page.shape[:2]
    dark = tuple(int(value) for value in rng.integers(0, 130, 3))

    def somewhere(share: float = 1.0) -> tuple[int, int]:
        return int(rng.integers(0, max(1, int(width * share)))), int(rng.integers(0, height))

    for _ in range(int(rng.integers(0, 5))):
        left, top = somewhere()
        end = (left + int(rng.integers(40, width)), top) if rng.random() < 0.7 else (left, top + int(height * 0.4))
        cv2.line(page, (left, top), end, dark, int(rng.integers(1, 4)))
    if rng.random() < 0.4:
        for _ in range(int(rng.integers(1, 4))):
            left, top = somewhere()
            cv2.rectangle(
                page, (left, top), (left + int(em_px * 15), top + int(em_px * 4)), dark, int(rng.integers(1, 3))
            )
    if rng.random() < 0.35:
        side = round(em_px * rng.uniform(1.2, 1.9))
        for _ in range(int(rng.integers(1, 4))):
            left, top = somewhere(0.6)
            count = int(rng.integers(3, 17))
            cv2.rectangle(page, (left, top), (left + side * count, top + side), (255, 255, 255), -1)
            for cell in range(count):
                x = left + side * cell
                cv2.rectangle(page, (x, top), (x + side, top + side), dark, 1)
                digit = str(int(rng.integers(0, 10)))
                cv2.putText(page, digit, (x + side // 4, top + side * 3 // 4), 0, em_px / 30, dark, 1, cv2.LINE_AA)
    if rng.random() < 0.15:
        left, top = somewhere(0.6)
        for bar in range(int(rng.integers(20, 60))):
            if rng.random() < 0.6:
                cv2.rectangle(
                    page,
                    (left + 3 * bar, top),
                    (left + 3 * bar + int(rng.integers(1, 4)), top + int(3 * em_px)),
                    dark,
                    -1,
                )
    if rng.random() < 0.25:
        centre = somewhere()
        colour = tuple(int(value) for value in rng.integers(0, 255, 3))
        cv2.circle(page, centre, int(em_px * rng.uniform(2, 6)), colour, int(rng.integers(1, 5)))


def _coloured(rng: Generator, grey: Pixels) -> Pixels:
    """The grey page with a tint of paper and ink, or printed on a photograph."""
    page = np.repeat(grey[..., None], 3, axis=2).astype(np.float32)
    chance = rng.random()
    if chance < 0.35:
        page = page * rng.uniform(0.75, 1.0, 3)
    elif chance < 0.5:
        page = 255 - (255 - page) * rng.uniform(0.35, 1.0, 3)
    elif chance < 0.62:
        page = page / 255 * _backdrop(rng, *grey.shape).astype(np.float32)
    if rng.random() < 0.08:
        page = 255 - page
    return np.asarray(np.clip(page, 0, 255), np.uint8)


def _turned(rng: Generator, page: Pixels) -> Pixels:
    """The page as it lies: mostly upright, else aslant on some ground, on its side or on its head."""
    chance = rng.random()
    if chance < 0.2:
        return np.ascontiguousarray(np.rot90(page, int(rng.integers(1, 4))))
    if chance < 0.45:
        height, width = page.shape[:2]
        turn = cv2.getRotationMatrix2D((width / 2, height / 2), rng.normal(0, 4), rng.uniform(0.85, 1.0))
        mask = cv2.warpAffine(np.full((height, width), 255, np.uint8), turn, (width, height))
        moved = cv2.warpAffine(page, turn, (width, height), flags=cv2.INTER_LINEAR)
        return np.where(mask[..., None] > 127, moved, _backdrop(rng, height, width)).astype(np.uint8)
    return page


def canvas(seed: tuple[int, ...], split: Split, em_range: tuple[float, float] = EM_PX) -> Pixels:
    """One drawn page, (H, W, 3), its print within `em_range` pixels an em; nothing else but the seed decides it."""
    rng, words = np.random.default_rng((*seed, 77)), random.Random(str(("canvas", *seed)))
    name = words.choices(list(TRAINING_SHARES), weights=list(TRAINING_SHARES.values()))[0]
    grey, _pieces = drawn_page(seed, split, CONDITIONS[name])
    em_px = float(np.exp(rng.uniform(*np.log(em_range))))
    scale = em_px * (COLUMNS + 4) / grey.shape[1]
    size = max(WINDOW, round(grey.shape[1] * scale)), max(WINDOW, round(grey.shape[0] * scale))
    if rng.random() < 0.5:
        size = round(size[0] * rng.uniform(0.8, 1.25)), size[1]
    grey = np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC), np.uint8)
    page = _coloured(rng, grey)
    _furniture(rng, page, em_px)
    page = _turned(rng, page)
    short = [max(0, WINDOW - side) for side in page.shape[:2]]
    return np.pad(page, ((0, short[0]), (0, short[1]), (0, 0)), mode="edge")


def windows(seed: tuple[int, ...], split: Split, em_range: tuple[float, float] = EM_PX) -> list[Pixels]:
    """At most WINDOWS_OF_A_PAGE windows (WINDOW, WINDOW, 3) of one drawn page, fewer where it is small or all but blank."""
    page, rng = canvas(seed, split, em_range), np.random.default_rng((*seed, 78))
    count = min(WINDOWS_OF_A_PAGE, max(1, page.shape[0] * page.shape[1] // WINDOW**2))
    found: list[Pixels] = []
    for _ in range(3 * count):
        top, left = (int(rng.integers(0, side - WINDOW + 1)) for side in page.shape[:2])
        part = page[top : top + WINDOW, left : left + WINDOW]
        grey = part.mean(axis=2)
        if (np.abs(grey - np.median(grey)) > 40).mean() >= LEAST_INK:
            found.append(np.ascontiguousarray(part))
        if len(found) == count:
            break
    return found


class Teacher:
    """CRAFT as the reader runs it, over windows."""

    def __init__(self) -> None:
        settings = load_settings()
        model = models.verified(models.installed(settings.ocr_model_cache, sources.detector("craft").weights))
        core = ov.Core()
        self._network: Any = precision.compiled(core, model, precision.detector_precision(core, model, 2), 2)

    def scores(self, pixels: Pixels) -> Pixels:
        """(H/2, W/2, 2) scores of one window as 0–255."""
        scores = np.asarray(self._network(pixels[None])[0])[0]
        return np.asarray(np.clip(np.rint(scores * 255), 0, 255), np.uint8)


def main() -> None:
    """Draws windows, has them scored and writes shards."""
    parser = argparse.ArgumentParser(prog="python -m training.canvases")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--first", type=int, default=0, help="number of the first page")
    parser.add_argument("--pages", type=int, default=600)
    parser.add_argument("--split", choices=["train", "validation", "test"], default="train")
    parser.add_argument("--em", type=float, nargs=2, default=EM_PX, metavar=("LEAST", "MOST"), help="size of print, px")
    parser.add_argument("--out", type=Path, default=Path("training/runs/canvases"))
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    teacher = Teacher()
    for start in range(arguments.first, arguments.first + arguments.pages, SHARD_PAGES):
        stop = min(start + SHARD_PAGES, arguments.first + arguments.pages)
        drawn = [
            part
            for number in range(start, stop)
            for part in windows((arguments.seed, number, 2), arguments.split, tuple(arguments.em))
        ]
        path = arguments.out / f"{arguments.split}-{arguments.seed}-{start:05}.npz"
        np.savez(path, pixels=np.stack(drawn), scores=np.stack([teacher.scores(part) for part in drawn]))
        print(f"{path}: {len(drawn)} windows", flush=True)


if __name__ == "__main__":
    main()
