"""The ink in which a value is searched: the characters of neighbouring tokens, with their alternatives and boxes.

Separate because every grammar reads the same way: match a pattern on the text, keep the characters that matched.
Imports tokens only.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from ocr.document import Char, chance
from ocr.forms.tokens import Token

_DIGIT_LIKE = dict(zip("OoQDUCIl|i!jZzSs$BGbgqTAeL()[]", "000000111111225558669974611111", strict=True))
"""Letters that misread digits look like; used for digits-only values where the recogniser offers no digit itself."""
_CURRENCY = re.compile(r"^\(?(?:rp|idr|usd)[.:]?", re.IGNORECASE)
_FIGURES = frozenset("0123456789.,-/")
_TOUCHING = 0.1
"""A gap narrower than this many letter heights is none; the narrowest space of common typefaces is 0.2."""
_BESIDE = 0.6
"""Pieces of one number stand on one line: their middles differ by less than so many letter heights."""
_MENDED_CONFIDENCE = 0.5
"""Highest confidence of a digit that stands for a letter only because a letter cannot stand there."""


@dataclass(frozen=True, slots=True)
class Strip:
    """Text over tokens: `owner[i]` is the token of character i, -1 for a space between two."""

    text: str
    chars: tuple[Char, ...]
    owner: tuple[int, ...]
    tokens: tuple[Token, ...]

    def part(self, start: int, end: int, value: str, *, without: str = " ") -> Piece:
        """What `value` was read from: the characters of the span, those of `without` left out."""
        chars = tuple(c for c in self.chars[start:end] if c.text not in without)
        owners = sorted({i for i in self.owner[start:end] if i >= 0})
        return Piece(value, chars, tuple(self.tokens[i] for i in owners), self.text[start:end].strip())

    def cuts_ink(self, start: int, end: int) -> bool:
        """True when the span ends within ink: a letter or digit touches it, so part of the value may be left out."""
        before, after = self.text[max(0, start - 2) : start], self.text[end : end + 2]
        return bool(re.search(r"\w[.,/:\-]?$", before) or re.match(r"[.,:/\-]?\w", after))

    def as_digits(self, *, by_shape: bool = False) -> Strip:
        """The same ink where letters of mostly numeric tokens are read as digits, at their lower confidence.

        A letter is the likeliest digit among its alternatives, or the one of its own shape.
        """
        numeric = {i for i, token in enumerate(self.tokens) if _mostly_digits(token.text)}
        chars = tuple(
            _to_digit(char, by_shape=by_shape) if owner in numeric else char
            for char, owner in zip(self.chars, self.owner, strict=True)
        )
        return Strip("".join(c.text for c in chars), chars, self.owner, self.tokens)


@dataclass(frozen=True, slots=True)
class Piece:
    """A value with the ink it was read from; `chars` are the value's own characters, one each where they correspond."""

    value: str
    chars: tuple[Char, ...]
    tokens: tuple[Token, ...]
    raw: str

    @property
    def confidence(self) -> float:
        """The chance that every character is right, taking them as independent."""
        return chance(self.chars)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a grammar made of a strip: the value, what stood with it (a year beside a period), and how well it fits 0–1.

    `doubts` name rules that the value breaks although it was readable.
    """

    piece: Piece
    fit: float
    extras: Mapping[str, Piece] = field(default_factory=dict)
    doubts: frozenset[str] = frozenset()


def strip_of(tokens: Sequence[Token]) -> Strip:
    """The ink of `tokens`, single spaces between them; figures whose boxes touch were cut apart and are joined.

    Figures among figures are as sure as they are when nothing else stands there: what may be O as well as 0 is 0.
    """
    chars: list[Char] = []
    owner: list[int] = []
    for index, token in enumerate(tokens):
        if index and not _touch(tokens[index - 1], token):
            chars.append(Char(" ", 1.0))
            owner.append(-1)
        chars += map(_as_sure_as_digits, token.chars) if _mostly_digits(token.text) else token.chars
        owner += [index] * len(token.chars)
    return Strip("".join(c.text for c in chars), tuple(chars), tuple(owner), tuple(tokens))


def _touch(before: Token, after: Token) -> bool:
    """True for two boxes of one number, and for pieces of one word."""
    if after.glued and after.index == before.index + 1:
        return True
    gap = after.box.left - before.box.right
    figures = before.text[-1] in _FIGURES and after.text[0] in _FIGURES
    beside = abs(before.box.middle[1] - after.box.middle[1]) < _BESIDE * after.height and gap > -after.height
    return figures and beside and before.anchor != after.anchor and gap < _TOUCHING * after.height


def _mostly_digits(text: str) -> bool:
    text = _CURRENCY.sub("", text)
    digits = sum(ch.isdigit() for ch in text)
    letters = sum(ch.isalpha() for ch in text)
    like = sum(ch in _DIGIT_LIKE and not ch.isdigit() for ch in text)
    return digits + like > 0 and digits * 2 >= letters and letters <= like + (digits // 4) and digits > 0


def _as_sure_as_digits(char: Char) -> Char:
    """`char`, where it is a digit, with the chances of the letters that look like it; the others' go to their own digits."""
    if not char.text.isdigit():
        return char
    return folded(char, lambda text: text if text.isdigit() else _DIGIT_LIKE.get(text))


def folded(char: Char, fold: Callable[[str], str | None]) -> Char:
    """`char` and its alternatives as what `fold` makes of each, the chances of what becomes one added; None leaves one out."""
    own = fold(char.text) or char.text
    shares: dict[str, float] = {own: char.confidence}
    for text, share in char.alternatives:
        if (kept := fold(text)) is not None:
            shares[kept] = shares.get(kept, 0.0) + share
    confidence = min(1.0, shares.pop(own))
    return Char(own, confidence, tuple(sorted(shares.items(), key=lambda item: -item[1])))


def _to_digit(char: Char, *, by_shape: bool) -> Char:
    """`char` as a digit where it is a letter: the recogniser's own next digit (unless `by_shape`), else the look-alike."""
    if not (char.text.isalpha() or char.text in "|!"):
        return char
    own = next(((text, p) for text, p in char.alternatives if text.isdigit()), None)
    if own is not None and not (by_shape and char.text in _DIGIT_LIKE):
        rest = tuple(a for a in char.alternatives if a != own)
        return Char(own[0], min(_MENDED_CONFIDENCE, own[1]), ((char.text, char.confidence), *rest))
    digit = _DIGIT_LIKE.get(char.text)
    if digit is None:
        return char
    return Char(digit, min(_MENDED_CONFIDENCE, char.confidence), ((char.text, char.confidence), *char.alternatives))
