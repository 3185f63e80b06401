"""The known layouts as drawn lines with their truth: (lines of page 1, …), kind and values that are not None."""

from dataclasses import dataclass, field

from tests.forms.drawn import BCA, Line


@dataclass(frozen=True)
class Example:
    kind: str
    pages: tuple[tuple[Line, ...], ...]
    truth: dict[str, str]
    rows: tuple[dict[str, str], ...] = field(default=({},))


BCA_TRUTH = {
    "ntpn": "4C2U16P1BBJ5T5E6",
    "ntb": "000022763695",
    "stan": "563515",
    "kode_billing": "019022772858141",
    "npwp": "081443518011000",
    "nama_wajib_pajak": "PT CONTOH SEJAHTERA",
    "kode_akun_pajak": "411128",
    "kode_jenis_setoran": "403",
    "masa_pajak": "01",
    "tahun_pajak": "2019",
    "tanggal": "2019-02-04",
    "jumlah": "1250000.00",
    "mata_uang": "IDR",
    "terbilang": "SATU JUTA DUA RATUS LIMA PULUH RIBU RUPIAH",
}


def _right(text, edge=420, wide=7.2):
    return (edge - len(text) * wide, text)


MANDIRI = Example(
    "bpn",
    (
        (
            [(500, "mandiri online")],
            [_right("Tanggal"), (460, "23 Jul 2017")],
            [_right("Status Transaksi"), (460, "Berhasil")],
            [_right("BUKTI PENERIMAAN NEGARA"), (460, "Penerimaan Pajak")],
            [_right("Data Pembayaran"), (460, "-")],
            [_right("Tanggal dan Jam Bayar"), (460, "23/07/2017 12:49:08")],
            [_right("Tanggal Buku"), (460, "23/07/17")],
            [_right("Kode Cabang Bank"), (460, "008")],
            [_right("NTB"), (460, "000000003821")],
            [_right("NTPN"), (460, "87C4500HB3LB5IMU")],
            [_right("STAN"), (460, "911669")],
            [_right("Data Setoran"), (460, "-")],
            [_right("Kode Billing"), (460, "017071234567890")],
            [_right("NPWP"), (460, "010611291051000")],
            [_right("Nama Wajib Pajak"), (460, "CV MAJU BERSAMA")],
            [_right("Alamat"), (460, "JL MELATI NO 5")],
            [_right("Nomor Objek Pajak"), (460, "-")],
            [_right("Mata Anggaran"), (460, "411121")],
            [_right("Jenis Setoran"), (460, "100")],
            [_right("Masa Pajak"), (460, "06062017")],
        ),
        (
            [_right("Nomor Ketetapan"), (460, "-")],
            [_right("Jumlah Setoran"), (460, "2.500.000,00")],
            [_right("Mata Uang"), (460, "IDR")],
            [_right("Terbilang"), (460, "Dua Juta Lima Ratus Ribu Rupiah")],
        ),
    ),
    {
        "ntpn": "87C4500HB3LB5IMU",
        "ntb": "000000003821",
        "stan": "911669",
        "kode_billing": "017071234567890",
        "npwp": "010611291051000",
        "nama_wajib_pajak": "CV MAJU BERSAMA",
        "kode_akun_pajak": "411121",
        "kode_jenis_setoran": "100",
        "masa_pajak": "06",
        "tahun_pajak": "2017",
        "tanggal": "2017-07-23",
        "jumlah": "2500000.00",
        "mata_uang": "IDR",
        "terbilang": "Dua Juta Lima Ratus Ribu Rupiah",
    },
)

CORETAX_BPN = Example(
    "bpn",
    (
        (
            [(60, "BANK NUSA"), (480, "BUKTI PENERIMAAN NEGARA"), (900, "Kementerian Keuangan")],
            [(500, "Penerimaan Pajak")],
            [(60, "Data Pembayaran:")],
            [(60, "Tanggal dan Jam Bayar"), (300, ": 14/03/2025 10:11:12"), (620, "NTB"), (760, ": 250314000123")],
            [(60, "Tanggal Buku"), (300, ": 14/03/2025"), (620, "NTPN"), (760, ": A1B2C3D4E5F6G7H8")],
            [(60, "Kode Cabang Bank"), (300, ": 000321"), (620, "STAN"), (760, ": 123456")],
            [(60, "Data Setoran:")],
            [(60, "Kode Billing"), (300, ": 041924081839773")],
            [(60, "NPWP"), (300, ": 1000000005394119")],
            [(60, "Nama Wajib Pajak"), (300, ": PT SUMBER REJEKI")],
            [(60, "Alamat"), (300, ": JL RAYA BOGOR KM 30 NO 12 RT 001 RW 002 KEL. CISA")],
            [(60, "Jumlah Detail"), (300, ": 1")],
            [(60, "Jumlah Setoran"), (300, ": 13.387.500,00 IDR"), (620, "Mata Uang"), (760, ": IDR")],
            [(60, "Terbilang"), (300, ": Tiga belas juta tiga ratus delapan puluh tujuh ribu lima ratus Rupiah")],
        ),
    ),
    {
        "ntpn": "A1B2C3D4E5F6G7H8",
        "ntb": "250314000123",
        "stan": "123456",
        "kode_billing": "041924081839773",
        "npwp": "1000000005394119",
        "nama_wajib_pajak": "PT SUMBER REJEKI",
        "tanggal": "2025-03-14",
        "jumlah": "13387500.00",
        "mata_uang": "IDR",
        "terbilang": "Tiga belas juta tiga ratus delapan puluh tujuh ribu lima ratus Rupiah",
    },
)

DJP_BILLING = Example(
    "billing",
    (
        (
            [(400, "KEMENTERIAN KEUANGAN R.I.")],
            [(400, "DIREKTORAT JENDERAL PAJAK")],
            [(420, "CETAKAN KODE BILLING")],
            [(60, "NPWP"), (300, ": 08.144.351.8-011-000")],
            [(60, "NAMA"), (300, ": PT CONTOH SEJAHTERA")],
            [(60, "ALAMAT"), (300, ": JL. MAWAR NO. 10 - JAKARTA")],
            [(60, "NOP"), (300, ": -")],
            [(60, "JENIS PAJAK"), (300, ": 411128")],
            [(60, "JENIS SETORAN"), (300, ": 409")],
            [(60, "MASA PAJAK"), (300, ": 01-01")],
            [(60, "TAHUN PAJAK"), (300, ": 2018")],
            [(60, "NOMOR KETETAPAN"), (300, ": -")],
            [(60, "JUMLAH SETOR"), (300, ": Rp 600.000,00")],
            [(60, "TERBILANG"), (300, ": Enam Ratus Ribu Rupiah")],
            [(60, "URAIAN"), (300, ": PPh Final sewa")],
            [(60, "NPWP PENYETOR"), (300, ": 01.061.129.1-051.000")],
            [(60, "NAMA PENYETOR"), (300, ": BUDI SANTOSO")],
            [(60, "GUNAKAN KODE BILLING DI BAWAH INI UNTUK MELAKUKAN PEMBAYARAN")],
            [(60, "ID BILLING"), (300, ": 0180 1234 5678 901")],
            [(60, "MASA AKTIF"), (300, ": 05/02/2018 11:16:15")],
            [(60, "Catatan : Apabila ada kesalahan dalam isian Kode Billing atau masa berlakunya berakhir")],
        ),
    ),
    {
        "kode_billing": "018012345678901",
        "npwp": "081443518011000",
        "nama_wajib_pajak": "PT CONTOH SEJAHTERA",
        "kode_akun_pajak": "411128",
        "kode_jenis_setoran": "409",
        "masa_pajak": "01",
        "tahun_pajak": "2018",
        "jumlah": "600000.00",
        "mata_uang": "IDR",
        "terbilang": "Enam Ratus Ribu Rupiah",
    },
)

CORETAX_BILLING = Example(
    "billing",
    (
        (
            [(400, "KEMENTERIAN KEUANGAN RI")],
            [(400, "DIREKTORAT JENDERAL PAJAK")],
            [(60, "NPWP"), (300, ": 1000000005394119"), (700, "K O D E  B I L L I N G")],
            [(60, "NAMA"), (300, ": PT SUMBER REJEKI"), (700, "041924081839773")],
            [(60, "ALAMAT"), (300, ": JL. RAYA, KAB.")],
            [(300, "BOGOR, JAWA BARAT 16966")],
            [(60, "MATA UANG"), (300, ":IDR")],
            [(60, "NOMINAL"), (300, ": 13.387.500,00")],
            [(60, "JUMLAH DETAIL"), (300, ":2")],
            [(60, "DETAIL BILLING:")],
            [(60, "KAP-KJS"), (220, "MASA PAJAK"), (360, "REF TAGIHAN"), (560, "NOP"), (860, "NOMINAL")],
            [(60, "411128-402"), (220, "04042026"), (360, "-"), (560, "320314000703727110"), (860, "Rp10.000.000,00")],
            [(60, "411121-100"), (220, "03032026"), (360, "-"), (560, "-"), (860, "Rp3.387.500,00")],
            [(560, "TOTAL"), (860, "Rp13.387.500,00")],
            [(60, "GUNAKAN KODE BILLING DI BAWAH INI UNTUK MELAKUKAN PEMBAYARAN")],
            [(60, "KODE BILLING"), (300, ":041924081839773")],
            [(60, "MASA AKTIF"), (300, ": 05/05/2026 11:16:15")],
        ),
    ),
    {
        "kode_billing": "041924081839773",
        "npwp": "1000000005394119",
        "nama_wajib_pajak": "PT SUMBER REJEKI",
        "mata_uang": "IDR",
    },
    (
        {
            "kode_akun_pajak": "411128",
            "kode_jenis_setoran": "402",
            "masa_pajak": "04",
            "tahun_pajak": "2026",
            "jumlah": "10000000.00",
        },
        {
            "kode_akun_pajak": "411121",
            "kode_jenis_setoran": "100",
            "masa_pajak": "03",
            "tahun_pajak": "2026",
            "jumlah": "3387500.00",
        },
    ),
)

G1 = Example(
    "bpn",
    (
        (
            [(60, "Standard Bank Indonesia"), (500, "BUKTI PENERIMAAN NEGARA")],
            [(60, "Jl. Jend. Sudirman Kav 33A"), (500, "Penerimaan Pajak - 200000")],
            [
                (60, "Tanggal dan Jam Bayar"),
                (300, ": 15-07-2011 15:12:12"),
                (620, "Transaksi Bank #"),
                (800, ": 153060000069"),
            ],
            [
                (60, "Tanggal dan Jam Online"),
                (300, ": 15-07-2011 15:13:00"),
                (620, "NTPN"),
                (800, ": 1107071512151207"),
            ],
            [(60, "Tanggal Lapor"), (300, ": 15-07-2011"), (620, "Jenis Pelayanan"), (800, ": Online")],
            [(700, "Identitas Pelaku Transaksi")],
            [(60, "Identitas #"), (300, ": 01.061.129.1-051.000")],
            [(60, "Nama"), (300, ": PT LAMA JAYA")],
            [(60, "Alamat"), (300, ": JL KENANGA 1")],
            [(60, "Kota"), (300, ": JAKARTA")],
            [(500, "Rincian pembayaran untuk disetorkan ke rekening kas negara")],
            [
                (60, "Mata Anggaran dan Jenis Setor"),
                (300, ": 411128 - 403"),
                (620, "PPh Final Pasal 4 ayat 2 atas sewa tanah"),
            ],
            [(60, "Masa Pajak"), (300, ": 01-06-2011")],
            [(60, "Jumlah Setoran"), (300, ": 1.000.000"), (620, "Mata Uang"), (800, ": IDR")],
            [(60, "Terbilang"), (300, ": satu juta rupiah")],
            [(60, "Nomor Referensi"), (300, ": 99887766")],
            [(60, "<153060000069><1107071512151207>")],
        ),
    ),
    {
        "ntpn": "1107071512151207",
        "ntb": "153060000069",
        "npwp": "010611291051000",
        "nama_wajib_pajak": "PT LAMA JAYA",
        "kode_akun_pajak": "411128",
        "kode_jenis_setoran": "403",
        "masa_pajak": "06",
        "tahun_pajak": "2011",
        "tanggal": "2011-07-15",
        "jumlah": "1000000.00",
        "mata_uang": "IDR",
        "terbilang": "satu juta rupiah",
    },
)


def _boxes(left, digits, step=26):
    return [(left + i * step, d) for i, d in enumerate(digits)]


SSP = Example(
    "ssp",
    (
        (
            [(60, "KEMENTERIAN KEUANGAN R.I"), (480, "SURAT SETORAN PAJAK"), (900, "LEMBAR 1")],
            [(60, "DIREKTORAT JENDERAL PAJAK"), (540, "(SSP)"), (880, "UNTUK ARSIP WP")],
            [(60, "NPWP"), (200, ":"), *_boxes(230, "010611291051000")],
            [(230, "Diisi sesuai dengan Nomor Pokok Wajib Pajak yang dimiliki")],
            [(60, "NAMA WP"), (200, ": PT KERTAS LAMA")],
            [(60, "ALAMAT WP"), (200, ": JL. DAHLIA 7 BANDUNG")],
            [(60, "Kode Akun Pajak"), (330, "Kode Jenis Setoran"), (620, "Uraian Pembayaran")],
            [*_boxes(60, "411121"), *_boxes(330, "100"), (620, "PPh Pasal 21 Masa Maret")],
            [(560, "Masa Pajak"), (1000, "Tahun Pajak")],
            [
                (60 + i * 70, m)
                for i, m in enumerate("Jan Feb Mar Apr Mei Jun Jul Ags Sep Okt Nov Des".split())  # noqa: SIM905
            ],
            [(60 + 2 * 70 + 4, "X"), *_boxes(1000, "2012")],
            [(60, "Nomor Ketetapan"), (260, ": / / / /")],
            [(60, "Jumlah Pembayaran"), (260, ": Rp 1.500.000,00"), (620, "Diisi dengan rupiah penuh")],
            [(60, "Terbilang"), (260, ": Satu juta lima ratus ribu Rupiah")],
            [(60, "Diterima oleh Kantor Penerima Pembayaran"), (700, "Wajib Pajak/Penyetor")],
            [(60, "Tanggal"), (260, "10 April 2012"), (700, "Bandung, Tanggal 10-04-2012")],
            [(60, "Cap dan tanda tangan"), (700, "Cap dan tanda tangan")],
            [(60, "Nama Jelas :"), (700, "Nama Jelas : SITI AMINAH")],
            [(60, "Ruang Validasi Kantor Penerima Pembayaran")],
            [(60, "NTB/NTP : 152580000159 NTPN : 0901101214020010")],
        ),
    ),
    {
        "ntpn": "0901101214020010",
        "ntb": "152580000159",
        "npwp": "010611291051000",
        "nama_wajib_pajak": "PT KERTAS LAMA",
        "kode_akun_pajak": "411121",
        "kode_jenis_setoran": "100",
        "masa_pajak": "03",
        "tahun_pajak": "2012",
        "tanggal": "2012-04-10",
        "jumlah": "1500000.00",
        "mata_uang": "IDR",
        "terbilang": "Satu juta lima ratus ribu Rupiah",
    },
)

BRIMO = Example(
    "transfer",
    (
        (
            [(400, "BRImo")],
            [(380, "Transaksi Berhasil")],
            [(60, "Tanggal"), (700, "22 November 2024 , 20:06:34 WIB")],
            [(60, "Nomor Referensi"), (700, "764780384974")],
            [(60, "Sumber Dana"), (700, "BUDI SANTOSO")],
            [(60, "Jenis Transaksi"), (700, "Transfer Bank Lain")],
            [(60, "Bank Tujuan"), (700, "BANK BCA")],
            [(60, "Nomor Tujuan"), (700, "6120 4876 88")],
            [(60, "Nama Tujuan"), (700, "SITI AMINAH")],
            [(60, "Catatan"), (700, "-")],
            [(60, "Nominal"), (700, "Rp35.000")],
            [(60, "Biaya Admin"), (700, "Rp2.500")],
            [(60, "Total"), (700, "Rp37.500")],
        ),
    ),
    {"tanggal": "2024-11-22", "jumlah": "35000.00", "mata_uang": "IDR"},
)

LIVIN = Example(
    "transfer",
    (
        (
            [(380, "Transfer Berhasil")],
            [(60, "Penerima"), (700, "SITI AMINAH")],
            [(60, "Bank Mandiri - 1300012345678")],
            [(60, "Tanggal"), (700, "13 Nov 2024")],
            [(60, "Jam"), (700, "15:53:45 WIB")],
            [(60, "Jumlah Transfer"), (700, "Rp200.406,00")],
            [(60, "Total Transaksi"), (700, "Rp202.906,00")],
            [(60, "No. Referensi"), (700, "1234567890123456789")],
            [(60, "Keterangan"), (700, "Bayar pajak")],
            [(60, "Rekening Sumber"), (700, "*****5683")],
        ),
    ),
    {"tanggal": "2024-11-13", "jumlah": "200406.00", "mata_uang": "IDR"},
)

MYBCA = Example(
    "transfer",
    (
        (
            [(380, "Transfer Successful")],
            [(60, "Status"), (500, "Success")],
            [(60, "Transaction Date"), (500, "19 Nov 2024 17:52:19")],
            [(60, "Transfer Type"), (500, "Transfer to BCA Account")],
            [(60, "Source of Fund"), (500, "8010 1234 56 - BUDI")],
            [(60, "Beneficiary Account"), (500, "6120 4876 88")],
            [(60, "Beneficiary Name"), (500, "SITI AMINAH")],
            [(60, "Target Amount"), (500, "IDR 1,000,000.00")],
            [(60, "Remarks"), (500, "-")],
            [(60, "Reference No."), (500, "24111917521990")],
        ),
    ),
    {"tanggal": "2024-11-19", "jumlah": "1000000.00", "mata_uang": "IDR"},
)

BJB = Example(
    "bpn",
    (
        (
            [(60, "USER ID : TLR01"), (500, "TGL CETAK : 03/02/2020")],
            [(60, "KODE CABANG : 0012"), (500, "JAM CETAK : 10:12:13")],
            [(300, "BUKTI PEMBAYARAN/SETORAN PAJAK")],
            [(60, "TANGGAL TRANSAKSI"), (300, ": 01/02/2020 (DD/MM/YY)"), (700, "JAM TRANSAKSI"), (860, ": 09:10:11")],
            [(60, "NTB"), (300, ": 000000123456"), (700, "NOMOR SEQUENCE"), (860, ": 000321")],
            [(60, "NTP"), (300, ": 000000123456"), (700, "NOMOR BAYAR"), (860, ": 2020020112345")],
            [(60, "NPWPD/NOPD"), (300, ": P.2.0001234.01.02")],
            [(60, "NAMA WP/OP"), (300, ": RM SEDERHANA")],
            [(60, "ALAMAT"), (300, ": JL ASIA AFRIKA")],
            [(60, "TAGIHAN POKOK"), (300, ": RP. 1,500,000.00")],
            [(60, "DENDA"), (300, ": RP. 0.00")],
            [(60, "TOTAL TAGIHAN"), (300, ": RP. 1,500,000.00")],
            [(60, "BIAYA ADMIN BANK"), (300, ": RP. 5,000.00")],
            [(60, "TOTAL BAYAR"), (300, ": RP. 1,505,000.00")],
            [(60, "TERBILANG"), (300, ": SATU JUTA LIMA RATUS LIMA RIBU RUPIAH")],
        ),
    ),
    {
        "ntb": "000000123456",
        "nama_wajib_pajak": "RM SEDERHANA",
        "tanggal": "2020-02-01",
        "jumlah": "1500000.00",
        "mata_uang": "IDR",
        "terbilang": "SATU JUTA LIMA RATUS LIMA RIBU RUPIAH",
    },
)

TUNAI = Example(
    "transfer",
    (
        (
            [(300, "KOPERASI MAKMUR")],
            [(300, "BUKTI SETORAN TUNAI")],
            [(60, "No Transaksi"), (260, ": ST-000123")],
            [(60, "Tanggal"), (260, ": 05/03/2024 09:15")],
            [(60, "Nama"), (260, ": BUDI SANTOSO")],
            [(60, "Jenis"), (260, ": Simpanan")],
            [(60, "Jumlah Setor"), (260, ": Rp 250.000,-")],
            [(60, "Terbilang"), (260, ": Dua ratus lima puluh ribu rupiah")],
            [(60, "Penyetor"), (400, "Teller")],
        ),
    ),
    {
        "nama_wajib_pajak": "BUDI SANTOSO",
        "tanggal": "2024-03-05",
        "jumlah": "250000.00",
        "mata_uang": "IDR",
        "terbilang": "Dua ratus lima puluh ribu rupiah",
    },
)

PNBP = Example(
    "bpn",
    (
        (
            [(300, "BUKTI PENERIMAAN NEGARA")],
            [(300, "Penerimaan Negara Bukan Pajak")],
            [(60, "Kode Billing"), (300, ": 820211025230557")],
            [(60, "Tanggal Billing"), (300, ": 25/10/2021 10:00:00")],
            [(60, "Tanggal Kedaluwarsa"), (300, ": 01/11/2021 10:00:00")],
            [(60, "Tanggal Bayar"), (300, ": 26/10/2021 09:08:07")],
            [(60, "Bank/Pos/Fintech Bayar"), (300, ": BANK BNI")],
            [(60, "Channel Bayar"), (300, ": Internet Banking")],
            [(60, "Nama Wajib Setor/Wajib Bayar"), (300, ": ANI WIJAYA")],
            [(60, "Kementerian/Lembaga"), (300, ": KEMENTERIAN HUKUM DAN HAM")],
            [(60, "Unit Eselon I"), (300, ": DITJEN AHU")],
            [(60, "Satuan Kerja"), (300, ": DITJEN AHU")],
            [(60, "Total Disetor"), (300, ": 100.000 (IDR)")],
            [(60, "Terbilang"), (300, ": Seratus Ribu (IDR)")],
            [(60, "Status"), (300, ": Lunas")],
            [(60, "NTB"), (300, ": 000000987654")],
            [(60, "NTPN"), (300, ": 1A2B3C4D5E6F7G8H")],
        ),
    ),
    {
        "ntpn": "1A2B3C4D5E6F7G8H",
        "ntb": "000000987654",
        "kode_billing": "820211025230557",
        "nama_wajib_pajak": "ANI WIJAYA",
        "tanggal": "2021-10-26",
        "jumlah": "100000.00",
        "mata_uang": "IDR",
        "terbilang": "Seratus Ribu (IDR)",
    },
)

BEA_CUKAI = Example(
    "bpn",
    (
        (
            [(300, "BUKTI PENERIMAAN NEGARA")],
            [(300, "Penerimaan Bea dan Cukai")],
            [(60, "TANGGAL DAN JAM BAYAR : 26/10/2021 09:08:07"), (620, "NTB : 000000987654")],
            [(60, "TANGGAL BUKU : 26/10/2021"), (620, "NTPN : 1A2B3C4D5E6F7G8H")],
            [(60, "KODE CABANG BANK : 000001"), (620, "STAN : 112233")],
            [(60, "KODE BILLING : 620211025230557")],
            [(60, "ID WAJIB PAJAK/BAYAR : 01.061.129.1-051.000")],
            [(60, "NAMA WAJIB BAYAR : PT IMPOR JAYA")],
            [(60, "JENIS DOKUMEN : PIB")],
            [(60, "NOMOR DOKUMEN : 00000012345620211025")],
            [(60, "TANGGAL DOKUMEN : 25/10/2021")],
            [(60, "KODE KPPBC : 040300")],
            [(60, "JUMLAH SETORAN : 45.678.000,00"), (620, "MATA UANG : IDR")],
            [(60, "TERBILANG : EMPAT PULUH LIMA JUTA ENAM RATUS TUJUH PULUH DELAPAN RIBU RUPIAH")],
        ),
    ),
    {
        "ntpn": "1A2B3C4D5E6F7G8H",
        "ntb": "000000987654",
        "stan": "112233",
        "kode_billing": "620211025230557",
        "npwp": "010611291051000",
        "nama_wajib_pajak": "PT IMPOR JAYA",
        "tanggal": "2021-10-26",
        "jumlah": "45678000.00",
        "mata_uang": "IDR",
        "terbilang": "EMPAT PULUH LIMA JUTA ENAM RATUS TUJUH PULUH DELAPAN RIBU RUPIAH",
    },
)

LAYOUTS = {
    "bca": Example("bpn", (BCA,), BCA_TRUTH),
    "mandiri": MANDIRI,
    "coretax_bpn": CORETAX_BPN,
    "djp_billing": DJP_BILLING,
    "coretax_billing": CORETAX_BILLING,
    "g1": G1,
    "ssp": SSP,
    "brimo": BRIMO,
    "livin": LIVIN,
    "mybca": MYBCA,
    "bjb": BJB,
    "tunai": TUNAI,
    "pnbp": PNBP,
    "bea_cukai": BEA_CUKAI,
}
