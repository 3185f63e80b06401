import random

import numpy as np
import pytest

from training import data
from training.draw import CONDITIONS, MAX_WIDTH
from training.strings import CHARACTERS


def line(width, text):
    image = np.arange(64 * width, dtype=np.uint32).astype(np.uint8).reshape(64, width)
    return data.Line(image, text, "word", "easy")


def test_batches_pad_with_the_last_column():
    batch = data.batch_lines([line(20, "ab"), line(50, "abc")])
    assert batch.images.shape == (2, 64, 64)
    assert np.array_equal(batch.images[0, :, 20:], np.repeat(batch.images[0, :, 19:20], 44, axis=1))


def test_classes_follow_english_g2_with_the_blank_first():
    assert data.encode("0~ €Az") == tuple(CHARACTERS.index(char) + 1 for char in "0~ €Az")
    with pytest.raises(KeyError):
        data.encode("é")


def test_doubled_characters_need_a_blank_between():
    assert data.columns_needed("aabb") == 6
    assert data.columns_needed("abab") == 4


def test_a_group_of_batches_repeats(any_typefaces, monkeypatch):
    monkeypatch.setattr(data, "GROUP_LINES", 24)
    first, second = data.batches(3, 5), data.batches(3, 5)
    assert [batch.texts for batch in first] == [batch.texts for batch in second]
    assert all(np.array_equal(a.images, b.images) for a, b in zip(first, second, strict=True))
    assert sum(len(batch.texts) for batch in first) == 24
    assert all(batch.images.shape[2] <= MAX_WIDTH + 16 for batch in first)
    assert [batch.texts for batch in first] != [batch.texts for batch in data.batches(4, 5)]


def test_a_group_may_be_of_some_kinds_alone(any_typefaces, monkeypatch):
    monkeypatch.setattr(data, "GROUP_LINES", 12)
    texts = [text for batch in data.batches(3, 5, kinds=("stan",)) for text in batch.texts]
    assert len(texts) == 12
    assert all(text.isdigit() for text in texts)


def test_lines_fit_their_texts(any_typefaces):
    for number in range(40):
        drawn = data.training_line((11, number))
        assert drawn.image.shape[1] // 4 - 1 > data.columns_needed(drawn.text)


def test_a_line_takes_the_networks_form_and_keeps_steps_enough_for_its_text():
    proof = data.Line(np.zeros((64, 400), np.uint8), "NTPN", "ntpn", "easy")
    assert data.at_form(proof, data.ENGLISH_G2) is proof
    assert data.at_form(proof, data.PAYMENT).image.shape == (48, round(400 * 48 / 64 * 0.85))
    dense = data.Line(np.zeros((64, 90), np.uint8), "11111111", "stan", "easy")
    assert data.at_form(dense, data.PAYMENT).image.shape[1] // 4 - 1 > data.columns_needed(dense.text) * 1.1


def test_codes_are_drawn_only_in_faces_that_tell_their_characters_apart(any_typefaces, monkeypatch):
    blind, seeing = any_typefaces[0], set(any_typefaces[1:])
    monkeypatch.setattr(data, "tells_look_alikes_apart", lambda path: path != blind)
    words = random.Random(3)
    faces = {data._typeface_for(words, "train", "scan", "ntpn", "4C2U16P1BBJ5T5E6") for _ in range(60)}
    assert faces <= seeing
    assert blind in {data._typeface_for(words, "train", "scan", "label", "NTPN") for _ in range(60)}


def test_a_given_text_is_drawn_and_one_too_long_is_refused(any_typefaces):
    drawn = data.draw_text((3, 1), "test", CONDITIONS["scan"], "Everyone is permitted", "english")
    assert (drawn.text, drawn.kind, drawn.condition) == ("Everyone is permitted", "english", "scan")
    assert np.array_equal(
        drawn.image, data.draw_text((3, 1), "test", CONDITIONS["scan"], "Everyone is permitted", "english").image
    )
    with pytest.raises(ValueError, match="give at most 60 characters"):
        data.draw_text((3, 1), "test", CONDITIONS["scan"], "W" * 200, "english")
