"""Draws docs/screenshots/*.png from the running app: every page, light and dark, wide and narrow, both languages.

    python -m bench.screenshots

Starts the app on a free port over an empty folder, lets it read samples, takes the pictures, stops it.
"""

from __future__ import annotations

from playwright.sync_api import Browser, Page, sync_playwright

from bench import ROOT
from bench.app import running

OUT = ROOT / "docs" / "screenshots"
SAMPLES = ROOT / "samples"
SHOWN = (
    "bpn-bca.pdf",
    "bpn-mandiri-pindai.pdf",
    "bpn-coretax-foto.jpg",
    "bpn-danamon-pindai.pdf",
    "billing-coretax.pdf",
    "bpn-struk-termal.jpg",
    "gabungan.pdf",
)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 420, "height": 900}
LOCALES = {"id": "id-ID", "en": "en-GB"}
READ_TIMEOUT_MS = 300_000


def main() -> None:
    """Take all pictures."""
    OUT.mkdir(parents=True, exist_ok=True)
    with running() as app, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        take_all(browser, app.url)
        browser.close()


def take_all(browser: Browser, url: str) -> None:
    """Upload once, then picture every page."""
    page = visitor(browser, "id", "light", WIDE)
    page.goto(url)
    page.get_by_role("heading", name="Unggah bukti setor").wait_for()
    shoot(page, "upload-empty-id-light")
    page.locator("input[type=file]").set_input_files([SAMPLES / name for name in SHOWN])
    page.wait_for_url("**batch=*")
    page.locator(".b-tile.done").nth(2).wait_for(timeout=READ_TIMEOUT_MS)
    shoot(page, "upload-reading-id-light")
    page.get_by_text("Hentikan pembacaan").wait_for(state="detached", timeout=READ_TIMEOUT_MS)
    shoot(page, "upload-done-id-light")
    batch = page.url.partition("batch=")[2].partition("&")[0]
    page.context.close()
    for language, scheme, size, name in (
        ("id", "light", WIDE, "id-light"),
        ("id", "dark", WIDE, "id-dark"),
        ("en", "light", WIDE, "en-light"),
        ("id", "light", NARROW, "id-narrow"),
    ):
        take_pages(visitor(browser, language, scheme, size), f"{url}/{{}}?batch={batch}", name)


def visitor(browser: Browser, language: str, scheme: str, size: dict[str, int]) -> Page:
    """A fresh browser session."""
    context = browser.new_context(locale=LOCALES[language], color_scheme=scheme, viewport=size)
    page = context.new_page()
    page.set_default_timeout(60_000)
    return page


def take_pages(page: Page, address: str, name: str) -> None:
    """Review in its four ways, history, health, and upload where it differs."""
    page.goto(address.format("review"))
    page.locator(".form .foot .accept").wait_for()
    shoot(page, f"review-{name}")
    for number, way in ((1, "table"), (2, "strip"), (3, "pass")):
        page.get_by_test_id("stMain").locator("[data-testid='stButtonGroup'] button").nth(number + 2).click()
        shoot(page, f"review-{way}-{name}", 3000)
    for path, page_name in (("history", "history"), ("system", "health"), ("", "upload")):
        page.goto(address.format(path))
        page.locator("h1").wait_for()
        shoot(page, f"{page_name}-{name}", 4000 if path == "system" else 2500)
    page.context.close()


def shoot(page: Page, name: str, settle_ms: int = 2500) -> None:
    """One picture, after what moves has come to rest."""
    page.wait_for_timeout(settle_ms)
    page.screenshot(path=OUT / f"{name}.png")


if __name__ == "__main__":
    main()
