import numpy as np
import pytest

from ocr.reader.decode import read_line
from ocr.reader.vote import voted
from ocr.reader.weigh import Heard, weighed
from tests.reader.languages import language_of

CHARACTERS = " 0Oadejklmntu"


@pytest.fixture(scope="module")
def language(tmp_path_factory):
    return language_of(tmp_path_factory.mktemp("language"), ["jumlah dana", "jumlah", "dana masuk", "O0O0 0O"] * 30)


def heard(text, weight=1.0, **doubts):
    """A reading of `text`, sure of every character but those named, which may as likely be the other."""
    rows = []
    for char in text:
        row = np.full(1 + len(CHARACTERS), 1e-5, np.float32)
        other = doubts.get(char)
        row[1 + CHARACTERS.index(char)] = 0.52 if other else 0.999
        if other:
            row[1 + CHARACTERS.index(other)] = 0.47
        blank = np.full(1 + len(CHARACTERS), 1e-6, np.float32)
        blank[0] = 0.9995
        rows += [row, blank]
    scores = np.array(rows)
    return Heard(read_line(scores, CHARACTERS), scores, weight)


def test_the_language_decides_what_the_pictures_leave_open(language):
    found = weighed([heard("danu", u="a"), heard("danu", u="a")], CHARACTERS, language)
    assert found.text == "dana"
    assert 0.5 < found.chars[-1].confidence < 0.98
    (other, chance), *_ = found.chars[-1].alternatives
    assert other == "u"
    assert chance == pytest.approx(1 - found.chars[-1].confidence, abs=0.03)
    assert found.chars[0].confidence > 0.98


def test_what_the_pictures_are_sure_of_stands_whatever_the_language(language):
    found = weighed([heard("danu"), heard("danu")], CHARACTERS, language)
    assert found.text == "danu"
    assert all(char.confidence > 0.98 for char in found.chars)


def test_without_a_language_most_readings_decide():
    readings = [heard("danu", u="a"), heard("dana"), heard("danu", u="a")]
    assert weighed(readings, CHARACTERS, None) == voted([one.reading for one in readings])


def test_a_lost_letter_is_found_by_the_reading_that_saw_it(language):
    lost = heard("juml")
    found = weighed([lost, heard("dana"), heard("dana")], CHARACTERS, language)
    assert found.text == "dana"


def test_a_line_in_which_nobody_reads_anything_stays_empty(language):
    blank = np.eye(14, dtype=np.float32)[:1]
    empty = Heard(read_line(blank, CHARACTERS), blank, 1.0)
    assert weighed([empty, empty], CHARACTERS, language) == empty.reading
