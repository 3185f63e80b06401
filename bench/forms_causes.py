"""Whose fault a wrong field is: the words read at the value's place, compared with the words drawn there.

Separate because it knows nothing of records: it looks at the same spot of two pages.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from bench.documents import Drawn
from bench.forms_score import Mark
from ocr.document import Box, PageText
from ocr.forms.tokens import Token, page_tokens

Cause = Literal["recogniser: nothing read at the place", "recogniser: misread characters", "forms", "no such place"]
_WITHIN = 0.5
"""A token stands at a place when so much of the smaller of both heights and half its width lie in it."""


def cause(mark: Mark, drawn: Drawn, pages: Sequence[PageText]) -> tuple[Cause, str]:
    """Whose fault the wrong field `mark` is, and the ink as it was read at its place.

    The forms' when the letters and digits read there are those drawn; "no such place" for an invented value.
    """
    place = drawn.places.get((mark.record, mark.field)) or drawn.places.get((0, mark.field))
    if mark.truth is None or place is None:
        return "no such place", ""
    number, box = place
    read = next((page for page in pages if page.number == number), None)
    ink = [] if read is None else tokens_at(read, scaled(box, drawn, read))
    printed = tokens_at(next(page for page in drawn.page_texts if page.number == number), box)
    if not ink:
        return "recogniser: nothing read at the place", ""
    same = letters(printed) in letters(ink)
    return ("forms" if same else "recogniser: misread characters"), " ".join(ink)


def tokens_at(page: PageText, box: Box) -> list[str]:
    """The texts of the page's pieces that stand in `box`, in the order of the page's words."""
    return [token.text for token in pieces_at(page, box)]


def pieces_at(page: PageText, box: Box) -> list[Token]:
    """The page's pieces that stand in `box`, in the order of the page's words."""
    return [token for token in page_tokens(page) if token.text and stands_in(token.box, box)]


def stands_in(token: Box, box: Box) -> bool:
    """True when more than half of the smaller of both heights, and of both widths, is shared."""
    high = min(token.bottom, box.bottom) - max(token.top, box.top)
    wide = min(token.right, box.right) - max(token.left, box.left)
    return high > _WITHIN * min(token.height, box.height) and wide > _WITHIN * min(token.width, box.width)


def scaled(box: Box, drawn: Drawn, read: PageText) -> Box:
    """`box` in the pixels in which the page was read."""
    high, wide = drawn.pictures[read.number - 1].shape
    across, down = read.width / wide, read.height / high
    return Box(box.left * across, box.top * down, box.right * across, box.bottom * down)


def letters(texts: Sequence[str]) -> str:
    """The letters and figures of texts, capital and without what stands between them."""
    return "".join(char for text in texts for char in text.upper() if char.isalnum())
