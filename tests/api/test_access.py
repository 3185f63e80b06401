"""Keys by hash, a rate per key, and a door that stays shut when only the pages have a log-in."""

from __future__ import annotations

import pytest
from starlette.requests import Request

from ocr.api.access import BURST, RATE_PER_S, Access
from ocr.errors import Busy, NotAllowed
from tests.api.conftest import Client, app_of

KEY, OTHER = "0123456789abcdef", "fedcba9876543210"


def request(method: str = "GET", **headers: str) -> Request:
    raw = [(name.replace("_", "-").encode(), value.encode("latin-1")) for name, value in headers.items()]
    return Request({"type": "http", "method": method, "path": "/", "query_string": b"", "headers": raw})


@pytest.mark.parametrize(
    "headers", [{"x_api_key": KEY}, {"authorization": f"Bearer {KEY}"}, {"authorization": f"bearer  {KEY}"}]
)
def test_a_key_comes_in_either_header(headers):
    assert Access([OTHER, KEY]).admit(request(**headers)).startswith("api:")


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"x_api_key": ""},
        {"x_api_key": KEY[:-1]},
        {"x_api_key": KEY + "0"},
        {"authorization": f"Basic {KEY}"},
        {"x_api_key": "ÿÿÿ"},
    ],
)
def test_anything_else_is_refused(headers):
    with pytest.raises(NotAllowed):
        Access([KEY]).admit(request(**headers))


def test_callers_are_told_apart_and_keys_never_shown():
    access = Access([KEY, OTHER])
    names = {access.admit(request(x_api_key=key)) for key in (KEY, OTHER)}
    assert len(names) == 2
    assert not any(KEY in name or OTHER in name for name in names)


def test_no_keys_is_open():
    access = Access([])
    assert access.open
    assert access.admit(request("POST")) == "api"


def test_a_foreign_page_cannot_post_through_a_visitors_browser():
    with pytest.raises(NotAllowed):
        Access([]).admit(request("POST", sec_fetch_site="cross-site"))


def test_a_login_without_keys_shuts_the_door():
    access = Access([], login_required=True)
    assert not access.open
    with pytest.raises(NotAllowed):
        access.admit(request())


def test_each_key_has_its_own_rate():
    now = 0.0
    access = Access([KEY, OTHER], clock=lambda: now)
    for _ in range(BURST):
        access.admit(request(x_api_key=KEY))
    with pytest.raises(Busy) as caught:
        access.admit(request(x_api_key=KEY))
    assert caught.value.details["retry_after_s"] >= 1
    access.admit(request(x_api_key=OTHER))
    now += 1 / RATE_PER_S
    access.admit(request(x_api_key=KEY))


@pytest.mark.parametrize("environ", [{"API_KEYS": KEY}])
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/api/bukti_setor/process"),
        ("GET", "/api/bukti_setor/history"),
        ("GET", "/api/bukti_setor/export"),
        ("GET", "/api/bukti_setor/uploads/a-1.jpg"),
        ("GET", "/api/bukti_setor/a"),
        ("PATCH", "/api/bukti_setor/a"),
        ("DELETE", "/api/bukti_setor/a"),
    ],
)
def test_every_route_asks_for_the_key(client, method, path):
    response = client.request(method, path)
    assert response.status_code == 401
    assert response.json()["error"]["code"] == "not_allowed"
    assert response.headers["WWW-Authenticate"] == "Bearer"
    assert client.request(method, path, headers={"X-API-Key": KEY}).status_code != 401


@pytest.mark.parametrize("environ", [{"API_KEYS": KEY}])
def test_health_and_docs_need_no_key(client):
    assert [client.get(path).status_code for path in ("/health", "/metrics", "/api/docs", "/api/openapi.json")] == [
        200
    ] * 4


def test_no_route_lets_anybody_in_when_only_the_pages_have_a_login(service, settings):
    shut = Client(app_of(service, settings, login_required=True))
    assert shut.get("/api/bukti_setor/history").status_code == 401
