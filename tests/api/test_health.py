"""Quick health never opens the service; the deep check tries every part and says which one broke."""

from __future__ import annotations

import json
import threading
import time
from dataclasses import replace

import anyio
import httpx
import pytest
from starlette.applications import Starlette

from ocr import health
from ocr.api import routes
from ocr.errors import EngineFailed
from ocr.health import DeepCheck, check, drawn_page, read_drawn_page, write_and_read_file
from ocr.service import Service
from ocr.settings import load_settings
from ocr.store import Store
from ocr.store.views import QueueState
from tests.api.conftest import Client, app_of, page_words


@pytest.fixture(autouse=True)
def just_started(monkeypatch):
    monkeypatch.setattr(health, "_STARTED", time.monotonic())


def test_health_before_anybody_opened_the_service(settings):
    found = check(settings, None)
    assert (found.status, found.engine.status, found.queue) == ("ok", "not started", None)
    assert found.memory.used_bytes > 10_000_000
    assert found.disk.total_bytes > found.disk.free_bytes > 0
    assert found.cpu.cores >= 1
    assert not settings.upload_folder.exists()


def test_the_health_route_never_opens_the_service(settings):
    def never():
        raise AssertionError("opened")

    closed = Client(Starlette(routes=routes(never, lambda: None, settings)))
    response = closed.get("/health")
    assert (response.status_code, response.json()["engine"]["status"]) == (200, "not started")
    assert closed.get("/metrics").status_code == 200


def test_a_service_that_never_opened_is_a_503_after_a_while(settings, monkeypatch):
    monkeypatch.setattr(health, "_STARTED", time.monotonic() - health.OPEN_S - 1)
    found = check(settings, None)
    assert found.status == "down"
    assert "did not open" in found.problems[0]


def test_health_of_a_working_service(client):
    response = client.get("/health")
    body = response.json()
    assert (response.status_code, body["status"], body["problems"]) == (200, "ok", [])
    assert body["engine"] == {"status": "ready", "backend": "compiled", "workers": 1, "error": None}
    assert body["queue"] == {"waiting": 0, "reading": 0, "failed": 0}
    assert body["api_open"] is True
    assert response.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("full", ["uploads", "rows"])
def test_every_full_disk_is_a_503_that_names_it(tmp_path, engine, monkeypatch, full):
    settings = load_settings(
        {"UPLOAD_FOLDER": str(tmp_path / "uploads"), "DATABASE_URL": f"sqlite:///{tmp_path}/rows/bukti.sqlite3"}
    )
    service = Service(settings, Store.open(settings), engine)
    monkeypatch.setattr("ocr.health.free_bytes", lambda folder: 5 << 20 if folder.name == full else 1 << 40)
    response = Client(app_of(service, settings)).get("/health")
    service.close()
    assert response.status_code == 503
    assert response.json()["problems"] == [f"disk nearly full: 5 MiB free for {tmp_path / full}"]


def test_health_is_quick(client):
    client.get("/health")
    started = time.process_time()
    client.get("/health")
    assert time.process_time() - started < 0.5  # what it computes, however busy the machine is


def test_a_failed_engine_is_a_503(client, engine):
    engine.status = "failed"
    response = client.get("/health")
    assert (response.status_code, response.json()["status"]) == (503, "down")
    assert "model missing" in response.json()["problems"][0]


def test_a_database_that_does_not_answer_is_a_503(client, service, monkeypatch):
    from sqlalchemy.exc import OperationalError

    def broken():
        raise OperationalError("SELECT", {}, Exception("gone"))

    monkeypatch.setattr(service.store, "queue", broken)
    response = client.get("/health")
    assert response.status_code == 503
    assert "database" in response.json()["problems"][0]


def test_a_defect_is_not_told_as_a_database_that_is_away(client, service, monkeypatch):
    from sqlalchemy.exc import ProgrammingError

    def broken():
        raise ProgrammingError("SELECT", {}, Exception("no such column"))

    monkeypatch.setattr(service.store, "queue", broken)
    response = client.get("/health")
    assert response.status_code == 500
    assert "database" not in response.text


def test_a_database_that_says_nothing_is_a_503_in_time_and_asked_once(client, service, monkeypatch):
    monkeypatch.setattr(health, "QUEUE_S", 0.1)
    asked, answer = [], threading.Event()
    monkeypatch.setattr(service.store, "queue", lambda: asked.append(1) or (answer.wait(20) and QueueState(0, 0, 0)))
    answers = [client.get("/health") for _ in range(3)]
    assert [each.status_code for each in answers] == [503] * 3
    assert "database" in answers[0].json()["problems"][0]
    assert "ocr_up 0.0" in client.get("/metrics").text
    assert len(asked) == 1
    answer.set()
    monkeypatch.setattr(health, "QUEUE_S", 10)
    assert client.get("/health").status_code == 200


def test_health_answers_while_every_thread_of_rest_waits(service, settings, monkeypatch):
    gone = threading.Event()
    monkeypatch.setattr(service.store, "records", lambda query: gone.wait(20) and 1 / 0)
    app = app_of(service, settings)

    async def ask() -> int:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with (
            httpx.AsyncClient(transport=transport, base_url="http://test") as client,
            anyio.create_task_group() as group,
        ):
            for _ in range(60):
                group.start_soon(client.get, "/api/bukti_setor/history")
            await anyio.sleep(0.5)
            with anyio.move_on_after(5):
                status = (await client.get("/health")).status_code
            gone.set()
        return status

    assert anyio.run(ask) == 200


def test_many_deep_checks_are_one_and_hold_nobody_up(service, settings, engine, monkeypatch):
    monkeypatch.setattr(health, "verify_models", lambda settings: "genuine")
    monkeypatch.setattr(health, "READ_TIMEOUT_S", 2)
    engine.hold.set()
    app, deep = app_of(service, settings), []

    async def ask() -> float:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test", timeout=60) as client:

            async def deeply() -> None:
                deep.append((await client.get("/health/deep")).json())

            async with anyio.create_task_group() as group:
                for _ in range(60):
                    group.start_soon(deeply)
                await anyio.sleep(0.3)
                started = time.monotonic()
                for path in ("/health", "/metrics", "/api/bukti_setor/history"):
                    assert (await client.get(path)).status_code == 200
                return time.monotonic() - started

    assert anyio.run(ask) < 1.5
    assert len(deep) == 60
    assert {json.dumps(each) for each in deep} == {json.dumps(deep[0])}


def test_a_service_that_cannot_open_is_a_503_of_the_deep_check_too(settings):
    def never():
        raise OSError("no database")

    closed = Client(Starlette(routes=routes(never, lambda: None, settings)))
    response = closed.get("/health/deep")
    (part,) = response.json()["parts"]
    assert (response.status_code, part["name"], part["works"]) == (503, "service", False)
    assert "no database" in part["detail"]


def test_a_shelf_that_takes_no_files_is_said(client, service, monkeypatch):
    monkeypatch.setattr(health, "verify_models", lambda settings: "genuine")
    originals = service.store.files.folder / "originals"
    originals.rename(originals.with_name("away"))
    assert "originals" in client.get("/health").json()["problems"][0]
    deep = client.get("/health/deep")
    assert deep.status_code == 503
    assert not deep.json()["parts"][0]["works"]


def test_a_full_disk_is_a_503(client, monkeypatch):
    monkeypatch.setattr(health, "MIN_FREE_BYTES", 1 << 60)
    assert client.get("/health").status_code == 503


def test_tight_memory_is_said_but_still_serves(client, monkeypatch):
    monkeypatch.setattr(health, "memory_limit", lambda: 1)
    response = client.get("/health")
    assert (response.status_code, response.json()["status"]) == (200, "degraded")


def test_the_deep_check_tries_every_part(service, engine, monkeypatch):
    monkeypatch.setattr(health, "verify_models", lambda settings: "genuine")
    engine.words = lambda number: page_words(number)
    found = DeepCheck(service).run()
    assert [part.name for part in found.parts] == ["disk", "database", "poppler", "models", "reading"]
    assert {part.name: part.works for part in found.parts} == dict.fromkeys([p.name for p in found.parts], True)
    assert "sqlite" in found.parts[1].detail
    assert "pdftoppm" in found.parts[2].detail
    assert service.store.exports.profiles() == ()


def test_the_deep_check_names_what_broke(client, engine, monkeypatch):
    monkeypatch.setattr(health, "verify_models", lambda settings: "genuine")
    engine.error = EngineFailed(page=1, reason="test")
    response = client.get("/health/deep")
    body = response.json()
    assert (response.status_code, body["status"]) == (503, "down")
    broken = [part for part in body["parts"] if not part["works"]]
    assert [part["name"] for part in broken] == ["reading"]
    assert "EngineFailed" in broken[0]["detail"]


def test_a_misread_page_is_no_success(service, engine):
    engine.words = lambda number: page_words(number, {"Kode Billing": "024012772858142", "Jumlah Setoran": "1,00"})
    with pytest.raises(EngineFailed):
        read_drawn_page(service)


def test_a_recent_deep_check_is_answered_again(service, monkeypatch):
    monkeypatch.setattr(health, "verify_models", lambda settings: "genuine")
    deep = DeepCheck(service)
    assert deep.run() is deep.run()


def test_a_folder_that_cannot_be_written(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError, match="file"):
        write_and_read_file(tmp_path / "file" / "below")


def test_metrics_speak_prometheus(client):
    response = client.get("/metrics")
    assert response.headers["content-type"].startswith("text/plain")
    lines = response.text.splitlines()
    assert "ocr_up 1.0" in lines
    assert 'ocr_pages{state="waiting"} 0.0' in lines
    assert any(line.startswith("ocr_memory_bytes ") for line in lines)


def test_requests_are_counted_by_route_and_not_by_path(client):
    client.get("/api/bukti_setor/history")
    client.get("/api/bukti_setor/some-id-of-a-proof")
    client.request("SPAM", "/api/nowhere")
    text = client.get("/metrics").text
    counted = {line for line in text.splitlines() if line.startswith("ocr_http_requests_total")}
    assert any('/history",status="200"} 1.0' in line for line in counted)
    assert any('/{identity}",status="404"} 1.0' in line for line in counted)
    assert any('method="other",route="/api",status="404"} 1.0' in line for line in counted)
    assert "some-id-of-a-proof" not in text


@pytest.mark.parametrize("accept", ["*/*", "application/json", None])
def test_the_root_is_json_for_programs(client, accept):
    response = client.get("/", headers={"Accept": accept} if accept else {})
    assert response.json()["status"] == "ok"


def test_the_root_is_the_pages_for_browsers(client):
    assert client.get("/", headers={"Accept": "text/html,application/xhtml+xml"}).status_code == 404


def test_an_open_interface_is_said(settings):
    assert check(settings, None).api_open
    assert not check(settings, None, login_required=True).api_open
    assert not check(replace(settings, api_keys=("0123456789abcdef",)), None).api_open


def test_the_drawn_page_is_the_same_every_time():
    assert drawn_page() == drawn_page()
