"""Table mode: a cell is typed in peace, saved the moment it is left, and in the workbook afterwards."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import SAMPLES, Server, fresh, open_review, upload, wait_read

pytestmark = pytest.mark.browser

NTPN = "4C2U16P1BBJ5T5E6"
NTPN_COLUMN, DATE_COLUMN, FIRST_ROW = (
    585,
    720,
    57,
)  # px inside the grid: after the tick, what to check and the picture, below the header


def open_table(page: Page, server: Server) -> dict:
    """A fresh receipt read and shown in the table; the grid's rectangle on the page, px."""
    upload(page, server, fresh(SAMPLES / "bpn-bca.pdf"))
    wait_read(page)
    open_review(page)
    page.get_by_role("radio", name="Tabel").click()
    grid = page.locator("[data-testid='stDataFrame'] canvas").first
    grid.wait_for()
    page.wait_for_timeout(1000)  # the grid lays out its columns
    return grid.bounding_box()


def test_cell_keeps_what_is_being_typed_and_saves_it(page: Page, server: Server) -> None:
    corner = open_table(page, server)
    page.mouse.dblclick(corner["x"] + NTPN_COLUMN, corner["y"] + FIRST_ROW)
    editor = page.locator(".gdg-input")
    editor.wait_for()
    page.keyboard.press("Control+a")
    page.keyboard.type(NTPN)
    page.wait_for_timeout(2500)  # longer than any poll of another page
    expect(editor).to_have_value(NTPN)
    page.keyboard.press("Enter")
    expect(page.get_by_text("NTPN disimpan")).to_be_visible()
    page.get_by_role("radio", name="Satu per satu").click()
    expect(page.locator("#f-ntpn")).to_have_value(NTPN)


def test_indonesian_date_and_amount_pasted_from_excel_are_what_is_saved(page: Page, server: Server) -> None:
    corner = open_table(page, server)
    page.mouse.click(corner["x"] + DATE_COLUMN, corner["y"] + FIRST_ROW)
    page.evaluate("navigator.clipboard.writeText('05/01/2012\t1.234.567,00')")
    page.keyboard.press("Control+v")
    expect(page.get_by_text("Jumlah setoran disimpan")).to_be_visible()  # the caption says "disimpan" too
    page.get_by_role("radio", name="Satu per satu").click()
    expect(page.locator("#f-tanggal")).to_have_value("05/01/2012")
    expect(page.locator("#f-jumlah")).to_have_value("1.234.567,00")


def open_cell(page: Page, server: Server, text: str) -> None:
    """The first NTPN of the table, open, with `text` typed into it."""
    corner = open_table(page, server)
    page.mouse.dblclick(corner["x"] + NTPN_COLUMN, corner["y"] + FIRST_ROW)
    page.locator(".gdg-input").wait_for()
    page.keyboard.press("Control+a")
    page.keyboard.type(text)


def test_excel_taken_straight_from_an_open_cell_holds_it(page: Page, server: Server) -> None:
    open_cell(page, server, NTPN)
    with page.expect_download() as taken:
        page.get_by_role("button", name="Unduh Excel").click()
    sheet = openpyxl.load_workbook(io.BytesIO(Path(taken.value.path()).read_bytes())).worksheets[0]
    assert NTPN in {cell.value for row in sheet.iter_rows() for cell in row}


def test_menu_clicked_straight_from_an_open_cell_leads_there_and_the_cell_is_saved(page: Page, server: Server) -> None:
    ntpn = "4C2U16P1BBJ5T5E7"
    open_cell(page, server, ntpn)
    page.get_by_role("link", name="Riwayat").click()
    page.get_by_role("textbox", name="Cari").fill(ntpn)
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 bukti", exact=True)).to_be_visible()
    expect(page.get_by_role("heading", name="Riwayat", exact=True, level=1)).to_be_visible()
