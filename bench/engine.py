"""Engines on the same pages in one run: seconds, memory, what they read, how soon the first page is there.

`python -m bench.engine` writes out/bench/engine.md and engine.json; `--pages N` limits it, `--engines a,b` chooses.
Every engine runs in its own process and all of them take turns page by page, so that a busy minute hits them alike.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from bench import ROOT
from bench.engine_score import Score, score
from bench.engine_worker import ENGINES
from bench.report import OUT, command, machine, write_report

SAMPLES = ROOT / "samples"
REFERENCE = "easyocr-800x1000"
DPI = 150
WARM_ROUNDS = 1
"""Pages read before timing starts: every engine compiles or allocates something on its first page."""


@dataclass
class Engine:
    """A running worker and what it has answered so far."""

    name: str
    process: subprocess.Popen
    startup_s: float
    first_result_s: float = 0.0
    seconds: list[float] = field(default_factory=list)
    peak_bytes: int = 0
    texts: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class PageFile:
    """One page of a sample as a file that workers load."""

    document: str
    path: Path


def started(name: str, threads: int) -> Engine:
    """A worker that has said it is ready."""
    began = time.perf_counter()
    command = [sys.executable, "-m", "bench.engine_worker", name, str(threads)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert process.stdout is not None
    if not process.stdout.readline():
        raise SystemExit(f"{name} did not start")
    return Engine(name, process, time.perf_counter() - began)


def ask(engine: Engine, page: PageFile) -> dict:
    """The worker's answer for one page."""
    assert engine.process.stdin is not None
    assert engine.process.stdout is not None
    engine.process.stdin.write(f"{page.path}\n")
    engine.process.stdin.flush()
    return json.loads(engine.process.stdout.readline())


def sample_pages(folder: Path, limit: int | None) -> list[PageFile]:
    """Pages of the samples, rasterised at 150 dpi, at most `limit`, one document's pages together."""
    pages: list[PageFile] = []
    for truth in sorted(SAMPLES.glob("*.json")):
        source = next(path for path in sorted(SAMPLES.glob(f"{truth.stem}.*")) if path.suffix != ".json")
        for number, pixels in enumerate(_rasters(source), start=1):
            path = folder / f"{truth.stem}-{number}.npy"
            np.save(path, pixels)
            pages.append(PageFile(truth.stem, path))
        if limit and len(pages) >= limit:
            break
    return pages


def _rasters(source: Path) -> list[np.ndarray]:
    if source.suffix == ".pdf":
        from pdf2image import convert_from_path

        return [np.asarray(page.convert("RGB")) for page in convert_from_path(source, dpi=DPI)]
    with Image.open(source) as image:
        return [np.asarray(ImageOps.exif_transpose(image).convert("RGB"))]


def measure(names: Sequence[str], pages: Sequence[PageFile], threads: int) -> list[Engine]:
    """Every engine's answers to every page, in turns whose order rotates."""
    engines = []
    for name in names:
        engine = started(name, threads)
        began = time.perf_counter()
        for page in pages[:WARM_ROUNDS]:
            ask(engine, page)
            engine.first_result_s = engine.first_result_s or engine.startup_s + time.perf_counter() - began
        engines.append(engine)
    for turn, page in enumerate(pages):
        for place in range(len(engines)):
            engine = engines[(turn + place) % len(engines)]
            reply = ask(engine, page)
            engine.seconds.append(reply["seconds"])
            engine.peak_bytes = max(engine.peak_bytes, reply["peak_bytes"])
            engine.texts[page.document] = engine.texts.get(page.document, "") + "\n" + reply["text"]
        print(f"{turn + 1}/{len(pages)} {page.document}", file=sys.stderr)
    for engine in engines:
        assert engine.process.stdin is not None
        engine.process.stdin.close()
        engine.process.wait()
    return engines


def summary(engine: Engine) -> dict:
    """The figures of one engine."""
    total, ntpn = Score(), Score()
    for document, text in engine.texts.items():
        truth = json.loads((SAMPLES / f"{document}.json").read_text(encoding="utf-8"))
        total += score(truth, text)
        ntpn += score(truth, text, ("ntpn",))
    return {
        "engine": engine.name,
        "median_s": float(np.median(engine.seconds)),
        "p95_s": float(np.percentile(engine.seconds, 95)),
        "peak_mb": engine.peak_bytes / 1e6,
        "startup_s": engine.startup_s,
        "first_result_s": engine.first_result_s,
        "value_recall": total.recall,
        "ntpn_recall": ntpn.recall,
        "character_error": total.character_error,
        "seconds": [round(value, 4) for value in engine.seconds],
    }


def table(rows: Sequence[dict], pages: int, threads: int) -> str:
    """The figures as Markdown; the ratio is of summed seconds, over the same pages."""
    sums = {row["engine"]: sum(row["seconds"]) for row in rows}
    base = sums.get(REFERENCE)
    lines = [
        f"Command: `{command()}`. {pages} pages of samples/, rasterised at {DPI} dpi; {threads} threads each; {machine()}; one run, in turns.",
        "",
        "| engine | median s | p95 s | × stock at 800×1000 | peak MB | start s | first page s | values | NTPN | character error |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        times = f"{base / sums[row['engine']]:.1f}" if base else ""
        lines.append(
            f"| {row['engine']} | {row['median_s']:.2f} | {row['p95_s']:.2f} | {times} | {row['peak_mb']:.0f} "
            f"| {row['startup_s']:.1f} | {row['first_result_s']:.1f} | {row['value_recall']:.1%} "
            f"| {row['ntpn_recall']:.1%} | {row['character_error']:.2%} |"
        )
    return "\n".join(lines) + "\n"


def main() -> None:
    """Runs the comparison and writes both files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, help="stop after the document that reaches so many pages")
    parser.add_argument("--engines", default=",".join(ENGINES), help="comma-separated: " + ", ".join(ENGINES))
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        pages = sample_pages(Path(folder), options.pages)
        rows = [summary(engine) for engine in measure(options.engines.split(","), pages, options.threads)]
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "engine.json").write_text(json.dumps(rows, indent=1), encoding="utf-8")
    write_report(options.out / "engine.md", table(rows, len(pages), options.threads))


if __name__ == "__main__":
    main()
