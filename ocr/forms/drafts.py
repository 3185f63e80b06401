"""Regions → drafts: what form each proof is and what was found on it.

Separate because the unit is the proof, not the page: one may span pages, a page may hold two. Imports regions, location and
kinds.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from decimal import Decimal

from rapidfuzz.distance import Levenshtein

from ocr.document import FIELD_NAMES, PageText
from ocr.forms.alone import find_alone, is_sentence
from ocr.forms.arranged import arranged
from ocr.forms.classify import classify
from ocr.forms.crosses import find_crossed_months, stands_in_grid
from ocr.forms.definitions import Forms, Layout
from ocr.forms.grammar import Piece, read_value
from ocr.forms.grammar.ids import is_like_an_ntpn
from ocr.forms.labels import find_labels
from ocr.forms.locate import Found, locate, tokens_of
from ocr.forms.regions import Region, find_regions
from ocr.forms.rows import Row
from ocr.forms.tables import Table, labels_outside
from ocr.forms.terbilang import currency_said
from ocr.forms.unheaded import find_table

_MOST_LOST = 5
"""More rows are not lost at once; a greater difference is a misread count."""

_MISREAD_LETTERS = 3
"""The same NTPN printed twice is misread in no more."""
_CLEAR_ENOUGH = 0.75
"""Rows whose amounts are read with less chance may make less than the total because one of them is misread."""
SURE_READ = 0.95
"""Clean ink is read above it nearly without exception."""


@dataclass(frozen=True, slots=True)
class Draft:
    """One proof before it is judged: its form (None when unknown) and what was located, best first.

    A sheet with several details becomes several drafts: `found` holds the detail's own values then, `printed` those of
    the whole sheet, `details` every row of its table. `unread` are fields with ink that says nothing, `blank`
    those whose label stands alone. `exact` tells that the words come from a text layer. `unsure` is the share of its
    pages' characters, 0–1, of which the recogniser was not sure (the worst page's).
    """

    layout: Layout | None
    first_page: int
    last_page: int
    found: Mapping[str, tuple[Found, ...]]
    exact: bool
    details: tuple[Mapping[str, Found], ...] = ()
    printed: Mapping[str, tuple[Found, ...]] = field(default_factory=dict)
    unread: frozenset[str] = frozenset()
    blank: frozenset[str] = frozenset()
    unsure: float = 0.0

    def value(self, name: str) -> str | None:
        """The best value of a field, companions like tanggal_buku included; None when absent."""
        options = self.found.get(name)
        return options[0].piece.value if options else None

    def amount(self, name: str) -> Decimal | None:
        """The best value of an amount."""
        value = self.value(name)
        return Decimal(value) if value else None

    @property
    def total(self) -> Decimal | None:
        """The amount that the words say: the whole sheet's, where there are several details."""
        for name in ("jumlah", "jumlah_total") if len(self.details) > 1 else ():
            if self.printed.get(name):
                return Decimal(self.printed[name][0].piece.value)
        return self.amount("jumlah")


def find_drafts(pages: Sequence[PageText], forms: Forms) -> tuple[Draft, ...]:
    """The proofs on `pages`, in reading order; stretches that say nothing of a payment are left out."""
    read = {page.number: page for page in pages}
    return tuple(draft for group in find_regions(pages, forms) for draft in _drafts(group, forms, read))


def _drafts(group: Sequence[Region], forms: Forms, read: Mapping[int, PageText]) -> list[Draft]:
    """The group's drafts: one, or one per row of its detail table; none when nothing was found."""
    rows = tuple(row for region in group for row in region.rows)
    headings = tuple(heading for region in group for heading in region.headings)
    layout = classify(headings, {label.field for region in group for label in region.labels}, forms, _account(rows))
    printed = rows
    paper = arranged(printed, find_labels(printed, forms, layout), forms, layout)
    rows, labels = paper.rows, paper.labels
    table = find_table(rows, labels, forms)
    found, unread, blank = locate(rows, labels_outside(table, labels, rows), forms)
    found |= _unverified({name: items for name, items in found.items() if name in paper.doubtful})
    if layout is not None and layout.kind == "ssp":
        found = _with_crossed_month(found, printed)
    if not table.details:
        found |= _amount_from_total(found)
    found |= _day_from_time(found, forms)
    found |= _labelled_currency(found)
    found |= _said_currency(found)
    wanted = _sought(found, _listed(table.details), layout)
    said = printed if layout or labels else [row for row in printed if not is_sentence(row)]
    alone = find_alone(said, wanted, _used(found, table, rows), forms)
    if "tanggal" in alone and "tanggal" in unread | blank:
        alone = {**alone, "tanggal": tuple(replace(item, place="alone") for item in alone["tanggal"])}
    found |= alone
    pages = [region.page for region in group if region.labels or region.page == group[0].page]
    draft = Draft(
        layout=layout,
        first_page=pages[0],
        last_page=pages[-1],
        found=found,
        exact=all(read[number].source == "text" for number in pages),
        details=table.details,
        printed=found,
        unread=unread - set(found),
        blank=blank - set(found),
        unsure=max(unsure_share(read[number]) for number in pages),
    )
    if not set(found) & set(FIELD_NAMES) and not table.details and not _is_unreadable(draft, group):
        return []
    if _shows_another_ntpn(draft, said, _used(found, table, rows)):
        draft = replace(draft, found=_unverified(draft.found), details=tuple(map(_doubted, draft.details)))
    details = (*draft.details, *_lost_details(draft))
    return [_of_detail(draft, detail, alone=len(details) == 1) for detail in details] or [_doubted_without_rows(draft)]


def _sought(found: Mapping[str, Sequence[Found]], listed: Set[str], layout: Layout | None) -> list[str]:
    """The fields that nothing was found for and whose values may stand without a label: those that the form must carry."""
    wanted = [name for name in FIELD_NAMES if name not in found and name not in listed]
    if layout is None:
        return wanted
    sought = layout.required | _ALWAYS_SOUGHT
    return [n for n in wanted if n in sought or (n == "mata_uang" and "jumlah" in sought - set(found))]


def _with_crossed_month(found: Mapping[str, tuple[Found, ...]], rows: Sequence[Row]) -> dict[str, tuple[Found, ...]]:
    """`found` with the month that is crossed on an SSP; a name of a month that stands in its grid, no figure, is none."""
    months = dict(found)
    crossed = find_crossed_months(rows)
    if "masa_pajak" in months and not re.search(r"\d", months["masa_pajak"][0].piece.raw):
        typed = months.pop("masa_pajak")
        if not stands_in_grid(typed[0].piece, rows):
            months["masa_pajak"] = tuple(replace(item, place="alone") for item in typed)
    if crossed is not None:
        piece, sure = crossed
        months["masa_pajak"] = (Found("masa_pajak", piece, None, "table" if sure else "alone", 1.0),)
    return months


def _shows_another_ntpn(draft: Draft, rows: Sequence[Row], used: Set[tuple[int, int]]) -> bool:
    """True where an NTPN that serves no field stands beside the proof's own: a proof may be lost, as rows of a list that was not seen as one."""
    printed = [*draft.found.get("ntpn", ()), *(detail["ntpn"] for detail in draft.details if "ntpn" in detail)]
    own = {found.piece.value for found in printed}
    loose = (t.text for row in rows for t in row.tokens if (t.page, t.index) not in used and is_like_an_ntpn(t.text))
    return bool(own) and any(
        all(Levenshtein.distance(value, text) > _MISREAD_LETTERS for value in own) for text in loose
    )


def _doubted(detail: Mapping[str, Found]) -> dict[str, Found]:
    return {name: replace(item, place="alone") for name, item in detail.items()}


def _unverified(found: Mapping[str, tuple[Found, ...]]) -> dict[str, tuple[Found, ...]]:
    return {name: tuple(replace(item, place="alone") for item in items) for name, items in found.items()}


def _lost_details(draft: Draft) -> list[Mapping[str, Found]]:
    """An empty detail for every row that the sheet tells of and a scan did not show: a proof must not vanish in silence.

    The sheet tells of rows by its total, where the rows make less of it, and by its count of them, which is believed
    where the rows do not make the total, or where there is none and the count is read clearly.
    """
    if not draft.details:
        return _details_of_a_lost_table(draft)
    if draft.exact:
        return []
    amounts = [detail["jumlah"] for detail in draft.details if "jumlah" in detail]
    rows = sum((Decimal(amount.piece.value) for amount in amounts), Decimal(0))
    printed = [found.piece for name in ("jumlah_total", "jumlah") for found in draft.printed.get(name, ())]
    totals = {Decimal(piece.value) for piece in printed}
    if count := draft.found.get("jumlah_detail"):
        believed = rows not in totals if totals else count[0].piece.confidence >= SURE_READ
        lost = int(count[0].piece.value) - len(draft.details)
        return [{}] * lost if believed and 0 < lost <= _MOST_LOST else []
    clear = len(amounts) == len(draft.details) and all(found.piece.confidence >= _CLEAR_ENOUGH for found in amounts)
    sure_total = len(totals) == 1 and (len(printed) > 1 or printed[0].confidence >= SURE_READ)
    return [{}] if clear and sure_total and rows < min(totals) else []


def _details_of_a_lost_table(draft: Draft) -> list[Mapping[str, Found]]:
    """An empty detail for every row that a billing sheet counts and of which none was seen; one row is the sheet's own amount."""
    count = draft.found.get("jumlah_detail")
    if not count or not _has_a_table(draft):
        return []
    rows = int(count[0].piece.value)
    return [{}] * rows if 1 < rows <= _MOST_LOST + 1 else []


def _has_a_table(draft: Draft) -> bool:
    """True for a billing sheet that lists details and counts them, or that prints no code and no period anywhere else.

    A payment counts details, but lists none.
    """
    if draft.layout is None or draft.layout.kind != "billing":
        return False
    return "jumlah_detail" in draft.layout.evidence or not draft.found.keys() & (_OF_DETAILS - {"jumlah"})


def _doubted_without_rows(draft: Draft) -> Draft:
    """A sheet of which no row and no count was seen: its amount may be that of several proofs, a scan's other values too."""
    if draft.details or not _has_a_table(draft) or "jumlah_detail" in draft.found:
        return draft
    doubted = {"jumlah"} if draft.exact else set(draft.found)
    return replace(
        draft,
        found={**draft.found, **_unverified({name: items for name, items in draft.found.items() if name in doubted})},
    )


def unsure_share(page: PageText) -> float:
    """The share of the page's characters, 0–1, that the recogniser read with less than SURE_READ."""
    confidences = [char.confidence for word in page.words for char in word.chars]
    return sum(confidence < SURE_READ for confidence in confidences) / max(1, len(confidences))


_TAX_ACCOUNT = re.compile(r"41[12]\d{3}(?:[-/]\d{3})?")


def _account(rows: Sequence[Row]) -> str | None:
    """An account code of the tax office that stands alone on the rows; None when there is none."""
    texts = (token.text for row in rows for token in row.tokens)
    return next((text[:6] for text in texts if _TAX_ACCOUNT.fullmatch(text)), None)


_ALWAYS_SOUGHT = frozenset({"ntpn"})
_OF_DETAILS = frozenset({"kode_akun_pajak", "kode_jenis_setoran", "masa_pajak", "tahun_pajak", "jumlah"})


def _listed(details: Sequence[Mapping[str, Found]]) -> frozenset[str]:
    """The fields of which each row of a table has its own: those of a detail, and all that a list of proofs has columns for."""
    return _OF_DETAILS.union(*details) - {"mata_uang"} if details else frozenset()


def _is_unreadable(draft: Draft, group: Sequence[Region]) -> bool:
    """True for a scan under whose title nothing could be read: a proof that must not vanish in silence."""
    return draft.layout is not None and not draft.exact and any(region.titled for region in group)


def _of_detail(draft: Draft, detail: Mapping[str, Found], *, alone: bool) -> Draft:
    """The draft of one row of the table: its own account, period and amount, the rest the sheet's.

    Where the row stands `alone`, what it lacks may stand elsewhere on the sheet ("Jumlah Setor" below the codes).
    Of a row that a scan did not show even the sheet's values are unverified: there may be no such proof.
    """
    own = {name: (cell,) for name, cell in detail.items() if name != "mata_uang" or name not in draft.found}
    listed = frozenset[str]() if alone and detail else _listed(draft.details or (detail,))
    shared = {name: items for name, items in draft.found.items() if name not in listed}
    if not detail and not draft.exact:
        shared = _unverified(shared)
    return replace(draft, found={**shared, **own})


def _amount_from_total(found: Mapping[str, Sequence[Found]]) -> dict[str, tuple[Found, ...]]:
    """The total as the amount where no other is printed: it may hold a fee, so a person looks at it."""
    total = found.get("jumlah_total")
    if not total or "jumlah" in found:
        return {}
    return {"jumlah": (replace(total[0], field="jumlah", place="alone"),)}


def _day_from_time(found: Mapping[str, Sequence[Found]], forms: Forms) -> dict[str, tuple[Found, ...]]:
    """The day that stands beside a label of the time ("Waktu : 15 Mar 2024 09:12"), where no other is printed."""
    time = found.get("jam")
    day = read_value(forms.fields["tanggal"], time[0].piece.tokens) if time and "tanggal" not in found else None
    return {"tanggal": (replace(time[0], field="tanggal", piece=day.piece),)} if time and day else {}


def _labelled_currency(found: Mapping[str, Sequence[Found]]) -> dict[str, tuple[Found, ...]]:
    """Rupiah where the amount's own label says so ("JUMLAH RP 500,000.00", "NOMINAL IDR") and nothing else names a currency."""
    amount = found.get("jumlah")
    if (
        not amount
        or "mata_uang" in found
        or amount[0].label is None
        or not amount[0].label.text.endswith(("RP", "IDR"))
    ):
        return {}
    return {"mata_uang": (replace(amount[0], field="mata_uang", piece=Piece("IDR", (), amount[0].piece.tokens, "Rp")),)}


def _said_currency(found: Mapping[str, Sequence[Found]]) -> dict[str, tuple[Found, ...]]:
    """The currency that the amount in words names, where none is printed beside the amount."""
    words = found.get("terbilang")
    if not words or "mata_uang" in found or (currency := currency_said(words[0].piece.value)) is None:
        return {}
    token = next((t for t in reversed(words[0].piece.tokens) if currency_said(t.text)), words[0].piece.tokens[-1])
    return {"mata_uang": (replace(words[0], field="mata_uang", piece=Piece(currency, (), (token,), token.text)),)}


def _used(found: Mapping[str, Sequence[Found]], table: Table, rows: Sequence[Row]) -> set[tuple[int, int]]:
    return tokens_of(found) | {(t.page, t.index) for index in table.rows for t in rows[index].tokens}
