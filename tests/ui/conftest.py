"""A real service over a temporary store with an engine that follows a script, behind the real pages."""

from __future__ import annotations

import functools
import hashlib
import io
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path

import pytest
from PIL import Image
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

import ocr.service
from ocr.document import Box, Upload, Word
from ocr.health import drawn_page
from ocr.pipeline import PageResult
from ocr.service import Service
from ocr.settings import Settings, load_settings
from ocr.store import RecordView
from ocr.ui.state import State
from tests.api.conftest import ROWS, ScriptedEngine, page_words
from tests.databases import open_store

ROOT = Path(__file__).parents[2]
SESSION = str(ROOT / "ocr" / "ui" / "session.py")
TIMEOUT_S = 30


@functools.cache
def picture(width: int = 1240, height: int = 1754) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "white").save(out, "JPEG")
    return out.getvalue()


class Engine(ScriptedEngine):
    """Reads every page at once; a region holds the amount 5.000.000,00.

    All files are the same payment, unless `each_its_own`.
    """

    region = "5.000.000,00"
    each_its_own = False

    def read_page(self, upload_bytes: bytes, name: str, number: int) -> Future[PageResult]:
        if self.each_its_own:
            digest = hashlib.sha256(upload_bytes).hexdigest()
            numbers = {"NTPN": digest[:16].upper(), "Kode Billing": f"0{int(digest[:14], 16) % 10**14:014}"}
            self.words = lambda number: page_words(number, ROWS | numbers)
        future = super().read_page(upload_bytes, name, number)
        if future.done() and not future.exception():
            done: Future[PageResult] = Future()
            done.set_result(PageResult(future.result().text, picture()))
            return done
        return future

    def read_region(self, upload_bytes, name, number, box, turned_deg) -> Future[tuple[Word, ...]]:
        future: Future[tuple[Word, ...]] = Future()
        future.set_result((Word(self.region, Box(0, 0, 10, 10), 0.9),) if self.region else ())
        return future


@pytest.fixture
def engine() -> Engine:
    return Engine()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings({"UPLOAD_FOLDER": str(tmp_path / "uploads")})


@pytest.fixture
def service(settings: Settings, engine: Engine, monkeypatch) -> Iterator[Service]:
    service = Service(settings, open_store(settings), engine)
    monkeypatch.setattr(ocr.service, "_shared", service)
    yield service
    service.close()


@pytest.fixture
def session() -> State:
    return State(batch="b1")


@pytest.fixture(scope="session", autouse=True)
def packages_are_searched_once() -> Iterator[None]:
    """Each AppTest looks for components in the metadata of all installed packages, which took nine tenths of its time."""
    with pytest.MonkeyPatch.context() as patch:
        once = functools.cache(manifest_scanner.scan_component_manifests)
        patch.setattr(manifest_scanner, "scan_component_manifests", once)
        yield


@pytest.fixture(autouse=True)
def no_name_kept(monkeypatch) -> None:
    """A visitor without cookies: AppTest has a mock in their place."""
    monkeypatch.setattr("ocr.ui.frame.kept_name", lambda: "")


page_as_drawn = functools.cache(drawn_page)


def read_file(service: Service, tag: int = 0, batch: str = "b1") -> RecordView:
    """One proof, read; `tag` makes another file."""
    receipt = service.submit(Upload(f"bukti-{tag}.png", page_as_drawn() + str(tag).encode()), batch=batch)
    view = service.wait(receipt.document_id, 20)
    assert view.status == "done"
    return view.records[0]


@pytest.fixture
def record(service: Service) -> RecordView:
    return read_file(service)


def open_app(page: str = "upload", language: str = "id", **query: str) -> AppTest:
    """The page as a visitor finds it."""
    app = AppTest.from_file(SESSION, default_timeout=TIMEOUT_S)
    for name, value in {"lang": language, **query}.items():
        app.query_params[name] = value
    app.run()
    if page != "upload":
        app.switch_page(str(ROOT / "pages" / f"{page}.py"))
        app.run()
    assert not app.exception, app.exception
    return app


__all__ = ["open_app", "page_words", "picture", "read_file"]
