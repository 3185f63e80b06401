"""An engine without processes: reads in threads what the test tells it to, so that the dispatcher can be watched."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from ocr.document import Box, PageText, Word
from ocr.engine import EngineState
from ocr.pipeline import PageResult

Script = Callable[[str, int], None]
"""Called with file name and page number in the reading thread; may wait or raise."""


class ThreadEngine:
    def __init__(self, script: Script = lambda name, number: None, capacity: int = 2) -> None:
        self.script = script
        self.capacity = capacity
        self.asked: list[tuple[str, int]] = []
        self.closed = threading.Event()
        self._pool = ThreadPoolExecutor(max(capacity, 1))

    def read_page(self, upload_bytes: bytes, name: str, number: int) -> Future[PageResult]:
        self.asked.append((name, number))
        return self._pool.submit(self._read, name, number)

    def _read(self, name: str, number: int) -> PageResult:
        self.script(name, number)
        words = (Word(f"{name} {number}", Box(0, 0, 10, 10), 0.9),)
        return PageResult(PageText(number, 60, 80, words, "ocr", 0.01), f"preview of {name} {number}".encode())

    def read_region(
        self, upload_bytes: bytes, name: str, number: int, box: Box, turned_deg: int
    ) -> Future[tuple[Word, ...]]:
        return self._pool.submit(lambda: (Word(f"{number} {turned_deg}", box, 0.7),))

    def state(self) -> EngineState:
        return EngineState("ready", "compiled", ())

    def warm(self) -> None:
        pass

    def close(self) -> None:
        self._pool.shutdown(cancel_futures=True)
        self.closed.set()
