"""Measures what taking stamps out of a page is worth: `python -m bench.stamps --split test`.

Every scan of the split gets a blue, violet, red, green or grey stamp over a value and is read twice by the same reader: as it is, and
with `ocr.reader.stamps` and `ocr.reader.grey_stamps`. Counted are the fields that the stamp touches. Writes out/bench/stamps.md.
"""

from __future__ import annotations

import argparse
import logging
import sys
from collections import Counter
from contextlib import AbstractContextManager, nullcontext
from random import Random
from typing import NamedTuple
from unittest import mock

import cv2
import numpy as np

from bench import documents, forms_score
from bench.documents import Drawn
from bench.forms_score import Mark
from bench.report import OUT, command, write_report
from ocr.document import Box, PageImage, Pixels
from ocr.forms import find_records
from ocr.reader import Reader, open_reader
from ocr.settings import load_settings
from samples import damage

INKS = {
    "blue": (45, 60, 165),
    "violet": (110, 50, 150),
    "red": (200, 40, 50),
    "green": (40, 130, 80),
    "grey": (90, 90, 90),
}
"""Stamping inks at full strength on white paper, RGB; grey is what a grey scan makes of them, and grey is the whole scan then."""

RADIUS_PX = 70


class Stamped(NamedTuple):
    """The first page of a document with a stamp on it, and the fields that the stamp touches."""

    pixels: Pixels
    ink: str
    fields: tuple[tuple[int, str], ...]


def stamped(drawn: Drawn, seed: int) -> Stamped:
    """The document's first page, (H, W, 3), with tinted paper, a stamp over one of its values, and saved as JPEG."""
    chance, rng = Random(seed), np.random.default_rng(seed)
    page = drawn.pictures[0]
    places = {field: box for field, (number, box) in drawn.places.items() if number == 1}
    value = chance.choice(list(places.values()))
    middle = chance.uniform(value.left, value.right), value.middle[1]
    blank = np.full(page.shape, 255, np.uint8)
    drawn_stamp, _ = damage.stamp(
        rng, blank, middle, text=chance.choice(["LUNAS", "BANK", "VALIDASI"]), radius=RADIUS_PX
    )
    strength = np.clip((255.0 - drawn_stamp) / 185 * 1.6, 0, 0.95)[..., None]
    ink = chance.choice(list(INKS))
    tint = np.array([chance.uniform(0.94, 1), chance.uniform(0.93, 1), chance.uniform(0.85, 1)])
    mixed = page[..., None] * tint * (1 - strength * (1 - np.array(INKS[ink]) / 255))
    mixed = np.clip(mixed + rng.standard_normal(mixed.shape) * 2, 0, 255).astype(np.uint8)
    if ink == "grey":
        mixed = mixed.mean(axis=2, keepdims=True).repeat(3, axis=2).astype(np.uint8)
    quality = chance.choice([50, 70, 85])
    encoded = cv2.imencode(".jpg", mixed[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    pixels = np.ascontiguousarray(cv2.imdecode(encoded, cv2.IMREAD_COLOR)[..., ::-1])
    return Stamped(
        pixels.astype(np.uint8, copy=False), ink, tuple(f for f, box in places.items() if _near(box, middle))
    )


def _near(box: Box, middle: tuple[float, float]) -> bool:
    across = max(box.left - middle[0], 0.0, middle[0] - box.right)
    down = max(box.top - middle[1], 0.0, middle[1] - box.bottom)
    return float(np.hypot(across, down)) < RADIUS_PX


def touched(page: Stamped, index: int, drawn: Drawn, reader: Reader) -> list[Mark]:
    """The marks of the fields under the stamp."""
    text = reader.read(PageImage(1, page.pixels, documents.SCAN_DPI))
    marks = forms_score.marks(index, drawn.upload.name, drawn.truth, find_records((text,)))
    return [mark for mark in marks if (mark.record, mark.field) in page.fields]


def main() -> None:
    """Reads every scan of one page both ways and writes the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    documents.add_options(parser)
    options = parser.parse_args()
    logging.disable(logging.INFO)
    reader = open_reader(load_settings())
    ways: dict[str, AbstractContextManager[object]] = {
        "as it is": mock.patch.multiple(
            "ocr.reader.compiled", without_stamps=lambda _: None, without_grey_stamps=lambda *_: None
        ),
        "without the stamp": nullcontext(),
    }
    fields: Counter[str] = Counter()
    right: Counter[tuple[str, str]] = Counter()
    silent: Counter[tuple[str, str]] = Counter()
    for index in documents.spread(options.limit):
        drawn = documents.draw(options.split, index, options.seed)
        if drawn.truth["condition"] != "scan" or drawn.truth["pages"] != 1 or len(drawn.truth["records"]) != 1:
            continue
        page = stamped(drawn, options.seed + index)
        for way, patched in ways.items():
            with patched:
                marks = touched(page, index, drawn, reader)
            right[way, page.ink] += sum(mark.right for mark in marks)
            silent[way, page.ink] += sum(mark.silent for mark in marks)
        fields[page.ink] += len(marks)
        print(f"{index}: {page.ink}, {len(marks)} fields", file=sys.stderr)
    reader.close()
    write_report(OUT / "stamps.md", _table(fields, right, silent))


def _table(fields: Counter[str], right: Counter[tuple[str, str]], silent: Counter[tuple[str, str]]) -> str:
    lines = [
        "# Values under stamps",
        "",
        f"Command: `{command()}`. Held-out scans of one page and one proof, a stamp laid over one of their values; counted",
        "are the fields that the stamp touches. The same reader read each page twice, as it is and with the stamp taken out.",
        "",
        "| ink | fields | exact as it is | exact without the stamp | silent errors as it is | silent errors without |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    rows = {ink: [ink] for ink in sorted(fields)} | {"all": sorted(fields)}
    for name, inks in rows.items():
        count = max(1, sum(fields[ink] for ink in inks))
        shares = [
            f"{100 * sum(right[way, i] for i in inks) / count:.1f} %" for way in ("as it is", "without the stamp")
        ]
        quiet = [str(sum(silent[way, i] for i in inks)) for way in ("as it is", "without the stamp")]
        lines.append(f"| {name} | {count} | {' | '.join(shares)} | {' | '.join(quiet)} |")
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    main()
