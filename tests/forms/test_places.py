"""Where values stand on prints nobody has drawn yet: behind leaders, before their label, beside a table."""

from dataclasses import replace

import pytest

from ocr.document import Box, Word
from ocr.forms import find_records
from tests.forms.drawn import page

NPWP, NTPN, NTB = "08.144.351.8-011.000", "0B4C16GQ8L3N5T7V", "000123456789"
TITLE = [[(500.0, "BUKTI PENERIMAAN NEGARA")], [(520.0, "Penerimaan Pajak")]]


def read(lines, source="ocr"):
    (record,) = find_records((page(lines, source=source, confidence=0.9999),))
    return record


@pytest.mark.parametrize("source", ["text", "ocr"])
@pytest.mark.parametrize("end", [" ", ": ", ""])
def test_dots_that_lead_to_a_value_are_a_colon(source, end):
    # Proportional print ends each line of dots elsewhere, so the values begin in no column.
    rows = [("NTPN", 26, NTPN), ("NTB", 28, NTB), ("STAN", 27, "123456"), ("Nama WP", 23, "YAYASAN BINA INSANI")]
    rows += [("NPWP", 27, NPWP), ("Kode Billing", 20, "124031512345678")]
    record = read([*TITLE, *([(60.0, label + "." * dots + end + value)] for label, dots, value in rows)], source)
    assert [record.value(name) for name in ("ntpn", "stan", "npwp")] == [NTPN, "123456", "081443518011000"]
    assert (record.value("nama_wajib_pajak"), record.fields["nama_wajib_pajak"].review) == ("YAYASAN BINA INSANI", None)


def test_a_value_may_stand_before_the_label_that_ends_its_row():
    lines = [
        [(300.0, "CETAKAN KODE BILLING")],
        [(60.0, ": 1000000005394119"), (420.0, "NPWP")],
        [(60.0, ": PT SUMBER REJEKI"), (420.0, "NAMA")],
        [(60.0, "KODE BILLING : 041924081839773")],
    ]
    record = read(lines, "text")
    assert [record.value(name) for name in ("npwp", "nama_wajib_pajak")] == ["1000000005394119", "PT SUMBER REJEKI"]


def test_the_amount_below_a_table_of_one_row_is_that_rows():
    lines = [
        [(300.0, "CETAKAN KODE BILLING")],
        [(60.0, "Kode Billing"), (300.0, ": 123081512345678")],
        [(60.0, "Jenis Pajak"), (300.0, "Jenis Setoran"), (540.0, "Masa Pajak")],
        [(60.0, "411128"), (300.0, "420"), (540.0, "Juli 2023")],
        [(60.0, "Jumlah Setor"), (300.0, ": Rp 487.650")],
    ]
    record = read(lines)
    assert (record.value("kode_akun_pajak"), record.value("jumlah")) == ("411128", "487650.00")


def test_the_whole_year_is_a_period():
    record = read([*TITLE, [(60.0, f"NTPN : {NTPN}")], [(60.0, "Masa Pajak : Tahunan 2023")]])
    assert [record.value(name) for name in ("masa_pajak", "tahun_pajak")] == ["01-12", "2023"]


@pytest.mark.parametrize("line", [[(60.0, "13 Nov 2024 • 15:53:45 WIB")], [(60.0, "13/11/24"), (300.0, "15:53")]])
def test_a_time_in_the_next_column_or_behind_a_dot_tells_the_day_of_a_slip(line):
    record = read([[(300.0, "BUKTI TRANSFER")], line, [(60.0, "Jumlah : Rp 487.650")]])
    assert (record.value("tanggal"), record.fields["tanggal"].review) == ("2024-11-13", None)


def test_a_receipt_names_the_payer_from_whom_it_was_received():
    lines = [
        [(300.0, "BUKTI SETORAN")],
        [(60.0, "Sudah terima dari"), (300.0, ": CV KARYA UTAMA")],
        [(60.0, "Jumlah"), (300.0, ": Rp 2.500.000")],
    ]
    assert read(lines).value("nama_wajib_pajak") == "CV KARYA UTAMA"


@pytest.mark.parametrize("source", ["text", "ocr"])
def test_each_row_of_a_list_of_proofs_is_a_proof(source):
    # The symptom: the second payment of a list vanished in silence.
    places = (60.0, 120.0, 260.0, 440.0, 640.0, 760.0, 860.0, 1000.0)
    heads = ("No", "Tgl Bayar", "Kode Billing", "NTPN", "KAP", "KJS", "Masa", "Jumlah")
    rows = [
        ("1", "15/03/2024", "124031512345678", NTPN, "411121", "100", "02022024", "1.250.000,00"),
        ("2", "16/03/2024", "124031612345678", "8F3C16GQ8L3N5T7V", "411128", "420", "02022024", "487.650,00"),
    ]
    lines = [
        [(300.0, "BUKTI PENERIMAAN NEGARA")],
        [(60.0, "NPWP"), (300.0, f": {NPWP}")],
        *[list(zip(places, line, strict=True)) for line in (heads, *rows)],
    ]
    records = find_records((page(lines, source=source),))
    names = ("ntpn", "kode_billing", "tanggal", "kode_akun_pajak", "masa_pajak", "jumlah", "npwp")
    assert [[record.value(name) for name in names] for record in records] == [
        [NTPN, "124031512345678", "2024-03-15", "411121", "02", "1250000.00", "081443518011000"],
        ["8F3C16GQ8L3N5T7V", "124031612345678", "2024-03-16", "411128", "02", "487650.00", "081443518011000"],
    ]


@pytest.mark.parametrize("source", ["text", "ocr"])
def test_headings_of_a_list_that_stand_as_close_as_words_head_their_columns(source):
    # The symptom: of sixteen proofs in three lists one was left of each, with the total as its amount and a heading as NTPN.
    heads = [(60.0, "No"), (84.0, "Tanggal Bayar"), (200.0, "Kode Billing"), (330.0, "NTPN")]
    heads += [(460.0, "KAP-KJS"), (519.0, "Masa Pajak"), (600.0, "Jumlah Setoran (Rp)")]
    places = (64.0, 94.0, 186.0, 304.0, 446.0, 524.0, 632.0)
    rows = [
        ("1", "15/03/2024", "124031512345678", NTPN, "411121-100", "01-12 2023", "1.250.000,00"),
        ("2", "16/03/2024", "124031612345678", "8F3C16GQ8L3N5T7V", "411128-420", "02-02 2024", "487.650,00"),
    ]
    lines = [
        [(300.0, "Rekapitulasi Bukti Penerimaan Negara")],
        [(60.0, "NPWP"), (300.0, f": {NPWP}")],
        heads,
        *[list(zip(places, line, strict=True)) for line in rows],
        [(520.0, "TOTAL"), (632.0, "1.737.650,00")],
    ]
    records = find_records((page(lines, source=source),))
    names = ("ntpn", "kode_billing", "tanggal", "kode_akun_pajak", "masa_pajak", "tahun_pajak", "jumlah")
    assert [[record.value(name) for name in names] for record in records] == [
        [NTPN, "124031512345678", "2024-03-15", "411121", "01-12", "2023", "1250000.00"],
        ["8F3C16GQ8L3N5T7V", "124031612345678", "2024-03-16", "411128", "02", "2024", "487650.00"],
    ]


def test_words_of_an_amount_without_a_label_go_on_on_the_next_line_and_need_no_eyes_once_they_say_it():
    lines = [
        *TITLE,
        [(60.0, f"NTPN : {NTPN}")],
        [(60.0, "JML : RP 1.250.000")],
        [(60.0, "#SATU JUTA DUA RATUS")],
        [(60.0, "LIMA PULUH RIBU RUPIAH#")],
    ]
    words = read(lines).fields["terbilang"]
    assert (words.value, words.review) == ("SATU JUTA DUA RATUS LIMA PULUH RIBU RUPIAH", None)


@pytest.mark.parametrize("source", ["text", "ocr"])
def test_what_heads_the_next_column_is_no_name(source):
    # The symptom: "Alamat Obyek Pajak" was the taxpayer's name, in silence.
    lines = [
        [(300.0, "BUKTI PEMBAYARAN PBB")],
        [(60.0, "Nama Wajib Pajak"), (420.0, "Alamat Obyek Pajak")],
        [(60.0, "SLAMET RIYADI"), (420.0, "JL MELATI NO 5")],
        [(60.0, "Tanggal Bayar"), (420.0, "NTB")],
        [(60.0, "12/08/2023"), (420.0, NTB)],
    ]
    assert read(lines, source).value("nama_wajib_pajak") == "SLAMET RIYADI"


def test_a_description_in_brackets_is_no_label_and_hides_no_code():
    record = read([*TITLE, [(60.0, f"NTPN : {NTPN}")], [(60.0, "Jenis Setoran"), (420.0, "Masa (100)")]])
    assert record.value("kode_jenis_setoran") == "100"


ROWS = [("NTPN", NTPN), ("NTB", NTB), ("STAN", "123456"), ("NPWP", NPWP), ("Kode Billing", "124031512345678")]
PAIRS = [[(60.0, label), (300.0, value)] for label, value in ROWS]


@pytest.mark.parametrize("source", ["text", "ocr"])
def test_words_of_an_amount_in_a_column_beside_another_are_read_whole(source):
    lines = [
        *TITLE,
        [(60.0, "NTPN"), (160.0, f": {NTPN}"), (620.0, "Terbilang"), (760.0, ": Dua Juta Lima")],
        [(60.0, "NTB"), (160.0, f": {NTB}"), (760.0, "  Ratus Ribu Rupiah")],
        [(60.0, "Jumlah"), (160.0, ": Rp 2.500.000"), (620.0, "STAN"), (760.0, ": 123456")],
    ]
    record = read(lines, source)
    assert (record.value("terbilang"), record.value("stan")) == ("Dua Juta Lima Ratus Ribu Rupiah", "123456")


@pytest.mark.parametrize("source", ["text", "ocr"])
def test_words_of_an_amount_are_gathered_above_a_label_at_half_height(source):
    lines = [
        *TITLE,
        *PAIRS,
        [(300.0, "Satu Juta Dua")],
        [(300.0, "Ratus Lima")],
        [(60.0, "Terbilang"), (300.0, "Puluh Ribu Enam")],
        [(300.0, "Ratus Rupiah")],
    ]
    record = find_records((page(lines, source=source, pitch=18.0),))[0]
    assert record.value("terbilang") == "Satu Juta Dua Ratus Lima Puluh Ribu Enam Ratus Rupiah"


@pytest.mark.parametrize("source", ["text", "ocr"])
def test_words_wider_than_the_label_above_their_middle_are_read_whole(source):
    words = "Satu Juta Dua Ratus Lima Puluh Ribu Enam Ratus Rupiah"
    lines = [*TITLE, *PAIRS, [], [(430.0, "Terbilang")], [(300.0, words)], []]
    assert read(lines, source).value("terbilang") == words


@pytest.mark.parametrize("source", ["text", "ocr"])
def test_a_label_in_brackets_says_what_the_one_before_it_is(source):
    words = "Dua Juta Lima Ratus Ribu"
    lines = [*TITLE, *PAIRS, [(60.0, "Jumlah Setoran (Terbilang)"), (300.0, words)], [(300.0, "Rupiah")]]
    assert read(lines, source).value("terbilang") == f"{words} Rupiah"


def test_a_label_broken_before_words_that_name_another_field_is_one():
    lines = [*PAIRS, [(60.0, "Kode Jenis")], [(60.0, "Setoran Pajak"), (300.0, "402")]]
    record = find_records((page([*TITLE, *lines], pitch=20.0),))[0]
    assert record.value("kode_jenis_setoran") == "402"


def test_a_name_out_of_the_column_of_values_is_marked():
    # The symptom: the address in the next column of a ruled table was the taxpayer's name, in silence.
    lines = [*TITLE, *PAIRS, [(60.0, "Nama Wajib Pajak"), (760.0, "KAWASAN INDUSTRI")]]
    assert read(lines, "text").fields["nama_wajib_pajak"].review is not None


def test_a_name_beneath_a_line_of_its_own_column_is_marked_where_its_label_stands_between_them():
    lines = [*TITLE, *PAIRS, [(300.0, "DINAS PENDIDIKAN DAN")], [(300.0, "KEBUDAYAAN")]]
    pages = page(lines, source="ocr", pitch=18.0)
    top = pages.words[-1].box.top
    label = page([[(60.0, "Nama WP")]], source="ocr", top=top - 7).words[0]
    record = find_records((replace(pages, words=(*pages.words, label)),))[0]
    found = record.fields["nama_wajib_pajak"]
    assert found.value == "DINAS PENDIDIKAN DAN KEBUDAYAAN" or found.review is not None


def test_an_address_label_within_a_name_beneath_its_label_does_not_end_it():
    lines = [*TITLE, *PAIRS, [(60.0, "Nama Wajib Pajak")], [(60.0, "KELURAHAN TEGALSARI")], [(60.0, "Data Setoran")]]
    assert read(lines, "text").value("nama_wajib_pajak") == "KELURAHAN TEGALSARI"


def test_words_before_the_column_of_values_are_the_labels_where_labels_are_set_to_the_right():
    pairs = [*ROWS, ("Nama Wajib Pajak Cabang", "PD SINAR TERANG")]
    lines = [*TITLE, *([(320.0 - 7.2 * len(label), label), (340.0, value)] for label, value in pairs)]
    found = read(lines, "text").fields["nama_wajib_pajak"]
    assert (found.value, found.review) == ("PD SINAR TERANG", "unverified")


@pytest.mark.parametrize("name", ["SMAN 4 SIANTAR", "MUSA"])
@pytest.mark.parametrize("source", ["text", "ocr"])
def test_a_word_of_names_is_no_misread_label(name, source):
    # The symptom: "SMAN" was a misread STAN, "MUSA" a misread Masa, and the name was missing.
    record = read([*TITLE, *PAIRS, [(60.0, "Nama WP"), (300.0, name)]], source)
    assert record.value("nama_wajib_pajak") == name


@pytest.mark.parametrize("source", ["text", "ocr"])
def test_a_remark_without_brackets_that_ends_a_label_is_no_name(source):
    lines = [*TITLE, *PAIRS, [(60.0, "Nama Wajib Pajak Badan")], [(60.0, "PT ADHI GUNA")], []]
    assert read(lines, source).value("nama_wajib_pajak") == "PT ADHI GUNA"


def test_a_misread_short_name_behind_a_labels_slash_is_no_part_of_the_value():
    record = read([*TITLE, [(60.0, "NTPN"), (300.0, NTPN)], [(60.0, "NAMA WP/GP KECAMATAN LUBUK BEGALUNG")]])
    assert record.value("nama_wajib_pajak") == "KECAMATAN LUBUK BEGALUNG"
    assert record.fields["nama_wajib_pajak"].review is not None


@pytest.mark.parametrize("name", ["KSU TANI MAKMUR", "PT. SUMBER REJEKI", "Yayasan Bina Insani"])
def test_a_firm_whose_label_was_lost_is_offered_and_marked(name):
    record = read([*TITLE, [(60.0, "NTPN"), (300.0, NTPN)], [(60.0, "NPWP"), (300.0, NPWP)], [(300.0, name)]])
    assert (record.value("nama_wajib_pajak"), record.fields["nama_wajib_pajak"].review) == (name, "unverified")


@pytest.mark.parametrize("name", ["PT BANK CONTOH TBK", "BUDI SANTOSO", "PT"])
def test_a_bank_or_a_person_without_a_label_is_no_taxpayer(name):
    record = read([*TITLE, [(60.0, "NTPN"), (300.0, NTPN)], [(60.0, "NPWP"), (300.0, NPWP)], [(300.0, name)]])
    assert record.value("nama_wajib_pajak") is None


@pytest.mark.parametrize("left", ["", "B ", "NIB. "])
def test_an_ntb_whose_label_was_lost_is_offered_and_marked(left):
    record = read([*TITLE, [(60.0, "NTPN"), (300.0, NTPN)], [(300.0, f"{left}{NTB}")]])
    assert (record.value("ntb"), record.fields["ntb"].review) == (NTB, "unverified")


@pytest.mark.parametrize("source", ["text", "ocr"])
def test_a_name_of_an_app_may_take_six_lines(source):
    # The symptom: the fifth line of an office's name was lost, on a PDF without a mark.
    parts = ["BENDAHARA PENGELUARAN", "DINAS PEKERJAAN UMUM DAN", "PENATAAN RUANG KABUPATEN", "OGAN KOMERING ULU", "SELATAN"]  # fmt: skip
    named = [[(560.0 - 7.2 * len(part), part)] for part in parts]
    named[0] = [(60.0, "Nama Wajib Pajak"), *named[0]]
    lines = [[(200.0, "Pembayaran Berhasil")], [(60.0, "NPWP"), (445.0, "0083229328585002")], *named]
    record = read([*lines, [(60.0, "NTPN"), (445.0, NTPN)]], source)
    assert record.value("nama_wajib_pajak") == " ".join(parts)


@pytest.mark.parametrize("source", ["text", "ocr"])
def test_the_lines_of_a_name_go_on_between_the_rows_of_the_column_beside_it(source):
    # The symptom: four of seven words of an office's name, on a photo of two columns and without a mark.
    lines = [
        *TITLE,
        [(60.0, "NTPN"), (200.0, NTPN), (500.0, "Nama Wajib Pajak"), (720.0, "BENDAHARA DINAS PEKERJAAN")],
        [(720.0, "UMUM DAN PENATAAN RUANG")],
        [(60.0, "NTB"), (200.0, NTB)],
        [(720.0, "KABUPATEN OGAN KOMERING")],
        [(60.0, "STAN"), (200.0, "953071"), (720.0, "ULU SELATAN")],
        [(60.0, "Kode Billing"), (200.0, "124031512345678"), (500.0, "Mata Anggaran"), (720.0, "411128")],
    ]
    (record,) = find_records((page(lines, source=source, confidence=0.9999, pitch=16.0),))
    assert record.value("nama_wajib_pajak") == "BENDAHARA DINAS PEKERJAAN UMUM DAN PENATAAN RUANG KABUPATEN OGAN KOMERING ULU SELATAN"  # fmt: skip


@pytest.mark.parametrize("source", ["text", "ocr"])
def test_a_names_next_line_may_begin_with_the_kind_of_a_district(source):
    # The symptom: "DINAS PENDIDIKAN", on a PDF without a mark: the district's kind was the label of an address.
    lines = [
        *TITLE,
        [(60.0, "NTPN"), (300.0, f": {NTPN}")],
        [(60.0, "Nama Wajib Pajak"), (300.0, ": DINAS PENDIDIKAN")],
    ]
    lines += [[(314.0, "KABUPATEN BOGOR")], [(60.0, "Alamat"), (300.0, ": JL TEGAR BERIMAN")]]
    assert read(lines, source).value("nama_wajib_pajak") == "DINAS PENDIDIKAN KABUPATEN BOGOR"


@pytest.mark.parametrize("source", ["text", "ocr"])
def test_the_lines_of_a_name_beneath_its_label_go_on_beside_those_of_other_cells(source):
    lines = [
        *TITLE,
        [(60.0, f"NTPN : {NTPN}")],
        [(60.0, "Alamat"), (500.0, "Nama Wajib Pajak")],
        [(60.0, "JL JENDERAL SUDIRMAN"), (500.0, "CV TIGA PUTRA")],
        [(60.0, "KAV 52"), (500.0, "BERSAUDARA")],
    ]
    (record,) = find_records((page(lines, source=source, confidence=0.9999, pitch=20.0),))
    assert record.value("nama_wajib_pajak") == "CV TIGA PUTRA BERSAUDARA"


@pytest.mark.parametrize("source", ["text", "ocr"])
def test_a_names_second_line_does_not_go_on_into_the_next_cells(source):
    # The symptom: "PT BANK PERKREDITAN RW 1 DS SUKOREJO RAKYAT", in silence.
    lines = [
        *TITLE,
        [(60.0, f"NTPN : {NTPN}")],
        [(60.0, "Nama Wajib Pajak"), (260.0, "Alamat")],
        [(60.0, "PT BANK PERKREDITAN"), (260.0, "DSN KRAJAN RT 2")],
        [(60.0, "RAKYAT NUSANTARA BONA"), (260.0, "RW 1 DS SUKOREJO")],
    ]
    (record,) = find_records((page(lines, source=source, confidence=0.9999, pitch=20.0),))
    assert record.value("nama_wajib_pajak") == "PT BANK PERKREDITAN RAKYAT NUSANTARA BONA"


@pytest.mark.parametrize("source", ["text", "ocr"])
def test_an_npwp_broken_at_its_hyphen_goes_on_beneath(source):
    lines = [
        *TITLE,
        [(60.0, "NTPN"), (360.0, "NPWP"), (640.0, "STAN")],
        [(60.0, NTPN), (360.0, "081443518-011-"), (640.0, "953071")],
        [(360.0, "000")],
    ]
    (record,) = find_records((page(lines, source=source, confidence=0.9999, pitch=20.0),))
    assert (record.value("npwp"), record.value("stan")) == ("081443518011000", "953071")


@pytest.mark.parametrize("source", ["text", "ocr"])
def test_nop_before_a_year_is_november(source):
    # The symptom: the period of an app's slip was missing without a mark.
    lines = [[(200.0, "Pembayaran Berhasil")], [(60.0, "NTPN"), (420.0, NTPN)]]
    record = read([*lines, [(60.0, "Masa Pajak"), (480.0, "Nop 2017")]], source)
    assert (record.value("masa_pajak"), record.value("tahun_pajak")) == ("11", "2017")


def test_a_value_at_the_far_edge_beneath_its_label_is_offered_and_marked():
    lines = [
        *TITLE,
        [(60.0, "NTPN"), (300.0, f": {NTPN}")],
        [(60.0, "NAMA WAJIB PAJAK :")],
        [(420.0, "SITI MAESAROH")],
        [(60.0, "STAN"), (300.0, ": 953071")],
    ]
    name = read(lines, "text").fields["nama_wajib_pajak"]
    assert (name.value, name.review) == ("SITI MAESAROH", "unverified")


def test_an_amount_in_words_may_begin_above_its_label_behind_the_colon():
    lines = [
        (60.0, 300.0, "NTPN"), (300.0, 300.0, f": {NTPN}"), (60.0, 330.0, "Jumlah Setoran"), (300.0, 330.0, ": 2.107.000"),
        (300.0, 366.0, ": dua juta seratus"), (60.0, 375.0, "Terbilang / In Words"), (297.0, 384.0, "tujuh ribu rupiah"),
    ]  # fmt: skip
    blank = page(TITLE)
    words = tuple(Word(text, Box(left, y, left + 7.2 * len(text), y + 11), 1.0) for left, y, text in lines)
    (record,) = find_records((replace(blank, words=(*blank.words, *words)),))
    field = record.fields["terbilang"]
    assert (field.value, field.review) == ("dua juta seratus tujuh ribu rupiah", None)


def test_a_page_of_terms_is_no_proof():
    # The symptom: a second proof with an amount of Rp 6.500.
    terms = ["1. Pembayaran pajak setelah pukul 15.00 WIB dibukukan pada hari kerja berikutnya dan biaya",
             "transfer sebesar Rp 6.500 dikenakan bila perlu,", "sejak 1 Januari 2024 menurut ketentuan yang berlaku"]  # fmt: skip
    first = page([*TITLE, [(60.0, f"NTPN : {NTPN}")]])
    (record,) = find_records((first, page([[(60.0, line)] for line in terms], number=2)))
    assert (record.value("ntpn"), record.value("jumlah")) == (NTPN, None)


@pytest.mark.parametrize("source", ["text", "ocr"])
@pytest.mark.parametrize("bullet", ["> ", "• ", "- "])
@pytest.mark.parametrize("between", [" - ", " = ", " : "])
def test_a_bullet_before_a_label_is_none_of_its_words(bullet, between, source):
    # The symptom: of a mail's quoted lines, which begin with >, no label was read.
    rows = [
        ("NTPN", NTPN),
        ("NTB", NTB),
        ("STAN", "123456"),
        ("Kode Billing", "124031512345678"),
        ("Nama WP", "YAYASAN BINA INSANI"),
    ]
    record = read([*TITLE, *([(60.0, bullet + label + between + value)] for label, value in rows)], source)
    names = ("ntpn", "ntb", "stan", "kode_billing", "nama_wajib_pajak")
    assert [(record.value(name), record.fields[name].review) for name in names] == [(value, None) for _, value in rows]


def test_a_proof_whose_head_was_cut_off_lacks_its_ntpn():
    # The symptom: a photo's dark head was cut off, the kind unknown, and the NTPN missing without a mark.
    rows = [("Kode Billing", "124031512345678"), ("NPWP", NPWP), ("NTB", NTB), ("STAN", "123456")]
    record = read([[(60.0, label), (400.0, value)] for label, value in rows])
    assert (record.kind, record.fields["ntpn"].review, record.fields["ntb"].review) == ("bpn", "missing", None)


def test_a_period_from_day_to_day_is_marked():
    record = read([*TITLE, [(60.0, f"NTPN : {NTPN}")], [(60.0, "Periode : 01/03/2020 - 31/03/2020")]])
    assert [record.fields[name].review for name in ("masa_pajak", "tahun_pajak")] == ["unverified", "breaks_rule"]
