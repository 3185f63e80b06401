from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ocr.forms.terbilang import completed, spelled, words_to_number
from samples.values import ONES
from samples.values import spelled as whole_in_words

WHOLE = st.integers(0, 10**15 - 1)
CASES = st.sampled_from([str.lower, str.upper, str.title, str.capitalize])


def number_to_words(number: Decimal | int, *, milyar: bool = False) -> str:
    """As banks print it, in lower case without a currency, cents as "koma …"; by what draws the samples, not by what is tested."""
    whole, cents = divmod(int(Decimal(number) * 100), 100)
    text = whole_in_words(Decimal(whole)).replace("miliar", "milyar" if milyar else "miliar")
    return f"{text} koma {' '.join(ONES[int(digit)] for digit in f'{cents:02d}')}" if cents else text


TAILS = st.sampled_from(["", " rupiah", " (IDR)", " rupiah,-", " Rupiah"])


@given(WHOLE, st.booleans(), CASES, TAILS)
@example(1000, False, str.lower, "")
@example(1_000_000_000, True, str.lower, "")
def test_words_give_back_the_number_in_every_case_and_tail(number, milyar, case, tail):
    said = words_to_number(case(number_to_words(number, milyar=milyar)) + tail)
    assert said is not None
    assert said.number == number
    assert said.mended == 0


@given(st.decimals(0, 10**12, places=2))
def test_cents_said_with_koma_give_back_the_number(number):
    assert words_to_number(number_to_words(number)).number == number


@given(WHOLE, st.data())
def test_words_run_together_give_back_the_number(number, data):
    words = number_to_words(number).split()
    glue = data.draw(st.lists(st.sampled_from(["", " "]), min_size=len(words), max_size=len(words)))
    text = "".join(word + space for word, space in zip(words, glue, strict=True))
    assert words_to_number(text).number == number


@given(st.integers(1, 10**12), st.data())
def test_one_misread_letter_a_word_gives_back_the_number_or_none(number, data):
    words = number_to_words(number).split()
    place = data.draw(st.integers(0, len(words) - 1))
    word = words[place]
    at = data.draw(st.integers(0, len(word) - 1))
    letter = data.draw(st.sampled_from("qxzw"))
    misread = [*words[:place], word[:at] + letter + word[at + 1 :], *words[place + 1 :]]
    said = words_to_number(" ".join(misread))
    assert said is None or said.number == number


@pytest.mark.parametrize(
    ("text", "number", "currency"),
    [
        ("seribu", "1000", None),
        ("satu ribu lima ratus rupiah", "1500", "IDR"),
        ("Dua puluh milyar", "20000000000", None),
        ("dua puluh miliar", "20000000000", None),
        ("satu triliun", "1000000000000", None),
        ("satu trilyun", "1000000000000", None),
        ("lima ratus rupiah lima puluh sen", "500.50", "IDR"),
        ("Seribu dua ratus dollar Amerika Serikat lima sen", "1200.05", "USD"),
        ("Seratus Ribu (IDR)", "100000", "IDR"),
        ("tiga belas juta tiga ratus delapan puluh tujuh ribu lima ratus rupiah,-", "13387500", "IDR"),
        ("se ratus juta", "100000000", None),
        ("del apan belas ribu", "18000", None),
        ("enam ra uslima puluh ribu rupiah", "650000", "IDR"),
        ("nol", "0", None),
        ("sebelas koma lima", "11.5", None),
    ],
)
def test_spellings_of_banks(text, number, currency):
    said = words_to_number(text)
    assert (said.number, said.currency) == (Decimal(number), currency)


@pytest.mark.parametrize(
    "text",
    ["", "PT MAJU JAYA", "rupiah", "juta satu ribu juta", "dua dua", "ribu juta", "satu juta satu juta", "puluh", "12"],
)
def test_what_is_no_amount_in_words_is_none(text):
    assert words_to_number(text) is None


@pytest.mark.parametrize(
    ("ink", "text"),
    [
        ("SATU JUTADUA RATUSLIMAPULUH RIBU RUPIAH", "SATU JUTA DUA RATUS LIMA PULUH RIBU RUPIAH"),
        ("Dua RatusRibu Rupiah", "Dua Ratus Ribu Rupiah"),
        ("Seratus Ribu(IDR)", "Seratus Ribu (IDR)"),
        ("satu juta tujuh nbu hma ratus", "satu juta tujuh ribu lima ratus"),
        ("satu juta. lima ribu rupiah,-", "satu juta lima ribu rupiah,-"),
        ("Delapan Ratus- Tiga Puluh Ribu Rupiah", "Delapan Ratus Tiga Puluh Ribu Rupiah"),
        ("5atu juta rupiah", "Satu juta rupiah"),
        ("SATU JUTA Tujuh RlBU", "SATU JUTA TUJUH RIBU"),
        ("satu jula rupiah", "satu juta rupiah"),
        ("PT CONTOH", "PT CONTOH"),
    ],
)
def test_spelled_sets_words_apart_and_mends_them(ink, text):
    assert spelled(ink) == text


@pytest.mark.parametrize(
    ("ink", "number", "text"),
    [
        ("Tujuh Puluh Satu Ribu Dua Ratus Dija Puluh Tujuh Rupiah", 71227, "Dua Ratus Dua Puluh Tujuh Rupiah"),
        ("Dua Ja Seratus Enam Puluh Pnam Ribu Rupiah", 2_166_000, "Dua Juta Seratus Enam Puluh Enam Ribu Rupiah"),
        ("SATU XXXX LIMA RATUS JUTA", 1_500_000_000, "SATU MILIAR LIMA RATUS JUTA"),
        ("dua milyar xyz ratus", 2_000_000_300, "dua milyar tiga ratus"),
    ],
)
def test_clear_figures_tell_the_words_that_were_not_read(ink, number, text):
    assert completed(ink, Decimal(number)).endswith(text)


@pytest.mark.parametrize(
    ("ink", "number"),
    [
        ("Tujuh Puluh Satu Ribu Dua Ratus Dija Puluh Tujuh Rupiah", 71237 + 10_000),  # another word speaks against it
        ("Empal Xxxx Rupiah", 400),  # too little read
        ("Tujuh Qqqq Satu Wwww Rupiah", 71_000),  # too much unread
        ("Dua Ratus Dija Rupiah", 220),  # words too few
        ("Dua Ratus Dija Puluh Rupiah Sen", 220),
        ("Dua Ratus Dija Puluh Dolar", Decimal("220.50")),
    ],
)
def test_words_that_do_not_say_the_figures_stay_unread(ink, number):
    assert completed(ink, Decimal(number)) is None


@given(WHOLE, CASES)
def test_spelled_leaves_clean_words_alone(number, case):
    text = case(number_to_words(number) + " rupiah")
    assert spelled(text) == text


def test_of_two_words_as_near_the_one_whose_letters_print_alike_is_meant():
    assert words_to_number("empat puluh liga juta rupiah").number == 43_000_000
    assert words_to_number("tima juta rupiah").number == 5_000_000
