"""Words → tokens: single space-free pieces, each with its own box and characters.

Separate because recognisers group differently: a box may hold a whole line ("NTPN : 4C2U…"), one letter of a spaced-out
heading or one digit of a boxed number. Everything after this works on tokens. Imports only the document types.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ocr.document import Box, Char, PageText, Word

_PIECE = re.compile(r"\S+")
_COLON = re.compile(r"[:：]+|(?<=[^\W\d])[;](?=\s|$)|[.·_]{4,}:?|…+:?")
"""A colon, or the dots or the line that lead from a label to its value."""
_BETWEEN_NAMES = re.compile(r"(?<=[A-Za-z]{2})(?=/[A-Za-z]{2})")
"""A slash between two names of a label ("NTB/Bank Ref."), which end apart."""
_GLUED = re.compile(
    r"(?:NTPN|NPWP|STAN|NTB/NTP|NTB|NTP|NAMA)(?=[0-9A-Z]{3,})|(?!rp|idr|usd)[^\W\d_]{3,}[.]?(?=\d{3,})", re.IGNORECASE
)
"""A label that runs into its value without a space ("Billing019022772858141", "NTPN4C2U…")."""
_BEFORE_FIRM = re.compile(r"[A-Za-z/]*[a-z](?=(?:PT|CV|UD|PD)$)")
"""A label that runs into the first word of a firm's name ("BayarPT")."""
_SPECKS_BEFORE = ";'\"`‘’“”.,{}~|°«»_^"
_QUOTES = frozenset('"“”')
"""Marks that stand round a word of a name, no specks there."""
_ENDS_A_GROUP = re.compile(r"[.,]\d{3}[.,]")
"""A separator before a group of thousands: no speck, the digits before it were lost."""
_SPECKS_AFTER = "'\"`‘’“”~|°«»_^;{}"
_LONE_COLON = {":", ";", "：", "=", "::", ":;", "|:", ":|"}


@dataclass(frozen=True, slots=True)
class Token:
    """One piece of text. `colon` tells that a colon stands directly before it; `index` is unique on its page.

    `anchor` is the centre of the word (box of the recogniser) it was cut from: pieces of one word share it. `glued` tells
    that no space stands between it and the token before it.
    """

    text: str
    box: Box
    chars: tuple[Char, ...]
    page: int
    index: int
    exact: bool
    anchor: tuple[float, float]
    colon: bool = False
    glued: bool = False

    @property
    def height(self) -> float:
        """Pixels from top to bottom."""
        return self.box.bottom - self.box.top


def page_tokens(page: PageText) -> tuple[Token, ...]:
    """Every token of the page, colons cut off and remembered; tokens without letters or digits keep their place."""
    exact = page.source == "text"
    tokens: list[Token] = []
    for word in page.words:
        for text, box, chars, colon, glued in _pieces(word, exact=exact):
            tokens.append(Token(text, box, chars, page.number, len(tokens), exact, word.box.middle, colon, glued))
    return tuple(tokens)


def is_colon(text: str) -> bool:
    """True for a token that only separates label and value; it is dropped and marks the token after it."""
    return text in _LONE_COLON or text == ""


def with_colon(token: Token) -> Token:
    """`token` remembered as standing after a colon."""
    return token if token.colon else replace(token, colon=True)


def union(tokens: Iterable[Token]) -> Box:
    """The smallest box that holds all tokens (at least one)."""
    boxes = [token.box for token in tokens]
    return Box(
        min(b.left for b in boxes), min(b.top for b in boxes), max(b.right for b in boxes), max(b.bottom for b in boxes)
    )


def _pieces(word: Word, *, exact: bool) -> list[tuple[str, Box, tuple[Char, ...], bool, bool]]:
    """The word's pieces between spaces, colons and names of a label; widths are shared out by letter."""
    chars = word.chars if len(word.chars) == len(word.text) else tuple(Char(c, word.confidence) for c in word.text)
    pieces = []
    for match in _PIECE.finditer(word.text):
        for start, end, colon in _at_colons(word.text, match.start(), match.end()):
            first, last, specks = _without_specks(word.text, start, end, exact=exact)
            edges = [first, *(cut.start() for cut in _BETWEEN_NAMES.finditer(word.text, first, last)), last]
            for left, right in pairwise(edges):
                box = _slice(word.box, word.text, left, right)
                glued = left > first
                pieces.append((word.text[left:right], box, chars[left:right], (colon or specks) and not glued, glued))
    return pieces


def _without_specks(text: str, start: int, end: int, *, exact: bool) -> tuple[int, int, bool]:
    """The span without specks of dirt at its edges, and whether one stood before it, as a misread colon does.

    A quotation mark at a word of letters stays; one without its other half in a scan may be a colon all the same.
    """
    first, last = start, end
    lettered = not any(ch.isdigit() for ch in text[start:end])
    while first < last - 1 and text[first] in _SPECKS_BEFORE and not _ENDS_A_GROUP.match(text, first, last):
        if lettered and text[first] in _QUOTES and text[first + 1].isalpha():
            break
        first += 1
    while last > first + 1 and text[last - 1] in _SPECKS_AFTER:
        if lettered and text[last - 1] in _QUOTES and text[last - 2].isalpha():
            break
        last -= 1
    if last == first + 1 and text[first] in _SPECKS_AFTER:
        return end - 1, end - 1, False
    single = text[first] in _QUOTES and not exact and sum(ch in _QUOTES for ch in text) % 2 == 1
    return first, last, first > start or single


def _at_colons(text: str, start: int, end: int) -> list[tuple[int, int, bool]]:
    """Cuts `text[start:end]` at colons that are not part of a time; a lone colon stays a piece of its own, empty."""
    cuts: list[tuple[int, int, bool]] = []
    begin, colon = start, False
    for match in _COLON.finditer(text, start, end):
        at, after = match.start(), match.end()
        if at > begin and after < end and text[at - 1].isdigit() and text[after].isdigit():
            continue
        if at > begin:
            cuts.append((begin, at, colon))
        begin, colon = after, True
    if begin < end:
        glued = _GLUED.match(text, begin, end)
        if glued and glued.end() - begin > 2 and any(c.isdigit() for c in text[glued.end() : end]):
            cuts.append((begin, glued.end(), colon))
            begin, colon = glued.end(), False
        elif firm := _BEFORE_FIRM.match(text, begin, end):
            cuts.append((begin, firm.end(), colon))
            begin, colon = firm.end(), False
        cuts.append((begin, end, colon))
    elif colon:
        cuts.append((end - 1, end - 1, True))
    return cuts


def _slice(box: Box, text: str, start: int, end: int) -> Box:
    """The part of `box` that shows `text[start:end]`, by the letters' usual widths or by equal ones, whichever is wider."""
    widths = [_width(char) for char in text]
    total, end = sum(widths) or 1.0, max(end, start + 1)
    left = min(start / max(1, len(text)), sum(widths[:start]) / total)
    right = max(end / max(1, len(text)), sum(widths[:end]) / total)
    return Box(box.left + left * box.width, box.top, box.left + right * box.width, box.bottom)


def _width(char: str) -> float:
    """The usual width of a letter in a proportional sans, in em."""
    if char in " .,:;'|!ijlI":
        return 0.28
    if char in "tfr()[]-/1":
        return 0.4
    return 0.85 if char in "MWmw@%" else 0.68 if char.isupper() else 0.55


def joined(tokens: Sequence[Token]) -> str:
    """The tokens' texts with single spaces between."""
    return " ".join(token.text for token in tokens)
