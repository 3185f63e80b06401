"""What held-out documents say: a payment in, sections of labelled values out, for every kind of proof.

Separate from how they are laid out (`bench.templates`), so that every kind meets every template.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal
from random import Random

from bench import wording
from bench.wording import LABELS, Split
from samples.banks import rupiah
from samples.values import MONTHS, Party, Payment, digits, npwp, payment, spelled

Shown = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Row:
    """A label, its value as printed and the fields the value shows."""

    label: str
    value: str
    shows: Shown = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Content:
    """One proof in words: issuer, titles, sections of rows, sentences at the foot; `split_at` rows begin page 2."""

    kind: str
    issuer: str
    titles: tuple[str, ...]
    sections: tuple[tuple[str, tuple[Row, ...]], ...]
    foot: tuple[str, ...] = ()
    second_page_from: int | None = None


@dataclass(frozen=True, slots=True)
class Pen:
    """The random choices of one document."""

    rng: Random
    split: Split

    def label(self, key: str) -> str:
        """One of the split's wordings of a label."""
        return self.rng.choice(LABELS[self.split][key])

    def party(self) -> Party:
        """A fictional taxpayer of the split."""
        names, places = wording.NAMES[self.split], wording.ADDRESSES[self.split]
        return Party(self.rng.choice(names), npwp(self.rng), (self.rng.choice(places),))

    def bank(self) -> str:
        """A fictional bank of the split."""
        return self.rng.choice(wording.BANKS[self.split])

    def paid(self, year: int, first_digit: str = "0") -> Payment:
        """A payment of a fictional taxpayer."""
        return payment(self.rng, self.party(), year=year, first_digit=first_digit)


def moment_row(pen: Pen, paid: Payment, key: str = "tanggal", *, slip: bool = False) -> Row:
    """When it was paid."""
    text = wording.moment(pen.rng, pen.split, paid.paid, slip=slip)
    return Row(pen.label(key), text, {"tanggal": f"{paid.paid:%Y-%m-%d}"})


def booking_row(pen: Pen, paid: Payment) -> Row:
    """The booking day, which is no day of payment."""
    return Row(pen.label("buku"), f"{paid.booked:%d/%m/%y}" if pen.rng.random() < 0.3 else f"{paid.booked:%d/%m/%Y}")


def money_row(pen: Pen, paid: Payment, key: str = "jumlah", *, english: bool = False) -> Row:
    """The amount; every proof names its currency somewhere."""
    text = wording.money(pen.rng, pen.split, paid.amount, paid.currency, english=english)
    return Row(pen.label(key), text, {"jumlah": f"{paid.amount:.2f}", "mata_uang": paid.currency})


def words_row(pen: Pen, paid: Payment) -> Row:
    """The amount in words, in one of three cases and two spellings of the billion."""
    cents = int(paid.amount * 100) % 100
    tail = (
        "rupiah" if paid.currency == "IDR" else "dolar amerika" + (f" {spelled(Decimal(cents))} sen" if cents else "")
    )
    text = pen.rng.choice((str.upper, str.title, str.capitalize))(f"{spelled(paid.amount)} {tail}")
    if pen.rng.random() < 0.3:
        text = text.replace("miliar", "milyar").replace("Miliar", "Milyar").replace("MILIAR", "MILYAR")
    return Row(pen.label("terbilang"), text, {"terbilang": text})


def number_rows(pen: Pen, paid: Payment, *, sixteen: bool = False) -> tuple[Row, ...]:
    """Billing code, NPWP, name, address."""
    printed = paid.party.npwp16 if sixteen else wording.number(pen.rng, pen.split, paid.party.npwp)
    canonical = printed.replace(".", "").replace("-", "")
    return (
        Row(pen.label("billing"), paid.billing, {"kode_billing": paid.billing}),
        Row(pen.label("npwp"), printed, {"npwp": canonical}),
        Row(pen.label("nama"), paid.party.name, {"nama_wajib_pajak": paid.party.name}),
        Row("Alamat", paid.party.address[0]),
    )


def period_rows(pen: Pen, paid: Payment) -> tuple[Row, ...]:
    """The tax period in one of its writings."""
    first, last = paid.months
    masa, tahun = {"masa_pajak": paid.masa}, {"tahun_pajak": str(paid.year)}
    names = MONTHS[first - 1] if first == last else f"{MONTHS[first - 1]} - {MONTHS[last - 1]}"
    label = pen.label("masa")
    writings = (
        (Row(label, paid.period, masa | tahun),),
        (Row(label, f"{first:02d}-{last:02d} {paid.year}", masa | tahun),),
        (Row(label, f"{names} {paid.year}", masa | tahun),),
        (Row("Masa Pajak", f"{first:02d}-{last:02d}", masa), Row(pen.label("tahun"), str(paid.year), tahun)),
    )
    return pen.rng.choice(writings[2:] if pen.split == "dev" and pen.rng.random() < 0.3 else writings)


def code_rows(pen: Pen, paid: Payment) -> tuple[Row, ...]:
    """Account and deposit code, apart or joined."""
    if pen.rng.random() < 0.3:
        joint = pen.rng.choice(("-", "/", " - "))
        both = {"kode_akun_pajak": paid.kap, "kode_jenis_setoran": paid.kjs}
        return (Row(pen.label("pair"), f"{paid.kap}{joint}{paid.kjs}", both),)
    account = Row(pen.label("kap"), paid.kap, {"kode_akun_pajak": paid.kap})
    return (account, Row(pen.label("kjs"), paid.kjs, {"kode_jenis_setoran": paid.kjs}))


def paid_rows(pen: Pen, paid: Payment) -> tuple[Row, ...]:
    """When, where and under which numbers it was paid."""
    return (
        moment_row(pen, paid),
        Row(pen.label("ntb"), paid.ntb, {"ntb": paid.ntb}),
        booking_row(pen, paid),
        Row(pen.label("ntpn"), paid.ntpn, {"ntpn": paid.ntpn}),
        Row("Kode Cabang Bank", paid.branch),
        Row("STAN", paid.stan, {"stan": paid.stan}),
    )


def bank_bpn(pen: Pen) -> Content:
    """A bank's BPN of 2014 to 2024; one in twelve in dollars."""
    paid = pen.paid(pen.rng.randrange(2015, 2025))
    if pen.rng.random() < 1 / 12:
        paid = replace(paid, currency="USD", amount=(paid.amount / 15000 + Decimal("10.25")).quantize(Decimal("1.00")))
    deposit = (
        *number_rows(pen, paid),
        Row("Nomor Objek Pajak", "-"),
        *code_rows(pen, paid),
        *period_rows(pen, paid),
        Row("Nomor Ketetapan", pen.rng.choice(("-", "000000000000000"))),
        money_row(pen, paid),
        Row("Mata Uang", paid.currency, {"mata_uang": paid.currency}),
        words_row(pen, paid),
    )
    foot = ("Informasi ini hasil cetakan komputer dan tidak memerlukan tanda tangan.", f"Tanggal Cetak : {paid.booked + timedelta(days=3):%d-%m-%Y %H:%M:%S}")  # fmt: skip
    sections = (("Data Pembayaran", paid_rows(pen, paid)), ("Data Setoran", deposit))
    return Content("bpn", pen.bank(), ("BUKTI PENERIMAAN NEGARA", "Penerimaan Pajak"), sections, foot)


def two_page_bpn(pen: Pen) -> Content:
    """The same, with its last four rows on a second page."""
    whole = bank_bpn(pen)
    return replace(whole, second_page_from=sum(len(rows) for _, rows in whole.sections) - 4)


def coretax_bpn(pen: Pen) -> Content:
    """A bank's BPN since Coretax."""
    paid = pen.paid(2025)
    deposit = (
        *number_rows(pen, paid, sixteen=True),
        Row("Jumlah Detail", str(pen.rng.randrange(1, 4))),
        money_row(pen, paid),
        Row("Mata Uang", "IDR", {"mata_uang": "IDR"}),
        words_row(pen, paid),
    )
    sections = (("Data Pembayaran", paid_rows(pen, paid)), ("Data Setoran", deposit))
    return Content("bpn", pen.bank(), ("BUKTI PENERIMAAN NEGARA", "Penerimaan Pajak"), sections)


def g1_bpn(pen: Pen) -> Content:
    """MPN G1: joined codes, numeric NTPN, no billing code."""
    paid = replace(pen.paid(2013), ntb="15" + digits(pen.rng, 10), ntpn=digits(pen.rng, 16))
    both = {"kode_akun_pajak": paid.kap, "kode_jenis_setoran": paid.kjs}
    first = (
        moment_row(pen, paid),
        Row("Transaksi Bank #", paid.ntb, {"ntb": paid.ntb}),
        Row("Tanggal Lapor", f"{paid.booked:%d-%m-%Y}"),
        Row("NTPN", paid.ntpn, {"ntpn": paid.ntpn}),
    )
    period = {"masa_pajak": paid.masa, "tahun_pajak": str(paid.year)}
    second = (
        Row("Identitas #", wording.number(pen.rng, "dev", paid.party.npwp), {"npwp": paid.party.npwp}),
        Row("Nama", paid.party.name, {"nama_wajib_pajak": paid.party.name}),
        Row("Mata Anggaran dan Jenis Setor", f"{paid.kap} - {paid.kjs}", both),
        Row("Masa Pajak", f"{paid.period[:2]}{paid.period[2:4]} {paid.year}", period),
        Row("Jumlah Setoran", rupiah(paid.amount, cents=False), {"jumlah": f"{paid.amount:.2f}"}),
        Row("Mata Uang", "IDR", {"mata_uang": "IDR"}),
        words_row(pen, paid),
    )
    sections = (("", first), ("Identitas Pelaku Transaksi", second))
    return Content("bpn", pen.bank(), ("BUKTI PENERIMAAN NEGARA", "Penerimaan Pajak - 200000"), sections)


def customs_bpn(pen: Pen) -> Content:
    """Customs and excise."""
    paid = pen.paid(2023, "4")
    deposit = (
        *number_rows(pen, paid)[:3],
        Row("Jenis Dokumen", "PIB"),
        Row("Nomor Dokumen", digits(pen.rng, 26)),
        Row("Tanggal Dokumen", f"{paid.paid - timedelta(days=2):%d/%m/%Y}"),
        Row("Kode KPPBC", digits(pen.rng, 6)),
        money_row(pen, paid),
        Row("Mata Uang", "IDR", {"mata_uang": "IDR"}),
        words_row(pen, paid),
    )
    sections = (("Data Pembayaran", paid_rows(pen, paid)), ("Data Setoran", deposit))
    return Content("bpn", pen.bank(), ("BUKTI PENERIMAAN NEGARA", "Penerimaan Bea dan Cukai"), sections)


def pnbp_bpn(pen: Pen) -> Content:
    """Non-tax revenue."""
    paid = pen.paid(2023, "8")
    rows = (
        Row("Kode Billing", paid.billing, {"kode_billing": paid.billing}),
        Row("Tanggal Billing", f"{paid.paid - timedelta(days=1):%d-%m-%Y} 09:00:00"),
        Row("Tanggal Kedaluwarsa", f"{paid.paid + timedelta(days=6):%d-%m-%Y} 09:00:00"),
        moment_row(pen, paid),
        Row("Bank/Pos/Fintech Bayar", pen.bank()),
        Row("Nama Wajib Setor/Wajib Bayar", paid.party.name, {"nama_wajib_pajak": paid.party.name}),
        Row("Kementerian/Lembaga", "Kementerian Perhubungan"),
        money_row(pen, paid),
        words_row(pen, paid),
        Row("NTB", paid.ntb, {"ntb": paid.ntb}),
        Row("NTPN", paid.ntpn, {"ntpn": paid.ntpn}),
    )
    return Content(
        "bpn", "KEMENTERIAN KEUANGAN", ("BUKTI PENERIMAAN NEGARA", "Penerimaan Negara Bukan Pajak"), (("", rows),)
    )


def djp_billing(pen: Pen) -> Content:
    """DJP Online's billing sheet."""
    paid = pen.paid(pen.rng.randrange(2017, 2024))
    billing, *who = number_rows(pen, paid)
    rows = (
        *who,
        Row("NOP", "-"),
        *code_rows(pen, paid),
        *period_rows(pen, paid),
        money_row(pen, paid),
        words_row(pen, paid),
        Row("Uraian", paid.purpose),
        Row("NPWP Penyetor", wording.number(pen.rng, "dev", npwp(pen.rng))),
        Row("Nama Penyetor", "BENDAHARA PENGELUARAN"),
    )
    pay = (
        replace(billing, label="ID Billing"),
        Row("Masa Aktif", f"{paid.paid + timedelta(days=30):%d/%m/%Y %H:%M:%S}"),
    )
    titles = ("CETAKAN KODE BILLING",)
    head = "Gunakan kode billing di bawah ini untuk melakukan pembayaran"
    return Content("billing", "DIREKTORAT JENDERAL PAJAK", titles, (("", rows), (head, pay)))


def indonesian_transfer(pen: Pen) -> Content:
    """A transfer slip of a phone."""
    paid = pen.paid(2024)
    rows = (
        moment_row(pen, paid, "waktu", slip=True),
        Row("Nomor Referensi", digits(pen.rng, 12)),
        Row("Sumber Dana", "**** 4417"),
        Row("Bank Tujuan", pen.bank()),
        Row("Nomor Tujuan", digits(pen.rng, 10)),
        Row("Nama Tujuan", "KONSULTAN PAJAK"),
        replace(money_row(pen, paid, "transfer"), value=f"Rp{rupiah(paid.amount, cents=pen.rng.random() < 0.5)}"),
        Row("Biaya Admin", "Rp2.500"),
        Row("Total Transaksi", f"Rp{rupiah(paid.amount + 2500, cents=False)}"),
    )
    return Content("transfer", pen.bank(), ("Transaksi Berhasil",), (("", rows),))


def english_transfer(pen: Pen) -> Content:
    """A transfer slip in English."""
    paid = pen.paid(2024)
    rows = (
        Row("Transaction Date", f"{paid.paid:%d %b %Y %H:%M:%S}", {"tanggal": f"{paid.paid:%Y-%m-%d}"}),
        Row("From Account", digits(pen.rng, 10)),
        Row("Beneficiary Name", "KONSULTAN PAJAK"),
        replace(
            money_row(pen, paid, english=True), label=pen.rng.choice(("Amount", "Target Amount", "Payment Amount"))
        ),
        Row("Charge", "IDR 6,500.00"),
        Row("Remark", "tax payment"),
        Row("Reference No.", digits(pen.rng, 18)),
    )
    return Content("transfer", pen.bank(), ("Transfer Successful",), (("", rows),))


def teller_slip(pen: Pen) -> Content:
    """A teller's deposit slip."""
    paid = pen.paid(2022)
    rows = (
        Row("No Transaksi", "TT" + digits(pen.rng, 8)),
        Row("Tanggal", f"{paid.paid:%d/%m/%Y %H:%M}", {"tanggal": f"{paid.paid:%Y-%m-%d}"}),
        Row("Nama", paid.party.name, {"nama_wajib_pajak": paid.party.name}),
        Row("Jenis", "Titipan pajak"),
        money_row(pen, paid),
        words_row(pen, paid),
        Row("Penyetor", "SUPRIYADI"),
        Row("Teller", "NINGSIH"),
    )
    return Content("transfer", pen.bank(), ("BUKTI SETORAN TUNAI",), (("", rows),))


def regional_slip(pen: Pen) -> Content:
    """A regional tax slip: the tax is Total Tagihan, not Total Bayar."""
    paid = pen.paid(2021)
    tax = {"jumlah": f"{paid.amount:.2f}", "mata_uang": "IDR"}
    rows = (
        Row("TGL CETAK", f"{paid.booked:%d/%m/%Y}"),
        Row("TANGGAL TRANSAKSI", f"{paid.paid:%d/%m/%Y}", {"tanggal": f"{paid.paid:%Y-%m-%d}"}),
        Row("JAM TRANSAKSI", f"{paid.paid:%H:%M:%S}"),
        Row("NTB", paid.ntb, {"ntb": paid.ntb}),
        Row("NPWPD/NOPD", "P.1." + digits(pen.rng, 7)),
        Row("NAMA WP/OP", paid.party.name, {"nama_wajib_pajak": paid.party.name}),
        Row("TAGIHAN POKOK", f"RP. {paid.amount:,.2f}"),
        Row("DENDA", "RP. 0.00"),
        Row("TOTAL TAGIHAN", f"RP. {paid.amount:,.2f}", tax),
        Row("BIAYA ADMIN BANK", "RP. 2,500.00"),
        Row("TOTAL BAYAR", f"RP. {paid.amount + 2500:,.2f}"),
    )
    return Content("bpn", pen.bank(), ("BUKTI PEMBAYARAN/SETORAN PAJAK",), (("", rows),))


CONTENTS: Mapping[str, Callable[[Pen], Content]] = {
    "bpn-bank": bank_bpn,
    "bpn-coretax": coretax_bpn,
    "billing-djp": djp_billing,
    "bpn-two-pages": two_page_bpn,
    "bpn-g1": g1_bpn,
    "bpn-customs": customs_bpn,
    "bpn-pnbp": pnbp_bpn,
    "transfer-id": indonesian_transfer,
    "transfer-en": english_transfer,
    "teller": teller_slip,
    "regional": regional_slip,
}
