"""Bank proofs of other authorities and other times: MPN G1, customs, non-tax revenue.

Separate from `samples.banks`, whose rows they do not share.
"""

from __future__ import annotations

from samples.banks import SIGNATURE_ID, dotted, money_shown, period_shown, rupiah, stamped, wrapped
from samples.sheet import Sheet
from samples.values import Payment, spelled


def g1(payment: Payment) -> list[Sheet]:
    """MPN G1: address block, joined account and deposit code, italic heads on the right, numeric NTPN, no billing code."""
    sheet, serif = Sheet(), "serif"
    for index, line in enumerate(
        ("Standar Niaga Bank", "Menara Contoh Lt. 3", "Jl. Prof. Dr. Satrio 164", "Jakarta 12930")
    ):
        sheet.text(40, 55 + 12 * index, line, "serif-bold" if index == 0 else serif, 9)
    sheet.text(320, 70, "BUKTI PENERIMAAN NEGARA", "serif-bold", 13, align="centre")
    sheet.text(320, 86, "Penerimaan Pajak - 200000", serif, 11, align="centre")
    moment = f"{payment.paid:%d-%m-%Y %H:%M:%S}"
    ntb, ntpn = payment.ntb, payment.ntpn
    rows = (
        (
            "Tanggal dan Jam Bayar",
            moment,
            {"tanggal": f"{payment.paid:%Y-%m-%d}"},
            "Transaksi Bank #",
            ntb,
            {"ntb": ntb},
        ),
        ("Tanggal dan Jam Online", moment, {}, "NTPN", ntpn, {"ntpn": ntpn}),
        ("Tanggal Lapor", f"{payment.booked:%d-%m-%Y}", {}, "Jenis Pelayanan", "Online", {}),
    )
    for index, (label, value, shows, label2, value2, shows2) in enumerate(rows):
        y = 130 + 15 * index
        sheet.text(40, y, label, serif, 10)
        sheet.text(165, y, f": {value}", serif, 10, shows=shows)
        sheet.text(340, y, label2, serif, 10)
        sheet.text(430, y, f": {value2}", serif, 10, shows=shows2)
    _g1_payer(sheet, payment)
    _head(sheet, 282, "Rincian pembayaran untuk disetorkan ke rekening kas negara")
    _g1_deposit(sheet, payment, 300)
    _head(sheet, 400, "Validasi dan Pengesahan Bank")
    sheet.text(40, 470, f"<{ntb}><{ntpn}>", "mono", 9)
    return [sheet]


def _g1_payer(sheet: Sheet, payment: Payment) -> None:
    _head(sheet, 190, "Identitas Pelaku Transaksi")
    party = payment.party
    for index, (label, value, shows) in enumerate(
        (
            ("Identitas #", dotted(party.npwp), {"npwp": party.npwp}),
            ("Nama", party.name, {"nama_wajib_pajak": party.name}),
            ("Alamat", party.address[0], {}),
            ("Kota", party.address[-1], {}),
        )
    ):
        sheet.text(40, 208 + 15 * index, label, "serif", 10)
        sheet.text(165, 208 + 15 * index, f": {value}", "serif", 10, shows=shows)


def _head(sheet: Sheet, y: float, text: str) -> None:
    sheet.line(40, y - 12, 555, y - 12, 0.5)
    sheet.text(555, y, text, "serif-italic", 10, align="right")


def _g1_deposit(sheet: Sheet, payment: Payment, y: float) -> None:
    serif = "serif"
    codes = {"kode_akun_pajak": payment.kap, "kode_jenis_setoran": payment.kjs}
    words = spelled(payment.amount) + " rupiah"
    period = f"{payment.paid.replace(day=1, month=payment.months[0]):%d-%m-%Y}"
    sheet.text(40, y, "Mata Anggaran dan Jenis Setor", serif, 10)
    sheet.text(185, y, f": {payment.kap} - {payment.kjs}", serif, 10, shows=codes)
    sheet.text(300, y, payment.purpose, serif, 9)
    sheet.text(40, y + 15, "Masa Pajak", serif, 10)
    sheet.text(185, y + 15, f": {period}", serif, 10, shows=period_shown(payment))
    sheet.text(40, y + 30, "Jumlah Setoran", serif, 10)
    sheet.text(185, y + 30, f": {rupiah(payment.amount, cents=False)}", serif, 10, shows=money_shown(payment))
    sheet.text(340, y + 30, "Mata Uang", serif, 10)
    sheet.text(430, y + 30, ": IDR", serif, 10, shows={"mata_uang": "IDR"})
    sheet.text(40, y + 45, "Terbilang", serif, 10)
    for index, line in enumerate(wrapped(words, 66)):
        mark = "  " if index else ": "
        sheet.text(185, y + 45 + 13 * index, mark + line, "serif-italic", 10, shows={"terbilang": words})
    sheet.text(40, y + 78, "Nomor Referensi", serif, 10)
    sheet.text(185, y + 78, f": {payment.stan}{payment.branch}", serif, 10)


def customs(payment: Payment) -> list[Sheet]:
    """Customs and excise: document number and date instead of account and period."""
    sheet = Sheet()
    sheet.text(40, 60, "BANK NUSANTARA", "sans-bold", 12)
    sheet.text(297, 60, "BUKTI PENERIMAAN NEGARA", "sans-bold", 12, align="centre")
    sheet.text(297, 75, "Penerimaan Bea dan Cukai", "sans", 11, align="centre")
    sheet.text(555, 60, "Kementerian Keuangan", "sans", 10, align="right")
    words = (spelled(payment.amount) + " rupiah").upper()
    _rows(
        sheet,
        [
            ("DATA PEMBAYARAN", None, {}),
            ("TANGGAL DAN JAM BAYAR", stamped(payment.paid), {"tanggal": f"{payment.paid:%Y-%m-%d}"}),
            ("TANGGAL BUKU", f"{payment.booked:%d/%m/%Y}", {}),
            ("KODE CABANG BANK", payment.branch, {}),
            ("NTB", payment.ntb, {"ntb": payment.ntb}),
            ("NTPN", payment.ntpn, {"ntpn": payment.ntpn}),
            ("STAN", payment.stan, {"stan": payment.stan}),
            ("DATA SETORAN", None, {}),
            ("KODE BILLING", payment.billing, {"kode_billing": payment.billing}),
            ("ID WAJIB PAJAK", payment.party.npwp, {"npwp": payment.party.npwp}),
            ("NAMA WAJIB BAYAR", payment.party.name, {"nama_wajib_pajak": payment.party.name}),
            ("JENIS DOKUMEN", "PIB", {}),
            ("NOMOR DOKUMEN", "000000" + payment.stan + payment.paid.strftime("%Y%m%d") + "000123", {}),
            ("TANGGAL DOKUMEN", f"{payment.paid:%d/%m/%Y}", {}),
            ("KODE KPPBC", "040300", {}),
            ("JUMLAH SETORAN", rupiah(payment.amount), money_shown(payment)),
            ("MATA UANG", payment.currency, {"mata_uang": payment.currency}),
            *(("" if i else "TERBILANG", line, {"terbilang": words}) for i, line in enumerate(wrapped(words, 52))),
        ],
        "dejavu-mono",
        (45, 195, 110, 17),
        " : ",
    )
    sheet.text(45, 450, SIGNATURE_ID, "sans-italic", 8)
    return [sheet]


def pnbp(payment: Payment) -> list[Sheet]:
    """Non-tax revenue (SIMPONI): payer's authority, several codes; the deposit type is a description."""
    sheet = Sheet()
    sheet.text(297, 60, "KEMENTERIAN KEUANGAN REPUBLIK INDONESIA", "sans-bold", 11, align="centre")
    sheet.text(297, 76, "BUKTI PENERIMAAN NEGARA", "sans-bold", 13, align="centre")
    sheet.text(297, 92, "Penerimaan Negara Bukan Pajak", "sans", 11, align="centre")
    words = spelled(payment.amount).title() + " (IDR)"
    total = {**money_shown(payment), "mata_uang": "IDR"}
    day = f"{payment.paid:%d-%m-%Y %H:%M:%S}"
    rows: list[tuple[str, str | None, dict[str, str]]] = [
        ("Kode Billing", payment.billing, {"kode_billing": payment.billing}),
        ("Tanggal Billing", f"{payment.paid:%d-%m-%Y} 07:30:00", {}),
        ("Tanggal Kedaluwarsa", f"{payment.paid.replace(day=28):%d-%m-%Y} 23:59:00", {}),
        ("Tanggal Bayar", day, {"tanggal": f"{payment.paid:%Y-%m-%d}"}),
        ("Bank/Pos/Fintech Bayar", "Bank Nusantara", {}),
        ("Channel Bayar", "Internet Banking", {}),
        ("Nama Wajib Setor/Wajib Bayar", payment.party.name, {"nama_wajib_pajak": payment.party.name}),
        ("Kementerian/Lembaga", "Kementerian Agraria dan Tata Ruang", {}),
        ("Unit Eselon I", "Sekretariat Jenderal", {}),
        ("Satuan Kerja", "Kantor Pertanahan Kota Contoh", {}),
        ("Total Disetor", rupiah(payment.amount, cents=False) + " (IDR)", total),
        *((("" if i else "Terbilang"), line, {"terbilang": words}) for i, line in enumerate(wrapped(words, 52))),
        ("Status", "Terbayar", {}),
        ("NTB", payment.ntb, {"ntb": payment.ntb}),
        ("NTPN", payment.ntpn, {"ntpn": payment.ntpn}),
        ("Keterangan", "Pelayanan pengukuran bidang tanah", {}),
    ]
    _rows(sheet, rows, "sans", (60, 230, 130, 19), ": ")
    return [sheet]


def _rows(
    sheet: Sheet,
    rows: list[tuple[str, str | None, dict[str, str]]],
    font: str,
    grid: tuple[float, float, float, float],
    colon: str,
) -> None:
    """Rows of label and value; a row whose value is None is a head. `grid`: label x, value x, top and pitch."""
    left, right, top, pitch = grid
    for index, (label, value, shows) in enumerate(rows):
        y = top + pitch * index
        if value is None:
            sheet.text(left, y, label, "sans-bold", 10)
            continue
        sheet.text(left, y, label, font, 9)
        sheet.text(right, y, (colon if label else " " * len(colon)) + value, font, 9, shows=shows)
