"""A spot that a person pointed at → a field's value, read as that field's grammar.

Separate from locate, which searches a whole page: here the place is given and only the value is to be read.
Imports grammar, tokens and the document types.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ocr.document import FIELD_TYPES, Field, PageText, Word
from ocr.forms.definitions import standard_forms
from ocr.forms.doubt import is_doubtful
from ocr.forms.grammar import read_value
from ocr.forms.tokens import Token, page_tokens, union

_SURE = 0.9
"""A reading needs this chance that all its characters are right: less than unseen (doubt.py), the person looks at the ink."""


def read_spot(name: str, words: Sequence[Word], page: int) -> Field | None:
    """What `words` of page `page` say when they are read as field `name`, with its evidence; None when nothing of it.

    Letters stand for digits only where the recogniser offers them or the grammar has no place for a letter. A label
    before a colon is no part of the value. `review` stays "read_badly" where characters are in doubt. KeyError for an
    unknown field.
    """
    rule = standard_forms().fields[name]
    tokens = _tokens(words, page)
    reading = next((found for part in (_after_colon(tokens), tokens) if (found := read_value(rule, part))), None)
    if reading is None or reading.doubts:
        return None
    piece = reading.piece
    chars = piece.chars if FIELD_TYPES[name] != "text" else ()
    doubtful = piece.confidence < _SURE or (name == "ntpn" and any(map(is_doubtful, chars)))
    return Field(
        name=name,
        value=piece.value,
        raw=piece.raw,
        confidence=round(piece.confidence, 4),
        box=union(piece.tokens) if piece.tokens else None,
        page=page,
        chars=chars,
        review="read_badly" if doubtful else None,
    )


def _tokens(words: Sequence[Word], page: int) -> list[Token]:
    """Pieces with letters or digits, in reading order: lines by height, each from left to right."""
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda word: word.box.middle[1]):
        if lines and abs(lines[-1][0].box.middle[1] - word.box.middle[1]) < 0.6 * word.box.height:
            lines[-1].append(word)
        else:
            lines.append([word])
    ordered = tuple(word for line in lines for word in sorted(line, key=lambda word: word.box.left))
    found = page_tokens(PageText(page, 0, 0, ordered, "ocr", 0.0))
    return [
        replace(token, colon=token.colon or not found[index - 1].text if index else token.colon)
        for index, token in enumerate(found)
        if any(char.isalnum() for char in token.text)
    ]


def _after_colon(tokens: Sequence[Token]) -> Sequence[Token]:
    """What stands after the first colon; everything when there is none."""
    at = next((index for index, token in enumerate(tokens) if token.colon), 0)
    return tokens[at:]
