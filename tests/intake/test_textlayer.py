"""What a PDF's own words are made into, and when they are believed."""

import numpy as np

from ocr.document import Box, PageImage, Word
from ocr.intake.textlayer import _tokens_to_text_boxes, layer_matches_ink, without_layer


def word(text: str, left: float, top: float, width: float, height: float = 15.0) -> Word:
    return Word(text, Box(left, top, left + width, top + height), 1.0)


def test_a_word_that_kerning_set_apart_is_one_word() -> None:
    tokens = [word("PT", 380.1, 171, 12.7), word("MA", 395.7, 171, 16.9), word("JU", 414.0, 171, 10.9)]
    tokens.append(word("BERSAMA", 427.8, 171, 49.9))
    assert [box.text for box in _tokens_to_text_boxes(tokens)] == ["PT MAJU BERSAMA"]


def test_spaces_stay_where_a_font_claims_much_more_height_than_it_has() -> None:
    tokens = [word("PT", 312.7, 213, 15.6, 32.2), word("BANGUN", 331.3, 213, 52.2, 32.2)]
    assert [box.text for box in _tokens_to_text_boxes(tokens)] == ["PT BANGUN"]


def test_lines_of_a_font_that_claims_much_more_height_than_it_has_stay_apart() -> None:
    # The symptom: the words of a name's two lines took turns, without a space and without a mark.
    lines = ["BENDAHARA PENGELUARAN", "DINAS PEKERJAAN UMUM", "UGM & 12"]
    tokens = [
        word(text, 300 + 110 * column, 200 + 28 * row, 8.8 * len(text), 64.6)
        for row, line in enumerate(lines)
        for column, text in enumerate(line.split())
    ]
    boxes = _tokens_to_text_boxes(sorted(tokens, key=lambda token: token.box.left))
    assert sorted(" ".join(box.text for box in boxes).split()) == sorted(" ".join(lines).split())
    assert [box.text.split()[0] for box in boxes if box.box.left == 300] == ["BENDAHARA", "DINAS", "UGM"]
    assert max(box.box.height for box in boxes) < 28


def test_two_lines_of_a_value_stay_apart_beside_a_label_at_half_height() -> None:
    # The symptom: "DuaTujuhBelasPuluh …", the words of both lines by turns.
    first = [word(text, 320 + 90 * i, 1252, 70, 33.5) for i, text in enumerate(["Dua", "Belas", "Milyar", "Tiga"])]
    second = [word(text, 280 + 90 * i, 1282, 70, 33.5) for i, text in enumerate(["Tujuh", "Puluh", "Delapan"])]
    boxes = _tokens_to_text_boxes([word("Terbilang", 94, 1267, 90, 33.5), *first, *second])
    assert sorted(box.text for box in boxes) == ["Dua Belas Milyar Tiga", "Terbilang", "Tujuh Puluh Delapan"]


def test_an_apostrophe_that_kerning_set_apart_stays_within_its_word() -> None:
    tokens = [word("NUR'", 43.5, 222, 28.3), word("AINI,", 70.8, 222, 26.8), word("M.SI", 101.0, 222, 24.0)]
    assert [box.text for box in _tokens_to_text_boxes(tokens)] == ["NUR'AINI, M.SI"]


def test_letters_of_a_slanted_watermark_join_no_line_of_print() -> None:
    lines = [word(f"baris{i}", 60, 100 + 20 * i, 80) for i in range(8)]
    texts = [box.text for box in _tokens_to_text_boxes([*lines, word("K", 142, 110, 60, 60)])]
    assert texts == [f"baris{i}" for i in range(8)] + ["K"]


def test_a_coloured_letterhead_does_not_make_a_true_layer_doubtful() -> None:
    pixels = np.full((1754, 1240, 3), 255, np.uint8)
    pixels[:160] = (0, 82, 156)
    words = [word(f"KATA{i:04d}", 80, 300 + 40 * i, 120, 20) for i in range(20)]
    for item in words:
        left, top, right, bottom = map(int, item.box)
        pixels[top + 4 : bottom - 4, left:right:3] = 0
    assert layer_matches_ink(PageImage(1, pixels, 150, tuple(words)))


def test_print_that_the_layer_lacks_still_makes_it_doubtful() -> None:
    pixels = np.full((1754, 1240, 3), 255, np.uint8)
    words = [word(f"KATA{i:04d}", 80, 300 + 40 * i, 120, 20) for i in range(5)]
    for row in range(300, 1600, 40):
        pixels[row + 4 : row + 16, 80:1100:3] = 0
    assert not layer_matches_ink(PageImage(1, pixels, 150, tuple(words)))


def test_rules_and_logos_are_no_writing_that_a_layer_lacks() -> None:
    pixels = np.full((1754, 1240, 3), 255, np.uint8)
    pixels[200:203], pixels[40:140, 900:1100] = 0, (0, 82, 156)
    for letter in range(60):
        pixels[150:162, 80 + 14 * letter : 88 + 14 * letter] = 0
    words = (word("NTPN", 80, 300, 80),)
    pixels[302:312, 82:150:2] = 0
    assert without_layer(PageImage(1, pixels, 150, words)) is None


def test_writing_that_a_layer_lacks_is_left_when_its_words_are_painted_over() -> None:
    pixels = np.full((1754, 1240, 3), 255, np.uint8)
    for letter in range(200):
        row, column = divmod(letter, 40)
        pixels[600 + 30 * row : 612 + 30 * row, 80 + 14 * column : 88 + 14 * column] = 0
    pixels[302:312, 82:150:2] = 0
    rest = without_layer(PageImage(1, pixels, 150, (word("NTPN", 80, 300, 80),)))
    assert rest is not None
    assert rest.text_layer == ()
    assert rest.pixels[:500].min() == 255
    assert rest.pixels[600:].min() == 0
