"""Rules about days and periods. Separate from the rules about money and numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from ocr.forms.checks.statement import Statement, state
from ocr.forms.drafts import Draft

_FIRST_DAY = date(2003, 1, 1)
"""Before it no NTPN existed and no electronic proof was printed."""
_BOOKED_WITHIN_DAYS = 14
"""A payment is booked on its day or the next working day; the longest holidays close banks for less than this."""


_MONTHS_AHEAD = 1
"""A period is paid in its own month or later; one month ahead is an advance, more is a misread month."""

_USUAL_YEARS = 1
"""Years before its payment for which tax is mostly paid: an older year may be arrears or a misread digit, nobody can tell."""


def payment_day(draft: Draft, today: date) -> Iterator[Statement]:
    """A payment lies in the past."""
    value = draft.value("tanggal")
    if value is None:
        return
    day = date.fromisoformat(value)
    if day > today:
        yield state(
            ("tanggal",),
            "tanggal_lampau",
            "contradicts",
            "Tanggal bayar masih di masa depan.",
            "The payment date lies in the future.",
        )
    elif day < _FIRST_DAY:
        yield state(
            ("tanggal",),
            "tanggal_lampau",
            "contradicts",
            "Tanggal bayar sebelum 2003.",
            "The payment date lies before 2003.",
        )


def booking_day(draft: Draft, today: date) -> Iterator[Statement]:
    """Booked on the day of payment or soon after, never before."""
    value, booked = draft.value("tanggal"), draft.value("tanggal_buku")
    if value is None or booked is None:
        return
    days = (date.fromisoformat(booked) - date.fromisoformat(value)).days
    if 0 <= days <= _BOOKED_WITHIN_DAYS:
        yield state(
            ("tanggal",),
            "tanggal_buku",
            "agrees",
            "Tanggal buku sesuai dengan tanggal bayar.",
            "The booking date fits the payment date.",
        )
    else:
        yield state(
            ("tanggal",),
            "tanggal_buku",
            "contradicts",
            f"Tanggal buku {booked} tidak sesuai dengan tanggal bayar {value}.",
            f"The booking date {booked} does not fit the payment date {value}.",
        )


def period_and_payment(draft: Draft, today: date) -> Iterator[Statement]:
    """A tax year is not paid more than a year ahead, none lies before 1984, when the tax laws began; last year's fits."""
    year, day = draft.value("tahun_pajak"), draft.value("tanggal")
    if year is None:
        return
    latest = int(day[:4]) + 1 if day else today.year + 1
    if not 1984 <= int(year) <= latest:
        yield state(
            ("tahun_pajak",),
            "tahun_dan_tanggal",
            "contradicts",
            f"Tahun pajak {year} tidak mungkin untuk tanggal bayar ini.",
            f"Tax year {year} cannot be for this payment date.",
        )
    elif (
        day and draft.value("masa_pajak") and _months_ahead(year, draft.value("masa_pajak") or "", day) > _MONTHS_AHEAD
    ):
        yield state(
            ("tanggal", "masa_pajak", "tahun_pajak"),
            "tahun_dan_tanggal",
            "contradicts",
            "Masa pajak dimulai lama setelah tanggal bayar.",
            "The tax period begins long after the payment date.",
        )
    elif day and int(day[:4]) - _USUAL_YEARS <= int(year):
        yield state(
            ("tahun_pajak",),
            "tahun_dan_tanggal",
            "agrees",
            "Tahun pajak sesuai dengan tanggal bayar.",
            "The tax year fits the payment date.",
        )


def _months_ahead(year: str, period: str, day: str) -> int:
    """Months from the payment to the first month of the period; negative when the period began before."""
    return (int(year) - int(day[:4])) * 12 + int(period[:2]) - int(day[5:7])


def first_and_last_month(draft: Draft, today: date) -> Iterator[Statement]:
    """A period is printed as its first and last month: equal they bear each other out; few ranges are not a whole year."""
    value = draft.value("masa_pajak")
    if value is None:
        return
    printed = re.sub(r"\D", "", draft.found["masa_pajak"][0].piece.raw)[:4]
    if value == "01-12" or printed == value * 2:
        yield state(
            ("masa_pajak",),
            "masa_awal_akhir",
            "agrees",
            "Bulan awal dan akhir masa saling mendukung.",
            "The period's first and last month bear each other out.",
        )
    elif "-" in value:
        yield state(
            ("masa_pajak",),
            "masa_awal_akhir",
            "cannot_tell",
            f"Masa {value} mencakup beberapa bulan; cocokkan dengan dokumen.",
            f"Period {value} spans several months; compare it with the document.",
        )
