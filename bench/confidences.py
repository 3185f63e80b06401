"""Measures what the recogniser's confidence is worth: how often texts read with a given chance are wrong.

`python -m bench.confidences --words FOLDER --seed 742` takes the words that `bench.forms --split dev --words FOLDER` kept.
Separate because it looks at every text of a page, names, addresses and labels alike, not at fields: there are too few names.
Imports the measure of fields for its pipeline only.
"""

from __future__ import annotations

import argparse
import itertools
import logging
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bench import documents
from bench.documents import COUNT, SEED, Drawn, spread
from bench.forms import Pipeline
from bench.forms_causes import letters, pieces_at, scaled
from bench.words_cache import Pages, WordsCache, reader_key
from ocr.document import chance
from ocr.forms.doubt import BAD_PAGE
from ocr.forms.drafts import unsure_share
from ocr.settings import load_settings

CHANCES = (0.0, 0.5, 0.75, 0.85, 0.9, 0.95, 0.97, 0.98, 0.99, 1.0)
"""Edges of the table's columns; the last column holds 1 too."""
KINDS = {"letters": re.compile(r"[:\s]*[A-Za-z .,'()/&-]{6,60}"), "figures": re.compile(r"[:\s]*[\d.,/:\s-]{5,40}")}
"""Drawn texts that are told apart; texts of both kinds of characters count for neither."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How one drawn text was read: what it is of, the chance that all its characters are right, and whether they are."""

    kind: str
    badly: bool
    chance: float
    right: bool


def readings(drawn: Drawn, pages: Pages) -> Iterator[Reading]:
    """Of each text of letters or figures how it was read.

    A text shorter or longer by more than one character was cut by the detector, not misread, and is left out.
    """
    for page in pages[0]:
        printed = next((text for text in drawn.page_texts if text.number == page.number), None)
        if page.source == "text" or printed is None:
            continue
        badly = unsure_share(page) > BAD_PAGE
        for word in printed.words:
            kind = next((kind for kind, pattern in KINDS.items() if pattern.fullmatch(word.text)), None)
            ink = sorted(pieces_at(page, scaled(word.box, drawn, page)), key=lambda token: token.box.left)
            wanted, got = letters([word.text]), letters([token.text for token in ink])
            if kind and ink and abs(len(wanted) - len(got)) <= 1:
                sure = chance(char for token in ink for char in token.chars)
                yield Reading(kind, badly, sure, wanted == got)


def table(found: Iterable[Reading]) -> Iterator[str]:
    """The table's lines: wrong of all texts by kind, page and chance."""
    counts = Counter((one.kind, one.badly, _column(one.chance), one.right) for one in found)
    heads = [f"{low:g}–{high:g}" for low, high in itertools.pairwise(CHANCES)]
    yield "| texts of | page | " + " | ".join(heads) + " |"
    yield "|---|---|" + "---:|" * len(heads)
    for kind, badly in itertools.product(KINDS, (False, True)):
        wrong = [counts[kind, badly, column, False] for column in range(len(heads))]
        right = [counts[kind, badly, column, True] for column in range(len(heads))]
        cells = [f"{bad} of {bad + good}" for bad, good in zip(wrong, right, strict=True)]
        yield f"| {kind} | reads {'badly' if badly else 'well'} | " + " | ".join(cells) + " |"


def _column(chance: float) -> int:
    return min(sum(chance >= edge for edge in CHANCES) - 1, len(CHANCES) - 2)


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--words", type=Path, required=True, help="folder in which the words read are kept")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--limit", type=int, default=COUNT)
    options = parser.parse_args()
    logging.disable(logging.INFO)
    settings = load_settings()
    pipeline = Pipeline(settings, WordsCache(options.words, reader_key(settings)))
    found: list[Reading] = []
    try:
        for index in spread(options.limit):
            if documents.plan("dev", index, options.seed).condition == "photo":
                continue  # flattened before it is read: what was drawn stands elsewhere
            drawn = documents.draw("dev", index, options.seed)
            found += readings(drawn, pipeline.read_pages(drawn))
    finally:
        pipeline.close()
    print("\n".join(table(found)))


if __name__ == "__main__":
    main()
