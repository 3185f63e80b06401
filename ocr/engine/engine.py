"""The engine: pages in, words out, in processes that may die.

Separate from workers and cluster, whose processes these are. One thread owns all books (`jobs.py`) and every call to
Dask; everything else reaches it through `_inbox`. Dask moves bytes and starts processes; who gets which page is
decided here, because only here is known which page killed which worker. Imports distributed.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from ocr import errors
from ocr.document import Box, Word
from ocr.engine import jobs
from ocr.engine.fingerprint import READER, fingerprint
from ocr.engine.jobs import Desk, Job
from ocr.engine.link import ClusterLost, Link, Outcome, open_link
from ocr.engine.state import EngineState, EngineStatus, WorkerState
from ocr.errors import EngineFailed, OcrError, PageTimeout
from ocr.settings import Settings

if TYPE_CHECKING:
    from ocr.pipeline import PageResult

log = logging.getLogger(__name__)

TASKS_PER_WORKER = 2
TICK_S = 0.25
LOOK_S = 0.5  # how often the scheduler is asked who is there
RECONNECT_S = 2.0
CLOSE_TIMEOUT_S = 60.0


class Engine:
    """Thread-safe. `warm()` starts the processes, or the first page does; `close()` ends them.

    `reader` names, as "module:function", what opens the workers' reader; tests put one there that crashes or hangs.
    """

    def __init__(self, settings: Settings, *, reader: str = READER) -> None:
        self.settings = settings
        self._reader = reader
        self._inbox: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._waiting: list[Job] = []
        self._desks: dict[str, Desk] = {}
        self._link: Link | None = None
        self._error: str | None = None
        self._looked_at = 0.0
        self._closing = False
        self._start_lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._state = EngineState("starting", settings.ocr_backend, ())

    @classmethod
    def start(cls, settings: Settings, *, reader: str = READER) -> Engine:
        """An engine whose processes are starting; returns at once."""
        engine = cls(settings, reader=reader)
        engine.warm()
        return engine

    def warm(self) -> None:
        """Start the processes, if they are not; returns at once."""
        with self._start_lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="ocr-engine", daemon=True)
                self._thread.start()

    @property
    def capacity(self) -> int:
        """How many pages it can have under way at once; 0 until a worker is ready."""
        ready = sum(worker.status in ("idle", "busy") for worker in self._state.workers)
        return ready * TASKS_PER_WORKER

    def read_page(self, upload_bytes: bytes, name: str, number: int) -> Future[PageResult]:
        """The words and the picture of page `number`; an OcrError names what went wrong."""
        return self._ask("page_task", number, (upload_bytes, name, number))

    def read_region(
        self, upload_bytes: bytes, name: str, number: int, box: Box, turned_deg: int
    ) -> Future[tuple[Word, ...]]:
        """The words inside `box` of page `number` after it was turned `turned_deg` clockwise."""
        return self._ask("region_task", number, (upload_bytes, name, number, box, turned_deg))

    def state(self) -> EngineState:
        """How it was at the last look, at most `LOOK_S` ago."""
        return self._state

    def close(self) -> None:
        """End the processes; what was not done is cancelled."""
        self._closing = True
        self._inbox.put(None)
        if self._thread is not None:
            self._thread.join(CLOSE_TIMEOUT_S)
            if self._thread.is_alive():  # the cluster process ends with this one all the same
                log.error("the engine did not end within %d s", CLOSE_TIMEOUT_S)

    def _ask(self, task: str, number: int, arguments: tuple[Any, ...]) -> Future[Any]:
        job = Job(number, task, arguments)
        self._inbox.put(partial(self._waiting.append, job))
        self.warm()
        return job.promise

    # The engine's thread

    def _run(self) -> None:
        while not self._closing:
            try:
                self._connect()
                self._work()
            except ClusterLost as lost:
                self._error = self._why_lost() or str(lost)
                log.warning("the cluster is out of reach: %s", self._error)
            except Exception as error:  # a defect here must not leave every page waiting in silence
                log.exception("the engine stumbled")
                self._error = self._why_lost() or f"{type(error).__name__}: {error}"
            self._disconnect()
            self._publish()
            if not self._closing:
                self._receive(RECONNECT_S)
        for job in self._waiting:
            job.promise.cancel()
        self._publish()

    def _why_lost(self) -> str | None:
        return self._link.why_lost() if self._link is not None else None

    def _connect(self) -> None:
        self._link = open_link(self.settings, on_stage=self._on_stage)
        self._error = None

    def _disconnect(self) -> None:
        """Let the cluster go; what it had is read again without suspicion."""
        for desk in self._desks.values():
            for job in desk.jobs:
                job.let_go()
            self._waiting[:0] = desk.jobs
            desk.jobs.clear()  # what still comes of them is too late
        self._desks.clear()
        link, self._link = self._link, None
        if link is not None:
            try:
                link.close()
            except Exception:  # a cluster that cannot even be left must not end this thread
                log.exception("the cluster could not be left in order")

    def _work(self) -> None:
        while not self._closing:
            if time.monotonic() - self._looked_at >= LOOK_S:
                self._look()
                self._looked_at = time.monotonic()
            self._stop_overdue()
            self._replace_worn()
            self._hand_out()
            self._publish()
            self._receive(TICK_S)

    def _receive(self, timeout_s: float) -> None:
        """Do what others asked for; waits for the first a little while."""
        try:
            step = self._inbox.get(timeout=timeout_s)
            while True:
                if step is not None:
                    step()
                step = self._inbox.get_nowait()
        except queue.Empty:
            return

    def _look(self) -> None:
        """Who is there, new or gone, and what their last heartbeats said."""
        seen = self._connected().workers()
        for address in set(self._desks) - set(seen):
            self._bury(self._desks.pop(address))
        for address, info in seen.items():
            if address not in self._desks:
                self._greet(address, str(info["name"]))
            desk = self._desks.get(address)
            facts = info["metrics"].get("ocr")
            if desk is not None and facts:
                desk.ready, desk.error, desk.pages_read = (
                    facts["ready"],
                    facts["error"],
                    max(desk.pages_read, facts["pages"]),
                )
                kind, details = facts["cause"] or ("", {})
                desk.cause = getattr(errors, kind)(**details) if kind else None
                desk.busy_since, desk.memory, desk.pid = facts["busy_since"], facts["memory"], facts["pid"]

    def _greet(self, address: str, name: str) -> None:
        """Take a new worker on, or note that it runs something else than this process."""
        found = self._connected().prepare(address, self._reader)
        if found is None:
            return  # gone again already
        own = fingerprint(self.settings, self._reader)
        if found != own:
            log.error("worker %s has other code, models or settings (%s, here %s): it gets no pages", name, found, own)
        self._desks[address] = Desk(name, address, found == own, found)

    def _replace_worn(self) -> None:
        """Replace workers that read enough pages, one after the other, when they have none."""
        limit = self.settings.ocr_recycle_pages
        matched = [desk for desk in self._desks.values() if desk.matched]
        for desk in matched:
            if limit and desk.pages_read >= limit and not any(other.leaving for other in matched):
                desk.leaving = True
            if desk.leaving and not desk.jobs:
                log.info("worker %s is replaced after %d pages", desk.name, desk.pages_read)
                self._connected().kill(desk.address)
                del self._desks[desk.address]

    def _hand_out(self) -> None:
        self._waiting[:] = [job for job in self._waiting if not job.promise.cancelled()]
        while (chosen := jobs.choose(self._waiting, list(self._desks.values()), TASKS_PER_WORKER)) is not None:
            job, desk = chosen
            self._waiting.remove(job)
            job.attempt += 1
            job.deadline = None
            desk.jobs.append(job)
            job.remote = self._connected().submit(
                job.task,
                (job.id, *job.arguments),
                desk.address,
                partial(self._on_end, job, desk, job.attempt),
            )

    def _on_end(self, job: Job, desk: Desk, attempt: int, outcome: Outcome) -> None:
        self._inbox.put(partial(self._take, job, desk, attempt, outcome))

    def _on_stage(self, job_id: str, stage: str) -> None:
        self._inbox.put(partial(self._note_stage, job_id, stage))

    def _note_stage(self, job_id: str, stage: str) -> None:
        for desk in self._desks.values():
            for job in desk.jobs:
                if job.id == job_id:
                    jobs.start_clock(job, stage, self.settings.ocr_timeout_s)

    def _take(self, job: Job, desk: Desk, attempt: int, outcome: Outcome) -> None:
        """What a worker gave back, unless the job was taken from it meanwhile."""
        if job not in desk.jobs or job.attempt != attempt:
            return
        if outcome.lost and desk.address not in self._connected().workers():
            self._desks.pop(desk.address, None)
            self._bury(desk)
            return
        desk.jobs.remove(job)
        job.let_go()
        if outcome.lost:  # its worker lives: nobody's fault
            self._waiting.insert(0, job)
            return
        desk.pages_read += 1
        if not job.promise.set_running_or_notify_cancel():
            return
        if outcome.error is not None:
            job.promise.set_exception(outcome.error)
        else:
            job.promise.set_result(outcome.value)

    def _bury(self, desk: Desk) -> None:
        """A worker died: whoever was alone with it twice is the culprit, the others are read again, alone."""
        if desk.jobs:
            log.warning("worker %s died with %d pages", desk.name, len(desk.jobs))
        for job in desk.jobs:
            job.let_go()
            job.kills += 1
            if job.kills >= jobs.MAX_KILLS:
                self._fail(job, EngineFailed(page=job.number, reason="the worker process died twice"))
            else:
                self._waiting.insert(0, job)
        desk.jobs.clear()

    def _stop_overdue(self) -> None:
        now = time.monotonic()
        for desk in list(self._desks.values()):
            late = jobs.overdue(desk, now)
            if not late:
                continue
            log.warning("worker %s is stopped: a page took over %d s", desk.name, self.settings.ocr_timeout_s)
            self._connected().kill(desk.address)
            del self._desks[desk.address]
            for job in desk.jobs:
                job.let_go()
                if job in late:
                    self._fail(job, PageTimeout(page=job.number, timeout_s=self.settings.ocr_timeout_s))
                else:
                    self._waiting.insert(0, job)
            desk.jobs.clear()

    def _fail(self, job: Job, error: OcrError) -> None:
        if job.promise.set_running_or_notify_cancel():
            job.promise.set_exception(error)

    def _connected(self) -> Link:
        if self._link is None:
            raise ClusterLost("not connected")
        return self._link

    def _publish(self) -> None:
        workers = tuple(
            WorkerState(
                name=desk.name,
                address=desk.address,
                status=desk.status,
                pages_read=desk.pages_read,
                busy_since=datetime.fromtimestamp(desk.busy_since, UTC) if desk.busy_since else None,
                memory_mb=round(desk.memory / 1e6, 1) if desk.memory else None,
                pid=desk.pid,
            )
            for desk in sorted(self._desks.values(), key=lambda desk: desk.name)
        )
        error = self._error or next((desk.error for desk in self._desks.values() if desk.error), None)
        ready = any(desk.matched and desk.ready for desk in self._desks.values())
        status: EngineStatus = "ready" if ready else "failed" if error else "starting"
        cause = next((desk.cause for desk in self._desks.values() if desk.cause), None)
        down = status == "failed"
        self._state = EngineState(
            status, self.settings.ocr_backend, workers, error if down else None, cause if down else None
        )
