"""Draws the texts of lines: every value, label and filler that stands on payment proofs and on receipts.

Separate from drawing so that the grammar can be tested as text. Words of general language are the project's own (`own_words`),
in training for the most part those of `lexicon`; no general word that validation or test draws occurs in training. Labels,
month names and number words are the domain itself and occur in all.
"""

import random
import string
from collections.abc import Callable, Sequence

from ocr.models.sources import ENGLISH_G2_CHARACTERS
from training import prose, receipts
from training.lexicon import common_word, given_and_family_names
from training.own_words import invented, words
from training.receipts import digits
from training.splits import Split

Draw = Callable[[random.Random, Split], str]

CHARACTERS = ENGLISH_G2_CHARACTERS
"""english_g2's characters in its order; class 0 is the CTC blank, class i + 1 is `CHARACTERS[i]`."""

NTPN_LETTERS = string.ascii_uppercase
MONTHS = [
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
    "Pebruari",
    "Nopember",
]
MONTHS_SHORT = [
    "Jan",
    "Feb",
    "Mar",
    "Apr",
    "Mei",
    "Jun",
    "Jul",
    "Ags",
    "Agt",
    "Agu",
    "Agus",
    "Sep",
    "Sept",
    "Okt",
    "Nov",
    "Des",
    "Peb",
    "Nop",
    "May",
    "Aug",
    "Oct",
    "Dec",
]
DAYS = [
    "Sen",
    "Sel",
    "Rab",
    "Kam",
    "Jum",
    "Sab",
    "Min",
    "Senin",
    "Selasa",
    "Rabu",
    "Kamis",
    "Jumat",
    "Sabtu",
    "Minggu",
    "Mon",
    "Tue",
    "Wed",
    "Thu",
    "Fri",
    "Sat",
    "Sun",
]
DIGIT_WORDS = ["satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan"]

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
    "H.",
    "Hj.",
    "R.",
    "R.A.",
    "Ir.",
    "Dr.",
    "dr.",
    "Drs.",
    "Dra.",
    "Prof.",
    "Ny.",
    "Tn.",
    "Sdr.",
    "A.",
    "M.",
    "I",
    "Ni",
    "S.",
    "Moh.",
    "Muh.",
)
NAME_SUFFIXES = (
    ", S.E.",
    ", S.H.",
    ", M.M.",
    ", M.Si",
    ", S.Kom",
    " SE",
    " SH",
    " MM",
    ", S.Pd.",
    ", M.Kn",
    " Bin",
    " Jr",
    " (ALM)",
    ", S.T.",
    " QQ",
)
"""Titles and initials round a person's name; only training draws them so freely."""

BEFORE_APOSTROPHE = (
    "Nur",
    "Sa",
    "Ma",
    "Mu",
    "Ja",
    "Isma",
    "Syafi",
    "Rifa",
    "Ba",
    "Qur",
    "Ro",
    "Mas",
    "Jum",
    "An",
    "O",
    "D",
    "Al",
)
APOSTROPHE_SHARE = 0.08
"""Share of training's persons with an apostrophe in a name."""

BESIDE = 0.35
"""Share of training's NTPNs with figures before them: whether a ring is a 0 or an O tells how the page's zeros look."""

LABELLED, UNACCOMPANIED, BESIDE_CAPITALS = 0.25, 0.2, 0.35
"""Shares of the lines of the reader of codes: with what stands before a code, without figures, and of those with figures with capitals too."""

TILL_SHARE = 0.65
"""Share of training's receipt lines that come from `receipts`."""

LEXICON_SHARE = 0.75
"""Share of training's general words and names that come from `lexicon`."""

BANKS = [
    "BANK CENTRAL ASIA, TBK.",
    "BANK MANDIRI",
    "PT BANK MANDIRI (PERSERO) TBK",
    "Bank Danamon",
    "BANK RAKYAT INDONESIA",
    "BRI",
    "BNI",
    "BCA",
    "Bank Negara Indonesia",
    "BANK SYARIAH INDONESIA",
    "CIMB NIAGA",
    "Bank Permata",
    "OCBC",
    "Bank BJB",
    "PT POS INDONESIA",
    "Livin'",
    "BRImo",
    "BTN",
    "HSBC",
]
PUNCTUATION = (
    ":",
    ":",
    ":",
    "-",
    "-",
    "--",
    "=",
    "/",
    ".",
    ",",
    "()",
    "*",
    "#",
    "Rp",
    "RM",
    "IDR",
    "USD",
    "N",
    "X",
    "x",
    "&",
)


def word(rng: random.Random, split: Split) -> str:
    """One general word: Indonesian, English, Malay, a name, a place or an invented one."""
    if split == "train" and rng.random() < LEXICON_SHARE:
        return common_word(rng) if rng.random() < 0.8 else rng.choice(given_and_family_names())
    source = rng.choice(("indonesian", "english", "english", "malay", "names", "places", ""))
    return rng.choice(words(source, split)) if source else invented(rng, split)


def _words(rng: random.Random, split: Split, least: int, most: int) -> str:
    return " ".join(word(rng, split) for _ in range(rng.randint(least, most)))


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


def ntpn(rng: random.Random, split: Split) -> str:
    """Sixteen capitals and digits; some all digits (the first generation), some thick with look-alikes.

    In training BESIDE of them stand behind figures that show how the typeface draws them.
    """
    if split == "train" and rng.random() < BESIDE:
        alphabet = string.digits + string.ascii_uppercase + "0O" * rng.choice((1, 5))
        return f"{shown_figures(rng)} {''.join(rng.choices(alphabet, k=16))}"
    style = rng.random()
    if style < 0.1:
        alphabet = string.digits
    elif style < 0.4:
        alphabet = "0O1I5S8B2Z6G" + "0123456789ABCDEFGHIJKLMNOPQRSTUV"
    elif style < 0.8:
        alphabet = string.digits + NTPN_LETTERS[:22]
    else:
        alphabet = string.digits + NTPN_LETTERS
    return "".join(rng.choices(alphabet, k=16))


def shown_figures(rng: random.Random) -> str:
    """Four to seven figures, a zero among them, as dates, times, amounts and numbers have them."""
    figures = list(digits(rng, rng.randint(4, 7)))
    figures[rng.randrange(len(figures))] = "0"
    if rng.random() < 0.4:
        figures.insert(rng.randrange(1, len(figures)), rng.choice(".-/:,"))
    return "".join(figures)


def code(rng: random.Random, split: Split) -> str:
    """A code as it is read once more: mostly behind figures of the same print, sometimes with capitals too, or with its label."""
    letters = (
        string.ascii_uppercase[: rng.choice((22, 26))]
        + "0O" * rng.choice((0, 1, 3, 5))
        + "Z2S5B8G6I1QDUV" * rng.choice((0, 0, 1))
    )
    said = "".join(rng.choices(string.digits + letters, k=16))
    if rng.random() < LABELLED:
        said = rng.choice((": ", ":", "NTPN : ", "NTPN: ", "NTPN ", f"{label(rng, split).rstrip(':. ')} : ")) + said
    if rng.random() < UNACCOMPANIED:
        return said
    shown = [shown_figures(rng)]
    if rng.random() < BESIDE_CAPITALS:
        shown.append(_with_an_o(rng, split))
    return " ".join([*shown, said])


def _with_an_o(rng: random.Random, split: Split) -> str:
    """A word in capitals, of three to nine letters, an O among them."""
    while True:
        capitals = word(rng, split).upper()
        if 3 <= len(capitals) <= 9 and "O" in capitals:
            return capitals


def ntb(rng: random.Random, split: Split) -> str:
    """A bank's transaction number: twelve digits, zero-padded, sometimes 6-16."""
    length = 12 if rng.random() < 0.7 else rng.randint(6, 16)
    zeros = rng.randint(0, 6) if rng.random() < 0.6 else 0
    return digits(rng, length - min(zeros, length - 1)).rjust(length, "0")


def stan(rng: random.Random, split: Split) -> str:
    """Six digits; also what branch codes look like (three or six)."""
    return digits(rng, 6 if rng.random() < 0.8 else rng.choice((3, 4, 5)))


def billing(rng: random.Random, split: Split) -> str:
    """A fifteen-digit billing code, sometimes printed in groups."""
    code = rng.choice("0000123456789") + digits(rng, 14)
    if rng.random() < 0.15:
        size = rng.choice((3, 4, 5))
        return " ".join(code[start : start + size] for start in range(0, 15, size))
    return code


def npwp(rng: random.Random, split: Split) -> str:
    """A tax payer's number in one of its printed forms (15 digits with dots, 9-3-3, 16, 22, bare)."""
    d = digits(rng, 15)
    forms = (
        f"{d[:2]}.{d[2:5]}.{d[5:8]}.{d[8]}-{d[9:12]}.{d[12:]}",
        f"{d[:2]}.{d[2:5]}.{d[5:8]}.{d[8]}-{d[9:12]}.{d[12:]}",
        f"{d[:2]}.{d[2:5]}.{d[5:8]}.{d[8]}-{d[9:12]}-{d[12:]}",
        f"{d[:9]}-{d[9:12]}-{d[12:]}",
        "0" + d,
        rng.choice("0123") + d,
        "0" + d + "000000",
        d,
        f"{d[:4]} {d[4:8]} {d[8:12]} 0{d[12:]}",
    )
    return rng.choice(forms)


def kap_kjs(rng: random.Random, split: Split) -> str:
    """A tax account code, a deposit kind, or both joined."""
    kap, kjs = f"41{rng.choice('1111112345')}{digits(rng, 3)}", digits(rng, 3)
    return rng.choice((kap, kap, kjs, f"{kap}-{kjs}", f"{kap}/{kjs}", f"{kap} - {kjs}", f"{kap} {kjs}"))


def masa(rng: random.Random, split: Split) -> str:
    """A tax period or year in any printed form."""
    first, last, year = rng.randint(1, 12), rng.randint(1, 12), str(rng.randint(2008, 2031))
    month = rng.choice(MONTHS)
    return rng.choice(
        (
            f"{first:02}{last:02}{year}",
            f"{first:02}-{last:02}",
            f"{first:02}-{last:02} {year}",
            f"{first:02}{last:02} {year}",
            f"{first:02}",
            year,
            year,
            f"{month} {year}",
            f"{month} - {rng.choice(MONTHS)} {year}",
            month,
            f"{first:02}/{year}",
            f"{digits(rng, 5)}/{digits(rng, 3)}/{digits(rng, 2)}/{digits(rng, 3)}/{digits(rng, 2)}",
            f"{rng.choice(MONTHS_SHORT)} {year}",
        )
    )


def date(rng: random.Random, split: Split) -> str:
    """A date, often with a time, in any form of the domain and of receipts."""
    day, month, year = rng.randint(1, 31), rng.randint(1, 12), rng.randint(2008, 2031)
    hour, minute, second = rng.randint(0, 23), rng.randint(0, 59), rng.randint(0, 59)
    name, short = rng.choice(MONTHS), rng.choice(MONTHS_SHORT)
    separator = rng.choice("///--. ")
    day_first = f"{day:02}{separator}{month:02}{separator}{year}"
    clock = f"{hour:02}:{minute:02}:{second:02}"
    form = rng.choice(
        (
            day_first,
            f"{day:02}{separator}{month:02}{separator}{year % 100:02}",
            f"{year}-{month:02}-{day:02}",
            f"{day} {name} {year}",
            f"{day:02} {short} {year}",
            f"{day:02}-{short}-{year % 100:02}",
            f"{day:02}/{month:02}",
            f"{name} {day}, {year}",
            f"{day:02} {short} {year}, {rng.choice(DAYS)}",
        )
    )
    tail = rng.random()
    if tail < 0.45:
        gap = rng.choice((" ", " ", " ", ", ", " , ", "  "))
        form = f"{form}{gap.replace('  ', ' ')}{clock}"
        form += rng.choice(("", "", "", " WIB", " WITA", " WIT", " UTC+07:00"))
    elif tail < 0.6:
        return rng.choice(
            (clock, clock[:5], f"{hour % 12 + 1}:{minute:02} {rng.choice(('AM', 'PM', 'am', 'pm'))}", clock + " WIB")
        )
    return form if rng.random() < 0.8 else recase(rng, form)


def amount(rng: random.Random, split: Split) -> str:
    """An amount of money with either separator style and any currency mark."""
    whole = rng.randint(0, 10 ** rng.randint(1, 12))
    style = rng.random()
    if style < 0.55:
        grouped = f"{whole:,}".replace(",", ".") + rng.choice(("", "", ",00", ",00", f",{digits(rng, 2)}", ",-"))
        currency = rng.choice(("Rp", "Rp ", "Rp.", "Rp. ", "IDR ", "", "", "", "RP ", "RP. "))
    else:
        grouped = f"{whole:,}" + rng.choice(("", ".00", f".{digits(rng, 2)}", f".{digits(rng, 2)}"))
        currency = rng.choice(("", "", "", "RM", "RM ", "$", "USD ", "IDR ", "RP. ", "S$", "€", "MYR ", "SGD "))
    text = currency + grouped
    if rng.random() < 0.12:
        text += rng.choice((" IDR", " (IDR)", " USD", " SR", " T", "-", " *", "%"))
    elif rng.random() < 0.06:
        text = rng.choice(("-", "(", "@", "+")) + text
        text += ")" if text.startswith("(") else ""
    return text


def _below_thousand(rng: random.Random) -> list[str]:
    spoken = []
    hundreds, rest = divmod(rng.randint(1, 999), 100)
    if hundreds:
        spoken += ["seratus"] if hundreds == 1 else [DIGIT_WORDS[hundreds - 1], "ratus"]
    if rest in (10, 11):
        spoken += ["sepuluh" if rest == 10 else "sebelas"]
    elif 12 <= rest <= 19:
        spoken += [DIGIT_WORDS[rest - 11], "belas"]
    else:
        spoken += [DIGIT_WORDS[rest // 10 - 1], "puluh"] if rest >= 20 else []
        spoken += [DIGIT_WORDS[rest % 10 - 1]] if rest % 10 else []
    return spoken


def terbilang(rng: random.Random, split: Split) -> str:
    """A number in Indonesian words, or a stretch of one as it wraps over lines."""
    spoken: list[str] = []
    for scale in ("triliun", rng.choice(("miliar", "milyar")), "juta", "ribu", ""):
        if rng.random() < {"triliun": 0.05, "juta": 0.8, "ribu": 0.8, "": 0.6}.get(scale, 0.3):
            spoken += [*_below_thousand(rng), scale] if scale else _below_thousand(rng)
    spoken = [token for token in spoken if token] or ["nol"]
    spoken += rng.choice((["rupiah"], ["rupiah"], [], ["(IDR)"], ["dollar", "Amerika"], ["Rupiah", ",-"]))
    start = rng.randint(0, max(0, len(spoken) - 4))
    return recase(rng, " ".join(spoken[start : start + rng.randint(2, 9)]))


def _person(rng: random.Random) -> str:
    """A person's name of training with its titles and initials."""
    parts = [rng.choice(given_and_family_names()).title() for _ in range(rng.choice((1, 2, 2, 2, 3, 3, 4)))]
    if rng.random() < 0.2:
        parts.insert(rng.randrange(len(parts) + 1), rng.choice(string.ascii_uppercase) + rng.choice((".", ".", "")))
    if rng.random() < APOSTROPHE_SHARE:
        place = rng.randrange(len(parts))
        parts[place] = f"{rng.choice(BEFORE_APOSTROPHE)}'{parts[place].lower()}"
    if rng.random() < 0.4:
        parts.insert(0, rng.choice(NAME_PREFIXES))
    return " ".join(parts) + "".join(rng.sample(NAME_SUFFIXES, rng.choice((0,) * 6 + (1, 1, 2))))


def name(rng: random.Random, split: Split) -> str:
    """A person's or a company's name."""
    owned = words("names", split)
    if split == "train" and rng.random() < 0.5:
        text = _person(rng)
    elif rng.random() < 0.5:
        text = " ".join(rng.choice(owned) for _ in range(rng.randint(1, 3)))
        text += rng.choice(("", "", "", "", ", S.E.", " S.H.", ", Ir.", ", M.M.", " Tbk"))
    else:
        form = rng.choice(("PT", "PT.", "CV", "CV.", "UD", "TOKO", "KOPERASI", "YAYASAN", "BENDAHARA"))
        text = f"{form} {_words(rng, split, 1, 3)}"
        text += rng.choice(("", "", "", " Tbk", " (Persero)", ", Tbk.", " Sdn Bhd", " SDN. BHD.", " Ltd", " & Co."))
    return recase(rng, text.title() if rng.random() < 0.3 else text.upper() if rng.random() < 0.5 else text)


def address(rng: random.Random, split: Split) -> str:
    """A street, a town or a stretch of both, cut anywhere as printed addresses are."""
    place = rng.choice(words("places", split))
    street = rng.choice(("Jl.", "JL", "JL.", "Jalan", "Gg.", "Komp.", "Ruko", "Perum", "No.", "Lorong", "Lot", "Jln"))
    pieces = [
        f"{street} {_words(rng, split, 1, 2)} No. {rng.randint(1, 250)}{rng.choice(('', '', 'A', 'B', '-C'))}",
        f"RT {rng.randint(1, 20):03}/RW {rng.randint(1, 20):03}",
        f"RT.{rng.randint(1, 20):02} RW.{rng.randint(1, 20):02}",
        f"KEL. {word(rng, split)}, KEC. {word(rng, split)}",
        f"{rng.choice(('KAB.', 'KOTA', 'Kota', 'KAB. /'))} {place}",
        f"{place} {digits(rng, 5)}",
        f"{place}, {rng.choice(('Jawa Barat', 'JAWA TIMUR', 'Banten', 'DKI JAKARTA', 'Selangor', 'Johor', 'BALI'))} {digits(rng, 5)}",
        f"Blok {rng.choice('ABCDEFGH')}{rng.randint(1, 30)} No.{rng.randint(1, 99)}",
        f"Lt. {rng.randint(1, 40)}",
        f"{rng.randint(1, 99)}, Jalan {word(rng, split).title()} {rng.randint(1, 9)}/{rng.randint(1, 30)}",
    ]
    start = rng.randrange(len(pieces))
    return recase(rng, rng.choice((", ", " ", ",")).join(pieces[start : start + rng.randint(1, 2)]))


def label(rng: random.Random, split: Split) -> str:
    """A printed label, in any case, with or without its colon."""
    return recase(rng, rng.choice(LABELS)) + rng.choice(("", "", "", "", ":", " :", "."))


def value(rng: random.Random, split: Split) -> str:
    """Any value of a payment proof."""
    return rng.choice((ntpn, ntb, stan, billing, npwp, kap_kjs, masa, date, amount, name))(rng, split)


def pair(rng: random.Random, split: Split) -> str:
    """A label and its value on one line, or a value behind its colon."""
    if rng.random() < 0.45:
        return rng.choice((": ", ":", ": ", "- ")) + value(rng, split)
    return label(rng, split).rstrip(":. ") + rng.choice((" : ", ": ", ":", " ", " :", " = ")) + value(rng, split)


def punctuation(rng: random.Random, split: Split) -> str:
    """A mark or a short code standing alone."""
    if rng.random() < 0.6:
        return rng.choice(PUNCTUATION)
    return "".join(rng.choices(string.ascii_uppercase + string.digits, k=rng.randint(1, 3)))


def _stretch(rng: random.Random, whole: str) -> str:
    """Some consecutive words of a sentence, as it is cut over lines."""
    parts = whole.split()
    start = rng.randint(0, max(0, len(parts) - 3))
    return recase(rng, " ".join(parts[start : start + rng.randint(2, 7)]))


def _prose(rng: random.Random) -> str:
    """Running text of training by the grammar of `prose`."""
    return recase(rng, prose.line(rng, lambda: word(rng, "train")))


def sentence(rng: random.Random, split: Split) -> str:
    """Fixed print (notes, bank names) or a run of general words."""
    if split == "train" and rng.random() < 0.7:
        return _prose(rng) if rng.random() < 0.85 else _stretch(rng, rng.choice(TRAINING_SENTENCES))
    if rng.random() < 0.45:
        return _stretch(rng, rng.choice(SENTENCES + tuple(BANKS) + SENTENCES))
    text = recase(rng, _words(rng, split, 1, 5))
    return text + rng.choice(("", "", "", ".", ",", "!", "?", ";", ":", "..."))


def receipt(rng: random.Random, split: Split) -> str:
    """A stretch of a shop receipt: items, quantities, prices, totals, registration and telephone numbers."""
    if split == "train" and rng.random() < TILL_SHARE:
        return till(rng, split)
    some = recase(rng, _words(rng, split, 1, 3))
    price = f"{rng.randint(0, 999)}.{digits(rng, 2)}"
    count, code = rng.randint(1, 99), digits(rng, rng.randint(3, 13))
    company = f"{digits(rng, rng.choice((5, 6, 12)))}-{rng.choice(string.ascii_uppercase)}"
    forms = (
        some,
        price,
        f"{count} {some} {price}",
        f"{some} {price}",
        f"{count} x {price}",
        f"{count} X {price} {rng.choice(('SR', 'ZR', 'S', 'T', 'E', 'RM'))}",
        f"{count} PCS @ {price}",
        f"{code} {some}",
        code,
        f"({company})",
        f"CO.REG.NO: {company}",
        f"GST ID NO : {digits(rng, 12)}",
        f"TEL: {digits(rng, 2)}-{digits(rng, 8)}",
        f"Tel : +{digits(rng, 2)} {digits(rng, 2)}-{digits(rng, 4)} {digits(rng, 4)}",
        f"FAX: 0{digits(rng, 1)}-{digits(rng, 4)} {digits(rng, 4)}",
        f"TOTAL ({rng.choice(('RM', 'Rp', 'INCL. GST', '6% GST', 'Excl. GST'))}): {price}",
        f"{rng.choice(('TOTAL', 'SUBTOTAL', 'CASH', 'CHANGE', 'TUNAI', 'KEMBALI', 'Rounding Adj', 'GST 6%'))} {price}",
        f"{rng.choice(('INV', 'Inv No', 'Bill #', 'RECEIPT #', 'DOC NO.'))}: {rng.choice(string.ascii_uppercase)}{rng.choice(string.ascii_uppercase)}{digits(rng, 6)}",
        f"Table {count} / Pax {rng.randint(1, 9)}",
        f"*** {some} ***",
        f"{word(rng, split).lower()}@{word(rng, split).lower()}.{rng.choice(('com', 'co.id', 'com.my', 'net'))}",
        f"www.{word(rng, split).lower()}.{rng.choice(('com', 'co.id', 'com.my'))}",
        f"{rng.choice('ABCDEFS')}{digits(rng, 1)} {rng.randint(1, 100)}% {price}",
        f"{some} ({rng.randint(1, 12)} {rng.choice(('PCS', 'pkt', 'kg', 'ml', 'L'))})",
        f"{rng.randint(10, 999)}{rng.choice(('ML', 'G', 'KG', 'L', 'ml', 'g', 'CM', 'MM', 'PCS'))} {some}",
        f"Cashier: {rng.choice(words('names', split))}",
        "-" * rng.randint(3, 12),
        f"{some} - {some[::-1] if rng.random() < 0.1 else word(rng, split)}",
    )
    return rng.choice(forms)


def till(rng: random.Random, split: Split) -> str:
    """A line of a shop receipt by the longer grammar of `receipts`."""
    return recase(rng, receipts.line(rng, lambda: recase(rng, word(rng, split))))


def mixture(rng: random.Random, split: Split) -> str:
    """Random characters of the whole alphabet: what no grammar foresees (references, codes, odd marks)."""
    alphabet = rng.choice(
        (
            CHARACTERS.replace(" ", ""),
            string.ascii_letters + string.digits,
            string.ascii_uppercase + string.digits + "-/.",
            string.ascii_letters,
            string.digits + ".,:/-()#*",
            "0O1Il5S8B2Z6GoCcQD7T9gq",
        )
    )
    return " ".join("".join(rng.choices(alphabet, k=rng.randint(1, 9))) for _ in range(rng.choice((1, 1, 1, 2, 2, 3))))


KINDS: dict[str, tuple[Draw, float]] = {
    "ntpn": (ntpn, 20),
    "ntb": (ntb, 4),
    "stan": (stan, 3),
    "billing": (billing, 4),
    "npwp": (npwp, 6),
    "kap_kjs": (kap_kjs, 4),
    "masa": (masa, 4),
    "date": (date, 8),
    "amount": (amount, 8),
    "terbilang": (terbilang, 5),
    "name": (name, 6),
    "address": (address, 5),
    "label": (label, 9),
    "pair": (pair, 6),
    "punctuation": (punctuation, 3),
    "sentence": (sentence, 6),
    "receipt": (receipt, 12),
    "word": (lambda rng, split: recase(rng, word(rng, split)), 5),
    "mixture": (mixture, 5),
}
"""Every kind of text and its share of the training lines."""


TRAINED_MORE: dict[str, float] = {"sentence": 16, "receipt": 16, "code": 16}
"""Shares of training's lines that are not those of validation and test, whose lines stay what they were."""

ALONE: dict[str, tuple[Draw, float]] = {"till": (till, 1), "code": (code, 1)}
"""Kinds that validation and test draw only where they are asked for by name."""

TRAINED = (*KINDS, "code")
"""The kinds of training's mixture."""


_NAMED = KINDS | ALONE


def _share(kind: str, split: Split) -> float:
    more = TRAINED_MORE if split == "train" else {}
    return more.get(kind, _NAMED[kind][1])


def text(rng: random.Random, split: Split, kinds: Sequence[str] = tuple(KINDS)) -> tuple[str, str]:
    """A kind and a text of that kind: one to 60 characters of `CHARACTERS`, single-spaced, no space at either end."""
    while True:
        kind = rng.choices(kinds, weights=[_share(known, split) for known in kinds])[0]
        drawn = " ".join(_NAMED[kind][0](rng, split).split())[:60].strip()
        if drawn and all(char in CHARACTERS for char in drawn):
            return kind, drawn
