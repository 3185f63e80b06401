"""Weights → compiled networks in the cache: verified, exported, quantised, compared with torch, then installed.

Separate because it is the one program that needs torch; the serving process only reads what it leaves behind.
Run as `python -m ocr models build`, before the first start and in the image's build stage.
"""

from __future__ import annotations

import contextlib
import fcntl
import importlib.metadata
import logging
import os
import shutil
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.errors import ModelTampered
from ocr.models import cache, calibration, precision, sources

log = logging.getLogger(__name__)

CALIBRATION_PAGES, CALIBRATION_LINES = 6, 96
PARITY_PAGES, PARITY_LINES = 2, 160
PARITY_SEED = 99
CANVAS_SIZE, CANVAS_ROWS = (707, 1000), 512
"""An A4 page on the default canvas, and the rows that calibration looks at: the drawn writing ends there."""
BUILD_LIBRARIES = ("torch", "easyocr", "nncf", "openvino")


class ParityError(RuntimeError):
    """A compiled network does not read as torch's does; it was not installed."""


def build(cache_folder: Path, names: Sequence[str]) -> tuple[cache.Installed, ...]:
    """The named detectors and recognisers and their seconds, built where not yet installed.

    Safe to run twice and by two at once: builders wait for each other, folders appear complete or not at all.
    Raises ModelMissing or ModelTampered for the weights, ParityError for a network that reads differently.
    """
    folder = cache.root(cache_folder)
    folder.mkdir(parents=True, exist_ok=True)
    with _one_builder(folder), _no_reporting_home():
        return tuple(
            _installed_or(cache_folder, sources.weights(name), _recipe(name)) for name in sources.with_seconds(names)
        )


def _recipe(name: str) -> Callable[[Path], dict[str, float]]:
    """What builds the network of that name in a folder."""
    if name in sources.available_detectors():
        return partial(_build_detector, sources.detector(name))
    return partial(_build_recogniser, sources.recogniser(name))


def _installed_or(
    cache_folder: Path, weights: sources.Weights, make: Callable[[Path], dict[str, float]]
) -> cache.Installed:
    """What is installed and whole, else what `make` builds in a temporary folder that is then renamed."""
    target = cache.folder_of(cache_folder, weights)
    versions = {name: importlib.metadata.version(name) for name in BUILD_LIBRARIES}
    if (target / cache.MANIFEST).is_file():
        with contextlib.suppress(ModelTampered):
            model = cache.verified(cache.installed(cache_folder, weights))
            if model.versions == versions:
                return model
    started = time.perf_counter()
    log.info("compiling %s, about a minute, once …", weights.name)
    sources.verified(weights)
    temporary = Path(tempfile.mkdtemp(prefix=".building-", dir=target.parent))
    try:
        parity = make(temporary)
        files = {path.name: sources.file_sha256(path) for path in sorted(temporary.glob("*.[xb]*"))}
        cache.write_manifest(cache.Installed(weights.name, temporary, weights.sha256, files, versions, parity))
        shutil.rmtree(target, ignore_errors=True)
        temporary.chmod(0o755)  # mkdtemp made it for this user only; the server may run as another
        temporary.replace(target)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    log.info("%s built in %.0f s: %s", weights.name, time.perf_counter() - started, parity)
    return cache.installed(cache_folder, weights)


def _build_detector(detector: sources.Detector, folder: Path) -> dict[str, float]:
    from ocr.models import export, parity
    from ocr.models.runtime import openvino as ov

    network = export.torch_detector(detector)
    model = export.export_detector(network)
    ov.save_model(model, folder / "float.xml", compress_to_fp16=True)
    ov.save_model(
        export.quantised_detector(model, _canvases(0, CALIBRATION_PAGES)), folder / "int8.xml", compress_to_fp16=True
    )
    ours = ov.Core().compile_model(str(folder / "int8.xml"), "CPU", precision.options("int8"))
    worst = max(
        parity.map_disagreement(ours(canvas)[0], _torch_scores(network, canvas))
        for canvas in _canvases(CALIBRATION_PAGES, PARITY_PAGES)
    )
    if worst > parity.MAX_DISAGREEMENT:
        raise ParityError(f"int8 detector differs from torch on {worst:.4f} of the map")
    return {"map_disagreement": round(worst, 6)}


def _build_recogniser(recogniser: sources.Recogniser, folder: Path) -> dict[str, float]:
    import torch

    from ocr.models import export, parity
    from ocr.models.runtime import openvino as ov

    network = export.torch_recogniser(recogniser)
    model = export.export_recogniser(network, recogniser.height)
    ov.save_model(model, folder / "float.xml", compress_to_fp16=True)
    samples = [line[None, None] for line in calibration.lines(CALIBRATION_LINES, recogniser.height)]
    ov.save_model(export.quantised_recogniser(model, samples), folder / "int8.xml", compress_to_fp16=True)
    parity_lines = calibration.lines(PARITY_LINES, recogniser.height, seed=PARITY_SEED)

    def reference(lines: NDArray[np.uint8]) -> NDArray[np.float32]:
        with torch.inference_mode():
            scores: NDArray[np.float32] = network(torch.from_numpy(lines[:, None] / np.float32(127.5) - 1)).numpy()
        return scores

    changed = {}
    forms: tuple[precision.Precision, ...] = ("f32", "bf16", "int8")
    for form in forms:
        path = folder / ("int8.xml" if form == "int8" else "float.xml")
        ours = ov.Core().compile_model(str(path), "CPU", precision.options(form))
        changed[f"letters_changed_{form}"] = parity.letters_changed(
            parity_lines, partial(_compiled_probabilities, ours), reference, recogniser.characters
        )
    if changed["letters_changed_f32"] > 0.0:
        raise ParityError(f"{recogniser.weights.name} in f32 does not read as torch does: {changed}")
    return {name: round(share, 6) for name, share in changed.items()}


def _compiled_probabilities(network: Any, lines: NDArray[np.uint8]) -> NDArray[np.float32]:
    return np.asarray(network(lines[:, None])[0], dtype=np.float32)


def _canvases(first: int, count: int) -> list[NDArray[np.uint8]]:
    """The upper halves, where the writing is, of the drawn pages `first`… as canvases (1, 512, W, 3)."""
    pages = calibration.pages(first + count)[first:]
    return [
        _upper_half(np.asarray(cv2.resize(page, CANVAS_SIZE, interpolation=cv2.INTER_AREA), dtype=np.uint8))[None]
        for page in pages
    ]


def _upper_half(canvas: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return np.pad(canvas[:CANVAS_ROWS], ((0, 0), (0, -canvas.shape[1] % 32), (0, 0)), mode="edge")


def _torch_scores(network: Any, canvas: NDArray[np.uint8]) -> NDArray[np.float32]:
    import torch

    from ocr.models.export import normalised

    torch.set_flush_denormal(True)
    with torch.inference_mode():
        scores: NDArray[np.float32] = network(torch.from_numpy(normalised(canvas))).numpy()
    return scores


@contextlib.contextmanager
def _one_builder(folder: Path) -> Iterator[None]:
    """Holds the cache's lock; the kernel lets it go when this process ends in whatever way."""
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def _no_reporting_home() -> Iterator[None]:
    """NNCF's and OpenVINO's usage reports off, and torch's exporter's warnings about its own internals unseen."""
    before = os.environ.get("NNCF_CI")
    os.environ["NNCF_CI"] = "1"  # NNCF's own switch: its telemetry becomes a stub
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        os.environ.pop("NNCF_CI")
        if before is not None:
            os.environ["NNCF_CI"] = before
