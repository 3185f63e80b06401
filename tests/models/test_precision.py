from pathlib import Path

import pytest

from ocr.models import precision
from ocr.models.cache import Installed

SECONDS = {"int8": 0.03, "bf16": 0.02, "f32": 0.05}


class FakeCore:
    """Answers as OpenVINO's Core does for a CPU of the given abilities."""

    def __init__(self, *abilities: str, name: str = "Some CPU"):
        self.properties = {"OPTIMIZATION_CAPABILITIES": list(abilities), "FULL_DEVICE_NAME": name}

    def get_property(self, device, name):
        return self.properties[name]


@pytest.fixture
def measured(monkeypatch):
    """Replaces the stopwatch; the list holds every precision timed."""
    timed = []

    def timer(core, model, threads, pixels):
        def seconds(candidate):
            timed.append(candidate)
            return SECONDS[candidate]

        return seconds

    monkeypatch.setattr(precision, "_timer", timer)
    return timed


def _model(folder: Path, **changed) -> Installed:
    parity = {"letters_changed_f32": 0.0, "letters_changed_bf16": 0.0, "letters_changed_int8": 0.0, **changed}
    return Installed("net", folder, "0" * 64, {}, {}, parity)


def test_the_fastest_measured_precision_wins(tmp_path, measured):
    assert precision.detector_precision(FakeCore("BF16", "INT8"), _model(tmp_path), 2) == "bf16"


def test_without_bf16_it_is_not_tried(tmp_path, measured):
    assert precision.detector_precision(FakeCore("FP32", "INT8"), _model(tmp_path), 2) == "int8"
    assert "bf16" not in measured


def test_a_cpu_is_measured_once(tmp_path, measured):
    precision.detector_precision(FakeCore("BF16"), _model(tmp_path), 2)
    first = len(measured)
    precision.detector_precision(FakeCore("BF16"), _model(tmp_path), 2)
    assert len(measured) == first
    precision.detector_precision(FakeCore("BF16", name="Another CPU"), _model(tmp_path), 2)
    assert len(measured) == 2 * first


def test_a_precision_that_reads_differently_is_not_used(tmp_path, measured):
    model = _model(tmp_path, letters_changed_bf16=0.01)
    assert precision.recogniser_precision(FakeCore("BF16"), model, 2, 48) == "int8"


def test_an_unwritable_or_broken_note_is_no_failure(tmp_path, measured):
    (tmp_path / precision.NOTES).write_text("{broken")
    assert precision.detector_precision(FakeCore("BF16"), _model(tmp_path), 2) == "bf16"
    assert precision.detector_precision(FakeCore("BF16"), _model(tmp_path / "gone"), 2) == "bf16"
