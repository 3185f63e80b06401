"""What the tax authority prints or hands out: billing sheets of DJP Online and Coretax, and the paper form SSP.

Separate from the banks' prints: none of these but the stamped SSP is a proof of payment.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

from samples.banks import dotted, period_shown, rupiah, wrapped
from samples.sheet import Sheet
from samples.values import MONTHS, Payment, spelled

SSP_MONTHS = ("Jan", "Peb", "Mar", "Apr", "Mei", "Jun", "Jul", "Ags", "Sep", "Okt", "Nop", "Des")
PAY_WITH = "GUNAKAN KODE BILLING DI BAWAH INI UNTUK MELAKUKAN PEMBAYARAN"


def djp_billing(payment: Payment) -> list[Sheet]:
    """DJP Online "CETAKAN KODE BILLING": hyphen before the NPWP's branch, period and year apart, grouped billing code."""
    sheet = Sheet()
    sheet.frame(45, 40, 83, 78, 1.5)
    sheet.text(64, 64, "DJP", "sans-bold", 12, align="centre")
    sheet.text(95, 52, "KEMENTERIAN KEUANGAN R.I.", "sans-bold", 10)
    sheet.text(95, 66, "DIREKTORAT JENDERAL PAJAK", "sans-bold", 10)
    sheet.text(550, 60, "CETAKAN KODE BILLING", "sans-bold", 14, align="right")
    sheet.line(45, 86, 550, 86, 1.5)
    party, words = payment.party, (spelled(payment.amount) + " rupiah").title()
    months = f"{payment.months[0]:02d}-{payment.months[1]:02d}"
    rows = [
        ("NPWP", dotted(party.npwp, "-"), {"npwp": party.npwp}),
        ("NAMA", party.name, {"nama_wajib_pajak": party.name}),
        ("ALAMAT", " - ".join(party.address), {}),
        ("NOP", "-", {}),
        ("JENIS PAJAK", payment.kap, {"kode_akun_pajak": payment.kap}),
        ("JENIS SETORAN", payment.kjs, {"kode_jenis_setoran": payment.kjs}),
        ("MASA PAJAK", months, {"masa_pajak": payment.masa}),
        ("TAHUN PAJAK", str(payment.year), {"tahun_pajak": str(payment.year)}),
        ("NOMOR KETETAPAN", "-", {}),
        ("JUMLAH SETOR", f"Rp {rupiah(payment.amount)}", {"jumlah": f"{payment.amount:.2f}", "mata_uang": "IDR"}),
        *(("" if i else "TERBILANG", line, {"terbilang": words}) for i, line in enumerate(wrapped(words, 56))),
        ("URAIAN", payment.purpose, {}),
        ("NPWP PENYETOR", "09.254.294.3-407-000", {}),
        ("NAMA PENYETOR", "BENDAHARA CONTOH", {}),
    ]
    for index, (label, value, shows) in enumerate(rows):
        y = 108 + 17 * index
        sheet.text(50, y, label, "sans", 9.5)
        sheet.text(165, y, f": {value}" if label else f"  {value}", "sans", 9.5, shows=shows)
    _djp_code(sheet, payment, 108 + 17 * len(rows) + 16)
    return [sheet]


def _djp_code(sheet: Sheet, payment: Payment, y: float) -> None:
    sheet.text(297, y, PAY_WITH, "sans-bold", 9, align="centre")
    code = payment.billing
    grouped = f"{code[:4]} {code[4:8]} {code[8:12]} {code[12:]}"
    sheet.frame(140, y + 10, 455, y + 62)
    sheet.text(155, y + 31, "ID BILLING", "sans-bold", 12)
    sheet.text(250, y + 31, f": {grouped}", "sans-bold", 12, shows={"kode_billing": code})
    sheet.text(155, y + 50, "MASA AKTIF", "sans", 10)
    sheet.text(250, y + 50, f": {payment.paid + timedelta(days=30):%d/%m/%Y %H:%M:%S}", "sans", 10)
    sheet.text(
        50, y + 90, "Catatan : Apabila ada kesalahan dalam isian Kode Billing atau masa berlakunya berakhir,", "sans", 8
    )
    sheet.text(50, y + 101, "Kode Billing dapat dibuat kembali.", "sans", 8)


def coretax_billing(payments: Sequence[Payment], *, spaced: bool = False) -> list[Sheet]:
    """Coretax: values come before their labels in the text layer, details in a table; `payments` share one code."""
    sheet, first, total = Sheet(), payments[0], sum((p.amount for p in payments), Decimal(0))
    common = {"npwp": first.party.npwp16, "nama_wajib_pajak": first.party.name}
    sheet.text(95, 55, "KEMENTERIAN KEUANGAN RI", "dejavu-bold", 10)
    sheet.text(95, 69, "DIREKTORAT JENDERAL PAJAK", "dejavu-bold", 10)
    address = [first.party.address[0] + ", KAB.", ", ".join(first.party.address[1:])]
    values = (f": {first.party.npwp16}", f": {first.party.name}", f": {address[0]}", f"  {address[1]}")
    for y, value, name in zip((110, 127, 144, 158), values, ("npwp", "nama_wajib_pajak", "", ""), strict=True):
        sheet.text(140, y, value, "dejavu", 9, shows={name: common[name]} if name else None, record=None)
    sheet.text(480, 110, "K O D E   B I L L I N G" if spaced else "KODE BILLING", "dejavu-bold", 9, align="centre")
    code = {"kode_billing": first.billing}
    sheet.text(480, 130, first.billing, "dejavu-bold", 13, align="centre", shows=code, record=None)
    for y, label in (
        (110, "NPWP"),
        (127, "NAMA"),
        (144, "ALAMAT"),
        (182, "MATA UANG"),
        (199, "NOMINAL"),
        (216, "JUMLAH DETAIL"),
    ):
        sheet.text(45, y, label, "dejavu", 9)
    sheet.text(140, 182, ":IDR", "dejavu", 9, shows={"mata_uang": "IDR"}, record=None)
    sheet.text(140, 199, f": {rupiah(total)}", "dejavu", 9)
    sheet.text(140, 216, f":{len(payments)}", "dejavu", 9)
    bottom = _details(sheet, payments, total)
    sheet.text(297, bottom + 34, PAY_WITH, "dejavu-bold", 8.5, align="centre")
    sheet.text(170, bottom + 58, "KODE BILLING", "dejavu-bold", 10)
    sheet.text(270, bottom + 58, f":{first.billing}", "dejavu-bold", 10)
    sheet.text(170, bottom + 76, "MASA AKTIF", "dejavu", 9)
    sheet.text(270, bottom + 76, f": {first.paid + timedelta(days=30):%d/%m/%Y %H:%M:%S}", "dejavu", 9)
    return [sheet]


def _details(sheet: Sheet, payments: Sequence[Payment], total: Decimal) -> float:
    """Draws the detail table and gives back its lower edge."""
    columns = (45, 130, 210, 300, 445)
    sheet.text(45, 246, "DETAIL BILLING:", "dejavu-bold", 9)
    for x, head in zip(columns, ("KAP-KJS", "MASA PAJAK", "REF TAGIHAN", "NOP", "NOMINAL"), strict=True):
        sheet.text(x + 4, 266, head, "dejavu-bold", 8)
    y = 284.0
    for record, item in enumerate(payments):
        codes = {"kode_akun_pajak": item.kap, "kode_jenis_setoran": item.kjs}
        money = {"jumlah": f"{item.amount:.2f}"}
        sheet.text(49, y, f"{item.kap}-{item.kjs}", "dejavu", 8, shows=codes, record=record)
        sheet.text(134, y, item.period, "dejavu", 8, shows=period_shown(item), record=record)
        sheet.text(214, y, "-", "dejavu", 8)
        sheet.text(304, y, "320314000703727110" if item.kjs == "402" else "-", "dejavu", 8)
        sheet.text(546, y, f"Rp{rupiah(item.amount)}", "dejavu", 8, align="right", shows=money, record=record)
        y += 18
    sheet.text(449, y, "TOTAL", "dejavu-bold", 8, align="right")
    sheet.text(546, y, f"Rp{rupiah(total)}", "dejavu-bold", 8, align="right")
    for row in range(len(payments) + 3):
        sheet.line(45, 254 + 18 * row, 550, 254 + 18 * row, 0.5)
    return y + 6


def ssp(payment: Payment) -> list[Sheet]:
    """The paper form: one digit per box, the month as a cross, the bank's validation at the foot."""
    sheet = Sheet()
    for left, right in ((35, 205), (205, 410), (410, 560)):
        sheet.frame(left, 40, right, 100)
    for index, line in enumerate(("KEMENTERIAN KEUANGAN R.I", "DIREKTORAT JENDERAL PAJAK", "KANTOR PELAYANAN PAJAK")):
        sheet.text(120, 58 + 14 * index, line, "sans-bold", 9, align="centre")
    sheet.text(307, 65, "SURAT SETORAN PAJAK", "sans-bold", 13, align="centre")
    sheet.text(307, 84, "(SSP)", "sans-bold", 13, align="centre")
    sheet.text(485, 62, "LEMBAR 1", "sans-bold", 12, align="centre")
    sheet.text(485, 82, "UNTUK ARSIP WP", "sans", 9, align="centre")
    sheet.frame(35, 100, 560, 690)
    party = payment.party
    sheet.text(42, 122, "NPWP", "sans-bold", 9)
    sheet.text(130, 122, ":", "sans", 9)
    _boxed(sheet, 142, 126, dotted(party.npwp), {"npwp": party.npwp})
    sheet.text(142, 140, "Diisi sesuai dengan Nomor Pokok Wajib Pajak yang dimiliki", "sans-italic", 7)
    sheet.text(42, 158, "NAMA WP", "sans-bold", 9)
    sheet.text(130, 158, f": {party.name}", "mono", 10, shows={"nama_wajib_pajak": party.name})
    sheet.text(42, 176, "ALAMAT WP", "sans-bold", 9)
    sheet.text(130, 176, f": {' '.join(party.address)}", "mono", 10)
    _ssp_codes(sheet, payment)
    words = (spelled(payment.amount) + " rupiah").capitalize()
    sheet.text(42, 358, "Jumlah Pembayaran", "sans-bold", 9)
    money = {"jumlah": f"{payment.amount:.2f}", "mata_uang": "IDR"}
    sheet.text(150, 358, f": Rp {rupiah(payment.amount)}", "mono", 10, shows=money)
    sheet.text(400, 358, "Diisi dengan rupiah penuh", "sans-italic", 7)
    sheet.text(42, 376, "Terbilang", "sans-bold", 9)
    for index, line in enumerate(wrapped(words, 58)):
        sheet.text(150, 376 + 14 * index, (": " if index == 0 else "  ") + line, "mono", 10, shows={"terbilang": words})
    _ssp_foot(sheet, payment)
    return [sheet]


def _boxed(sheet: Sheet, x: float, y: float, text: str, shows: dict[str, str], step: float = 17) -> None:
    """Digits in boxes, dots and hyphens between them; the first digit carries what all of them show."""
    for index, letter in enumerate(text):
        if letter.isdigit():
            sheet.frame(x, y - 13, x + step - 2, y + 3)
        sheet.text(x + step / 2 - 1, y - 1, letter, "mono", 10, align="centre", shows=shows if index == 0 else None)
        x += step if letter.isdigit() else step * 0.55


def _ssp_codes(sheet: Sheet, payment: Payment) -> None:
    sheet.line(35, 190, 560, 190)
    for x, head in ((42, "Kode Akun Pajak"), (190, "Kode Jenis Setoran"), (310, "Uraian Pembayaran")):
        sheet.text(x, 204, head, "sans-bold", 9)
    _boxed(sheet, 42, 226, payment.kap, {"kode_akun_pajak": payment.kap})
    _boxed(sheet, 190, 226, payment.kjs, {"kode_jenis_setoran": payment.kjs})
    for index, line in enumerate(wrapped(payment.purpose, 34)):
        sheet.text(310, 220 + 12 * index, line, "mono", 9)
    sheet.line(35, 244, 560, 244)
    sheet.text(230, 257, "Masa Pajak", "sans-bold", 9, align="centre")
    sheet.text(505, 257, "Tahun Pajak", "sans-bold", 9, align="centre")
    for index, month in enumerate(SSP_MONTHS):
        x = 42 + 33 * index
        sheet.frame(x, 262, x + 33, 276)
        sheet.frame(x, 276, x + 33, 296)
        sheet.text(x + 16.5, 272, month, "sans", 8, align="centre")
        if payment.months[0] <= index + 1 <= payment.months[1]:
            sheet.text(x + 16.5, 291, "X", "mono-bold", 12, align="centre", shows={"masa_pajak": payment.masa})
    _boxed(sheet, 470, 285, str(payment.year), {"tahun_pajak": str(payment.year)})
    sheet.text(450, 308, "Diisi tahun Terutangnya Pajak", "sans-italic", 7)
    sheet.line(35, 316, 560, 316)
    sheet.text(42, 332, "Nomor Ketetapan", "sans-bold", 9)
    sheet.text(150, 332, ":        /      /      /      /", "mono", 10)
    sheet.line(35, 342, 560, 342)


def _ssp_foot(sheet: Sheet, payment: Payment) -> None:
    sheet.line(35, 430, 560, 430)
    sheet.line(297, 430, 297, 560)
    day = f"{payment.paid.day:02d} {MONTHS[payment.paid.month - 1]} {payment.paid.year}"
    sheet.text(166, 446, "Diterima oleh Kantor Penerima Pembayaran", "sans-bold", 9, align="centre")
    sheet.text(60, 464, "Tanggal", "sans", 9)
    sheet.text(110, 464, day, "mono", 10, shows={"tanggal": f"{payment.paid:%Y-%m-%d}"})
    sheet.text(166, 480, "Cap dan tanda tangan", "sans", 8, align="centre")
    sheet.text(428, 446, "Wajib Pajak/Penyetor", "sans-bold", 9, align="centre")
    sheet.text(
        428,
        464,
        f"{payment.party.address[-1].split()[0].title()}, Tanggal {payment.paid:%d-%m-%Y}",
        "sans",
        9,
        align="centre",
    )
    sheet.text(428, 480, "Cap dan tanda tangan", "sans", 8, align="centre")
    sheet.text(60, 550, "Nama Jelas : ..............................", "sans", 9)
    sheet.text(330, 550, "Nama Jelas : RATNA WULANDARI", "sans", 9)
    sheet.line(35, 560, 560, 560)
    sheet.text(297, 576, "Ruang Validasi Kantor Penerima Pembayaran", "sans-bold", 9, align="centre")
    sheet.text(60, 640, f"NTB/NTP : {payment.ntb}", "mono", 9, shows={"ntb": payment.ntb})
    sheet.text(300, 640, f"NTPN : {payment.ntpn}", "mono", 9, shows={"ntpn": payment.ntpn})
