"""Where a page's milliseconds go, and what share of the machine's int8 arithmetic the detector reaches.

`python -m bench.profile` writes docs/bench/profile.md; `--pages N` limits it. The limit is measured, not looked up:
a chain of 3×3 int8 convolutions whose maps stay in the cache, by the same library on the same threads.
"""

import argparse
import os
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from bench.engine import OUT, SAMPLES, PageFile, sample_pages
from ocr.document import PageImage, PageText, Upload
from ocr.forms import find_records
from ocr.intake import open_document
from ocr.models import cache, sources
from ocr.models.runtime import openvino as ov
from ocr.reader import blocks, crop, decode, detect, group, ink, pack, recognise, region, slope
from ocr.reader.compiled import CompiledReader, on_page
from ocr.settings import Settings, load_settings

Result = TypeVar("Result")
STEPS = (
    "rasterise",
    "canvas",
    "ink",
    "detect",
    "regions",
    "group",
    "crop",
    "recognise",
    "read again",
    "decode",
    "extract",
)
ROUNDS = 3
PEAK_CHANNELS, PEAK_SIDE, PEAK_LAYERS, PEAK_RUNS = 256, 64, 10, 30


class Stopwatch:
    """Seconds by step; the least of the rounds is kept, as a busy machine only ever adds."""

    def __init__(self) -> None:
        self.best: dict[str, float] = {}
        self._now: dict[str, float] = defaultdict(float)

    def __call__(self, step: str, work: Callable[..., Result], *arguments: Any) -> Result:
        """What `work` gives; its time counts for `step` of this round."""
        started = time.perf_counter()
        result = work(*arguments)
        self._now[step] += time.perf_counter() - started
        return result

    def round_done(self) -> None:
        """Ends a round: what it took counts where it was the quickest."""
        for step, seconds in self._now.items():
            self.best[step] = min(seconds, self.best.get(step, seconds))
        self._now.clear()


def page_round(reader: CompiledReader, pixels: np.ndarray, side: int, watch: Stopwatch) -> tuple[int, int]:
    """Times the steps of one page; returns the pixels convolved and those of its canvas."""
    shown: list[int] = []

    def score_band(band: np.ndarray) -> np.ndarray:
        shown.append(band.shape[0] * band.shape[1])
        return watch("detect", reader.networks.scores, band)

    canvas = watch("canvas", detect.canvas_of, pixels, side)
    mask = watch("ink", lambda: ink.ink_mask(ink.grey_of(canvas.pixels)))
    scores = detect.score_map(canvas.pixels, mask, score_band)
    found = watch("ink", blocks.ink_blocks, mask)
    watch("ink", pack.packed, found, pack.band_width(found))
    regions = watch("regions", region.regions_of, scores)
    placed = on_page(regions, canvas.scale)
    lines = watch("group", lambda: group.lines_of(placed, slope.slope_of(placed)))
    strips = watch("crop", lambda: crop.strips_of(ink.grey_of(pixels), lines, reader.networks.form))
    batches: list[np.ndarray] = []

    def watched(step: str, network: recognise.Probabilities) -> recognise.Probabilities:
        def probabilities(batch: np.ndarray) -> np.ndarray:
            batches.append(watch(step, network, batch).copy())
            return batches[-1]

        return probabilities

    first = watched("recognise", reader.networks.probabilities)
    second = reader.networks.second_probabilities
    again = watched("read again", second) if second else None
    recognise.readings_of([strip.pixels for strip in strips], first, reader.networks.characters, again, reader.language)
    watch("decode", lambda: [decode.read_line(row, reader.networks.characters) for b in batches for row in b])
    return sum(shown), canvas.pixels.shape[0] * canvas.pixels.shape[1]


def rims(settings: Settings, texts: Sequence[PageText], watch: Stopwatch) -> None:
    """Times what lies before and after reading: rasterising each PDF of the samples, finding records."""
    pages = 0
    for path in sorted(SAMPLES.glob("*.pdf")):
        document = open_document(Upload(path.name, path.read_bytes()), settings)
        for number in range(1, document.page_count + 1):
            watch("rasterise", document.page, number)
            pages += 1
    watch("extract", find_records, texts)
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
    shown = canvas = 0
    for page in pages:
        pixels, watch = np.load(page.path), Stopwatch()
        for _ in range(ROUNDS):
            convolved, whole = page_round(reader, pixels, settings.max_image_size, watch)
            watch.round_done()
        shown, canvas = shown + convolved, canvas + whole
        for step, seconds in watch.best.items():
            totals[step] += seconds / len(pages)
    around = Stopwatch()
    texts = [reader.read(PageImage(1, np.load(page.path), 150)) for page in pages]
    rims(settings, texts, around)
    totals.update(around.best)
    whole_ms = sum(totals.values()) * 1e3
    rate = detector_operations_per_pixel(settings) * shown / len(pages) / totals["detect"]
    peak = int8_peak(settings.omp_num_threads)
    rows = [f"| {step} | {totals[step] * 1e3:.1f} | {totals[step] * 1e5 / whole_ms:.0f} % |" for step in STEPS]
    return "\n".join(
        [
            f"{len(pages)} pages of samples/, {settings.omp_num_threads} threads, best of {ROUNDS} rounds per page; "
            f"detector {reader.networks.precisions['detector']}, recogniser {reader.networks.precisions['recogniser']}.",
            "",
            "| step | ms per page | share |",
            "|---|---|---|",
            *rows,
            f"| together | {whole_ms:.1f} | |",
            "",
            f"Convolved: {shown / canvas:.0%} of the canvas. Detector: {rate / 1e12:.2f} TOP/s of "
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
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "profile.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
