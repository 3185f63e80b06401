"""The figures say what happened: silent errors are those without a mark, lost and invented proofs count."""

import re

import numpy as np
import pytest

from bench import forms, forms_causes, forms_report, forms_score
from bench.documents import Drawn
from ocr.document import FIELD_NAMES, Box, Field, PageText, Record, Upload, Word

NTPN = "4C2U16P1BBJ5T5E6"


def record(values, **marked):
    fields = {name: Field(name, values.get(name), confidence=0.9, review=marked.get(name)) for name in FIELD_NAMES}
    return Record("bpn", 1, 1, fields)


def truth(*values, condition="scan"):
    records = [
        {"kind": "bpn", "first_page": 1, "last_page": 1, "fields": {name: item.get(name) for name in FIELD_NAMES}}
        for item in values
    ]
    return {"kind": "bpn", "layout": "bpn-bank", "condition": condition, "pages": 1, "records": records}


def test_right_wrong_and_missing_fields():
    wanted = {"ntpn": NTPN, "stan": "563515", "ntb": "000022763695"}
    read = record({"ntpn": NTPN, "stan": "563575"}, ntb="missing")
    found = {mark.field: mark for mark in forms_score.marks(0, "a", truth(wanted), [read])}
    assert set(found) == {"ntpn", "stan", "ntb"}
    assert found["ntpn"].right
    assert found["stan"].silent
    assert not found["ntb"].right
    assert not found["ntb"].silent


def test_an_invented_value_is_an_error():
    (mark,) = forms_score.marks(0, "a", truth({}), [record({"ntpn": NTPN})])
    assert mark.silent


def test_a_lost_proof_is_silent_and_an_invented_one_too():
    lost = forms_score.marks(0, "a", truth({"ntpn": NTPN}), [])
    invented = forms_score.marks(0, "a", truth(), [record({"ntpn": NTPN})])
    assert [mark.silent for mark in lost + invented] == [True, True]


def test_proofs_are_paired_by_what_they_share():
    one, two = {"ntpn": NTPN, "stan": "1"}, {"ntpn": "8F00000000000001", "stan": "2"}
    found = forms_score.marks(0, "a", truth(one, two), [record(two), record(one)])
    assert all(mark.right for mark in found)


def test_a_damaged_proof_does_not_take_the_record_of_another_that_resembles_it_more():
    sheet = {"kode_billing": "046234635876225", "tahun_pajak": "2025"}
    first = sheet | {"kode_jenis_setoran": "100", "jumlah": "57600.00"}
    second = sheet | {"kode_jenis_setoran": "100", "jumlah": "50000.00", "masa_pajak": "08"}
    damaged = {"kode_billing": sheet["kode_billing"], "jumlah": first["jumlah"]}
    found = forms_score.marks(0, "a", truth(first, second), [record(damaged), record(second)])
    assert {mark.value for mark in found if mark.field == "jumlah" and mark.right} == {"57600.00", "50000.00"}


def test_case_and_spaces_of_the_words_do_not_count_but_letters_do():
    wanted = {"terbilang": "Satu Juta Rupiah"}
    assert forms_score.marks(0, "a", truth(wanted), [record({"terbilang": "SATU  JUTA RUPIAH"})])[0].right
    assert not forms_score.marks(0, "a", truth(wanted), [record({"terbilang": "SATU JUTA"})])[0].right


def test_shares_and_straight_through():
    good, bad = record({"stan": "1"}), record({"stan": "2"})
    marks = forms_score.marks(0, "a", truth({"stan": "1"}), [good])
    marks += forms_score.marks(1, "b", truth({"stan": "1"}), [bad])
    marks += forms_score.marks(2, "c", truth({"stan": "1"}), [record({"stan": "1"}, stan="unverified")])
    marks += forms_score.marks(3, "d", truth({"stan": "1"}, condition="fax"), [record({}, stan="missing")])
    total = forms_score.shares(marks, lambda mark: "all")["all"]
    assert total == {"fields": 4, "exact": 0.5, "marked": 0.5, "silent": 1, "silent_rate": 0.25}
    assert forms_score.straight_through(marks) == {"documents": 3, "rate": pytest.approx(2 / 3), "with_an_error": 1}


def test_calibration_groups_by_confidence():
    marks = forms_score.marks(0, "a", truth({"stan": "1", "ntb": "2"}), [record({"stan": "1", "ntb": "3"})])
    (row,) = forms_score.calibration(marks)
    assert (row["from"], row["values"], row["exact"]) == (0.9, 2, 0.5)


def test_the_calibration_error_is_the_mean_gap_over_all_values():
    rows = [
        {"values": 3, "confidence": 0.9, "exact": 1.0},
        {"values": 1, "confidence": 0.5, "exact": 0.3},
    ]
    assert forms_score.calibration_error(rows) == pytest.approx((3 * 0.1 + 0.2) / 4)
    assert forms_score.calibration_error([]) == 0.0


def test_the_failure_page_shows_crop_truth_and_value():
    picture = np.full((100, 200), 255, np.uint8)
    drawn = Drawn(Upload("a.jpg", b""), truth({"stan": "1"}), (), (picture,), {(0, "stan"): (1, Box(10, 10, 60, 30))})
    (mark,) = forms_score.marks(0, "<a>", drawn.truth, [record({"stan": "7"})])
    page = forms_report.failures_page([forms_report.failure(mark, drawn, "forms", "1")])
    assert "data:image/png;base64," in page
    assert "&lt;a&gt;" in page
    assert re.search("<code>1</code>.*<code>7</code>", page)
    assert 'class="silent"' in page


def test_figures_of_a_tally_make_a_report():
    tally = forms.Tally()
    picture = np.full((20, 20), 255, np.uint8)
    drawn = Drawn(Upload("a.jpg", b""), truth({"stan": "1"}), (), (picture,), {})
    tally.add(0, drawn, [record({"stan": "7"})], ((), 0))
    report = forms_report.markdown(forms.figures(tally, 1.0))
    assert "| silent errors | 1 of 1 = 100.000% | ≤ 0.1 % |" in report
    assert "| stan | none: silent | 1 |" in report
    assert "| no such place | 1 |" in report


@pytest.mark.parametrize(
    ("words", "whose"),
    [
        ([], "recogniser: nothing read at the place"),
        ([Word("STAN : 563575", Box(20, 20, 240, 60), 0.9)], "recogniser: misread characters"),
        ([Word("STAN : 563515", Box(20, 20, 240, 60), 0.9)], "forms"),
        ([Word("STAN", Box(20, 20, 80, 60), 0.9)], "recogniser: nothing read at the place"),
    ],
)
def test_the_cause_is_told_by_the_words_read_at_the_values_place(words, whose):
    picture = np.full((50, 200), 255, np.uint8)
    printed = PageText(1, 200, 50, (Word("STAN : 563515", Box(10, 10, 120, 30), 1.0),), "ocr", 0.0)
    drawn = Drawn(
        Upload("a.jpg", b""),
        truth({"stan": "563515"}),
        (printed,),
        (picture,),
        {(0, "stan"): (1, Box(65, 10, 120, 30))},
    )
    (mark,) = forms_score.marks(0, "a", drawn.truth, [record({}, stan="missing")])
    read = PageText(1, 400, 100, tuple(words), "ocr", 0.0)
    assert forms_causes.cause(mark, drawn, [read])[0] == whose
