"""Whether a person must look at a value, and why.

Separate because a wrong value without a mark is the worst failure: every threshold that decides it stands here.
Imports drafts and the document types.
"""

from __future__ import annotations

from collections.abc import Sequence

from ocr.document import Char, Check, ReviewReason
from ocr.forms.drafts import Draft
from ocr.forms.locate import Found
from ocr.forms.names import is_in_pieces, is_of_known_words, is_unlikely, runs_together, with_company_form

_PAIRS = frozenset("0O1I5S8B2Z6GDQ")
"""Characters that print alike (DOMAIN §2); they count only where the recogniser itself is unsure."""
_SURE_PAIR = 0.9
"""In an NTPN a character of a look-alike pair needs this confidence."""
_SURE_CHAR = 0.6
"""Any other character needs this confidence."""
_SURE_VALUE = 0.9
"""A value with nothing to support it needs this chance that all its characters are right."""
_SURE_SUPPORTED = 0.75
"""A value that another print or rule agrees with needs this chance."""
_SURE_STAN = 0.97
"""A STAN needs this one: nothing ever supports it. Of 90 clean development documents none gets a mark by it that 0.9 does not
give; asked of NTB, kode billing and NPWP too, it marked one more of these and caught no error of theirs."""
_SURE_CONTRARY = 0.97
"""A value that a rule would rather see different needs this chance."""
_BAD_PAGE = 0.01
"""Share of a page's characters read with less than 0.9 from which the page reads badly. Development documents, medians:
scan, photo and thermal 0.002, dot-matrix 0.008, fax 0.014, 100 dpi 0.016, stamp 0.021. There the recogniser errs more often at the
same confidence."""
_SURE_ON_BAD_PAGE, _SUPPORTED_ON_BAD_PAGE = 0.98, 0.9
"""What replaces _SURE_VALUE and _SURE_SUPPORTED on such a page."""
_SUPPORTING = frozenset({"angka_periksa_npwp", "tabel_kap_kjs", "tanggal_buku", "tahun_dan_tanggal", "masa_awal_akhir"})
"""Checks that a wrong digit would likely fail; a right length or first digit supports no other digit."""
_SAME_COLUMN = frozenset({"jumlah_dan_biaya", "total_tabel"})
"""Proofs by figures printed above each other: a fold or a shadow takes the same digit of all, so a doubted value stays one."""
_ASTRAY = 2
"""So many labels whose ink says nothing of their field: rows may have slipped, nothing unproven is trusted."""
_LIKELY_PLACE = 0.6
"""Locations scored lower are shown as unverified."""


def review_reason(found: Found, draft: Draft, checks: Sequence[Check]) -> ReviewReason | None:
    """Why a person must look at the value, None when nobody has to."""
    outcomes = {check.outcome for check in checks}
    if "contradicts" in outcomes:
        return "breaks_rule"
    if draft.layout is None:
        return "unverified"
    doubtful = found.field == "ntpn" and any(map(is_doubtful, found.piece.chars))
    proofs = {check.name for check in checks if check.outcome == "proves"}
    proofs_of_text = proofs if found.field != "terbilang" or not found.doubts else set()
    if proofs_of_text and found.place != "alone" and not doubtful and not (found.doubts and proofs <= _SAME_COLUMN):
        return None
    if found.doubts:
        return "breaks_rule"
    if len(draft.unread) >= _ASTRAY and not draft.exact:
        return "unverified"
    if found.place == "alone" or (found.score < _LIKELY_PLACE and found.place != "heading"):
        return "unverified"
    return "read_badly" if is_read_badly(found, draft, checks) else None


def reads_badly(draft: Draft) -> bool:
    """True for a proof on a page that reads badly."""
    return draft.unsure > _BAD_PAGE


def is_read_badly(found: Found, draft: Draft, checks: Sequence[Check]) -> bool:
    """True when the recogniser's own scores leave too much doubt, given what the checks say."""
    chars = found.piece.chars
    if found.field == "ntpn" and any(map(is_doubtful, chars)):
        return True
    if found.field == "nama_wajib_pajak" and not draft.exact and _lost_or_gained_a_space(found):
        return True
    if found.field == "nama_wajib_pajak" and not draft.exact and is_unlikely(found.piece.value):
        return True
    if found.field == "nama_wajib_pajak" and ".." in found.piece.raw:
        return True
    supported = any(check.name in _SUPPORTING and check.outcome == "agrees" for check in checks)
    supported |= found.field == "nama_wajib_pajak" and is_of_known_words(found.piece.value)
    contrary = any(check.outcome == "cannot_tell" for check in checks)
    plain, backed = _SURE_STAN if found.field == "stan" else _SURE_VALUE, _SURE_SUPPORTED
    if reads_badly(draft):
        plain, backed = _SURE_ON_BAD_PAGE, _SUPPORTED_ON_BAD_PAGE
    needed = max(plain, _SURE_CONTRARY) if contrary else backed if supported else plain
    return found.piece.confidence < needed or any(char.confidence < _SURE_CHAR for char in chars)


def _lost_or_gained_a_space(found: Found) -> bool:
    raw = with_company_form(found.piece.raw)
    return runs_together(raw) or is_in_pieces(raw) or is_in_pieces(found.piece.value)


def is_doubtful(char: Char) -> bool:
    """True for a character of an NTPN that a person should compare with the print."""
    return char.confidence < (_SURE_PAIR if char.text in _PAIRS else _SURE_CHAR)
