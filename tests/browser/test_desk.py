"""The review desk under fingers: keyboard only, nothing overwritten while typing, page and form linked."""

from __future__ import annotations

import io
import re
from pathlib import Path

import httpx
import openpyxl
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import SAMPLES, Server, fresh, open_review, upload, wait_read

pytestmark = pytest.mark.browser

COPIES = 14  # one for each test below that changes one for good


@pytest.fixture(scope="module")
def batch(chromium: Browser, server: Server) -> tuple[str, list[str]]:
    """One batch read once: its address part and a stock of records, one for each test that changes one."""
    page = chromium.new_context(locale="id-ID").new_page()
    upload(page, server, *(fresh(SAMPLES / name) for name in ["bpn-bca.pdf"] * COPIES))
    wait_read(page, 240)
    open_review(page)
    ids = page.locator(".queue .item").evaluate_all("nodes => nodes.map(node => node.dataset.id)")
    name = re.search(r"batch=([\w-]+)", page.url)[1]
    page.context.close()
    assert len(ids) == COPIES
    return name, ids


@pytest.fixture
def shared_desk(page: Page, server: Server, batch: tuple[str, list[str]]) -> Page:
    """A record that another test takes later."""
    name, ids = batch
    return opened(page, f"{server.url}/review?batch={name}&record={ids[0]}")


@pytest.fixture
def desk(page: Page, server: Server, batch: tuple[str, list[str]]) -> Page:
    name, ids = batch
    return opened(page, f"{server.url}/review?batch={name}&record={ids.pop()}")


def opened(page: Page, address: str) -> Page:
    page.goto(address)
    page.locator(".form .foot .accept").wait_for()
    return page


def test_typed_value_is_saved_with_enter_and_undone(desk: Page) -> None:
    desk.keyboard.press("Alt+t")
    field = desk.locator("#f-stan")
    before = field.input_value()
    field.focus()
    desk.keyboard.press("Control+a")
    desk.keyboard.type("654321")
    desk.keyboard.press("Enter")
    expect(desk.locator(".note")).to_contain_text("STAN disimpan")
    desk.keyboard.press("Alt+z")
    expect(field).to_have_value(before)


def test_wrong_value_is_refused_kept_and_explained(desk: Page) -> None:
    field = desk.locator("#f-tanggal")
    field.fill("kemarin")
    field.press("Enter")
    expect(desk.locator(".field.wrong .why")).to_contain_text("tanggal")
    expect(field).to_have_value("kemarin")
    expect(field).to_be_focused()  # back from the button, since nothing else was being typed
    desk.keyboard.press("Control+Enter")
    expect(desk.locator(".note")).to_contain_text("belum tersimpan")


def test_what_is_being_typed_survives_a_change_from_elsewhere(desk: Page, server: Server) -> None:
    record = re.search(r"record=(\w+)", desk.url)[1]
    name, stan = desk.locator("#f-nama_wajib_pajak"), desk.locator("#f-stan")
    stan.focus()
    desk.keyboard.press("Control+a")
    desk.keyboard.type("99")
    answer = httpx.patch(
        f"{server.url}/api/bukti_setor/{record}", json={"version": 1, "nama_wajib_pajak": "DARI ORANG LAIN"}
    )
    assert answer.status_code == 200, answer.text
    desk.locator(".queue .item.on").dispatch_event("click")
    expect(name).to_have_value("DARI ORANG LAIN")
    expect(stan).to_have_value(re.compile("99"))


def test_focus_moves_the_page_to_the_ink_and_a_word_fills_the_value(desk: Page) -> None:
    sheet = desk.locator(".sheet")
    desk.locator("#f-ntpn").focus()
    near = sheet.evaluate("node => node.style.transform")
    desk.locator("#f-jumlah").focus()
    expect(desk.locator(".box.current")).to_have_count(1)
    assert sheet.evaluate("node => node.style.transform") != near
    stan = desk.locator("#f-stan")
    right = stan.input_value()
    stan.fill("111111")
    desk.get_by_role("button", name=re.compile("Selebar halaman")).click()
    desk.wait_for_timeout(400)  # the page glides into place
    desk.locator(f'.word[data-text*="{right}"]').first.click()
    expect(stan).to_have_value(right)


def test_way_back_has_no_step_for_each_proof_and_the_address_names_the_one_on_the_desk(desk: Page) -> None:
    steps = desk.evaluate("history.length")
    title = desk.locator(".head h2")
    for key in ("Alt+ArrowUp", "Alt+ArrowUp", "Alt+ArrowDown"):
        before = desk.url
        desk.keyboard.press(key)
        desk.wait_for_url(lambda url, before=before: url != before)
    assert desk.evaluate("history.length") == steps
    on = desk.locator(".queue .item.on").get_attribute("data-id")
    desk.reload()
    title.wait_for()
    assert desk.locator(".queue .item.on").get_attribute("data-id") == on


def test_proof_is_deleted_with_one_key_and_brought_back_with_another(shared_desk: Page) -> None:
    record = re.search(r"record=(\w+)", shared_desk.url)[1]
    shared_desk.locator("#f-stan").focus()
    shared_desk.keyboard.press("Alt+Delete")
    expect(shared_desk.locator(".note")).to_contain_text("Dihapus")
    expect(shared_desk.locator(f'.queue [data-id="{record}"]')).to_have_count(0)
    shared_desk.keyboard.press("Alt+z")
    expect(shared_desk.locator(".queue .item.on")).to_have_attribute("data-id", record)


LIES_OPEN = """node => {
  const { left, top, width, height } = node.getBoundingClientRect();
  return node.getRootNode().elementFromPoint(left + width / 2, top + height / 2) === node;
}"""


def test_value_under_the_keys_lies_open_on_small_and_enlarged_screens(desk: Page) -> None:
    for width, height in ((720, 450), (640, 360), (390, 844), (844, 390)):  # 200 and 225 %, and a phone both ways
        desk.set_viewport_size({"width": width, "height": height})
        desk.locator(".foot .accept").focus()
        names = desk.locator(".fields .field").evaluate_all("nodes => nodes.map(node => node.dataset.name)")
        for name in (*names, *reversed(names)):
            field = desk.locator(f"#f-{name}")
            field.focus()
            desk.wait_for_timeout(100)
            assert field.evaluate(LIES_OPEN), (width, height, name)
        desk.get_by_role("button", name="Lewati").click(trial=True)


def test_fingers_are_told_what_fingers_can_do(chromium: Browser, server: Server, batch: tuple[str, list[str]]) -> None:
    name, ids = batch
    phone = chromium.new_context(locale="id-ID", viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    desk = opened(phone.new_page(), f"{server.url}/review?batch={name}&record={ids[0]}")
    expect(desk.locator(".hint")).to_have_text(re.compile("^Ketuk kata"))
    desk.locator("#f-jumlah").tap()
    value = desk.locator("#f-jumlah").input_value()
    desk.get_by_role("button", name="Baca ulang bagian").tap()
    box = desk.locator(".box.current").bounding_box()
    desk.mouse.move(box["x"] - 4, box["y"] - 4)
    desk.mouse.down()
    desk.mouse.move(box["x"] + box["width"] + 4, box["y"] + box["height"] + 4, steps=4)
    desk.mouse.up()
    expect(desk.locator(".note")).not_to_have_text(re.compile("Membaca ulang"), timeout=20_000)
    expect(desk.locator("#f-jumlah")).to_have_value(value)
    phone.close()


def read_again(desk: Page, box: dict, beside: int, above: int) -> None:
    """Draws a frame so many pixels round the box, and waits until what it holds was read."""
    desk.keyboard.down("Shift")
    desk.mouse.move(box["x"] - beside, box["y"] - above)
    desk.mouse.down()
    desk.mouse.move(box["x"] + box["width"] + beside, box["y"] + box["height"] + above, steps=4)
    desk.mouse.up()
    desk.keyboard.up("Shift")
    expect(desk.locator(".note")).not_to_have_text(re.compile("Membaca ulang"), timeout=20_000)


def test_spot_is_read_again_from_a_drawn_frame(desk: Page) -> None:
    desk.locator("#f-jumlah").focus()
    desk.wait_for_timeout(400)
    box = desk.locator(".box.current").bounding_box()
    value = desk.locator("#f-jumlah").input_value()
    read_again(desk, box, 6, 4)
    expect(desk.locator("#f-jumlah")).to_have_value(value)


def test_spot_is_read_again_on_a_turned_page_and_focus_finds_its_ink_there(desk: Page) -> None:
    desk.keyboard.press("Alt+r")
    desk.locator("#f-jumlah").focus()
    desk.wait_for_timeout(400)
    box, stage = desk.locator(".box.current").bounding_box(), desk.locator(".stage").bounding_box()
    assert box["height"] > box["width"]
    assert stage["y"] < box["y"] < box["y"] + box["height"] < stage["y"] + stage["height"]
    value = desk.locator("#f-jumlah").input_value()
    read_again(desk, box, 4, 6)
    expect(desk.locator("#f-jumlah")).to_have_value(value)


def test_ntpn_is_copied_with_one_key(desk: Page) -> None:
    value = desk.locator("#f-ntpn").input_value()
    desk.keyboard.press("Alt+c")
    expect(desk.locator(".note")).to_contain_text(value)
    assert desk.evaluate("navigator.clipboard.readText()") == value


def test_accepting_what_somebody_else_changed_meanwhile_leads_to_it_instead(desk: Page, server: Server) -> None:
    record = re.search(r"record=(\w+)", desk.url)[1]
    change = {"version": 1, "jumlah": "9.999.999,00"}
    assert httpx.patch(f"{server.url}/api/bukti_setor/{record}", json=change).status_code == 200
    desk.keyboard.press("Control+Enter")
    expect(desk.locator(".note")).to_contain_text("Jumlah setoran “9.999.999,00”")
    expect(desk.locator("#f-jumlah")).to_be_focused()
    desk.keyboard.press("Control+Enter")
    expect(desk.locator(".note")).to_contain_text("Diterima")


def test_excel_taken_straight_from_a_value_holds_it(desk: Page) -> None:
    desk.locator("#f-nama_wajib_pajak").focus()
    desk.keyboard.press("Control+a")
    desk.keyboard.type("PT BALAP EXCEL")
    with desk.expect_download() as taken:
        desk.get_by_role("button", name="Unduh Excel").click()
    sheet = openpyxl.load_workbook(io.BytesIO(Path(taken.value.path()).read_bytes())).worksheets[0]
    assert "PT BALAP EXCEL" in {cell.value for row in sheet.iter_rows() for cell in row}


def test_value_left_for_another_page_is_saved(desk: Page, server: Server) -> None:
    record = re.search(r"record=(\w+)", desk.url)[1]
    desk.locator("#f-nama_wajib_pajak").fill("PT PERGI KE RIWAYAT")
    desk.get_by_role("link", name="Riwayat").click()
    expect(desk.get_by_role("heading", name="Riwayat", exact=True, level=1)).to_be_visible()
    found = httpx.get(f"{server.url}/api/bukti_setor/{record}").json()["data"]
    assert found["nama_wajib_pajak"] == "PT PERGI KE RIWAYAT"


@pytest.mark.parametrize("choice", ["Berjajar", "EN"])
def test_choice_clicked_straight_from_a_value_is_followed(shared_desk: Page, server: Server, choice: str) -> None:
    record = re.search(r"record=(\w+)", shared_desk.url)[1]
    shared_desk.locator("#f-nama_wajib_pajak").fill(f"PT LANGSUNG {choice}")
    shared_desk.get_by_role("radio", name=choice).click()
    expect(shared_desk.locator(".b-strip" if choice == "Berjajar" else "h1").first).to_contain_text(
        f"PT LANGSUNG {choice}" if choice == "Berjajar" else "Review"
    )
    found = httpx.get(f"{server.url}/api/bukti_setor/{record}").json()["data"]
    assert found["nama_wajib_pajak"] == f"PT LANGSUNG {choice}"


def test_excel_is_not_taken_while_a_value_is_refused(desk: Page) -> None:
    taken: list[object] = []
    desk.on("download", lambda download: taken.append(download))
    desk.locator("#f-tanggal").fill("kemarin")
    desk.get_by_role("button", name="Unduh Excel").click()
    expect(desk.locator(".field.wrong .why")).to_contain_text("tanggal")
    desk.wait_for_timeout(1000)
    assert taken == []


def test_batch_is_reviewed_with_the_keyboard_alone(desk: Page) -> None:
    left = desk.locator(".queue .left")
    for _ in range(COPIES + 4):
        if "Semua selesai" in left.inner_text():
            break
        before = left.inner_text()
        desk.keyboard.press("Control+Enter")
        expect(left).not_to_have_text(before)
    expect(left).to_have_text("Semua selesai")
    desk.keyboard.press("Alt+z")
    expect(left).to_contain_text("1 tersisa")
