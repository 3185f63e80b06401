"""Tables: the details of a billing sheet, one row per deposit with its account, period and amount; else a list of whole proofs.

Separate because a table's values stand under their headings, many to a label. Imports rows, labels, lists and the grammars.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace

from ocr.forms.definitions import Forms, plain
from ocr.forms.grammar import Reading, read_value
from ocr.forms.labels import Label
from ocr.forms.lists import in_table, listed_proofs
from ocr.forms.locate import CURRENCIES, Found
from ocr.forms.rows import Row
from ocr.forms.tokens import union

_MONEY = re.compile(r"(?:Rp|IDR|USD)?[.:]?[\d.,]*", re.IGNORECASE)
_PERIOD = re.compile(r"(?<!\S)\d{8}(?!\S)")
"""First and last month and a year."""
_ACCOUNT = re.compile(r"4[12]\d{4}(?!\d)")
"""A tax account, at the beginning of a row."""
_WITHIN_AMOUNT = 1.2
"""Pieces of one amount stand nearer than this many letter heights; columns stand farther apart."""
_FIRST_ROWS = 6
_OF_DETAIL = frozenset({"kode_akun_pajak", "kode_jenis_setoran", "masa_pajak", "tahun_pajak", "jumlah"})
_HEADINGS = frozenset({"kode_pajak", "kode_akun_pajak", "kode_jenis_setoran", "masa_pajak", "jumlah", "nop"})


@dataclass(frozen=True, slots=True)
class Table:
    """The details, one mapping of field → value per row, and the indexes of the rows that are the table's."""

    details: tuple[Mapping[str, Found], ...] = ()
    rows: frozenset[int] = frozenset()


def headed_table(rows: Sequence[Row], labels: Sequence[Label], forms: Forms) -> Table:
    """The first table of details below a row of headings; an empty one when there is none."""
    for index in range(len(rows)):
        heads = [label for label in labels if label.row == index and label.field in _HEADINGS]
        fields = {label.field for label in heads}
        proofs, listed = listed_proofs(index, rows, labels, forms)
        if len(proofs) > 1:
            return Table(proofs, listed)
        if not _is_heading(fields) or _has_values(rows[index], heads) or _names_a_party(index, labels):
            continue
        details: list[Mapping[str, Found]] = []
        used = {index}
        for below in range(index + 1, len(rows)):
            detail = detail_of(rows[below], forms)
            here = {label.field for label in labels if label.row == below}
            page = rows[below].tokens[0].page
            if detail is not None:
                details.append(detail)
            elif here & _HEADINGS == fields and page != rows[index].tokens[0].page:
                pass  # the headings again, on the table's next page
            elif here - {"mata_uang"} or (
                page == rows[max(used)].tokens[0].page
                and rows[below].middle - rows[max(used)].middle > 6 * rows[below].height
            ):
                if not _goes_on_overleaf(below, page, rows, labels, forms):
                    break
                continue
            used.add(below)
        if details:
            return Table(tuple(details), frozenset(used))
    return Table()


def details_by_form(rows: Sequence[Row], forms: Forms) -> Table:
    """The rows that have everything a detail has: nothing else looks so, whatever became of the headings above them."""
    details = {index: detail_of(row, forms) for index, row in enumerate(rows) if _PERIOD.search(" ".join(_texts(row)))}
    whole = {index: detail for index, detail in details.items() if detail and detail.keys() >= _OF_DETAIL}
    return Table(tuple(whole.values()), frozenset(whole))


def _texts(row: Row) -> list[str]:
    return [token.text for token in row.tokens]


def starts_with_details(rows: Sequence[Row], labels: Sequence[Label], forms: Forms) -> bool:
    """True for a page whose first lines are a table's: rows of details, or its headings above them."""
    for index, row in enumerate(rows[:_FIRST_ROWS]):
        if detail_of(row, forms) is not None:
            return True
        fields = {label.field for label in labels if label.row == index}
        if fields and not _is_heading(fields & _HEADINGS):
            return False
    return False


def _goes_on_overleaf(below: int, page: int, rows: Sequence[Row], labels: Sequence[Label], forms: Forms) -> bool:
    """True for the foot of a page whose table goes on on the next."""
    first = next((i for i in range(below, len(rows)) if rows[i].tokens[0].page > page), None)
    if first is None:
        return False
    shifted = [replace(label, row=label.row - first) for label in labels if label.row >= first]
    return starts_with_details(rows[first:], shifted, forms)


def _is_heading(fields: Set[str]) -> bool:
    """True for what heads details: never a deposit code without its account, as where a proof's labels stand above their values."""
    if "kode_jenis_setoran" in fields and not fields & {"kode_pajak", "kode_akun_pajak"}:
        return False
    return len(fields) >= 3 or fields >= {"kode_pajak", "jumlah"}


def labels_outside(table: Table, labels: Sequence[Label], rows: Sequence[Row]) -> list[Label]:
    """`labels` without the table's own, in whose place each of its rows is a label that heads nothing: no value goes on over it."""
    owned = [
        Label("bagian", "", index, 0, len(rows[index].tokens), 1.0, union(rows[index].tokens)) for index in table.rows
    ]
    return sorted([*(label for label in labels if label.row not in table.rows), *owned], key=lambda label: label.row)


def _names_a_party(index: int, labels: Sequence[Label]) -> bool:
    """True when the row heads a whole proof, taxpayer included, not the details of one."""
    return any(label.row == index and label.field in ("npwp", "nama_wajib_pajak", "ntpn") for label in labels)


def _has_values(row: Row, heads: Sequence[Label]) -> bool:
    """True when figures stand between the labels: a row of labels and values, not of headings."""
    between = row.tokens[heads[0].start : heads[-1].end]
    return any(ch.isdigit() for token in between for ch in token.text)


def detail_of(row: Row, forms: Forms) -> Mapping[str, Found] | None:
    """A row's account, deposit code, period, year and amount; None for a row that is no detail.

    Codes or an amount that cannot be read are left out: the row still counts, a person completes it.
    """
    codes = read_value(forms.fields["kode_pajak"], row.tokens[:5])
    last = max(row.tokens.index(t) for p in (codes.piece, *codes.extras.values()) for t in p.tokens) if codes else 0
    amount = _last_amount(row, last, forms)
    if codes is None and not (_looks_like_detail(row) if amount else _begins_like_detail(row)):
        return None
    account = codes or read_value(forms.fields["kode_akun_pajak"], row.tokens[:1])
    detail = in_table("kode_akun_pajak", account) if account else {}
    detail |= in_table("jumlah", amount) if amount else {}
    rest = row.tokens if codes is None and _PERIOD.fullmatch(row.tokens[0].text) else row.tokens[last + 1 :]
    period = next((r for n in (1, 2, 3) if (r := read_value(forms.fields["masa_pajak"], rest[:n])) and r.extras), None)
    if period is None and codes:
        period = read_value(forms.fields["masa_pajak"], rest[:1])
    if period is not None:
        detail |= in_table("masa_pajak", period)
    return detail


def _looks_like_detail(row: Row) -> bool:
    """True for a row that begins with figures like codes or holds a period of eight digits."""
    first = row.tokens[0].text
    return bool(re.search(r"\d{2}.*[-–]|\d{4}", first)) or any(_PERIOD.fullmatch(t.text) for t in row.tokens)


def _begins_like_detail(row: Row) -> bool:
    """True for a row that begins with an account and holds a period, whatever became of its deposit code and its amount."""
    return bool(_ACCOUNT.match(row.tokens[0].text)) and any(_PERIOD.fullmatch(t.text) for t in row.tokens[1:])


def _last_amount(row: Row, after: int, forms: Forms) -> Reading | None:
    """The amount that ends the row; digits without separator or currency are no amount here (NOP, reference)."""
    start = len(row.tokens) - 1
    if start > after + 1 and plain(row.tokens[start].text) in CURRENCIES:
        start -= 1
    if start <= after or not re.search(r"\d", row.tokens[start].text):
        return None
    while start - 1 > after and row.gaps[start] < _WITHIN_AMOUNT and _MONEY.fullmatch(row.tokens[start - 1].text):
        start -= 1
    reading = read_value(forms.fields["jumlah"], row.tokens[start:])
    return reading if reading and (reading.extras or re.search(r"[.,]", reading.piece.raw)) else None
