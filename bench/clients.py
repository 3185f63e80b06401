"""Twenty clients at once against the running app: uploads, corrections of one and the same proof, lists, workbooks.

    python -m bench.clients                                          SQLite
    python -m bench.clients --database postgresql://user@host/db     an empty database

Starts the app on a store of `--records` proofs (bench.store), lets every client do `--rounds` rounds over REST, and counts:
uploads acknowledged and not there afterwards, corrections acknowledged and not in the audit trail, corrections that were
refused because somebody was faster. Every client adds 1 to the same amount, so the amount at the end says whether one
correction went over another. Prints seconds by request. Exit status 1 when something was lost.
"""

from __future__ import annotations

import argparse
import io
import random
import statistics
import sys
import threading
import time
import uuid
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import openpyxl

from bench import ROOT
from bench.app import running
from bench.store import filled, p95

PAPER = ROOT / "samples" / "bpn-bca.pdf"
ANSWER_S = 300


@dataclass
class Tally:
    """What the clients saw; one lock for all of it."""

    seconds: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    documents: list[str] = field(default_factory=list)
    versions: list[int] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)


def ask(tally: Tally, http: httpx.Client, name: str, method: str, path: str, **options: object) -> httpx.Response:
    """One request, timed under `name`; anything but a 200 or a conflict is noted as an error."""
    started = time.perf_counter()
    answer = http.request(method, f"/api/bukti_setor/{path}", **options)  # type: ignore[arg-type]
    with tally.lock:
        tally.seconds[name].append(time.perf_counter() - started)
        if answer.status_code not in (200, 409):
            tally.errors.append(f"{name} {answer.status_code} {answer.text[:120]}")
    return answer


def client(number: int, url: str, shared: str, rounds: int, tally: Tally, together: threading.Barrier) -> None:
    """One client's rounds."""
    rng = random.Random(number)
    with httpx.Client(base_url=url, timeout=ANSWER_S) as http:
        for _ in range(rounds):
            paper = PAPER.read_bytes() + f"\n% {uuid.uuid4().hex}\n".encode()
            done = ask(tally, http, "upload until read", "POST", "process", files={"file": (f"{number}.pdf", paper)})
            if done.status_code == 200:
                with tally.lock:
                    tally.documents.append(done.json()["document_id"])
            together.wait(ANSWER_S)  # so that all of them correct the same proof at the same moment
            correct(http, shared, tally)
            month = f"2024-{rng.randrange(1, 13):02d}"
            ask(tally, http, "list: newest", "GET", "history")
            ask(tally, http, "list: month", "GET", f"history?month={month}&sort=-jumlah")
            ask(tally, http, "totals: month", "GET", f"totals?month={month}")
            book = ask(tally, http, "workbook", "GET", "export?month=2019-04")
            if openpyxl.load_workbook(io.BytesIO(book.content)).worksheets[0].max_row < 2:
                tally.errors.append("an empty workbook")


def correct(http: httpx.Client, shared: str, tally: Tally) -> None:
    """Add 1 to the amount of the shared proof, again from what it is by now whenever somebody was faster."""
    while True:
        seen = ask(tally, http, "one proof", "GET", shared).json()["data"]
        body = {"version": seen["version"], "jumlah": f"{seen['jumlah'] + 1:.2f}"}
        answer = ask(tally, http, "correction", "PATCH", shared, json=body)
        if answer.status_code == 200:
            with tally.lock:
                tally.versions.append(answer.json()["data"]["version"])
            return
        if answer.status_code != 409:
            return  # `ask` has noted it as an error
        with tally.lock:
            tally.conflicts.append(answer.json()["error"]["message"])


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clients", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--database", default="", help="DATABASE_URL of an empty database; SQLite without it")
    parser.add_argument("--folder", type=Path, help="keep the seeded store here, and use it again when it is there")
    asked = parser.parse_args()
    with filled(asked.folder, asked.database, asked.records) as folder:
        tally = Tally()
        environ = {"UPLOAD_FOLDER": str(folder), "DATABASE_URL": asked.database, "API_KEYS": ""}
        with (
            running(reading=True, **environ) as app,
            httpx.Client(base_url=app.url, timeout=ANSWER_S) as http,
        ):
            first = http.post("/api/bukti_setor/process", files={"file": (PAPER.name, PAPER.read_bytes())}).json()
            shared, before = first["data"][0]["id"], first["data"][0]["jumlah"]
            together = threading.Barrier(asked.clients)
            with ThreadPoolExecutor(asked.clients) as pool:
                jobs = [
                    pool.submit(client, number, app.url, shared, asked.rounds, tally, together)
                    for number in range(asked.clients)
                ]
            for job in jobs:
                job.result()
            lost = [d for d in tally.documents if http.get(f"/api/bukti_setor/{d}").status_code != 200]
            audit = {line["version"] for line in http.get(f"/api/bukti_setor/{shared}/audit").json()["data"]}
            after = http.get(f"/api/bukti_setor/{shared}").json()["data"]["jumlah"]
    unheard = [version for version in tally.versions if version not in audit]
    over = len(tally.versions) - round(after - before)
    sys.stdout.write(report(asked.clients, tally, lost, unheard, over))
    sys.exit(int(bool(lost or unheard or over or tally.errors)))


def report(clients: int, tally: Tally, lost: list[str], unheard: list[int], over: int) -> str:
    """Two tables: what was kept, and how long requests took."""
    kept = {
        "clients at once": clients,
        "uploads acknowledged, lost": f"{len(tally.documents)}, {len(lost)}",
        "corrections acknowledged, not in the audit": f"{len(tally.versions)}, {len(unheard)}",
        "corrections written over by another": over,
        "corrections refused because somebody was faster": len(tally.conflicts),
        "other errors": len(tally.errors),
    }
    lines = ["| | |", "|---|---:|", *(f"| {name} | {value} |" for name, value in kept.items())]
    lines += ["", "| request | times | median s | p95 s |", "|---|---:|---:|---:|"]
    for name, took in sorted(tally.seconds.items()):
        lines.append(f"| {name} | {len(took)} | {statistics.median(took):.3f} | {p95(took):.3f} |")
    lines += ["", *(f"Told: {sentence}" for sentence in sorted(set(tally.conflicts))[:1]), *sorted(set(tally.errors))]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
