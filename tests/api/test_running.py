"""The app as it is deployed: `python -m ocr serve`, the real engine, REST beside the pages in one process."""

from __future__ import annotations

import io
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil
import pytest
from PIL import Image

from ocr.health import DRAWN_AMOUNT, DRAWN_BILLING, drawn_page

ROOT = Path(__file__).parents[2]
KEY = "0123456789abcdef-test"
LIMIT = 1_000_000


@dataclass(frozen=True)
class Running:
    url: str
    log: Path
    process: subprocess.Popen[bytes]

    def get(self, path: str, **options) -> httpx.Response:
        return httpx.get(self.url + path, timeout=60, **options)

    def process_file(self, data: bytes, name: str = "bukti.png", **options) -> httpx.Response:
        headers = {"X-API-Key": KEY, **options.pop("headers", {})}
        return httpx.post(
            self.url + "/api/bukti_setor/process", files={"file": (name, data)}, headers=headers, timeout=120, **options
        )


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The app over an empty folder, ready to read; ended by SIGTERM, if it has not ended yet, with all its workers."""
    folder = tmp_path_factory.mktemp("app")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environ = os.environ | {
        "PORT": str(port), "UPLOAD_FOLDER": str(folder / "uploads"), "API_KEYS": KEY,
        "MAX_CONTENT_LENGTH": str(LIMIT), "LOG_FORMAT": "json",
    }  # fmt: skip
    log = folder / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "ocr", "serve"], stderr=output, stdout=output, env=environ, cwd=ROOT
        )
    running = Running(f"http://127.0.0.1:{port}", log, process)
    try:
        _wait_until_ready(running)
        yield running
    finally:
        children = psutil.Process(process.pid).children(recursive=True) if process.poll() is None else []
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(60)
        finally:
            process.kill()
    _, alive = psutil.wait_procs(children, timeout=30)
    assert alive == [], "worker processes outlive the app"


def _wait_until_ready(running: Running) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end and running.process.poll() is None:
        try:
            status = running.get("/health").json()["engine"]["status"]
            if status in ("ready", "failed"):
                assert status == "ready", running.log.read_text()
                return
        except httpx.TransportError:
            pass
        time.sleep(0.2)
    raise AssertionError(running.log.read_text())


def test_a_picture_is_read_end_to_end(app):
    response = app.process_file(drawn_page())
    body = response.json()
    assert response.status_code == 200, body
    (proof,) = body["data"]
    assert proof["kode_billing"] == DRAWN_BILLING
    assert proof["jumlah"] == float(DRAWN_AMOUNT)
    assert proof["kode_setor"] == "411121-100"
    assert body["pages"][0]["source"] == "ocr"
    picture = app.get(f"/api/bukti_setor/uploads/{proof['preview_filename']}", headers={"X-API-Key": KEY})
    assert picture.content.startswith(b"\xff\xd8\xff")
    left, top, right, bottom, _ = proof["boxes"]["kode_billing"]
    assert 500 < left < right < 900
    assert 150 < top < bottom < 240


def test_the_deep_check_passes(app):
    body = app.get("/health/deep").json()
    assert {part["name"]: part["works"] for part in body["parts"]} == dict.fromkeys(
        ["disk", "database", "poppler", "models", "reading"], True
    ), body


def test_one_process_serves_pages_and_programs(app):
    assert app.get("/", headers={"Accept": "application/json"}).json()["status"] == "ok"
    page = app.get("/", headers={"Accept": "text/html"})
    assert page.headers["content-type"].startswith("text/html")
    assert app.get("/_stcore/health").status_code == 200
    assert app.get("/api/docs").status_code == 200
    assert app.get("/api/docs/static/swagger-ui-bundle.js").status_code == 200
    assert app.get("/api/bukti_setor/history").status_code == 401
    assert "ocr_up 1.0" in app.get("/metrics").text


def test_a_declared_giant_is_refused_before_it_is_sent(app):
    with socket.create_connection(("127.0.0.1", int(app.url.rsplit(":", 1)[1])), timeout=20) as connection:
        head = (
            "POST /api/bukti_setor/process HTTP/1.1\r\nHost: test\r\n"
            f"X-API-Key: {KEY}\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 2147483648\r\n\r\n"
        )
        connection.sendall(head.encode())
        assert connection.recv(65_536).startswith(b"HTTP/1.1 413 ")


def test_an_undeclared_giant_is_stopped(app):
    sent = 0

    def chunks() -> Iterator[bytes]:
        nonlocal sent
        yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="big.pdf"\r\n\r\n'
        while sent < 200 * LIMIT:
            sent += 65_536
            yield b"\0" * 65_536

    headers = {"X-API-Key": KEY, "Content-Type": "multipart/form-data; boundary=x"}
    try:
        response = httpx.post(app.url + "/api/bukti_setor/process", content=chunks(), headers=headers, timeout=60)
        assert response.status_code == 413
    except (httpx.WriteError, httpx.ReadError, httpx.RemoteProtocolError):
        pass  # the server closed while we still sent
    assert sent < 50 * LIMIT
    assert app.get("/health").status_code == 200


def test_log_lines_are_json_and_tell_no_contents(app):
    app.process_file(drawn_page() + b"\0")
    events = [json.loads(line) for line in app.log.read_text(encoding="utf-8").splitlines()]
    messages = [event["message"] for event in events]
    for wanted in ("📦 EasyOCR module loaded", "🔄 Memulai inisialisasi EasyOCR Reader"):
        assert wanted in messages
    assert "✅ EasyOCR Reader berhasil diinisialisasi" in messages
    for wanted in ("🚀 Starting processing for file bukti.png", "🎉 Processing completed bukti.png"):
        assert wanted in messages
    assert any(message.startswith("✅ Page 1 processed in ") for message in messages)
    assert DRAWN_BILLING not in app.log.read_text(encoding="utf-8")


def test_it_ends_in_seconds_whoever_is_still_sending_or_waiting(app):
    """Last in this file: it ends the app that the others share."""
    workers = psutil.Process(app.process.pid).children(recursive=True)
    assert workers
    with ThreadPoolExecutor(2) as pool:
        picture, pages = Image.open(io.BytesIO(drawn_page())), io.BytesIO()
        picture.save(pages, "PDF", save_all=True, append_images=[picture] * 9)
        waiting = pool.submit(app.process_file, pages.getvalue(), "panjang.pdf")
        with socket.create_connection(("127.0.0.1", int(app.url.rsplit(":", 1)[1])), timeout=20) as sending:
            head = (
                "POST /api/bukti_setor/process HTTP/1.1\r\nHost: test\r\n"
                f"X-API-Key: {KEY}\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 900000\r\n\r\n"
                '--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n'
            )
            sending.sendall(head.encode())
            until = time.monotonic() + 30
            while app.get("/health").json()["queue"]["reading"] == 0:
                assert time.monotonic() < until
                time.sleep(0.1)
            app.process.send_signal(signal.SIGTERM)
            began = time.monotonic()
            app.process.wait(60)
            assert time.monotonic() - began < 20
        answer = waiting.result()
        assert (answer.status_code, answer.json()["error"]["code"]) == (503, "stopping")
    assert psutil.wait_procs(workers, timeout=30)[1] == []
