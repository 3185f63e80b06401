"""Where values stand on prints nobody has drawn yet: behind leaders, before their label, beside a table."""

import pytest

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
