"""Codes read beside figures of their page: which figures, which cut, and what both readings make of a ring."""

import numpy as np
import pytest

from ocr.document import Char
from ocr.models.sources import recogniser
from ocr.reader.beside import _SHOWN, beside_figures
from ocr.reader.crop import Strip
from ocr.reader.decode import Line as Reading
from ocr.reader.group import Line
from ocr.reader.stamps import ReadStrip

CHARACTERS = recogniser("payment_g1").characters
HEIGHT, PITCH = 48, 20


def read(text, *, sure=0.999, height=24.0, ring=None):
    """A strip with one black bar per character, read as `text`; `ring` is how the reading gives its letters O."""
    pixels = np.full((HEIGHT, PITCH * len(text)), 255, np.uint8)
    for index, char in enumerate(text):
        if char != " ":
            pixels[10:38, PITCH * index + 6 : PITCH * index + 14] = 0
    chars = tuple(ring if ring and char == "O" else Char(char, sure) for char in text)
    shown = Line(100.0, 100.0, float(len(text) * 10), height, 0.0, np.zeros((4, 2), np.float32))
    return ReadStrip(Strip(pixels, shown), Reading(text, sure, chars))


class Second:
    """A recogniser that says `text` on the last strip it was shown, one character per bar, and keeps the widths."""

    def __init__(self, text):
        self.text, self.widths = text, []

    def __call__(self, lines):
        self.widths.append(int((lines[0] == 0).any(axis=0).sum()))
        scores = np.full((1, lines.shape[2] // 4 - 1, 1 + len(CHARACTERS)), 1e-5, np.float32)
        scores[0, :, 0] = 1.0
        bars = np.flatnonzero(np.diff((lines[0] == 0).any(axis=0).astype(int)) == 1)[-len(self.text) :]
        for start, char in zip(bars, self.text, strict=True):
            scores[0, (start + 4) // 4] = 1e-5
            scores[0, (start + 4) // 4, 1 + CHARACTERS.index(char)] = 0.98
        return scores


CODE = "CC5VEKXOD3GZZXP3"


def test_a_ring_is_what_both_readings_make_of_it():
    unsure = read(CODE.replace("O", "0"))._replace(
        reading=Reading("", 0.9, tuple(Char("0", 0.6, (("O", 0.39),)) if c == "O" else Char(c, 0.99) for c in CODE))
    )
    unsure = unsure._replace(reading=unsure.reading._replace(text=CODE.replace("O", "0")))
    figures = read("000021285801")
    code = beside_figures([figures, unsure], Second(CODE), CHARACTERS)[1].reading
    assert code.text == CODE
    assert code.chars[7].alternatives[0][0] == "0"


def test_where_the_readings_part_there_is_doubt():
    sure = read(CODE)
    code = beside_figures([read("20240511"), sure], Second(CODE.replace("O", "0")), CHARACTERS)[1].reading
    assert code.text == CODE.replace("O", "0")
    assert code.chars[7].confidence < 0.7
    assert code.chars[7].alternatives[0][0] == "O"


def test_at_most_so_many_figures_are_shown():
    second = Second(CODE)
    beside_figures([read("123456780123456"), read(CODE)], second, CHARACTERS)
    assert second.widths == [8 * (_SHOWN + len(CODE))]


@pytest.mark.parametrize(
    ("others", "code"),
    [
        ([], CODE),
        ([read("12345678")], CODE),  # no zero
        ([read("10203040", sure=0.9)], CODE),  # not read surely
        ([read("10203040", height=40.0)], CODE),  # other print
        ([read("10203040")], "BUKTI PENERIMAAN NEGARA"),
        ([read("10203040")], "0123456789012345"),
        ([read("10203040")], "CC5VEKXUD3GZZXP3"),  # no ring
    ],
)
def test_nothing_is_read_again_without_figures_like_it_or_without_a_ring(others, code):
    second = Second(code)
    lines = [*others, read(code)]
    assert beside_figures(lines, second, CHARACTERS) == lines
    assert second.widths == []


def test_the_value_behind_a_label_shows_its_figures():
    second = Second(CODE)
    beside_figures([read("STAN : 563010"), read(CODE)], second, CHARACTERS)
    assert second.widths == [8 * (6 + len(CODE))]
