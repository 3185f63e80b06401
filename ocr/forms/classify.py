"""Which form lies on the paper: titles, phrases and labels weighed by the definitions.

Separate because a wrong kind marks or clears the wrong fields; nothing else decides the kind. Imports labels and rows.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from ocr.forms.definitions import Forms, Layout, plain
from ocr.forms.rows import Row

_LIKENESS = 88.0
"""partial_ratio from which a row holds a title or phrase (two or three wrong letters in twenty)."""
_ENOUGH = 1.5
_SUBJECTS = frozenset({"PERIHAL", "HAL", "SUBJECT"})
"""What the subject of a letter stands behind."""
_SMALL_WORDS = 2
"""Small words behind a title that make a sentence of it."""
_AMOUNT = re.compile(r"(?:Rp\.?)?\d{1,3}(?:[.,]\d{3})+(?:[.,]\d\d)?")


@dataclass(frozen=True, slots=True)
class Heading:
    """A title or phrase found on row `row`, at `left` pixels, with its likeness 0–1."""

    text: str
    row: int
    left: float
    right: float
    likeness: float


def find_headings(rows: Sequence[Row], forms: Forms) -> tuple[Heading, ...]:
    """Every title and phrase of the definitions on the rows; a title broken over two rows counts on the first.

    What stands within a text is a title only beside one that heads the paper.
    """
    texts = tuple(sorted(forms.headings))
    found: list[Heading] = []
    within: list[Heading] = []
    for index, row in enumerate(rows):
        text = "".join(plain(token.text) for token in row.tokens)
        letters = sum(ch.isalpha() for ch in text)
        if letters < 6 or letters < len(text) / 3:
            continue
        for wanted, start, end, likeness in _said(text, texts):
            left, right = _span(row, start, end)
            if wanted in forms.titles and likeness < 1.0 and _begins_a_sentence(row, right):
                continue
            doubted = wanted in forms.titles and _is_within_text(row, left)
            (within if doubted else found).append(Heading(wanted, index, left, right, likeness))
    titled = any(heading.text in forms.titles for heading in found)
    return tuple(sorted([*found, *within], key=lambda heading: heading.row) if titled else found)


def _is_within_text(row: Row, left: float) -> bool:
    """True for the words of a title at `left` pixels that head nothing: within a sentence, a letter's subject, on a row with an amount.

    "Perihal : Penyampaian bukti setor pajak" is a letter's, "26/01 SETORAN TUNAI 9.786.683,00" an account statement's. What stands
    directly behind a colon ("Jenis Transaksi : Penerimaan Negara") says what the paper is.
    """
    start = sum(token.box.left < left for token in row.tokens)
    if plain(row.tokens[0].text) in _SUBJECTS or any(_AMOUNT.fullmatch(token.text) for token in row.tokens):
        return True
    within = start > 0 and not row.starts_segment(start)
    return within and (row.tokens[start].text[0].islower() or any(token.colon for token in row.tokens[:start]))


def _begins_a_sentence(row: Row, right: float) -> bool:
    """True for words up to `right` pixels behind which small words go on: "Transfer yang sudah berhasil …" is no misread "m-Transfer"."""
    start = sum(token.box.left < right for token in row.tokens)
    end = row.segment_end(start - 1)
    return sum(token.text[0].islower() for token in row.tokens[start:end]) >= _SMALL_WORDS


@lru_cache(maxsize=512)
def _said(text: str, texts: tuple[str, ...]) -> tuple[tuple[str, int, int, float], ...]:
    """Each of `texts` that `text` says, as often as it does, with its span and likeness; a page's rows are asked thrice.

    Within a text that is said to the letter nothing else is misread ("Bukti Penerimaan PNBP" in "… Penerimaan Negara").
    """
    said = [found for wanted in texts for found in _times(wanted, text)]
    whole = [(start, end) for _, start, end, likeness in said if likeness == 1.0]
    return tuple(
        item for item in said if item[3] == 1.0 or not any(start <= item[1] and item[2] <= end for start, end in whole)
    )


def _times(wanted: str, text: str) -> list[tuple[str, int, int, float]]:
    found: list[tuple[str, int, int, float]] = []
    begin = 0
    while len(text) - begin >= len(wanted) - 2:
        match = fuzz.partial_ratio_alignment(wanted, text[begin:], score_cutoff=_LIKENESS)
        if match is None or match.dest_end - match.dest_start < len(wanted) - 3:
            break
        found.append((wanted, begin + match.dest_start, begin + match.dest_end, match.score / 100))
        begin += match.dest_end
    return found


def _span(row: Row, start: int, end: int) -> tuple[float, float]:
    """Pixels from the token holding normalised character `start` to the one holding `end` - 1."""
    position, left, right = 0, row.tokens[0].box.left, row.tokens[-1].box.right
    for token in row.tokens:
        after = position + len(plain(token.text))
        if position <= start < after:
            left = token.box.left
        if position < end <= after:
            right = token.box.right
        position = after
    return left, right


def classify(
    headings: Sequence[Heading], fields: Collection[str], forms: Forms, account: str | None = None
) -> Layout | None:
    """The layout that titles, phrases and the labelled `fields` speak for; None when none does enough.

    An `account` of the tax office rules out prints of non-tax revenue, which share half their title with it.
    """
    seen = {heading.text: heading.likeness for heading in headings}
    fitting = [i for i, layout in enumerate(forms.layouts) if not (account and layout.issuer == "dja")]
    ranked = sorted(((_weight(forms.layouts[i], seen, fields), i) for i in fitting), key=lambda r: -r[0])
    return forms.layouts[ranked[0][1]] if ranked[0][0] >= _ENOUGH else None


def _weight(layout: Layout, seen: dict[str, float], fields: Collection[str]) -> float:
    if not layout.needs <= set(fields):
        return 0.0
    title = max((seen.get(plain(text), 0.0) * (1 + len(plain(text)) / 60) for text in layout.titles), default=0.0)
    phrases = sum(seen.get(plain(text), 0.0) for text in layout.phrases)
    evidence = len(layout.evidence & set(fields)) / max(1, len(layout.evidence))
    weight = 2.0 * title + 0.4 * min(3.0, phrases) + 2.0 * evidence
    against = 0.8 * len(layout.absent & set(fields)) + 1.5 * len(layout.forbidden & set(fields))
    return weight + (0.5 if layout.needs else 0.0) - against
