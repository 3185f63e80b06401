"""Compares records with their truth: right, wrong, marked or silent, by field, kind and condition.

Separate so that the figures can be tested without a reader. A field counts when the truth or the record has a value.
Values are compared exactly; only `terbilang` is compared without regard to case and spaces, since its case is a typeface.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from scipy.optimize import linear_sum_assignment

from bench.documents import CLEAN
from ocr.document import FIELD_NAMES, Box, Record

BINS = (0.0, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999, 1.0)
"""Lower edges of the calibration table; the last holds exactly 1."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One field of one proof: what stands there, what was read, and whether a person is sent to look."""

    document: int
    name: str
    kind: str
    condition: str
    record: int
    field: str
    truth: str | None
    value: str | None
    review: str | None
    confidence: float
    page: int | None = None
    box: Box | None = None

    @property
    def right(self) -> bool:
        """Whether the value is the truth."""
        return same(self.field, self.truth, self.value)

    @property
    def silent(self) -> bool:
        """Wrong or missing, and nobody is told."""
        return not self.right and self.review is None


def same(field: str, truth: str | None, value: str | None) -> bool:
    """Whether a value is the truth."""
    if field == "terbilang" and truth and value:
        return "".join(truth.split()).casefold() == "".join(value.split()).casefold()
    return truth == value


def marks(document: int, name: str, truth: dict[str, Any], records: Sequence[Record]) -> list[Mark]:
    """Every field of a document that counts; a proof that was not found is missing in silence, so is an invented one."""
    found: list[Mark] = []
    pairs = paired(truth["records"], records)
    for number, (expected, record) in enumerate(pairs):
        for field in FIELD_NAMES:
            item = record.fields[field] if record else None
            wanted = expected["fields"][field] if expected else None
            value = item.value if item else None
            if wanted is None and value is None:
                continue
            review, confidence = (item.review, item.confidence) if item else (None, 0.0)
            place = (item.page, item.box) if item else (None, None)
            found.append(
                Mark(
                    document,
                    name,
                    truth["layout"],
                    truth["condition"],
                    number,
                    field,
                    wanted,
                    value,
                    review,
                    confidence,
                    *place,
                )
            )
    return found


def paired(
    expected: Sequence[dict[str, Any]], records: Sequence[Record]
) -> list[tuple[dict[str, Any] | None, Record | None]]:
    """Truth and record, each once, so that the pairs agree in the most fields together; what is left over stands alone."""
    # Of ways that agree alike the one that keeps the order of both.
    alike = [
        [_agreement(item, record) - abs(row - column) / 1000 for column, record in enumerate(records)]
        for row, item in enumerate(expected)
    ]
    rows, columns = linear_sum_assignment(alike, maximize=True) if expected and records else ([], [])
    chosen = dict(zip(map(int, rows), map(int, columns), strict=True))
    numbers = [chosen.get(row) for row in range(len(expected))]
    pairs: list[tuple[dict[str, Any] | None, Record | None]] = [
        (item, None if number is None else records[number]) for item, number in zip(expected, numbers, strict=True)
    ]
    return pairs + [(None, record) for number, record in enumerate(records) if number not in numbers]


def _agreement(expected: dict[str, Any], record: Record) -> int:
    return sum(value is not None and record.value(name) == value for name, value in expected["fields"].items())


def shares(found: Iterable[Mark], axis: Callable[[Mark], str]) -> dict[str, dict[str, float]]:
    """Per value of `axis`: fields, share right, share marked, silent errors and their share."""
    groups: dict[str, list[Mark]] = defaultdict(list)
    for mark in found:
        groups[axis(mark)].append(mark)
    return {key: _share(group) for key, group in groups.items()}


def _share(group: Sequence[Mark]) -> dict[str, float]:
    count = len(group)
    silent = sum(mark.silent for mark in group)
    return {
        "fields": count,
        "exact": sum(mark.right for mark in group) / count,
        "marked": sum(mark.review is not None for mark in group) / count,
        "silent": silent,
        "silent_rate": silent / count,
    }


def straight_through(found: Iterable[Mark]) -> dict[str, float]:
    """Clean documents, the share that nobody has to look at, and how many of those hold an error all the same."""
    documents: dict[int, list[Mark]] = defaultdict(list)
    for mark in found:
        if mark.condition in CLEAN:
            documents[mark.document].append(mark)
    unmarked = [group for group in documents.values() if all(mark.review is None for mark in group)]
    wrong = sum(any(not mark.right for mark in group) for group in unmarked)
    return {"documents": len(documents), "rate": len(unmarked) / max(1, len(documents)), "with_an_error": wrong}


def calibration(found: Iterable[Mark]) -> list[dict[str, float]]:
    """How often a value of a confidence is right: from, to, values, mean confidence, share right."""
    groups: dict[int, list[Mark]] = defaultdict(list)
    for mark in found:
        if mark.value is not None:
            groups[sum(mark.confidence >= edge for edge in BINS) - 1].append(mark)
    rows = []
    for index in sorted(groups):
        group = groups[index]
        rows.append(
            {
                "from": BINS[index],
                "to": BINS[min(index + 1, len(BINS) - 1)],
                "values": len(group),
                "confidence": sum(mark.confidence for mark in group) / len(group),
                "exact": sum(mark.right for mark in group) / len(group),
            }
        )
    return rows


def calibration_error(rows: Sequence[dict[str, float]]) -> float:
    """The mean gap between confidence and share right over the groups of `calibration`, each as heavy as its values are many."""
    gaps = sum(row["values"] * abs(row["confidence"] - row["exact"]) for row in rows)
    return gaps / max(1.0, sum(row["values"] for row in rows))
