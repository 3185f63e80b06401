"""The fastest precision of this machine, measured: a CPU without int8 dot products may be quicker in another.

Separate because both the builder and a server started on another CPU than the builder's ask it; the answer is noted
per CPU in the cache. Imports the cache and OpenVINO.
"""

from __future__ import annotations

import json
import logging
import os
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from ocr.models.cache import Installed
from ocr.models.parity import MAX_LETTERS_CHANGED

log = logging.getLogger(__name__)

Precision = Literal["int8", "bf16", "f32"]

NOTES = "precision.json"
ROUNDS = 3
DETECTOR_PROBE = (1, 96, 800, 3)
RECOGNISER_PROBE = (4, 256)
"""Small inputs, lines and width of the recogniser's: the ratio between precisions is what counts, and a start may not wait long."""


def detector_precision(core: Any, model: Installed, threads: int) -> Precision:
    """The fastest of int8, bf16 (where the CPU has it) and f32 for the detector."""
    return _noted(core, model, threads, ("int8", *_float_precisions(core)), DETECTOR_PROBE)


def recogniser_precision(core: Any, model: Installed, threads: int, height: int) -> Precision:
    """The fastest of int8, bf16 and f32 of those whose text the build found to be torch's; lines `height` high."""
    candidates: tuple[Precision, ...] = ("int8", *_float_precisions(core))
    allowed = tuple(p for p in candidates if model.parity[f"letters_changed_{p}"] <= MAX_LETTERS_CHANGED)
    count, width = RECOGNISER_PROBE
    return _noted(core, model, threads, allowed, (count, 1, height, width))


def compiled(core: Any, model: Installed, precision: Precision, threads: int) -> Any:
    """`model` compiled for one stream of `threads` threads."""
    placing = {
        "INFERENCE_NUM_THREADS": threads,
        "NUM_STREAMS": 1,
        "CPU_RUNTIME_CACHE_CAPACITY": 0,  # the library below keeps the same per shape: twice costs 86 MB and spares 3 %
        "ENABLE_CPU_PINNING": False,  # several workers share the cores; pinned ones would all sit on the first
    }
    return core.compile_model(str(model.path(precision)), "CPU", {**options(precision), **placing})


def options(precision: Precision) -> dict[str, Any]:
    """OpenVINO's properties for `precision`. Under int8 the layers left in float run in bf16, where the CPU has it."""
    return {"INFERENCE_PRECISION_HINT": "f32" if precision == "f32" else "bf16"}


def fastest(seconds: Callable[[Precision], float], candidates: tuple[Precision, ...]) -> dict[Precision, float]:
    """Best of `ROUNDS` timings of each candidate, fastest first."""
    timings = {candidate: min(seconds(candidate) for _ in range(ROUNDS)) for candidate in candidates}
    return dict(sorted(timings.items(), key=lambda item: item[1]))


def _float_precisions(core: Any) -> tuple[Precision, ...]:
    return ("bf16", "f32") if "BF16" in core.get_property("CPU", "OPTIMIZATION_CAPABILITIES") else ("f32",)


def _noted(
    core: Any, model: Installed, threads: int, candidates: tuple[Precision, ...], probe: tuple[int, ...]
) -> Precision:
    """The noted choice for this CPU, or a new measurement, noted where the cache can be written."""
    if len(candidates) == 1:
        return candidates[0]
    path = model.folder / NOTES
    key = f"{core.get_property('CPU', 'FULL_DEVICE_NAME')} {','.join(candidates)} {threads} threads"
    notes = _read_notes(path)
    if key not in notes:
        pixels = np.full(probe, 127, np.uint8)
        notes[key] = {p: round(s, 5) for p, s in fastest(_timer(core, model, threads, pixels), candidates).items()}
        _write_notes(path, notes)
        log.info("%s: measured %s", model.name, notes[key])
    choice: Precision = min(candidates, key=lambda precision: notes[key][precision])
    return choice


def _timer(core: Any, model: Installed, threads: int, pixels: NDArray[np.uint8]) -> Callable[[Precision], float]:
    requests: dict[Precision, Any] = {}

    def seconds(precision: Precision) -> float:
        if precision not in requests:
            requests[precision] = compiled(core, model, precision, threads).create_infer_request()
            requests[precision].infer({0: pixels})
        started = time.perf_counter()
        requests[precision].infer({0: pixels})
        return time.perf_counter() - started

    return seconds


def _read_notes(path: Path) -> dict[str, dict[str, float]]:
    try:
        notes: dict[str, dict[str, float]] = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return {}
    return notes


def _write_notes(path: Path, notes: Mapping[str, Mapping[str, float]]) -> None:
    temporary = path.with_suffix(f".{os.getpid()}.tmp")
    try:
        temporary.write_text(json.dumps(notes, indent=1), encoding="utf-8")
        temporary.replace(path)
    except OSError:
        log.info("%s cannot be written: precision is measured at every start", path)
