import numpy as np
import pytest

from bench import accuracy, accuracy_documents, accuracy_pages
from bench.documents import CONDITIONS, draw
from bench.engine_score import COMPARED, score
from bench.marks import new_marks, table
from ocr.document import Box
from training.data import Line
from training.pages import Piece


def line(text, kind="ntpn", condition="fax"):
    return Line(np.zeros((64, 64), np.uint8), text, kind, condition)


def test_marks_count_spaces_only_where_said():
    found = accuracy.marks([line("A B"), line("C", "word")], ["AB", "C"])
    assert found["total"]["all"] == [False, True]
    assert found["total"]["nospace"] == [True, True]
    assert found["total"]["proof"] == [False]
    assert found["ntpn"] == {"fax": [False]}
    assert found["kind"]["word"] == [True]


def test_a_table_has_a_row_per_condition_and_a_column_per_engine():
    ours, theirs = new_marks(), new_marks()
    ours["condition"]["fax"] += [True, True, False, True]
    theirs["condition"]["fax"] += [False, True, False, True]
    rows = table("condition", "condition", {"ours": ours, "theirs": theirs}).splitlines()
    assert rows[0] == "| condition | values | ours | theirs |"
    assert rows[2] == "| fax | 4 | 75.0 | 50.0 |"


def test_lines_that_nobody_reads_are_counted():
    lines = [line("A"), line("B"), line("C C", condition="easy")]
    texts = {"one": ["A", "x", "CC"], "two": ["y", "z", "q"]}
    assert accuracy.unreadable(lines, texts) == {"fax": 0.5, "easy": 0.0}


def test_a_value_is_what_stands_on_its_row_left_to_right():
    corners = np.array([[100, 50], [200, 50], [200, 70], [100, 70]], np.float32)
    found = [
        ("56", Box(150, 48, 210, 72)),
        ("12 34", Box(95, 48, 148, 72)),
        ("below", Box(100, 75, 200, 95)),
        ("right", Box(230, 50, 300, 70)),
    ]
    assert accuracy_pages.read_at(Piece("123456", "stan", corners), found) == "123456"


def test_an_engine_is_credited_only_for_whole_values(monkeypatch):
    corners = np.array([[0, 0], [60, 0], [60, 20], [0, 20]], np.float32)
    page = ("fax", np.zeros((30, 80), np.uint8), [Piece("123456", "stan", corners), Piece("x", "word", corners)])

    class Engine:
        name = "fake"

        def read(self, pixels):
            return [("12345", Box(0, 0, 60, 20))]

    monkeypatch.setattr(accuracy_pages, "page_engine", lambda name: Engine())
    results, _ = accuracy_pages.measure_pages([page], ["fake"])
    assert results["fake"]["total"]["all"] == [False]


def test_held_out_proofs_are_spread_over_the_conditions(monkeypatch):
    monkeypatch.setattr(accuracy_documents, "draw", lambda split, index, seed: (split, index, seed))
    chosen = accuracy_documents.held_out(15, 742)
    assert [condition for condition, _ in chosen] == [c for c in CONDITIONS for _ in range(15)]
    assert {(split, seed) for _, (split, _, seed) in chosen} == {("test", 742)}


def test_every_value_of_a_proof_is_right_or_wrong():
    fields = {"ntpn": "4C2U16P1BBJ5T5E6", "stan": "563515", "jumlah": "100000.00", "nama_wajib_pajak": None}

    class Document:
        truth = {"records": [{"fields": fields}]}

    found = new_marks()
    accuracy_documents.mark_document(found, "fax", Document(), "NTPN 4C2U16P1BBJ5TSE6 STAN 563 515 Rp 100.000,00")
    assert found["ntpn"] == {"fax": [False], "all": [False]}
    assert found["kind"] == {"ntpn": [False], "stan": [True], "jumlah": [True]}
    assert found["total"]["all"] == [False, True, True]


@pytest.mark.parametrize("index", [0, 3, 7, 8, 9, 22, 37])
def test_every_value_is_found_in_what_was_printed(index):
    # The symptom: "7 November 2024" and "07 Nop 2024" counted as misread by every engine.
    drawn = draw("test", index)
    printed = "\n".join(word.text for page in drawn.page_texts for word in page.words)
    whole = score(drawn.truth, printed, COMPARED)
    assert whole.found == whole.values > 0
