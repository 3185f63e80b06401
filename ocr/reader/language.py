"""How likely a text is in the languages of payment proofs and receipts: a model of their characters.

Separate because it knows nothing of pictures. Imports numpy and the shipped files.

Letters are counted without their case and figures as one: chances of a character after up to five before it, interpolated as Witten and
Bell (1991) and kept with back-off weights (Katz 1987), beside a small table of where capitals stand. `training/language.py` counts both.
"""

from __future__ import annotations

import math
import re
from array import array
from bisect import bisect_left
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import numpy as np

from ocr.models import sources

END = "\n"
"""What stands before the first and after the last character of a line."""

SYMBOLS = END + " 0abcdefghijklmnopqrstuvwxyz!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~€"
"""What is counted, 0 for every figure; a symbol's place is its number."""

BITS = 6
"""Bits of a symbol's number; a row of symbols is one number, the last one in its lowest bits."""

SHAPES = END + " 0aA."
"""Kinds of characters that decide where capitals stand: line's end, space, figure, small letter, capital, mark."""

SHAPES_BEFORE = 3
"""Characters before a letter that decide whether it is a capital."""

PARTS_OF_NAT = 16
"""Logarithms of chances are kept in sixteenths, one byte each."""

_CODE = re.compile(r"(?=[0-9]*[A-Za-z])(?:(?=[A-Za-z]*[0-9])[0-9A-Za-z]{12,}|(?=(?:[A-Za-z]*[0-9]){3})[0-9A-Za-z]{8,})")
"""Letters and figures in a row that no language foresees: an NTPN, a reference. One figure in a shorter word is a misread letter."""

_OF_CODE, _OF_FIGURES, _NEVER = -math.log(36), -math.log(10), -16.0
_REMEMBERED = 1 << 12


class Language:
    """Logarithms of the chances of characters and of texts."""

    def __init__(self, path: Path) -> None:
        """Reads the tables at `path`; KeyError when it holds others."""
        with np.load(path) as tables:
            self._longest = int(tables["longest"])
            contexts = range(self._longest + 1)
            self._rows = [array("Q", tables[f"rows{length}"].astype(np.uint64).tobytes()) for length in contexts]
            self._chances: list[bytes] = [tables[f"chances{length}"].tobytes() for length in contexts]
            self._backed_off: list[bytes] = [tables[f"backed_off{length}"].tobytes() for length in contexts]
            self._capitals = [float(share) for share in tables["capitals"]]
        self._reach = max(self._longest, SHAPES_BEFORE)
        self.after: Callable[[str, str], float] = lru_cache(_REMEMBERED)(self._after)

    @classmethod
    def shipped(cls) -> Language:
        """The product's own."""
        return cls(sources.verified(sources.language()))

    def before(self, text: str) -> str:
        """What of the line's beginning `text` decides about the character behind it."""
        return (END + text)[-self._reach :]

    def of_line(self, text: str) -> float:
        """The logarithm of the chance of the whole line `text`; codes in it count as characters drawn by lot."""
        drawn = {place for match in _CODE.finditer(text) for place in range(*match.span())}
        foreseen = "".join("0" if place in drawn else char for place, char in enumerate(text))
        return math.fsum(
            _OF_CODE if place in drawn else self.after(self.before(foreseen[:place]), char)
            for place, char in enumerate(foreseen + END)
        )

    def _after(self, before: str, char: str) -> float:
        """The logarithm of the chance of `char` behind `before`, which `self.before` has cut."""
        context = before[-self._longest :]
        likely = self._counted(row_of(context), len(context), symbol_of(char))
        if char.isdigit():
            return likely + _OF_FIGURES
        if char.isalpha():
            capital = self._capitals[shapes_of(before)]
            return likely + math.log(capital if char.isupper() else 1 - capital)
        return likely

    def _counted(self, row: int, length: int, symbol: int) -> float:
        likely = 0.0
        for kept in range(length, -1, -1):
            context = row & ((1 << BITS * kept) - 1)
            place = _place(self._rows[kept], context << BITS | symbol)
            if place >= 0:
                return likely - self._chances[kept][place] / PARTS_OF_NAT
            place = _place(self._rows[kept - 1], context) if kept else -1
            if place >= 0:
                likely -= self._backed_off[kept - 1][place] / PARTS_OF_NAT
        return _NEVER


def counted_as(char: str) -> str:
    """The symbol that `char` counts as: a letter without its case, 0 for every figure."""
    return "0" if char.isdigit() else char.lower()


def symbol_of(char: str) -> int:
    """The number of the symbol that `char` counts as; ValueError for a character outside the recognisers' own."""
    return SYMBOLS.index(counted_as(char))


def row_of(text: str) -> int:
    """The symbols of `text` as one number."""
    row = 0
    for char in text:
        row = row << BITS | symbol_of(char)
    return row


def shapes_of(before: str) -> int:
    """The kinds of the last SHAPES_BEFORE characters of `before` as one number, line's ends before them."""
    number = 0
    for char in before[-SHAPES_BEFORE:].rjust(SHAPES_BEFORE, END):
        kind = "0" if char.isdigit() else "A" if char.isupper() else "a" if char.islower() else char
        number = number * len(SHAPES) + SHAPES.index(kind if kind in SHAPES else ".")
    return number


def _place(rows: array[int], row: int) -> int:
    """Where `row` stands in the sorted `rows`; -1 where it does not."""
    place = bisect_left(rows, row)
    return place if place < len(rows) and rows[place] == row else -1
