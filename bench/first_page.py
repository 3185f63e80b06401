"""How soon a visitor sees each page: first paint, and the page's own heading with what stands below it.

    python -m bench.first_page

Starts the app on a free port over an empty folder, waits until it answers, opens every page in fresh Chromium profiles
(nothing cached) and prints a Markdown table; the aim is the page's content within 2 s. Writes out/bench/first-page.md.
"""

from __future__ import annotations

import os
import time
from statistics import median

from playwright.sync_api import Browser, sync_playwright

from bench.app import running
from bench.report import OUT, command, machine, write_report
from bench.screenshots import FLAGS, WIDE

PAGES = {"": "upload", "review": "review", "history": "history", "system": "health"}
VISITS = 5
READY = "[data-testid='stMain'] [data-testid='stVerticalBlock'] > div:nth-child(3)"
HEAD = "| page | first contentful paint, s | content, s, median | slowest |\n|---|---|---|---|\n"


def main() -> None:
    """Measure and write the table."""
    with running() as app, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        visit(browser, app.url)  # the server's own first run of the script is not a visitor's wait
        rows = "".join(line(browser, name, f"{app.url}/{path}") for path, name in PAGES.items())
        browser.close()
    load = f"load {os.getloadavg()[0]:.1f} from other work at the end of the run"
    about = f"Command: `{command()}`. {VISITS} fresh visits each; {machine()}, {load}."
    write_report(OUT / "first-page.md", f"# First page\n\n{about}\n\n{HEAD}{rows}")


def line(browser: Browser, name: str, address: str) -> str:
    """One row of the table."""
    visits = [visit(browser, address) for _ in range(VISITS)]
    painted, shown = zip(*visits, strict=True)
    return f"| {name} | {median(painted):.2f} | {median(shown):.2f} | {max(shown):.2f} |\n"


def visit(browser: Browser, address: str) -> tuple[float, float]:
    """Seconds until anything is painted, and until the page's own content stands there, of a visitor with an empty cache."""
    context = browser.new_context(locale="id-ID", viewport=WIDE)
    page = context.new_page()
    started = time.perf_counter()
    page.goto(address, wait_until="commit")
    page.locator("h1").wait_for()
    page.locator(READY).first.wait_for()
    shown = time.perf_counter() - started
    painted = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0") / 1000
    context.close()
    return painted, shown


if __name__ == "__main__":
    main()
