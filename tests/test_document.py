"""What travels comes back the same after storage."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr.document import (
    FIELD_NAMES,
    Box,
    Char,
    Check,
    Field,
    PageText,
    Record,
    Slope,
    Upload,
    Word,
    page_text_from_dict,
    page_text_to_dict,
    record_from_dict,
    record_to_dict,
    typed_value,
)

tenths = st.integers(0, 30_000).map(lambda number: number / 10)
shares = st.integers(0, 10_000).map(lambda number: number / 10_000)
boxes = st.builds(Box, tenths, tenths, tenths, tenths)
chars = st.builds(
    Char, st.text(max_size=1), shares, st.lists(st.tuples(st.text(max_size=1), shares), max_size=3).map(tuple)
)
words = st.builds(Word, st.text(max_size=20), boxes, shares, st.lists(chars, max_size=4).map(tuple))
pages = st.builds(
    PageText,
    st.integers(1, 500), st.integers(1, 5000), st.integers(1, 5000), st.lists(words, max_size=5).map(tuple),
    st.sampled_from(["ocr", "text"]), tenths, st.sampled_from([0, 90, 180, 270]),
)  # fmt: skip
checks = st.builds(
    Check,
    st.text(max_size=9),
    st.sampled_from(["proves", "agrees", "cannot_tell", "contradicts"]),
    st.text(),
    st.text(),
)


@st.composite
def records(draw: st.DrawFn) -> Record:
    fields = {
        name: Field(
            name,
            draw(st.none() | st.text(max_size=20)),
            draw(st.text(max_size=20)),
            draw(shares),
            draw(st.none() | boxes),
            draw(st.none() | st.integers(1, 9)),
            draw(st.lists(checks, max_size=2).map(tuple)),
            draw(st.lists(chars, max_size=3).map(tuple)),
            draw(st.sampled_from([None, "read_badly", "breaks_rule", "missing", "unverified"])),
        )
        for name in FIELD_NAMES
    }
    return Record("bpn", 1, 2, fields, draw(st.lists(checks, max_size=2).map(tuple)))


@given(pages)
def test_page_text_round_trip(page: PageText) -> None:
    assert page_text_from_dict(json.loads(json.dumps(page_text_to_dict(page)))) == page


def test_a_page_keeps_its_slope_and_one_stored_before_has_none():
    page = PageText(1, 10, 10, (), "ocr", 0.0, slope=Slope(0.02, 1e-5, 9))
    written = json.loads(json.dumps(page_text_to_dict(page)))
    assert page_text_from_dict(written) == page
    del written["slope"]
    assert page_text_from_dict(written).slope is None


@given(records())
def test_record_round_trip(record: Record) -> None:
    assert record_from_dict(json.loads(json.dumps(record_to_dict(record)))) == record


@given(boxes, boxes)
def test_union_holds_both(one: Box, other: Box) -> None:
    both = one.union(other)
    for box in (one, other):
        assert both.left <= box.left
        assert both.top <= box.top
        assert both.right >= box.right
        assert both.bottom >= box.bottom


def test_values_are_typed() -> None:
    assert typed_value("jumlah", "12345678.50") == Decimal("12345678.50")
    assert str(typed_value("tanggal", "2024-01-15")) == "2024-01-15"
    assert typed_value("ntpn", "0012") == "0012"
    assert typed_value("jumlah", None) is None
    with pytest.raises(ValueError, match="isoformat"):
        typed_value("tanggal", "15/01/2024")


def test_kode_setor_joins_account_and_deposit_code() -> None:
    empty = Record("bpn", 1, 1, {name: Field(name, None) for name in FIELD_NAMES})
    assert empty.kode_setor is None
    kap = empty.with_field(Field("kode_akun_pajak", "411121"))
    assert kap.kode_setor == "411121"
    assert kap.with_field(Field("kode_jenis_setoran", "100")).kode_setor == "411121-100"


def test_a_check_speaks_both_languages() -> None:
    check = Check("ntpn", "contradicts", "NTPN terdiri dari 16 karakter.", "An NTPN has 16 characters.")
    assert check.sentence("id") == "NTPN terdiri dari 16 karakter."
    assert check.sentence("en") == "An NTPN has 16 characters."


def test_review_names_stand_in_form_order() -> None:
    record = Record("bpn", 1, 1, {name: Field(name, None) for name in FIELD_NAMES})
    for name in ("terbilang", "ntpn"):
        record = record.with_field(Field(name, "x", review="read_badly"))
    assert record.review == ("ntpn", "terbilang")


def test_uploads_are_known_by_content() -> None:
    assert Upload("a", b"x").sha256 == Upload("b", b"x").sha256
    assert Upload("a", b"x").sha256 != Upload("a", b"y").sha256
