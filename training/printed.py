"""What is printed on payment proofs and receipts whoever fills them in: labels, notes, months, titles, banks; and the case it is printed in.

Separate from `strings` because these are lists, not a grammar. They are the domain itself and occur in every split, but for what is said
to be of training alone.
"""

import random

# Lists of many short texts: one a line would be three screens.
# fmt: off
MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November",
    "Desember", "Pebruari", "Nopember",
)
MONTHS_SHORT = (
    "Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Ags", "Agt", "Agu", "Agus", "Sep", "Sept", "Okt", "Nov", "Des",
    "Peb", "Nop", "May", "Aug", "Oct", "Dec",
)
DAYS = (
    "Sen", "Sel", "Rab", "Kam", "Jum", "Sab", "Min", "Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu",
    "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun",
)
DIGIT_WORDS = ("satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan")

LABELS = tuple(
    """BUKTI PENERIMAAN NEGARA|Penerimaan Pajak|Kementerian Keuangan|Kementerian Keuangan R.I.|Direktorat Jenderal Pajak
    |Kantor Pelayanan Pajak|Direktorat Jenderal Perbendaharaan|Data Pembayaran|Data Setoran|Tanggal dan Jam Bayar
    |Tanggal & Jam Bayar|Tanggal Bayar|Tanggal Setor|Tanggal Pembayaran|Tanggal Transaksi|Tanggal Buku|Tanggal Cetak
    |Tanggal Lapor|Tanggal Billing|Tanggal Kedaluwarsa|Tgl|Tgl Cetak|Jam Cetak|Jam Transaksi|Waktu Transaksi|Tanggal dan Jam Online
    |Transaction Date|Payment Date|Date/Time|Kode Cabang Bank|Kode Cabang|NTB|NTP|NTB/NTP|NTPN|No. NTPN|STAN
    |Nomor Transaksi Bank|Nomor Transaksi Pos|Nomor Transaksi Penerimaan Negara|Transaksi Bank #|Kode Billing|ID Billing
    |Id Billing|Nomor Billing|K O D E B I L L I N G|NPWP|NPWP/NIK|Identitas #|Id Wajib Pajak|NPWP Penyetor|Nama Wajib Pajak
    |Nama WP|Nama|Nama Wajib Bayar|Nama Wajib Setor|Nama Penyetor|Alamat|Alamat WP|Kota|Nomor Objek Pajak|NOP|Alamat NOP/OP
    |Mata Anggaran|Jenis Setoran|Jenis Pajak|Jenis Pajak (MAP)|Kode Akun Pajak|Kode Akun|MAP/Kode Jenis Pajak|KAP|KJS|KAP-KJS
    |KAP/KJS|Kode Jenis Setoran|Kode Jenis Setor|Mata Anggaran dan Jenis Setor|Uraian|Uraian Pembayaran|Untuk Pembayaran
    |Masa Pajak|Masa|Masa Tahun Pajak|Masa Awal|Masa Akhir|Masa Aktif|Tahun Pajak|Tahun|Nomor Ketetapan|No Ketetapan
    |Jumlah Setoran|Jumlah Setor|Jumlah Pembayaran|Jumlah Bayar|Jumlah Detail|Total Disetor|Nominal|Nominal Transaksi
    |Jumlah Transfer|Jumlah|Amount|Mata Uang|Terbilang|Total|Total Bayar|Total Tagihan|Total Transaksi|Biaya Admin|Ref Tagihan
    |Detail Billing|Surat Setoran Pajak|SURAT SETORAN PAJAK (SSP)|Lembar 1|Untuk Arsip WP|Untuk Arsip KPP|Catatan|Status
    |Diterima oleh Kantor Penerima Pembayaran|Wajib Pajak/Penyetor|Nama Jelas|Cap dan tanda tangan|Ruang Validasi
    |GUNAKAN KODE BILLING DI BAWAH INI UNTUK MELAKUKAN PEMBAYARAN|Cetakan Kode Billing|Nomor Referensi|No. Referensi|No. Ref
    |Sumber Dana|Jenis Transaksi|Bank Tujuan|Nomor Tujuan|Nama Tujuan|Penerima|Pengirim|Keterangan|Berita|Rekening Sumber
    |Rekening Tujuan|Rekening Debet|From Account|To Account|Charge|Remark|Remarks|Reference No.|Beneficiary Name
    |Beneficiary Account|Source of Fund|Transfer Type|Target Amount|Extended Payment Details|Bukti Setoran Tunai|Teller
    |Nomor Pokok Wajib Pajak|Nomor Dokumen|Jenis Dokumen|Tanggal Dokumen|Kode KPPBC|Penerimaan Bea dan Cukai|Satuan Kerja
    |Kementerian/Lembaga|Unit Eselon I|Channel Bayar|Tagihan Pokok|Denda|User ID|Nomor Sequence|Kode/Nama Rekening
    |Identitas Pelaku Transaksi|Validasi dan Pengesahan Bank|Jenis Pelayanan|Bukti Pembayaran|Bukti Transfer|Nomor Rekening""".replace(
        "\n    ", ""
    ).split("|")
)
SENTENCES = (
    "This is a computer generated message and requires no signature.",
    "Informasi ini hasil cetakan komputer dan tidak memerlukan tanda tangan.",
    "Diisi sesuai dengan Nomor Pokok Wajib Pajak yang dimiliki",
    "Apabila ada kesalahan dalam isian Kode Billing",
    "Dokumen ini sah dan tidak memerlukan cap basah",
    "Simpan struk ini sebagai bukti pembayaran yang sah",
    "Goods sold are not refundable. Thank you, please come again!",
    "Terima kasih, sila datang lagi.",
    "Barang yang dijual tidak boleh dikembalikan.",
)
TRAINING_SENTENCES = (
    "GOODS SOLD ARE NOT RETURNABLE OR EXCHANGEABLE",
    "ALL GOODS SOLD ARE NON-REFUNDABLE, EXCHANGE WITHIN 7 DAYS WITH RECEIPT",
    "THANK YOU FOR SHOPPING WITH US. PLEASE COME AGAIN",
    "SIMPLIFIED TAX INVOICE",
    "Prices are inclusive of GST where applicable",
    "Keep the invoice for applicable returns",
    "Total Excluded GST / Total Included GST",
    "GST Summary Amount (RM) Tax (RM)",
    "Item Description Qty Price Amount",
    "CODE/DESC PRICE DISC AMOUNT",
    "This receipt is valid for exchange; no cash refund.",
    "Customer's copy - not a tax invoice",
    "Barang yang sudah dibeli tidak dapat ditukar/dikembalikan",
    "Harga sudah termasuk PPN 11%",
    "Layanan konsumen: hubungi kami di nomor berikut",
    "Struk ini merupakan bukti pembayaran yang sah, mohon disimpan",
    "Sila simpan resit ini untuk rujukan anda",
    "Jika terdapat perbedaan, yang berlaku adalah data pada sistem",
    "Dengan menerima bukti ini penyetor menyatakan bahwa data di atas benar",
    "Tanda terima ini dicetak otomatis oleh sistem; tidak perlu distempel",
)
"""Notes on receipts and slips that only training draws."""

NAME_PREFIXES = (
    "H.", "Hj.", "R.", "R.A.", "Ir.", "Dr.", "dr.", "Drs.", "Dra.", "Prof.", "Ny.", "Tn.", "Sdr.", "A.", "M.", "I",
    "Ni", "S.", "Moh.", "Muh.",
)
NAME_SUFFIXES = (
    ", S.E.", ", S.H.", ", M.M.", ", M.Si", ", S.Kom", " SE", " SH", " MM", ", S.Pd.", ", M.Kn", " Bin", " Jr",
    " (ALM)", ", S.T.", " QQ",
)
"""Titles and initials round a person's name; only training draws them so freely."""

BEFORE_APOSTROPHE = (
    "Nur", "Sa", "Ma", "Mu", "Ja", "Isma", "Syafi", "Rifa", "Ba", "Qur", "Ro", "Mas", "Jum", "An", "O", "D", "Al",
)
"""What names of training have before an apostrophe: Nur'aini, O'Brien."""

BANKS = (
    "BANK CENTRAL ASIA, TBK.", "BANK MANDIRI", "PT BANK MANDIRI (PERSERO) TBK", "Bank Danamon",
    "BANK RAKYAT INDONESIA", "BRI", "BNI", "BCA", "Bank Negara Indonesia", "BANK SYARIAH INDONESIA", "CIMB NIAGA",
    "Bank Permata", "OCBC", "Bank BJB", "PT POS INDONESIA", "Livin'", "BRImo", "BTN", "HSBC",
)
PUNCTUATION = (
    ":", ":", ":", "-", "-", "--", "=", "/", ".", ",", "()", "*", "#", "Rp", "RM", "IDR", "USD", "N", "X", "x", "&",
)
# fmt: on


def recase(rng: random.Random, text: str) -> str:
    """The text in a random but plausible case: as is, UPPER, lower, Title, and rarely MiXeD."""
    style = rng.random()
    if style < 0.35:
        return text
    if style < 0.65:
        return text.upper()
    if style < 0.78:
        return text.lower()
    if style < 0.97:
        return text.title()
    return "".join(rng.choice((char.upper(), char.lower())) for char in text)
