"""Detail tables of billing sheets: one row per deposit, each with its own account, period and amount.

Separate because a table's values stand under their headings, many to a label. Imports rows, labels and the grammars.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ocr.forms.definitions import Forms
from ocr.forms.grammar import Piece, Reading, read_value
from ocr.forms.labels import Label
from ocr.forms.rows import Row

_MONEY = re.compile(r"(?:Rp|IDR|USD)?[.:]?[\d.,]*", re.IGNORECASE)
_WITHIN_AMOUNT = 1.2
"""Pieces of one amount stand nearer than this many letter heights; columns stand farther apart."""
_HEADINGS = frozenset({"kode_pajak", "kode_akun_pajak", "kode_jenis_setoran", "masa_pajak", "jumlah", "nop"})


@dataclass(frozen=True, slots=True)
class Table:
    """The details, one mapping of field → value per row, and the indexes of the rows that are the table's."""

    details: tuple[Mapping[str, Piece], ...] = ()
    rows: frozenset[int] = frozenset()


def find_table(rows: Sequence[Row], labels: Sequence[Label], forms: Forms) -> Table:
    """The first table of details below a row of headings; an empty one when there is none."""
    for index in range(len(rows)):
        heads = [label for label in labels if label.row == index and label.field in _HEADINGS]
        fields = {label.field for label in heads}
        if not (len(fields) >= 3 or fields >= {"kode_pajak", "jumlah"}) or _has_values(rows[index], heads):
            continue
        details: list[Mapping[str, Piece]] = []
        used = {index}
        for below in range(index + 1, len(rows)):
            detail = _detail(rows[below], forms)
            if detail is not None:
                details.append(detail)
            elif any(label.row == below and label.field != "mata_uang" for label in labels) or (
                rows[below].middle - rows[max(used)].middle > 6 * rows[below].height
            ):
                break
            used.add(below)
        if details:
            return Table(tuple(details), frozenset(used))
    return Table()


def _has_values(row: Row, heads: Sequence[Label]) -> bool:
    """True when figures stand between the labels: a row of labels and values, not of headings."""
    between = row.tokens[heads[0].start : heads[-1].end]
    return any(ch.isdigit() for token in between for ch in token.text)


def _detail(row: Row, forms: Forms) -> Mapping[str, Piece] | None:
    """A row's account, deposit code, period, year and amount; None for a row that is no detail.

    Codes or an amount that cannot be read are left out: the row still counts, a person completes it.
    """
    codes = read_value(forms.fields["kode_pajak"], row.tokens[:5])
    last = max(row.tokens.index(t) for p in (codes.piece, *codes.extras.values()) for t in p.tokens) if codes else 0
    amount = _last_amount(row, last, forms)
    if codes is None and (amount is None or not _looks_like_detail(row)):
        return None
    detail = {"kode_akun_pajak": codes.piece, **codes.extras} if codes else {}
    detail |= {"jumlah": amount.piece, **amount.extras} if amount else {}
    rest = row.tokens[last + 1 :]
    period = next((r for n in (1, 2, 3) if (r := read_value(forms.fields["masa_pajak"], rest[:n])) and r.extras), None)
    period = period or read_value(forms.fields["masa_pajak"], rest[:1])
    if period is not None:
        detail |= {"masa_pajak": period.piece, **period.extras}
    return detail


def _looks_like_detail(row: Row) -> bool:
    """True for a row that begins with figures like codes or holds a period of eight digits."""
    first = row.tokens[0].text
    return bool(re.search(r"\d{2}.*[-–]|\d{4}", first)) or any(re.fullmatch(r"\d{8}", t.text) for t in row.tokens)


def _last_amount(row: Row, after: int, forms: Forms) -> Reading | None:
    """The amount that ends the row; digits without separator or currency are no amount here (NOP, reference)."""
    start = len(row.tokens) - 1
    if start <= after or not re.search(r"\d", row.tokens[start].text):
        return None
    while start - 1 > after and row.gaps[start] < _WITHIN_AMOUNT and _MONEY.fullmatch(row.tokens[start - 1].text):
        start -= 1
    reading = read_value(forms.fields["jumlah"], row.tokens[start:])
    return reading if reading and (reading.extras or re.search(r"[.,]", reading.piece.raw)) else None
