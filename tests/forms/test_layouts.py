"""Every known layout, as a text layer and as a recogniser's boxes, straight, skew and in any order."""

import random
from dataclasses import replace
from datetime import date

import pytest

from ocr.document import FIELD_NAMES
from ocr.forms import find_records
from tests.forms.drawn import page
from tests.forms.layouts import LAYOUTS

TODAY = date(2026, 6, 1)


def values(record):
    return {name: record.value(name) for name in FIELD_NAMES if record.value(name) is not None}


@pytest.mark.parametrize("name", LAYOUTS)
@pytest.mark.parametrize(("source", "slope"), [("text", 0.0), ("ocr", 0.0), ("ocr", 0.012), ("ocr", -0.012)])
def test_layout_is_read_whole_without_a_mark(name, source, slope):
    example = LAYOUTS[name]
    pages = [page(lines, number=i, source=source, slope=slope) for i, lines in enumerate(example.pages, 1)]
    records = find_records(pages, today=TODAY)
    assert [values(r) for r in records] == [{**example.truth, **row} for row in example.rows]
    assert {r.kind for r in records} == {example.kind}
    assert {(r.first_page, r.last_page) for r in records} == {(1, len(pages))}
    assert [r.review for r in records] == [()] * len(example.rows)


@pytest.mark.parametrize("name", LAYOUTS)
def test_order_of_the_text_layer_does_not_matter(name):
    example = LAYOUTS[name]
    pages = [page(lines, number=i) for i, lines in enumerate(example.pages, 1)]
    order = random.Random(7)
    shuffled = [replace(p, words=tuple(order.sample(p.words, len(p.words)))) for p in pages]
    assert [values(r) for r in find_records(shuffled, today=TODAY)] == [
        values(r) for r in find_records(pages, today=TODAY)
    ]
