"""Named rules that prove, support or contradict what was read.

Separate because trust is the product: each check has a name, an outcome and a sentence in both languages, and a rule
never changes a value. Imports drafts and the code table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from ocr.document import Check
from ocr.forms.checks import dates, ids, money
from ocr.forms.checks.statement import Statement
from ocr.forms.drafts import Draft

__all__ = ["Findings", "check_draft"]

_RULES: tuple[Callable[[Draft, date], Iterable[Statement]], ...] = (
    money.terbilang_jumlah,
    money.whole_rupiah,
    money.more_than_nothing,
    money.one_currency,
    money.amount_and_fee,
    money.table_total,
    money.table_rows,
    ids.ntpn_form,
    ids.billing_issuer,
    ids.lengths,
    ids.npwp_check_digit,
    ids.known_codes,
    ids.printed_twice,
    ids.one_value,
    dates.payment_day,
    dates.booking_day,
    dates.period_and_payment,
    dates.first_and_last_month,
)


@dataclass(frozen=True, slots=True)
class Findings:
    """Checks by field, and remarks about the whole proof."""

    fields: Mapping[str, tuple[Check, ...]] = field(default_factory=dict)
    warnings: tuple[Check, ...] = ()

    def of(self, name: str) -> tuple[Check, ...]:
        """The checks of one field."""
        return self.fields.get(name, ())


def check_draft(draft: Draft, today: date) -> Findings:
    """Everything the rules say about the draft's values."""
    fields: dict[str, tuple[Check, ...]] = {}
    warnings: list[Check] = []
    for rule in _RULES:
        for statement in rule(draft, today):
            if not statement.fields:
                warnings.append(statement.check)
            for name in statement.fields:
                fields[name] = (*fields.get(name, ()), statement.check)
    return Findings(fields, (*_of_kind(draft), *warnings))


def _of_kind(draft: Draft) -> Iterable[Check]:
    """What the kind of document alone says."""
    kind = draft.layout.kind if draft.layout else "lainnya"
    if kind == "billing":
        yield Check(
            "belum_dibayar",
            "cannot_tell",
            "Belum dibayar: ini lembar kode billing, bukan bukti pembayaran.",
            "Not paid: this is a billing sheet, not a proof of payment.",
        )
    if kind == "transfer":
        yield Check(
            "menunggu_verifikasi",
            "cannot_tell",
            "Menunggu verifikasi: bukti transfer tanpa NTPN bukan bukti pembayaran pajak.",
            "Awaiting verification: a transfer slip without an NTPN is no proof of a tax payment.",
        )
    if kind == "lainnya":
        yield Check(
            "jenis_tidak_dikenal",
            "cannot_tell",
            "Jenis dokumen tidak dikenal; periksa semua isian.",
            "Unknown kind of document; check every field.",
        )
