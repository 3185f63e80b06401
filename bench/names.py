"""Measures what becomes of names: how many right ones are marked and how many wrong ones pass, on sheets full of names.

`python -m bench.names --words FOLDER` draws each name of `dev` in each condition, 34 on a sheet, and judges every one
as the forms do. Separate because a proof bears one name: a thousand names would take a thousand documents.
"""

from __future__ import annotations

import argparse
import logging
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from bench import documents, templates
from bench.contents import Content, Row
from bench.documents import Drawn, Plan
from bench.forms import Pipeline
from bench.forms_causes import scaled, stands_in
from bench.wording import FACES, NAMES
from bench.words_cache import Pages, WordsCache, reader_key
from ocr.document import Box, PageText, ReviewReason
from ocr.forms.definitions import standard_forms
from ocr.forms.doubt import reads_badly, review_reason
from ocr.forms.drafts import Draft, unsure_share
from ocr.forms.grammar import Piece, read_value
from ocr.forms.labels import find_labels
from ocr.forms.locate import Found, locate
from ocr.forms.rank import with_second_thoughts
from ocr.forms.rows import tokens_to_rows
from ocr.forms.tokens import page_tokens
from ocr.settings import load_settings

SEED = 751
CONDITIONS = ("scan", "fax", "100dpi", "dot-matrix", "thermal")
"""Conditions in which a name stands where it was drawn; a photo is flattened before it is read."""
ON_A_SHEET = 34
_NAME = "nama_wajib_pajak"
_STRIDE = 7
"""Every seventh name stands on the same sheet, so that a sheet holds names of all kinds."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How one drawn name was read: in which condition, the piece of ink, and why a person must look at it."""

    condition: str
    drawn: str
    piece: Piece
    badly: bool
    review: ReviewReason | None

    @property
    def right(self) -> bool:
        """True when the name is read as it was drawn."""
        return self.piece.value == self.drawn

    @property
    def silent(self) -> bool:
        """True for a wrong name that nobody would look at."""
        return not self.right and self.review is None


def sheets(seed: int) -> Iterator[tuple[int, str, Sequence[str]]]:
    """Number, condition and names of each sheet."""
    names = [name for start in range(_STRIDE) for name in NAMES["dev"][start::_STRIDE]]
    parts = [names[start : start + ON_A_SHEET] for start in range(0, len(names), ON_A_SHEET)]
    for index, (condition, part) in enumerate((c, p) for c in CONDITIONS for p in parts):
        yield seed * 1000 + index, condition, part


def draw(number: int, condition: str, names: Sequence[str]) -> Drawn:
    """The sheet: a label and a name on each row, each name a record of its own."""
    rng = random.Random(f"names/{number}")
    faces = [face for face in FACES["dev"] if condition not in ("dot-matrix", "thermal") or face.style == "mono"]
    face = rng.choice(faces).checked()
    page = templates.Page(rng, face, rng.uniform(8, 9))
    rows = tuple(Row("Nama WP", name, {_NAME: name}) for name in names)
    rng.choice(templates.TEMPLATES["dev"])(page, Content("bpn", "BANK ARTHA DEV", (), (("", rows),)))
    (sheet,) = (replace(sheet, texts=_numbered(sheet.texts)) for sheet in page.sheets)
    chosen = Plan("names", condition, rng, np.random.default_rng([number]), face, "dev")
    return documents.draw_groups(chosen, number, [("bpn", [sheet])])


def _numbered(runs: Sequence[documents.Text]) -> list[documents.Text]:
    numbers = iter(range(len(runs)))
    return [replace(run, record=next(numbers)) if run.shows else run for run in runs]


def readings(drawn: Drawn, pages: Pages) -> Iterator[Reading]:
    """Of each name how it was read; one at whose place nothing was read is left out."""
    (page,) = pages[0]
    for record, truth in enumerate(drawn.truth["records"]):
        found = _found(page, scaled(drawn.places[record, _NAME][1], drawn, page))
        if found is not None:
            draft = Draft(standard_forms().layouts[0], 1, 1, {_NAME: (found,)}, exact=False, unsure=unsure_share(page))
            draft = with_second_thoughts(draft)
            name = draft.found[_NAME][0]
            review = review_reason(name, draft, ())
            yield Reading(drawn.truth["condition"], truth["fields"][_NAME], name.piece, reads_badly(draft), review)


def _found(page: PageText, place: Box) -> Found | None:
    """The name in the words at `place`, behind its label where one of them holds both."""
    forms = standard_forms()
    words = tuple(word for word in page.words if stands_in(word.box, place))
    rows = tokens_to_rows(page_tokens(replace(page, words=words)), 0.0)
    if labels := find_labels(rows, forms):
        return next(iter(locate(rows, labels, forms)[0].get(_NAME, ())), None)
    read = read_value(forms.fields[_NAME], [token for row in rows for token in row.tokens])
    return Found(_NAME, read.piece, None, "right", 1.0) if read else None


def table(found: Iterable[Reading]) -> Iterator[str]:
    """The table's lines: names, wrong, marked although right, silent by condition."""
    found = list(found)
    yield "| condition | names | right | right but marked | wrong in silence |"
    yield "|---|---:|---:|---:|---:|"
    for condition in (*CONDITIONS, "all"):
        part = [one for one in found if condition in (one.condition, "all")]
        right = sum(one.right for one in part)
        marked = sum(one.right and one.review is not None for one in part)
        silent = sum(one.silent for one in part)
        yield f"| {condition} | {len(part)} | {right} | {marked} = {marked / max(1, right):.1%} | {silent} |"


def read_all(words: Path | None, seed: int) -> list[Reading]:
    """Every name in every condition."""
    settings = load_settings()
    pipeline = Pipeline(settings, WordsCache(words, reader_key(settings)) if words else None)
    try:
        return [
            one
            for sheet in sheets(seed)
            for drawn in [draw(*sheet)]
            for one in readings(drawn, pipeline.read_pages(drawn))
        ]
    finally:
        pipeline.close()


def main() -> None:
    """Prints the table and, with `--show`, the names that are wrong in silence."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--words", type=Path, help="folder in which the words read are kept")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--show", action="store_true", help="list the names that are wrong in silence")
    options = parser.parse_args()
    logging.disable(logging.INFO)
    found = read_all(options.words, options.seed)
    print("\n".join(table(found)))
    for one in (one for one in found if one.silent and options.show):
        print(f"{one.condition}: {one.drawn} was read as {one.piece.value} ({one.piece.confidence:.3f})")


if __name__ == "__main__":
    main()
