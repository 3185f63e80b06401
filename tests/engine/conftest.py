import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from ocr.engine import Engine
from ocr.settings import load_settings

ROOT = Path(__file__).parents[2]
FAULTY = "tests.engine.faults:open_faulty"


def wait_ready(engine: Engine, workers: int = 1, timeout_s: float = 60.0) -> None:
    end = time.monotonic() + timeout_s
    while sum(worker.status in ("idle", "busy") for worker in engine.state().workers) < workers:
        assert time.monotonic() < end, engine.state()
        time.sleep(0.05)


class Cluster:
    """A Dask scheduler and workers as an operator would run them on other machines."""

    def __init__(self, folder: Path, **environ: str) -> None:
        self._environ = {**os.environ, "PYTHONPATH": str(ROOT), **environ}
        address_file = folder / "scheduler.json"
        self._processes = [
            self._start("-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0",
                        "--dashboard-address", "127.0.0.1:0", "--scheduler-file", str(address_file))
        ]  # fmt: skip
        while not address_file.exists():
            assert self._processes[0].poll() is None
            time.sleep(0.05)
        self.address = json.loads(address_file.read_text())["address"]
        self.add_workers(1)

    def add_workers(self, count: int, **environ: str) -> None:
        self._processes.append(
            self._start("-m", "ocr.engine.cluster", "--join", self.address, OCR_WORKERS=str(count), **environ)
        )

    def _start(self, *arguments: str, **environ: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, *arguments], cwd=ROOT, env={**self._environ, **environ}, stderr=subprocess.DEVNULL
        )

    def close(self) -> None:
        for process in reversed(self._processes):
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@pytest.fixture(scope="module", params=["embedded", "existing"])
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A ready engine with one worker: its own, or one of a cluster that was there before."""
    environ = {"OCR_TIMEOUT_S": "5", "MAX_PAGES_PER_PDF": "40", "OCR_RECYCLE_PAGES": "0"}
    with ExitStack() as running:
        if request.param == "existing":
            cluster = Cluster(tmp_path_factory.mktemp("cluster"), **environ)
            running.callback(cluster.close)
            environ["OCR_CLUSTER"] = cluster.address
        started = Engine.start(load_settings(environ), reader=FAULTY)
        running.callback(started.close)
        wait_ready(started)
        yield started


@pytest.fixture
def start_engine() -> Iterator[Callable[..., Engine]]:
    """Engines of a test's own."""
    started: list[Engine] = []

    def start(reader: str = FAULTY, **environ: str) -> Engine:
        started.append(Engine.start(load_settings({"MAX_PAGES_PER_PDF": "40", **environ}), reader=reader))
        return started[-1]

    yield start
    for engine in started:
        engine.close()
