"""Drafts → records: every column of the result with its evidence, its checks and its reason for review.

Separate because here and nowhere else it is decided what a person must look at. Imports drafts and checks.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ocr.document import FIELD_NAMES, FIELD_TYPES, Field, PageText, Record, ReviewReason
from ocr.forms.checks import Findings, check_draft
from ocr.forms.definitions import Forms, standard_forms
from ocr.forms.drafts import Draft, find_drafts
from ocr.forms.locate import Found
from ocr.forms.tokens import union

_SURE = 0.9
"""A value whose every character is right with at least this chance needs no eyes."""
_LIKELY = 0.6
"""Locations scored lower than this are shown as unverified."""


def find_records(
    pages: Sequence[PageText], *, today: date | None = None, forms: Forms | None = None
) -> tuple[Record, ...]:
    """Every proof of payment on `pages` (of one upload), in reading order.

    `today` bounds payment dates (default: the current day); `forms` are the definitions (default: those of this folder).
    """
    forms = forms or standard_forms()
    day = today or date.today()
    return tuple(_record(draft, day) for draft in find_drafts(pages, forms))


def _record(draft: Draft, today: date) -> Record:
    findings = check_draft(draft, today)
    required = draft.layout.required if draft.layout else frozenset({"tanggal", "jumlah"})
    fields = {name: _field(name, draft, findings, name in required) for name in FIELD_NAMES}
    kind = draft.layout.kind if draft.layout else "lainnya"
    return Record(kind, draft.first_page, draft.last_page, fields, findings.warnings)


def _field(name: str, draft: Draft, findings: Findings, required: bool) -> Field:
    options = draft.found.get(name, ())
    if not options:
        return Field(name, None, review="missing" if required else None)
    best = options[0]
    checks = findings.of(name)
    piece = best.piece
    review = _reason(best, draft, findings, name)
    return Field(
        name=name,
        value=piece.value,
        raw=piece.raw,
        confidence=round(piece.confidence, 4),
        box=union(piece.tokens) if piece.tokens else None,
        page=piece.tokens[0].page if piece.tokens else None,
        checks=checks,
        chars=piece.chars if FIELD_TYPES[name] != "text" else (),
        review=review,
    )


def _reason(best: Found, draft: Draft, findings: Findings, name: str) -> ReviewReason | None:
    """Why a person must look at the field, None when nobody has to."""
    outcomes = {check.outcome for check in findings.of(name)}
    if "contradicts" in outcomes:
        return "breaks_rule"
    if draft.layout is None:
        return "unverified"
    if "proves" in outcomes:
        return None
    if best.doubts:
        return "breaks_rule"
    if best.score < _LIKELY or best.place == "alone":
        return "unverified"
    return "read_badly" if best.piece.confidence < _SURE else None
