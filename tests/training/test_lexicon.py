"""The words and names of training: many, of letters, and none of another split."""

import random
import string
from collections import Counter

import pytest

from training import lexicon, own_words, strings
from training.own_words import of_other_splits
from training.splits import split_of


@pytest.mark.parametrize(
    "found", [*(lexicon.common_words(name) for name in lexicon.LANGUAGES), lexicon.given_and_family_names()]
)
def test_words_are_many_of_letters_and_drawn_by_no_other_split(found):
    assert len(set(found)) > 5000
    assert not of_other_splits() & {word.lower() for word in found}
    assert set("".join(found)) <= set(string.ascii_letters + "'-")


def test_only_training_draws_from_them():
    own = {
        word.lower()
        for name in ("english", "indonesian", "malay", "names", "places")
        for word in own_words.words(name, "train")
    }
    drawn = [strings.word(random.Random(seed), "train").lower() for seed in range(400)]
    assert sum(word not in own for word in drawn) > 200


def test_what_other_splits_draw_is_no_word_of_training_but_by_accident():
    ours = {word.lower() for name in lexicon.LANGUAGES for word in lexicon.common_words(name)}
    ours.update(word.lower() for word in lexicon.given_and_family_names())
    for split in ("validation", "test"):
        drawn = {strings.word(random.Random(seed), split).lower() for seed in range(3000)}
        assert len(drawn) > 500
        assert all(split_of(word) == split for word in drawn)
        assert len(drawn & ours) <= 2  # invented words of some syllables


def test_half_of_the_words_come_as_often_as_the_languages_have_them():
    drawn = Counter(lexicon.common_word(random.Random(seed)) for seed in range(6000))
    assert drawn["the"] > 30
    assert sum(count == 1 for count in drawn.values()) > 2000
