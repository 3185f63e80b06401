"""Whether a person must look at a value, and why.

Separate because a wrong value without a mark is the worst failure: every threshold that decides it stands here.
Imports drafts and the document types.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from ocr.document import Char, Check, ReviewReason, chance
from ocr.forms.drafts import Draft
from ocr.forms.grammar import Piece
from ocr.forms.grammar.periods import may_be_a_range
from ocr.forms.lexicon import trust
from ocr.forms.locate import Found
from ocr.forms.names import (
    is_in_pieces,
    is_unlikely,
    lost_its_first_word,
    runs_together,
    stutters,
    with_company_form,
    with_spaces,
)
from ocr.forms.terbilang import is_amount_word, words_to_number
from ocr.forms.tokens import Token

_SURE_NAME = 0.98
"""A name needs this chance that all its characters are right, on any page: of 360 development documents' texts of letters 7 % are
wrong between 0.85 and 0.95, 2 % up to 0.98, 0.1 % above, on pages that read well as on others (decision 0404)."""
_SURE_LIKELY_NAME, _SURE_KNOWN_WORDS = 0.93, 0.75
"""A name whose unknown words look like names needs this chance for what no known word vouches for, and that one for the
letters of its known words (decision 0405: of 1400 names in five conditions)."""
_HOLE = 1.0
"""Letter heights × of the gap between two boxes of a name in which a short word is lost: gaps of right names 0.1 to 0.8."""
_SURE_FIGURES = 0.9
"""Figures with nothing to support them need this one: of those documents' numbers between 0.85 and 0.98 one of 204 is wrong."""
_SURE_STAN = 0.99
"""A STAN, with nothing to check it, needs this one. Of 67 read in 240 development documents two lie between 0.97 and it, none on a clean document."""
_SURE_SUPPORTED = 0.75
"""A value that another print or rule agrees with needs this chance."""
_UNCHECKED_DIGITS = 6
"""The last digits of an NPWP, office and branch: its check digit says nothing of them."""
_SURE_CONTRARY = 0.97
"""A value that a rule would rather see different needs this chance."""
BAD_PAGE = 0.01
"""Share of a page's characters read with less than SURE_READ from which the page reads badly. Of 51 development pages
each 4 of scans and photos do, 9 under stamps, 18 of dot-matrix print, 20 faxed and 23 of 100 dpi."""
_FIGURES_ON_BAD_PAGE, _SUPPORTED_ON_BAD_PAGE = 0.95, 0.9
"""What replaces _SURE_FIGURES and _SURE_SUPPORTED on such a page, where a digit may also be lost altogether."""
_SURE_NTPN = 0.92
"""An NTPN on a page that reads well needs this one: how alike 0 and O or 1 and I print the recogniser knows itself. Of 477 NTPNs of
720 development documents 16 passed with 0.85 to 0.92, none of them wrong, but as many marks spare no more errors anywhere else."""
_PAIRS = frozenset("Z2")
"""Characters of an NTPN that the recogniser takes for each other with up to 0.93, on fax copies and needle prints."""
_SURE_PAIR = 0.95
"""In an NTPN a character of such a pair needs this confidence."""
_SURE_CHAR = 0.6
"""Any other character needs this confidence."""
_SUPPORTING = frozenset({"angka_periksa_npwp", "tabel_kap_kjs", "tanggal_buku", "tahun_dan_tanggal", "masa_awal_akhir"})
"""Checks that a wrong digit would likely fail; a right length or first digit supports no other digit."""
_SAME_COLUMN = frozenset({"jumlah_dan_biaya", "total_tabel"})
"""Proofs by figures printed above each other: a fold or a shadow takes the same digit of all, so a doubted value stays one."""
_UNMISTAKABLE = frozenset({"terbilang"})
"""Words of an amount are that whether labelled or not, once they say the amount beside a label."""
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
    if found.field == "terbilang" and not draft.exact and (_lacks_its_currency(found) or _is_odd(found)):
        return "read_badly"
    if found.field == "masa_pajak" and not draft.exact and "tahun_pajak" not in draft.found:
        return "unverified"
    if (
        found.field == "masa_pajak"
        and not draft.layout.dated_periods
        and may_be_a_range(found.piece.value, found.piece.raw)
    ):
        return "unverified"
    doubtful = found.field == "ntpn" and _is_doubtful_ntpn(found)
    proofs = {check.name for check in checks if check.outcome == "proves"}
    proofs_of_text = proofs if found.field != "terbilang" or not found.doubts else set()
    labelled = found.place != "alone" or found.field in _UNMISTAKABLE
    if proofs_of_text and labelled and not doubtful and not (found.doubts and proofs <= _SAME_COLUMN):
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
    return draft.unsure > BAD_PAGE


def is_read_badly(found: Found, draft: Draft, checks: Sequence[Check]) -> bool:
    """True when the recogniser's own scores leave too much doubt, given what the checks say."""
    chars = found.piece.chars
    if found.field == "ntpn" and _is_doubtful_ntpn(found):
        return True
    if found.field == "nama_wajib_pajak":
        return not draft.exact and is_doubtful_name(found.piece)
    supported = any(check.name in _SUPPORTING and check.outcome == "agrees" for check in checks)
    contrary = any(check.outcome == "cannot_tell" for check in checks)
    badly = reads_badly(draft)
    if found.field == "npwp" and contrary and _stands_in_boxes(found, draft):
        return True
    if found.field == "npwp" and _chance_of_branch(found) < _needed("npwp", supported=False, badly=badly):
        return True
    needed = _SURE_CONTRARY if contrary else _needed(found.field, supported=supported, badly=badly)
    return found.piece.confidence < needed or any(char.confidence < _SURE_CHAR for char in chars)


def _is_odd(words: Found) -> bool:
    """True for words misread in part: a bracket without its other half, Rp at the end, one twice running, or one that no amount is made of."""
    value = words.piece.value
    if stutters(value):
        return True
    if value.count("(") != value.count(")") or value.upper().endswith(" RP"):
        return True
    return not all(is_amount_word(word) for word in re.findall(r"[^\W_]+", value))


def is_doubtful_name(name: Piece) -> bool:
    """True for a name of a scan of which a word or a space may be lost, or in which no word vouches for a doubted letter."""
    value, raw = name.value, with_company_form(name.raw)
    if runs_together(raw) or is_in_pieces(raw) or is_in_pieces(value) or is_unlikely(value) or ".." in name.raw:
        return True
    if stutters(value) or lost_its_first_word(value) or _has_a_hole(name.tokens) or with_spaces(raw) != raw:
        return True
    if any(char.confidence < _SURE_CHAR for char in name.chars):
        return True
    owed = trust(name.raw, name.chars)
    if owed.known < _SURE_KNOWN_WORDS or owed.contested < _SURE_NAME:
        return True
    return owed.other < (_SURE_LIKELY_NAME if owed.likely else _SURE_NAME)


def _has_a_hole(tokens: Sequence[Token]) -> bool:
    """True when two boxes stand so far apart that a short word may be lost between them, or a speck stands there."""
    for before, after in pairwise(tokens):
        apart = before.page == after.page and abs(before.anchor[1] - after.anchor[1]) < min(before.height, after.height)
        gap = (after.box.left - before.box.right) / max(before.height, after.height)
        if apart and before.anchor != after.anchor and (gap > _HOLE or after.colon):
            return True
    return False


def _stands_in_boxes(npwp: Found, draft: Draft) -> bool:
    """True for an NPWP from the boxes of a scanned SSP, nothing but figures and the gaps between boxes.

    Boxes may be lost or change places however clear their figures are. Printed in one piece a number whose check digit fails is
    the bank's: one on a real BPN does (`081443518-011-000`).
    """
    on_form = draft.layout is not None and draft.layout.kind == "ssp" and not draft.exact
    return on_form and re.fullmatch(r"[\d ]+", npwp.piece.raw) is not None


def _needed(name: str, *, supported: bool, badly: bool) -> float:
    """The chance that all characters are right from which nobody has to look at a value of field `name`."""
    if supported:
        return _SUPPORTED_ON_BAD_PAGE if badly else _SURE_SUPPORTED
    if name == "ntpn" and not badly:
        return _SURE_NTPN
    least = _SURE_STAN if name == "stan" else _SURE_FIGURES
    return max(least, _FIGURES_ON_BAD_PAGE) if badly else least


def _chance_of_branch(npwp: Found) -> float:
    """The chance that the digits which the check digit says nothing of are right."""
    digits = [char for char in npwp.piece.chars if char.text.isdigit()]
    return chance(digits[-_UNCHECKED_DIGITS:])


def _is_doubtful_ntpn(found: Found) -> bool:
    """True for an NTPN that a second print does not prove: what looks alike is misread alike."""
    return found.piece.confidence < _SURE_NTPN or any(map(is_doubtful, found.piece.chars))


def _lacks_its_currency(found: Found) -> bool:
    """True for an amount in words without the currency that ends it, which its label does not name either: a word was lost."""
    said = words_to_number(found.piece.value)
    named = found.label is not None and found.label.text.endswith("RP")
    return said is not None and said.currency is None and not named


def is_doubtful(char: Char) -> bool:
    """True for a character of an NTPN that a person should compare with the print."""
    return char.confidence < (_SURE_PAIR if char.text in _PAIRS else _SURE_CHAR)
