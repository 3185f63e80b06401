"""Rows of a page whose direction the reader measured."""

from dataclasses import replace
from datetime import date
from math import tan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr.document import Box, PageText, Slope, Word
from ocr.forms import find_records
from ocr.forms.rows import levelled, lie_level, tokens_to_rows
from ocr.forms.tokens import page_tokens
from tests.forms.drawn import BCA, page

PITCH = 38
ROWS = (
    ("Transfer Successful", ""),
    ("Transaction Date", "02 Aug 2024 18:51:11"),
    ("From Account", "7821450302"),
    ("Beneficiary Name", "KONSULTAN PAJAK"),
    ("Amount", "IDR 244,137,000"),
    ("Charge", "IDR 6,500.00"),
    ("Remark", "tax payment"),
    ("Reference No.", "112570188836771885"),
)


def tilted(slope: Slope, rows=ROWS) -> PageText:
    """The slip with values far to the right, each word where it stands on a page of that slope."""
    words = []
    for number, (label, value) in enumerate(rows):
        for text, left in ((label, 180.0), (value, 1000.0)):
            if text:
                y = 300.0 + PITCH * number
                middle = y + tan(slope.at(y)) * (left - 600)
                words.append(Word(text, Box(left, middle - 13, left + 11 * len(text), middle + 13), 0.999, ()))
    return PageText(1, 1400, 1000, tuple(words), "ocr", 0.0, slope=slope)


@given(st.floats(-0.1, 0.1), st.floats(-3e-5, 3e-5))
def test_rows_of_a_measured_slope_hold_label_and_value(level, by_y):
    slope = Slope(level, by_y, 8)
    rows = tokens_to_rows(levelled(page_tokens(tilted(slope)), slope), 0.0)
    assert [" ".join(token.text for token in row.tokens) for row in rows] == [" ".join(row).strip() for row in ROWS]


@pytest.mark.parametrize("level", [-0.067, 0.055])
def test_values_far_to_the_right_of_a_tilted_page_are_those_of_their_rows(level):
    # The symptom: the reference number, a row and a half beside the label, was the amount and bore no mark.
    (slip,) = find_records([tilted(Slope(level, 0.0, 8))])
    assert slip.value("jumlah") == "244137000.00"
    assert slip.value("tanggal") == "2024-08-02"


def test_a_guessed_slope_is_not_trusted():
    page = replace(tilted(Slope()), slope=Slope(0.08, 0.0, 0))
    assert find_records([page])[0].value("jumlah") == "244137000.00"


def test_the_rows_of_a_digital_table_are_not_sheared():
    details = [(f"4111{21 + i % 8}-100", f"{i % 12 + 1:02d}{i % 12 + 1:02d}2025") for i in range(14)]
    sheet = [
        [(470, "KEMENTERIAN KEUANGAN RI")],
        [(460, "DIREKTORAT JENDERAL PAJAK")],
        [(490, "CETAKAN KODE BILLING")],
        [(95, "NPWP : 3173010705910010")],
        [(95, "NAMA : PT CONTOH SEJAHTERA")],
        [(95, "ALAMAT : KAWASAN INDUSTRI JABABEKA II BLOK RR 5")],
        [(95, "KODE BILLING : 045677029671126")],
        [(95, "MATA UANG : IDR")],
        [(95, "NOMINAL : 15.986.463.224,00")],
        [(95, "JUMLAH DETAIL : 14")],
        [(95, "DETAIL BILLING:")],
        [(125, "KAP-KJS"), (330, "MASA PAJAK"), (540, "REF TAGIHAN"), (735, "NOP"), (932, "NOMINAL")],
        *([(102, codes), (312, masa), (524, "-"), (746, "-"), (960, "Rp1.799.384,00")] for codes, masa in details),
    ]
    layer = replace(page(sheet, source="ocr", pitch=34, letter=(10.4, 20.8)), source="text")
    records = find_records([layer], today=date(2026, 6, 1))
    assert [(r.value("kode_akun_pajak"), r.value("masa_pajak")) for r in records] == [
        (c[:6], m[:2]) for c, m in details
    ]


@pytest.mark.parametrize("slope", [0.0, 0.012, -0.012, 0.03])
def test_the_text_layer_of_a_scan_that_lies_askew_is_straightened(slope):
    tokens = page_tokens(page(BCA, slope=slope))
    assert lie_level(tokens) is (slope == 0.0)
    (record,) = find_records([page(BCA, slope=slope)], today=date(2026, 6, 1))
    assert (record.value("ntpn"), record.value("jumlah")) == ("4C2U16P1BBJ5T5E6", "1250000.00")
