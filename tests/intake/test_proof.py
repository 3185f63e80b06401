"""What is read again of a text layer, and how much the ink must say against it."""

import pytest

from ocr.document import Box, Char, Word
from ocr.intake.proof import proved, words_to_prove


def word(text: str, width: float = 120, height: float = 15) -> Word:
    return Word(text, Box(10, 10, 10 + width, 10 + height), 1.0)


def ink(text: str, unsure: dict[int, Char] | None = None) -> tuple[Word, ...]:
    chars = tuple((unsure or {}).get(place, Char(char, 0.99)) for place, char in enumerate(text))
    return (Word("".join(char.text for char in chars), Box(0, 0, 1, 1), 0.99, chars),)


@pytest.mark.parametrize(
    ("layer", "read"),
    [
        (": 4C2U16P1BBJ5T5E6", "4C2U16P1BBJ5T5E6"),
        ("Rp 12.345.678,00", "Rp12 345,678.00"),
        (". 5", "[5"),
        ("PT ZAŻÓŁĆ", "PT ZAZ0LC"),
    ],
)
def test_marks_spaces_and_foreign_letters_speak_against_no_word(layer: str, read: str) -> None:
    assert proved(word(layer), ink(read)) is not None


@pytest.mark.parametrize(
    ("layer", "read"),
    [
        ("4C2U16P1BBJ5T5E8", "4C2U16P1BBJ5T5E6"),
        ("16/01/2024", "15/01/2024"),
        ("024012772858148", "024012772858141"),
        ("PT MAJU JAYA", "PT MAJU RAYA"),
        ("15/01/2024 20/02/2024", "20/02/2024"),
        ("12.345", "12.7345"),
        ("FAKE1234", ""),
    ],
)
def test_a_figure_that_is_surely_printed_otherwise_condemns_the_layer(layer: str, read: str) -> None:
    assert proved(word(layer), ink(read)) is None


def test_where_the_recogniser_holds_both_likely_the_layer_is_right() -> None:
    said = word("563518")
    assert proved(said, ink("563513", {5: Char("3", 0.7, (("8", 0.28),))})) is said


def test_a_character_that_the_ink_does_not_show_surely_is_doubted_alone() -> None:
    weighed = proved(word(": 563518"), ink("563513", {5: Char("3", 0.7, (("8", 0.02),))}))
    assert weighed is not None
    assert [char.confidence for char in weighed.chars] == [1, 1, 1, 1, 1, 1, 1, 0.02]
    assert weighed.chars[-1].text == "8"
    assert weighed.confidence == 0.02


def test_what_looks_alike_is_doubted_and_condemns_nothing() -> None:
    weighed = proved(word("4C2O16P1"), ink("4C2016P1"))
    assert weighed is not None
    assert weighed.chars[3].confidence < 0.6
    assert proved(word("4C2O16P1"), ink("4C2016P1", {3: Char("0", 0.8)})) == word("4C2O16P1")


def test_a_lost_letter_of_a_label_says_nothing_and_a_lost_figure_little() -> None:
    assert proved(word("Kode Billing"), ink("Kode Biling")) == word("Kode Billing")
    assert (lost := proved(word("563515"), ink("56351"))) is not None
    assert lost.confidence == 0.5


def test_sentences_upright_print_boxed_figures_and_watermarks_are_not_read_again() -> None:
    labels = [word(f"Label {name}", height=15) for name in "ABCDEF"]
    others = [
        word("Dua belas juta tiga ratus empat puluh lima ribu rupiah"),
        word("REF 8876", width=12, height=90),
        word("4 1 1 1 2 8"),
        word("LUNAS", height=80),
        word(": -"),
    ]
    assert words_to_prove([*labels, *others]) == tuple(labels)


def test_of_a_page_of_sentences_the_longest_are_read_again() -> None:
    sentences = [word("Bersama ini kami lampirkan bukti penerimaan negara" + "a" * extra) for extra in range(9)]
    assert words_to_prove([*sentences, word("Tahun 2024")]) == (word("Tahun 2024"), *sentences[:-4:-1])
    assert words_to_prove([]) == ()
