"""The engine's books: what is asked of it, which worker has it, whose fault it is when a worker dies.

Separate from the engine, which talks to Dask, so that the rules can be read and tested without a process.

Rules. A worker holds two pages at a time. When it dies, each page it held is suspect: it is read again, alone on a
worker. A page that is alone when its worker dies, having killed one before, is the culprit and fails; so no page fails
for its neighbour's sake. A page over its time limit fails, its worker is killed, and the neighbour is read again
without suspicion. Imports the standard library only.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, Protocol

from ocr.engine.state import WorkerStatus
from ocr.errors import OcrError

MAX_KILLS = 2


class Released(Protocol):
    """A task that was begun on a worker."""

    def release(self) -> None:
        """Let go of it and of its result."""


@dataclass(slots=True, eq=False)
class Job:
    """One thing to do in a worker: `task` of the worker module, called with `id` and `arguments`. `promise` is what the caller holds."""

    number: int
    task: str
    arguments: tuple[Any, ...]
    promise: Future[Any] = field(default_factory=Future)
    id: str = field(default_factory=lambda: uuid.uuid4().hex)
    kills: int = 0
    attempt: int = 0
    deadline: float | None = None  # by time.monotonic(); None while it waits for the reader
    remote: Released | None = None  # the task on its worker

    @property
    def suspect(self) -> bool:
        """Whether a worker died while it had this."""
        return self.kills > 0

    def let_go(self) -> None:
        """Nobody waits for its task any more: it was taken, or its worker is gone."""
        remote, self.remote = self.remote, None
        if remote is not None:
            remote.release()


@dataclass(slots=True, eq=False)
class Desk:
    """One worker process as the engine sees it. It has a new address, and is a new desk, after every restart."""

    name: str
    address: str
    matched: bool
    fingerprint: str
    ready: bool = False
    error: str | None = None
    cause: OcrError | None = None
    pages_read: int = 0
    busy_since: float | None = None
    memory: int | None = None
    pid: int | None = None
    leaving: bool = False  # gets no more pages and is replaced when it has none
    jobs: list[Job] = field(default_factory=list)

    @property
    def status(self) -> WorkerStatus:
        """What it is doing, in a word."""
        if not self.matched:
            return "mismatched"
        if self.leaving:
            return "replacing"
        if not self.ready:
            return "starting"
        return "busy" if self.jobs or self.busy_since else "idle"

    @property
    def open(self) -> bool:
        """Whether it may be given pages at all."""
        return self.matched and self.ready and not self.leaving


def choose(waiting: Sequence[Job], desks: Sequence[Desk], per_worker: int) -> tuple[Job, Desk] | None:
    """The next job and who gets it, None when nothing can be given out now.

    A suspect needs a worker for itself; while it waits for one, the least busy worker is kept free for it.
    """
    free = sorted((d for d in desks if d.open and not any(j.suspect for j in d.jobs)), key=lambda d: len(d.jobs))
    suspects = [job for job in waiting if job.suspect]
    if suspects and free:
        if not free[0].jobs:
            return suspects[0], free[0]
        free = free[1:]
    others = [job for job in waiting if not job.suspect]
    if others and free and len(free[0].jobs) < per_worker:
        return others[0], free[0]
    return None


def overdue(desk: Desk, now: float) -> list[Job]:
    """Jobs of `desk` whose time is up."""
    return [job for job in desk.jobs if job.deadline is not None and now > job.deadline]


def start_clock(job: Job, stage: str, timeout_s: float) -> None:
    """A job's time runs while it is rasterised or read, not while it waits for the reader."""
    job.deadline = None if stage == "waiting" else time.monotonic() + timeout_s
