"""Only values of records without a mark are counted, and the report shows what a rate lets pass."""

from __future__ import annotations

from bench.assurance import count, report
from bench.documents import Drawn
from bench.forms import from_perfect_words
from ocr.document import Record


def spoilt(drawn: Drawn) -> tuple[tuple[Record, ...], int]:
    """Perfect words, but every STAN wrong and without a mark."""
    records, failed = from_perfect_words(drawn)
    wrong = (r.with_field(r.fields["stan"].__class__("stan", "000000", confidence=0.95)) for r in records)
    return tuple(wrong), failed


def test_wrong_values_are_counted_under_their_evidence() -> None:
    found = count(spoilt, 8, 1)
    values, wrong = found["cells"]["value, fair"]
    assert wrong >= len(found["kept"]) > 0
    assert values >= wrong
    assert all(is_wrong for _, is_wrong in found["kept"])


def test_perfect_words_leave_nothing_wrong_and_the_report_says_so() -> None:
    found = count(from_perfect_words, 8, 1)
    assert sum(wrong for _, wrong in found["cells"].values()) == 0
    text = report(found)
    assert "0 of those with a wrong value" in text
    assert "| 10.0% |" in text
