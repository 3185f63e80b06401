"""Where a page's milliseconds go, and what share of the machine's int8 arithmetic the detector reaches.

`python -m bench.profile` writes out/bench/profile.md; `--pages N` limits it. The limit is measured, not looked up:
a chain of 3×3 int8 convolutions whose maps stay in the cache, by the same library on the same threads.
"""

import argparse
import os
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, ParamSpec, TypeVar
from unittest import mock

import numpy as np

from bench.engine import SAMPLES, PageFile, sample_pages
from bench.report import OUT, command, machine, write_report
from ocr.document import PageImage, PageText, Upload
from ocr.forms import find_records
from ocr.intake import open_document
from ocr.models import cache, sources
from ocr.models.runtime import openvino as ov
from ocr.reader import compiled, detect, recognise
from ocr.reader.compiled import CompiledReader
from ocr.settings import Settings, load_settings

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

PARTS: Mapping[Any, Mapping[str, Sequence[str]]] = {
    detect: {
        "canvas": ("canvas_of", "scaled"),
        "ink": ("grey_of", "ink_mask", "ink_blocks", "packed", "band_width"),
        "regions": ("regions_of", "in_rows", "lone_regions", "usual_height"),
    },
    compiled: {
        "turn": ("lies_on_side", "turned"),
        "group": ("slope_of", "lines_of", "with_course", "bridged", "in_reading_order"),
        "cells": ("cell_strips", "outside"),
        "crop": ("strips_of", "strip_of"),
        "batch": ("readings_of",),
        "stamps": ("without_stamps", "without_grey_stamps", "surer_at"),
        "codes": ("beside_figures",),
        "figures": ("figures_alone", "says_a_figure"),
        "crosses": ("crossed_months",),
    },
    recognise: {"decode": ("read_line",), "weigh": ("weighed",)},
}
"""Which functions make which step, by the module that calls them; none of these hands its work back unfinished."""

STEPS = (
    *(
        "rasterise",
        "canvas",
        "ink",
        "detect",
        "regions",
        "turn",
        "group",
        "cells",
        "crop",
        "batch",
        "recognise",
        "read again",
    ),
    *("decode", "weigh", "stamps", "codes", "figures", "crosses", "else", "extract"),
)
ROUNDS = 3
PEAK_CHANNELS, PEAK_SIDE, PEAK_LAYERS, PEAK_RUNS = 256, 64, 10, 30


class Stopwatch:
    """Seconds by step, each without the steps within it; the least of the rounds is kept, as a busy machine only ever adds."""

    def __init__(self) -> None:
        self.best: dict[str, float] = {}
        self._now: dict[str, float] = defaultdict(float)
        self._within: list[float] = []

    def timed(self, step: str, work: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
        """`work`, whose time counts for `step` of this round."""

        def counted(*arguments: Arguments.args, **named: Arguments.kwargs) -> Result:
            self._within.append(0.0)
            started = time.perf_counter()
            try:
                return work(*arguments, **named)
            finally:
                took = time.perf_counter() - started
                self._now[step] += took - self._within.pop()
                if self._within:
                    self._within[-1] += took

        return counted

    def round_done(self) -> None:
        """Ends a round: what it took counts where it was the quickest."""
        for step, seconds in self._now.items():
            self.best[step] = min(seconds, self.best.get(step, seconds))
        self._now.clear()


class Shown:
    """Pixels of canvases, and those of them that the detector convolved."""

    def __init__(self) -> None:
        self.canvas = self.convolved = 0

    def counted(self, score_map: Callable[..., Result]) -> Callable[..., Result]:
        """`detect.score_map` whose canvas counts, and the bands it shows."""

        def counting(canvas: np.ndarray, ink: np.ndarray, score_band: detect.ScoreBand) -> Result:
            def band_counted(band: np.ndarray) -> np.ndarray:
                self.convolved += band.shape[0] * band.shape[1]
                return score_band(band)

            self.canvas += canvas.shape[0] * canvas.shape[1]
            return score_map(canvas, ink, band_counted)

        return counting


@contextmanager
def watched(reader: CompiledReader, watch: Stopwatch, shown: Shown) -> Iterator[None]:
    """The reader as it serves, each of its steps on the stopwatch."""
    networks, second = reader.networks, reader.networks.second_probabilities
    again = watch.timed("read again", second) if second else None
    with ExitStack() as patches:
        for module, steps in PARTS.items():
            for step, names in steps.items():
                own = {name: watch.timed(step, getattr(module, name)) for name in names}
                patches.enter_context(mock.patch.multiple(module, **own))
        patches.enter_context(mock.patch.object(detect, "score_map", shown.counted(detect.score_map)))
        patches.enter_context(mock.patch.object(networks, "scores", watch.timed("detect", networks.scores)))
        first = watch.timed("recognise", networks.probabilities)
        patches.enter_context(mock.patch.object(networks, "probabilities", first))
        patches.enter_context(mock.patch.object(type(networks), "second_probabilities", property(lambda _: again)))
        yield


def rims(settings: Settings, texts: Sequence[PageText], watch: Stopwatch) -> None:
    """Times what lies before and after reading: rasterising each PDF of the samples, finding records."""
    pages = 0
    for path in sorted(SAMPLES.glob("*.pdf")):
        document = open_document(Upload(path.name, path.read_bytes()), settings)
        for number in range(1, document.page_count + 1):
            watch.timed("rasterise", document.page)(number)
            pages += 1
    watch.timed("extract", find_records)(texts)
    watch.round_done()
    watch.best["rasterise"] /= max(1, pages)
    watch.best["extract"] /= max(1, len(texts))


def detector_operations_per_pixel(settings: Settings) -> float:
    """Multiplications and additions of the detector's convolutions per pixel of its input."""
    model = cache.installed(settings.ocr_model_cache, sources.detector(settings.ocr_detector).weights)
    network = ov.Core().read_model(str(model.path("f32")))
    side = 256
    network.reshape([1, side, side, 3])
    total = 0
    for operation in network.get_ordered_ops():
        if operation.get_type_name() == "Convolution":
            weights, output = operation.input(1).get_shape(), operation.output(0).get_shape()
            total += 2 * int(np.prod(weights)) * int(np.prod(output[2:]))
    return total / side**2


def int8_peak(threads: int) -> float:
    """Operations per second this machine reaches in int8: the best of many runs of a chain of 3×3 convolutions."""
    os.environ["NNCF_CI"] = "1"  # NNCF's switch against usage reports
    import nncf

    ops = ov.opset13
    channels, side = PEAK_CHANNELS, PEAK_SIDE
    pixels = current = ops.parameter([1, channels, side, side], ov.Type.f32)
    numbers = np.random.default_rng(1)
    for _ in range(PEAK_LAYERS):
        weights = ops.constant(numbers.normal(0, 0.03, (channels, channels, 3, 3)).astype(np.float32))
        current = ops.relu(ops.convolution(current, weights, [1, 1], [1, 1], [1, 1], [1, 1]))
    data = numbers.random((1, channels, side, side), np.float32)
    model = nncf.quantize(ov.Model([current], [pixels]), nncf.Dataset([data]), subset_size=1)
    options = {"INFERENCE_NUM_THREADS": threads, "INFERENCE_PRECISION_HINT": "f32", "ENABLE_CPU_PINNING": False}
    request = ov.Core().compile_model(model, "CPU", options).create_infer_request()
    seconds = []
    for _ in range(PEAK_RUNS):
        started = time.perf_counter()
        request.infer({0: data})
        seconds.append(time.perf_counter() - started)
    return PEAK_LAYERS * 2 * 9 * channels * channels * side * side / min(seconds)


def report(settings: Settings, pages: Sequence[PageFile]) -> str:
    """The profile as Markdown."""
    reader = CompiledReader(settings)
    totals: dict[str, float] = defaultdict(float)
    shown, texts = Shown(), []
    for page in pages:
        image, watch = PageImage(1, np.load(page.path), 150), Stopwatch()
        with watched(reader, watch, shown):
            read = watch.timed("else", reader.read)
            for _ in range(ROUNDS):
                text = read(image)
                watch.round_done()
        texts.append(text)
        for step, seconds in watch.best.items():
            totals[step] += seconds / len(pages)
    around = Stopwatch()
    rims(settings, texts, around)
    totals.update(around.best)
    whole_ms = sum(totals.values()) * 1e3
    rate = detector_operations_per_pixel(settings) * shown.convolved / (ROUNDS * len(pages)) / totals["detect"]
    peak = int8_peak(settings.omp_num_threads)
    rows = [f"| {step} | {totals[step] * 1e3:.1f} | {totals[step] * 1e5 / whole_ms:.0f} % |" for step in STEPS]
    return "\n".join(
        [
            f"Command: `{command()}`. {machine()}; {len(pages)} pages of samples/, {settings.omp_num_threads} threads, best of {ROUNDS} rounds per page; "
            f"detector {reader.networks.precisions['detector']}, recogniser {reader.networks.precisions['recogniser']}.",
            "",
            "| step | ms per page | share |",
            "|---|---|---|",
            *rows,
            f"| together | {whole_ms:.1f} | |",
            "",
            f"Convolved: {shown.convolved / shown.canvas:.0%} of the canvas. Detector: {rate / 1e12:.2f} TOP/s of "
            f"{peak / 1e12:.2f} TOP/s measured int8 peak, {rate / peak:.0%}.",
            "",
        ]
    )


def main() -> None:
    """Profiles and writes the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, help="stop after the document that reaches so many pages")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args()
    settings = load_settings({**os.environ, "OMP_NUM_THREADS": str(options.threads)})
    with tempfile.TemporaryDirectory() as folder:
        text = report(settings, sample_pages(Path(folder), options.pages))
    write_report(options.out / "profile.md", text)


if __name__ == "__main__":
    main()
