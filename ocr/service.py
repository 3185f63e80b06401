"""The house at work: takes uploads, gives waiting pages to the engine, keeps what comes back.

Separate because every web process has exactly one of it, whoever asks: pages, REST, command line. The database says
what is to be done; this process claims pages there, so that a second process on the same database takes others and a
new one goes on where a killed one stopped. May import store and engine.
"""

from __future__ import annotations

import atexit
import logging
import queue
import socket
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError, Future
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import psutil

from ocr.document import Box, Upload, Word
from ocr.engine import Engine, EngineState
from ocr.errors import DamagedFile, DatabaseGone, EngineFailed, NotFound, OcrError, Stopping
from ocr.forms import find_records
from ocr.outage import Outage
from ocr.settings import Settings, load_settings
from ocr.store import AWAY, Claim, DocumentView, Receipt, Store
from ocr.store.files import SHELVES
from ocr.store.views import UploadSource

if TYPE_CHECKING:
    from ocr.pipeline import PageResult

log = logging.getLogger(__name__)

LEASE_S = 30.0
POLL_S = 0.5  # how soon work that another process brought in is noticed
LOOK_AGAIN_S = 1.0  # how often who waits for a document asks by itself: another process may have read it
REGION_TIMEOUT_S = 60.0
UNKEPT_S = 10.0  # how long who waits for a document waits for a database or disk too that does not take its result
HOUSEKEEPING_S = 3600.0


class PageEngine(Protocol):
    """What the service needs of `ocr.engine.Engine`."""

    @property
    def capacity(self) -> int:
        """How many pages it wants to have at once; 0 until it can read."""

    def read_page(self, upload_bytes: bytes, name: str, number: int) -> Future[PageResult]:
        """The words and picture of one page, later."""

    def read_region(
        self, upload_bytes: bytes, name: str, number: int, box: Box, turned_deg: int
    ) -> Future[tuple[Word, ...]]:
        """The words inside a box of the upright page, later."""

    def state(self) -> EngineState:
        """How it is."""

    def warm(self) -> None:
        """Get ready before the first page comes."""

    def close(self) -> None:
        """End its processes."""


@dataclass(slots=True)
class _Reading:
    """A claimed page on its way through the engine."""

    claim: Claim
    future: Future[PageResult]


class Service:
    """Thread-safe. Reading starts with the constructor and ends with `close()`, which also closes engine and store."""

    def __init__(self, settings: Settings, store: Store, engine: PageEngine, *, lease_s: float = LEASE_S) -> None:
        self.settings = settings
        self.store = store
        self.engine = engine
        self.owner = _owner()
        self._lease_s = lease_s
        self._readings: dict[str, _Reading] = {}
        self._unsettled: set[str] = set()  # documents whose words changed since their records were made
        self._ended: queue.SimpleQueue[_Reading | None] = queue.SimpleQueue()  # None: look for work
        self._listeners: dict[str, list[threading.Event]] = {}  # by document: whoever waits for it
        self._listening = threading.Lock()
        self._away = Outage(
            log,
            began="the database or the disk did not answer",
            lasts="the database or the disk has not answered for %d s",
            over="the database and the disk answer again after %d s",
        )
        self._unkept_since: float | None = None  # results wait in memory for a database or disk that does not take them
        self._stopping = threading.Event()
        self._closing = threading.Event()
        self._threads = [
            threading.Thread(target=self._dispatch, name="ocr-dispatcher", daemon=True),
            threading.Thread(target=self._keep_house, name="ocr-housekeeping", daemon=True),
        ]
        engine.warm()
        for thread in self._threads:
            thread.start()

    def submit(self, upload: Upload, *, uploader: str = "", source: UploadSource = "page", batch: str = "") -> Receipt:
        """Keep a file and have it read; it is safe when this returns. InputError when it may not come in."""
        receipt = self.store.add(upload, uploader=uploader, source=source, batch=batch)
        self._ended.put(None)
        return receipt

    def wait(self, document_id: str, timeout_s: float, given_up: threading.Event | None = None) -> DocumentView:
        """The document once every page has ended, or as it stands after `timeout_s` or when nobody wants it any more (`given_up`).

        NotFound, Stopping, DatabaseGone while what was read cannot be written down, or why no page can be read.
        """
        until = time.monotonic() + timeout_s
        with self._news_of(document_id) as news:
            while not self.store.has_ended(document_id):
                left = until - time.monotonic()
                if left <= 0 or (given_up is not None and given_up.is_set()):
                    break
                if self._stopping.is_set():
                    raise Stopping(what=document_id)
                if (cause := self.engine.state().cause) is not None:
                    raise type(cause)(**cause.details)  # each waiter its own: several at once would share a traceback
                if self._unkept_since is not None and time.monotonic() - self._unkept_since > UNKEPT_S:
                    raise DatabaseGone
                news.wait(min(left, LOOK_AGAIN_S))
                news.clear()
        view = self.store.document(document_id)
        if view is None:
            raise NotFound(what=f"Dokumen {document_id}")
        return view

    @contextmanager
    def _news_of(self, document_id: str) -> Iterator[threading.Event]:
        """An event that is set whenever this process changed the document."""
        news = threading.Event()
        with self._listening:
            self._listeners.setdefault(document_id, []).append(news)
        try:
            yield news
        finally:
            with self._listening:
                self._listeners[document_id].remove(news)
                if not self._listeners[document_id]:
                    del self._listeners[document_id]

    def _tell(self, document_id: str) -> None:
        with self._listening:
            for news in self._listeners.get(document_id, ()):
                news.set()

    def cancel(self, document_id: str) -> None:
        """Stop reading a document; what is read stays."""
        for token in self.store.cancel(document_id):
            self._drop(token)
        self._tell(document_id)

    def retry_page(self, document_id: str, number: int) -> bool:
        """Read one page again; False when it is waiting or being read."""
        done = self.store.retry_page(document_id, number)
        self._ended.put(None)
        return done

    def retry_failed(self, batch: str | None = None) -> int:
        """Read every failed page again, of one batch or of all; returns how many."""
        count = self.store.retry_failed(batch)
        self._ended.put(None)
        return count

    def retry_stopped(self, batch: str) -> int:
        """Read the pages of a batch at which reading was stopped; returns how many."""
        count = self.store.retry_stopped(batch)
        self._ended.put(None)
        return count

    def read_region(self, document_id: str, page: int, box: Box) -> tuple[Word, ...]:
        """The words inside `box` of a page's preview, read anew; NotFound, EngineError."""
        text = self.store.page_text(document_id, page)
        if text is None:
            raise NotFound(what=f"Halaman {page}")
        original = self.store.original(document_id)
        asked = self.engine.read_region(original.data, original.name, page, box, text.turned_deg)
        try:
            return asked.result(REGION_TIMEOUT_S)
        except (TimeoutError, CancelledError) as error:
            asked.cancel()
            raise EngineFailed(page=page, reason="no answer") from error

    def hang_up(self) -> None:
        """Let go who waits for a document: the process is about to end. Reading goes on until `close`."""
        self._stopping.set()
        with self._listening:
            for news in chain.from_iterable(self._listeners.values()):
                news.set()

    def close(self) -> None:
        """Stop reading, give claimed pages back to the queue, close engine and store."""
        if self._closing.is_set():
            return
        self._closing.set()
        self.hang_up()
        self._ended.put(None)
        for thread in self._threads:
            thread.join()
        self._guard(lambda: self.store.release(list(self._readings)))  # else the leases run out by themselves
        self.engine.close()
        self.store.close()

    # The dispatcher's thread

    def _dispatch(self) -> None:
        """Claim, feed, keep, until closed. A database or disk out of reach is waited for; nothing is lost meanwhile."""
        while not self._closing.is_set() and not self._guard(self._start_over):
            pass
        beat_at = 0.0
        while not self._closing.is_set():
            if time.monotonic() >= beat_at:
                if self._guard(self._beat) and self._guard(partial(self.store.files.require, *SHELVES)):
                    self._away.end()
                beat_at = time.monotonic() + self._lease_s / 3
            self._guard(self._feed)
            self._keep(self._next_ended())

    def _guard(self, step: Callable[[], object]) -> bool:
        """Whether database and disk answered; a step they did not answer is worth another try, one with a defect is not."""
        try:
            step()
        except AWAY:
            self._away.go_on()
            self._closing.wait(POLL_S)
            return False
        except Exception:  # no defect may end the thread that all reading hangs on; it stays loud in the log
            log.exception("a step of the service ended in a defect")
        return True

    def _start_over(self) -> None:
        """What a killed process on this machine had claimed is read again."""
        dead = [owner for owner in self.store.lease_owners() if _is_dead(owner)]
        for document_id, number in self.store.requeue_lost(dead):
            log.info("page %d will be read again", number, extra={"document": document_id})

    def _beat(self) -> None:
        """Keep the leases of what is being read, let go what fell, take back what anybody lost: pages and records."""
        standing = self.store.extend(tuple(self._readings), self._lease_s)
        for token in set(self._readings) - standing:
            self._drop(token)
        self.store.requeue_lost()
        self._unsettled.update(self.store.unsettled())

    def _feed(self) -> None:
        """Claim pages and give them to the engine, as many as it wants.

        Whatever keeps a claimed page from the engine, its claim runs out by itself: another page comes meanwhile, and this
        one again, at most `MAX_ATTEMPTS` times. Released at once it would be the next in turn for ever.
        """
        while len(self._readings) < self.engine.capacity and not self._closing.is_set():
            self.store.files.require("originals")  # before a claim: each would count as an attempt to read its page
            claim = self.store.claim(self.owner, self._lease_s)
            if claim is None:
                return
            if claim.number == 1:
                log.info("🚀 Starting processing for file %s", claim.name, extra={"document": claim.document_id})
            try:
                data = self.store.files.read("originals", claim.sha256)
            except FileNotFoundError:
                log.exception("the original is missing from the disk", extra={"document": claim.document_id})
                self.store.fail(claim, DamagedFile(name=claim.name, page=claim.number, reason="file missing"))
                continue
            reading = _Reading(claim, self.engine.read_page(data, claim.name, claim.number))
            self._readings[claim.token] = reading
            reading.future.add_done_callback(partial(self._note_end, reading))

    def _note_end(self, reading: _Reading, _: Future[PageResult]) -> None:
        self._ended.put(reading)

    def _next_ended(self) -> list[_Reading]:
        """What ended since the last look; waits for the first a little while."""
        ended: list[_Reading] = []
        timeout_s = POLL_S
        while True:
            try:
                item = self._ended.get(timeout=timeout_s)
            except queue.Empty:
                return ended
            if item is not None:
                ended.append(item)
            timeout_s = 0.0 if ended or item is None else timeout_s

    def _keep(self, ended: Sequence[_Reading]) -> None:
        """Write results down and make records of them; what database or disk cannot take now comes again."""
        for reading in ended:
            if self._write(partial(self._keep_one, reading)):
                self._readings.pop(reading.claim.token, None)
                self._unsettled.add(reading.claim.document_id)
            else:
                self._ended.put(reading)
        for document_id in tuple(self._unsettled):
            if not self._write(partial(self._settle, document_id)):
                return
            self._unsettled.discard(document_id)
            self._tell(document_id)

    def _write(self, step: Callable[[], object]) -> bool:
        """As `_guard`, and noted since when what was read could not be written down."""
        done = self._guard(step)
        self._unkept_since = None if done else (self._unkept_since or time.monotonic())
        return done

    def _keep_one(self, reading: _Reading) -> None:
        claim, future = reading.claim, reading.future
        if future.cancelled():
            return
        error = future.exception()
        if error is None:
            result = future.result()
            try:
                self.store.finish(claim, result.text, result.preview_jpeg, result.stages)
                return
            except AWAY:
                raise
            # What the store cannot take fails its page, as what the engine cannot read does.
            except Exception as defect:
                error = defect
        if not isinstance(error, OcrError):
            log.error("reading ended in a defect", exc_info=error, extra={"document": claim.document_id})
            error = EngineFailed(page=claim.number, reason=type(error).__name__)
        log.warning("page %d failed: %s", claim.number, error.code, extra={"document": claim.document_id})
        self.store.fail(claim, error)

    def _settle(self, document_id: str) -> None:
        """Make the document's records what its words now say."""
        try:
            version = self.store.text_version(document_id)
            texts = self.store.page_texts(document_id)
        except NotFound:  # removed meanwhile
            return
        started = time.perf_counter()
        try:
            found = find_records(texts)
        except Exception:  # a defect in one layout must not stop the others' pages; it stays loud in the log
            log.exception("records could not be made", extra={"document": document_id})
            found = ()
        extract_s = time.perf_counter() - started
        self.store.settle(document_id, found, version)
        self.store.pace.extracted(document_id, extract_s)
        view = self.store.document(document_id)
        if view is not None and view.ended:
            log.info("🎉 Processing completed %s", view.name, extra={"document": document_id})

    def _drop(self, token: str) -> None:
        reading = self._readings.get(token)
        if reading is not None:
            reading.future.cancel()

    # The housekeeper's thread

    def _keep_house(self) -> None:
        while not self._closing.is_set():
            self._guard(self.store.remove_expired)
            self._guard(self.store.sweep)
            self._closing.wait(HOUSEKEEPING_S)


def _owner() -> str:
    """Names this process for its leases: machine, process and when it started, so that a later one can tell it is dead."""
    this = psutil.Process()
    return f"{_machine()}|{this.pid}|{this.create_time():.2f}|{uuid.uuid4().hex[:8]}"


def _machine() -> str:
    """Host and process-id namespace: another container's process 1 is not ours."""
    namespace = Path("/proc/self/ns/pid")
    return f"{socket.gethostname()[:100]}/{namespace.stat().st_ino if namespace.exists() else 0}"


def _is_dead(owner: str) -> bool:
    """Whether `owner` ran on this machine and no longer does; of other machines only the lease's end tells."""
    machine, pid, created, _ = owner.split("|")
    if machine != _machine():
        return False
    try:
        return f"{psutil.Process(int(pid)).create_time():.2f}" != created
    except psutil.NoSuchProcess:
        return True


_shared: Service | None = None
_shared_lock = threading.Lock()


def shared() -> Service:
    """The process's service, opened on first use with the environment's settings; closed at exit or by `close_shared`."""
    global _shared
    with _shared_lock:
        if _shared is None:
            settings = load_settings()
            _shared = Service(settings, Store.open(settings), Engine.start(settings))
            atexit.register(close_shared)
        return _shared


def running() -> Service | None:
    """The process's service when somebody has opened it; never opens it, so a health check costs nothing."""
    return _shared


def close_shared() -> None:
    """Close this process's service, if it was opened; the next `shared()` opens another."""
    global _shared
    with _shared_lock:
        if _shared is not None:
            _shared.close()
            _shared = None
            atexit.unregister(close_shared)
