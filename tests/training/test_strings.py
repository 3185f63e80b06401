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
