"""What the history page does, for programs: totals, duplicates, audit, restoring, reading again, profiles."""

from __future__ import annotations

import io
import json

import openpyxl
import pytest

from ocr.api import ledger, proofs
from ocr.errors import EngineFailed
from tests.api.conftest import ROWS, Client, app_of, page_words
from tests.api.test_process import error_of, pdf

API = "/api/bukti_setor"


def refused(answer, status: int) -> str:
    """The code of an answer that must be an error of this status."""
    assert answer.status_code == status, answer.text
    return error_of(answer)[1]


@pytest.fixture
def twins(client, engine) -> list[dict]:
    """One payment in two files, its amount misread in the second."""
    first = client.process(pdf(shade=255), "pindai.pdf").json()["data"]
    engine.words = lambda number: page_words(number, ROWS | {"Jumlah Setoran": "72.345.678,00"})
    return [*first, *client.process(pdf(shade=200), "foto.pdf").json()["data"]]


def test_totals_are_by_kind_account_period_and_currency(client, twins):
    assert client.get(f"{API}/totals").json() == {
        "success": True,
        "data": [
            {"jenis_dokumen": "bpn", "kode_akun_pajak": "411121", "masa": "2024-01", "mata_uang": "IDR",
             "bukti": 2, "jumlah": 84691356.0}
        ],
    }  # fmt: skip
    assert client.get(f"{API}/totals?month=2023-01").json()["data"] == []


def test_duplicates_are_listed_explained_and_explained_no_more(client, twins):
    body = client.get(f"{API}/duplicates").json()
    (group,) = body["data"]
    assert (body["total"], body["unsettled"], group["same"], group["settled"]) == (1, 1, "payment", False)
    assert [item["nama_berkas"] for item in group["data"]] == ["pindai.pdf", "foto.pdf"]
    said = client.request("PUT", f"{API}/duplicates/{group['key']}", json={"reason": "dua angsuran"})
    assert said.json() == {"success": True, "message": "Alasan dicatat."}
    body = client.get(f"{API}/duplicates").json()
    assert (body["unsettled"], body["data"][0]["override"]["reason"]) == (0, "dua angsuran")
    (line,) = client.get(f"{API}/{twins[0]['id']}/audit").json()["data"]
    assert (line["who"], line["action"], line["reason"]) == ("api", "override", "dua angsuran")
    client.request("PUT", f"{API}/duplicates/{group['key']}", json={"reason": " "})
    assert client.get(f"{API}/duplicates").json()["unsettled"] == 1


@pytest.mark.parametrize(("key", "status"), [("0" * 32, 404), ("nonsense", 400)])
def test_a_group_that_is_none(client, key, status):
    answer = client.request("PUT", f"{API}/duplicates/{key}", json={"reason": "x"})
    assert (answer.status_code, answer.json()["success"]) == (status, False)


def test_a_deleted_proof_comes_back_and_the_audit_says_so(client, twins):
    place = f"{API}/{twins[0]['id']}"
    client.request("DELETE", f"{place}?version=1")
    back = client.request("POST", f"{place}/restore?version=2")
    assert (back.status_code, back.json()["data"]["status"]) == (200, "open")
    stale = client.request("POST", f"{place}/restore?version=2")
    assert refused(stale, 409) == "edit_conflict"
    client.request("DELETE", place)
    assert client.request("PATCH", place, json={"version": 4, "status": "open"}).json()["data"]["status"] == "open"
    lines = client.get(f"{place}/audit").json()["data"]
    assert [line["action"] for line in lines] == ["delete", "restore", "delete", "restore"]
    assert refused(client.get(f"{API}/nobody/audit"), 404) == "not_found"


def test_failed_pages_are_read_again_on_request(client, engine, service):
    engine.error = EngineFailed(page=1, reason="test")
    assert client.process(pdf()).status_code == 503
    (page,) = service.store.recent_pages()
    engine.error = None
    again = client.request("POST", f"{API}/{page.document_id}/retry")
    assert again.status_code == 200
    assert service.wait(page.document_id, 20).status == "done"
    assert client.request("POST", f"{API}/{page.document_id}/retry?page=1").status_code == 200
    assert service.wait(page.document_id, 20).status == "done"
    for place in (f"{page.document_id}/retry?page=9", "nobody/retry", "nobody/cancel"):
        assert refused(client.request("POST", f"{API}/{place}"), 404) == "not_found"


def test_reading_is_stopped_on_request(client, engine, service):
    from ocr.document import Upload

    engine.hold.set()
    document_id = service.submit(Upload("lama.pdf", pdf())).document_id
    stopped = client.request("POST", f"{API}/{document_id}/cancel").json()
    assert [page["status"] for page in stopped["pages"]] == ["failed"]
    assert service.store.document(document_id).status == "cancelled"


PROFILE = {
    "columns": [{"name": "ntpn"}, {"name": "ledger", "heading": "Akun"}, {"name": "jumlah", "heading": "Rupiah"}],
    "accounts": {"411121-100": "2140"},
}


def workbook_with(*headings: str) -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["Rekap"])
    book.active.append(headings)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_profile_is_made_filled_and_deleted(client, twins):
    place = f"{API}/profiles/Jurnal%20umum"
    made = client.request("PUT", place, json=PROFILE).json()["data"]
    expected = {**PROFILE, "columns": [{"heading": "", **each} for each in PROFILE["columns"]]}
    assert made == [{"name": "Jurnal umum", "template": False, **expected}]
    sheet = openpyxl.load_workbook(io.BytesIO(client.get(f"{API}/export?profile=Jurnal umum").content)).worksheets[0]
    assert [cell.value for cell in sheet[1]] == ["NTPN", "Akun", "Rupiah"]
    assert sheet["B2"].value == "2140"
    file = {"file": ("rekap.xlsx", workbook_with("Rupiah", "Akun", "Catatan", "NTPN"))}
    assert client.request("PUT", f"{place}/template", files=file).json()["data"][0]["template"] is True
    sheet = openpyxl.load_workbook(io.BytesIO(client.get(f"{API}/export?profile=Jurnal umum").content)).worksheets[0]
    assert [cell.value for cell in sheet[3]] == [72345678, "2140", None, "4C2U16P1BBJ5T5E6"]
    more = {"columns": [*PROFILE["columns"], {"name": "stan"}]}
    assert refused(client.request("PUT", place, json=more), 422) == "invalid_value"
    assert client.request("DELETE", place).status_code == 200
    assert refused(client.request("DELETE", place), 404) == "not_found"
    assert client.get(f"{API}/profiles").json() == {"success": True, "data": []}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"columns": []}, 422),
        ({"columns": [{"name": "warna"}]}, 422),
        ({"columns": [{"name": "ntpn"}, {"name": "ntpn"}]}, 422),
        ({"columns": [{"name": "ntpn"}, {"name": "stan", "heading": "ntpn"}]}, 422),
        ({"columns": [{"name": "ntpn"}], "accounts": {"pajak": "1"}}, 422),
        ({"columns": [{"name": "ntpn", "colour": "red"}]}, 400),
        ({}, 400),
    ],
)
def test_a_profile_that_means_nothing_is_refused(client, body, status):
    answer = client.request("PUT", f"{API}/profiles/x", json=body)
    assert (answer.status_code, answer.json()["success"]) == (status, False)


@pytest.mark.parametrize(("data", "status"), [(b"not a workbook", 422), (b"", 422), (workbook_with("Rupiah"), 422)])
def test_a_template_that_does_not_fit_is_refused_and_the_profile_stays(client, data, status):
    place = f"{API}/profiles/x"
    assert refused(client.request("PUT", f"{place}/template", files={"file": ("a.xlsx", data)}), 404) == "not_found"
    client.request("PUT", place, json=PROFILE)
    answer = client.request("PUT", f"{place}/template", files={"file": ("a.xlsx", data)})
    assert answer.status_code == status
    assert client.get(f"{API}/profiles").json()["data"][0]["template"] is False


def test_no_ledger_route_answers_without_a_key(service, settings):
    shut = Client(app_of(service, settings, login_required=True))
    assert shut.get(f"{API}/totals").status_code == 401
    asked = {
        "GET": ["totals", "duplicates", "profiles", "x/audit"],
        "POST": ["x/restore", "x/cancel", "x/retry"],
        "PUT": [f"duplicates/{'0' * 32}", "profiles/x", "profiles/x/template"],
        "DELETE": ["profiles/x"],
    }
    answers = {
        (method, path): shut.request(method, f"{API}/{path}") for method, paths in asked.items() for path in paths
    }
    assert {place for place, answer in answers.items() if refused(answer, 401) != "not_allowed"} == set()


def test_more_rows_than_a_workbook_holds_are_refused_not_cut(client, twins, monkeypatch):
    from ocr.api import terms

    assert {terms.MAX_ROWS} == {proofs.MAX_ROWS}
    monkeypatch.setattr(terms, "MAX_ROWS", 1)
    assert refused(client.get(f"{API}/export"), 422) == "invalid_value"
    assert client.get(f"{API}/export?q=foto").status_code == 200


def test_the_document_knows_every_refusal_and_no_other(client):
    text = client.get("/api/openapi.json").text
    assert "ValidationError" not in text
    operations = [each for path in json.loads(text)["paths"].values() for each in path.values()]
    assert len(operations) == 18
    for operation in operations:
        refusals = {status: answer for status, answer in operation["responses"].items() if status not in ("200", "304")}
        shapes = {answer["content"]["application/json"]["schema"]["$ref"] for answer in refusals.values()}
        assert shapes == {"#/components/schemas/Failure"}
        assert ("400" in refusals) == ("parameters" in operation or "requestBody" in operation), operation["summary"]
        # One document is answered as its upload was.
        assert ("413" in refusals) == ("requestBody" in operation or operation["summary"] == "Show")


def test_every_ledger_route_is_described(client):
    schema = client.get("/api/openapi.json").json()
    names = {path.removeprefix("/bukti_setor/") for path in schema["paths"]}
    assert {"totals", "duplicates", "profiles", "{identity}/audit", "{identity}/restore"} <= names
    body = schema["paths"]["/bukti_setor/profiles/{name}"]["put"]["requestBody"]["content"]["application/json"][
        "schema"
    ]
    assert body["example"]["accounts"] == ledger.ProfileBody.model_config["json_schema_extra"]["example"]["accounts"]
    refs = {body["properties"]["columns"]["items"]["$ref"]}
    assert {ref.rsplit("/", 1)[1] for ref in refs} <= set(schema["components"]["schemas"])
