"""Twenty clients at once: uploads all answered, no correction lost, workbooks whole."""

from __future__ import annotations

import io

import anyio
import httpx
import openpyxl

from tests.api.conftest import ROWS, app_of, page_words
from tests.api.test_process import pdf

CLIENTS = 20


def test_twenty_clients_upload_correct_and_export(service, settings, engine):
    engine.words = lambda number: page_words(number, ROWS | {"NTPN": "87C4500HB3LB5IMU"})
    app = app_of(service, settings)

    async def ask(client: httpx.AsyncClient, method: str, path: str, **options) -> httpx.Response:
        return await client.request(method, f"/api/bukti_setor/{path}", **options)

    async def one_client(client: httpx.AsyncClient, number: int, shared: str) -> None:
        own = await ask(client, "POST", "process", files={"file": (f"{number}.pdf", pdf(shade=250 - number))})
        assert own.status_code == 200, own.text
        while True:
            proof = (await ask(client, "GET", shared)).json()["data"]
            amount = f"{int(proof['jumlah']) + 1}"
            done = await ask(client, "PATCH", shared, json={"version": proof["version"], "jumlah": amount})
            if done.status_code == 200:
                break
            assert done.status_code == 409, done.text
        exported = await ask(client, "GET", "export")
        assert openpyxl.load_workbook(io.BytesIO(exported.content)).worksheets[0].max_row >= 2

    async def all_clients() -> dict:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test", timeout=60) as client:
            first = await ask(client, "POST", "process", files={"file": ("shared.pdf", pdf(shade=10))})
            shared = first.json()["data"][0]
            async with anyio.create_task_group() as group:
                for number in range(CLIENTS):
                    group.start_soon(one_client, client, number, shared["id"])
            end = (await ask(client, "GET", shared["id"])).json()["data"]
            listed = (await ask(client, "GET", "history?per_page=200")).json()
            return {"before": shared, "after": end, "total": listed["total"]}

    found = anyio.run(all_clients)
    assert found["after"]["jumlah"] == found["before"]["jumlah"] + CLIENTS
    assert found["total"] == CLIENTS + 1
    edits = service.store.history(found["before"]["id"])
    assert len(edits) == CLIENTS
    assert len({edit.version for edit in edits}) == CLIENTS


def test_of_many_clients_at_once_those_without_a_place_are_told_to_come_back(service, settings, engine, monkeypatch):
    monkeypatch.setattr("ocr.api.proofs.MAX_WAITING", 3)
    engine.hold.set()
    app = app_of(service, settings)

    async def all_clients() -> list[httpx.Response]:
        answers: list[httpx.Response] = []

        async def one_client(client: httpx.AsyncClient, number: int) -> None:
            files = {"file": (f"{number}.pdf", pdf(shade=number))}
            answers.append(await client.post("/api/bukti_setor/process", files=files))
            if len(answers) == CLIENTS - 3:
                await anyio.to_thread.run_sync(service.hang_up)  # lets go of those that have a place

        async with (
            httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test", timeout=60) as client,
            anyio.create_task_group() as group,
        ):
            for number in range(CLIENTS):
                group.start_soon(one_client, client, number)
        return answers

    answers = anyio.run(all_clients)
    assert sorted(each.status_code for each in answers) == [429] * (CLIENTS - 3) + [503] * 3
    assert all(int(each.headers["Retry-After"]) > 0 for each in answers)
    queue = service.store.queue()
    assert queue.waiting + queue.reading == 3
