"""Slips that are no BPN sheet: transfers from a phone, teller and regional tax slips, the thermal receipt.

Separate because they are small papers of their own sizes. A transfer slip has a payer's bank, not a tax number.
"""

from __future__ import annotations

from samples.banks import money_shown, rupiah, stamped, wrapped
from samples.sheet import Sheet
from samples.values import MONTHS, Payment, spelled

Rows = list[tuple[str, str, dict[str, str]]]


def brimo(payment: Payment) -> list[Sheet]:
    """BRImo: a phone screen, labels left, values right."""
    sheet = Sheet(300, 560)
    day = f"{payment.paid.day} {MONTHS[payment.paid.month - 1]} {payment.paid.year} , {payment.paid:%H:%M:%S} WIB"
    sheet.text(150, 50, "BRIna", "sans-bold", 22, align="centre")
    sheet.text(150, 92, "Transaksi Berhasil", "sans-bold", 14, align="centre")
    rows: Rows = [
        ("Tanggal", day, {"tanggal": f"{payment.paid:%Y-%m-%d}"}),
        ("Nomor Referensi", payment.ntb, {}),
        ("Sumber Dana", payment.party.name, {}),
        ("Jenis Transaksi", "Transfer Bank BRN", {}),
        ("Bank Tujuan", "BANK BRN", {}),
        ("Nomor Tujuan", "6120 4876 88", {}),
        ("Nama Tujuan", "KONSULTAN PAJAK CONTOH", {}),
        ("Catatan", "pajak " + MONTHS[payment.months[0] - 1].lower(), {}),
        ("Nominal", f"Rp{rupiah(payment.amount, cents=False)}", {**money_shown(payment), "mata_uang": "IDR"}),
        ("Biaya Admin", "Rp2.500", {}),
    ]
    y = 130.0
    for label, value, shows in rows:
        sheet.text(18, y, label, "sans", 9.5, ink=90)
        sheet.text(282, y, value, "sans", 9.5, align="right", shows=shows)
        sheet.line(18, y + 12, 282, y + 12, 0.4, 210)
        y += 31
    sheet.text(18, y + 6, "Total", "sans-bold", 11)
    sheet.text(282, y + 6, f"Rp{rupiah(payment.amount + 2500, cents=False)}", "sans-bold", 11, align="right")
    return [sheet]


def mybca(payment: Payment) -> list[Sheet]:
    """MyBCA in English: `IDR 1,000,000.00`."""
    sheet = Sheet(420, 595)
    sheet.text(210, 60, "myBCX", "sans-bold", 18, align="centre")
    sheet.text(210, 90, "Transfer Successful", "sans-bold", 13, align="centre")
    rows: Rows = [
        ("Status", "Success", {}),
        ("Transaction Date", f"{payment.paid:%d %b %Y %H:%M:%S}", {"tanggal": f"{payment.paid:%Y-%m-%d}"}),
        ("Transfer Type", "Transfer to BCX Account", {}),
        ("Source of Fund", "5420****88", {}),
        ("Beneficiary Account", "6120487688", {}),
        ("Beneficiary Name", "KONSULTAN PAJAK CONTOH", {}),
        ("Target Amount", f"IDR {payment.amount:,.2f}", {**money_shown(payment), "mata_uang": "IDR"}),
        ("Remarks", "pembayaran pajak", {}),
        ("Reference No.", "24111917521990" + payment.stan, {}),
    ]
    for index, (label, value, shows) in enumerate(rows):
        sheet.text(40, 140 + 26 * index, label, "sans", 10, ink=80)
        sheet.text(180, 140 + 26 * index, value, "sans", 10, shows=shows)
    return [sheet]


def teller(payment: Payment) -> list[Sheet]:
    """A teller's slip of a cooperative bank."""
    sheet = Sheet(480, 320)
    sheet.frame(14, 14, 466, 306, 1)
    sheet.text(240, 38, "KOPERASI SIMPAN PINJAM CONTOH MAKMUR", "sans-bold", 11, align="centre")
    sheet.text(240, 56, "BUKTI SETORAN TUNAI", "sans-bold", 13, align="centre")
    sheet.line(14, 66, 466, 66)
    words = (spelled(payment.amount) + " rupiah").capitalize()
    rows: Rows = [
        ("No Transaksi", "ST" + payment.stan, {}),
        ("Tanggal", f"{payment.paid:%d/%m/%Y %H:%M}", {"tanggal": f"{payment.paid:%Y-%m-%d}"}),
        ("Nama", payment.party.name, {"nama_wajib_pajak": payment.party.name}),
        ("Jenis", "Titipan pajak", {}),
        ("Jumlah Setoran", f"Rp {rupiah(payment.amount)}", {**money_shown(payment), "mata_uang": "IDR"}),
        *(("" if i else "Terbilang", line, {"terbilang": words}) for i, line in enumerate(wrapped(words, 52))),
    ]
    for index, (label, value, shows) in enumerate(rows):
        y = 88 + 19 * index
        sheet.text(30, y, label, "dejavu", 9)
        sheet.text(130, y, (": " if label else "  ") + value, "dejavu", 9, shows=shows)
    for x, who, name in ((110, "Penyetor", "( SLAMET RIYADI )"), (370, "Teller", "( DEWI )")):
        sheet.text(x, 240, who, "dejavu", 9, align="centre")
        sheet.text(x, 290, name, "dejavu", 9, align="centre")
    return [sheet]


def regional(payment: Payment) -> list[Sheet]:
    """Bank BJB's regional tax slip from a needle printer: the tax is TOTAL TAGIHAN, TOTAL BAYAR includes the fee."""
    sheet, mono, fee = Sheet(640, 400), "mono", 5000
    day = f"{payment.paid:%d/%m/%Y}"
    total = payment.amount + fee
    words = (spelled(total) + " rupiah").upper()
    _regional_head(sheet, payment)
    pairs = (
        (
            "TANGGAL TRANSAKSI",
            f"{day} (DD/MM/YY)",
            {"tanggal": f"{payment.paid:%Y-%m-%d}"},
            "JAM TRANSAKSI",
            f"{payment.paid:%H:%M:%S}",
        ),
        ("NTB", payment.ntb, {"ntb": payment.ntb}, "NOMOR SEQUENCE", payment.stan),
        ("NTP", payment.ntb, {"ntb": payment.ntb}, "NOMOR BAYAR", payment.billing[:13]),
    )
    for index, (label, value, shows, label2, value2) in enumerate(pairs):
        y = 116 + 15 * index
        sheet.text(30, y, label, mono, 10)
        sheet.text(150, y, f": {value}", mono, 10, shows=shows)
        sheet.text(370, y, label2, mono, 10)
        sheet.text(470, y, f": {value2}", mono, 10)
    rows: Rows = [
        ("NPWPD/NOPD", "P.2.0012345.01.02", {}),
        ("NAMA WP/OP", payment.party.name, {"nama_wajib_pajak": payment.party.name}),
        ("ALAMAT", payment.party.address[0], {}),
        ("TAGIHAN POKOK", f"RP. {payment.amount:,.2f}", {}),
        ("DENDA", "RP. 0.00", {}),
        ("TOTAL TAGIHAN", f"RP. {payment.amount:,.2f}", {**money_shown(payment), "mata_uang": "IDR"}),
        ("BIAYA ADMIN BANK", f"RP. {fee:,.2f}", {}),
        ("TOTAL BAYAR", f"RP. {total:,.2f}", {}),
        *(("" if i else "TERBILANG", line, {"terbilang": words}) for i, line in enumerate(wrapped(words, 62))),
        ("KODE/NAMA REKENING", "4.1.1.02 PAJAK RESTORAN", {}),
        (
            "MASA AWAL/AKHIR PJK",
            f"{payment.months[0]:02d}/{payment.year} - {payment.months[1]:02d}/{payment.year}",
            period_of(payment),
        ),
    ]
    for index, (label, value, shows) in enumerate(rows):
        sheet.text(30, 168 + 15 * index, label, mono, 10)
        sheet.text(150, 168 + 15 * index, (": " if label else "  ") + value, mono, 10, shows=shows)
    return [sheet]


def _regional_head(sheet: Sheet, payment: Payment) -> None:
    mono = "mono"
    sheet.text(30, 36, "BANK BJA", "mono-bold", 12)
    for index, line in enumerate(
        (f"USER ID     : TLR{payment.branch[3:]}", f"TGL CETAK   : {payment.booked:%d/%m/%Y}")
    ):
        sheet.text(400, 36 + 14 * index, line, mono, 10)
    sheet.text(400, 64, f"JAM CETAK   : {payment.booked:%H:%M:%S}", mono, 10)
    sheet.text(30, 64, f"KODE CABANG : {payment.branch[2:]}", mono, 10)
    sheet.text(320, 90, "BUKTI PEMBAYARAN/SETORAN PAJAK", "mono-bold", 12, align="centre")


def period_of(payment: Payment) -> dict[str, str]:
    """The tax period a regional slip shows."""
    return {"masa_pajak": payment.masa, "tahun_pajak": str(payment.year)}


def thermal(payment: Payment) -> list[Sheet]:
    """A till-roll print of the MPN G3 fields by a post office or agent."""
    sheet, mono = Sheet(226, 470), "dejavu-mono"
    for y, line in ((28, "POS NUSANTARA"), (42, "BUKTI PENERIMAAN NEGARA"), (54, "Penerimaan Pajak")):
        sheet.text(113, y, line, mono, 9, align="centre")
    sheet.text(10, 68, "-" * 34, mono, 10)
    words = (spelled(payment.amount) + " rupiah").upper()
    party = payment.party
    rows: Rows = [
        ("TGL BAYAR", stamped(payment.paid), {"tanggal": f"{payment.paid:%Y-%m-%d}"}),
        ("TGL BUKU", f"{payment.booked:%d/%m/%Y}", {}),
        ("NTP", payment.ntb, {"ntb": payment.ntb}),
        ("NTPN", payment.ntpn, {"ntpn": payment.ntpn}),
        ("STAN", payment.stan, {"stan": payment.stan}),
        ("KD BILLING", payment.billing, {"kode_billing": payment.billing}),
        ("NPWP", party.npwp, {"npwp": party.npwp}),
        ("NAMA WP", party.name, {"nama_wajib_pajak": party.name}),
        (
            "MAP/KJS",
            f"{payment.kap}/{payment.kjs}",
            {"kode_akun_pajak": payment.kap, "kode_jenis_setoran": payment.kjs},
        ),
        ("MASA PAJAK", payment.period, period_of(payment)),
        ("JML SETOR", f"Rp {rupiah(payment.amount)}", {**money_shown(payment), "mata_uang": "IDR"}),
    ]
    for index, (label, value, shows) in enumerate(rows):
        sheet.text(10, 84 + 15 * index, label, mono, 8)
        sheet.text(66, 84 + 15 * index, f": {value}", mono, 8, shows=shows)
    y = 84.0 + 15 * len(rows)
    sheet.text(10, y, "TERBILANG:", mono, 8)
    for index, line in enumerate(wrapped(words, 40)):
        sheet.text(10, y + 12 * (index + 1), line, mono, 8, shows={"terbilang": words})
    sheet.text(10, y + 64, "-" * 34, mono, 10)
    sheet.text(113, y + 82, "SIMPAN SEBAGAI BUKTI PEMBAYARAN SAH", mono, 7.5, align="centre")
    sheet.text(113, y + 96, "TERIMA KASIH", mono, 9, align="centre")
    return [sheet]
