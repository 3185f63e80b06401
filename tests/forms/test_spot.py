"""A spot a person pointed at is read as its field's grammar, with its doubts kept."""

from __future__ import annotations

import pytest

from ocr.document import Box, Char, Word
from ocr.forms import read_spot


def word(text: str, left: float = 0, top: float = 0, confidence: float = 0.995, **unsure: tuple[str, float]) -> Word:
    """`unsure` gives characters another reading: O=("0", 0.4)."""
    chars = tuple(Char(c, 1 - unsure[c][1] - 0.01, (unsure[c],)) if c in unsure else Char(c, confidence) for c in text)
    return Word(text, Box(left, top, left + 12 * len(text), top + 20), confidence, chars)


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("jumlah", "Rp 1.234.567,00", "1234567.00"),
        ("tanggal", "15 Januari 2024 10:22:01", "2024-01-15"),
        ("npwp", "06.508.260-4.749.000", "065082604749000"),
        ("kode_billing", "019022772858141", "019022772858141"),
        ("ntpn", "NTPN : 4C2U16P1BBJ5T5E6", "4C2U16P1BBJ5T5E6"),
        ("stan", "STAN: 826631", "826631"),
        ("nama_wajib_pajak", "Nama : PT MAJU JAYA", "PT MAJU JAYA"),
        ("mata_uang", "(IDR)", "IDR"),
    ],
)
def test_value_is_read_as_its_field_is_written(name: str, text: str, value: str) -> None:
    found = read_spot(name, [word(text)], 1)
    assert found is not None
    assert (found.value, found.page) == (value, 1)
    assert found.review is None


def test_recognisers_own_digit_stands_where_no_letter_can() -> None:
    found = read_spot("kode_billing", [word("O19022772858141", O=("0", 0.4))], 2)
    assert found is not None
    assert found.value == "019022772858141"
    assert found.review == "read_badly"


def test_letters_of_an_ntpn_are_never_turned_and_the_doubtful_one_stays_marked() -> None:
    found = read_spot("ntpn", [word("4C2U16P1BBJ5T5EO", O=("0", 0.4))], 1)
    assert found is not None
    assert found.value == "4C2U16P1BBJ5T5EO"
    assert found.review == "read_badly"
    assert found.chars[-1].alternatives == (("0", 0.4),)


def test_number_in_several_boxes_on_two_lines_is_put_together_in_reading_order() -> None:
    words = [word("858141", 120, 1), word("019022772", 0, 0)]
    found = read_spot("kode_billing", words, 1)
    assert found is not None
    assert found.value == "019022772858141"
    assert found.box is not None
    assert found.box.left == 0
    assert found.box.right > 120


@pytest.mark.parametrize(
    ("name", "text"), [("tanggal", "PT MAJU JAYA"), ("ntpn", "4C2U16P1BBJ5T5E"), ("stan", ""), ("jumlah", "---")]
)
def test_what_is_no_value_of_the_field_is_none(name: str, text: str) -> None:
    assert read_spot(name, [word(text)] if text else [], 1) is None
