"""Detail tables of billing sheets: one row per deposit, each with its own account, period and amount.

Separate because a table's values stand under their headings, many to a label. Imports rows, labels and the grammars.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ocr.forms.definitions import Forms
from ocr.forms.grammar import Piece, Reading, read_value
from ocr.forms.labels import Label
from ocr.forms.rows import Row

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
        if len({label.field for label in heads}) < 3 or not _adjacent(heads):
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


def _adjacent(heads: Sequence[Label]) -> bool:
    """True when no heading is followed by a value of its own: the row holds headings only."""
    return all(b.start - a.end <= 1 for a, b in itertools.pairwise(heads) if a.field != "masa_pajak")


def _detail(row: Row, forms: Forms) -> Mapping[str, Piece] | None:
    """A row's account, deposit code, period, year and amount; None when it has no account or no amount."""
    codes = read_value(forms.fields["kode_pajak"], row.tokens[:5])
    if codes is None:
        return None
    last = max(row.tokens.index(t) for p in (codes.piece, *codes.extras.values()) for t in p.tokens)
    rest = row.tokens[last + 1 :]
    amount = _last_amount(row, last, forms)
    if amount is None:
        return None
    detail = {"kode_akun_pajak": codes.piece, **codes.extras, "jumlah": amount.piece, **amount.extras}
    period = next((r for n in (1, 2, 3) if (r := read_value(forms.fields["masa_pajak"], rest[:n])) and r.extras), None)
    period = period or read_value(forms.fields["masa_pajak"], rest[:1])
    if period is not None:
        detail |= {"masa_pajak": period.piece, **period.extras}
    return detail


def _last_amount(row: Row, after: int, forms: Forms) -> Reading | None:
    """The amount that ends the row; digits without separator or currency are no amount here (NOP, reference)."""
    for start in range(len(row.tokens) - 1, after, -1):
        reading = read_value(forms.fields["jumlah"], row.tokens[start:])
        if reading is None:
            continue
        joined = start > after + 1 and row.tokens[start - 1].text[-1:] in "pP.,RrN$DR" and row.gaps[start] < 1.2
        if joined:
            wider = read_value(forms.fields["jumlah"], row.tokens[start - 1 :])
            reading = wider if wider and wider.fit >= reading.fit else reading
        plain = reading.piece.raw.isdigit() and len(reading.piece.raw) > 6
        return None if plain else reading
    return None
