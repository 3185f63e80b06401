"""A record that a person corrected → what the rules say of its values as they now stand.

Separate because the reader judges drafts, with all that was printed, and a correction has only values. What nobody
changed keeps the reader's verdict, unless a rule compares it with what somebody did. Imports checks and drafts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date

from ocr.document import Check, Field, Record
from ocr.forms.checks import dates, ids, money
from ocr.forms.checks.statement import Statement
from ocr.forms.drafts import Draft
from ocr.forms.grammar import Piece
from ocr.forms.locate import Found


@dataclass(frozen=True, slots=True)
class _Rule:
    """A rule that needs no more than values: the names of its checks, and the fields that it compares."""

    ask: Callable[[Draft, date], Iterable[Statement]]
    checks: frozenset[str]
    fields: frozenset[str]


_RULES = (
    _Rule(money.terbilang_jumlah, frozenset({"terbilang_jumlah"}), frozenset({"jumlah", "terbilang"})),
    _Rule(money.whole_rupiah, frozenset({"rupiah_bulat"}), frozenset({"jumlah", "mata_uang", "terbilang"})),
    _Rule(money.more_than_nothing, frozenset({"jumlah_nol"}), frozenset({"jumlah"})),
    _Rule(money.one_currency, frozenset({"satu_mata_uang"}), frozenset({"mata_uang", "terbilang"})),
    _Rule(ids.ntpn_form, frozenset({"bentuk_ntpn"}), frozenset({"ntpn", "kode_billing", "npwp", "tanggal"})),
    _Rule(ids.lengths, frozenset({"panjang_ntb", "panjang_stan"}), frozenset({"ntb", "stan"})),
    _Rule(ids.npwp_check_digit, frozenset({"angka_periksa_npwp"}), frozenset({"npwp"})),
    _Rule(ids.known_codes, frozenset({"tabel_kap_kjs"}), frozenset({"kode_akun_pajak", "kode_jenis_setoran"})),
    _Rule(dates.payment_day, frozenset({"tanggal_lampau"}), frozenset({"tanggal"})),
    _Rule(
        dates.period_and_payment,
        frozenset({"tahun_dan_tanggal"}),
        frozenset({"tanggal", "masa_pajak", "tahun_pajak"}),
    ),
)
_ANY = re.compile(r"(?s).*")
_CANONICAL = {"tahun_pajak": re.compile(r"\d{4}"), "masa_pajak": re.compile(r"\d\d(-\d\d)?")}
"""What the rules about periods count with; the store takes other texts too."""
_WORDS_OF_ALL = "terbilang_total"
"""The check of words that say what several rows or an amount and its fee come to: they are no second print of the amount."""


def with_corrections(record: Record, today: date | None = None) -> Record:
    """`record` with its checks and marks as they are after what people changed; itself when nobody changed a value.

    `today` bounds payment dates (default: the current day). A value whose proof a correction took away is no longer
    proved, one that contradicts another is marked, and a mark whose contradiction was corrected goes.
    """
    changed = frozenset(name for name, item in record.fields.items() if item.changed_by is not None)
    if not changed:
        return record
    checks = _checked(record, changed, today or date.today())
    return replace(record, fields={name: _marked(item, checks[name]) for name, item in record.fields.items()})


def _checked(record: Record, changed: AbstractSet[str], today: date) -> Mapping[str, tuple[Check, ...]]:
    checks = {name: item.checks for name, item in record.fields.items()}
    of_all = any(check.name == _WORDS_OF_ALL for name in ("jumlah", "terbilang") for check in checks[name])
    draft = _draft(record)
    for rule in _RULES:
        if rule.fields.isdisjoint(changed):
            continue
        about_words = "terbilang_jumlah" in rule.checks
        stale = rule.checks | {_WORDS_OF_ALL} if about_words else rule.checks
        checks = {name: tuple(c for c in found if c.name not in stale) for name, found in checks.items()}
        for statement in () if about_words and of_all else rule.ask(draft, today):
            for name in statement.fields:
                checks[name] = (*checks[name], statement.check)
    return checks


def _draft(record: Record) -> Draft:
    """The record's values as a draft; exact, since what a person typed lost no digit to the recogniser."""
    found = {
        name: (Found(name, Piece(item.value, (), (), item.raw), None, "right", 1.0),)
        for name, item in record.fields.items()
        if item.value is not None and _CANONICAL.get(name, _ANY).fullmatch(item.value)
    }
    return Draft(None, record.first_page, record.last_page, found, exact=True)


def _marked(item: Field, checks: tuple[Check, ...]) -> Field:
    if checks == item.checks:
        return item
    if _contradicted(checks):
        return replace(item, checks=checks, review="breaks_rule")
    if _contradicted(item.checks) and item.review == "breaks_rule":
        supported = any(check.outcome in ("proves", "agrees") for check in checks)
        return replace(item, checks=checks, review=None if supported else "unverified")
    return replace(item, checks=checks)


def _contradicted(checks: Iterable[Check]) -> bool:
    return any(check.outcome == "contradicts" for check in checks)
