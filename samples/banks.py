"""The proofs banks print (BPN), one function per layout: a payment in, its sheets out.

Separate from what the tax authority prints. Every run of text that shows a field says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from samples.sheet import Sheet
from samples.values import Payment, spelled

SIGNATURE_EN = "This is a computer generated message and requires no signature."
SIGNATURE_ID = "Informasi ini hasil cetakan komputer dan tidak memerlukan tanda tangan."

Row = tuple[str, str, dict[str, str]]
"""Label, value and what the value shows."""


def rupiah(amount: Decimal, *, cents: bool = True) -> str:
    """`1.000.000,00`, or `1.000.000`."""
    text = f"{amount:,.2f}" if cents else f"{amount:,.0f}"
    return text.translate(str.maketrans(",.", ".,"))


def dotted(npwp: str, last: str = ".") -> str:
    """`01.061.129.1-051.000`; DJP's own sheets print a hyphen before the branch (`last`)."""
    return f"{npwp[:2]}.{npwp[2:5]}.{npwp[5:8]}.{npwp[8]}-{npwp[9:12]}{last}{npwp[12:]}"


def stamped(moment: datetime) -> str:
    """`04/02/2019 16:47:36`."""
    return f"{moment:%d/%m/%Y %H:%M:%S}"


def wrapped(text: str, letters: int) -> list[str]:
    """`text` in lines of at most `letters` letters, broken between words."""
    lines: list[str] = []
    for word in text.split():
        if lines and len(lines[-1]) + 1 + len(word) <= letters:
            lines[-1] += " " + word
        else:
            lines.append(word)
    return lines


def paid_rows(payment: Payment) -> list[tuple[Row, Row]]:
    """The three rows of "Data Pembayaran", two pairs each."""
    moment = {"tanggal": f"{payment.paid:%Y-%m-%d}"}
    return [
        (("Tanggal dan Jam Bayar", stamped(payment.paid), moment), ("NTB/NTP", payment.ntb, {"ntb": payment.ntb})),
        (("Tanggal Buku", f"{payment.booked:%d/%m/%Y}", {}), ("NTPN", payment.ntpn, {"ntpn": payment.ntpn})),
        (("Kode Cabang Bank", payment.branch, {}), ("STAN", payment.stan, {"stan": payment.stan})),
    ]


def period_shown(payment: Payment) -> dict[str, str]:
    """The two fields a printed period shows."""
    return {"masa_pajak": payment.masa, "tahun_pajak": str(payment.year)}


def money_shown(payment: Payment) -> dict[str, str]:
    """The field an amount shows."""
    return {"jumlah": f"{payment.amount:.2f}"}


def deposit_rows(payment: Payment, npwp: str) -> list[Row]:
    """The rows of "Data Setoran" up to the amount; `npwp` as the bank prints it."""
    address = payment.party.address
    canonical = npwp.replace(".", "").replace("-", "")
    return [
        ("Kode Billing", payment.billing, {"kode_billing": payment.billing}),
        ("NPWP", npwp, {"npwp": canonical}),
        ("Nama Wajib Pajak", payment.party.name, {"nama_wajib_pajak": payment.party.name}),
        ("Alamat", address[0] if address else "", {}),
        *(("", line, {}) for line in address[1:]),
        ("Nomor Objek Pajak", "-", {}),
        ("Mata Anggaran", payment.kap, {"kode_akun_pajak": payment.kap}),
        ("Jenis Setoran", payment.kjs, {"kode_jenis_setoran": payment.kjs}),
        ("Masa Pajak", payment.period, period_shown(payment)),
        ("Nomor Ketetapan", "-", {}),
    ]


def bca(payment: Payment) -> list[Sheet]:
    """KlikBCA Bisnis: upper case, serif, values in their own column behind a colon, NPWP 9-3-3, two-digit booking year."""
    sheet, serif = Sheet(), "serif"
    sheet.text(45, 70, "BANK CENTRA ASRI, TBK.", serif, 10)
    sheet.text(297, 70, "BUKTI PENERIMAAN NEGARA", "serif-bold", 12, align="centre")
    sheet.text(297, 85, "PENERIMAAN PAJAK", "serif-bold", 11, align="centre")
    sheet.text(550, 70, "KEMENTERIAN KEUANGAN", serif, 10, align="right")
    sheet.line(45, 96, 550, 96, 1.2)
    sheet.text(45, 118, "DATA PEMBAYARAN", "serif-bold", 10)
    y = 136.0
    for left, right in paid_rows(payment):
        label = left[0].upper().replace(" DAN ", " & ")
        value = f"{payment.booked:%d/%m/%y}" if "BUKU" in label else left[1]
        _pair(sheet, y, (45, 195), (label, value, left[2]), serif)
        _pair(sheet, y, (355, 425), (right[0].split("/")[0], right[1], right[2]), serif)
        y += 15
    sheet.text(45, y + 10, "DATA SETORAN", "serif-bold", 10)
    y += 28
    number = payment.party.npwp
    for label, value, shows in deposit_rows(payment, f"{number[:9]}-{number[9:12]}-{number[12:]}"):
        _pair(sheet, y, (45, 195), (label.upper(), "" if label == "Nomor Objek Pajak" else value, shows), serif)
        y += 15
    _amount_rows(sheet, payment, y, (45, 195, 355, 425), serif, str.upper)
    sheet.text(45, y + 75, SIGNATURE_EN, "serif-italic", 9)
    sheet.text(45, y + 87, SIGNATURE_ID, "serif-italic", 9)
    return [sheet]


def _pair(sheet: Sheet, y: float, columns: tuple[float, float], row: Row, font: str, size: float = 10) -> None:
    label, value, shows = row
    sheet.text(columns[0], y, label, font, size)
    sheet.text(columns[1], y, f": {value}" if label else f"  {value}", font, size, shows=shows if value else {})


def _amount_rows(
    sheet: Sheet, payment: Payment, y: float, columns: Sequence[float], font: str, case: object = str.title
) -> None:
    letter = str.upper if case is str.upper else str.title
    plain = str.upper if case is str.upper else str
    pair = ("Jumlah Setoran", rupiah(payment.amount), money_shown(payment))
    _pair(sheet, y, (columns[0], columns[1]), (plain(pair[0]), pair[1], pair[2]), font)
    currency = (plain("Mata Uang"), payment.currency, {"mata_uang": payment.currency})
    _pair(sheet, y, (columns[2], columns[3]), currency, font)
    words = letter(spelled(payment.amount) + " rupiah")
    for index, line in enumerate(wrapped(words, 62)):
        label = plain("Terbilang") if index == 0 else ""
        _pair(sheet, y + 15 * (index + 1), (columns[0], columns[1]), (label, line, {"terbilang": words}), font)


def danamon(payment: Payment) -> list[Sheet]:
    """Danamon: title case, sans, section heads with a colon, print time in the foot."""
    sheet = Sheet()
    sheet.text(40, 60, "Danamas", "sans-bold", 17)
    sheet.text(297, 56, "BUKTI PENERIMAAN NEGARA", "sans-bold", 12, align="centre")
    sheet.text(297, 71, "Penerimaan Pajak", "sans", 11, align="centre")
    sheet.text(555, 60, "Kementerian Keuangan", "sans", 10, align="right")
    sheet.frame(36, 84, 559, 452)
    sheet.text(44, 104, "Data Pembayaran:", "sans-bold", 10)
    y = 122.0
    for left, right in paid_rows(payment):
        _pair(sheet, y, (44, 168), left, "sans")
        _pair(sheet, y, (350, 414), right, "sans")
        y += 17
    sheet.line(36, y - 8, 559, y - 8, 0.5, 120)
    sheet.text(44, y + 8, "Data Setoran:", "sans-bold", 10)
    y += 26
    for row in deposit_rows(payment, dotted(payment.party.npwp)):
        _pair(sheet, y, (44, 168), row, "sans")
        y += 17
    _amount_rows(sheet, payment, y, (44, 168, 350, 414), "sans")
    sheet.text(40, 470, SIGNATURE_EN, "sans-italic", 8)
    sheet.text(40, 482, SIGNATURE_ID, "sans-italic", 8)
    sheet.text(40, 500, f"Tanggal Cetak : {payment.booked:%d-%m-%Y %H:%M:%S} UTC+07:00", "sans", 8, ink=60)
    return [sheet]


def mandiri(payment: Payment) -> list[Sheet]:
    """Mandiri Online: labels right-aligned without a colon, grey values, wide rows; the amount stands on page 2."""
    first, second = Sheet(), Sheet()
    first.text(545, 66, "mandira", "dejavu-bold", 20, align="right")
    first.text(545, 80, "online", "dejavu", 9, align="right", ink=90)
    bank: list[Row] = [
        ("Tanggal", f"{payment.paid:%d/%m/%Y}", {}),
        ("Waktu", f"{payment.paid:%H:%M:%S}", {}),
        ("Status Transaksi", "Berhasil", {}),
        ("Dari Rekening", "1310012345678", {}),
    ]
    paid = [pair for rows in paid_rows(payment) for pair in rows]
    lefts, rights = paid[::2], paid[1::2]
    number = (rights[0][0].split("/")[0], rights[0][1], rights[0][2])
    rows = [
        *bank,
        ("BUKTI PENERIMAAN NEGARA", "Penerimaan Pajak", {}),
        ("Data Pembayaran", "-", {}),
        lefts[0],
        ("Tanggal Buku", f"{payment.booked:%d/%m/%y}", {}),
        ("Kode Cabang Bank", payment.branch[3:], {}),
        number,
        *rights[1:],
        ("Data Setoran", "-", {}),
        *(row for row in deposit_rows(payment, payment.party.npwp)[:-1] if row[0]),
    ]
    for index, row in enumerate(rows):
        _grey_row(first, 120 + index * 28.5, row)
    first.text(297, 826, "1 / 2", "dejavu", 7, align="centre", ink=120)
    tail: list[Row] = [
        ("Nomor Ketetapan", "-", {}),
        ("Jumlah Setoran", rupiah(payment.amount), money_shown(payment)),
        ("Mata Uang", payment.currency, {"mata_uang": payment.currency}),
    ]
    for index, row in enumerate(tail):
        _grey_row(second, 66 + index * 28.5, row)
    words = (spelled(payment.amount) + " rupiah").title()
    for index, line in enumerate(wrapped(words, 44)):
        _grey_row(second, 151.5 + index * 14, ("" if index else "Terbilang", line, {"terbilang": words}))
    second.text(297, 826, "2 / 2", "dejavu", 7, align="centre", ink=120)
    return [first, second]


def _grey_row(sheet: Sheet, y: float, row: Row) -> None:
    sheet.text(262, y, row[0], "dejavu", 9, align="right", ink=40)
    sheet.text(284, y, row[1], "dejavu", 9, ink=130, shows=row[2])


def coretax(payment: Payment) -> list[Sheet]:
    """The bank's print since Coretax: no account, deposit code or period; NPWP of 16 digits, "Jumlah Detail"."""
    sheet = Sheet()
    sheet.text(45, 62, "bank bja syariah", "dejavu-bold", 12)
    sheet.text(297, 62, "BUKTI PENERIMAAN NEGARA", "dejavu-bold", 12, align="centre")
    sheet.text(297, 78, "Penerimaan Pajak", "dejavu", 10, align="centre")
    sheet.text(550, 62, "Kementerian Keuangan", "dejavu", 8, align="right")
    sheet.text(45, 112, "Data Pembayaran:", "dejavu-bold", 9)
    y = 132.0
    for left, right in paid_rows(payment):
        _pair(sheet, y, (45, 165), left, "dejavu", 9)
        _pair(sheet, y, (340, 395), (right[0].split("/")[0], right[1], right[2]), "dejavu", 9)
        y += 16
    sheet.text(45, y + 10, "Data Setoran:", "dejavu-bold", 9)
    y += 30
    words = (spelled(payment.amount) + " rupiah").capitalize()
    rows: list[Row] = [
        *deposit_rows(payment, payment.party.npwp16)[:3],
        ("Alamat", " ".join(payment.party.address)[:50], {}),
        ("Jumlah Detail", "1", {}),
    ]
    for row in rows:
        _pair(sheet, y, (45, 165), row, "dejavu", 9)
        y += 16
    _pair(sheet, y, (45, 165), ("Jumlah Setoran", rupiah(payment.amount) + " IDR", money_shown(payment)), "dejavu", 9)
    _pair(sheet, y, (340, 395), ("Mata Uang", "IDR", {"mata_uang": "IDR"}), "dejavu", 9)
    for index, line in enumerate(wrapped(words, 60)):
        row = ("" if index else "Terbilang", line, {"terbilang": words})
        _pair(sheet, y + 16 * (index + 1), (45, 165), row, "dejavu", 9)
    sheet.text(45, y + 80, SIGNATURE_EN, "dejavu", 7, ink=70)
    sheet.text(45, y + 91, SIGNATURE_ID, "dejavu", 7, ink=70)
    return [sheet]
