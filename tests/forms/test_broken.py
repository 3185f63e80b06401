"""Values that a narrow cell breaks over lines, the label above, beside or at half height."""

from dataclasses import replace

import pytest

from ocr.document import Box, Char, Slope, Word
from ocr.forms import find_records
from tests.forms.drawn import page

TITLE = [(60.0, "BUKTI PENERIMAAN NEGARA")]
REST = [(60, 20, "NTPN"), (300, 20, "4C2U16P1BBJ5T5E6"), (620, 20, "STAN"), (760, 20, "563515")]
"""What stands below the cells on every page of these."""


def _read(words, source):
    """The one record of a page with `words` as (left, step down from the word before, text) below a title."""
    blank = page([TITLE], source=source)
    placed, y = [], 120.0
    for left, step, text in [*words, (60, 46, "NTB"), (300, 0, "000022763695"), *((a, b if a == 60 else 0, c) for a, b, c in REST)]:  # fmt: skip
        y += step
        for piece, start in _pieces(text) if source == "text" else [(text, 0)]:
            box = Box(left + 7.2 * start, y, left + 7.2 * (start + len(piece)), y + 14)
            placed.append(Word(piece, box, 0.9999, tuple(Char(c, 0.9999) for c in piece)))
    (record,) = find_records((_with(blank, placed),))
    return record


def _pieces(text):
    start = 0
    for piece in text.split(" "):
        yield piece, start
        start += len(piece) + 1


def _with(blank, placed):
    return replace(blank, words=(*blank.words, *placed), slope=Slope(rows=20))


CELLS = [
    ("Tanggal Bayar", "tanggal", "18 Agustus", "2025", "2025-08-18"),
    ("NPWP", "npwp", "00168378742", "71001", "0016837874271001"),
    ("NPWP", "npwp", "01.661.278.0-4", "63.000", "016612780463000"),
    ("Kode Billing", "kode_billing", "050575246031", "789", "050575246031789"),
    ("Masa Pajak", "tahun_pajak", "September", "2025", "2025"),
    ("Tanggal Bayar", "tanggal", "16 Oktober 20", "25", "2025-10-16"),
    ("Masa Pajak", "tahun_pajak", "September 20", "25", "2025"),
    ("Jumlah Setor", "jumlah", "Rp134.094.40", "0,00", "134094400.00"),
]


@pytest.mark.parametrize("source", ["text", "ocr"])
@pytest.mark.parametrize(("label", "field", "first", "second", "value"), CELLS)
def test_a_value_broken_over_two_lines_of_its_cell_is_whole(label, field, first, second, value, source):
    # The symptom: the date, the NPWP and the code were missing, the amount was a thousandth of itself.
    record = _read([(60, 0, label), (300, 0, first), (300, 16, second)], source)
    assert record.value(field) == value


@pytest.mark.parametrize("source", ["text", "ocr"])
@pytest.mark.parametrize(("label", "field", "first", "second", "value"), CELLS[:4])
def test_the_label_may_stand_at_half_height_of_the_two_lines(label, field, first, second, value, source):
    words = [(300, 0, first), (60, 8, label), (620, 0, "Mata Uang"), (760, 0, "IDR"), (300, 8, second)]
    assert _read(words, source).value(field) == value


@pytest.mark.parametrize("source", ["text", "ocr"])
def test_a_date_broken_beneath_its_label_is_whole(source):
    words = [(60, 0, "Kode Billing"), (300, 0, "Tanggal Bayar"), (60, 20, "050575246031789"), (300, 0, "18 Agustus")]
    assert _read([*words, (300, 16, "2025")], source).value("tanggal") == "2025-08-18"


def test_the_number_of_the_next_row_is_no_rest_of_the_one_above():
    words = [(60, 0, "Kode Billing"), (300, 0, "050575246031"), (60, 16, "Nomor Ketetapan"), (300, 0, "789")]
    assert _read(words, "text").value("kode_billing") != "050575246031789"


@pytest.mark.parametrize("source", ["text", "ocr"])
@pytest.mark.parametrize("before", [[], [(60, 0, "NPWP"), (300, 0, "0016837874271001"), (60, 32, "")]])
def test_the_lines_of_a_name_above_its_labels_row_are_the_names(source, before):
    # The symptom: "Tbk", in silence; the label stood at the foot of its ruled cell.
    words = [w for w in before if w[2]] + [(300, 32 if before else 0, "PT BANK ARTA KENCANA"), (60, 16, "Nama Wajib Pajak"), (300, 0, "SEJAHTERA TBK")]  # fmt: skip
    assert _read(words, source).value("nama_wajib_pajak") == "PT BANK ARTA KENCANA SEJAHTERA TBK"


@pytest.mark.parametrize("source", ["text", "ocr"])
def test_an_address_that_goes_on_above_a_name_is_no_part_of_it(source):
    words = [(60, 0, "Alamat"), (300, 0, "MEDAN PETISAH"), (300, 16, "SUMATERA UTARA"), (60, 16, "Nama Wajib Pajak"), (300, 0, "SEJAHTERA TBK")]  # fmt: skip
    assert _read(words, source).value("nama_wajib_pajak") == "SEJAHTERA TBK"


@pytest.mark.parametrize("source", ["text", "ocr"])
def test_words_of_an_amount_set_to_the_right_edge_are_whole(source):
    # The symptom: "belas Rupiah".
    first, second = "Empat ratus dua puluh lima ribu lima ratus dua", "belas Rupiah"
    words = [(800 - 7.2 * len(first), 0, first), (60, 16, "TERBILANG"), (800 - 7.2 * len(second), 0, second)]
    assert _read(words, source).value("terbilang") == f"{first} {second}"


@pytest.mark.parametrize("source", ["text", "ocr"])
def test_rupiah_beneath_the_label_of_the_words_ends_them(source):
    # The symptom: it was taken for the end of the label, "Terbilang Rupiah", and the words lost their currency in silence.
    words = [(60, 0, "Terbilang"), (300, 0, "Tiga juta delapan ratus lima puluh ribu"), (60, 16, "Rupiah")]
    assert _read(words, source).value("terbilang") == "Tiga juta delapan ratus lima puluh ribu Rupiah"


@pytest.mark.parametrize("source", ["text", "ocr"])
def test_a_dot_that_leads_to_the_value_is_none(source):
    # The symptom: the bank's number behind ". ." and the name behind ". :" were missing.
    record = _read([(60, 0, "Nama WP"), (160, 0, "."), (200, 0, ": BUDI HARTONO"), (60, 46, "Kode Billing"), (170, 0, "."), (280, 0, "."), (300, 0, ": 050575246031789")], source)  # fmt: skip
    assert (record.value("nama_wajib_pajak"), record.value("kode_billing")) == ("BUDI HARTONO", "050575246031789")
