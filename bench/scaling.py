"""Pages per second with 1, 2 and 4 workers, and how much of the ideal that is.

    python -m bench.scaling page.pdf [more.pdf …] --workers 1 2 4 --pages 40

Three series, each through the product's engine with its real worker processes:
`networks` reads with the compiled networks, so it shows what this machine's cores allow; `hosts` replaces them by a
reader that sleeps as long as the networks took alone, so that every worker counts as a machine of its own and what is
measured is the engine, Dask and the transport; `given` does the same on an existing cluster (OCR_CLUSTER's code path:
a scheduler, and one process of workers for each simulated host, started here). Prints a table.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from bench import ROOT
from ocr.document import Box, PageImage, PageText, Upload, Word
from ocr.engine import Engine
from ocr.engine.fingerprint import READER
from ocr.intake import open_document
from ocr.settings import Settings, load_settings

SLEEPER = "bench.scaling:open_sleeper"
SECONDS = "BENCH_PAGE_SECONDS"
START_S = 120


class Sleeper:
    """Takes as long as the environment says, using no core, as if the page were read on another machine."""

    name = "sleeper"

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    def read(self, page: PageImage) -> PageText:
        """No words, later."""
        time.sleep(self._seconds)
        height, width = page.pixels.shape[:2]
        return PageText(page.number, width, height, (), "ocr", self._seconds)

    def read_region(self, page: PageImage, box: Box) -> tuple[Word, ...]:
        """Nothing."""
        return ()

    def read_regions(self, page: PageImage, boxes: Sequence[Box]) -> list[tuple[Word, ...]]:
        """Nothing."""
        return [() for _ in boxes]

    def close(self) -> None:
        """Nothing."""


def open_sleeper(settings: Settings) -> Sleeper:
    """The reader of the simulated hosts; the product knows nothing of its variable."""
    return Sleeper(float(os.environ[SECONDS]))


def pages_of(paths: Sequence[Path], count: int, settings: Settings) -> list[tuple[Upload, int]]:
    """`count` pages, going round over the files."""
    there = [
        (upload, number)
        for upload in (Upload(path.name, path.read_bytes()) for path in paths)
        for number in range(1, open_document(upload, settings).page_count + 1)
    ]
    return [there[index % len(there)] for index in range(count)]


def until(there: Callable[[], bool], what: str) -> None:
    """Returns when it is there; TimeoutError naming `what` after START_S."""
    end = time.monotonic() + START_S
    while not there():
        if time.monotonic() > end:
            raise TimeoutError(f"{what} did not start within {START_S} s")
        time.sleep(0.05)


def pages_per_second(engine: Engine, pages: Sequence[tuple[Upload, int]], workers: int) -> float:
    """Throughput of a ready engine; every worker has read one page before the clock starts."""
    until(lambda: sum(worker.status in ("idle", "busy") for worker in engine.state().workers) >= workers, "the workers")
    for warm in [engine.read_page(upload.data, upload.name, number) for upload, number in pages[: 2 * workers]]:
        warm.result()
    started = time.perf_counter()
    for asked in [engine.read_page(upload.data, upload.name, number) for upload, number in pages]:
        asked.result()
    return len(pages) / (time.perf_counter() - started)


@contextlib.contextmanager
def cluster(hosts: int) -> Iterator[str]:
    """The address of a Dask cluster of `hosts` simulated hosts with one worker each."""
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as running:
        file = Path(folder) / "scheduler.json"
        command = ("-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0")
        running.enter_context(_process(*command, "--dashboard-address", "127.0.0.1:0", "--scheduler-file", str(file)))
        until(file.exists, "the scheduler")
        address = str(json.loads(file.read_text())["address"])
        for _ in range(hosts):
            running.enter_context(_process("-m", "ocr.engine.cluster", "--join", address, OCR_WORKERS="1"))
        yield address


@contextlib.contextmanager
def _process(*arguments: str, **environ: str) -> Iterator[None]:
    process = subprocess.Popen(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environ},
        stderr=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def run(series: str, pages: Sequence[tuple[Upload, int]], workers: int) -> float:
    """Pages per second of one series with so many workers."""
    environ = {**os.environ, "OCR_WORKERS": str(workers), "OCR_RECYCLE_PAGES": "0"}
    with contextlib.ExitStack() as open_while_measuring:
        if series == "given":
            environ["OCR_CLUSTER"] = open_while_measuring.enter_context(cluster(workers))
        reader = READER if series == "networks" else SLEEPER
        engine = Engine.start(load_settings(environ), reader=reader)
        open_while_measuring.callback(engine.close)
        return pages_per_second(engine, pages, workers)


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2, 4])
    parser.add_argument("--pages", type=int, default=40)
    parser.add_argument("--page-seconds", type=float, help="instead of measuring the networks; leaves that series out")
    asked = parser.parse_args()
    pages = pages_of(asked.files, asked.pages, load_settings())
    series = ["hosts", "given"] if asked.page_seconds else ["networks", "hosts", "given"]
    if asked.page_seconds:
        os.environ[SECONDS] = str(asked.page_seconds)
    sys.stdout.write("| series | workers | pages/s | efficiency |\n|---|---:|---:|---:|\n")
    for name in series:
        alone: float | None = None
        for workers in asked.workers:
            rate = run(name, pages, workers)
            alone = alone or rate / workers
            if name == "networks":
                os.environ.setdefault(SECONDS, f"{1 / rate:.3f}")
            sys.stdout.write(f"| {name} | {workers} | {rate:.2f} | {rate / workers / alone:.0%} |\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
