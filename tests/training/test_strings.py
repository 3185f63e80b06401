import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training import strings

seeds = st.integers(0, 2**32)
splits = st.sampled_from(["train", "validation", "test"])


@given(seeds, splits)
def test_every_text_is_printable_by_the_network(seed, split):
    kind, drawn = strings.text(random.Random(seed), split)
    assert kind in strings.KINDS
    assert 1 <= len(drawn) <= 60
    assert set(drawn) <= set(strings.CHARACTERS)
    assert drawn == " ".join(drawn.split())


@pytest.mark.parametrize(
    ("kind", "pattern"),
    [
        ("ntpn", r"([0-9.:,/-]{4,8} )?[0-9A-Z]{16}"),
        ("ntb", r"\d{6,16}"),
        ("stan", r"\d{3,6}"),
        ("billing", r"[\d ]{15,19}"),
        ("npwp", r"[\d.\- ]{15,22}"),
        ("kap_kjs", r"(41\d{4})?( ?[-/ ] ?)?(\d{3})?"),
        ("amount", r"\D{0,6}\d[\d.,]*.{0,7}"),
    ],
)
@given(seed=seeds)
def test_values_follow_their_grammar(kind, pattern, seed):
    assert re.fullmatch(pattern, strings.text(random.Random(seed), "train", [kind])[1])


@given(seeds)
def test_number_words_are_spelled_right(seed):
    tens = "puluh belas ratus ribu juta miliar milyar triliun sepuluh sebelas seratus nol"
    known = {*strings.DIGIT_WORDS, *tens.split(), "rupiah", "(idr)", "dollar", "amerika", ",-"}
    assert set(strings.terbilang(random.Random(seed), "train").lower().split()) <= known


@pytest.mark.parametrize("name", ["english", "indonesian", "malay", "names", "places"])
def test_no_word_of_one_split_is_in_another(name):
    train, validation, test = (
        {word.lower() for word in strings.words(name, split)} for split in ("train", "validation", "test")
    )
    assert train
    assert validation
    assert test
    assert not train & validation
    assert not train & test
    assert not validation & test


def test_all_lists_share_one_split():
    owners = {}
    for name in ("english", "indonesian", "malay", "names", "places"):
        for split in ("train", "validation", "test"):
            for word in strings.words(name, split):
                assert owners.setdefault(word.lower(), split) == split


def test_look_alikes_are_common_in_ntpns():
    drawn = "".join(strings.ntpn(random.Random(seed), "train") for seed in range(300))
    assert all(drawn.count(char) > 40 for char in "0O1I5S8B2Z6G")


def test_training_draws_tills_and_apostrophes_in_what_the_network_prints():
    drawn = [strings.receipt(random.Random(seed), "train") for seed in range(2000)]
    assert all(set(text) <= set(strings.CHARACTERS) for text in drawn)
    assert len(set(drawn)) > 1700
    names = [strings.name(random.Random(seed), "train") for seed in range(2000)]
    assert 20 < sum("'" in name for name in names) < 200


def test_most_codes_of_their_own_run_stand_behind_figures_and_some_behind_capitals_too():
    drawn = [strings.code(random.Random(seed), "train") for seed in range(600)]
    codes = [text[-16:] for text in drawn]
    assert all(re.fullmatch("[0-9A-Z]{16}", code) for code in codes)
    shown = [re.match(r"(?=[0-9.\-/:,]*0)[0-9.\-/:,]{4,8} ([A-Z]*O[A-Z]* )?", text) for text in drawn]
    behind = [match for match in shown if match]
    assert len(behind) / len(drawn) == pytest.approx(1 - strings.UNACCOMPANIED, abs=0.06)
    assert sum(bool(match.group(1)) for match in behind) / len(behind) == pytest.approx(
        strings.BESIDE_CAPITALS, abs=0.06
    )
    labelled = [
        match for match, text in zip(shown, drawn, strict=True) if (match.end() if match else 0) < len(text) - 16
    ]
    assert len(labelled) / len(drawn) == pytest.approx(strings.LABELLED, abs=0.06)


def test_a_third_of_trainings_ntpns_stand_behind_figures_with_a_zero():
    drawn = [strings.ntpn(random.Random(seed), "train") for seed in range(600)]
    behind = [text.split(" ") for text in drawn if " " in text]
    assert len(behind) / len(drawn) == pytest.approx(strings.BESIDE, abs=0.06)
    assert all("0" in figures and len(code) == 16 for figures, code in behind)
    assert not any(" " in strings.ntpn(random.Random(seed), "validation") for seed in range(200))
