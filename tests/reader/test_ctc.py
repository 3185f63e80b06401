from collections import defaultdict
from itertools import groupby, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from ocr.reader import ctc
from ocr.reader.ctc import likely_texts, log_likelihoods
from tests.reader.languages import language_of

CHARACTERS = "ab"


def scores_of(rows):
    """Probabilities of a blank, an a and a b in every step."""
    weights = np.array(rows, np.float32)
    return weights / weights.sum(axis=1, keepdims=True)


def spelled_out(scores):
    """Every text's probability, by all ways to write it."""
    found = defaultdict(float)
    for path in product(range(3), repeat=len(scores)):
        text = "".join(CHARACTERS[label - 1] for label, _ in groupby(path) if label)
        found[text] += float(np.prod([scores[step, label] for step, label in enumerate(path)]))
    return found


several = arrays.arrays(np.float32, st.tuples(st.integers(1, 5), st.just(3)), elements=st.floats(0.0625, 1, width=32))


@given(several)
def test_likelihoods_sum_all_ways_to_write_a_text(weights):
    scores = scores_of(weights)
    chances = {text: chance for text, chance in spelled_out(scores).items() if text}
    found = log_likelihoods(scores, list(chances), CHARACTERS)
    assert np.exp(found) == pytest.approx(list(chances.values()), rel=1e-3)


def test_a_text_longer_than_the_line_is_impossible():
    (found,) = log_likelihoods(scores_of([[1, 1, 1]]), ["aa"], CHARACTERS)
    assert found < -1000


def test_blanks_in_a_row_say_no_more_than_one():
    blank = [[0.9995, 0.0003, 0.0002]]
    short, long = scores_of([[1, 8, 1], *blank, [1, 1, 8]]), scores_of([[1, 8, 1], *blank * 9, [1, 1, 8]])
    assert log_likelihoods(long, ["ab", "ba"], CHARACTERS) == pytest.approx(
        log_likelihoods(short, ["ab", "ba"], CHARACTERS), abs=1e-4
    )


@pytest.fixture(scope="module")
def language(tmp_path_factory):
    return language_of(tmp_path_factory.mktemp("language"), ["abab", "bab"] * 30)


@given(several)
def test_without_a_language_a_wide_beam_finds_the_likeliest_text(language, weights):
    scores = scores_of(weights)
    chances = spelled_out(scores)
    with pytest.MonkeyPatch.context() as only_the_picture:
        only_the_picture.setattr(ctc, "BEAM", 1000)
        only_the_picture.setattr(ctc, "LANGUAGE_WEIGHT", 0.0)
        only_the_picture.setattr(ctc, "CHARACTER_GAIN", 0.0)
        found = likely_texts(scores, CHARACTERS, language, 3)
    assert chances[found[0]] == pytest.approx(max(chances.values()), rel=1e-3)
    assert len(set(found)) == len(found) <= 3


def test_what_the_picture_leaves_open_the_language_decides(language):
    open_middle = scores_of([[1, 98, 1], [98, 1, 1], [2, 48, 50], [98, 1, 1], [1, 98, 1], [98, 1, 1], [2, 49, 49]])
    assert likely_texts(open_middle, CHARACTERS, language, 1) == ["abab"]


def test_a_line_of_blanks_says_nothing(language):
    assert likely_texts(scores_of([[1, 0, 0]] * 4), CHARACTERS, language, 2) == [""]
