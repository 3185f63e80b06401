"""Papers whose values stand above their labels, left of them, or at the far edge of the line beneath."""

from dataclasses import replace

import pytest

from ocr.document import FIELD_NAMES, Slope
from ocr.forms import find_records
from ocr.forms.arranged import Arranged, arranged
from ocr.forms.definitions import standard_forms
from ocr.forms.labels import find_labels
from ocr.forms.rows import tokens_to_rows
from ocr.forms.tokens import page_tokens
from tests.forms.drawn import BCA, page

NTPN, BILLING, NPWP = "0B4C16GQ8L3N5T7V", "019022772858141", "081443518011000"
WORDS = "Satu Juta Dua Ratus Lima Puluh Ribu", "Seratus Rupiah"
PAID = [("17 Mei 2024 16:52:22", "Tanggal Bayar"), (NTPN, "NTPN"), ("000123456789", "NTB"), ("563515", "STAN"), (BILLING, "Kode Billing"),
        (NPWP, "NPWP"), ("RINA WULANDARI", "Nama Wajib Pajak"), ("411128", "Kode Akun Pajak"), ("403", "Kode Jenis Setoran"),
        ("04042024", "Masa Pajak"), ("Rp 1.250.100,00", "Jumlah Setoran")]  # fmt: skip
VALUES = {
    "ntpn": NTPN, "ntb": "000123456789", "stan": "563515", "kode_billing": BILLING, "npwp": NPWP, "nama_wajib_pajak": "RINA WULANDARI",
    "kode_akun_pajak": "411128", "kode_jenis_setoran": "403", "masa_pajak": "04", "tahun_pajak": "2024", "tanggal": "2024-05-17",
    "jumlah": "1250100.00", "mata_uang": "IDR", "terbilang": " ".join(WORDS),
}  # fmt: skip
TITLE = [(60.0, "Bukti Penerimaan Negara")]
WIDE = 9.0


def _read(lines, source):
    drawn = page(lines, source=source, confidence=0.9999, letter=(WIDE, 18.0))
    (record,) = find_records((replace(drawn, slope=Slope(rows=20)),))
    return {name: (record.value(name), record.fields[name].review) for name in FIELD_NAMES}


def _whole(values):
    return {name: (values.get(name), None) for name in FIELD_NAMES}


@pytest.mark.parametrize("source", ["text", "ocr"])
def test_captions_may_stand_under_their_values(source):
    # The symptom: each caption took the value of the next one, and what stood above the first was lost.
    lines = [TITLE, []]
    for value, caption in PAID:
        lines += [[(60.0, value)], [(60.0, caption)], []]
    lines += [[(60.0, WORDS[0])], [(60.0, WORDS[1])], [(60.0, "Terbilang")]]
    assert _read(lines, source) == _whole(VALUES)


@pytest.mark.parametrize("source", ["text", "ocr"])
def test_captions_under_values_may_stand_in_columns(source):
    # The symptom: "17 May 2026 16:52:22" beneath the caption NTPN was read as one, and an NTB was missing without a mark.
    lines = [TITLE, []]
    for start in range(0, len(PAID), 3):
        cells = list(zip((60.0, 440.0, 820.0), PAID[start : start + 3], strict=False))
        lines += [[(left, value) for left, (value, _) in cells], [(left, caption) for left, (_, caption) in cells], []]
    lines += [[(60.0, WORDS[0])], [(60.0, WORDS[1])], [(60.0, "Terbilang")]]
    assert _read(lines, source) == _whole(VALUES)


@pytest.mark.parametrize("source", ["text", "ocr"])
@pytest.mark.parametrize("bar", ["", "| "])
def test_labels_may_stand_right_of_their_values(source, bar):
    # The symptom: half of the values were missing, the other half known by their form alone.
    lines = [TITLE, *([(60.0, value), (700.0, bar + label)] for value, label in PAID)]
    lines += [[(60.0, WORDS[0])], [(60.0, WORDS[1]), (700.0, bar + "Terbilang")]]
    assert _read(lines, source) == _whole(VALUES)


@pytest.mark.parametrize("source", ["text", "ocr"])
def test_values_may_end_at_the_far_edge_beneath_their_labels(source):
    # The symptom: short numbers (STAN, NPWP, codes) were missing, the rest marked.
    lines = [TITLE, []]
    for value, label in PAID:
        lines += [[(60.0, label)], [(1180.0 - WIDE * len(value), value)], []]
    lines += [[(60.0, "Terbilang")], *([(1180.0 - WIDE * len(line), line)] for line in WORDS)]
    assert _read(lines, source) == _whole(VALUES)


@pytest.mark.parametrize("source", ["text", "ocr"])
def test_captions_may_stand_under_the_values_of_a_head_alone(source):
    # The symptom: an app's head showed the NTPN above its caption, usual rows followed, and the NTPN was missing.
    lines = [TITLE, []]
    for value, caption in (PAID[1], PAID[-1], PAID[0]):
        lines += [[(60.0, value)], [(60.0, caption)], []]
    lines += [[(60.0, label), (500.0, value)] for value, label in (*PAID[2:-1], (" ".join(WORDS), "Terbilang"))]
    assert _read(lines, source) == _whole(VALUES)


@pytest.mark.parametrize("source", ["text", "ocr"])
@pytest.mark.parametrize("under", [True, False])
def test_two_untitled_proofs_below_each_other_begin_with_their_first_value_or_label(under, source):
    # The symptom: the NTPN above the second proof's first caption was the first proof's, all of which was marked.
    others = [("8F3C16GQ8L3N5T7V", "NTPN"), ("026222963708406", "Kode Billing"), *PAID[2:4], *PAID[5:]]
    lines = [TITLE, []]
    for proof in ([PAID[1], PAID[4], *PAID[2:4], *PAID[5:]], others):
        for pair in proof:
            lines += [*([(60.0, text)] for text in (pair if under else reversed(pair))), []]
    drawn = page(lines, source=source, confidence=0.9999, letter=(WIDE, 18.0))
    records = find_records((replace(drawn, slope=Slope(rows=20)),))
    assert [(record.value("ntpn"), record.value("kode_billing")) for record in records] == [
        (NTPN, BILLING),
        ("8F3C16GQ8L3N5T7V", "026222963708406"),
    ]
    assert not any(record.fields["ntpn"].review for record in records)


AMOUNTS = [("Rp 744.000", "Jumlah Setoran"), ("Rp 2.500", "Biaya Admin"), ("Rp 746.500", "Total Bayar")]
NUMBERS = [[(60.0, "NTPN"), (600.0, NTPN)], [(60.0, "Kode Billing"), (600.0, BILLING)]]


def _amount(cells, source):
    lines = [TITLE, *NUMBERS, [], *(line for cell in cells for line in ([(60.0, text)] for text in cell))]
    return _read(lines, source)["jumlah"]


def test_amounts_above_their_captions_are_not_taken_for_those_of_the_next():
    # The symptom: the bank's fee, which stood beneath the caption of the amount, was the amount, without a mark.
    assert _amount([(*pair, "") for pair in AMOUNTS], "text") == ("744000.00", None)
    assert _amount([(*pair, "") for pair in AMOUNTS], "ocr") == ("744000.00", "unverified")


@pytest.mark.parametrize("source", ["text", "ocr"])
def test_amounts_beneath_their_labels_need_no_eyes(source):
    assert _amount([(*reversed(pair), "") for pair in AMOUNTS], source) == ("744000.00", None)


@pytest.mark.parametrize("source", ["text", "ocr"])
def test_amounts_that_stand_above_and_beneath_each_label_alike_are_marked(source):
    cells = [("Rp 746.500",), *(tuple(reversed(pair)) for pair in AMOUNTS)]
    assert _amount(cells, source) == ("744000.00", "unverified")


def test_a_paper_of_the_usual_kind_is_left_as_it_is():
    forms = standard_forms()
    rows = tokens_to_rows(page_tokens(page(BCA)))
    labels = find_labels(rows, forms)
    assert arranged(rows, labels, forms, None) == Arranged(rows, labels)
