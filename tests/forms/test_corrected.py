"""What the rules say after a person changed a value: no proof outlives it, no contradiction goes unmarked."""

from dataclasses import replace
from datetime import date

import pytest

from ocr.forms import find_records, with_corrections
from tests.forms.drawn import BCA, page
from tests.forms.layouts import CORETAX_BILLING, CORETAX_BPN

TODAY = date(2026, 6, 1)


def read(*pages):
    return find_records(pages, today=TODAY)


def typed(record, **values):
    """`record` as it is stored once a person typed these values."""
    for name, value in values.items():
        given = replace(record.fields[name], value=value, confidence=1.0, checks=(), review=None, changed_by="Ani")
        record = record.with_field(given)
    return record


def corrected(record, **values):
    return with_corrections(typed(record, **values), TODAY)


def outcomes(record, name):
    return {check.name: check.outcome for check in record.fields[name].checks}


@pytest.fixture
def bca():
    (record,) = read(page(BCA, source="ocr"))
    assert (record.value("jumlah"), record.review) == ("1250000.00", ())
    assert outcomes(record, "terbilang")["terbilang_jumlah"] == "proves"
    return record


def test_a_record_nobody_changed_is_itself(bca):
    assert with_corrections(bca, TODAY) is bca


@pytest.mark.parametrize("name", ["jumlah", "terbilang"])
def test_a_wrong_amount_typed_is_no_longer_proved_by_its_words_and_both_are_marked(bca, name):
    wrong = {"jumlah": "125000000.00", "terbilang": "SATU JUTA RUPIAH"}[name]
    now = corrected(bca, **{name: wrong})
    for field in ("jumlah", "terbilang"):
        assert outcomes(now, field)["terbilang_jumlah"] == "contradicts"
    assert now.review == ("jumlah", "terbilang")


def test_a_corrected_amount_that_equals_its_words_is_proved_and_the_mark_of_the_words_goes():
    lines = [[(x, t.replace("1.250.000,00", "1.260.000,00")) for x, t in line] for line in BCA]
    (record,) = read(page(lines, source="ocr"))
    assert record.fields["terbilang"].review == "breaks_rule"
    now = corrected(record, jumlah="1250000.00")
    assert outcomes(now, "terbilang")["terbilang_jumlah"] == "proves"
    assert {"jumlah", "terbilang"}.isdisjoint(now.review)


def test_a_mark_whose_contradiction_was_emptied_stays_one_to_look_at():
    lines = [[(x, t.replace("1.250.000,00", "1.260.000,00")) for x, t in line] for line in BCA]
    (record,) = read(page(lines, source="ocr"))
    assert corrected(record, terbilang=None).fields["jumlah"].review == "unverified"


def test_a_payment_typed_into_the_future_is_marked(bca):
    assert corrected(bca, tanggal="2062-02-04").fields["tanggal"].review == "breaks_rule"


def test_codes_are_named_anew_when_one_of_them_is_corrected(bca):
    now = corrected(bca, kode_jenis_setoran="999")
    assert outcomes(now, "kode_akun_pajak")["tabel_kap_kjs"] == "cannot_tell"
    assert now.fields["kode_akun_pajak"].review is None


def test_what_no_correction_touches_keeps_the_readers_verdict(bca):
    now = corrected(bca, stan="563516")
    assert {n: now.fields[n] for n in now.fields if n != "stan"} == {
        n: bca.fields[n] for n in bca.fields if n != "stan"
    }


@pytest.mark.parametrize(
    "pages",
    [
        (page(CORETAX_BILLING.pages[0]),),
        (page(CORETAX_BPN.pages[0]), page(CORETAX_BILLING.pages[0], number=2)),
    ],
    ids=["billing", "paid"],
)
def test_words_of_all_details_say_nothing_of_the_amount_of_one(pages):
    for record in read(*pages):
        assert "terbilang_jumlah" not in outcomes(record, "terbilang")
        now = corrected(record, jumlah="10000001.00")
        assert now.review == record.review
        assert "terbilang_jumlah" not in outcomes(now, "jumlah") | outcomes(now, "terbilang")


def test_texts_that_are_no_period_stop_no_rule(bca):
    assert corrected(bca, tahun_pajak="X" * 40, masa_pajak="?").value("tahun_pajak") == "X" * 40
