"""Pages drawn for the builder: what the detector's int8 ranges are taken from and parity is checked on.

Separate so that a build needs no file and no font beyond what Pillow and OpenCV carry in themselves: the same pages
on every machine. Imports numpy, Pillow and OpenCV only.
"""

from __future__ import annotations

import random
import string
from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from ocr.document import Pixels

PAGE_SIZE = (1240, 1754)
"""Width and height in pixels of an A4 page at 150 dpi."""

LINE_WIDTHS = (192, 320, 512, 832)
"""Few, because every new shape costs the networks a compilation."""

DRAWN_HEIGHT = 64
"""Pixels of height at which single lines are drawn."""

LABELS = (
    "BUKTI PENERIMAAN NEGARA",
    "Tanggal dan Jam Bayar",
    "Tanggal Buku",
    "Kode Cabang Bank",
    "NTB",
    "NTPN",
    "STAN",
    "Kode Billing",
    "NPWP",
    "Nama Wajib Pajak",
    "Alamat",
    "Mata Anggaran",
    "Jenis Setoran",
    "Masa Pajak",
    "Nomor Ketetapan",
    "Jumlah Setoran",
    "Terbilang",
)


def pages(count: int, seed: int = 20240115) -> list[Pixels]:
    """`count` pages of label and value rows: clean, grey, noisy, blurred, skewed and dark ones in turn."""
    draw_random = random.Random(seed)  # noqa: S311 - drawings, not secrets
    return [_weathered(_page(draw_random, number), number, draw_random) for number in range(count)]


def lines(count: int, height: int, seed: int = 20240116) -> list[NDArray[np.uint8]]:
    """`count` single text lines, (height, W) grey, W one of LINE_WIDTHS scaled alike, weathered like the pages."""
    draw_random = random.Random(seed)  # noqa: S311 - drawings, not secrets
    coloured = (_line(draw_random, number) for number in range(count))
    grey = (np.asarray(cv2.cvtColor(line, cv2.COLOR_RGB2GRAY), dtype=np.uint8) for line in coloured)
    return [_at_height(line, height) for line in grey]


def _page(draw_random: random.Random, number: int) -> Pixels:
    image = Image.new("RGB", PAGE_SIZE, "white")
    draw = ImageDraw.Draw(image)
    size = 18 + 3 * (number % 5)
    font = ImageFont.load_default(size)
    top, columns = 90, 1 + number % 2
    draw.text((380, top), LABELS[0], fill="black", font=ImageFont.load_default(size + 8))
    for row in range(28):
        top += round(size * (1.5 + 0.3 * (number % 4)))
        if row % 9 == 8:
            draw.line((80, top + size // 2, 1160, top + size // 2), fill=(90, 90, 90), width=2)
            continue
        for column in range(columns):
            left = 90 + column * 560
            draw.text((left, top), draw_random.choice(LABELS), fill=(20, 20, 40), font=font)
            draw.text((left + 250 + 90 * (2 - columns), top), ": " + _value(draw_random), fill=(0, 0, 0), font=font)
    pixels = np.asarray(image).copy()
    for row in range(6):  # a second typeface: OpenCV's strokes
        place = (90, min(top + 60 + 40 * row, PAGE_SIZE[1] - 20))
        cv2.putText(
            pixels, _value(draw_random), place, row % 5, 0.7 + 0.1 * row, (30, 30, 30), 1 + row % 2, cv2.LINE_AA
        )
    return pixels


def _line(draw_random: random.Random, number: int) -> Pixels:
    text = f"{draw_random.choice(LABELS)} : {_value(draw_random)}"[: draw_random.randint(3, 40)]
    font = ImageFont.load_default(draw_random.randint(38, 46))
    width = next((w for w in LINE_WIDTHS if w >= font.getlength(text) + 20), LINE_WIDTHS[-1])
    image = Image.new("RGB", (width, DRAWN_HEIGHT), (250 - 20 * (number % 5),) * 3)
    ImageDraw.Draw(image).text((10, draw_random.randint(2, 12)), text, fill=(20 * (number % 6),) * 3, font=font)
    return _weathered(np.asarray(image).copy(), number, draw_random)


def _at_height(line: NDArray[np.uint8], height: int) -> NDArray[np.uint8]:
    size = line.shape[1] * height // DRAWN_HEIGHT, height
    return np.asarray(cv2.resize(line, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _value(draw_random: random.Random) -> str:
    kind = draw_random.randrange(4)
    if kind == 0:
        return "".join(draw_random.choices(string.ascii_uppercase + string.digits, k=16))
    if kind == 1:
        return "".join(draw_random.choices(string.digits, k=draw_random.choice((6, 12, 15, 16))))
    if kind == 2:
        return f"{draw_random.randint(1, 999)}.{draw_random.randint(100, 999)}.000,00"
    return f"{draw_random.randint(1, 28):02}/{draw_random.randint(1, 12):02}/2024 16:47:36"


def _weathered(pixels: Pixels, number: int, draw_random: random.Random) -> Pixels:
    effects: tuple[Callable[[Pixels], Pixels], ...] = (
        lambda page: page,
        lambda page: _noisy(page, draw_random.randrange(1 << 30)),
        lambda page: cv2.GaussianBlur(page, (0, 0), 1.1).astype(np.uint8),
        lambda page: (page * 0.55 + 60).astype(np.uint8),
        _turned_slightly,
        lambda page: _noisy((page * 0.7 + 20).astype(np.uint8), draw_random.randrange(1 << 30)),
    )
    return effects[number % len(effects)](pixels)


def _noisy(pixels: Pixels, seed: int) -> Pixels:
    noise = np.random.default_rng(seed).normal(0, 14, pixels.shape)
    return np.clip(pixels + noise, 0, 255).astype(np.uint8)


def _turned_slightly(pixels: Pixels) -> Pixels:
    height, width = pixels.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), 1.2, 1.0)
    return cv2.warpAffine(pixels, turn, (width, height), borderValue=(255, 255, 255)).astype(np.uint8)
