"""Sheets of names, read as drawn and misread, without a reader."""

from dataclasses import replace

import pytest

from bench import names
from bench.wording import FACES, NAMES, FontsMissing
from ocr.document import Char, Word


@pytest.fixture(scope="module")
def sheet():
    try:
        for face in FACES["dev"]:
            face.checked()
    except FontsMissing as missing:
        pytest.skip(str(missing))
    return names.draw(*next(iter(names.sheets(1))))


def read(sheet, change=lambda text: text, confidence=0.999):
    """The sheet's one page as a recogniser reads it, each word changed."""
    (page,) = sheet.page_texts
    texts = [(change(word.text), word.box) for word in page.words]
    words = tuple(Word(text, box, 0.9, tuple(Char(c, confidence) for c in text)) for text, box in texts)
    return (replace(page, words=words),), 0


def test_every_name_of_dev_stands_once_in_every_condition():
    drawn = [(condition, name) for _, condition, part in names.sheets(1) for name in part]
    assert sorted(drawn) == sorted((c, name) for c in names.CONDITIONS for name in NAMES["dev"])


def test_names_read_as_drawn_are_right_and_few_are_marked(sheet):
    found = list(names.readings(sheet, read(sheet)))
    assert len(found) == names.ON_A_SHEET
    assert all(one.right for one in found)
    assert sum(one.review is not None for one in found) < len(found) / 4


def test_misread_names_count_as_silent_where_nothing_marks_them(sheet):
    misread = list(names.readings(sheet, read(sheet, lambda text: text.replace("AN", "AM"))))
    doubted = list(names.readings(sheet, read(sheet, lambda text: text.replace("AN", "AM"), 0.5)))
    assert any(one.silent for one in misread)
    assert not any(one.silent for one in doubted)
    assert sum(not one.right for one in misread) == sum(not one.right for one in doubted) > 3


def test_the_table_counts_by_condition(sheet):
    found = list(names.readings(sheet, read(sheet, lambda text: text.replace("AN", "AM"), 0.5)))
    lines = list(names.table(found))
    right = sum(one.right for one in found)
    assert lines[2].startswith(f"| {found[0].condition} | {len(found)} | {right} | {right} = 100.0% | 0 |")
    assert lines[-1].replace("all", found[0].condition) == lines[2]
