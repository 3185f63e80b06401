"""History, one proof, corrections, deletion, workbook and pictures over a store with two files."""

from __future__ import annotations

import io

import openpyxl
import pytest

from ocr.document import FIELD_NAMES
from ocr.errors import EditConflict, PageTimeout
from ocr.export import Column, Profile
from tests.api.conftest import ROWS, page_words
from tests.api.test_process import error_of, pdf


@pytest.fixture
def proofs(client, engine) -> list[dict]:
    first = client.process(pdf(shade=255), "januari.pdf").json()["data"]
    february = ROWS | {"Tanggal dan Jam Bayar": "10/02/2024 09:00:00", "NTPN": "87C4500HB3LB5IMU"}
    engine.words = lambda number: page_words(number, february | {"Jumlah Setoran": "500.000,00"})
    second = client.process(pdf(shade=200), "februari.pdf").json()["data"]
    return [*first, *second]


def test_history_is_paged_newest_first(client, proofs):
    body = client.get("/api/bukti_setor/history?per_page=1").json()
    assert (body["total"], body["page"], body["per_page"], len(body["data"])) == (2, 1, 1, 1)
    assert body["data"][0]["nama_berkas"] == "februari.pdf"
    assert body["data"][0]["raw_ocr"] is None
    second = client.get("/api/bukti_setor/history?per_page=1&page=2").json()
    assert second["data"][0]["nama_berkas"] == "januari.pdf"


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("month=2024-01", ["januari.pdf"]),
        ("q=87C4500HB3LB5IMU", ["februari.pdf"]),
        ("kode=411121-100&sort=oldest", ["januari.pdf", "februari.pdf"]),
        ("kode=411128", []),
        ("kind=billing", []),
        ("sort=-jumlah", ["januari.pdf", "februari.pdf"]),
        ("status=accepted", []),
    ],
)
def test_history_filters(client, proofs, query, names):
    body = client.get(f"/api/bukti_setor/history?{query}").json()
    assert [proof["nama_berkas"] for proof in body["data"]] == names
    assert body["total"] == len(names)


@pytest.mark.parametrize(
    "query",
    ["page=0", "per_page=9999", "month=januari", "kind=other", "sort=random", "q=a%00", "kode=%00", "document_id=%00"],
)
def test_a_filter_that_means_nothing_is_refused(client, query):
    assert error_of(client.get(f"/api/bukti_setor/history?{query}")) == (400, "bad_request")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "totals?q=%00"),
        ("GET", "duplicates?kode=%00"),
        ("GET", "export?q=%00"),
        ("GET", "export?profile=%00"),
        ("DELETE", "profiles/a%00"),
        ("DELETE", "some-proof?version=3000000000"),
        ("POST", "some-proof/restore?version=99999999999999999999"),
    ],
)
def test_what_no_database_can_be_asked_is_refused(client, method, path):
    assert error_of(client.request(method, f"/api/bukti_setor/{path}")) == (400, "bad_request")


def test_one_proof_comes_with_its_text(client, proofs):
    body = client.get(f"/api/bukti_setor/{proofs[0]['id']}").json()
    said = "Mungkin ganda: kode billing yang sama ada di februari.pdf."
    assert [warning[: len(said)] for warning in body["data"]["warnings"]] == [said], (
        "that came after the upload was answered"
    )
    assert body["data"] | {"warnings": []} == proofs[0]


def test_corrections_are_typed_as_people_type(client, proofs):
    url = f"/api/bukti_setor/{proofs[0]['id']}"
    sent = {
        "version": proofs[0]["version"], "jumlah": "2.500.000,00", "tanggal": "31/01/2024", "ntpn": " 4c2u16p1bbj5t5e6 ",
        "nama_wajib_pajak": None, "ntb": "000022763695",
    }  # fmt: skip
    body = client.request("PATCH", url, json=sent).json()
    proof = body["data"]
    assert (proof["jumlah"], proof["tanggal"], proof["ntpn"]) == (2500000.0, "2024-01-31", "4C2U16P1BBJ5T5E6")
    assert (proof["nama_wajib_pajak"], proof["ntb"]) == (None, "000022763695")
    assert proof["version"] > proofs[0]["version"]
    assert client.get(url).json() == body


def test_a_number_is_an_amount(client, proofs):
    url = f"/api/bukti_setor/{proofs[0]['id']}"
    body = client.request("PATCH", url, json={"version": proofs[0]["version"], "jumlah": 1234.5}).json()
    assert body["data"]["jumlah"] == 1234.5


@pytest.mark.parametrize("number", ["1000.999", "0.005", "1.999", "-5", "1e18", "1e300", '"(500)"', '"1 2 3"'])
def test_an_amount_that_would_lose_something_is_refused(client, proofs, number):
    url, version = f"/api/bukti_setor/{proofs[0]['id']}", proofs[0]["version"]
    body = f'{{"version": {version}, "jumlah": {number}}}'.encode()
    assert error_of(client.request("PATCH", url, content=body)) == (422, "invalid_value")
    assert client.get(url).json()["data"]["jumlah"] == proofs[0]["jumlah"]


def test_accepting_and_taking_it_back(client, proofs):
    url = f"/api/bukti_setor/{proofs[0]['id']}"
    accepted = client.request("PATCH", url, json={"version": proofs[0]["version"], "status": "accepted"}).json()["data"]
    assert accepted["status"] == "accepted"
    again = client.request("PATCH", url, json={"version": accepted["version"], "status": "open"}).json()["data"]
    assert again["status"] == "open"


def test_the_audit_names_the_caller(client, proofs, service):
    url = f"/api/bukti_setor/{proofs[0]['id']}"
    client.request("PATCH", url, json={"version": proofs[0]["version"], "jumlah": "1"})
    assert [line.who for line in service.store.history(proofs[0]["id"])] == ["api"]


def test_somebody_was_first(client, proofs):
    url, version = f"/api/bukti_setor/{proofs[0]['id']}", proofs[0]["version"]
    assert client.request("PATCH", url, json={"version": version, "jumlah": "1"}).status_code == 200
    assert error_of(client.request("PATCH", url, json={"version": version, "jumlah": "2"})) == (409, "edit_conflict")
    assert client.get(url).json()["data"]["jumlah"] == 1.0


@pytest.mark.parametrize(
    ("body", "answer"),
    [
        (b"", (400, "bad_request")),
        (b"[]", (400, "bad_request")),
        (b'{"jumlah": "1"}', (400, "bad_request")),
        (b'{"version": 1, "colour": "red"}', (400, "bad_request")),
        (b'{"version": 1, "tanggal": "31/02/2024"}', (422, "invalid_value")),
        (b'{"version": 1, "ntpn": "short"}', (422, "invalid_value")),
        (b'{"version": 1, "jumlah": "NaN"}', (422, "invalid_value")),
        (b'{"version": 1, "nama_wajib_pajak": "PT \\u0000 X"}', (400, "bad_request")),
        (b'{"version": 1, "jumlah": "1\\u0000"}', (400, "bad_request")),
        (b'{"version": 3000000000, "stan": "111111"}', (400, "bad_request")),
        (b'{"version": 99999999999999999999, "stan": "111111"}', (400, "bad_request")),
        (b" " * 70_000, (413, "too_large")),
    ],
)
def test_changes_that_are_none(client, proofs, body, answer):
    assert error_of(client.request("PATCH", f"/api/bukti_setor/{proofs[0]['id']}", content=body)) == answer


def test_deleting_hides_and_keeps(client, proofs):
    url = f"/api/bukti_setor/{proofs[0]['id']}"
    assert error_of(client.request("DELETE", f"{url}?version={proofs[0]['version'] + 7}")) == (409, "edit_conflict")
    assert client.request("DELETE", url).json()["success"] is True
    assert client.get("/api/bukti_setor/history").json()["total"] == 1
    assert client.get("/api/bukti_setor/history?status=deleted").json()["total"] == 1
    assert client.get(url).json()["data"]["status"] == "deleted"


def test_a_deleted_proof_that_comes_again_says_so_and_how_to_restore_it(client):
    data = pdf()
    (proof,) = client.process(data).json()["data"]
    client.request("DELETE", f"/api/bukti_setor/{proof['id']}")
    body = client.process(data).json()
    assert (body["data"], body["message"]) == ([], "0 bukti setor ditemukan di 1 halaman, 1 sudah dihapus.")
    (warning,) = body["warnings"]
    method, path = warning.rstrip(".").split(": ")[1].split()
    assert client.request(method, path).json()["data"]["status"] == "open"
    again = client.process(data).json()
    assert ([each["id"] for each in again["data"]], again["warnings"]) == ([proof["id"]], [])


def test_a_correction_that_cannot_be_accepted_with_it_changes_nothing(client, proofs, monkeypatch):
    def faster(*_, **__):
        raise EditConflict(who="ani", field={"id": "Jumlah", "en": "Amount"})

    url = f"/api/bukti_setor/{proofs[0]['id']}"
    monkeypatch.setattr("ocr.store.editing.judge", faster)
    body = {"version": proofs[0]["version"], "jumlah": "1", "status": "accepted"}
    assert error_of(client.request("PATCH", url, json=body)) == (409, "edit_conflict")
    assert client.get(url).json()["data"]["jumlah"] == proofs[0]["jumlah"]
    assert client.get(f"{url}/audit").json()["data"] == []


def test_a_correction_of_a_deleted_proof_brings_it_back_and_accepts_it(client, proofs):
    url = f"/api/bukti_setor/{proofs[0]['id']}"
    client.request("DELETE", url)
    version = client.get(url).json()["data"]["version"]
    body = {"version": version, "jumlah": "1", "status": "accepted"}
    changed = client.request("PATCH", url, json=body).json()["data"]
    assert (changed["status"], changed["jumlah"]) == ("accepted", 1.0)
    actions = [line["action"] for line in client.get(f"{url}/audit").json()["data"]]
    assert actions == ["delete", "restore", "edit", "accept"]


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
def test_an_unknown_proof(client, method):
    assert error_of(client.request(method, "/api/bukti_setor/nothing", json={"version": 1})) == (404, "not_found")


def test_the_workbook_holds_what_the_filters_let_through(client, proofs, service):
    response = client.get("/api/bukti_setor/export?month=2024-01", headers={"Accept-Language": "en"})
    assert response.headers["content-type"].endswith("spreadsheetml.sheet")
    assert response.headers["content-disposition"].endswith('.xlsx"')
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).worksheets[0]
    assert sheet.max_row == 2
    assert ROWS["NTPN"] in [cell.value for cell in sheet[2]]
    (export,) = service.store.exports.taken()
    assert (export.who, export.records, export.query.month) == ("api", 1, "2024-01")


def test_a_profile_chooses_columns_and_fills_its_template(client, proofs, service):
    profile = Profile((Column("ntpn", "No NTPN"), Column("jumlah", "Nilai")))
    service.store.exports.save_profile("ringkas", profile.to_json())
    template = openpyxl.Workbook()
    template.active.append(["Nilai", "No NTPN"])
    out = io.BytesIO()
    template.save(out)
    service.store.exports.save_profile("milik kami", profile.to_json(), out.getvalue())
    rows = {
        name: list(first_sheet(client.get("/api/bukti_setor/export", params={"profile": name, "month": "2024-01"})))
        for name in ("ringkas", "milik kami")
    }
    assert rows["ringkas"] == [("No NTPN", "Nilai"), (ROWS["NTPN"], 12345678)]
    assert rows["milik kami"] == [("Nilai", "No NTPN"), (12345678, ROWS["NTPN"])]
    assert error_of(client.get("/api/bukti_setor/export?profile=none")) == (404, "not_found")


def first_sheet(response):
    return openpyxl.load_workbook(io.BytesIO(response.content)).worksheets[0].iter_rows(values_only=True)


def test_the_picture_of_a_page(client, proofs):
    response = client.get(f"/api/bukti_setor/uploads/{proofs[0]['preview_filename']}")
    assert (response.status_code, response.headers["content-type"]) == (200, "image/jpeg")
    assert response.content.startswith(b"\xff\xd8")
    assert response.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "name",
    [
        "x-1.jpg",
        "..%2f..%2fetc%2fpasswd",
        "bukti-setor.sqlite3",
        "%2e%2e/%2e%2e/x-1.jpg",
        "a-99999.jpg",
        "-1.jpg",
        "%00-1.jpg",
    ],
)
def test_no_other_file_is_served(client, proofs, name):
    assert error_of(client.get(f"/api/bukti_setor/uploads/{name}"))[0] in (400, 404)


def test_a_picture_is_kept_by_its_caller_until_its_page_is_read_anew(client, proofs, service, engine):
    url = f"/api/bukti_setor/uploads/{proofs[0]['preview_filename']}"
    first = client.get(url)
    known = {"If-None-Match": first.headers["ETag"]}
    again = client.get(url, headers=known)
    assert (again.status_code, again.content) == (304, b"")
    assert "no-cache" in first.headers["Cache-Control"]
    (path,) = (service.store.files.folder / "previews").glob("??/*")
    path.write_bytes(b"\xff\xd8 turned")
    assert client.get(url, headers=known).content == b"\xff\xd8 turned"


def test_a_picture_lost_from_the_disk_is_not_found(client, proofs, service):
    for path in (service.store.files.folder / "previews").glob("??/*"):
        path.unlink()
    assert error_of(client.get(f"/api/bukti_setor/uploads/{proofs[0]['preview_filename']}")) == (404, "not_found")


def test_errors_of_the_router_have_the_same_shape(client):
    assert error_of(client.get("/api/nowhere")) == (404, "not_found")
    assert error_of(client.request("PUT", "/api/bukti_setor/process")) == (405, "method_not_allowed")
    assert "alamatnya" in client.get("/api/nowhere").json()["error"]["message"]
    assert "check" in client.get("/api/nowhere", headers={"Accept-Language": "en"}).json()["error"]["message"]


def test_a_wrong_method_is_told_all_that_the_address_knows(client):
    assert client.request("OPTIONS", "/api/bukti_setor/5f1c").headers["Allow"] == "DELETE, GET, HEAD, PATCH"
    assert client.request("POST", "/api/bukti_setor/profiles/Jurnal").headers["Allow"] == "DELETE, PUT"


@pytest.mark.parametrize("path", ["/api/docs", "/api/bukti_setor/history", "/api/bukti_setor/export", "/health"])
def test_a_head_is_answered_as_the_get_without_its_body(client, proofs, path):
    got, head = client.get(path), client.request("HEAD", path)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-type"] == got.headers["content-type"]


def test_a_head_takes_no_workbook_and_is_counted_where_the_get_is(client, proofs, service):
    assert client.request("HEAD", "/api/bukti_setor/export").status_code == 200
    assert client.request("HEAD", "/api/bukti_setor/5f1c/cancel").headers["Allow"] == "POST"
    assert service.store.exports.taken() == ()
    assert 'method="HEAD",route="/bukti_setor/export",status="200"} 1.0' in client.get("/metrics").text


def test_a_bug_is_a_500_with_the_same_shape(client, service, monkeypatch, caplog):
    monkeypatch.setattr(service.store, "records", lambda query: 1 / 0)
    assert error_of(client.get("/api/bukti_setor/history")) == (500, "error")


def test_the_docs_page_needs_nobody_else(client):
    page = client.get("/api/docs").text
    assert "https://" not in page.replace("https://fastapi", "")
    for link in ("/api/docs/static/swagger-ui-bundle.js", "/api/docs/static/swagger-ui.css"):
        assert link in page
        assert client.get(link).status_code == 200


def test_the_documents_describe_what_is_answered(client, proofs):
    schema = client.get("/api/openapi.json").json()
    paths = schema["paths"]
    first = {f"/bukti_setor/{path}" for path in ("process", "history", "export", "uploads/{name}", "{identity}")}
    assert first <= set(paths)
    answered = set(schema["components"]["schemas"]["Proof"]["properties"])
    assert answered == set(proofs[0]) >= set(FIELD_NAMES)
    assert paths["/bukti_setor/process"]["post"]["responses"]["200"]["content"]["application/json"]["example"]["data"]
    assert "multipart/form-data" in paths["/bukti_setor/process"]["post"]["requestBody"]["content"]


@pytest.mark.parametrize("gone", ["database", "disk"])
def test_a_store_that_does_not_answer_is_a_503_with_retry_after(client, service, monkeypatch, gone):
    from sqlalchemy.exc import OperationalError

    def no_answer(*_: object, **__: object) -> None:
        raise OperationalError("SELECT", {}, Exception("gone")) if gone == "database" else PermissionError("read-only")

    monkeypatch.setattr(service.store, "records", no_answer)
    monkeypatch.setattr(service.store, "add", no_answer)
    answers = {"database": client.get("/api/bukti_setor/history"), "not_kept": client.process(pdf())}
    for code, answer in answers.items():
        assert error_of(answer) == (503, code)
        assert int(answer.headers["Retry-After"]) > 0
    assert "hilang" not in answers["not_kept"].json()["error"]["message"]


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PATCH", "{id}", {"json": {"version": 1, "jumlah": "1"}}),
        ("DELETE", "{id}", {}),
        ("PUT", "profiles/Jurnal/template", {"files": {"file": ("rekap.xlsx", b"a workbook")}}),
    ],
)
def test_a_change_that_the_database_did_not_take_says_so(client, proofs, service, monkeypatch, method, path, body):
    def no_answer(*_: object, **__: object) -> None:
        raise PermissionError("read-only")

    for what in ("write", "read"):
        monkeypatch.setattr(service.store.database, what, no_answer)
    answer = client.request(method, f"/api/bukti_setor/{path.format(id=proofs[0]['id'])}", **body)
    assert error_of(answer) == (503, "not_saved")
    assert int(answer.headers["Retry-After"]) > 0
    assert "hilang" not in answer.json()["error"]["message"]


def test_a_file_that_is_kept_is_not_lost_when_the_database_goes_away_after_it(client, service, engine, monkeypatch):
    def no_answer(*_: object) -> None:
        raise PermissionError("read-only")

    engine.hold.set()
    monkeypatch.setattr(service.store, "has_ended", no_answer)
    assert error_of(client.process(pdf())) == (503, "database")
    queue = service.store.queue()
    assert queue.waiting + queue.reading == 1


def test_the_documents_describe_how_a_document_that_could_not_be_read_is_answered(client, engine, service):
    engine.error = PageTimeout(page=1, timeout_s=5)
    client.process(pdf())
    (page,) = service.store.recent_pages()
    answer = client.get(f"/api/bukti_setor/{page.document_id}")
    assert error_of(answer) == (504, "timeout")
    described = client.get("/api/openapi.json").json()["paths"]["/bukti_setor/{identity}"]["get"]["responses"]
    assert {"200", "413", "422", "503", "504"} <= set(described)
    assert "Retry-After" in described["504"]["headers"]
    assert int(answer.headers["Retry-After"]) >= described["504"]["headers"]["Retry-After"]["schema"]["minimum"]
