"""How long the questions of the pages take when the store holds very many records.

    python -m bench.store --records 100000                                   SQLite
    python -m bench.store --database postgresql://user@host/db               an empty database

Seeds documents of one page with one record each, as varied as a firm's year, then asks what the pages ask, in
random order, and prints median and 95th percentile in milliseconds. Exit status 1 when one p95 is 100 ms or more.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import itertools
import json
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from PIL import Image

from ocr.document import FIELD_NAMES, Box, Char, Field, PageText, Record, Upload, Word
from ocr.settings import load_settings
from ocr.store import RecordQuery, Store, schema
from ocr.store.records import columns_of, data_of, mark_repeated
from ocr.ui.duplicates import A_SCREEN

LIMIT_MS = 100.0
CHUNK = 2_000
START = datetime(2024, 1, 1, tzinfo=UTC)
NAMES = ("PT Maju Jaya", "CV Sumber Rejeki", "PT Bahtera Samudra", "UD Tani Makmur", "Ani Lestari", "Budi Santoso")
KODE = (("411121", "100"), ("411121", "402"), ("411128", "403"), ("411211", "100"), ("411125", "200"))


def values_of(rng: random.Random, number: int) -> dict[str, str]:
    """The fields of payment `number`: every hundredth repeats the one before, as a duplicate."""
    number -= number % 100 == 99
    kap, kjs = KODE[number % len(KODE)]
    paid = START + timedelta(days=number % 700)
    return {
        "ntpn": f"{number * 7919:016X}",
        "ntb": f"{number:012d}",
        "stan": f"{number % 10**6:06d}",
        "kode_billing": f"0{number * 31:014d}",
        "npwp": f"{number % 5000:016d}",
        "nama_wajib_pajak": f"{NAMES[number % len(NAMES)]} {number % 5000}",
        "kode_akun_pajak": kap,
        "kode_jenis_setoran": kjs,
        "masa_pajak": f"{paid.month:02d}",
        "tahun_pajak": str(paid.year),
        "tanggal": paid.date().isoformat(),
        "jumlah": f"{rng.randrange(10_000, 900_000_000)}.00",
        "mata_uang": "USD" if number % 50 == 0 else "IDR",
        "terbilang": "satu juta lima ratus ribu rupiah",
    }


def record_of(rng: random.Random, number: int) -> Record:
    """Payment `number` with the evidence that a read page leaves: boxes, and characters of the NTPN."""
    values = values_of(rng, number)
    fields = {}
    for row, name in enumerate(FIELD_NAMES):
        chars = tuple(Char(c, 0.98, (("0", 0.01), ("8", 0.01))) for c in values[name]) if name == "ntpn" else ()
        box = Box(100.0, 40.0 * row, 420.0, 40.0 * row + 28)
        fields[name] = Field(name, values[name], values[name], 0.97, box, 1, (), chars, None)
    return Record("bpn", 1, 1, fields)


def seed(store: Store, records: int) -> None:
    """Fill an empty store."""
    rng = random.Random(1)
    for first in range(0, records, CHUNK):
        rows: dict[str, list[Mapping[str, Any]]] = {
            name: [] for name in ("documents", "submissions", "pages", "records", "evidence")
        }
        for number in range(first, min(first + CHUNK, records)):
            for table, row in rows_of(rng, number).items():
                rows[table].append(row)
        with store.database.write() as connection:
            for table, each in rows.items():
                connection.execute(sa.insert(schema.metadata.tables[table]), each)
    with store.database.write() as connection:
        mark_repeated(connection, sa.true())
        connection.execute(sa.text("ANALYZE"))


@contextlib.contextmanager
def filled(folder: Path | None, database: str, records: int) -> Iterator[Path]:
    """The UPLOAD_FOLDER of a store of `records`: a temporary one, or `folder`, which is filled once and kept."""
    with contextlib.ExitStack() as stack:
        place = folder or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        store = Store.open(load_settings({"UPLOAD_FOLDER": str(place), "DATABASE_URL": database}))
        if not store.records(RecordQuery(limit=1)).total:
            seed(store, records)
        store.close()
        yield place


def rows_of(rng: random.Random, number: int) -> dict[str, Mapping[str, Any]]:
    """One row of each table for document `number`."""
    identity, at = f"{number:032x}", START + timedelta(minutes=number)
    record = record_of(rng, number)
    uploaded = {"name": f"scan-{number}.pdf", "batch": f"batch-{number // 300}", "uploader": "", "source": "page"}
    return {
        "documents": {
            "id": identity, "sha256": f"{number:064x}", "size": 100_000, "media_type": "application/pdf",
            "page_count": 1, "created_at": at, "text_version": 1, "records_version": 1,
        },
        "submissions": {"document_id": identity, "at": at, **uploaded},
        "pages": {
            "document_id": identity, "number": 1, "status": "failed" if number % 200 == 0 else "done",
            "lane": uploaded["batch"], "attempts": 1, "source": "ocr", "seconds": 0.4, "width": 1240, "height": 1754,
            "finished_at": at,
        },
        "records": {
            "id": identity, "document_id": identity, "ordinal": 0, "version": 1, "touched": number % 3 == 0,
            "status": ("open", "accepted", "accepted", "deleted")[number % 4], "created_at": at, "updated_at": at,
            "deleted": number % 4 == 3, **columns_of(record, uploaded["name"]),
        },
        "evidence": {"record_id": identity, "data": data_of(record)},
    }  # fmt: skip


def questions(rng: random.Random, records: int) -> dict[str, Callable[[Store], object]]:
    """What the pages ask, by name."""
    number = rng.randrange(records)
    month, batch = f"2024-{rng.randrange(1, 13):02d}", f"batch-{number // 300}"
    document = f"{number:032x}"
    asked = {
        "newest": RecordQuery(),
        "page 500": RecordQuery(offset=25_000),
        "month": RecordQuery(month=month),
        "month and kode": RecordQuery(month=month, kode="411121"),
        "kode-kjs by amount": RecordQuery(kode="411128-403", sort="-jumlah"),
        "text, one number": RecordQuery(text=f"{number * 7919:016X}"),
        "text, a name": RecordQuery(text=NAMES[number % len(NAMES)].lower(), month=month),
        "open": RecordQuery(status="open"),
        "deleted": RecordQuery(deleted=True),
        "by name": RecordQuery(sort="nama"),
        "by amount": RecordQuery(sort="-jumlah"),
        "by date": RecordQuery(sort="-tanggal"),
        "batch": RecordQuery(batch=batch),
    }
    listed: dict[str, Callable[[Store], object]] = {
        f"records: {name}": lambda store, query=query: store.records(query) for name, query in asked.items()
    }
    return {
        **listed,
        "totals: all": lambda store: store.totals(RecordQuery()),
        "totals: month": lambda store: store.totals(RecordQuery(month=month)),
        "duplicates: all": lambda store: store.duplicates(RecordQuery(limit=A_SCREEN)),
        "duplicates: month": lambda store: store.duplicates(RecordQuery(month=month, limit=A_SCREEN)),
        "document": lambda store: store.document(document),
        "batch of 300: summary": lambda store: store.tally(batch),
        "batch of 300: a screen": lambda store: store.documents(batch, offset=12 * rng.randrange(20), limit=12),
        "queue": lambda store: store.queue(),
        "recent pages": lambda store: store.recent_pages(20),
        "audit trail": lambda store: store.history(document),
        "history of a taxpayer": lambda store: store.familiar.habits(record_of(rng, number)),
    }


def measure(store: Store, records: int, rounds: int) -> tuple[dict[str, list[float]], dict[str, list[float]]]:
    """Milliseconds of every question, `rounds` times in random order, by the clock and of this process's own computing.

    The first round warms up and is left out. Other work on the machine lengthens the first figure and not the second,
    which for SQLite is all the work there is, and for PostgreSQL only the client's part.
    """
    rng = random.Random(2)
    took: dict[str, list[float]] = {}
    cpu: dict[str, list[float]] = {}
    for index in range(rounds + 1):
        asked = list(questions(rng, records).items())
        rng.shuffle(asked)
        for name, ask in asked:
            started, used = time.perf_counter(), time.process_time()
            ask(store)
            if index:
                took.setdefault(name, []).append((time.perf_counter() - started) * 1000)
                cpu.setdefault(name, []).append((time.process_time() - used) * 1000)
    return took, cpu


def work(store: Store, rounds: int) -> dict[str, list[float]]:
    """Milliseconds of what the queue does for one page: taking the file in, claim, result, records."""
    took: dict[str, list[float]] = {"work: add": [], "work: claim": [], "work: finish": [], "work: settle": []}
    rng = random.Random(3)
    first = int(time.time())  # a store that was kept has the files of the last run
    for number in range(first, first + rounds):
        upload = _small_scan(number)
        marks = [time.perf_counter()]
        document_id = store.add(upload, uploader=f"person {number % 7}").document_id
        marks.append(time.perf_counter())
        claim = store.claim("bench", 60)
        marks.append(time.perf_counter())
        if claim is None:
            raise RuntimeError("the page that was just added is not there")
        store.finish(claim, PageText(1, 1240, 1754, WORDS, "ocr", 0.4), upload.data)
        marks.append(time.perf_counter())
        store.settle(document_id, [record_of(rng, number)], store.text_version(document_id))
        marks.append(time.perf_counter())
        for name, (before, after) in zip(took, itertools.pairwise(marks), strict=True):
            took[name].append((after - before) * 1000)
    return took


WORDS = tuple(
    Word(f"word {row}", Box(100, 20 * row, 400, 20 * row + 16), 0.9, tuple(Char(c, 0.9) for c in f"word {row}"))
    for row in range(80)
)


def _small_scan(number: int) -> Upload:
    buffer = io.BytesIO()
    Image.new("RGB", (8, 8), (number // 65536 % 256, number // 256 % 256, number % 256)).save(buffer, "PNG")
    return Upload(f"new-{number}.png", buffer.getvalue())


def p95(values: list[float]) -> float:
    """The 95th percentile."""
    return statistics.quantiles(values, n=20, method="inclusive")[-1]


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--database", default="", help="DATABASE_URL of an empty database; SQLite without it")
    parser.add_argument("--folder", type=Path, help="keep the seeded store here, and use it again when it is there")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    with filled(asked.folder, asked.database, asked.records) as folder:
        store = Store.open(load_settings({"UPLOAD_FOLDER": str(folder), "DATABASE_URL": asked.database}))
        asked_ms, cpu = measure(store, asked.records, asked.rounds)
        took = asked_ms | work(store, 10 * asked.rounds)
        size_mb = store.database.size_bytes / 1e6
        store.close()
    table = {
        name: {
            "median_ms": round(statistics.median(v), 1),
            "p95_ms": round(p95(v), 1),
            "cpu_p95_ms": round(p95(cpu[name]), 1) if name in cpu else None,
        }
        for name, v in took.items()
    }
    if asked.json:
        sys.stdout.write(json.dumps(table, indent=2) + "\n")
    else:
        sys.stdout.write(f"{asked.records} records, {size_mb:.0f} MB\n\n")
        sys.stdout.write("| question | median ms | p95 ms | p95 ms of own computing |\n|---|---:|---:|---:|\n")
        for name, figures in sorted(table.items()):
            own = "" if figures["cpu_p95_ms"] is None else figures["cpu_p95_ms"]
            sys.stdout.write(f"| {name} | {figures['median_ms']} | {figures['p95_ms']} | {own} |\n")
    sys.exit(int(any((figures["p95_ms"] or 0) >= LIMIT_MS for figures in table.values())))


if __name__ == "__main__":
    main()
