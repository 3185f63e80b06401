"""Rules about the amount: its words, currency, fee and table. Separate from the rules about numbers and dates."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from ocr.forms.checks.statement import Statement, rupiah, state
from ocr.forms.drafts import Draft
from ocr.forms.terbilang import words_to_number

_TELLING = 1000
"""Smaller amounts that come back in the total prove nothing: the one digit left of each may be alike by chance."""


def terbilang_jumlah(draft: Draft, today: date) -> Iterator[Statement]:
    """Digits against words: two independent prints of one amount."""
    total, words = draft.total, draft.value("terbilang")
    if total is None or words is None:
        return
    both, said = ("jumlah", "terbilang"), words_to_number(words)
    if "from_words" in draft.found["jumlah"][0].doubts if "jumlah" in draft.found else False:
        yield state(
            both,
            "terbilang_jumlah",
            "cannot_tell",
            "Jumlah diambil dari terbilang karena angkanya tidak terbaca; cocokkan dengan dokumen.",
            "The amount was taken from its words because its digits could not be read; compare it with the document.",
        )
    elif "from_digits" in draft.found["terbilang"][0].doubts:
        yield state(
            both,
            "terbilang_jumlah",
            "cannot_tell",
            "Kata terbilang yang tidak terbaca diisi menurut jumlah; cocokkan dengan dokumen.",
            "Words that could not be read were filled in from the amount; compare them with the document.",
        )
    elif said is None or "rest" in draft.found["terbilang"][0].doubts:
        yield state(
            both,
            "terbilang_jumlah",
            "cannot_tell",
            "Terbilang tidak terbaca sebagai bilangan.",
            "The amount in words could not be read as a number.",
        )
    elif total != draft.amount("jumlah"):
        yield _words_of_all(total, said.number)
    elif said.number == total:
        yield state(both, "terbilang_jumlah", "proves", "Jumlah sama dengan terbilang.", "The amount equals its words.")
    elif _with_fee(draft) and said.number == draft.amount("jumlah_total"):
        yield _words_of_all(said.number, said.number)
    else:
        yield state(
            both,
            "terbilang_jumlah",
            "contradicts",
            f"Jumlah {rupiah(total)} berbeda dengan terbilang ({rupiah(said.number)}).",
            f"The amount {total:,.2f} differs from its words ({said.number:,.2f}).",
        )


def _words_of_all(total: Decimal, said: Decimal) -> Statement:
    """The total of several rows, or of an amount and its fee, against words that are no print of the amount itself."""
    agrees = said == total
    return state(
        ("jumlah", "terbilang"),
        "terbilang_total",
        "proves" if agrees else "contradicts",
        "Total sama dengan terbilang."
        if agrees
        else f"Total {rupiah(total)} berbeda dengan terbilang ({rupiah(said)}).",
        "The total equals its words." if agrees else f"The total {total:,.2f} differs from its words ({said:,.2f}).",
    )


def _with_fee(draft: Draft) -> bool:
    """True when the printed total is the amount and the fees together."""
    fees = sum((Decimal(found.piece.value) for found in draft.found.get("biaya", ())), Decimal(0))
    fees_only = {Decimal(found.piece.value) for found in draft.found.get("biaya", ())}
    amount, total = draft.amount("jumlah"), draft.amount("jumlah_total")
    return amount is not None and total is not None and total - amount in {fees, *fees_only}


def whole_rupiah(draft: Draft, today: date) -> Iterator[Statement]:
    """Tax in rupiah is paid in whole rupiah; cents are suspicious where no words say them too."""
    amount = draft.amount("jumlah")
    if amount is None or draft.value("mata_uang") == "USD" or amount == amount.to_integral_value():
        return
    if any(each.check.outcome == "proves" for each in terbilang_jumlah(draft, today)):
        return
    yield state(
        ("jumlah",),
        "rupiah_bulat",
        "contradicts",
        "Jumlah rupiah memuat sen; setoran pajak dibayar dalam rupiah penuh.",
        "An amount in rupiah has cents; tax is paid in whole rupiah.",
    )


def more_than_nothing(draft: Draft, today: date) -> Iterator[Statement]:
    """Nobody pays nothing: an amount of zero lost its leading digits."""
    if draft.amount("jumlah") == 0:
        yield state(("jumlah",), "jumlah_nol", "contradicts", "Jumlah terbaca nol.", "The amount was read as zero.")


def one_currency(draft: Draft, today: date) -> Iterator[Statement]:
    """The currency printed, beside the amount and in words must be one."""
    said = {found.piece.value for found in draft.found.get("mata_uang", ())}
    words = words_to_number(draft.value("terbilang") or "")
    if words and words.currency:
        said.add(words.currency)
    if len(said) > 1:
        yield state(
            ("mata_uang", "jumlah"),
            "satu_mata_uang",
            "contradicts",
            "Mata uang berbeda-beda: " + " dan ".join(sorted(said)) + ".",
            "Different currencies: " + " and ".join(sorted(said)) + ".",
        )
    elif said and words and words.currency:
        yield state(
            ("mata_uang",),
            "satu_mata_uang",
            "proves",
            "Mata uang sama dengan yang disebut terbilang.",
            "The currency is the one said in words.",
        )


def amount_and_fee(draft: Draft, today: date) -> Iterator[Statement]:
    """A slip's amount and fee add up to its total."""
    amount, total = draft.amount("jumlah"), draft.amount("jumlah_total")
    if draft.details or amount is None or total is None:
        return
    if amount < _TELLING:
        return
    if amount < total and _with_fee(draft):
        yield state(
            ("jumlah",),
            "jumlah_dan_biaya",
            "proves",
            "Jumlah ditambah biaya sama dengan total.",
            "The amount plus the fee equals the total.",
        )
    elif amount == total:
        yield state(
            ("jumlah",), "jumlah_dan_biaya", "proves", "Jumlah sama dengan total.", "The amount equals the total."
        )
    elif total < amount:
        yield state(
            ("jumlah",),
            "jumlah_dan_biaya",
            "contradicts",
            f"Total {rupiah(total)} kurang dari jumlah {rupiah(amount)}.",
            f"The total {total:,.2f} is less than the amount {amount:,.2f}.",
        )


def table_total(draft: Draft, today: date) -> Iterator[Statement]:
    """The rows of a detail table add up to the sheet's total."""
    amounts = [detail["jumlah"] for detail in draft.details if "jumlah" in detail]
    if not amounts or len(amounts) < len(draft.details):
        return
    rows = sum((Decimal(amount.piece.value) for amount in amounts), Decimal(0))
    totals = {Decimal(f.piece.value) for name in ("jumlah_total", "jumlah") for f in draft.printed.get(name, ())}
    if not totals:
        return
    agrees = totals == {rows}
    yield state(
        ("jumlah",),
        "total_tabel",
        "proves" if agrees else "contradicts",
        "Jumlah semua baris sama dengan total."
        if agrees
        else f"Jumlah semua baris {rupiah(rows)} berbeda dengan total {', '.join(map(rupiah, sorted(totals)))}.",
        "The rows add up to the total."
        if agrees
        else f"The rows add up to {rows:,.2f}, the total says {', '.join(f'{t:,.2f}' for t in sorted(totals))}.",
    )


def table_rows(draft: Draft, today: date) -> Iterator[Statement]:
    """As many rows as Jumlah Detail says; a billing sheet without any of them has only the amount of all together."""
    said = draft.value("jumlah_detail")
    rowless = not draft.details and draft.layout is not None and draft.layout.kind == "billing"
    if rowless and not said and "jumlah_detail" in draft.blank | draft.unread:
        yield state(
            ("jumlah",),
            "jumlah_detail",
            "contradicts",
            "Rincian tidak terbaca; ini jumlah seluruh lembar.",
            "No row of details was read; this is the amount of the whole sheet.",
        )
        return
    if not said or int(said) == max(len(draft.details), int(rowless)) or not (draft.details or rowless):
        return
    yield state(
        ("jumlah",) if rowless else (),
        "jumlah_detail",
        "contradicts",
        f"Jumlah Detail {said}, tetapi {len(draft.details)} baris terbaca.",
        f"Jumlah Detail says {said}, but {len(draft.details)} rows were read.",
    )
