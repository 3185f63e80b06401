"""Proofs of apps, posts and banks that print their own labels: known ones are read, unknown ones never pass for known ones."""

import pytest

from ocr.forms import find_records
from tests.forms.drawn import page

VALUES = 420.0


def rows(*pairs):
    """Lines of a label and, in one column, its value."""
    return [[(60.0, label), (VALUES, value)] if value else [(60.0, label)] for label, value in pairs]


def read(*pairs):
    (record,) = find_records((page(rows(*pairs), source="ocr"),))
    return record


TITLE = ("BUKTI PENERIMAAN NEGARA", None), ("PENERIMAAN PAJAK", None)


def test_an_english_receipt_is_read():
    record = read(
        ("STATE REVENUE RECEIPT", None),
        ("Payment Date", "15/03/2024 14:05:11"),
        ("Book Date", "16/03/2024"),
        ("Bank Branch Code", "0009"),
        ("NTB", "000123456789"),
        ("NTPN", "0B4C16GQ8L3N5T7V"),
        ("Billing ID", "024031512345678"),
        ("Taxpayer ID Number", "012345678091000"),
        ("Name of Taxpayer", "PT MAJU BERSAMA JAYA"),
        ("Account Code", "411121"),
        ("Deposit Code", "100"),
        ("Tax Period", "02022024"),
        ("Amount", "IDR 45,678,000.00"),
        ("In Words", "Empat Puluh Lima Juta Enam Ratus Tujuh Puluh Delapan Ribu Rupiah"),
    )
    assert record.kind == "bpn"
    assert [record.value(name) for name in ("tanggal", "npwp", "nama_wajib_pajak")] == [
        "2024-03-15",
        "012345678091000",
        "PT MAJU BERSAMA JAYA",
    ]
    assert [record.value(name) for name in ("kode_akun_pajak", "kode_jenis_setoran", "masa_pajak", "jumlah")] == [
        "411121",
        "100",
        "02",
        "45678000.00",
    ]
    assert record.value("terbilang").startswith("Empat Puluh Lima Juta")


def test_a_receipt_of_an_app_has_its_day_beside_the_time_and_its_customer_as_taxpayer():
    record = read(
        ("Transaksi Berhasil", None),
        ("Penerimaan Negara", None),
        ("Waktu", "15 Mar 2024 09:12"),
        ("Kode Bayar", "124031512345678"),
        ("Nama Pelanggan", "ANDI"),
        ("Nominal", "Rp200.000"),
        ("NTPN", "0B4C16GQ8L3N5T7V"),
    )
    assert (record.value("tanggal"), record.value("nama_wajib_pajak")) == ("2024-03-15", "ANDI")
    assert record.value("kode_billing") == "124031512345678"


def test_a_total_alone_is_the_amount_and_a_person_looks_at_it():
    record = read(*TITLE, ("NTPN", "0B4C16GQ8L3N5T7V"), ("Total Pembayaran", "Rp 1.250.000"))
    assert (record.value("jumlah"), record.fields["jumlah"].review) == ("1250000.00", "unverified")


def test_a_typed_month_of_an_ssp_is_offered_and_marked():
    record = read(
        ("SURAT SETORAN PAJAK", None),
        ("NPWP", ": 01.234.567.8-091.000"),
        ("Masa Pajak", ": Desember"),
        ("Tahun Pajak", ": 2010"),
    )
    assert (record.value("masa_pajak"), record.fields["masa_pajak"].review) == ("12", "unverified")


def test_the_number_of_a_region_is_no_ntpn():
    record = read(
        ("BUKTI PEMBAYARAN PBB", None),
        ("NTPD", ": 1234567890123456"),
        ("NAMA WP", ": BUDI"),
        ("Tanggal Bayar", ": 15-03-2024"),
    )
    assert record.value("ntpn") is None


OTHERS = [
    ("Tanggal Otorisasi", "14-03-2024", "tanggal"),
    ("Nama Bendahara", "BUDI SANTOSO", "nama_wajib_pajak"),
    ("NPWP Bendahara", "01.234.567.8-091.000", "npwp"),
    ("NTPN Asal", "0A0A0A0A0A0A0A0A", "ntpn"),
    ("Kode Billing Induk", "124031599999999", "kode_billing"),
    ("Tahun Anggaran", "2023", "tahun_pajak"),
    ("Masa Garansi", "03-2024", "masa_pajak"),
    ("Jumlah Lembar", "3", "jumlah"),
    ("Jumlah PPN", "110.000", "jumlah"),
]


@pytest.mark.parametrize("colon", ["", ": "])
@pytest.mark.parametrize(("label", "value", "field"), OTHERS)
def test_what_stands_beside_an_unknown_label_never_passes_for_the_field_it_begins_like(label, value, field, colon):
    record = read(*TITLE, ("STAN", ": 123456"), (label, colon + value))
    assert record.fields[field].review is not None


@pytest.mark.parametrize(("label", "value", "field"), OTHERS)
def test_the_known_label_beside_it_is_read_unmarked(label, value, field):
    right = {
        "tanggal": ("Tanggal Bayar", "15-03-2024", "2024-03-15"),
        "nama_wajib_pajak": ("Nama Wajib Pajak", "PT KARYA MANDIRI", "PT KARYA MANDIRI"),
        "npwp": ("NPWP", "08.144.351.8-011.000", "081443518011000"),
        "ntpn": ("NTPN", "4C2U16P1BBJ5T5E6", "4C2U16P1BBJ5T5E6"),
        "kode_billing": ("Kode Billing", "019022772858141", "019022772858141"),
        "tahun_pajak": ("Tahun Pajak", "2024", "2024"),
        "masa_pajak": ("Masa Pajak", "02-2024", "02"),
        "jumlah": ("Jumlah Setoran", "Rp 250.000", "250000.00"),
    }[field]
    record = read(*TITLE, (label, f": {value}"), (right[0], f": {right[1]}"))
    assert (record.value(field), record.fields[field].review) == (right[2], None)


def test_a_word_between_two_labels_of_one_text_is_no_name():
    record = read(*TITLE, ("Nama Perusahaan Penyetor", ": PT PENYETOR"))
    assert record.fields["nama_wajib_pajak"].review is not None


@pytest.mark.parametrize(
    ("source", "name", "review"),
    [("text", "PT SUMBER ALAM ABADI TBK", None), ("ocr", "PT SUMBER ALAM", "breaks_rule")],
)
def test_a_second_line_after_a_colon_of_its_own_belongs_to_the_name_or_marks_it(source, name, review):
    lines = rows(*TITLE, ("NPWP", ": 08.144.351.8-011.000"), ("Nama WP", ": PT SUMBER ALAM"))
    lines += [[(VALUES, ": ABADI TBK")], *rows(("Alamat", ": JL RAYA BOGOR KM 30"))]
    (record,) = find_records((page(lines, source=source),))
    found = record.fields["nama_wajib_pajak"]
    assert (found.value, found.review) == (name, review)


@pytest.mark.parametrize("source", ["text", "ocr"])
def test_the_end_of_an_unknown_label_is_no_name_where_the_value_stands_beneath(source):
    # The symptom: "Yayasan" of "Nama Yayasan" was the taxpayer's name, in silence.
    lines = rows(*TITLE)
    for label, value in [
        ("NTPN", "0B4C16GQ8L3N5T7V"),
        ("Nama Yayasan", "BINA HARAPAN BANGSA"),
        ("NPWP", "08.144.351.8-011.000"),
    ]:
        lines += [[(60.0, label)], [(60.0, value)], []]
    (record,) = find_records((page(lines, source=source),))
    found = record.fields["nama_wajib_pajak"]
    assert (found.value, found.review) == ("BINA HARAPAN BANGSA", "unverified")


@pytest.mark.parametrize(
    ("label", "value", "field"),
    [
        ("Holding Name", "PT KAS DAERAH", "nama_wajib_pajak"),
        ("Untuk", "PPh 21 masa Februari 2024", "masa_pajak"),
        ("Kuota Tahun", "2024", "tahun_pajak"),
    ],
)
def test_a_single_word_at_the_end_of_a_phrase_or_within_a_text_names_a_field_only_in_part(label, value, field):
    record = read(*TITLE, ("STAN", ": 123456"), (label, f": {value}"))
    assert record.fields[field].review is not None


@pytest.mark.parametrize("colon", ["", ": "])
@pytest.mark.parametrize("label", ["Batas Waktu Pembayaran", "Tanggal/Jam Cetak", "Value Date", "Bayar Sebelum"])
def test_the_last_day_to_pay_and_days_of_print_and_booking_are_no_day_of_payment(label, colon):
    assert read(*TITLE, ("STAN", ": 123456"), (label, f"{colon}16/03/2024")).value("tanggal") is None


def test_a_label_of_two_codes_beside_both_is_not_unread():
    # The symptom: "KAP / KJS : 411128/403" counted as unread, and with one more label that was, nothing of a scan was trusted.
    record = read(
        *TITLE,
        ("NTPN", ": 0B4C16GQ8L3N5T7V"),
        ("NTB", ": 000123456789"),
        ("STAN", ": tidak ada"),
        ("Kode Billing", ": 024031512345678"),
        ("KAP / KJS", ": 411128/403"),
        ("Tanggal Bayar", ": 15/03/2024 14:05:11"),
    )
    assert record.fields["stan"].review == "missing"
    assert [record.fields[name].review for name in ("ntpn", "kode_billing", "tanggal", "kode_akun_pajak")] == [None] * 4
