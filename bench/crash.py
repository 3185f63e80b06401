"""Kills the app and its workers with SIGKILL at random moments of a batch and looks what is left.

    python -m bench.crash --kills 50                                        SQLite
    python -m bench.crash --kills 50 --database postgresql://user@host/db   an empty database

The app under test is the product's own service, store and engine in a process of its own; only the networks are
replaced, by a reader that sleeps and then says what a bank's receipt would (`open_pretender`). While it reads, the
app uploads files and edits records, and prints one line after each of these was acknowledged. What was acknowledged
must be there at the end: each page read exactly once in the results, no edit lost, no file without a row.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import itertools
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass

import numpy as np
import psutil
from PIL import Image

from bench import ROOT
from ocr.document import Box, PageImage, PageText, Upload, Word
from ocr.engine import Engine
from ocr.errors import EditConflict
from ocr.service import Service
from ocr.settings import Settings, load_settings
from ocr.store import RecordQuery, Store

PAGES_PER_FILE = 4
PAGE_SECONDS = 0.25
EDITOR = "editor"


def number_of(file: int, page: int) -> int:
    """The number drawn on page `page` of file `file`; every page of the batch has its own."""
    return file * PAGES_PER_FILE + page


def drawn(file: int) -> Upload:
    """File `file` of the batch: a TIFF whose pages carry their numbers as the colour of the first pixels."""
    images = []
    for page in range(1, PAGES_PER_FILE + 1):
        pixels = np.full((64, 96, 3), 255, np.uint8)
        pixels[0, 0] = [0, *divmod(number_of(file, page), 256)]
        images.append(Image.fromarray(pixels))
    buffer = io.BytesIO()
    images[0].save(buffer, "TIFF", save_all=True, append_images=images[1:])
    return Upload(f"file-{file}.tif", buffer.getvalue())


class Pretender:
    """Takes `PAGE_SECONDS` and says what a receipt with the page's number would."""

    name = "pretender"

    def read(self, page: PageImage) -> PageText:
        """A receipt whose NTPN is the number drawn on the page."""
        time.sleep(PAGE_SECONDS)
        number = int(page.pixels[0, 0, 1]) * 256 + int(page.pixels[0, 0, 2])
        return receipt(page.number, number)

    def read_region(self, page: PageImage, box: Box) -> tuple[Word, ...]:
        """Nothing."""
        return ()

    def read_regions(self, page: PageImage, boxes: Sequence[Box]) -> list[tuple[Word, ...]]:
        """Nothing."""
        return [() for _ in boxes]

    def close(self) -> None:
        """Nothing."""


def receipt(page: int, number: int) -> PageText:
    """The words of a receipt whose NTPN is made of `number`."""
    lines = (
        "BUKTI PENERIMAAN NEGARA",
        f"NTPN : {ntpn(number)}",
        "NTB : 000022763695",
        "Mata Anggaran : 411128",
        "Jenis Setoran : 403",
        "Jumlah Setoran : 1.500.000",
    )
    words = tuple(Word(line, Box(10, 10 + 30 * row, 400, 30 + 30 * row), 0.95) for row, line in enumerate(lines))
    return PageText(page, 800, 1000, words, "ocr", PAGE_SECONDS)


def open_pretender(settings: Settings) -> Pretender:
    """The reader of the app under test."""
    return Pretender()


def ntpn(number: int) -> str:
    """The NTPN of page `number`: 16 characters, letters among them."""
    return f"A7B9C{number:011d}"


# The app under test


def run_app() -> None:
    """Read, upload and edit until killed; the environment holds the settings. One line on stdout per acknowledgement."""
    settings = load_settings()
    store = Store.open(settings)
    service = Service(settings, store, Engine.start(settings, reader="bench.crash:open_pretender"))
    allowed = [0]
    threading.Thread(target=_upload, args=(service, allowed), daemon=True).start()
    threading.Thread(target=_edit, args=(store,), daemon=True).start()
    for line in sys.stdin:
        if line.strip() == "end":
            break
        allowed[0] = int(line)
    service.close()


def _say(**acknowledged: object) -> None:
    sys.stdout.write(json.dumps(acknowledged) + "\n")
    sys.stdout.flush()


def _upload(service: Service, allowed: Sequence[int]) -> None:
    there = len(service.store.documents("batch"))
    while True:
        while there < allowed[0]:
            upload = drawn(there)
            receipt = service.submit(upload, batch="batch", uploader=f"person {there % 3}")
            _say(added=receipt.document_id, file=there)
            there += 1
        time.sleep(0.02)


def _edit(store: Store) -> None:
    rng = random.Random(os.getpid())
    while True:
        time.sleep(rng.uniform(0.01, 0.05))
        rows = store.records(RecordQuery(limit=200)).rows
        if rows:
            view, value = rng.choice(rows), f"{rng.randrange(10**6):06d}"
            if view.record.value("stan") != value:
                with contextlib.suppress(EditConflict):
                    after = store.edit(view.id, {"stan": value}, who=EDITOR, version=view.version)
                    _say(edited=view.id, version=after.version, value=value)


# The one who kills


@dataclass(frozen=True, slots=True)
class Findings:
    """What was done to the app, and what was wrong afterwards; nothing should be wrong."""

    kills_of_app: int
    kills_of_worker: int
    pages: int
    pages_read_twice: int
    pages_missing: int
    pages_failed_for_two_kills: int
    records_wrong: int
    uploads_acknowledged: int
    uploads_lost: int
    edits_acknowledged: int
    edits_lost: int
    orphans_swept: int
    orphans_left: int
    files_missing: int
    seconds: float

    @property
    def faultless(self) -> bool:
        """Whether nothing was lost, doubled or left behind."""
        wrong = (self.pages_read_twice, self.pages_missing, self.records_wrong, self.uploads_lost, self.edits_lost)
        return not any((*wrong, self.orphans_left, self.files_missing))


class App:
    """The app under test as a process; `said` grows with every acknowledgement."""

    def __init__(self, environ: dict[str, str], said: list[dict[str, object]]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bench.crash", "--app"],
            cwd=ROOT,
            env={**os.environ, **environ, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self._listener = threading.Thread(target=self._listen, args=(said,), daemon=True)
        self._listener.start()

    def _listen(self, said: list[dict[str, object]]) -> None:
        for line in self.process.stdout or ():
            if line.endswith("\n"):  # a killed process may leave half a line
                said.append(json.loads(line))

    def allow(self, files: int) -> None:
        """Let it upload up to so many files in all."""
        if self.process.stdin:
            self.process.stdin.write(f"{files}\n")
            self.process.stdin.flush()

    def kill(self) -> None:
        """SIGKILL, and wait until its workers, which see it go, have ended too."""
        family = psutil.Process(self.process.pid).children(recursive=True)
        self.process.kill()
        self._ended()
        psutil.wait_procs(family, timeout=20)

    def kill_worker(self, rng: random.Random) -> bool:
        """SIGKILL one of the reading processes; False when there is none yet."""
        with contextlib.suppress(psutil.NoSuchProcess):
            readers = [
                p for p in psutil.Process(self.process.pid).children(recursive=True) if "spawn_main" in str(p.cmdline())
            ]
            if readers:
                os.kill(rng.choice(readers).pid, signal.SIGKILL)
                return True
        return False

    def end(self) -> None:
        """Let it close in order."""
        if self.process.stdin:
            self.process.stdin.write("end\n")
            self.process.stdin.close()
        self._ended()

    def _ended(self) -> None:
        self.process.wait(60)
        self._listener.join(10)
        for stream in (self.process.stdin, self.process.stdout):
            if stream and not stream.closed:
                with contextlib.suppress(BrokenPipeError):
                    stream.close()


def torment(environ: dict[str, str], *, kills: int, files: int, seed: int, longest_s: float) -> Findings:
    """Run the batch of `files` × `PAGES_PER_FILE` pages while killing app or worker at `kills` random moments."""
    rng, said = random.Random(seed), list[dict[str, object]]()
    started = time.monotonic()
    store = Store.open(load_settings(environ))
    of_worker = 0
    app = App(environ, said)
    for kill in range(kills):
        app.allow(files * (kill + 1) // kills)
        time.sleep(rng.uniform(0.0, longest_s))
        if rng.random() < 0.3 and app.kill_worker(rng):
            of_worker += 1
            continue
        app.kill()
        app = App(environ, said)
    app.allow(files)
    failed = _finish(store, files)
    app.end()
    findings = look(store, said, files)
    store.close()
    return Findings(
        kills_of_app=kills - of_worker,
        kills_of_worker=of_worker,
        pages=files * PAGES_PER_FILE,
        pages_failed_for_two_kills=failed,
        seconds=round(time.monotonic() - started, 1),
        **findings,
    )


def _finish(store: Store, files: int) -> int:
    """Wait until everything is read; pages that failed, as two kills hit them, are retried as a person would."""
    failed = 0
    end = time.monotonic() + 300
    while time.monotonic() < end:
        views = store.documents("batch")
        if len(views) == files and all(view.ended for view in views):
            again = store.retry_failed("batch")
            failed += again
            if not again:
                return failed
        time.sleep(0.1)
    raise TimeoutError("the batch did not end")


def look(store: Store, said: Sequence[dict[str, object]], files: int) -> dict[str, int]:
    """What was acknowledged (`said`) and what of it is not there, by the names of `Findings`."""
    views = store.documents("batch")
    expected = {ntpn(number_of(file, page)) for file in range(files) for page in range(1, PAGES_PER_FILE + 1)}
    rows = store.records(RecordQuery(limit=10_000)).rows
    read = Counter(view.record.value("ntpn") for view in rows)
    swept = store.sweep(older_than_s=0)
    on_disk = set(_on_disk(store))
    named = {("originals", view.sha256) for view in views}
    missing = sum(shelf_file not in on_disk for shelf_file in named)
    missing += sum(store.preview(view.id, page.number) is None for view in views for page in view.pages)
    previews = sum(shelf == "previews" for shelf, _ in on_disk)
    return {
        "pages_read_twice": sum(count - 1 for count in read.values()),
        "pages_missing": len(expected - set(read)) + sum(p.status != "done" for view in views for p in view.pages),
        "records_wrong": len(set(read) - expected),
        "uploads_acknowledged": sum("added" in line for line in said),
        "uploads_lost": sum(line["added"] not in {view.id for view in views} for line in said if "added" in line),
        "edits_acknowledged": sum("edited" in line for line in said),
        "edits_lost": _edits_lost(store, said),
        "orphans_swept": swept,
        "orphans_left": len({f for f in on_disk if f[0] == "originals"} - named)
        + max(previews - files * PAGES_PER_FILE, 0),
        "files_missing": missing,
    }


def _edits_lost(store: Store, said: Sequence[dict[str, object]]) -> int:
    """Acknowledged edits that the audit does not know, breaks in its chains, and records that differ from their last."""
    lost = 0
    acknowledged = [(str(line["edited"]), line["version"], line["value"]) for line in said if "edited" in line]
    for record_id in {record_id for record_id, _, _ in acknowledged}:
        trail = store.history(record_id)
        known = {(line.version, line.new) for line in trail}
        lost += sum((version, value) not in known for of, version, value in acknowledged if of == record_id)
        lost += sum(before.new != after.old for before, after in itertools.pairwise(trail))
        lost += store.record(record_id).record.value("stan") != trail[-1].new
    return lost


def _on_disk(store: Store) -> Iterator[tuple[str, str]]:
    for shelf in ("originals", "previews"):
        for sha256 in store.files.stored(shelf, 0):
            yield shelf, sha256


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--app", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--files", type=int, default=10, help=f"files of {PAGES_PER_FILE} pages")
    parser.add_argument("--longest", type=float, default=6.0, help="seconds until the next kill, at most")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", default="", help="DATABASE_URL of an empty database; SQLite without it")
    asked = parser.parse_args()
    if asked.app:
        run_app()
        return
    with tempfile.TemporaryDirectory() as folder:
        environ = {"UPLOAD_FOLDER": folder, "DATABASE_URL": asked.database}
        found = torment(environ, kills=asked.kills, files=asked.files, seed=asked.seed, longest_s=asked.longest)
    sys.stdout.write(json.dumps(asdict(found), indent=2) + "\n")
    sys.exit(0 if found.faultless else 1)


if __name__ == "__main__":
    main()
