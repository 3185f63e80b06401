"""The connection breaks or the app is started anew while somebody works on the desk: what was typed is saved all the same, once."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import SAMPLES, Server, fresh, open_review, start, upload, wait_read

pytestmark = pytest.mark.browser

NAME = "PT KETIK SAAT PUTUS"


class Line:
    """A telephone line to the app that can be cut: open connections end, new ones are refused until it is mended."""

    def __init__(self, port: int) -> None:
        self.port, self._whole, self._ends = port, True, set[socket.socket]()
        self._door = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._door.getsockname()[1]}"
        threading.Thread(target=self._listen, daemon=True).start()

    def cut(self) -> None:
        self._whole = False
        for end in list(self._ends):
            self._hang_up(end)

    def mend(self) -> None:
        self._whole = True

    def close(self) -> None:
        self.cut()
        self._door.close()

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._door.accept()
                threading.Thread(target=self._connect, args=(near,), daemon=True).start()

    def _connect(self, near: socket.socket) -> None:
        if not self._whole:
            self._hang_up(near)
            return
        try:
            far = socket.create_connection(("127.0.0.1", self.port))
        except OSError:
            self._hang_up(near)
            return
        self._ends |= {near, far}
        for one, other in ((near, far), (far, near)):
            threading.Thread(target=self._carry, args=(one, other), daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while data := one.recv(65536):
                other.sendall(data)
        for end in (one, other):
            self._hang_up(end)

    def _hang_up(self, end: socket.socket) -> None:
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
        end.close()
        self._ends.discard(end)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """An app of this file's own, since its tests end it."""
    server = start(tmp_path_factory.mktemp("app"))
    yield server
    server.stop()


@pytest.fixture
def restart(app: Server) -> Iterator[Callable[[], None]]:
    """Starts the app anew on the same port and store, after an unclean end; it runs again after the test in any case."""

    def again() -> None:
        app.process.kill()
        app.process.wait(10)
        app.process = start(app.log.parent, int(app.url.rsplit(":", 1)[1])).process

    yield again
    if app.process.poll() is not None:
        again()


def typed(page: Page, name: str, text: str) -> None:
    field = page.locator(f"#f-{name}")
    field.fill(text)
    field.press("Enter")


def stored(page: Page, app: Server) -> dict:
    record = re.search(r"record=(\w+)", page.url)[1]
    return httpx.get(f"{app.url}/api/bukti_setor/{record}").json()["data"]


def names_noted(page: Page, app: Server) -> list[str]:
    """What the audit trail says was written into the name, in order."""
    record = re.search(r"record=(\w+)", page.url)[1]
    lines = httpx.get(f"{app.url}/api/bukti_setor/{record}/audit").json()["data"]
    return [line["new"] for line in lines if line["field"] == "nama_wajib_pajak"]


def test_who_uploads_and_checks_on_the_desk_brings_no_library_of_tables(page: Page, app: Server) -> None:
    """It would stay with the app for good, 65 MB of a small container; table and history bring it."""
    upload(page, app, fresh(SAMPLES / "bpn-bca.pdf"))
    wait_read(page)
    open_review(page)
    typed(page, "nama_wajib_pajak", NAME)
    expect(page.locator(".note")).to_contain_text("disimpan")
    loaded = Path(f"/proc/{app.process.pid}/maps").read_text()
    assert ("sqlite3" in loaded, "pandas" in loaded, "pyarrow" in loaded) == (True, False, False)


def test_what_is_typed_while_the_connection_is_away_is_saved_by_itself_when_it_is_back(page: Page, app: Server) -> None:
    line = Line(int(app.url.rsplit(":", 1)[1]))
    try:
        upload(page, Server(line.url, app.process, app.log), fresh(SAMPLES / "bpn-bca.pdf"))
        wait_read(page)
        open_review(page)
        line.cut()
        typed(page, "nama_wajib_pajak", NAME)
        expect(page.locator(".note")).to_contain_text("Belum tersimpan", timeout=15_000)
        line.mend()
        expect(page.locator(".note")).to_contain_text("disimpan", timeout=30_000)
        assert names_noted(page, app) == [NAME]
    finally:
        line.close()


def test_what_is_typed_over_a_restart_is_saved_and_work_goes_on(
    page: Page, app: Server, restart: Callable[[], None]
) -> None:
    upload(page, app, fresh(SAMPLES / "bpn-bca.pdf"), fresh(SAMPLES / "bpn-bca.pdf"))
    wait_read(page)
    open_review(page)
    page.keyboard.press("Alt+ArrowDown")
    second = page.locator(".queue .item").nth(1)
    expect(second).to_have_class(re.compile(r"\bon\b"))
    typed(page, "ntb", "123456789012")
    expect(page.locator(".note")).to_contain_text("disimpan")
    restart()
    typed(page, "nama_wajib_pajak", NAME)
    expect(page.locator(".note")).to_contain_text("Nama wajib pajak disimpan", timeout=40_000)
    expect(second).to_have_class(re.compile(r"\bon\b"))
    assert names_noted(page, app) == [NAME]
    page.keyboard.press("Control+Enter")
    expect(page.locator(".note")).to_contain_text("Diterima")


def test_what_could_not_be_sent_is_sent_by_the_page_that_is_loaded_again(
    page: Page, app: Server, restart: Callable[[], None]
) -> None:
    upload(page, app, fresh(SAMPLES / "bpn-bca.pdf"))
    wait_read(page)
    open_review(page)
    app.process.kill()
    app.process.wait(10)
    typed(page, "nama_wajib_pajak", NAME)
    page.locator("#f-ntb").focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("123456789012")  # and never left
    restart()
    page.reload()
    page.locator(".form .foot .accept").wait_for()
    expect(page.locator("#f-nama_wajib_pajak")).to_have_value(NAME)
    expect(page.locator(".desk.busy")).to_have_count(0)
    found = stored(page, app)
    assert (found["nama_wajib_pajak"], found["ntb"]) == (NAME, "123456789012")
    assert names_noted(page, app) == [NAME]
