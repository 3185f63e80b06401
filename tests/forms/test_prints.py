"""Prints met on documents that were not drawn by this project: apps, cards, ruled tables, e-banking."""

from dataclasses import replace
from datetime import date

import pytest

from ocr.document import FIELD_NAMES, Box, Word
from ocr.forms import find_records
from tests.forms.drawn import BCA, page
from tests.forms.layouts import BCA_TRUTH

TODAY = date(2026, 6, 1)

APP = [
    [(300, "BRImo")],
    [(260, "Pembayaran Berhasil")],
    [(240, "16 Agustus 2025 , 14:13:44 WIB")],
    [(60, "No. Ref"), (420, "889775096354")],
    [(60, "Jenis Transaksi"), (420, "Penerimaan Negara (MPN)")],
    [(60, "Kode Billing"), (420, "040055335513671")],
    [(60, "NTPN"), (420, "IBUV1D2HA0F3E13V")],
    [(60, "NTB"), (420, "501980050544")],
    [(60, "STAN"), (420, "772775")],
    [(60, "NPWP"), (420, "0010611291051000")],
    [(60, "Nama Wajib Pajak"), (420, "BUDI HARTONO")],
    [(60, "Nominal"), (420, "Rp903.000")],
    [(60, "Biaya Admin"), (420, "Rp0")],
    [(60, "Total"), (420, "Rp903.000")],
]


def read(lines, source="text", **how):
    (record,) = find_records([page(lines, source=source, **how)], today=TODAY)
    return record


def test_a_payment_of_tax_in_a_banks_app_is_a_proof_and_lacks_nothing():
    record = read(APP, "ocr")
    assert record.kind == "bpn"
    assert record.value("ntpn") == "IBUV1D2HA0F3E13V"
    assert record.review == ()


def test_the_name_on_a_transfer_slip_is_the_receivers_not_the_taxpayers():
    slip = [
        [(60, "BANK BCA")],
        [(60, "25/07/23 07:29 NO.URUT 1234")],
        [(60, "TRANSFER KE REK. 1234567890")],
        [(60, "BUKTI TRANSFER")],
        [(60, "NAMA : KAS NEGARA")],
        [(60, "JUMLAH RP 500,000.00")],
        [(60, "NO. REFERENSI 12345678")],
    ]
    record = read(slip, "ocr")
    assert (record.kind, record.value("nama_wajib_pajak")) == ("transfer", None)
    assert (record.value("jumlah"), record.value("mata_uang")) == ("500000.00", "IDR")


def test_a_transfer_without_labels_is_still_a_transfer():
    slip = [
        [(60, "m-Transfer :")],
        [(60, "BERHASIL")],
        [(60, "25/07 07:29:32")],
        [(60, "Ke 2343607571")],
        [(60, "KAS NEGARA PAJAK")],
        [(60, "Rp 192,846,000.00")],
        [(60, "Ref 78771410614")],
    ]
    record = read(slip, "ocr")
    assert (record.kind, record.value("jumlah"), record.value("mata_uang")) == ("transfer", "192846000.00", "IDR")
    assert record.value("tanggal") is None
    assert "tanggal" in record.review


CARDS = [
    [(300, "Bukti Penerimaan Negara (BPN)")],
    [(60, "NTPN"), (420, "NTB"), (800, "ID Billing")],
    [(60, "4C2U16P1BBJ5T5E6"), (420, "000022763695"), (800, "019022772858141")],
    [],
    [(60, "NPWP"), (420, "Nama Wajib Pajak"), (800, "Jenis Pajak")],
    [(60, "08.144.351.8-011.000"), (420, "PT CONTOH SEJAHTERA"), (800, "411128 - PPh")],
    [(420, "ABADI")],
    [],
    [(60, "Jenis Setoran"), (420, "Masa Pajak"), (800, "Tahun Pajak")],
    [(60, "403 - Masa"), (420, "01 - 01"), (800, "2019")],
    [],
    [(60, "Tanggal Bayar"), (420, "Jumlah Setor"), (800, "STAN")],
    [(60, "04/02/2019"), (420, "Rp 1.250.000"), (800, "563515")],
]


def test_a_name_beneath_its_label_goes_on_over_the_next_line():
    assert read(CARDS).value("nama_wajib_pajak") == "PT CONTOH SEJAHTERA ABADI"


def test_a_word_after_a_dash_is_no_label():
    record = read(CARDS)
    assert (record.value("kode_jenis_setoran"), record.value("masa_pajak")) == ("403", "01")


def test_an_amount_in_words_that_begins_above_its_label_is_whole():
    lines = [*BCA[:17], [(300, "SATU JUTA DUA RATUS LIMA")], [(60, "TERBILANG"), (300, "PULUH RIBU RUPIAH")]]
    record = read(lines, pitch=20)
    assert record.value("terbilang") == BCA_TRUTH["terbilang"]
    assert record.review == ()


def test_a_name_on_two_lines_whose_label_stands_between_them_is_whole():
    at = next(i for i, line in enumerate(BCA) if line[0][1] == "NAMA WAJIB PAJAK")
    lines = [*BCA[:at], [(300, "PT CONTOH")], [(60, "NAMA WAJIB PAJAK")], [(300, "SEJAHTERA")], *BCA[at + 1 :]]
    drawn = page([[], *lines], pitch=26)
    middle = drawn.words[0].box.top + 26 * (at + 1)
    squeezed = [
        replace(w, box=w.box._replace(top=w.box.top + d, bottom=w.box.bottom + d))
        for w in drawn.words
        for d in [16 if w.text in ("PT", "CONTOH") and w.box.left >= 300 else -16 if w.text == "SEJAHTERA" else 0]
    ]
    (record,) = find_records([replace(drawn, words=tuple(squeezed))], today=TODAY)
    assert middle > 0
    assert record.value("nama_wajib_pajak") == "PT CONTOH SEJAHTERA"


def test_codes_that_a_bank_left_out_of_its_own_pdf_are_not_missing():
    left_out = {"MATA ANGGARAN", "JENIS SETORAN", "MASA PAJAK"}
    lines = [line for line in BCA if line[0][1] not in left_out]
    assert read(lines).review == ()
    assert {"kode_akun_pajak", "masa_pajak"} <= set(read(lines, "ocr").review)


TABLES = [
    [(300, "BUKTI PENERIMAAN NEGARA")],
    [(60, "Tanggal dan Jam Bayar"), (260, "Kode Billing"), (440, "NTPN"), (660, "NTB"), (800, "STAN")],
    [(60, "04/02/2019 16:47:36"), (260, "019022772858141"), (440, "4C2U16P1BBJ5T5E6"), (660, "000022763695"), (800, "563515")],
    [],
    [(60, "NPWP"), (290, "Nama Wajib Pajak"), (460, "Mata Anggaran"), (575, "Jenis Setoran"), (690, "Masa Pajak"), (800, "Jumlah Setoran")],
    [(60, "08.144.351.8-011.000"), (260, "PT CONTOH SEJAHTERA"), (460, "411128"), (575, "403"), (690, "01012019"), (800, "1.250.000,00")],
    [],
    [(60, "Terbilang"), (300, ": SATU JUTA DUA RATUS LIMA PULUH RIBU RUPIAH")],
]  # fmt: skip


def test_a_proof_printed_as_tables_of_headings_and_values_is_read():
    record = read(TABLES)
    assert {name: record.value(name) for name in BCA_TRUTH} == BCA_TRUTH
    assert record.review == ()


def test_two_labels_side_by_side_are_not_the_joined_one():
    lines = [*BCA[:12], [(60, "MATA ANGGARAN"), (180, "JENIS SETORAN")], [(60, "411128"), (180, "403")], *BCA[14:]]
    record = read(lines)
    assert (record.value("kode_akun_pajak"), record.value("kode_jenis_setoran")) == ("411128", "403")


def test_digits_above_the_label_of_the_next_box_are_its_own():
    lines = [
        [(300, "SURAT SETORAN PAJAK (SSP)")],
        [(60, "NPWP"), (300, ": 08.144.351.8-011.000")],
        [(60, "Kode Akun Pajak"), (300, "Kode Jenis Setoran")],
        [(60, "411128"), (300, "4"), (320, "0"), (340, "3"), (560, "Uraian Pembayaran"), (720, ": PPh Masa Juli")],
        [(60, "Jumlah Pembayaran"), (300, ": Rp 1.250.000,00")],
    ]
    record = read(lines)
    assert (record.value("kode_akun_pajak"), record.value("kode_jenis_setoran")) == ("411128", "403")


def test_a_billing_code_in_groups_with_hyphens_is_read():
    lines = [[(left, text.replace("019022772858141", "0190-2277-2858-141")) for left, text in line] for line in BCA]
    assert read(lines).value("kode_billing") == "019022772858141"


def test_a_month_between_months_is_no_label():
    grid = [
        (60 + 40 * i, name)
        for i, name in enumerate(["Jan", "Peb", "Mar", "Apr", "Mei", "Jun", "Jul", "Ags", "Sep", "Okt", "Nop", "Des"])
    ]
    lines = [
        [(300, "SURAT SETORAN PAJAK (SSP)")],
        [(60, "Kode Akun Pajak"), (300, ": 411128")],
        [(60, "Masa Pajak"), (560, "Tahun Pajak")],
        [*grid, (560, "2"), (580, "0"), (600, "1"), (620, "5")],
        [(190, "X")],
    ]
    record = read(lines)
    assert (record.value("masa_pajak"), record.value("tahun_pajak")) == ("04", "2015")


def test_two_slips_of_an_app_side_by_side_are_two_records():
    slip = [
        [(0, "Transaksi Berhasil")],
        [(0, "22 November 2024, 20:06:34 WIB")],
        [(0, "No. Ref"), (160, "764780384974")],
        [(0, "Jenis Transaksi"), (160, "Transfer")],
        [(0, "Nama Tujuan"), (160, "BENDAHARA")],
        [(0, "Nominal"), (160, "Rp35.000")],
        [(0, "Biaya Admin"), (160, "Rp2.500")],
    ]
    both = [
        [(60 + x, t) for x, t in line] + [(620 + x, t.replace("35.000", "47.000")) for x, t in line] for line in slip
    ]
    records = find_records([page(both)], today=TODAY)
    assert [(r.kind, r.value("jumlah")) for r in records] == [("transfer", "35000.00"), ("transfer", "47000.00")]


def test_a_detail_table_that_goes_on_overleaf_is_one_sheet():
    head = [(60, "KAP-KJS"), (300, "MASA PAJAK"), (500, "REF TAGIHAN"), (800, "NOMINAL")]
    first = [
        [(60, "KEMENTERIAN KEUANGAN RI")],
        [(300, "CETAKAN KODE BILLING")],
        [(60, "NPWP"), (300, ": 1000000005394119")],
        [(60, "NAMA"), (300, ": PT CONTOH")],
        [(60, "KODE BILLING"), (300, ": 041924081839773")],
        [(60, "JUMLAH DETAIL"), (300, ": 3")],
        head,
        [(60, "411211-100"), (300, "01012025"), (800, "Rp100.000,00")],
        [(60, "411211-100"), (300, "02022025"), (800, "Rp200.000,00")],
    ]
    second = [
        head,
        [(60, "411211-100"), (300, "03032025"), (800, "Rp300.000,00")],
        [(60, "TOTAL"), (800, "Rp600.000,00")],
        [(60, "KODE BILLING"), (300, ": 041924081839773")],
    ]
    for overleaf in (second, second[1:]):
        records = find_records([page(first), page(overleaf, number=2)], today=TODAY)
        assert [(r.value("masa_pajak"), r.value("jumlah")) for r in records] == [
            ("01", "100000.00"),
            ("02", "200000.00"),
            ("03", "300000.00"),
        ]
        assert {(r.first_page, r.last_page, r.value("npwp")) for r in records} == {(1, 2, "1000000005394119")}
        assert not any("jumlah" in r.review for r in records)


def test_a_name_with_a_misread_comma_is_marked():
    lines = [
        [(left, text.replace("PT CONTOH SEJAHTERA", "H. ILYAS S.E.. M.M.")) for left, text in line] for line in BCA
    ]
    assert "nama_wajib_pajak" in read(lines, "ocr").review


def test_the_number_a_post_office_gave_does_not_contradict_the_banks_on_a_regional_slip():
    slip = [
        [(200, "BANK BJB")],
        [(200, "BUKTI PEMBAYARAN/SETORAN PAJAK")],
        [(60, "TANGGAL TRANSAKSI"), (240, ": 01/02/2020 (DD/MM/YY)")],
        [(60, "NTB"), (240, ": 000003872823"), (500, "NOMOR SEQUENCE"), (640, ": 123456")],
        [(60, "NTP"), (240, ": 677466013771"), (500, "NOMOR BAYAR"), (640, ": 5880075187")],
        [(60, "NAMA WP/OP"), (240, ": PT MAJU BERSAMA")],
        [(60, "TOTAL TAGIHAN"), (240, ": RP. 1,500,000.00")],
        [(60, "BIAYA ADMIN BANK"), (240, ": RP. 2,500.00")],
        [(60, "TOTAL BAYAR"), (240, ": RP. 1,502,500.00")],
    ]
    record = read(slip)
    assert (record.value("ntb"), record.review) == ("000003872823", ())


def test_the_balinese_i_that_ran_into_the_name_is_set_apart():
    lines = [[(left, text.replace("PT CONTOH SEJAHTERA", "IGEDE SUTARJA")) for left, text in line] for line in BCA]
    assert read(lines, "ocr").value("nama_wajib_pajak") == "I GEDE SUTARJA"


def test_a_year_below_its_label_is_read_past_the_last_month_of_the_grid():
    months = ["Jan", "Peb", "Mar", "Apr", "Mei", "Jun", "Jul", "Ags", "Sep", "Okt", "Nop", "Des"]
    lines = [
        [(300, "SURAT SETORAN PAJAK (SSP)")],
        [(60, "Kode Akun Pajak"), (300, ": 411128")],
        [(60, "Masa Pajak"), (560, "Tahun Pajak")],
        [(81 + 40 * i, month) for i, month in enumerate(months)],
        [(208, "X"), (560, "2015")],
    ]
    record = read(lines, "ocr")
    assert (record.value("masa_pajak"), record.value("tahun_pajak")) == ("04", "2015")


def test_a_cross_under_a_month_whose_name_was_overlooked_is_that_month():
    months = ["Jan", "", "Mar", "Apr", "", "Jun", "", "Ags", "Sep", "Okt", "Nop", "Des"]
    lines = [
        [(300, "SURAT SETORAN PAJAK (SSP)")],
        [(60, "Kode Akun Pajak"), (300, ": 411128")],
        [(60, "Masa Pajak"), (860, "Tahun Pajak")],
        [(60 + 60 * i, month) for i, month in enumerate(months) if month],
        [(67 + 60 * 6, "X"), (860, "2015")],
    ]
    assert read(lines, "ocr").value("masa_pajak") == "07"


def test_headings_above_values_in_two_columns_keep_their_rows():
    # The symptom: no label had a value on its right, so the page was taken for a tilted one and the fee for the amount.
    pairs = [
        ("Tanggal", "22 November 2024 , 20:06:34 WIB", "Nomor Referensi", "764780384974"),
        ("Sumber Dana", "ANDI WIJAYA 0123 **** 456", "Jenis Transaksi", "Transfer Bank BRI"),
        ("Bank Tujuan", "BANK BRI", "Nomor Tujuan", "6120 4876 88"),
        ("Nama Tujuan", "SITI AMINAH", "Catatan", "-"),
        ("Nominal", "Rp35.000", "Biaya Admin", "Rp2.500"),
    ]
    slip = [[(540, "Transaksi Berhasil")], []]
    for left, value, right, other in pairs:
        slip += [[(60, left), (640, right)], [(60, value), (640, other)], []]
    slip += [[(60, "Total")], [(60, "Rp37.500")]]
    record = read(slip, "ocr")
    assert (record.value("jumlah"), record.value("tanggal"), record.review) == ("35000.00", "2024-11-22", ())


def test_the_boxed_digits_of_an_npwp_beneath_its_label_are_read_to_the_last():
    form = [
        [(500, "SURAT SETORAN PAJAK")],
        [(60, "NPWP")],
        [(60, "0 1 2 3 4 5 6 7 8 0 9 1 0 0 0")],
        [],
        [(60, "NAMA WP")],
        [(60, "BAMBANG SUTEJO")],
    ]
    assert read(form, "ocr").value("npwp") == "012345678091000"


def test_an_address_without_a_label_is_no_end_of_the_name_above_it():
    lines = [line for line in BCA if line[0][1] != "ALAMAT"]
    at = next(i for i, line in enumerate(lines) if line[0][1] == "NAMA WAJIB PAJAK")
    for source in ("text", "ocr"):
        record = read([*lines[: at + 1], [(314, "JL PATTIMURA 20")], [(314, "JAKARTA")], *lines[at + 1 :]], source)
        assert record.value("nama_wajib_pajak") == BCA_TRUTH["nama_wajib_pajak"]


@pytest.mark.parametrize("name", ["KELURAHAN TEGALSARI", "KECAMATAN WARU", "BANK SAMPAH MELATI"])
@pytest.mark.parametrize("colon", [": ", ""])
def test_a_name_that_begins_with_a_word_that_is_a_label_too_is_read(name, colon):
    lines = [[(x, t.replace(": PT CONTOH SEJAHTERA", colon + name)) for x, t in line] for line in BCA]
    for source in ("text", "ocr"):
        assert read(lines, source).value("nama_wajib_pajak") == name


def test_the_first_word_of_a_description_is_no_misread_label():
    lines = [[(x, ": Jasa (104)" if text == ": 403" else text) for x, text in line] for line in BCA]
    assert read(lines).value("kode_jenis_setoran") == "104"


def test_a_text_layer_that_prints_one_of_two_codes_lacks_the_other():
    # The symptom: beside a label that nobody listed the account was missing in silence.
    lines = [[(x, text.replace("MATA ANGGARAN", "SANDI POS")) for x, text in line] for line in BCA]
    lines = [[(x, text.replace("411128", "4111")) for x, text in line] for line in lines]
    assert read(lines).fields["kode_akun_pajak"].review == "missing"


def test_a_period_beside_an_unknown_label_is_offered_and_marked():
    lines = [[(x, text.replace("MASA PAJAK", "BULAN TERUTANG")) for x, text in line] for line in BCA]
    lines = [[(x, text.replace("01012019", "01/2019")) for x, text in line] for line in lines]
    fields = read(lines).fields
    assert [(fields[n].value, fields[n].review) for n in ("masa_pajak", "tahun_pajak")] == [
        ("01", "unverified"),
        ("2019", "unverified"),
    ]


@pytest.mark.parametrize("source", ["text", "ocr"])
@pytest.mark.parametrize(
    ("printed", "marked"), [("01-12-2019", True), ("03/05/2019", True), ("31-01-2019", False), ("01-01-2019", False)]
)
def test_a_period_that_may_be_a_date_or_a_range_is_marked(printed, marked, source):
    lines = [[(x, t.replace("01012019", printed)) for x, t in line] for line in BCA]
    assert ("masa_pajak" in read(lines, source).review) is marked


@pytest.mark.parametrize("even", [True, False])
def test_a_crossed_month_is_marked_where_the_names_do_not_stand_in_even_columns(even):
    # The symptom: December of a fax became November; the box round all twelve names, cut by their usual widths, was a column too wide.
    names = ["Jan", "Peb", "Mar", "Apr", "Mei", "Jun", "Jul", "Ags", "Sep", "Okt", "Nop", "Des"]
    cut = (93, 151, 223, 295, 362, 430, 485, 549, 631, 713, 788, 870)
    grid = [(93 + 71 * i if even else cut[i], name) for i, name in enumerate(names)]
    lines = [
        [(300, "SURAT SETORAN PAJAK (SSP)")],
        [(60, "Kode Akun Pajak"), (300, ": 411128")],
        [(60, "Masa Pajak"), (1060, "Tahun Pajak")],
        [*grid, (1060, "2015")],
        [(808, "X")],
    ]
    record = read(lines, "ocr")
    assert record.value("masa_pajak") == "11"
    assert ("masa_pajak" in record.review) is not even


@pytest.mark.parametrize("source", ["text", "ocr"])
@pytest.mark.parametrize(
    "lines",
    [
        [
            [(60, "Perihal"), (160, ": Penyampaian bukti setor pajak")],
            [(60, "Bersama ini kami sampaikan bukti setoran pajak masa Oktober 2020")],
            [(60, "Nama"), (160, ": PT CONTOH SEJAHTERA")],
            [(60, "NPWP"), (160, ": 081443518-011-000")],
        ],
        [
            [(60, "REKENING KORAN")],
            [(60, "Nama"), (200, "SRI WAHYUNINGSIH")],
            [(60, "Periode"), (200, "Januari 2023")],
            [(60, "Mata Uang"), (200, "IDR")],
            [(60, "26/01"), (200, "SETORAN TUNAI"), (600, "9.786.683,00"), (800, "97.372.130,00")],
        ],
    ],
)
def test_a_title_in_running_text_or_beside_an_amount_makes_no_proof(lines, source):
    record = read(lines, source)
    assert record.kind == "lainnya"
    assert {name for name in FIELD_NAMES if record.value(name)} <= set(record.review)


@pytest.mark.parametrize("source", ["text", "ocr"])
def test_an_amount_in_words_over_six_lines_of_a_narrow_slip_is_whole(source):
    # The symptom: the last lines were cut off, and the right amount was marked as contradicted.
    words = [
        "EMPAT PULUH DUA",
        "JUTA SEMBILAN RATUS",
        "LIMA PULUH SEMBILAN",
        "RIBU EMPAT RATUS",
        "DUA PULUH LIMA",
        "RUPIAH",
    ]
    lines = [
        *BCA[:-3],
        [(60, "JUMLAH SETORAN"), (300, ": Rp 42.959.425,00")],
        [(60, "TERBILANG"), (300, f": {words[0]}")],
    ]
    lines += [[(312, line)] for line in words[1:]]
    record = read(lines, source)
    assert record.value("terbilang") == " ".join(words)
    assert not {"terbilang", "jumlah"} & set(record.review)


def test_a_currency_that_the_label_of_the_amount_ran_into_is_read():
    lines = [[(x, t) for x, t in line] for line in BCA]
    row = next(i for i, line in enumerate(lines) if line[0][1] == "JUMLAH SETORAN")
    lines[row] = [(60, "NOMINALIDR"), (300, "1.250.000")]
    lines[row + 1] = [(60, "TERBILANG"), (300, ": SATU JUTA DUA RATUS LIMA PULUH RIBU")]
    record = read(lines, "ocr")
    assert (record.value("jumlah"), record.value("mata_uang")) == ("1250000.00", "IDR")


def test_a_payment_that_prints_its_codes_is_a_proof_whatever_its_heading_says():
    # The symptom: an app's slip with account and period was an unknown document, every value of it marked.
    slip = [[(300, "Pajak Anda sudah kami teruskan")], *APP[2:4], *APP[4:5], *APP[5:10]]
    slip += [[(60, "Tanggal Bayar"), (420, "16 Agustus 2025")], [(60, "Nama Wajib Pajak"), (420, "BUDI HARTONO")]]
    slip += [[(60, "Mata Anggaran"), (420, "411125")], [(60, "Jenis Setoran"), (420, "100")]]
    slip += [[(60, "Masa Pajak"), (420, "07072025")], [(60, "Jumlah Setoran"), (420, "Rp903.000")]]
    record = read(slip, "ocr")
    assert (record.kind, record.review) == ("bpn", ())


def test_the_words_go_on_beside_their_labels_second_name_in_small_print():
    # The symptom: "ribu Rupiah" beside "In words" was cut off, and amount and words contradicted each other.
    layer = page([[(60, "BUKTI PENERIMAAN NEGARA")], [(60, "NTPN"), (300, ": 4C2U16P1BBJ5T5E6")]])
    placed = [(60, 160, 16, "Terbilang"), (300, 160, 16, "Seratus dua puluh tiga"), (60, 182, 12, "In words"), (300, 181, 16, "ribu Rupiah")]  # fmt: skip
    words = []
    for left, top, high, text in placed:
        for index, piece in enumerate(text.split()):
            start = left + 7.2 * (len(" ".join(text.split()[:index])) + bool(index))
            words.append(Word(piece, Box(start, top, start + 7.2 * len(piece), top + high), 1.0))
    (record,) = find_records([replace(layer, words=(*layer.words, *words))], today=TODAY)
    assert record.value("terbilang") == "Seratus dua puluh tiga ribu Rupiah"


@pytest.mark.parametrize("source", ["text", "ocr"])
def test_an_amount_beneath_its_label_has_its_currency_in_the_last_column(source):
    # The symptom: account, deposit code, amount and currency in boxes were a table's row, without its amount.
    lines = [[(60, "BUKTI PENERIMAAN NEGARA")], [(60, "NTPN"), (300, ": 4C2U16P1BBJ5T5E6")], []]
    lines += [[(60, "Kode Akun Pajak"), (300, "Kode Jenis Setoran"), (560, "Jumlah Setor"), (800, "Mata Uang")]]
    lines += [[(60, "411124"), (300, "104"), (560, "Rp 3.850.000,00"), (800, "IDR")]]
    record = read(lines, source)
    assert [record.value(name) for name in ("kode_akun_pajak", "jumlah", "mata_uang")] == ["411124", "3850000.00", "IDR"]  # fmt: skip


@pytest.mark.parametrize("source", ["text", "ocr"])
def test_a_sentence_that_begins_with_transfer_is_no_title(source):
    # The symptom: conditions below a proof made another one.
    lines = [[(60, "Transfer yang sudah berhasil tidak dapat dibatalkan")], [(60, "NPWP"), (300, ": 081443518011000")]]
    assert read(lines, source).kind == "lainnya"
    two = [*BCA, *lines, [(60, "Jumlah Setoran"), (300, ": 1.250.000,00")], [(60, "NTB"), (300, ": 000022763695")]]
    assert read(two, source).kind == "bpn"
