"""The whole app in as little memory as a container has: what is read, what the kernel kills, how much is used.

    python -m bench.container --limits 512 640 768 1024
    python -m bench.container --limits 512 --pages upload review

Starts the app in a control group of the kernel with that limit (as `docker run --memory` does; needs root) and one core, posts every file of `samples/`
twice, opens pages of it in Chromium while the second round is read, and writes out/bench/container.md. The control group's count of memory holds what
its processes share and files read, not only what is theirs; the kernel takes files back when it needs room, and kills when that is not enough.
"""

import argparse
import os
import threading
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

import httpx
from playwright.sync_api import sync_playwright

from bench import ROOT
from bench.app import running
from bench.report import OUT, command, machine, write_report
from bench.screenshots import FLAGS

GROUPS = Path("/sys/fs/cgroup")
NAME = "bukti-setor-bench"
MIB = 1 << 20
READ_S = 300
PAGES = ("upload", "review", "history", "system")
SAMPLES = [path for path in sorted((ROOT / "samples").iterdir()) if path.suffix in (".pdf", ".jpg", ".png", ".tif")]


class Group:
    """A control group with a memory limit, of either version of the kernel's interface."""

    def __init__(self, limit_bytes: int) -> None:
        self.first = (GROUPS / "memory").is_dir()
        self.folder = (GROUPS / "memory" if self.first else GROUPS) / NAME
        self.folder.mkdir()
        self._write("memory.limit_in_bytes" if self.first else "memory.max", limit_bytes)

    def enter(self) -> None:
        """Puts the calling process into the group."""
        self._write("cgroup.procs", os.getpid())

    @property
    def peak_bytes(self) -> int:
        """Most memory that the group had at once."""
        return int((self.folder / ("memory.max_usage_in_bytes" if self.first else "memory.peak")).read_text())

    @property
    def kills(self) -> int:
        """Processes that the kernel ended for want of memory."""
        lines = (self.folder / ("memory.oom_control" if self.first else "memory.events")).read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("oom_kill "))

    def remove(self) -> None:
        """Takes the group away once its processes have ended."""
        self.folder.rmdir()

    def _write(self, file: str, value: int) -> None:
        (self.folder / file).write_text(str(value))


class Run(NamedTuple):
    """What came of one limit: pages read of pages posted, kills, peak in bytes, seconds for all files."""

    limit_mib: int
    read: int
    posted: int
    kills: int
    peak_bytes: int
    seconds: float


def main() -> None:
    """Runs every limit and writes the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--limits", type=int, nargs="+", default=[512, 640, 768, 1024], help="MiB")
    parser.add_argument("--pages", nargs="+", default=PAGES, choices=PAGES, help="opened in the browser")
    parser.add_argument("--out", type=Path, default=OUT / "container.md")
    options = parser.parse_args()
    rows = ["| MiB | pages read | killed by the kernel | peak MiB | seconds |", "|---|---|---|---|---|"]
    for limit in options.limits:
        run = measured(limit, options.pages)
        rows.append(
            f"| {run.limit_mib} | {run.read} of {run.posted} | {run.kills} | {run.peak_bytes // MIB} | {run.seconds:.0f} |"
        )
        print(rows[-1], flush=True)
    about = f"Command: `{command()}`. {machine()}; the app may use one core."
    write_report(options.out, "\n".join(["# The whole app under a memory limit", "", about, "", *rows, ""]))


def measured(limit_mib: int, pages: Sequence[str] = PAGES) -> Run:
    """One start of the app under `limit_mib`."""
    group = Group(limit_mib * MIB)
    try:
        with running(reading=True, before=partial(_enter, group)) as app:
            started = time.monotonic()
            read, posted = posted_all(app.url, b"1")
            looker = threading.Thread(target=look_at, args=(app.url, pages))
            looker.start()
            again, more = posted_all(app.url, b"2")
            looker.join()
            return Run(
                limit_mib, read + again, posted + more, group.kills, group.peak_bytes, time.monotonic() - started
            )
    finally:
        group.remove()


def _enter(group: Group) -> None:
    group.enter()
    os.sched_setaffinity(0, {0})


def posted_all(url: str, mark: bytes) -> tuple[int, int]:
    """Pages read and pages posted, of every sample with `mark` behind its last byte."""
    read = posted = 0
    for path in SAMPLES:
        files = {"file": (path.name, path.read_bytes() + b"\n%" + mark)}
        pages = httpx.post(f"{url}/api/bukti_setor/process", files=files, timeout=READ_S).json()["pages"]
        read += sum(page["status"] == "ok" for page in pages)
        posted += len(pages)
    return read, posted


def look_at(url: str, pages: Sequence[str]) -> None:
    """Opens these pages of the app, as somebody does who works with it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        page = browser.new_page()
        for name in pages:
            page.goto(f"{url}/{name.removeprefix('upload')}")
            page.get_by_role("heading").first.wait_for()
            page.wait_for_timeout(2000)
        browser.close()


if __name__ == "__main__":
    main()
