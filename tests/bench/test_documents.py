"""Held-out documents are the same every time, complete, readable as files, and their perfect words hold their truth."""

import hashlib
from random import Random

import pytest

from bench import documents
from bench.contents import CONTENTS, Pen
from bench.wording import ADDRESSES, FACES, NAMES, SPLITS, Face, FontsMissing
from ocr.document import FIELD_NAMES, KINDS, typed_value
from ocr.intake import open_document
from ocr.settings import load_settings
from samples.draw import PARTIES
from samples.sheet import FONTS

ONE_OF_EACH_CONDITION = range(0, 8 * len(documents.KINDS), len(documents.KINDS) + 1)

try:
    for face in (*FACES["dev"], *FACES["test"]):
        face.checked()
    FONTS_INSTALLED = True
except FontsMissing:
    FONTS_INSTALLED = False

needs_fonts = pytest.mark.skipif(not FONTS_INSTALLED, reason="the typefaces of bench/README.md are not installed")


def test_every_kind_meets_every_condition_and_there_are_hundreds():
    pairs = {
        (documents.KINDS[i % len(documents.KINDS)], documents.CONDITIONS[i // len(documents.KINDS) % 8])
        for i in range(documents.COUNT)
    }
    assert len(pairs) == len(documents.KINDS) * len(documents.CONDITIONS)
    assert documents.COUNT >= 300


def test_a_limit_spreads_over_kinds_and_conditions():
    chosen = documents.spread(60)
    assert len(set(chosen)) == 60
    assert len({index % 15 for index in chosen}) == 15
    assert len({index // 15 % 8 for index in chosen}) == 8
    assert documents.spread(documents.COUNT) == list(range(documents.COUNT))


def test_splits_and_samples_share_no_typeface_and_no_name():
    faces = {split: {face.regular for face in FACES[split]} for split in SPLITS}
    assert not faces["dev"] & faces["test"]
    assert not set(FONTS.values()) & (faces["dev"] | faces["test"])
    sampled = {name for name, _ in PARTIES}
    assert not set(NAMES["dev"]) & set(NAMES["test"])
    assert not sampled & (set(NAMES["dev"]) | set(NAMES["test"]))
    assert not set(ADDRESSES["dev"]) & set(ADDRESSES["test"])


def test_names_of_dev_are_many_and_of_every_kind():
    names = NAMES["dev"]
    assert len(names) == len(set(names)) > 250
    assert len(set(ADDRESSES["dev"])) >= 40
    firms = [name for name in names if name.startswith(("PT", "CV", "UD", "FIRMA", "YAYASAN", "KOPERASI", "DINAS"))]
    assert 60 < len(firms) < len(names) / 2
    assert all(any(sign in name for name in names) for sign in "&'.,-()8")


def test_what_documents_of_test_say_does_not_change():
    # Figures of `test` are comparable between runs only as long as this holds; work on `dev` must not touch it.
    said = hashlib.sha256()
    for number, content in enumerate(CONTENTS.values()):
        for turn in range(20):
            said.update(repr(content(Pen(Random(f"{number}/{turn}"), "test"))).encode())
    assert said.hexdigest() == "bf04d807e9e2758a88284d56a112c00ab6573c978d5761cd6f49c12026eb9f9c"


def test_a_missing_typeface_names_its_package():
    with pytest.raises(FontsMissing, match="apt-get install fonts-nowhere"):
        Face("sans", "nowhere/No.ttf", "nowhere/No-Bold.ttf", "fonts-nowhere").checked()


@needs_fonts
def test_the_same_index_gives_the_same_document_and_another_another():
    first, again, other = documents.draw("dev", 17), documents.draw("dev", 17), documents.draw("test", 17)
    assert first.upload.data == again.upload.data
    assert first.truth == again.truth
    assert first.truth != other.truth


@needs_fonts
@pytest.mark.parametrize("index", ONE_OF_EACH_CONDITION)
def test_documents_open_with_the_pages_their_truth_names(index):
    drawn = documents.draw("test", index)
    assert open_document(drawn.upload, load_settings({})).page_count == drawn.truth["pages"] == len(drawn.page_texts)


@needs_fonts
@pytest.mark.parametrize("split", SPLITS)
def test_truth_is_canonical_and_every_value_has_a_place(split):
    for index in range(len(documents.KINDS)):
        drawn = documents.draw(split, index)
        for number, record in enumerate(drawn.truth["records"]):
            assert record["kind"] in KINDS
            assert tuple(record["fields"]) == FIELD_NAMES
            assert record["fields"]["jumlah"]
            for name, value in record["fields"].items():
                assert value is None or str(typed_value(name, value)) == value
                if value:
                    assert (number, name) in drawn.places or (0, name) in drawn.places


@needs_fonts
@pytest.mark.parametrize("index", ONE_OF_EACH_CONDITION)
def test_perfect_words_stand_on_ink(index):
    drawn = documents.draw("dev", index)
    for picture, page in zip(drawn.pictures, drawn.page_texts, strict=True):
        for word in page.words:
            left, top, right, bottom = (round(edge) for edge in word.box)
            patch = picture[max(0, top) : bottom, max(0, left) : right]
            assert patch.size
            assert int(patch.max()) - int(patch.min()) > 30


@needs_fonts
def test_words_of_a_recogniser_join_what_stands_close_and_part_what_stands_wide():
    words = [word.text for word in documents.draw("test", len(documents.KINDS) + 12).page_texts[0].words]
    assert "SURAT SETORAN PAJAK" in words
    assert any(len(word) == 1 and word.isdigit() for word in words)
