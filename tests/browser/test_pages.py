"""Every page opens as the first thing a fresh server is asked for, in the visitor's language, without foreign hosts."""

from __future__ import annotations

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from ocr.ui.markup import table
from tests.browser.conftest import SAMPLES, Server, fresh, start, upload, wait_read

pytestmark = pytest.mark.browser

PAGES = {"": "Unggah bukti setor", "review": "Periksa", "history": "Riwayat", "system": "Kondisi sistem"}


@pytest.mark.parametrize("path", PAGES)
def test_page_opens_for_a_fresh_visitor(page: Page, server: Server, path: str) -> None:
    foreign: list[str] = []
    page.on(
        "request",
        lambda request: None if request.url.startswith((server.url, "data:", "blob:")) else foreign.append(request.url),
    )
    page.goto(f"{server.url}/{path}")
    expect(page.get_by_role("heading", name=PAGES[path], exact=True, level=1)).to_be_visible()
    expect(page.get_by_role("link", name="Riwayat")).to_be_visible()
    assert page.get_by_test_id("stException").count() == 0
    assert foreign == []


@pytest.mark.parametrize("path", ["history", "system"])
def test_page_is_the_first_thing_a_cold_server_shows(page: Page, tmp_path, path: str) -> None:
    server = start(tmp_path)
    try:
        page.goto(f"{server.url}/{path}")
        expect(page.get_by_role("heading", name=PAGES[path], exact=True, level=1)).to_be_visible()
        expect(page.get_by_test_id("stDialog")).to_have_count(0)
        expect(page.get_by_test_id("stSidebarNav")).to_have_count(0)
    finally:
        server.stop()


def test_english_browser_gets_english_and_the_switch_holds(chromium: Browser, server: Server) -> None:
    context = chromium.new_context(locale="en-GB")
    page = context.new_page()
    page.goto(server.url)
    expect(page.get_by_role("heading", name="Upload proofs of payment")).to_be_visible()
    page.get_by_text("ID", exact=True).click()
    expect(page.get_by_role("heading", name="Unggah bukti setor")).to_be_visible()
    page.get_by_role("link", name="Riwayat").click()
    expect(page.get_by_role("heading", name="Riwayat")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="Riwayat")).to_be_visible()
    context.close()


def test_way_back_leads_to_the_page_before_in_one_step(page: Page, server: Server) -> None:
    # The symptom: with a language chosen the arrow had to be pressed three times for each page.
    heading = page.get_by_role("heading", level=1)
    page.goto(f"{server.url}/?batch=kiriman&lang=id")
    expect(heading).to_have_text(PAGES[""])
    for name in ("Riwayat", "Kondisi sistem"):
        page.get_by_role("link", name=name).click()
        expect(heading).to_have_text(name)
        page.wait_for_url("**batch=kiriman&lang=id")
    page.go_back()
    expect(heading).to_have_text("Riwayat")
    page.go_back()
    expect(heading).to_have_text(PAGES[""])


LINES_OF_A_CODE = """html => {
  const place = document.querySelector('[data-testid="stMainBlockContainer"]');
  place.insertAdjacentHTML("beforeend", html);
  const range = document.createRange();
  range.selectNodeContents(place.querySelector(".b-table td:nth-child(2)"));
  return range.getClientRects().length;
}"""


def test_code_in_a_table_of_many_columns_stays_whole_on_a_phone(page: Page, server: Server) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{server.url}/history")
    expect(page.get_by_role("heading", name="Riwayat", exact=True, level=1)).to_be_visible()
    row = ("Bukti penerimaan negara (BPN)", "411121", "PPh Pasal 21", "2024-01", "1", "IDR", "1.000.000,00")
    assert page.evaluate(LINES_OF_A_CODE, table(row, [row], numbers=(4, 6))) == 1


def test_a_double_click_on_delete_in_history_deletes_one_proof(page: Page, server: Server) -> None:
    upload(page, server, *(fresh(SAMPLES / "bpn-bca.pdf") for _ in range(2)))
    wait_read(page)
    page.get_by_role("link", name="Riwayat").click()
    grid = page.get_by_test_id("stDataFrame").locator("canvas").first
    grid.wait_for()
    before = httpx.get(f"{server.url}/api/bukti_setor/history").json()["total"]
    place = grid.bounding_box()
    page.mouse.click(place["x"] + 18, place["y"] + 35 + 17)
    delete = page.get_by_role("button", name="Hapus")
    delete.dblclick()
    expect(page.get_by_text("Dihapus; bisa dikembalikan")).to_be_visible()
    expect(delete).to_have_count(0)
    assert httpx.get(f"{server.url}/api/bukti_setor/history").json()["total"] == before - 1


def test_name_given_once_is_noted_after_a_reload_and_in_a_new_tab_until_it_is_emptied(
    page: Page, server: Server
) -> None:
    def give(name: str) -> None:
        page.get_by_test_id("stPopoverButton").click()
        field = page.get_by_role("textbox", name="Nama Anda")
        field.fill(name)
        field.press("Enter")
        expect(page.get_by_test_id("stPopoverButton")).to_contain_text(name or "Petugas")
        kept = f"bukti-setor-who={name.replace(' ', '%20')}" if name else ""
        page.wait_for_function("kept => (document.cookie.match(/bukti-setor-who=[^;]*/)?.[0] ?? '') === kept", arg=kept)

    page.goto(server.url)
    give("Budi Santoso")
    page.reload()
    expect(page.get_by_test_id("stPopoverButton")).to_contain_text("Budi Santoso")
    tab = page.context.new_page()
    tab.goto(f"{server.url}/history")
    expect(tab.get_by_test_id("stPopoverButton")).to_contain_text("Budi Santoso")
    give("")
    page.reload()
    expect(page.get_by_test_id("stPopoverButton")).to_contain_text("Petugas")
