import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr.document import Char, chance
from ocr.reader.belief import WEIGHTS, Evidence, believed, evidence_for, log_odds, of_evidence, stands_in
from ocr.reader.decode import stripped

CHANCES = st.floats(0, 1)


def line_of(*chars):
    return stripped(tuple(Char(text, sure, tuple(others)) for text, sure, *others in chars))


def test_a_character_stands_in_another_text_where_least_edits_put_it():
    assert stands_in("dana", "dna").tolist() == [True, False, True, True]
    assert stands_in("dana", "dara").tolist() == [True, True, False, True]
    assert not stands_in("dana", "").any()


def test_evidence_tells_who_has_a_character():
    line = line_of(("N", 0.9), ("T", 0.6))
    first, last = evidence_for(line, ["NT", "N1"], {"NT": 0.75, "N1": 0.25})
    assert (first.agreed, last.agreed) == (True, False)
    assert (first.chance, last.chance) == pytest.approx((log_odds(0.9), log_odds(0.6)))
    assert last.share == pytest.approx(log_odds(0.75))
    assert first.share == pytest.approx(log_odds(1.0))
    assert first.line == last.line == pytest.approx((log_odds(0.9) + log_odds(0.6)) / 2)


@given(CHANCES, CHANCES, CHANCES)
def test_what_more_speaks_for_makes_surer(chances, other, line):
    low, high = sorted((log_odds(chances), log_odds(other)))
    level = log_odds(line)
    for agreed in (True, False):
        assert of_evidence(Evidence(agreed, 0.0, low, level)) <= of_evidence(Evidence(agreed, 0.0, high, level))
        assert of_evidence(Evidence(agreed, 0.0, level, low)) <= of_evidence(Evidence(agreed, 0.0, level, high))
    assert of_evidence(Evidence(True, low, level, level)) <= of_evidence(Evidence(True, high, level, level))


@given(st.lists(st.tuples(CHANCES, CHANCES, st.booleans()), min_size=1, max_size=8))
def test_chances_stay_chances_and_the_rest_is_shared_as_before(drawn):
    line = line_of(*(("A", sure, ("4", (1 - sure) / 2), ("H", (1 - sure) / 4)) for sure, _, _ in drawn))
    evidence = [Evidence(agreed, log_odds(sure), log_odds(share), 0.0) for sure, share, agreed in drawn]
    found = believed(line, evidence)
    assert (found.text, found.confidence) == (line.text, line.confidence)
    assert 0 < chance(found.chars) < 1
    for char, one in zip(found.chars, evidence, strict=True):
        assert char.confidence == of_evidence(one)
        assert char.confidence + sum(share for _, share in char.alternatives) <= 1 + 1e-9
        (_, first), (_, second) = char.alternatives
        assert first == pytest.approx(2 * second)


def test_what_readings_are_split_on_stays_in_doubt():
    """Half of the chances of both readings and texts: no evidence for it but that it was chosen."""
    assert 0.15 < of_evidence(Evidence(False, 0.0, 0.0, log_odds(0.9))) < 0.6
    assert set(WEIGHTS) == {True, False}
