"""No page has a serious finding of axe-core, in either theme."""

from __future__ import annotations

from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import SAMPLES, Server, fresh, upload, wait_read

pytestmark = pytest.mark.browser

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
# Streamlit's charts (Vega) give their marks a role without a title; the chart itself has its text.
FOREIGN = {"svg-img-alt"}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_serious_finding(chromium: Browser, server: Server, scheme: str) -> None:
    context = chromium.new_context(locale="id-ID", color_scheme=scheme, viewport={"width": 1440, "height": 900})
    page = context.new_page()
    upload(page, server, fresh(SAMPLES / "bpn-bca.pdf"))
    wait_read(page)
    batch = page.url.partition("?")[2]
    found = []
    for path, way in (("", ""), ("review", ""), ("review", "Loloskan"), ("history", ""), ("system", "")):
        page.goto(f"{server.url}/{path}?{batch}")
        page.locator("h1").wait_for()
        if way:
            page.get_by_role("radio", name=way).click()
            page.mouse.move(2, 2)  # the pointer's own shade is no state to judge
        page.wait_for_timeout(2500)
        page.evaluate(AXE)
        result = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        found += [
            (path, item["id"], item["nodes"][0]["html"][:120])
            for item in result["violations"]
            if item["impact"] in ("serious", "critical") and item["id"] not in FOREIGN
        ]
    context.close()
    assert found == []
