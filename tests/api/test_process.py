"""POST /api/bukti_setor/process: the contract's answer, every error's status, and no byte read in vain."""

from __future__ import annotations

import io
import json

import anyio
import pytest
from PIL import Image

from ocr.api.body import OVERHEAD, shown_name
from ocr.engine import EngineState
from ocr.errors import EngineFailed, ModelMissing, PageTimeout
from tests.api.conftest import Client, app_of

FIELDS = {
    "halaman", "halaman_terakhir", "jenis_dokumen", "kode_setor", "tanggal", "jumlah", "mata_uang", "ntpn", "ntb", "stan",
    "kode_billing", "npwp", "nama_wajib_pajak", "kode_akun_pajak", "kode_jenis_setoran", "masa_pajak", "tahun_pajak",
    "terbilang", "confidence", "review", "warnings", "boxes", "preview_filename", "raw_ocr",
}  # fmt: skip


def pdf(pages: int = 1, shade: int = 255) -> bytes:
    images = [Image.new("L", (100, 140), shade - number) for number in range(pages)]
    out = io.BytesIO()
    images[0].save(out, "PDF", save_all=True, append_images=images[1:])
    return out.getvalue()


def error_of(response) -> tuple[int, str]:
    body = response.json()
    assert body["success"] is False
    assert body["error"]["message"]
    return response.status_code, body["error"]["code"]


def test_a_proof_is_answered_as_the_contract_says(client):
    response = client.process(pdf())
    assert response.status_code == 200
    body = response.json()
    assert body["success"] is True
    assert body["total_halaman"] == 1
    assert body["message"] == "1 bukti setor ditemukan di 1 halaman."
    assert body["pages"] == [{"halaman": 1, "status": "ok", "source": "ocr", "seconds": 0.1, "error": None}]
    (proof,) = body["data"]
    assert set(proof) >= FIELDS
    assert (proof["jenis_dokumen"], proof["halaman"], proof["halaman_terakhir"]) == ("bpn", 1, 1)
    assert proof["kode_setor"] == "411121-100"
    assert proof["tanggal"] == "2024-01-15"
    assert proof["jumlah"] == 12345678.0
    assert proof["masa_pajak"] == "01"
    assert proof["ntb"] is None
    assert proof["preview_filename"] == f"{body['document_id']}-1.jpg"
    assert "Kode Billing : 024012772858141" in proof["raw_ocr"].splitlines()
    left, top, right, bottom, page = proof["boxes"]["kode_billing"]
    assert (left < right, top < bottom, page) == (True, True, 1)
    assert 0.5 < proof["confidence"]["kode_billing"] <= 1
    assert "ntb" not in proof["confidence"]


def test_sentences_follow_accept_language(client):
    body = client.process(pdf(), headers={"Accept-Language": "en-GB"}).json()
    assert body["message"] == "1 proofs found on 1 pages."


def test_a_failed_page_does_not_lose_the_others(client, engine):
    read_page = engine.read_page

    def scripted(data, name, number):
        engine.error = EngineFailed(page=2, reason="test") if number == 2 else None
        return read_page(data, name, number)

    engine.read_page = scripted
    body = client.process(pdf(2)).json()
    assert [page["status"] for page in body["pages"]] == ["ok", "failed"]
    assert "Halaman 2" in body["pages"][1]["error"]
    assert len(body["data"]) == 1


@pytest.mark.parametrize(
    ("error", "answer"),
    [(EngineFailed(page=1, reason="x"), (503, "engine_failed")), (PageTimeout(page=1, timeout_s=5), (504, "timeout"))],
)
def test_nothing_read_is_an_error(client, engine, error, answer):
    engine.error = error
    response = client.process(pdf())
    assert error_of(response) == answer
    assert int(response.headers["Retry-After"]) > 0


@pytest.mark.parametrize("environ", [{"OCR_TIMEOUT_S": "5"}])
def test_a_wait_that_ends_before_the_reading_says_where_to_fetch_it(client, engine, service, monkeypatch):
    engine.hold.set()
    wait = service.wait
    monkeypatch.setattr(service, "wait", lambda document_id, _, gone: wait(document_id, 0.2, gone))
    response = client.process(pdf())
    assert error_of(response) == (504, "timeout")
    document_id = response.json()["error"]["message"].split()[1]
    body = client.get(f"/api/bukti_setor/{document_id}").json()
    assert body["document_id"] == document_id
    assert body["pages"][0]["status"] in ("waiting", "reading")


def test_a_process_that_ends_says_that_the_file_is_kept(client, engine, service):
    engine.hold.set()
    service.hang_up()
    response = client.process(pdf())
    assert error_of(response) == (503, "stopping")
    assert int(response.headers["Retry-After"]) > 0
    document_id = response.json()["error"]["message"].split("Dokumen ")[1].split()[0]
    assert client.get(f"/api/bukti_setor/{document_id}").json()["document_id"] == document_id


def test_missing_networks_are_said_at_once(client, engine, monkeypatch):
    engine.hold.set()
    missing = ModelMissing(path="models/craft", remedy="python -m ocr models build")
    monkeypatch.setattr(engine, "state", lambda: EngineState("failed", "compiled", (), str(missing), missing))
    response = client.process(pdf())
    assert error_of(response) == (503, "model_missing")
    assert int(response.headers["Retry-After"]) > 0
    assert "models/craft" in response.json()["error"]["message"]


def test_the_same_bytes_again_are_the_same_document(client):
    data = pdf()
    first, second = client.process(data).json(), client.process(data, "again.pdf").json()
    assert first["document_id"] == second["document_id"]
    assert [proof["id"] for proof in first["data"]] == [proof["id"] for proof in second["data"]]


@pytest.mark.parametrize(
    ("data", "name", "answer"),
    [
        (b"", "empty.pdf", (422, "empty")),
        (b"hello, not a document", "note.txt", (415, "unsupported")),
        (b"MZ\x90\x00" * 100, "bukti.pdf", (415, "unsupported")),
        (b"%PDF-1.7\ngarbage that ends too soon", "broken.pdf", (422, "damaged")),
    ],
)
def test_files_that_cannot_come_in(client, data, name, answer):
    assert error_of(client.process(data, name)) == answer


@pytest.mark.parametrize("environ", [{"MAX_PAGES_PER_PDF": "2"}])
def test_too_many_pages(client):
    assert error_of(client.process(pdf(3))) == (422, "too_many_pages")


BOUNDARY = {"Content-Type": "multipart/form-data; boundary=x"}
PART = b'--x\r\nContent-Disposition: form-data; name="file"; filename="\xc3\xa9.pdf"\r\n\r\n'


@pytest.mark.parametrize(
    ("headers", "content", "answer"),
    [
        ({}, b"", (400, "no_file")),
        ({"Content-Type": "application/json"}, b"{}", (400, "no_file")),
        ({"Content-Type": "multipart/form-data"}, b"--x--", (400, "bad_request")),
        (BOUNDARY, b"this is not multipart", (400, "bad_request")),
        (BOUNDARY, b"--x\r\nbad header\r\n\r\nabc\r\n--x--\r\n", (400, "bad_request")),
        (BOUNDARY, b'--x\r\nContent-Disposition: form-data; name="other"\r\n\r\nabc\r\n--x--\r\n', (400, "no_file")),
        (BOUNDARY, b'--x\r\nContent-Disposition: form-data; name="file"\r\n\r\nabc\r\n--x--\r\n', (400, "no_file")),
        (
            BOUNDARY,
            b'--x\r\nContent-Disposition: form-data; name="file"; filename=""\r\n\r\n\r\n--x--\r\n',
            (400, "no_file"),
        ),
        (BOUNDARY, b"--x--\r\n", (400, "no_file")),
        (BOUNDARY, PART + b"%PDF-1.7 and the line is cut", (400, "bad_request")),
        (BOUNDARY, PART[:-8], (400, "bad_request")),
        *(
            (
                {"Content-Type": f"multipart/form-data; boundary=x; charset={charset}"},
                PART + b"abc\r\n--x--\r\n",
                answer,
            )
            for charset, answer in {
                "undefined": (400, "bad_request"),
                "punycode": (400, "no_file"),
                "raw_unicode_escape": (415, "unsupported"),
            }.items()
        ),
    ],
)
def test_requests_without_a_file(client, headers, content, answer):
    response = client.request("POST", "/api/bukti_setor/process", headers=headers, content=content)
    assert error_of(response) == answer


def test_a_full_disk_is_a_507_that_says_what_to_do(client, monkeypatch):
    monkeypatch.setattr("ocr.store.room.free_bytes", lambda folder: 1_000_000)
    response = client.process(pdf())
    assert error_of(response) == (507, "disk_full")
    assert "RETENTION_DAYS" in response.json()["error"]["message"]
    assert int(response.headers["Retry-After"]) > 0
    assert client.get("/api/bukti_setor/history").json()["total"] == 0


def test_a_name_is_what_every_database_keeps():
    assert shown_name("se\x00tor\ud800an.pdf") == "setoran.pdf"


def test_a_client_path_is_never_kept(client):
    body = client.process(pdf(), "..\\..\\windows/../../etc/passwd\u202e.pdf").json()
    assert body["data"][0]["nama_berkas"] == "passwd.pdf"


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("filename*=UTF-8''setoran%20%22M%C3%A9dan%22%3B%20%E2%82%AC.pdf", 'setoran "Médan"; €.pdf'),
        ("filename*=iso-8859-1'en'M%E9dan.pdf", "Médan.pdf"),
        ("filename*=klingon''a.pdf", "a.pdf"),
        ("filename=\"plain.pdf\"; filename*=UTF-8''other.pdf", "plain.pdf"),
    ],
)
def test_a_file_named_only_in_the_extended_way_is_a_file(client, given, name):
    part = f'--x\r\nContent-Disposition: form-data; name="file"; {given}\r\n\r\n'
    content = part.encode() + pdf() + b"\r\n--x--\r\n"
    response = client.request("POST", "/api/bukti_setor/process", headers=BOUNDARY, content=content)
    assert (response.status_code, response.json()["data"][0]["nama_berkas"]) == (200, name)


@pytest.mark.parametrize("environ", [{"MAX_CONTENT_LENGTH": "10000"}])
def test_a_file_over_the_limit(client):
    assert error_of(client.process(pdf() + b"\0" * 10_001)) == (413, "too_large")


def stream_of_zeros(app, headers: list[tuple[bytes, bytes]], chunk: int = 65_536) -> tuple[int, dict, int]:
    """Status, body and number of bytes taken of an endless multipart upload."""
    taken = 0
    sent: list[dict] = []
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="big.pdf"\r\n\r\n'

    async def receive():
        nonlocal taken
        body = head if taken == 0 else b"\0" * chunk
        taken += len(body)
        if taken > 1 << 30:
            raise AssertionError("a gigabyte was read")
        return {"type": "http.request", "body": body, "more_body": True}

    async def send(message):
        sent.append(message)

    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "scheme": "http",
        "path": "/api/bukti_setor/process", "raw_path": b"", "query_string": b"", "root_path": "", "server": ("test", 80),
        "headers": [(b"content-type", b"multipart/form-data; boundary=x"), *headers],
    }  # fmt: skip
    anyio.run(app, scope, receive, send)
    body = b"".join(message.get("body", b"") for message in sent)
    return sent[0]["status"], json.loads(body), taken


@pytest.mark.parametrize("environ", [{"MAX_CONTENT_LENGTH": "200000"}])
def test_an_endless_upload_is_stopped_at_the_limit(service, settings):
    status, body, taken = stream_of_zeros(app_of(service, settings), [])
    assert (status, body["error"]["code"]) == (413, "too_large")
    assert taken <= 200_000 + OVERHEAD + 65_536


def test_a_declared_length_over_the_limit_reads_nothing(service, settings):
    status, body, taken = stream_of_zeros(app_of(service, settings), [(b"content-length", b"2147483648")])
    assert (status, body["error"]["code"], taken) == (413, "too_large", 0)


@pytest.mark.parametrize("environ", [{"API_KEYS": "0123456789abcdef"}])
def test_without_a_key_nothing_is_read(service, settings):
    status, body, taken = stream_of_zeros(app_of(service, settings), [])
    assert (status, body["error"]["code"], taken) == (401, "not_allowed", 0)


def test_a_client_that_stops_sending_is_let_go(service, settings, monkeypatch):
    monkeypatch.setattr("ocr.api.body.STALL_S", 0.1)

    async def stalling():
        yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n'
        await anyio.sleep(30)

    response = Client(app_of(service, settings)).request(
        "POST", "/api/bukti_setor/process", headers=BOUNDARY, content=stalling()
    )
    assert error_of(response) == (400, "bad_request")


def test_a_client_that_only_trickles_is_let_go(service, settings, monkeypatch):
    monkeypatch.setattr("ocr.api.body.PATIENCE_S", 0.1)

    async def trickling():
        yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n'
        for _ in range(100):
            await anyio.sleep(0.05)
            yield b"a"

    response = Client(app_of(service, settings)).request(
        "POST", "/api/bukti_setor/process", headers=BOUNDARY, content=trickling()
    )
    assert error_of(response) == (400, "bad_request")
    assert "a second" in response.json()["error"]["message"]


def test_a_full_house_says_when_to_come_back(service, settings, monkeypatch):
    monkeypatch.setattr("ocr.api.proofs.MAX_WAITING", 0)
    response = Client(app_of(service, settings)).process(pdf())
    assert error_of(response) == (429, "busy")
    assert int(response.headers["Retry-After"]) > 0


def test_a_client_that_hangs_up_gives_its_place_to_another(service, settings, engine, monkeypatch):
    monkeypatch.setattr("ocr.api.proofs.MAX_WAITING", 1)
    engine.hold.set()
    app = app_of(service, settings)
    body = PART + pdf() + b"\r\n--x--\r\n"
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "scheme": "http",
        "path": "/api/bukti_setor/process", "raw_path": b"", "query_string": b"", "root_path": "", "server": ("test", 80),
        "headers": [(b"content-type", b"multipart/form-data; boundary=x")],
    }  # fmt: skip

    async def leaves() -> None:
        messages = iter([{"type": "http.request", "body": body, "more_body": False}, {"type": "http.disconnect"}])

        async def receive():
            return next(messages)

        async def send(message):
            pass

        with anyio.fail_after(30):  # less than OCR_TIMEOUT_S by far
            await app(scope, receive, send)

    anyio.run(leaves)
    queue = service.store.queue()
    assert queue.waiting + queue.reading == 1, "its file is kept"
    service.hang_up()
    assert error_of(Client(app).process(pdf(shade=9))) == (503, "stopping"), "the next one waits in its place"
