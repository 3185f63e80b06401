"""Inside a worker process: one warm reader for its life, two pages on their way through it.

Separate because only this file runs where pages are read. While one page is with the reader, the next is already
rasterised by poppler; a lock lets one page at a time into the reader. What the process is doing goes out with every
heartbeat (`facts`) and, where a time limit depends on it, as events. May import pipeline, reader and distributed.
"""

from __future__ import annotations

import importlib
import logging
import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import psutil
from distributed import Worker, get_worker

from ocr import log as logs
from ocr.document import Box, PageImage, PageText, Upload, Word
from ocr.engine.fingerprint import fingerprint
from ocr.errors import OcrError
from ocr.intake import open_document
from ocr.pipeline import PageResult, read_page
from ocr.reader import Reader
from ocr.reader.turn import turned
from ocr.settings import Settings, load_settings

log = logging.getLogger(__name__)

STAGES = "ocr-stages"
"""Topic of the events that tell when a page begins, waits for the reader, and is being read."""

MEMORY_CACHE_S = 3.0  # walking a process's memory map takes milliseconds; heartbeats come twice a second
WARM_AGAIN_S = 30.0


class _Process:
    """What this worker process holds. One instance, `_process`; `reading` is held by whoever uses the reader."""

    def __init__(self) -> None:
        self.settings: Settings | None = None
        self.reader: Reader | None = None
        self.reading = threading.Lock()
        self.error: str | None = None
        self.cause: tuple[str, dict[str, str]] | None = None  # class and details of an OcrError, as heartbeats carry it
        self.pages = 0
        self.busy_since: float | None = None
        self.active = 0
        self._memory: tuple[float, int] = (0.0, 0)
        self._guard = threading.Lock()

    @contextmanager
    def busy(self) -> Iterator[None]:
        """Counts a task in and out."""
        with self._guard:
            self.active += 1
            self.busy_since = self.busy_since or time.time()
        try:
            yield
        finally:
            with self._guard:
                self.active -= 1
                if not self.active:
                    self.busy_since = None

    def unique_memory(self) -> int:
        """Bytes that only this process has (USS), at most `MEMORY_CACHE_S` old."""
        measured_at, uss = self._memory
        if time.monotonic() - measured_at > MEMORY_CACHE_S:
            uss = psutil.Process().memory_full_info().uss
            self._memory = (time.monotonic(), uss)
        return uss


_process = _Process()


def prepare(source: str, dask_worker: Worker) -> str:
    """The fingerprint of what this process would read with; the reader named by `source` starts to warm up.

    Called on every worker before it gets its first page, by its event loop: returns at once.
    """
    settings = load_settings()
    if _process.settings is None:
        _process.settings = settings
        logs.configure(settings)
        dask_worker.metrics["ocr"] = facts
        threading.Thread(target=_warm, args=(source,), name="ocr-warm", daemon=True).start()
    return fingerprint(settings, source)


def facts(_: Worker) -> dict[str, Any]:
    """What the engine shows of this worker, sent with each heartbeat."""
    return {
        "ready": _process.reader is not None,
        "error": _process.error,
        "cause": _process.cause,
        "pages": _process.pages,
        "busy_since": _process.busy_since,
        "memory": _process.unique_memory(),
        "pid": os.getpid(),
    }


def _warm(source: str) -> None:
    """Open the reader; when its models are missing, look again now and then: the operator may be putting them there."""
    module, _, name = source.partition(":")
    while _process.reader is None:
        try:
            open_reader: Callable[[Settings], Reader] = getattr(importlib.import_module(module), name)
            reader = open_reader(_settings())
        except OcrError as error:
            log.error("the reader does not open: %s", error)
            _process.error = str(error)
            _process.cause = type(error).__name__, {name: str(value) for name, value in error.details.items()}
            time.sleep(WARM_AGAIN_S)
        except Exception as error:  # a defect would end this thread unseen; so the engine's state shows it
            log.exception("the reader does not open")
            _process.error = f"{type(error).__name__}: {error}"
            return
        else:
            _process.error = _process.cause = None
            _process.reader = reader


def _settings() -> Settings:
    if _process.settings is None:
        raise RuntimeError("a page came before prepare()")
    return _process.settings


class _InTurn:
    """The process's reader, one page at a time, telling when a page waits for it and when it is being read."""

    def __init__(self, job: str) -> None:
        if _process.reader is None:
            raise RuntimeError("a page came before the reader was ready")
        self._job = job
        self._reader = _process.reader
        self.name = self._reader.name
        self.waited_s = 0.0

    @contextmanager
    def _turn(self) -> Iterator[None]:
        _tell(self._job, "waiting")
        asked_at = time.perf_counter()
        with _process.reading:
            self.waited_s += time.perf_counter() - asked_at
            _tell(self._job, "reading")
            yield

    def read(self, page: PageImage) -> PageText:
        """As `Reader.read`."""
        with self._turn():
            return self._reader.read(page)

    def read_region(self, page: PageImage, box: Box) -> tuple[Word, ...]:
        """As `Reader.read_region`."""
        with self._turn():
            return self._reader.read_region(page, box)

    def read_regions(self, page: PageImage, boxes: Sequence[Box]) -> list[tuple[Word, ...]]:
        """As `Reader.read_regions`."""
        with self._turn():
            return self._reader.read_regions(page, boxes)

    def close(self) -> None:
        """Nothing: the reader stays warm for the next page."""


def _tell(job: str, stage: str) -> None:
    get_worker().log_event(STAGES, {"job": job, "stage": stage})


def page_task(job: str, data: bytes, name: str, number: int) -> PageResult:
    """Page `number` of the file read; its seconds are those of its own work. Raises an OcrError that names the page."""
    _tell(job, "reading")
    with _process.busy():
        try:
            reader = _InTurn(job)
            result = read_page(Upload(name, data), number, reader, _settings())
            # Waiting for the page before it is no part of what this page took.
            waited_s, stages = reader.waited_s, result.stages
            return replace(
                result,
                text=replace(result.text, seconds=result.text.seconds - waited_s),
                stages=replace(stages, read_s=(stages.read_s or 0.0) - waited_s, wait_s=waited_s),
            )
        finally:
            _process.pages += 1


def region_task(job: str, data: bytes, name: str, number: int, box: Box, turned_deg: int) -> tuple[Word, ...]:
    """The words inside `box` of the page turned `turned_deg` clockwise."""
    _tell(job, "reading")
    with _process.busy():
        page = open_document(Upload(name, data), _settings()).page(number)
        upright = PageImage(number, turned(page.pixels, turned_deg), page.dpi)
        return _InTurn(job).read_region(upright, box)
