"""Rows of a page whose direction the reader measured."""

from dataclasses import replace
from math import tan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr.document import Box, PageText, Slope, Word
from ocr.forms import find_records
from ocr.forms.rows import levelled, tokens_to_rows
from ocr.forms.tokens import page_tokens

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
