import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training import printed, values

seeds = st.integers(0, 2**32)


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
    assert re.fullmatch(pattern, " ".join(getattr(values, kind)(random.Random(seed), "train").split()))


@given(seeds)
def test_number_words_are_spelled_right(seed):
    tens = "puluh belas ratus ribu juta miliar milyar triliun sepuluh sebelas seratus nol"
    known = {*printed.DIGIT_WORDS, *tens.split(), "rupiah", "(idr)", "dollar", "amerika", ",-"}
    assert set(values.terbilang(random.Random(seed), "train").lower().split()) <= known


def test_look_alikes_are_common_in_ntpns():
    drawn = "".join(values.ntpn(random.Random(seed), "train") for seed in range(300))
    assert all(drawn.count(char) > 40 for char in "0O1I5S8B2Z6G")


def test_a_third_of_trainings_ntpns_stand_behind_figures_with_a_zero():
    drawn = [values.ntpn(random.Random(seed), "train") for seed in range(600)]
    behind = [text.split(" ") for text in drawn if " " in text]
    assert len(behind) / len(drawn) == pytest.approx(values.BESIDE, abs=0.06)
    assert all("0" in figures and len(code) == 16 for figures, code in behind)
    assert not any(" " in values.ntpn(random.Random(seed), "validation") for seed in range(200))
