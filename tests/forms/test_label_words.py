"""Labels with abbreviated words, in two languages or with a second name: known as one label, or marked."""

import pytest

from ocr.forms import find_records
from tests.forms.drawn import page

VALUES = 520.0
TITLE = [[(500.0, "BUKTI PENERIMAAN NEGARA")], [(520.0, "Penerimaan Pajak")]]


def beside(*pairs):
    """Each label with its value in a column on its right, behind a colon."""
    return [[(60.0, label), (VALUES, f": {value}")] for label, value in pairs]


def beneath(*pairs):
    """Each label with its value under it."""
    return [line for label, value in pairs for line in ([(60.0, label)], [(60.0, value)], [])]


def read(lines, source="ocr"):
    (record,) = find_records((page([*TITLE, *lines], source=source, confidence=0.9999),))
    return record


SHORT = [
    ("kode_billing", "Kd. Billing", "124031512345678", "124031512345678"),
    ("tanggal", "Tgl. & Jam Byr", "15/03/2024 14:05:11", "2024-03-15"),
    ("nama_wajib_pajak", "Nm. Wajib Pajak", "PT SUMBER MAKMUR", "PT SUMBER MAKMUR"),
    ("masa_pajak", "Masa Pjk", "02-02", "02"),
    ("tahun_pajak", "Th. Pajak", "2024", "2024"),
    ("jumlah", "Jml. Setor", "Rp12.345.678,-", "12345678.00"),
    ("stan", "STAN No.", "123456", "123456"),
    ("npwp", "NPWP No.", "01.234.567.8-091.000", "012345678091000"),
]


@pytest.mark.parametrize(("field", "label", "printed", "value"), SHORT)
@pytest.mark.parametrize("layout", [beside, beneath])
def test_an_abbreviated_label_is_the_one_written_out(field, label, printed, value, layout):
    record = read(layout(("NTPN", "0B4C16GQ8L3N5T7V"), (label, printed)))
    assert record.value(field) == value


BILINGUAL = [
    ("nama_wajib_pajak", "Nama Wajib Pajak / Taxpayer Name", "PT PRIMA KARYA", "PT PRIMA KARYA"),
    ("ntpn", "NTPN / State Revenue Transaction No.", "5A6B7C8D9E0F1G2H", "5A6B7C8D9E0F1G2H"),
    ("jumlah", "Jumlah Setoran (Payment Amount)", "3.000.000,00", "3000000.00"),
    ("tanggal", "Tanggal & Jam Bayar / Payment Date & Time", "15/03/2024 14:05:11", "2024-03-15"),
]


@pytest.mark.parametrize(("field", "label", "printed", "value"), BILINGUAL)
@pytest.mark.parametrize("layout", [beside, beneath])
def test_a_label_in_two_languages_is_one_label(field, label, printed, value, layout):
    record = read(layout(("STAN", "123456"), (label, printed)))
    assert (record.value(field), record.fields[field].review) == (value, None)


@pytest.mark.parametrize("layout", [beside, beneath])
@pytest.mark.parametrize("source", ["text", "ocr"])
def test_an_unknown_second_name_of_a_label_is_no_value_and_marks_what_is(layout, source):
    record = read(layout(("NTPN", "0B4C16GQ8L3N5T7V"), ("Nama / Nomme", "PT PRIMA KARYA")), source)
    found = record.fields["nama_wajib_pajak"]
    assert (found.value, found.review) == ("PT PRIMA KARYA", "unverified")


def test_a_code_to_pay_may_be_the_deposit_code_or_both():
    alone = read(beside(("Kode Akun", "411128"), ("Kode Setor", "420")))
    both = read(beside(("Kode Setor", "411128-420")))
    codes = ("kode_akun_pajak", "kode_jenis_setoran")
    assert [[record.value(code) for code in codes] for record in (alone, both)] == [["411128", "420"]] * 2


def test_a_title_said_to_the_letter_is_not_another_one_misread():
    spaced = read(beside(("NTB", "000987654321"), ("NTPN", "5A6B7C8D9E0F1G2H"), ("Jenis Setoran", "4 2 0")))
    assert spaced.value("kode_jenis_setoran") == "420"


@pytest.mark.parametrize(("name", "source"), [("BADAN PERTANAHAN", "ocr"), ("BAYAN RESOURCES TBK", "text")])
def test_a_word_behind_a_whole_label_is_no_misread_end_of_a_longer_one(name, source):
    record = read([[(60.0, "NTPN 0B4C16GQ8L3N5T7V")], [(60.0, f"Nama Wajib Pajak {name}")]], source)
    assert record.value("nama_wajib_pajak") == name


def test_a_name_behind_a_gap_is_no_end_of_a_label_however_it_begins():
    record = read([[(60.0, "NTPN"), (120.0, "0B4C16GQ8L3N5T7V")], [(60.0, "Nama"), (120.0, "BADAN PERTANAHAN")]])
    assert record.value("nama_wajib_pajak") == "BADAN PERTANAHAN"
