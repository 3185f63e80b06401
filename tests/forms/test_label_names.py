"""Labels of several names: one field in other words, a remark behind the label, or as many values as names."""

import pytest

from ocr.forms import find_records
from ocr.forms.definitions import plain, standard_forms
from tests.forms.drawn import page

VALUES = 520.0
TITLE = [[(500.0, "BUKTI PENERIMAAN NEGARA")], [(520.0, "Penerimaan Pajak")]]
NPWP, NTPN, NTB = "08.144.351.8-011.000", "0B4C16GQ8L3N5T7V", "000123456789"


def read(*pairs, source="ocr", colon=": "):
    lines = [[(60.0, label), (VALUES, colon + value)] for label, value in pairs]
    (record,) = find_records((page([*TITLE, *lines], source=source, confidence=0.9999),))
    return record


def values(record, *names):
    return [(record.value(name), record.fields[name].review) for name in names]


FAMILIES = [
    ("Waktu Penyetoran", "tanggal"),
    ("Tanggal Pelunasan", "tanggal"),
    ("Date of Payment", "tanggal"),
    ("Nilai Setoran Pajak", "jumlah"),
    ("Jumlah yang Dibayarkan", "jumlah"),
    ("Pajak Disetor", "jumlah"),
    ("Kode Jns Setoran", "kode_jenis_setoran"),
    ("Kode Rekening Pajak", "kode_akun_pajak"),
    ("ID Tagihan", "kode_billing"),
    ("Nama Pemegang NPWP", "nama_wajib_pajak"),
    ("Wajib Pajak", "nama_wajib_pajak"),
    ("Kode NTB", "ntb"),
    ("Ms. Pajak", "masa_pajak"),
    ("Rp Tag", "jumlah"),
    ("Jumlah Pembayaran Penerimaan Negara", "jumlah"),
    ("Tax Type (MAP Code)", "kode_akun_pajak"),
    ("Mata Angg.", "kode_akun_pajak"),
]


@pytest.mark.parametrize(("label", "field"), FAMILIES)
def test_a_wording_of_a_family_is_the_field(label, field):
    printed = {
        "tanggal": "15/03/2024 14:05:11",
        "jumlah": "Rp 2.500.000",
        "kode_jenis_setoran": "420",
        "kode_akun_pajak": "411128",
        "kode_billing": "124031512345678",
        "nama_wajib_pajak": "PT PRIMA KARYA",
        "ntb": NTB,
        "masa_pajak": "02-02",
    }[field]
    for colon in (": ", ""):
        found = read(("NTPN", NTPN), (label, printed), ("Tahun Pajak", "2024"), colon=colon).fields[field]
        assert (found.value is not None, found.review) == (True, None)


def test_braces_spell_a_label_out_once_for_each_word():
    labels = standard_forms().labels
    assert {labels[plain(text)] for text in ("Nama Lengkap Wajib Pajak", "Nama Wajib Bayar")} == {"nama_wajib_pajak"}


@pytest.mark.parametrize(
    "label", ["Nama WP/Badan", "Nama Badan/Perorangan", "Nama (sesuai NPWP)", "Nama Wajib Pajak (WP)"]
)
@pytest.mark.parametrize("colon", [": ", ""])
@pytest.mark.parametrize("source", ["text", "ocr"])
def test_names_and_remarks_of_a_label_are_no_value(label, colon, source):
    # The symptom: without a colon "WP/Badan" was the taxpayer's name, in silence.
    record = read(("NTPN", NTPN), (label, "PT PRIMA KARYA"), ("STAN", "123456"), source=source, colon=colon)
    assert values(record, "nama_wajib_pajak") == [("PT PRIMA KARYA", None)]


@pytest.mark.parametrize("label", ["NPWP 16 Digit", "NPWP (15 digit)", "Nomor Pokok Wajib Pajak (NPWP)"])
def test_a_remark_how_the_value_is_written_costs_no_mark(label):
    assert values(read(("NTPN", NTPN), (label, NPWP)), "npwp") == [("081443518011000", None)]


def test_a_known_name_in_brackets_names_a_field_whose_other_name_nobody_knows():
    record = read(("NTPN", NTPN), ("Nomor Jejak Audit (STAN)", "123456"), colon="")
    assert values(record, "stan") == [("123456", None)]


@pytest.mark.parametrize("value", [f"{NPWP} / PT PRIMA KARYA", f"{NPWP}/PT PRIMA KARYA"])
def test_a_label_of_two_fields_heads_two_values(value):
    record = read(("NPWP/Nama", value), ("NTB / NTPN", f"{NTB} / {NTPN}"))
    assert values(record, "npwp", "nama_wajib_pajak", "ntb", "ntpn") == [
        ("081443518011000", None),
        ("PT PRIMA KARYA", None),
        (NTB, None),
        (NTPN, None),
    ]


def test_one_value_beside_a_label_of_two_fields_is_marked():
    record = read(("NTPN", NTPN), ("NTB/Bank Ref", NTB))
    assert values(record, "ntb") == [(NTB, "unverified")]


def test_words_that_two_names_share_tell_a_day_of_printing_from_the_day_of_payment():
    record = read(("NTPN", NTPN), ("Tanggal/Jam Cetak", "16/03/2024"), ("Tanggal Bayar", "15/03/2024"))
    assert values(record, "tanggal") == [("2024-03-15", None)]
    assert read(("NTPN", NTPN), ("Tanggal/Jam Cetak", "16/03/2024")).value("tanggal") is None


def test_what_stands_in_the_column_of_values_is_the_value_and_words_before_it_are_the_labels():
    record = read(("NTPN", NTPN), ("NTB", NTB), ("Nama Lengkap Sang Bendahara", "BUDI SANTOSO"), colon="")
    assert values(record, "nama_wajib_pajak") == [("BUDI SANTOSO", "unverified")]


def test_two_labels_that_are_words_of_one_phrase_are_told_by_the_value_and_marked():
    record = read(("NTPN", NTPN), ("Alamat NPWP", "JL MELATI"), ("Tanggal NTB", NTB))
    assert values(record, "npwp", "ntb") == [(None, "missing"), (NTB, "unverified")]


@pytest.mark.parametrize(
    ("amount", "words"), [("Uang Sejumlah", "Terbilang"), ("Jumlah", "Uang Sejumlah"), ("Uang Sebesar", "Terbilang")]
)
def test_a_label_of_an_amount_may_stand_beside_its_words_and_the_other_way_round(amount, words):
    record = read(("NTPN", NTPN), (amount, "Rp 2.500.000"), (words, "Dua Juta Lima Ratus Ribu Rupiah"))
    assert values(record, "jumlah", "terbilang") == [("2500000.00", None), ("Dua Juta Lima Ratus Ribu Rupiah", None)]


def test_a_day_is_no_misread_stan():
    # The symptom: "5 Jan" was a misread STAN, and the time of day its number.
    record = read(("NTPN", NTPN), ("5 Jan 2024, 09:00:12 WIB", ""))
    assert record.value("stan") is None


def test_two_letters_read_for_one_spoil_no_label():
    assert read(("NTPN", NTPN), ("Narna WP", "PT PRIMA KARYA")).value("nama_wajib_pajak") == "PT PRIMA KARYA"


@pytest.mark.parametrize("source", ["text", "ocr"])
def test_a_label_broken_before_a_word_that_is_a_label_too_is_one(source):
    rows = [("NTPN", NTPN), ("NTB", NTB), ("STAN", "123456"), ("NPWP", NPWP), ("Kode Billing", "124031512345678")]
    lines = [[(60.0, label), (VALUES, f": {value}")] for label, value in rows]
    lines += [[(60.0, "Nama")], [(60.0, "Wajib Pajak"), (VALUES, ": PT PRIMA KARYA")]]
    (record,) = find_records((page([*TITLE, *lines], source=source, pitch=20.0),))
    assert values(record, "nama_wajib_pajak") == [("PT PRIMA KARYA", None)]
