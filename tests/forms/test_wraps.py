"""Labels that a narrow column breaks over two or three lines."""

from dataclasses import replace
from datetime import date

import pytest

from ocr.document import Box, Word
from ocr.forms import find_records
from tests.forms.drawn import BCA, page
from tests.forms.layouts import BCA_TRUTH

TODAY = date(2026, 6, 1)


def read(lines, source="text", pitch=20.0):
    (record,) = find_records([page(lines, source=source, pitch=pitch)], today=TODAY)
    return record


def broken(lines, label, *parts, value_on=0):
    """`lines` with the row of `label` broken: its parts beneath each other, all else of the row beside part `value_on`."""
    result = []
    for line in lines:
        at = next((i for i, (_, text) in enumerate(line) if text == label), None)
        if at is None:
            result.append(line)
            continue
        left = line[at][0]
        rest = [item for i, item in enumerate(line) if i != at]
        result += [[(left, part), *(rest if i == value_on else [])] for i, part in enumerate(parts)]
    return result


@pytest.mark.parametrize("source", ["text", "ocr"])
@pytest.mark.parametrize(
    ("label", "parts"),
    [
        ("TANGGAL & JAM BAYAR", ("TANGGAL & JAM", "BAYAR")),
        ("NAMA WAJIB PAJAK", ("NAMA WAJIB", "PAJAK")),
        ("MATA ANGGARAN", ("MATA", "ANGGARAN")),
        ("JENIS SETORAN", ("JENIS", "SETORAN")),
        ("MASA PAJAK", ("MASA", "PAJAK")),
        ("JUMLAH SETORAN", ("JUMLAH", "SETORAN")),
    ],
)
@pytest.mark.parametrize("value_on", [0, 1])
def test_a_label_broken_over_two_lines_keeps_its_value(source, label, parts, value_on):
    record = read(broken(BCA, label, *parts, value_on=value_on), source)
    assert {name: record.value(name) for name in BCA_TRUTH} == BCA_TRUTH
    assert record.review == ()


def test_a_label_broken_over_three_lines_keeps_its_value():
    lines = [
        [(60, "SIMPONI"), (480, "BUKTI PENERIMAAN NEGARA")],
        [(480, "PENERIMAAN NEGARA BUKAN PAJAK")],
        *broken([[(60, "Nama Wajib Setor/Wajib Bayar"), (300, ": BUDI HARTONO")]], "Nama Wajib Setor/Wajib Bayar",
                "Nama Wajib", "Setor/Wajib", "Bayar"),
        [(60, "NTPN"), (300, ": 4C2U16P1BBJ5T5E6")],
    ]  # fmt: skip
    assert read(lines).value("nama_wajib_pajak") == "BUDI HARTONO"


def test_two_labels_beneath_each_other_are_not_one():
    lines = [*BCA[:14], [(60, "MASA"), (300, ": 02")], [(60, "TAHUN PAJAK"), (300, ": 2018")], *BCA[15:]]
    record = read(lines)
    assert (record.value("masa_pajak"), record.value("tahun_pajak")) == ("02", "2018")


def test_a_name_over_two_lines_beside_a_broken_label_stays_whole():
    lines = broken(BCA, "NAMA WAJIB PAJAK", "NAMA WAJIB", "PAJAK")
    at = next(i for i, line in enumerate(lines) if line[0][1] == "PAJAK")
    lines[at] = [*lines[at], (300, "  ABADI INDONESIA")]
    assert read(lines).value("nama_wajib_pajak") == "PT CONTOH SEJAHTERA ABADI INDONESIA"


def test_a_slanted_stamp_across_two_lines_does_not_join_them():
    drawn = page(BCA, source="text")
    masa = next(word for word in drawn.words if word.text == "01012019")
    top = masa.box.top + 1
    stamp = [Word("LU", Box(520, top, 585, top + 40), 1.0), Word("NAS", Box(600, top - 34, 650, top + 6), 1.0)]
    (record,) = find_records([replace(drawn, words=(*drawn.words, *stamp))], today=TODAY)
    assert {name: record.value(name) for name in BCA_TRUTH} == BCA_TRUTH


def test_two_labels_beneath_each_other_that_a_joined_label_names_too_stay_two():
    at = next(i for i, line in enumerate(BCA) if line[0][1] == "MATA ANGGARAN")
    lines = [
        *BCA[:at],
        [(60, "KODE AKUN PAJAK"), (300, "411128")],
        [(60, "KODE JENIS"), (300, "403")],
        [(60, "SETORAN")],
        *BCA[at + 2 :],
    ]
    record = read(lines)
    assert (record.value("kode_akun_pajak"), record.value("kode_jenis_setoran")) == ("411128", "403")


@pytest.mark.parametrize("source", ["text", "ocr"])
def test_a_label_with_its_value_is_no_second_line_of_the_one_above(source):
    lines = broken(BCA, "MATA ANGGARAN", "Kode Akun Pajak")
    lines = [[(60, "Kode Jenis Setoran 403")] if line[0][1] == "JENIS SETORAN" else line for line in lines]
    record = read(lines, source)
    assert (record.value("kode_akun_pajak"), record.value("kode_jenis_setoran")) == ("411128", "403")
