"""The stated error rate: exact bounds, a choice that keeps its promise, a sample that favours nobody."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import beta

from ocr.assurance import (
    Cell,
    Sampled,
    at_most,
    bears_a_mark,
    chance_of_so_few,
    draw_sample,
    evidence_of,
    held_out_counts,
    passing,
    risk_of,
    risk_of_value,
)
from ocr.document import FIELD_NAMES, Check, Field, Record

PROVES = Check("terbilang", "proves", "", "")
counts = st.integers(1, 2000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
risks = st.dictionaries(st.text(min_size=1, max_size=4), st.floats(0, 1), max_size=30)


def record(**fields: Field) -> Record:
    return Record("bpn", 1, 1, {name: fields.get(name, Field(name, "x", confidence=1.0)) for name in FIELD_NAMES})


def test_forty_looked_at_and_none_wrong_is_below_seven_point_three_percent() -> None:
    assert at_most(0, 40) == pytest.approx(1 - 0.05 ** (1 / 40))
    assert f"{at_most(0, 40):.1%}" == "7.2%"


@given(counts, st.floats(0.5, 0.999))
def test_bound_is_clopper_and_pearsons(count: tuple[int, int], certainty: float) -> None:
    wrong, sampled = count
    exact = 1.0 if wrong == sampled else beta.ppf(certainty, wrong + 1, sampled - wrong)
    assert at_most(wrong, sampled, certainty) == pytest.approx(exact, abs=1e-9)


@given(counts)
def test_bound_is_where_so_few_errors_would_be_a_surprise(count: tuple[int, int]) -> None:
    wrong, sampled = count
    if wrong < sampled:
        assert chance_of_so_few(wrong, sampled, at_most(wrong, sampled)) == pytest.approx(0.05, abs=1e-6)


def test_nothing_sampled_says_nothing() -> None:
    assert at_most(0, 0) == 1.0


@pytest.mark.parametrize(("wrong", "sampled", "certainty"), [(2, 1, 0.95), (-1, 5, 0.95), (0, 5, 1.0)])
def test_counts_that_cannot_be_are_refused(wrong: int, sampled: int, certainty: float) -> None:
    with pytest.raises(ValueError, match="wrong of"):
        at_most(wrong, sampled, certainty)


@given(risks, st.floats(0, 1))
def test_chosen_records_keep_the_allowed_share_and_are_the_safest(found: dict[str, float], allowed: float) -> None:
    chosen = passing(found, allowed)
    assert sum(found[key] for key in chosen) <= allowed * len(chosen) + 1e-9
    left = [risk for key, risk in found.items() if key not in chosen]
    assert all(found[key] <= risk for key in chosen for risk in left)
    if left:
        assert sum(found[key] for key in chosen) + min(left) > allowed * (len(chosen) + 1) - 1e-9


@given(risks, st.floats(0, 1), st.floats(0, 1))
def test_more_allowed_errors_never_let_fewer_pass(found: dict[str, float], one: float, other: float) -> None:
    assert len(passing(found, min(one, other))) <= len(passing(found, max(one, other)))


def test_sample_is_of_the_asked_size_and_every_record_is_as_likely() -> None:
    keys = [f"r{n}" for n in range(10)]
    drawn = [draw_sample(keys, 4, Random(seed)) for seed in range(3000)]
    assert {len(sample) for sample in drawn} == {4}
    for key in keys:
        assert 0.36 < sum(key in sample for sample in drawn) / len(drawn) < 0.44
    assert draw_sample(keys[:3], 40, Random(1)) == set(keys[:3])


def test_evidence_is_what_proves_a_value_or_how_surely_it_was_read() -> None:
    assert evidence_of(Field("jumlah", "1.00", confidence=0.5, checks=(PROVES,))) == "value, proved"
    assert evidence_of(Field("stan", "1", confidence=1.0)) == "value, certain"
    assert evidence_of(Field("stan", "1", confidence=0.995)) == "value, sure"
    assert evidence_of(Field("nama_wajib_pajak", "A", confidence=0.95)) == "name, fair"
    assert evidence_of(Field("nama_wajib_pajak", None)) == "absent"
    assert evidence_of(Field("stan", None)) == "absent"


def test_risk_grows_with_doubtful_evidence_and_with_this_houses_errors() -> None:
    cells = {"value, certain": Cell(9999, 0), "name, certain": Cell(9999, 0), "value, fair": Cell(1000, 100)}
    safe, unsure = record(), record(stan=Field("stan", "1", confidence=0.9))
    assert risk_of(safe, cells) < 0.01 < 0.05 < risk_of(unsure, cells) < 0.06
    assert risk_of(unsure, cells, Sampled(40, 3, 0.5).scale) > risk_of(unsure, cells)
    given = record(stan=Field("stan", "1", confidence=0.9, changed_by="ani"))
    assert risk_of(given, cells) < risk_of(safe, cells)
    assert risk_of(unsure, cells, 1e9) == 1.0


def test_evidence_never_counted_is_even_odds() -> None:
    assert risk_of(record(), {}) > 0.99
    assert risk_of_value("value, sure", {}) == 0.5


def test_own_counts_outweigh_the_mean_of_all_kinds_the_more_there_are() -> None:
    cells = {"value, sure": Cell(1000, 0), "value, fair": Cell(8999, 90)}
    few, many = (risk_of_value("value, sure", {**cells, "value, sure": Cell(n, 0)}) for n in (1000, 9000))
    assert few == pytest.approx(0.5 * 90.5 / 10_000)
    assert many < few / 5


def test_samples_as_expected_change_nothing() -> None:
    assert Sampled().scale == 1.0
    assert Sampled(200, 2, 2.0).scale == 1.0


def test_marked_record_never_passes() -> None:
    assert bears_a_mark(record(stan=Field("stan", "1", review="read_badly")))
    assert not bears_a_mark(record())


def test_held_out_counts_cover_every_kind_of_evidence() -> None:
    cells = held_out_counts()
    assert {"value, proved", "value, certain", "value, sure", "value, fair", "absent"} <= set(cells)
    assert all(0 <= cell.wrong <= cell.values for cell in cells.values())
    assert risk_of(record(), cells) < 0.1
