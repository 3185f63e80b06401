"""What known words vouch for, and what vouches for nothing."""

import pytest

from ocr.document import Char
from ocr.forms.lexicon import has_rival, known_words, sections, sounds_like_a_name, trust


def ink(text, confidence=1.0, **doubted):
    """The characters of `text` without spaces; `doubted` gives some letters another confidence."""
    return [Char(letter, doubted.get(letter, confidence)) for letter in text.replace(" ", "")]


def test_the_words_are_many_upper_case_and_in_their_sections():
    assert len(known_words()) > 3000
    assert all(word.isalpha() and word == word.upper() for word in known_words())
    assert set(sections()) == {"given", "family", "titles", "forms", "trades", "firms", "places", "apostrophe"}
    assert {"SITI", "SIREGAR", "PUSKESMAS", "PLASTIK", "SEJAHTERA", "BANJARMASIN"} <= known_words()


def test_a_known_word_vouches_for_its_letters_and_an_unknown_one_does_not():
    owed = trust("KOPERASI QOMUZI", ink("KOPERASI QOMUZI", K=0.8, Q=0.8))
    assert (round(owed.known, 3), round(owed.other, 3)) == (0.8, 0.8)


@pytest.mark.parametrize("name", ["ADI", "KOPERASI 7", "koperasI", "A. B."])
def test_nothing_vouches_for_short_words_figures_initials_and_mixed_case(name):
    owed = trust(name, ink(name, 0.9))
    assert owed.other < 0.95


def test_a_known_word_with_a_look_alike_that_is_known_too_vouches_for_nothing():
    # The trap: BUNGA read for BUNDA is a word as good as the other.
    assert has_rival("BUNGA", ink("BUNGA"))
    assert trust("BUNGA", ink("BUNGA", 0.95)).known == 1.0
    assert not trust("BUNGA", ink("BUNGA", 0.95)).likely
    assert not has_rival("SEJAHTERA", ink("SEJAHTERA"))


def test_a_known_word_among_the_alternatives_is_a_rival_however_unlike_the_letters_are():
    doubted = [*ink("SUTRISN"), Char("O", 0.9, (("U", 0.05),))]
    rival = [*ink("SUTRISN"), Char("O", 0.9, (("a", 0.05),))]
    assert not has_rival("SUTRISNO", doubted)
    assert has_rival("SUTRISNO", rival)


def test_a_word_that_lost_a_narrow_letter_has_a_rival():
    assert {"SUSANA", "SUSIANA"} <= known_words()
    assert has_rival("SUSANA", ink("SUSANA"))


@pytest.mark.parametrize(
    ("word", "likely"), [("KUSNANDAR", True), ("SUPAHMAN", True), ("IANGGENG", False), ("XQZT", False)]
)
def test_letters_that_never_stand_together_in_names_are_unlikely(word, likely):
    assert sounds_like_a_name(word) == likely
    assert trust(word, ink(word)).likely == likely


def test_ink_that_does_not_correspond_to_the_text_is_trusted_for_nothing():
    owed = trust("KOPERASI", ink("KOPERASIX", 0.9))
    assert (owed.known, owed.likely) == (1.0, False)
    assert owed.other < 0.4
