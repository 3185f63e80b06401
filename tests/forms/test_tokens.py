"""A label that runs into its value is cut off where the value begins."""

from __future__ import annotations

import pytest

from ocr.document import Box, PageText, Word
from ocr.forms.tokens import page_tokens


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("Wajib BayarPT GARUDA", ["Wajib", "Bayar", "PT", "GARUDA"]),
        ("Setor/BayarCV MAJU", ["Setor", "/Bayar", "CV", "MAJU"]),
        ("Billing019022772858141", ["Billing", "019022772858141"]),
        ("RESEPT OBAT", ["RESEPT", "OBAT"]),
        ("PT MAJU", ["PT", "MAJU"]),
    ],
)
def test_label_and_value_in_one_word_are_two_pieces(text: str, pieces: list[str]) -> None:
    page = PageText(1, 800, 100, (Word(text, Box(0, 0, 12.0 * len(text), 20), 0.9),), "ocr", 0.0)
    assert [token.text for token in page_tokens(page)] == pieces
