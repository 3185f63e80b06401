"""Upload, progress, correction, Excel: what staff do all day, in a real browser over the real app."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, WebSocketRoute, expect
from streamlit.proto.BackMsg_pb2 import BackMsg

from tests.browser.conftest import SAMPLES, Server, drop, fresh, open_review, upload, wait_read

pytestmark = pytest.mark.browser

SCAN, PHOTO = SAMPLES / "bpn-mandiri-pindai.pdf", SAMPLES / "bpn-coretax-foto.jpg"
OTHERS = sorted(SAMPLES.glob("b*.pdf"))[:6]
NAME = "PT BENAR SETELAH DIPERIKSA"


def test_scan_and_photo_are_read_corrected_and_downloaded(page: Page, server: Server, tmp_path: Path) -> None:
    files = {SCAN, PHOTO, *OTHERS}
    upload(page, server, *sorted(files))
    counts = pages_read_until_done(page)
    assert len(counts) >= 3, f"progress was not seen page by page: {counts}"
    expect(page.locator(".b-tile.done img")).to_have_count(counts[-1])

    open_review(page)
    page.locator(".queue .item").first.click()
    page.get_by_role("button", name=re.compile("Tab ke semua")).click()
    name = page.locator("#f-nama_wajib_pajak")
    name.fill(NAME)
    name.press("Enter")
    expect(page.locator(".note")).to_contain_text("disimpan")
    amount = page.locator("#f-jumlah")
    amount.fill("Rp 1.234.567")
    amount.press("Enter")
    expect(amount).to_have_value("1.234.567,00")
    date = page.locator("#f-tanggal")
    date.fill("31 Januari 2024")
    date.press("Enter")
    expect(date).to_have_value("31/01/2024")

    page.reload()
    page.locator(".form .foot .accept").wait_for()
    expect(page.locator("#f-nama_wajib_pajak")).to_have_value(NAME)
    with page.expect_download() as download:
        page.get_by_role("button", name="Unduh Excel").click()
    path = tmp_path / "bukti.xlsx"
    download.value.save_as(path)
    row = corrected_row(path)
    assert row["Tanggal bayar"] == datetime(2024, 1, 31)
    assert row["Jumlah setoran"] == 1234567
    assert row["NPWP"] is None or isinstance(row["NPWP"], str)
    assert row["Berkas asal"] in {path.name for path in files}


def pages_read_until_done(page: Page) -> list[int]:
    """The different numbers of read pages that stood on the page, in the order they were seen."""
    seen: list[int] = []
    while True:
        text = page.get_by_text(re.compile(r"\d+ dari \d+ halaman dibaca")).first.inner_text()
        number, pages = map(int, re.search(r"(\d+) dari (\d+)", text).groups())
        if number not in seen:
            seen.append(number)
        if number == pages:
            return seen
        page.wait_for_timeout(100)


def corrected_row(path: Path) -> dict:
    sheet = openpyxl.load_workbook(path).worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    found = [dict(zip(rows[0], row, strict=True)) for row in rows[1:] if NAME in row]
    assert len(found) == 1
    return found[0]


def test_damaged_file_says_what_to_do_and_the_next_one_is_read(page: Page, server: Server) -> None:
    upload(page, server, {"name": "rusak.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\nnot a pdf"})
    expect(page.get_by_text("1 berkas tidak diterima")).to_be_visible()
    expect(page.get_by_text("lalu unggah lagi")).to_be_visible()
    drop(page, SAMPLES / "billing-djp.pdf")
    page.locator(".b-doc", has_text="billing-djp.pdf").wait_for()
    wait_read(page)
    expect(page.locator(".b-tile.done")).to_have_count(1)
    expect(page.get_by_text("1 berkas tidak diterima")).to_have_count(0)


def test_same_file_again_is_told_and_not_read_twice(page: Page, server: Server) -> None:
    upload(page, server, SAMPLES / "billing-coretax.pdf")
    wait_read(page)
    page.get_by_role("button", name="Mulai kiriman baru").click()
    page.get_by_text("Belum ada yang diunggah").wait_for()
    drop(page, SAMPLES / "billing-coretax.pdf")
    expect(page.get_by_text("Sudah pernah diunggah")).to_be_visible()


def test_fresh_file_is_not_told_as_uploaded_before_when_its_message_comes_twice(page: Page, server: Server) -> None:
    sent: list[tuple[WebSocketRoute, str | bytes]] = []

    def connect(line: WebSocketRoute) -> None:
        far = line.connect_to_server()
        line.on_message(lambda message: (sent.append((far, message)), far.send(message)))

    page.route_web_socket("**/_stcore/stream", connect)
    upload(page, server, fresh(SAMPLES / "bpn-bca.pdf"))
    wait_read(page)
    far, message = next(item for item in sent if b"bpn-bca.pdf" in item[1] and b"upload-files" in item[1])
    far.send(message)
    page.wait_for_timeout(1500)
    expect(page.get_by_text("Sudah pernah diunggah")).to_have_count(0)


def test_no_beat_of_the_left_page_follows_a_click_that_leads_to_review(page: Page, server: Server) -> None:
    """Streamlit draws the left page again for such a message, over the one just opened: review stayed empty for good."""
    held: list[tuple[WebSocketRoute, str | bytes]] = []
    sent: list[bytes] = []
    hold = False

    def connect(line: WebSocketRoute) -> None:
        far = line.connect_to_server()

        def out(message: bytes) -> None:
            sent.append(message)
            far.send(message)

        line.on_message(out)
        far.on_message(lambda message: held.append((line, message)) if hold else line.send(message))

    page.route_web_socket("**/_stcore/stream", connect)
    upload(page, server, *(fresh(path) for path in sorted(SAMPLES.glob("*.pdf"))))
    to_review = page.locator(".st-key-upload-review button")
    to_review.wait_for()
    expect(page.locator(".b-tile.waiting").first).to_be_attached()  # the page still asks how far reading is
    hold = True
    to_review.click()
    page.wait_for_timeout(2500)
    own = next(n for n, message in enumerate(sent) if b"upload-review" in message)
    assert [message for message in sent[own + 1 :] if BackMsg.FromString(message).rerun_script.fragment_id] == []
    hold = False
    for line, message in held:
        line.send(message)
    page.locator(".form .foot .accept").wait_for()


def test_leaving_and_coming_back_loses_nothing(page: Page, server: Server) -> None:
    upload(page, server, SAMPLES / "bpn-bca.pdf")
    page.get_by_role("link", name="Riwayat").click()
    page.get_by_role("heading", name="Riwayat").wait_for()
    page.get_by_role("link", name="Unggah").click()
    expect(page.locator(".b-doc", has_text="bpn-bca.pdf")).to_be_visible()
    address = page.url
    assert "batch=" in address
    other = page.context.browser.new_context(locale="id-ID").new_page()
    other.goto(address)
    expect(other.locator(".b-doc", has_text="bpn-bca.pdf")).to_be_visible()
    other.context.close()
