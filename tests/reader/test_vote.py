import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr.document import Char
from ocr.reader.decode import Line, stripped
from ocr.reader.vote import voted


def _line(text: str, confidence: float = 0.9, **alternatives: tuple[tuple[str, float], ...]) -> Line:
    return stripped(tuple(Char(char, confidence, alternatives.get(char, ())) for char in text))


def test_one_reading_is_what_it_was():
    line = _line("NTPN 8B", 0.8)
    assert voted([line]) == line


def test_two_outvote_one_that_is_surer():
    found = voted([_line("7O", 0.99), _line("70", 0.7), _line("70", 0.7)])
    assert found.text == "70"
    assert found.chars[1].confidence == pytest.approx(1.4 / 3)
    assert found.chars[1].alternatives == (("O", pytest.approx(0.33)),)


def test_what_a_reading_holds_possible_counts():
    unsure = _line("V", 0.5, V=(("U", 0.45),))
    assert voted([unsure, unsure, _line("U", 0.6)]).text == "U"


def test_a_character_that_only_one_saw_is_left_out():
    found = voted([_line("PT JAYA"), _line("PT. JAYA"), _line("PT JAYA")])
    assert found.text == "PT JAYA"
    assert [char.confidence for char in found.chars[2:4]] == pytest.approx([0.9, 0.9 * (1 - 0.3)])


def test_a_word_lost_at_the_end_leaves_doubt_behind():
    found = voted([_line("CV MAJU II"), _line("CV MAJU"), _line("CV MAJU")])
    assert found.text == "CV MAJU"
    assert found.chars[-1].confidence == pytest.approx(0.9 * (1 - 0.3))


def test_a_character_that_the_first_lost_is_put_in_and_doubted():
    found = voted([_line("411l26"), _line("4111l26"), _line("4111l26")])
    assert found.text == "4111l26"
    assert min(char.confidence for char in found.chars) == pytest.approx(0.6)


def test_what_the_first_alone_saw_goes_and_with_it_a_space_at_the_end():
    assert voted([_line("RP 5 ;"), _line("RP 5"), _line("RP 5")]).text == "RP 5"


@given(st.lists(st.text("AB0O ", max_size=12).map(_line), min_size=1, max_size=4))
def test_nothing_is_said_that_nobody_read(lines):
    found = voted(lines)
    assert found.text == found.text.strip()
    assert len(found.text) == len(found.chars)
    assert set(found.text) <= set("".join(line.text for line in lines))
    assert all(0 < char.confidence <= 1 for char in found.chars)
