"""How the process is, quickly; and whether the whole way from bytes to record works, thoroughly.

Separate because REST, the Health page and the container's health check ask the same questions. The quick answer never
starts the engine; the deep one reads a page it draws itself.
"""

from __future__ import annotations

import io
import logging
import os
import shutil
import subprocess
import threading
import time
import uuid
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Generic, Literal, TypeVar
from weakref import WeakKeyDictionary

import psutil
import sqlalchemy as sa
from PIL import Image, ImageDraw, ImageFont

from ocr import __version__
from ocr.document import Upload
from ocr.errors import EngineFailed
from ocr.forms import find_records
from ocr.memory import memory_limit
from ocr.models import sources, verify
from ocr.reader.threads import thread_count
from ocr.service import Service
from ocr.settings import Settings
from ocr.store import AWAY, Store
from ocr.store.room import free_bytes
from ocr.store.schema import profiles
from ocr.store.views import QueueState

log = logging.getLogger(__name__)

Status = Literal["ok", "degraded", "down"]

MIN_FREE_BYTES = 100 * 1024 * 1024  # below this an upload and its previews may not fit any more
TIGHT_MEMORY = 0.95  # of the container's limit; the kernel ends the process at 1
DEEP_AGAIN_S = 10.0  # a deep check younger than this is answered again instead of repeated
READ_TIMEOUT_S = 120
QUEUE_S = 2.0  # a frozen database must not hold the quick answer; monitors give up after 4 or 5
OPEN_S = 60.0  # the server opens the service when it starts; later than this, that failed

_STARTED = time.monotonic()

Answer = TypeVar("Answer")


class Shared(Generic[Answer]):
    """A question that is open once at a time, in a thread of its own: who asks meanwhile gets the answer to come."""

    def __init__(self, question: Callable[[], Answer]) -> None:
        self._question = question
        self._lock = threading.Lock()
        self._open: Future[Answer] | None = None

    def ask(self) -> Future[Answer]:
        """The answer, later; returns at once, however long the question has been open."""
        with self._lock:
            if self._open is None or self._open.done():
                self._open = Future()
                self._open.set_running_or_notify_cancel()  # who gives up waiting does not take it from the others
                threading.Thread(target=self._answer, args=(self._open,), name="ocr-question", daemon=True).start()
            return self._open

    def _answer(self, answer: Future[Answer]) -> None:
        try:
            answer.set_result(self._question())
        except BaseException as error:  # it is raised where the answer is awaited
            answer.set_exception(error)


_queues: WeakKeyDictionary[Service, Shared[QueueState]] = WeakKeyDictionary()
_queues_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Memory:
    """Bytes of this process and its children that no other process shares, and the container's limit (None: none)."""

    used_bytes: int
    limit_bytes: int | None


@dataclass(frozen=True, slots=True)
class Cpu:
    """Percent of the whole machine in use since the last look, 1-minute load, and the cores this process may use."""

    percent: float
    load: float
    cores: int


@dataclass(frozen=True, slots=True)
class Disk:
    """Bytes of the disk that holds UPLOAD_FOLDER."""

    free_bytes: int
    total_bytes: int


@dataclass(frozen=True, slots=True)
class EngineHealth:
    """The engine's state; `not started` until the first request or page view opened the service."""

    status: Literal["not started", "starting", "ready", "failed"]
    backend: str
    workers: int
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Health:
    """The quick answer. `problems` are sentences for the operator, empty when `status` is ok."""

    status: Status
    version: str
    uptime_s: float
    memory: Memory
    cpu: Cpu
    disk: Disk
    queue: QueueState | None
    engine: EngineHealth
    api_open: bool
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One thing the deep check tried: whether it works, what it found or why not, and how long it took."""

    name: str
    works: bool
    detail: str
    seconds: float


@dataclass(frozen=True, slots=True)
class DeepHealth:
    """The thorough answer."""

    works: bool
    parts: tuple[Part, ...]
    seconds: float


def check(settings: Settings, service: Service | None, *, login_required: bool = False) -> Health:
    """How things are now; milliseconds. `service` is None as long as nobody opened it.

    `login_required` as for `ocr.api.routes`: a log-in of the pages closes the REST interface that has no keys.
    """
    memory, disk = Memory(_tree_bytes(), memory_limit()), _disk(settings.upload_folder)
    cpu = Cpu(psutil.cpu_percent(), os.getloadavg()[0], thread_count(os.cpu_count() or 1))
    engine = _engine(settings, service)
    queue, problems = _queue(service)
    problems += [f"the disk takes no files: {folder} {why}" for folder, why in _shut_folders(service)]
    down = bool(problems)
    if engine.status == "failed":
        down = True
        problems.append(f"engine failed: {engine.error}")
    if service is None and time.monotonic() - _STARTED > OPEN_S:
        down = True
        problems.append("the service did not open; the log says why")
    full = _nearly_full(service, settings)
    if full:
        down = True
        problems += full
    if memory.limit_bytes and memory.used_bytes > TIGHT_MEMORY * memory.limit_bytes:
        problems.append("memory nearly exhausted")
    status: Status = "down" if down else "degraded" if problems else "ok"
    uptime_s = round(time.monotonic() - _STARTED, 1)
    api_open = not settings.api_keys and not login_required
    return Health(status, __version__, uptime_s, memory, cpu, disk, queue, engine, api_open, tuple(problems))


def _tree_bytes() -> int:
    own = psutil.Process()
    return sum(_unique_bytes(process) for process in (own, *own.children(recursive=True)))


def _unique_bytes(process: psutil.Process) -> int:
    try:
        return int(process.memory_full_info().uss)
    except psutil.Error:  # ended meanwhile, or not ours to look into
        return 0


def _disk(folder: Path) -> Disk:
    existing = next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())
    usage = shutil.disk_usage(existing)
    return Disk(usage.free, usage.total)


def _nearly_full(service: Service | None, settings: Settings) -> list[str]:
    """A sentence for each disk, of files and of the SQLite database, that has hardly any room."""
    folders = service.store.disks if service is not None else (settings.upload_folder,)
    free = {folder: free_bytes(folder) for folder in folders}
    return [
        f"disk nearly full: {left // (1024 * 1024)} MiB free for {folder}"
        for folder, left in free.items()
        if left < MIN_FREE_BYTES
    ]


def _shut_folders(service: Service | None) -> list[tuple[Path, str]]:
    folders = service.store.files.folders if service is not None else ()
    shut = [folder for folder in folders if not os.access(folder, os.W_OK | os.X_OK)]
    return [(folder, "cannot be written to" if folder.exists() else "is gone; is its disk mounted?") for folder in shut]


def _engine(settings: Settings, service: Service | None) -> EngineHealth:
    if service is None:
        return EngineHealth("not started", settings.ocr_backend, 0)
    state = service.engine.state()
    return EngineHealth(state.status, state.backend, len(state.workers), str(state.error) if state.error else None)


def _queue(service: Service | None) -> tuple[QueueState | None, list[str]]:
    if service is None:
        return None, []
    with _queues_lock:
        if service not in _queues:
            _queues[service] = Shared(partial(_ask_queue, service.store))
    try:
        return _queues[service].ask().result(QUEUE_S), []
    except AWAY as error:  # a defect stays one: a 500 with its traceback in the log
        log.exception("the database does not answer")
        return None, [f"database does not answer: {type(error).__name__}"]


def _ask_queue(store: Store) -> QueueState:
    return store.queue()


class DeepCheck:
    """Tries every part end to end; one check at a time, and a recent answer is given again."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._lock = threading.Lock()
        self._last: DeepHealth | None = None
        self._at = 0.0

    def run(self) -> DeepHealth:
        """The parts in the order a file passes them."""
        with self._lock:
            if self._last is None or time.monotonic() - self._at > DEEP_AGAIN_S:
                self._last = self._tried()
                self._at = time.monotonic()
            return self._last

    def _tried(self) -> DeepHealth:
        started = time.perf_counter()
        tries: Iterable[tuple[str, Callable[[], str]]] = (
            ("disk", lambda: [write_and_read_file(folder) for folder in self._service.store.files.folders][-1]),
            ("database", lambda: write_and_undo(self._service)),
            ("poppler", poppler_version),
            ("models", lambda: verify_models(self._service.settings)),
            ("reading", lambda: read_drawn_page(self._service)),
        )
        parts = tuple(tried(name, attempt) for name, attempt in tries)
        return DeepHealth(all(part.works for part in parts), parts, round(time.perf_counter() - started, 3))


def tried(name: str, attempt: Callable[[], str]) -> Part:
    """What `attempt` found, or what kept it from that."""
    started = time.perf_counter()
    try:
        works, detail = True, attempt()
    except Exception as error:  # whatever broke is this part's answer, with its traceback in the log
        log.exception("deep check: %s does not work", name)
        works, detail = False, f"{type(error).__name__}: {error}"
    return Part(name, works, detail, round(time.perf_counter() - started, 3))


def write_and_read_file(folder: Path) -> str:
    """Free space, after a file was written, read and removed in `folder`."""
    probe = folder / f".health-{uuid.uuid4().hex}"
    try:
        probe.write_bytes(probe.name.encode())
        if probe.read_bytes() != probe.name.encode():
            raise OSError("what was written did not come back")
    finally:
        probe.unlink(missing_ok=True)
    return f"{_disk(folder).free_bytes // (1024 * 1024)} MiB free"


def poppler_version() -> str:
    """The version pdftoppm reports."""
    done = subprocess.run(["pdftoppm", "-v"], capture_output=True, text=True, check=True, timeout=10)
    return (done.stderr or done.stdout).splitlines()[0]


def write_and_undo(service: Service) -> str:
    """Kind and size of the database, after a row was written, read back and undone."""
    database, probe = service.store.database, f"health-{uuid.uuid4().hex}"
    with database.write() as connection:
        undone = connection.begin_nested()
        row = {"name": probe, "columns": "", "updated_at": datetime.now(UTC)}
        connection.execute(sa.insert(profiles), row)
        found = connection.execute(sa.select(profiles.c.name).where(profiles.c.name == probe)).scalar()
        undone.rollback()
    if found != probe:
        raise OSError("what was written did not come back")
    return f"{database.url.get_backend_name()}, {database.size_bytes / (1024 * 1024):.1f} MiB"


def verify_models(settings: Settings) -> str:
    """The networks in use and the start of their weights' hashes, after every file was compared with its own."""
    if settings.ocr_backend == "compiled":
        used = [(card.name, card.sha256) for card in verify(settings.ocr_model_cache, settings.networks)]
    else:
        weights = (sources.detector("craft").weights, sources.alone(settings.ocr_recogniser).weights)
        used = [(item.name, item.sha256) for item in weights if sources.verified(item)]
    return ", ".join(f"{name} {sha256[:12]}" for name, sha256 in used)


DRAWN_BILLING, DRAWN_AMOUNT = "024012772858141", Decimal(12345678)


def drawn_page() -> bytes:
    """A PNG of a proof of payment drawn with the font inside Pillow: the same ink on every machine."""
    image = Image.new("RGB", (1240, 800), "white")
    draw = ImageDraw.Draw(image)
    title, body = ImageFont.load_default(36), ImageFont.load_default(28)
    draw.text((360, 60), "BUKTI PENERIMAAN NEGARA", "black", title)
    draw.text((480, 115), "Penerimaan Pajak", "black", body)
    rows = {
        "Kode Billing": DRAWN_BILLING,
        "NPWP": "0012345678901000",
        "Mata Anggaran": "411121",
        "Jenis Setoran": "100",
        "Jumlah Setoran": "12.345.678,00",
        "Mata Uang": "IDR",
    }
    for index, (name, value) in enumerate(rows.items()):
        draw.text((120, 180 + 80 * index), name, "black", body)
        draw.text((520, 180 + 80 * index), value, "black", body)
    out = io.BytesIO()
    image.save(out, "PNG", dpi=(150, 150))
    return out.getvalue()


def read_drawn_page(service: Service) -> str:
    """What was read, after a drawn page went through the engine and its kode billing and amount came back right."""
    upload = Upload("health.png", drawn_page())
    result = service.engine.read_page(upload.data, upload.name, 1).result(timeout=READ_TIMEOUT_S)
    records = find_records([result.text])
    found = [(record.value("kode_billing"), record.fields["jumlah"].typed) for record in records]
    if found != [(DRAWN_BILLING, DRAWN_AMOUNT)]:
        raise EngineFailed(page=1, reason=f"read {found} instead of what was drawn")
    return f"{len(result.text.words)} words in {result.text.seconds:.2f} s"
