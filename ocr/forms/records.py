"""Drafts → records: every column of the result with its evidence, its checks and its reason for review.

Separate because here and nowhere else it is decided what a person must look at. Imports drafts and checks.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ocr.document import FIELD_NAMES, FIELD_TYPES, Field, PageText, Record
from ocr.forms.checks import Findings, check_draft
from ocr.forms.definitions import Forms, standard_forms
from ocr.forms.doubt import reads_badly, review_reason
from ocr.forms.drafts import Draft, find_drafts
from ocr.forms.links import link_records
from ocr.forms.rank import with_second_thoughts
from ocr.forms.tokens import union

_NOT_ALWAYS_PRINTED = frozenset(
    {"kode_akun_pajak", "kode_jenis_setoran", "masa_pajak", "tahun_pajak", "terbilang", "mata_uang", "stan"}
)
"""Columns that a bank may leave out altogether; a text layer without their label proves that it did, a scan does not."""

_PAIRS = (frozenset({"kode_akun_pajak", "kode_jenis_setoran"}), frozenset({"masa_pajak", "tahun_pajak"}))


def find_records(
    pages: Sequence[PageText], *, today: date | None = None, forms: Forms | None = None
) -> tuple[Record, ...]:
    """Every proof of payment on `pages` (of one upload), in reading order.

    `today` bounds payment dates (default: the current day); `forms` are the definitions (default: those of this folder).
    """
    forms = forms or standard_forms()
    day = today or date.today()
    drafts = (with_second_thoughts(draft) for draft in find_drafts(pages, forms))
    return link_records([_record(draft, day) for draft in drafts])


def _record(draft: Draft, today: date) -> Record:
    findings = check_draft(draft, today)
    required = draft.layout.required if draft.layout else frozenset({"tanggal", "jumlah"})
    if draft.exact and draft.layout and draft.layout.kind == "bpn" and not draft.unread:
        required -= _NOT_ALWAYS_PRINTED - draft.blank - _other_halves(draft)
    elif not draft.exact:
        required |= draft.blank | {"mata_uang"} | _other_halves(draft)
        required |= _likely_lost(draft)
    fields = {name: _field(name, draft, findings, name in required) for name in FIELD_NAMES}
    kind = draft.layout.kind if draft.layout else "lainnya"
    return Record(kind, draft.first_page, draft.last_page, fields, findings.warnings)


def _other_halves(draft: Draft) -> frozenset[str]:
    """Codes and halves of the tax period whose companion is printed: none goes without the other."""
    printed = draft.found.keys() | draft.unread
    return frozenset(half for pair in _PAIRS if pair & printed for half in pair)


def _likely_lost(draft: Draft) -> frozenset[str]:
    """Columns that are likelier lost with their labels than not printed, on a page that reads badly.

    These are what speaks for the form and the amount in words; on an unknown form every column.
    """
    if not reads_badly(draft):
        return frozenset()
    if draft.layout is None:
        return frozenset(FIELD_NAMES)
    stamped = {"ntpn", "ntb"} if draft.layout.kind == "ssp" else set()
    return draft.layout.evidence | {"terbilang"} | stamped


def _field(name: str, draft: Draft, findings: Findings, required: bool) -> Field:
    options = draft.found.get(name, ())
    if not options:
        return Field(name, None, review="missing" if required else "read_badly" if name in draft.unread else None)
    best = options[0]
    checks = findings.of(name)
    piece = best.piece
    return Field(
        name=name,
        value=piece.value,
        raw=piece.raw,
        confidence=round(piece.confidence, 4),
        box=union(piece.tokens) if piece.tokens else None,
        page=piece.tokens[0].page if piece.tokens else None,
        checks=checks,
        chars=piece.chars if FIELD_TYPES[name] != "text" and "from_words" not in best.doubts else (),
        review=review_reason(best, draft, checks),
    )
