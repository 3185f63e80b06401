"""Lists of proofs and tables of details: cells over several lines, words between columns, what stands around them."""

from dataclasses import replace

import pytest

from ocr.document import Box, Char, Slope, Word
from ocr.forms import find_records
from tests.forms.drawn import page

NTPN = "0B4C16GQ8L3N5T7V"
LIST_TITLE = [(60.0, "Daftar Bukti Penerimaan Negara")]
COLUMNS = (60.0, 110.0, 300.0, 500.0, 700.0, 900.0, 1010.0, 1110.0)


def _list(*lines):
    """The words of table lines 16 px apart within cells and 46 px from row to row, each line (step, {column: text})."""
    words, y = [], 120.0
    for step, cells in lines:
        y += step
        words += [(COLUMNS[column], y, text) for column, text in cells.items()]
    return words


def _read_list(words, source):
    blank = page([LIST_TITLE], source=source)
    placed = tuple(
        Word(text, Box(left, y, left + 7.2 * len(text), y + 14), 0.999, tuple(Char(c, 0.9999) for c in text))
        for left, y, text in words
    )
    return find_records((replace(blank, words=(*blank.words, *placed), slope=Slope(rows=20)),))


@pytest.mark.parametrize("source", ["text", "ocr"])
def test_headings_and_names_of_a_list_may_take_two_lines(source):
    # The symptom: of five payments one was left, with another one's day; of others the name's second line was lost in silence.
    words = _list(
        (0, {1: "Tanggal", 6: "Masa"}),
        (16, {0: "No", 1: "Bayar", 2: "NTPN", 3: "Kode Billing", 4: "Nama WP", 5: "KAP-KJS", 6: "Pajak", 7: "Jumlah"}),
        (46, {4: "PT INTI GANDA"}),
        (16, {0: "1", 1: "08/03/2020", 2: NTPN, 3: "012105313702199", 4: "PERDANA", 5: "411127-110", 6: "02/2020", 7: "50.000"}),
        (46, {0: "2", 1: "18/05/2019", 2: "8F3C16GQ8L3N5T7V", 3: "026222963708406", 4: "CV RIZKY", 5: "411126-100", 6: "01/2019", 7: "9.428.000"}),
        (16, {4: "MANDIRI"}),
        (46, {5: "TOTAL", 7: "9.478.000"}),
    )  # fmt: skip
    records = _read_list(words, source)
    names = ("tanggal", "ntpn", "nama_wajib_pajak", "masa_pajak", "jumlah")
    assert [[record.value(name) for name in names] for record in records] == [
        ["2020-03-08", NTPN, "PT INTI GANDA PERDANA", "02", "50000.00"],
        ["2019-05-18", "8F3C16GQ8L3N5T7V", "CV RIZKY MANDIRI", "01", "9428000.00"],
    ]


@pytest.mark.parametrize("source", ["text", "ocr"])
def test_a_names_second_line_may_stand_wider_off_than_lines_of_print_do(source):
    # The symptom: on a photo the lines of a cell stood 1.32 letter heights apart, and the name's second was lost in silence.
    words = _list(
        (0, {0: "No", 1: "Tgl Bayar", 2: "NTPN", 3: "Kode Billing", 4: "Nama WP", 5: "KAP-KJS", 6: "Masa", 7: "Jumlah"}),
        (50, {0: "1", 1: "08/03/2020", 2: NTPN, 3: "012105313702199", 4: "PT INTI GANDA", 5: "411127-110", 6: "02/2020", 7: "50.000"}),
        (20, {4: "PERDANA"}),
        (50, {0: "2", 1: "18/05/2019", 2: "8F3C16GQ8L3N5T7V", 3: "026222963708406", 4: "CV RIZKY", 5: "411126-100", 6: "01/2019", 7: "9.428.000"}),
        (20, {4: "MANDIRI"}),
    )  # fmt: skip
    records = _read_list(words, source)
    assert [record.value("nama_wajib_pajak") for record in records] == ["PT INTI GANDA PERDANA", "CV RIZKY MANDIRI"]


def test_a_text_layers_words_over_the_edge_of_a_column_stay_in_theirs():
    # The symptom: "CV. RIZKY &", in silence; a layer's words side by side are one text, of which each one's place is guessed.
    rows = [("1", "16/04/2021", "B5LIPISO4ANL5JA1", "044263227668727", "0058420001149001")]
    rows += [("2", "06/02/2019", "8689SS5SSOISA5IM", "014976907945935", "0054997010755000")]
    heads = [(56, 77, "No"), (107, 250, "Tanggal Bayar"), (281, 345, "NTPN"), (539, 690, "Kode Billing"), (769, 830, "NPWP"),
             (1018, 1130, "Nama WP"), (1252, 1298, "KAP"), (1339, 1380, "KJS"), (1401, 1520, "Masa Pajak"), (1607, 1710, "Jumlah")]  # fmt: skip
    words = [(left, right, 150.0, text) for left, right, text in heads]
    for index, (number, day, ntpn, billing, npwp) in enumerate(rows):
        cells = [(56, 66, number), (107, 240, day), (281, 520, ntpn), (535, 740, billing), (760, 990, npwp)]
        cells += [(1018, 1178, "PT INTI GANDA"), (1252, 1487, "411121 402 03/2021")] if index == 0 else []
        cells += [(1018, 1487, "CV. RIZKY & PUTRA 411618 100 01/2019")] if index == 1 else []
        cells += [(1643, 1710, "1.000")]
        words += [(left, right, 230.0 + 60 * index, text) for left, right, text in cells]
    placed = tuple(Word(text, Box(left, y, right, y + 24), 1.0) for left, right, y, text in words)
    blank = page([LIST_TITLE])
    records = find_records((replace(blank, words=(*blank.words, *placed)),))
    assert [record.value("nama_wajib_pajak") for record in records] == ["PT INTI GANDA", "CV. RIZKY & PUTRA"]
    assert [record.value("kode_akun_pajak") for record in records] == ["411121", "411618"]


def test_doubts_about_a_cell_of_a_list_are_not_lost():
    words = _list(
        (0, {0: "No", 2: "NTPN", 3: "Kode Billing", 4: "Nama WP", 7: "Jumlah"}),
        (46, {0: "1", 2: NTPN, 3: "012105313702199", 4: "CV RIZKY,", 7: "50.000"}),
        (46, {0: "2", 2: "8F3C16GQ8L3N5T7V", 3: "026222963708406", 4: "CV MANDIRI", 7: "9.428.000"}),
    )
    first, second = _read_list(words, "text")
    assert (first.fields["nama_wajib_pajak"].review, second.fields["nama_wajib_pajak"].review) == ("breaks_rule", None)


@pytest.mark.parametrize("source", ["text", "ocr"])
def test_labels_above_their_values_are_no_headings_of_details(source):
    # The symptom: "CV TIGA PUTRA BERSAUDARA Jenis Setoran 104" was the taxpayer, in silence.
    columns = (60.0, 360.0, 640.0, 900.0)
    heads = [("Nama Wajib Pajak", "Alamat", "NPWP", "Mata Anggaran"), ("Jenis Setoran", "Masa Pajak", "NOP", "Jumlah")]
    lines = [
        [(500.0, "BUKTI PENERIMAAN NEGARA")],
        [(60.0, f"NTPN : {NTPN}")],
        list(zip(columns, heads[0], strict=True)),
        [(60.0, "CV TIGA PUTRA"), (360.0, "-"), (640.0, "081443518-011-000"), (900.0, "411124")],
        [(60.0, "BERSAUDARA")],
        list(zip(columns, heads[1], strict=True)),
        [(60.0, "104"), (360.0, "09092024"), (640.0, "-"), (900.0, "50.000,00")],
    ]
    (record,) = find_records((page(lines, source=source, confidence=0.9999, pitch=20.0),))
    wanted = {"nama_wajib_pajak": "CV TIGA PUTRA BERSAUDARA", "kode_jenis_setoran": "104", "npwp": "081443518011000"}
    assert {name: record.value(name) for name in wanted} == wanted


def test_a_name_does_not_go_on_over_the_headings_of_a_table():
    lines = [
        [(300.0, "CETAKAN KODE BILLING")],
        [(60.0, "KODE BILLING : 041924081839773")],
        [(60.0, "Jumlah Detail : 1")],
        [(60.0, "Nama Wajib Pajak")],
        [(60.0, "CV TIGA PUTRA")],
        [(60.0, "KAP-KJS"), (300.0, "MASA PAJAK"), (560.0, "NOMINAL")],
        [(60.0, "411128-402"), (300.0, "04042026"), (560.0, "Rp13.387.500,00")],
    ]
    assert find_records((page(lines),))[0].value("nama_wajib_pajak") == "CV TIGA PUTRA"


def test_rows_of_a_list_that_a_skew_page_set_apart_are_one_payment():
    # The symptom: one payment more than the list has, without its amount, and names without their beginning.
    words = _list(
        (0, {0: "No", 2: "NTPN", 3: "Kode Billing", 4: "Nama WP", 7: "Jumlah"}),
        (46, {2: NTPN, 3: "012105313702199", 4: "PT INTI GANDA"}),
        (10, {0: "1", 4: "PERDANA", 7: "50.000"}),
        (46, {0: "2", 2: "8F3C16GQ8L3N5T7V", 3: "026222963708406", 4: "CV MANDIRI", 7: "9.428.000"}),
    )
    records = _read_list(words, "ocr")
    assert [(record.value("nama_wajib_pajak"), record.value("jumlah")) for record in records] == [
        ("PT INTI GANDA PERDANA", "50000.00"),
        ("CV MANDIRI", "9428000.00"),
    ]


def test_the_first_word_of_a_name_does_not_fall_into_the_column_of_numbers_before_it():
    # The symptom: "INTI GANDA", in silence, on a scan whose numbers reach over their column's edge.
    words = _list(
        (0, {2: "NTPN", 3: "Kode Billing", 7: "Jumlah"}),
        (46, {2: NTPN, 3: "012105313702199", 7: "50.000"}),
        (46, {2: "8F3C16GQ8L3N5T7V", 3: "026222963708406", 7: "9.428.000"}),
    )
    words += [(690.0, 120.0, "NPWP"), (880.0, 120.0, "Nama WP")]
    for y, number in ((166.0, "0058420001149001"), (212.0, "0013208988542000")):
        words += [(690.0, y, number), (812.0, y, "PT"), (842.0, y, "INTI"), (876.0, y, "GANDA")]
    records = _read_list(words, "ocr")
    assert [record.value("nama_wajib_pajak") for record in records] == ["PT INTI GANDA"] * 2
    assert [record.value("npwp") for record in records] == ["0058420001149001", "0013208988542000"]


PAYMENTS = (("21/08/2024", NTPN, "086034984113234"), ("04/07/2025", "8F3C16GQ8L3N5T7V", "041077416650913"))


def _heads(**changed):
    heads = {0: "No", 1: "Tanggal", 2: "NTPN", 3: "Kode Billing", 4: "Nama WP", 5: "KAP-KJS", 6: "Masa", 7: "Jumlah"}
    return {column: text for column, text in (heads | {int(k[1:]): v for k, v in changed.items()}).items() if text}


def _payments(code="41112{}-100", **changed):
    for number, (day, ntpn, billing) in enumerate(PAYMENTS, 1):
        cells = {0: str(number), 1: day, 2: ntpn, 3: billing, 4: "PT INTI", 5: code.format(number), 6: "02/2020"}
        yield 46, cells | {7: f"{number}50.000"} | {int(k[1:]): v for k, v in changed.items()}


def _values(records, name):
    return [record.value(name) for record in records]


def test_a_misread_letter_of_a_heading_is_no_value():
    # The symptom: "No" read as "N 0" made the headings a row of values, and of three payments one was left.
    records = _read_list(_list((0, _heads(_0="N 0")), *_payments()), "ocr")
    assert _values(records, "ntpn") == [ntpn for _, ntpn, _ in PAYMENTS]


@pytest.mark.parametrize("source", ["text", "ocr"])
def test_running_numbers_without_a_heading_begin_no_name(source):
    # The symptom: "1 PT INTI", in silence.
    cells = [(0, {1: "Nama WP", 2: "NTPN", 3: "Kode Billing", 5: "KAP-KJS", 6: "Masa", 7: "Jumlah"})]
    cells += [(step, {0: row[0], 1: "PT INTI", **{c: t for c, t in row.items() if c not in (0, 1, 4)}}) for step, row in _payments()]  # fmt: skip
    assert _values(_read_list(_list(*cells), source), "nama_wajib_pajak") == ["PT INTI", "PT INTI"]


def test_running_numbers_begin_no_name_where_one_is_lost_and_their_boxes_are_wide():
    # The symptom: "7 PT INTI" on a scan whose lone figures had boxes as wide as words, or that lost the 2.
    lines = [(0, {0: "N", 1: "Nama WP", 2: "NTPN", 3: "Kode Billing", 5: "KAP-KJS", 6: "Masa", 7: "Jumlah"})]
    for number, (step, row) in zip(("1", "3"), _payments(), strict=True):
        lines += [(step, {0: number, 1: "PT INTI", **{c: t for c, t in row.items() if c not in (0, 1, 4)}}), (16, {5: "6", 7: " "})]  # fmt: skip
    words = [(left + 24 if text in ("1", "3") else left, y, text) for left, y, text in _list(*lines) if text != " "]
    assert _values(_read_list(words, "ocr"), "nama_wajib_pajak") == ["PT INTI", "PT INTI"]


@pytest.mark.parametrize("source", ["text", "ocr"])
def test_the_heading_of_the_amounts_names_their_currency(source):
    records = _read_list(_list((0, _heads(_7="Jumlah (Rp)")), *_payments()), source)
    assert _values(records, "mata_uang") == ["IDR", "IDR"]
    assert not any(record.fields["mata_uang"].review for record in records)


@pytest.mark.parametrize("source", ["text", "ocr"])
def test_codes_under_a_heading_nobody_listed_are_taken_and_marked(source):
    # The symptom: account and deposit code were missing, in silence.
    records = _read_list(_list((0, _heads(_5="Perincian")), *_payments()), source)
    assert _values(records, "kode_akun_pajak") == ["411121", "411122"]
    assert all(record.fields["kode_akun_pajak"].review == "unverified" for record in records)


@pytest.mark.parametrize("source", ["text", "ocr"])
def test_a_code_broken_over_two_lines_of_its_cell_is_no_part_of_the_name(source):
    # The symptom: "411128- PT INTI 403" was the name, and the codes were missing in silence.
    lines = [(0, _heads(_0="No"))]
    for number, (step, cells) in enumerate(_payments(), 1):
        lines += [(step, {5: f"41112{number}-"}), (8, {c: t for c, t in cells.items() if c != 5}), (8, {5: "403"})]
    records = _read_list(_list(*lines), source)
    assert _values(records, "nama_wajib_pajak") == ["PT INTI", "PT INTI"]
    assert _values(records, "kode_akun_pajak") == ["411121", "411122"]
    assert _values(records, "kode_jenis_setoran") == ["403", "403"]


def test_rows_that_were_not_seen_as_a_list_leave_no_value_unmarked():
    # The symptom: two of three payments were lost, and nothing said so.
    lines = [
        [(60, "BUKTI PENERIMAAN NEGARA")],
        [(60, "NTPN"), (300, f": {NTPN}")],
        [(60, "NTB"), (300, ": 000022763695")],
    ]
    lines += [[(60, "Jumlah Setoran"), (300, ": 1.250.000,00")], [(60, "KP0URT4G41BIH9NC 34.749")]]
    (record,) = find_records([page(lines)])
    assert all(record.fields[name].review for name in ("ntpn", "ntb", "jumlah"))
    (record,) = find_records([page(lines[:-1])])
    assert not record.fields["ntb"].review


@pytest.mark.parametrize("source", ["text", "ocr"])
def test_a_payment_whose_only_number_is_broken_over_two_lines_is_not_lost(source):
    # The symptom: of 22 payments two were lost in silence, and the third line of a name.
    lines = [(0, _heads(_3="", _4="", _6="") | {4: "Nama WP"})]
    for step, cells in _payments():
        lines += [(step, {c: t for c, t in cells.items() if c not in (3, 6)} | {2: cells[2][:13]})]
        lines += [(16, {2: cells[2][13:], 4: "GANDA"}), (16, {4: "PERDANA"})]
    records = _read_list(_list(*lines), source)
    assert _values(records, "ntpn") == [ntpn for _, ntpn, _ in PAYMENTS]
    assert _values(records, "nama_wajib_pajak") == ["PT INTI GANDA PERDANA"] * 2


def test_an_ntpn_below_a_list_that_is_none_of_its_payments_leaves_no_value_unmarked():
    words = [*_list((0, _heads()), *_payments()), (60, 600, "KP0URT4G41BIH9NC 34.749")]
    assert all(record.fields["jumlah"].review for record in _read_list(words, "text"))
    assert not any(record.fields["jumlah"].review for record in _read_list(words[:-1], "text"))


PAID = [("08/03/2020", "012105313702199", NTPN, "339146176939", "411127-110", "02022020", "50.000.000")]
PAID += [("18/05/2020", "026222963708406", "8F3C16GQ8L3N5T7V", "346505760625", "411126-100", "04042020", "9.428.000")]
PAID += [("20/06/2020", "017222963708411", "7HL1CA7B042V2Q11", "961900094930", "411211-100", "05052020", "1.250.000")]
LEFTS = (60.0, 190.0, 360.0, 540.0, 700.0, 840.0, 1000.0)
HEADS = ("Tgl Bayar", "Kode Billing", "NTPN", "NTB", "KAP-KJS", "Masa Pajak", "Jumlah (Rp)")
FIRM = [
    [(60.0, "DAFTAR BUKTI PENERIMAAN NEGARA")],
    [(60.0, "Nama WP : PT CONTOH SEJAHTERA")],
    [(60.0, "NPWP : 08.144.351.8-011.000")],
]


def _row(texts):
    return list(zip(LEFTS, texts, strict=True))


@pytest.mark.parametrize("source", ["text", "ocr"])
def test_a_list_that_goes_on_overleaf_under_its_headings_is_one_firms(source):
    # The symptom: name and NPWP, printed once above the list, were missing from the payments of its second page.
    first, *others = map(_row, PAID)
    pages = [[*FIRM, _row(HEADS), first], [_row(HEADS), *others]]
    drawn = (page(lines, source=source, number=n, confidence=0.9999) for n, lines in enumerate(pages, 1))
    records = find_records([replace(one, slope=Slope(rows=20)) for one in drawn])
    assert [record.value("ntpn") for record in records] == [payment[2] for payment in PAID]
    assert {record.value("nama_wajib_pajak") for record in records} == {"PT CONTOH SEJAHTERA"}


@pytest.mark.parametrize("source", ["text", "ocr"])
def test_payments_of_a_list_whose_headings_were_lost_are_all_there_and_marked(source):
    # The symptom: the grey line of headings was not read on a scan, and of nine payments one was left.
    drawn = page(
        [*FIRM, *map(_row, PAID), [(840.0, "TOTAL"), (1000.0, "60.678.000")]], source=source, confidence=0.9999
    )
    records = find_records((replace(drawn, slope=Slope(rows=20)),))
    names = ("ntpn", "ntb", "kode_billing", "kode_jenis_setoran", "tahun_pajak", "jumlah")
    assert [[record.value(name) for name in names] for record in records] == [
        [paid[2], paid[3], paid[1], paid[4][-3:], "2020", paid[6].replace(".", "") + ".00"] for paid in PAID
    ]
    assert all(record.fields[name].review for record in records for name in names)


@pytest.mark.parametrize("source", ["text", "ocr"])
def test_one_of_several_accounts_beneath_a_heading_is_marked(source):
    # The symptom: of a customs form's three accounts the first stood unmarked beside the total.
    lines = [
        [(60.0, "BUKTI PENERIMAAN NEGARA")],
        [(60.0, f"NTPN : {NTPN}")],
        [(60.0, "Uraian"), (400.0, "Kode Akun"), (700.0, "Jumlah (Rp)")],
    ]
    lines += [
        [(60.0, "Bea Masuk"), (400.0, "412111"), (700.0, "4.637.000")],
        [(60.0, "PPN Impor"), (400.0, "411212"), (700.0, "8.268.000")],
    ]
    lines += [[(60.0, "Jumlah Pembayaran Penerimaan Negara"), (700.0, "Rp 12.905.000")]]
    (record,) = find_records((replace(page(lines, source=source, confidence=0.9999), slope=Slope(rows=20)),))
    assert record.fields["kode_akun_pajak"].review == "breaks_rule"
    assert record.value("jumlah") == "12905000.00"


MONTHS = ("Januari 2024", "Februari 2024", "Maret 2024")
ON_ITS_SIDE = {"Masa Pajak": MONTHS, "Kode Billing": [paid[1] for paid in PAID], "Tanggal Setor": [paid[0] for paid in PAID],
               "NTPN": [paid[2] for paid in PAID], "Kode Akun Pajak": ["411128"] * 3, "Kode Jenis Setoran": ["403"] * 3,
               "Jumlah Setor (Rp)": [paid[6] for paid in PAID]}  # fmt: skip


@pytest.mark.parametrize("source", ["text", "ocr"])
def test_each_column_of_a_list_on_its_side_is_a_payment(source):
    # The symptom: of three payments beside each other one was left.
    table = [[(60.0, label), *zip((300.0, 560.0, 820.0), texts, strict=True)] for label, texts in ON_ITS_SIDE.items()]
    drawn = page([*FIRM, *table], source=source, confidence=0.9999)
    records = find_records((replace(drawn, slope=Slope(rows=20)),))
    names = ("masa_pajak", "kode_billing", "ntpn", "kode_akun_pajak", "kode_jenis_setoran", "mata_uang")
    assert [[record.value(name) for name in names] for record in records] == [
        [f"{month:02d}", paid[1], paid[2], "411128", "403", "IDR"] for month, paid in enumerate(PAID, 1)
    ]
    assert [record.value("jumlah") for record in records] == ["50000000.00", "9428000.00", "1250000.00"]
    assert {record.value("nama_wajib_pajak") for record in records} == {"PT CONTOH SEJAHTERA"}
    assert not any(record.fields["ntpn"].review for record in records)


@pytest.mark.parametrize("source", ["text", "ocr"])
def test_payments_of_an_account_statement_are_all_there_and_marked(source):
    # The symptom: of two payments one was lost, and the statement's days were the other's period, its year without a mark.
    lines = [[(60.0, "REKENING KORAN")], [(60.0, "Periode : 01/03/2020 - 31/03/2020")]]
    for day, billing, ntpn, ntb, *_, amount in PAID:
        lines += [
            [(60.0, day), (200.0, f"BYR PAJAK MPN G3 {billing}"), (700.0, amount), (900.0, "1.000.000.000,00")],
            [(200.0, f"NTPN {ntpn} NTB {ntb}")],
            [],
        ]
    drawn = page(lines, source=source, confidence=0.9999, letter=(7.2, 18.0))
    records = find_records((replace(drawn, slope=Slope(rows=20)),))
    names = ("ntpn", "ntb", "kode_billing", "jumlah")
    assert [[record.value(name) for name in names] for record in records] == [
        [paid[2], paid[3], paid[1], paid[6].replace(".", "") + ".00"] for paid in PAID
    ]
    assert all(item.review for record in records for item in record.fields.values() if item.value is not None)


@pytest.mark.parametrize("source", ["text", "ocr"])
def test_each_card_of_an_apps_history_is_a_payment(source):
    # The symptom: of five payments in cards one was left, marked.
    lines = [[(60.0, "Riwayat Pembayaran Pajak")], [(60.0, "Nama WP"), (400.0, "PT CONTOH SEJAHTERA")], []]
    for day, billing, ntpn, _, codes, _, amount in PAID:
        lines += [[(60.0, f"PPh ({codes})"), (700.0, f"Rp {amount}")], [(60.0, f"{day} 10:22")]]
        lines += [[(60.0, f"Kode Billing {billing}")], [(60.0, f"NTPN {ntpn}")], []]
    records = find_records((replace(page(lines, source=source, confidence=0.9999), slope=Slope(rows=20)),))
    names = ("ntpn", "kode_billing", "kode_jenis_setoran", "jumlah", "nama_wajib_pajak")
    assert [[record.value(name) for name in names] for record in records] == [
        [paid[2], paid[1], paid[4][-3:], paid[6].replace(".", "") + ".00", "PT CONTOH SEJAHTERA"] for paid in PAID
    ]
    assert all(record.fields["jumlah"].review == "unverified" for record in records)


NOPS = ["517102000400301230", "517102000400301241", "517102000400301252"]


@pytest.mark.parametrize("source", ["text", "ocr"])
def test_each_object_of_a_list_of_land_tax_is_a_payment(source):
    # The symptom: of five payments, which have neither NTPN nor billing code, one was left.
    heads = zip((60.0, 300.0, 640.0, 840.0), ("NOP", "Nama Wajib Pajak", "Tanggal Bayar", "Jumlah"), strict=True)
    rows = [
        [(60.0, nop), (300.0, "TRI HANDAYANI"), (640.0, paid[0]), (840.0, paid[6])]
        for nop, paid in zip(NOPS, PAID, strict=True)
    ]
    lines = [[(60.0, "DAFTAR PEMBAYARAN PBB-P2")], list(heads), *rows, [(60.0, "TOTAL"), (840.0, "60.678.000")]]
    records = find_records((replace(page(lines, source=source, confidence=0.9999), slope=Slope(rows=20)),))
    assert [record.value("jumlah") for record in records] == ["50000000.00", "9428000.00", "1250000.00"]
    assert all(record.fields["jumlah"].review for record in records)


@pytest.mark.parametrize("source", ["text", "ocr"])
def test_a_detail_without_an_object_is_not_lost_from_a_billing_sheet(source):
    heads = [(60.0, "KAP-KJS"), (260.0, "MASA PAJAK"), (460.0, "NOP"), (800.0, "NOMINAL")]
    lines = [
        [(60.0, "CETAKAN KODE BILLING")],
        [(60.0, "KODE BILLING : 041924081839773")],
        [(60.0, "JUMLAH DETAIL : 2")],
        heads,
    ]
    lines += [[(60.0, "411128-402"), (260.0, "04042026"), (460.0, NOPS[0]), (800.0, "Rp13.387.500,00")]]
    lines += [[(60.0, "411121-100"), (260.0, "04042026"), (800.0, "Rp500.000,00")]]
    records = find_records((replace(page(lines, source=source, confidence=0.9999), slope=Slope(rows=20)),))
    assert [record.value("jumlah") for record in records] == ["13387500.00", "500000.00"]
