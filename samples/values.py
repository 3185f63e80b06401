"""Fictional payments: parties, numbers and amounts that keep the rules of the real ones.

Separate because layouts print these and know nothing of how they came about. Everything comes from the generator given.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

ONES = ("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan")
SCALES = ((10**12, "triliun"), (10**9, "miliar"), (10**6, "juta"), (1000, "ribu"))
MONTHS = ("Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember")  # fmt: skip
NTPN_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

# Account, deposit code and what the payment is for.
TAXES = (
    ("411121", "100", "PPh Pasal 21 Masa"),
    ("411128", "403", "PPh Final Pasal 4 ayat 2 sewa tanah dan bangunan"),
    ("411128", "402", "PPh Final Pasal 4 ayat 2 pengalihan hak atas tanah"),
    ("411128", "420", "PPh Final UMKM"),
    ("411124", "104", "PPh Pasal 23 atas jasa"),
    ("411126", "100", "PPh Pasal 25 Badan"),
    ("411211", "100", "PPN Dalam Negeri"),
    ("411122", "900", "PPh Pasal 22 pemungut"),
)


@dataclass(frozen=True, slots=True)
class Party:
    """A taxpayer: name as printed, 15-digit NPWP, address lines."""

    name: str
    npwp: str
    address: tuple[str, ...]

    @property
    def npwp16(self) -> str:
        """The same number as printed since Coretax."""
        return "0" + self.npwp


@dataclass(frozen=True, slots=True)
class Payment:
    """One payment with everything any layout may print. `months` are the first and last month of the tax period."""

    party: Party
    kap: str
    kjs: str
    purpose: str
    months: tuple[int, int]
    year: int
    paid: datetime
    amount: Decimal
    currency: str
    ntpn: str
    ntb: str
    stan: str
    billing: str
    branch: str

    @property
    def masa(self) -> str:
        """The period as `01` or `01-12`."""
        first, last = self.months
        return f"{first:02d}" if first == last else f"{first:02d}-{last:02d}"

    @property
    def period(self) -> str:
        """The period as banks print it: first month, last month, year."""
        return f"{self.months[0]:02d}{self.months[1]:02d}{self.year}"

    @property
    def booked(self) -> datetime:
        """The booking day: the next one when paid after three o'clock."""
        return self.paid + timedelta(days=1 if self.paid.hour >= 15 else 0)


def digits(rng: Random, count: int) -> str:
    """`count` random digits."""
    return "".join(rng.choice("0123456789") for _ in range(count))


def npwp(rng: Random) -> str:
    """15 digits whose ninth is the Luhn check of the first nine."""
    body = "0" + rng.choice("123456789") + digits(rng, 6)
    total = 0
    for index, digit in enumerate(reversed(body)):
        value = int(digit) * (2 if index % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return body + str(-total % 10) + f"{rng.randrange(1, 999):03d}" + rng.choice(("000", "000", "000", "001"))


def spelled(amount: Decimal) -> str:
    """The whole part of `amount` in Indonesian words, lower case, without a currency."""
    return " ".join(_words(int(amount))) or ONES[0]


def _words(number: int) -> list[str]:
    words: list[str] = []
    for size, name in SCALES:
        count, number = divmod(number, size)
        if count == 1 and size == 1000:
            words.append("seribu")
        elif count:
            words += [*_group(count), name]
    return words + _group(number)


def _group(number: int) -> list[str]:
    hundreds, rest = divmod(number, 100)
    words = [] if hundreds == 0 else ["seratus"] if hundreds == 1 else [ONES[hundreds], "ratus"]
    if rest == 10:
        return [*words, "sepuluh"]
    if rest == 11:
        return [*words, "sebelas"]
    tens, ones = divmod(rest, 10)
    if tens == 1:
        return [*words, ONES[ones], "belas"]
    if tens:
        words += [ONES[tens], "puluh"]
    return [*words, ONES[ones]] if ones else words


def amount(rng: Random) -> Decimal:
    """Whole rupiah from ten thousand to some billions, round numbers as often as crooked ones."""
    number = int(10 ** rng.uniform(4.3, 9.2))
    step = rng.choice((1, 1, 100, 1000, 50_000))
    return Decimal(max(step, number // step * step)).quantize(Decimal("1.00"))


def payment(
    rng: Random, party: Party, *, year: int, first_digit: str = "0", taxes: Sequence[tuple[str, str, str]] = TAXES
) -> Payment:
    """A payment in `year` for the month before; `first_digit` of the billing code names the authority it is paid to."""
    kap, kjs, purpose = rng.choice(taxes)
    month = rng.randrange(1, 12)
    months = (1, 12) if rng.random() < 0.06 else (month, month)
    paid = datetime(year, 12 if months[1] == 12 else month + 1, rng.randrange(1, 28), rng.randrange(8, 20), rng.randrange(60), rng.randrange(60))  # fmt: skip
    return Payment(
        party,
        kap,
        kjs,
        purpose,
        months,
        year,
        paid,
        amount(rng),
        "IDR",
        ntpn=ntpn(rng),
        ntb="0000" + digits(rng, 8),
        stan=digits(rng, 6),
        billing=first_digit + rng.choice("1234") + digits(rng, 13),
        branch="000" + digits(rng, 3),
    )


def ntpn(rng: Random) -> str:
    """16 letters and digits, both always among them."""
    return rng.choice("0123456789ABCDEF") + "".join(rng.choice(NTPN_LETTERS) for _ in range(13)) + rng.choice("ABCDEFGHJKLMNOPQRSTUVWXYZ") + rng.choice("0123456789")  # fmt: skip
