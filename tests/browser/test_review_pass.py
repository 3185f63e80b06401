"""A batch with planted reading errors, reviewed with the keyboard alone: marks lead to every error, the Excel is exact.

`python -m bench.review` does the same with twenty documents and with the table beside it.
"""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from playwright.sync_api import Browser, expect

from bench.hands import desk_pass
from bench.review import differences, download, draw_papers, open_desk, plan_errors, served, upload, visitor
from ocr.ui.values import shown

pytestmark = pytest.mark.browser


def test_every_planted_error_is_found_by_its_mark_and_the_excel_is_exact(chromium: Browser, tmp_path: Path) -> None:
    papers = draw_papers(4)
    truths = {paper.name: paper.truth for paper in papers}
    plan = plan_errors(papers, ("ntpn", "kode_billing", "npwp"), Random(7))
    with served(plan, tmp_path) as app:
        page = visitor(chromium)
        upload(page, app.url, papers, "test")
        open_desk(page, app.url)
        work = desk_pass(page, truths)
        corrected = {(item.name, field) for item in work for field in item.corrected}
        assert {(name, item.field) for name, items in plan.items() for item in items} <= corrected
        assert sum(item.keys for item in work) < 100
        download(page, tmp_path / "bukti.xlsx")
        assert differences(tmp_path / "bukti.xlsx", papers) == []

        elsewhere = visitor(chromium)  # the same address on another computer
        elsewhere.goto(page.url)
        expect(elsewhere.locator(".queue .left")).to_have_text("Semua selesai")
        for name, items in plan.items():
            title = truths[name]["nama_wajib_pajak"]
            elsewhere.locator(".queue .item", has_text=title).first.click()
            expect(elsewhere.locator(".form .head p").first).to_contain_text(name)
            field = items[0].field
            expect(elsewhere.locator(f"#f-{field}")).to_have_value(shown(field, truths[name][field]))
        elsewhere.context.close()
        page.context.close()
