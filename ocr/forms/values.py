"""Tokens beside a label → the value of its field, or of each of its fields: "NPWP/Nama : 081443518011000 / PT CONTOH".

Separate from locate, which says where a label's value stands: here is only said whose it is. Imports labels and grammars.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ocr.document import Box
from ocr.forms.definitions import Forms
from ocr.forms.grammar import Reading, read_value
from ocr.forms.labels import Label
from ocr.forms.tokens import Token

PARTLY_NAMED = 0.45
"""How whole a label is that names a field only in part: what stands beside it is taken where nothing better is, and marked."""


def label_readings(label: Label, tokens: Sequence[Token], forms: Forms) -> list[tuple[str, Reading, float]]:
    """What `tokens` say beside `label`: field, reading, and how sure the label is of it (0–1).

    A label of several fields heads as many values; where they cannot be told apart any one of them is offered, and marked.
    """
    fields = (label.field, *label.others)
    if len(fields) == 1:
        rule = forms.fields[label.field]
        names = (label.field, rule.otherwise) if rule.otherwise else (label.field,)
        found = ((name, read_value(forms.fields[name], tokens)) for name in names)
        return [(name, reading, 1.0) for name, reading in found if reading is not None][:1]
    for parts in _parts(tokens, len(fields)):
        read = [read_value(forms.fields[name], part) for name, part in zip(fields, parts, strict=True)]
        if all(read):
            return [(label.field, _together(fields, [reading for reading in read if reading]), 1.0)]
    alone = ((name, read_value(forms.fields[name], tokens)) for name in fields)
    return [(name, reading, PARTLY_NAMED) for name, reading in alone if reading is not None]


def _together(fields: Sequence[str], readings: Sequence[Reading]) -> Reading:
    """One reading of several values side by side: the first field's, all others as its extras."""
    first, *others = readings
    extras = dict(first.extras)
    for name, reading in zip(fields[1:], others, strict=True):
        extras |= {name: reading.piece, **{key: piece for key, piece in reading.extras.items() if key not in extras}}
    doubts = frozenset[str]().union(*(reading.doubts for reading in readings))
    return replace(first, fit=min(reading.fit for reading in readings), extras=extras, doubts=doubts)


def _parts(tokens: Sequence[Token], count: int) -> Iterator[list[list[Token]]]:
    """`tokens` cut at `count` - 1 slashes: at those that stand alone, else at all."""
    alone = [index for index, token in enumerate(tokens) if token.text == "/"]
    if len(alone) == count - 1:
        edges = [-1, *alone, len(tokens)]
        yield [list(tokens[a + 1 : b]) for a, b in itertools.pairwise(edges)]
    pieces: list[list[Token]] = [[]]
    for token in tokens:
        for index, piece in enumerate(_at_slashes(token)):
            if index:
                pieces.append([])
            if piece.text:
                pieces[-1].append(piece)
    if len(pieces) == count and all(pieces):
        yield pieces


def _at_slashes(token: Token) -> list[Token]:
    """`token` cut at its slashes, its width shared out by letter."""
    pieces, start = [], 0
    wide = token.box.width / max(1, len(token.text))
    for text in token.text.split("/"):
        end = start + len(text)
        left, right = token.box.left + start * wide, token.box.left + end * wide
        box = Box(left, token.box.top, right, token.box.bottom)
        pieces.append(replace(token, text=text, box=box, chars=token.chars[start:end]))
        start = end + 1
    return pieces
