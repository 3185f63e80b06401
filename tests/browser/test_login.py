"""With a log-in provider nobody sees a page without it, REST is shut without a key, and who logged in is who did it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import SAMPLES, drop, free_port, start
from tests.browser.oidc import CLIENT, provider

pytest.importorskip("authlib", reason="requirements-serve.txt brings it")

ADDRESSES = ["/", "/review", "/history", "/system"]


def secrets(home: Path, port: int, url: str, section: str = "auth") -> None:
    folder = home / ".streamlit"
    folder.mkdir()
    shared = f'redirect_uri = "http://127.0.0.1:{port}/oauth2callback"\ncookie_secret = "{"s" * 40}"\n'
    client = f'client_id = "{CLIENT}"\nclient_secret = "secret"\nserver_metadata_url = "{url}/.well-known/openid-configuration"\n'
    head = "" if section == "auth" else f"[{section}]\n"
    (folder / "secrets.toml").write_text(f"[auth]\n{shared}{head}{client}")


@pytest.mark.parametrize(
    ("section", "claims", "who"),
    [
        ("auth", {"sub": "1", "email": "ani@kantor.example"}, "ani@kantor.example"),
        ("auth.kantor", {"sub": "7f3a", "name": "Ani"}, "Ani"),
    ],
)
def test_pages_ask_for_the_log_in_and_note_who_came(
    tmp_path: Path, chromium: Browser, section: str, claims: dict[str, str], who: str
) -> None:
    port = free_port()
    with provider(**claims) as office:
        secrets(tmp_path, port, office.url, section)
        server = start(tmp_path, port, HOME=str(tmp_path))
        context = chromium.new_context(locale="id-ID")
        page = context.new_page()
        page.set_default_timeout(30_000)
        try:
            for address in ADDRESSES:
                page.goto(server.url + address)
                page.get_by_role("heading", name="Silakan masuk").wait_for()
                expect(page.locator("input[type=file], .b-table, [data-testid=stDataFrame]")).to_have_count(0)
            api = f"{server.url}/api/bukti_setor"
            assert httpx.get(f"{api}/history").status_code == 401
            assert httpx.post(f"{api}/process", files={"file": b"x"}).status_code == 401
            assert httpx.get(f"{server.url}/health").json()["api_open"] is False
            page.goto(server.url)
            page.get_by_role("button", name="Masuk", exact=False).click()
            page.get_by_role("button", name=who).wait_for()
            assert httpx.get(f"{api}/history", cookies={c["name"]: c["value"] for c in context.cookies()}).is_error
            drop(page, SAMPLES / "bpn-bca.pdf")
            page.locator(".b-doc").wait_for()
            with sqlite3.connect(tmp_path / "uploads" / "bukti-setor.sqlite3") as rows:
                assert rows.execute("SELECT uploader FROM submissions").fetchall() == [(who,)]
        finally:
            context.close()
            server.stop()
