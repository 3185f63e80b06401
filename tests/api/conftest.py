"""A real service over a temporary store, with an engine that follows a script instead of reading."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from ocr.api import RootStatus, routes
from ocr.document import Box, PageText, Word
from ocr.engine.state import EngineState, WorkerState
from ocr.errors import OcrError
from ocr.pipeline import PageResult
from ocr.service import Service
from ocr.settings import Settings, load_settings
from tests.databases import open_store

ROWS = {
    "Kode Billing": "024012772858141",
    "NPWP": "0012345678901000",
    "Nama Wajib Pajak": "PT CONTOH SEJAHTERA",
    "Mata Anggaran": "411121",
    "Jenis Setoran": "100",
    "Masa Pajak": "01-01 2024",
    "Tanggal dan Jam Bayar": "15/01/2024 16:47:36",
    "NTPN": "4C2U16P1BBJ5T5E6",
    "Jumlah Setoran": "12.345.678,00",
    "Mata Uang": "IDR",
}


def page_words(number: int, rows: dict[str, str] = ROWS) -> PageText:
    lines = [("BUKTI PENERIMAAN NEGARA", 400), ("Penerimaan Pajak", 900)]
    words = [Word(text, Box(left, 40, left + 14 * len(text), 64), 0.99) for text, left in lines]
    for index, (name, value) in enumerate(rows.items()):
        top = 120 + 50 * index
        words.append(Word(name, Box(80, top, 80 + 12 * len(name), top + 22), 0.99))
        words.append(Word(f": {value}", Box(480, top, 480 + 12 * len(value), top + 22), 0.98))
    return PageText(number, 1240, 1754, tuple(words), "ocr", 0.1)


class ScriptedEngine:
    """Reads every page at once as `words`; raises what `error` holds; waits while `hold` is set."""

    capacity = 4

    def __init__(self) -> None:
        self.words: Callable[[int], PageText] = page_words
        self.error: OcrError | None = None
        self.hold = threading.Event()
        self.status = "ready"

    def read_page(self, upload_bytes: bytes, name: str, number: int) -> Future[PageResult]:
        future: Future[PageResult] = Future()
        if self.hold.is_set():
            return future
        if self.error:
            future.set_exception(self.error)
        else:
            future.set_result(PageResult(self.words(number), b"\xff\xd8 a picture"))
        return future

    def read_region(self, upload_bytes, name, number, box, turned_deg) -> Future[tuple[Word, ...]]:
        raise AssertionError("no test reads a region")

    def state(self) -> EngineState:
        worker = WorkerState("w1", "tcp://127.0.0.1:1", "idle", 0, None, 100.0)
        return EngineState(self.status, "compiled", (worker,), "model missing" if self.status == "failed" else None)

    def warm(self) -> None:
        pass

    def close(self) -> None:
        pass


@pytest.fixture
def engine() -> ScriptedEngine:
    return ScriptedEngine()


@pytest.fixture
def environ() -> dict[str, str]:
    return {}


@pytest.fixture
def settings(tmp_path: Path, environ: dict[str, str]) -> Settings:
    return load_settings({"UPLOAD_FOLDER": str(tmp_path / "uploads"), **environ})


@pytest.fixture
def service(settings: Settings, engine: ScriptedEngine) -> Iterator[Service]:
    service = Service(settings, open_store(settings), engine)
    yield service
    service.close()


def app_of(service: Service, settings: Settings, **options) -> Starlette:
    app = Starlette(routes=routes(lambda: service, lambda: service, settings, **options))
    app.add_middleware(RootStatus)
    return app


class Client:
    """httpx over ASGI, without a server and without an event loop in every test."""

    def __init__(self, app: Starlette) -> None:
        self.app = app

    def request(self, method: str, path: str, **options) -> httpx.Response:
        import anyio

        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
                return await client.request(method, path, **options)

        return anyio.run(ask)

    def get(self, path: str, **options) -> httpx.Response:
        return self.request("GET", path, **options)

    def process(self, data: bytes, name: str = "bukti.pdf", **options) -> httpx.Response:
        return self.request("POST", "/api/bukti_setor/process", files={"file": (name, data)}, **options)


@pytest.fixture
def client(service: Service, settings: Settings) -> Client:
    return Client(app_of(service, settings))
