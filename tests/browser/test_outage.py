"""The database goes away while people work, and comes back: every page says so, and nothing typed is lost."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import SAMPLES, Server, drop, fresh, open_review, start, upload, wait_read
from tests.browser.test_table import FIRST_ROW, NTPN, NTPN_COLUMN, open_table
from tests.databases import Server as Database

pytestmark = pytest.mark.browser

NAME = "PT KETIK SAAT PUTUS"
AWAY = re.compile("Basis data atau penyimpanan tidak menjawab")


@pytest.fixture(scope="module")
def house() -> Iterator[Database]:
    """A PostgreSQL server of this file's own, since its tests stop it."""
    database = Database()
    yield database
    database.remove()


@pytest.fixture
def database(house: Database) -> Iterator[Database]:
    """The server, up again after every test."""
    yield house
    if not house.runs:
        house.start()


@pytest.fixture(scope="module")
def app(house: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = start(tmp_path_factory.mktemp("app"), DATABASE_URL=house.new_database())
    yield server
    server.stop()


def test_what_is_typed_while_the_database_is_away_is_saved_when_it_is_back(
    page: Page, app: Server, database: Database
) -> None:
    upload(page, app, fresh(SAMPLES / "bpn-bca.pdf"))
    wait_read(page)
    open_review(page)
    page.get_by_role("button", name=re.compile("Tab ke semua")).click()
    name = page.locator("#f-nama_wajib_pajak")
    name.wait_for()
    database.stop()
    name.fill(NAME)
    name.press("Enter")
    expect(page.locator(".note")).to_contain_text(AWAY)
    expect(name).to_have_value(NAME)
    page.wait_for_timeout(3000)  # asked again meanwhile, and refused again
    expect(name).to_have_value(NAME)
    database.start()
    expect(page.locator(".note")).to_contain_text("disimpan")
    page.reload()
    page.locator(".form .foot .accept").wait_for()
    expect(name).to_have_value(NAME)


def test_cell_filled_while_the_database_is_away_is_saved_when_it_is_back(
    page: Page, app: Server, database: Database
) -> None:
    corner = open_table(page, app)
    database.stop()
    page.mouse.dblclick(corner["x"] + NTPN_COLUMN, corner["y"] + FIRST_ROW)
    editor = page.locator(".gdg-input")
    editor.wait_for()
    expect(editor).to_be_focused()  # keys that come while the cell opens are the grid's, not the editor's
    editor.fill(NTPN)
    page.wait_for_timeout(1000)  # the grid takes the text up later than its editor shows it
    editor.press("Enter")
    expect(page.get_by_text(AWAY)).to_be_visible()
    database.start()
    expect(page.get_by_text("NTPN disimpan")).to_be_visible(timeout=20_000)
    page.get_by_role("radio", name="Satu per satu").click()
    expect(page.locator("#f-ntpn")).to_have_value(NTPN)


def test_pages_say_that_the_database_is_away_and_work_when_it_is_back(
    page: Page, app: Server, database: Database
) -> None:
    page.goto(app.url)
    page.get_by_role("heading", name="Unggah bukti setor").wait_for()
    database.stop()
    drop(page, fresh(SAMPLES / "bpn-bca.pdf"))
    expect(page.get_by_text("1 berkas tidak diterima")).to_be_visible()
    expect(page.get_by_text(re.compile("bpn-bca.pdf: belum tersimpan"))).to_be_visible()
    for link in ("Riwayat", "Periksa"):
        page.get_by_role("link", name=link).click()
        expect(page.get_by_text(AWAY)).to_be_visible()
    database.start()
    expect(page.get_by_text("Tidak ada yang perlu diperiksa")).to_be_visible(timeout=20_000)
    page.get_by_role("link", name="Unggah", exact=True).click()
    drop(page, fresh(SAMPLES / "bpn-bca.pdf"))
    page.locator(".b-doc", has_text="bpn-bca.pdf").wait_for()
    wait_read(page)
    expect(page.locator(".b-tile.done")).to_have_count(1)


def test_a_page_opened_before_the_database_is_up_says_so_and_comes_by_itself(
    page: Page, database: Database, tmp_path
) -> None:
    url = database.new_database()
    database.stop()
    server = start(tmp_path, DATABASE_URL=url)
    try:
        page.goto(server.url)
        expect(page.get_by_text(AWAY)).to_be_visible()
        database.start()
        page.get_by_role("heading", name="Unggah bukti setor").wait_for()
        expect(page.get_by_text(AWAY)).not_to_be_visible()
        drop(page, fresh(SAMPLES / "bpn-bca.pdf"))
        wait_read(page)
    finally:
        server.stop()


def test_the_house_opens_without_a_visitor_once_the_database_is_up(database: Database, tmp_path) -> None:
    url = database.new_database()
    database.stop()
    server = start(tmp_path, DATABASE_URL=url)
    try:
        assert httpx.get(f"{server.url}/health").json()["engine"]["status"] == "not started"
        database.start()
        until = time.monotonic() + 60
        while httpx.get(f"{server.url}/health").json()["engine"]["status"] != "ready":
            assert time.monotonic() < until, server.log.read_text()
            time.sleep(0.5)
    finally:
        server.stop()
