"""The real app on a free port with its own upload folder, and Debian's Chromium in front of it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "samples"
CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
START_S = 60


@dataclass
class Server:
    url: str
    process: subprocess.Popen
    log: Path

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(5)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(folder: Path, port: int = 0, **environ: str) -> Server:
    port = port or free_port()
    log = folder / "server.log"
    env = {**os.environ, "PORT": str(port), "UPLOAD_FOLDER": str(folder / "uploads"), **environ}
    with log.open("w") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "ocr", "serve"], cwd=ROOT, env=env, stdout=out, stderr=subprocess.STDOUT
        )
    url = f"http://127.0.0.1:{port}"
    until = time.monotonic() + START_S
    while time.monotonic() < until and process.poll() is None:
        try:
            httpx.get(f"{url}/_stcore/health", timeout=2)
        except httpx.TransportError:
            time.sleep(0.2)
        else:
            return Server(url, process, log)
    process.kill()
    process.wait(5)
    pytest.fail(f"the app did not start:\n{log.read_text()}")


@pytest.fixture(scope="package")
def server(tmp_path_factory) -> Iterator[Server]:
    server = start(tmp_path_factory.mktemp("app"))
    yield server
    server.stop()


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    if not Path(CHROMIUM).exists():
        pytest.fail("Chromium is missing: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A fresh Indonesian visitor; an error in the page's own scripts fails the test."""
    context = chromium.new_context(locale="id-ID", viewport={"width": 1440, "height": 900}, accept_downloads=True)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.set_default_timeout(30_000)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert errors == []


def upload(page: Page, server: Server, *files: Path | dict) -> None:
    """Open the start page and drop files; returns when they are stored."""
    page.goto(server.url)
    page.get_by_role("heading", name="Unggah bukti setor").wait_for()
    drop(page, *files)
    page.wait_for_url("**batch=*")


def drop(page: Page, *files: Path | dict) -> None:
    """Choose files in the one upload field that is left after the last drop."""
    field = page.locator("input[type=file]")
    expect(field).to_have_count(1)
    field.set_input_files(list(files))


def fresh(path: Path) -> dict:
    """A sample nobody has uploaded before: bytes after a file's end change its identity, not its contents."""
    kinds = {".pdf": "application/pdf", ".jpg": "image/jpeg"}
    data = path.read_bytes() + f"\n% {uuid.uuid4().hex}\n".encode()
    return {"name": path.name, "mimeType": kinds[path.suffix], "buffer": data}


def wait_read(page: Page, timeout_s: int = 120) -> None:
    """Until nothing of the batch is left to read."""
    page.locator(".b-doc").first.wait_for()
    unread = page.locator(".b-tile.waiting, .b-tile.reading")
    expect(unread).to_have_count(0, timeout=timeout_s * 1000)
    page.get_by_text("Hentikan pembacaan").wait_for(state="detached")


def open_review(page: Page) -> None:
    """From the upload page to the desk."""
    page.get_by_test_id("stBaseButton-primary").click()
    page.locator(".form .foot .accept").wait_for()
