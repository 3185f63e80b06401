"""Golden pairs: every sample beside its truth, read by the real engine from file to record."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ocr import pipeline
from ocr.document import Field, Record, Upload
from ocr.reader import Reader, open_reader
from ocr.settings import load_settings

SAMPLES = Path(__file__).parent.parent / "samples"
SETTINGS = load_settings({"OMP_NUM_THREADS": "2"})
TRUTHS = sorted(SAMPLES.glob("*.json"))
# Of all values on all samples, scans, photos, fax and thermal paper included.
MIN_RIGHT_SHARE = 0.97


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    reader = open_reader(SETTINGS)
    yield reader
    reader.close()


@pytest.fixture(scope="module")
def read_samples(reader: Reader) -> dict[str, tuple[dict[str, Any], tuple[Record, ...]]]:
    """Truth and records by the sample's name, each file read once."""
    found = {}
    for path in TRUTHS:
        truth = json.loads(path.read_text(encoding="utf-8"))
        file = next(other for other in SAMPLES.glob(f"{path.stem}.*") if other.suffix != ".json")
        records: tuple[Record, ...] = ()
        for event in pipeline.read(Upload(file.name, file.read_bytes()), reader, SETTINGS):
            assert not isinstance(event, pipeline.PageFailed), f"{file.name}: {event}"
            if isinstance(event, pipeline.RecordsFound):
                records = event.records
        found[path.stem] = truth, records
    return found


def fields_with_truth(truth: dict[str, Any], records: tuple[Record, ...]) -> list[tuple[Field, str | None]]:
    """Every field beside the value that stands on the paper."""
    return [
        (record.fields[name], value)
        for record, wanted in zip(records, truth["records"], strict=True)
        for name, value in wanted["fields"].items()
    ]


@pytest.mark.parametrize("name", [path.stem for path in TRUTHS])
def test_kind_and_pages_are_found(name: str, read_samples: dict[str, Any]) -> None:
    truth, records = read_samples[name]
    assert [(r.kind, r.first_page, r.last_page) for r in records] == [
        (w["kind"], w["first_page"], w["last_page"]) for w in truth["records"]
    ]


@pytest.mark.parametrize("name", [path.stem for path in TRUTHS])
def test_no_wrong_value_is_silent(name: str, read_samples: dict[str, Any]) -> None:
    truth, records = read_samples[name]
    silent = [
        (field.name, field.value, value)
        for field, value in fields_with_truth(truth, records)
        if field.value != value and not field.review and not field.source
    ]
    assert silent == []


@pytest.mark.parametrize(
    "name",
    [path.stem for path in TRUTHS if json.loads(path.read_text(encoding="utf-8"))["condition"] == "born-digital"],
)
def test_digital_documents_are_exact_and_need_no_eyes(name: str, read_samples: dict[str, Any]) -> None:
    truth, records = read_samples[name]
    pairs = fields_with_truth(truth, records)
    assert [
        (field.name, field.value, value) for field, value in pairs if field.value != value and not field.source
    ] == []
    assert [field.name for field, _ in pairs if field.review] == []


def test_nearly_all_values_of_all_samples_are_right(read_samples: dict[str, Any]) -> None:
    pairs = [pair for truth, records in read_samples.values() for pair in fields_with_truth(truth, records)]
    right = sum(field.value == value or bool(field.source) for field, value in pairs)
    assert right / len(pairs) >= MIN_RIGHT_SHARE


def test_every_value_found_says_where_it_stands(read_samples: dict[str, Any]) -> None:
    for truth, records in read_samples.values():
        for field, _ in fields_with_truth(truth, records):
            if field.value is not None and not field.source and field.name != "mata_uang":
                assert field.box is not None
                assert field.page is not None
