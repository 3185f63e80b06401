"""The words and names of training: many, of letters, and none of another split."""

import random
import string

import pytest

from training import lexicon, strings
from training.splits import split_of


@pytest.mark.parametrize(
    "found", [*(lexicon.common_words(name) for name in lexicon.LANGUAGES), lexicon.given_and_family_names()]
)
def test_words_are_many_of_letters_and_trainings_own(found):
    assert len(set(found)) > 5000
    assert all(split_of(word) == "train" for word in found)
    assert set("".join(found)) <= set(string.ascii_letters + "'-")


def test_only_training_draws_from_them():
    own = {
        word.lower()
        for name in ("english", "indonesian", "malay", "names", "places")
        for word in strings.words(name, "train")
    }
    drawn = [strings.word(random.Random(seed), "train").lower() for seed in range(400)]
    assert sum(word not in own for word in drawn) > 200
    other = [strings.word(random.Random(seed), "test").lower() for seed in range(400)]
    assert all(split_of(word) == "test" for word in other)
