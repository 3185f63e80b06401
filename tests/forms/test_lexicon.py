"""What known words vouch for, and what vouches for nothing."""

import pytest

from ocr.document import Char
from ocr.forms.lexicon import (
    as_letters,
    known_words,
    rivalled_letters,
    sections,
    sounds_like_a_name,
    spelled_as_known,
    trust,
)


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


def test_the_letter_by_which_a_known_word_differs_from_another_is_vouched_for_by_neither():
    # The trap: BUNGA read for BUNDA is a word as good as the other. Its other letters are no likelier misread than those of others.
    assert rivalled_letters("BUNGA", ink("BUNGA")) == {3}
    assert not rivalled_letters("SEJAHTERA", ink("SEJAHTERA"))
    doubted, clear = (trust("BUNGA", ink("BUNGA", G=g, A=a)) for g, a in ((0.95, 1.0), (1.0, 0.95)))
    assert [round(owed.contested, 2) for owed in (doubted, clear)] == [0.95, 1.0]
    assert [(round(owed.known, 2), owed.likely) for owed in (doubted, clear)] == [(1.0, True), (0.95, True)]


def test_a_known_word_among_the_alternatives_is_a_rival_however_unlike_the_letters_are():
    doubted = [*ink("SUTRISN"), Char("O", 0.9, (("U", 0.05),))]
    rival = [*ink("SUTRISN"), Char("O", 0.9, (("a", 0.05),))]
    assert not rivalled_letters("SUTRISNO", doubted)
    assert rivalled_letters("SUTRISNO", rival) == {7}


def test_an_unknown_word_with_a_known_one_among_its_alternatives_is_not_likely():
    assert not trust("SUTRISNE", [*ink("SUTRISN"), Char("E", 0.95, (("O", 0.05),))]).likely


def test_a_word_that_lost_a_narrow_letter_is_contested_where_it_may_be_lost():
    assert {"SUSANA", "SUSIANA"} <= known_words()
    assert rivalled_letters("SUSANA", ink("SUSANA")) >= {2, 3}


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


def spelled(text, **doubted):
    """How `text` is spelled when its letters named in `doubted` may be others: letter → (confidence, alternatives)."""
    chars = [Char(letter, *doubted.get(letter, (1.0, ()))) for letter in text.replace(" ", "")]
    return spelled_as_known(text, chars)


def test_an_unknown_word_is_spelled_as_the_known_one_among_its_letters_alternatives():
    chars = spelled("MUHAMMAD IQRAL", R=(0.75, (("B", 0.24),)))
    assert "".join(char.text for char in chars) == "MUHAMMADIQBAL"
    assert chars[10] == Char("B", 0.24, (("R", 0.75),))


@pytest.mark.parametrize(
    ("read", "doubted"),
    [
        ("IQRAL", {"R": (0.975, (("B", 0.025),))}),  # clear ink
        ("IQRAL", {"R": (0.75, (("B", 0.01),))}),  # hardly an alternative
        ("SUSANA", {"A": (0.6, (("I", 0.4),))}),  # a word itself
        ("KONFTI", {"F": (0.6, (("E", 0.4),))}),  # no known word
    ],
)
def test_clear_ink_and_known_words_stay_as_they_were_read(read, doubted):
    assert "".join(char.text for char in spelled(read, **doubted)) == read


def test_a_company_form_is_a_known_word_at_the_beginning_only():
    unsure = {"I": (0.8, (("T", 0.2),))}
    assert [char.text for char in spelled("PI SENTOSA", **unsure)][:2] == ["P", "T"]
    assert [char.text for char in spelled("SENTOSA PI", **unsure)][-2:] == ["P", "I"]


def test_two_unsure_letters_are_exchanged_and_no_more():
    two = spelled("GEJAHTFRA", G=(0.6, (("S", 0.3),)), F=(0.6, (("E", 0.3),)))
    assert "".join(char.text for char in two) == "SEJAHTERA"
    three = spelled("GFJAHTFRA", G=(0.6, (("S", 0.3),)), F=(0.6, (("E", 0.3),)))
    assert "".join(char.text for char in three) == "GFJAHTFRA"


def test_a_letter_of_a_word_is_as_sure_as_letters_are():
    # The symptom: every I of a clear scan was doubted, for it might be l or 1; a word of capitals has neither.
    chars = as_letters("IIS", [Char("I", 0.9, (("l", 0.06), ("1", 0.03))), *ink("IS")])
    assert chars[0].confidence == pytest.approx(0.99)
    assert chars[0].alternatives == ()
    rival = as_letters("PARYONO", [*ink("PARYON"), Char("O", 0.8, (("Q", 0.1), ("0", 0.1)))])[-1]
    assert (round(rival.confidence, 2), rival.alternatives) == (0.9, (("Q", 0.1),))


@pytest.mark.parametrize("name", ["3M", "A", "maSih", "PT8"])
def test_words_with_figures_of_one_letter_or_of_mixed_case_stay_as_unsure_as_they_are(name):
    doubted = [Char(letter, 0.8, (("0", 0.2),)) for letter in name]
    assert list(as_letters(name, doubted)) == doubted
