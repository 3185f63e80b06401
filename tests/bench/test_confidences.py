"""The table of what confidences are worth, made without a reader."""

import pytest

from bench import confidences
from bench.confidences import Reading
from bench.documents import draw
from bench.wording import FACES, FontsMissing
from ocr.document import Char, PageText, Word


@pytest.fixture(scope="module")
def scan():
    try:
        for face in FACES["dev"]:
            face.checked()
    except FontsMissing as missing:
        pytest.skip(str(missing))
    return draw("dev", 15)


def read(page: PageText, change=lambda text: text):
    """The page as a recogniser that is sure of everything reads it, each word changed."""
    words = []
    for word in page.words:
        text = change(word.text)
        words.append(Word(text, word.box, 0.99, tuple(Char(letter, 0.999) for letter in text)))
    return PageText(page.number, page.width, page.height, tuple(words), "ocr", 0.0)


def test_texts_read_as_drawn_are_right_and_misread_ones_are_not(scan):
    misread = tuple(read(page, lambda text: text.replace("A", "4")) for page in scan.page_texts)
    right = list(confidences.readings(scan, (tuple(map(read, scan.page_texts)), 0)))
    wrong = list(confidences.readings(scan, (misread, 0)))
    assert len(right) == len(wrong) > 5
    assert all(one.right and not one.badly for one in right)
    assert {one.kind for one in wrong if not one.right} == {"letters"}


def test_the_table_counts_by_kind_page_and_chance():
    found = [
        Reading("letters", False, 0.96, False),
        Reading("letters", False, 0.96, True),
        Reading("figures", True, 1, True),
    ]
    lines = list(confidences.table(found))
    assert lines[2].startswith("| letters | reads well |")
    assert lines[2].split("|")[8].strip() == "1 of 2"
    assert lines[-1].split("|")[-2].strip() == "0 of 1"
