import pytest

from training.own_words import LISTS, words


@pytest.mark.parametrize("name", LISTS)
def test_no_word_of_one_split_is_in_another(name):
    train, validation, test = (
        {word.lower() for word in words(name, split)} for split in ("train", "validation", "test")
    )
    assert train
    assert validation
    assert test
    assert not train & validation
    assert not train & test
    assert not validation & test


def test_all_lists_share_one_split():
    owners = {}
    for name in LISTS:
        for split in ("train", "validation", "test"):
            for word in words(name, split):
                assert owners.setdefault(word.lower(), split) == split
