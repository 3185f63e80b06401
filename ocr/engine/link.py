"""The line to a Dask cluster, embedded or existing, in the few verbs the engine needs.

Separate so that Dask's exceptions and habits stay in one file. Not thread-safe: the engine's thread uses it.
"""

from __future__ import annotations

import logging
import os
import uuid
from collections.abc import Callable, Mapping
from concurrent.futures import CancelledError
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import dask

from ocr.engine.child import Child
from ocr.engine.jobs import Released
from ocr.engine.quiet import CONFIG

dask.config.set(CONFIG)

from distributed import Client, KilledWorker  # noqa: E402 - reads the configuration when imported

from ocr.settings import Settings  # noqa: E402

log = logging.getLogger(__name__)

START_TIMEOUT_S = 60.0
ENDING_S = 3.0  # a connection breaks some moments before its process has ended
CALL_TIMEOUT_S = 10.0  # a worker that does not answer must not keep the engine from the others
STAGES = "ocr-stages"


class ClusterLost(Exception):
    """The cluster does not answer; the message says which and why."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a task ended: with a value, with an error of its own, or lost, mostly with its worker."""

    value: Any = None
    error: Exception | None = None
    lost: bool = False


class Link:
    """One client, and the embedded cluster's process where there is one."""

    def __init__(self, client: Any, child: Child | None) -> None:
        self._client = client
        self._child = child

    def workers(self) -> Mapping[str, Mapping[str, Any]]:
        """Address → name, pid, metrics of every worker; ClusterLost."""
        if self._child is not None and (end := self._child.end()) is not None:
            raise ClusterLost(end)
        if self._client.status != "running":
            raise ClusterLost(f"the connection is {self._client.status}")
        try:
            found: Mapping[str, Mapping[str, Any]] = self._client.scheduler_info(n_workers=-1)["workers"]
        except (OSError, TimeoutError) as error:
            raise ClusterLost(str(error)) from error
        return found

    def prepare(self, address: str, reader: str) -> str | None:
        """The fingerprint of the worker at `address`, whose reader then warms up; None when it is gone."""
        answer = self._run_on(address, _prepare, reader)
        if isinstance(answer, OSError) or answer is None:  # TimeoutError is one
            return None
        return answer if isinstance(answer, str) else f"{type(answer).__name__}: {answer}"

    def submit(
        self, task: str, arguments: tuple[Any, ...], address: str, on_end: Callable[[Outcome], None]
    ) -> Released:
        """`task` of the worker module begun on the worker at `address`; `on_end` hears in Dask's thread how it ended, its result fetched.

        A result stays on its worker until it is fetched, however long a busy machine takes for it; when the worker dies in
        between, Dask waits for ever for that address to return: who sees in `workers()` that it is gone releases the task.
        """
        remote: Any = self._client.submit(
            _work,
            task,
            arguments,
            pure=False,
            workers=[address],
            allow_other_workers=False,
            key=f"{task}-{uuid.uuid4().hex}",
        )
        self._client.loop.add_callback(self._follow, remote, on_end)
        released: Released = remote
        return released

    async def _follow(self, remote: Any, on_end: Callable[[Outcome], None]) -> None:
        try:
            outcome = Outcome(value=await self._client.gather(remote, asynchronous=True))
        except (KilledWorker, CancelledError):
            outcome = Outcome(lost=True)
        except Exception as error:  # of the task, or of the way to it
            on_the_way = remote.status != "error" and isinstance(error, OSError)
            outcome = Outcome(lost=True) if on_the_way else Outcome(error=error)
        on_end(outcome)

    def kill(self, address: str) -> None:
        """End the worker process at `address` at once; its nanny starts another."""
        self._run_on(address, _kill_worker, nanny=True)

    def _run_on(self, address: str, function: Callable[..., Any], *arguments: Any, nanny: bool = False) -> Any:
        """What `function` returned there, or the error that kept it from that."""
        try:
            answers = self._client.sync(
                self._client._run,  # Client.run itself has no time limit
                function,
                *arguments,
                workers=[address],
                nanny=nanny,
                on_error="return",
                callback_timeout=CALL_TIMEOUT_S,
            )
        except TimeoutError as error:
            log.warning("worker %s does not answer", address)
            return error
        return answers.get(address)

    def why_lost(self) -> str | None:
        """How the embedded cluster ended, in its own words; None when it did not, or is not ours."""
        return self._child.end(ENDING_S) if self._child is not None else None

    def close(self) -> None:
        """Leave the cluster; the embedded one ends."""
        try:
            self._client.close(timeout=1)
        finally:
            if self._child is not None:
                self._child.stop()


def open_link(settings: Settings, *, on_stage: Callable[[str, str], None]) -> Link:
    """A line to OCR_CLUSTER, or to a cluster started for it; `on_stage(job id, stage)` hears how tasks advance. ClusterLost when it does not answer."""
    child = None if settings.ocr_cluster else Child.started(settings)
    with ExitStack() as undo:
        if child is not None:
            undo.callback(child.stop)
        try:
            address = settings.ocr_cluster if child is None else child.address()
            client: Any = Client(  # type: ignore[no-untyped-call]  # Dask's is untyped
                address, timeout=START_TIMEOUT_S, set_as_default=False, name="ocr-engine"
            )
            undo.callback(client.close, timeout=1)
            client.subscribe_topic(STAGES, lambda event: on_stage(event[1]["job"], event[1]["stage"]))
            client.run_on_scheduler(_let_no_task_return)
        except (OSError, TimeoutError) as error:
            own = child.end(ENDING_S) if child is not None else None
            raise ClusterLost(own or f"{settings.ocr_cluster or 'the embedded cluster'}: {error}") from error
        undo.pop_all()
        return Link(client, child)


# These run elsewhere, and import there what this process is to stay free of.


def _prepare(reader: str, dask_worker: Any) -> str:
    from ocr.engine.worker import prepare

    return prepare(reader, dask_worker)


def _work(task: str, arguments: tuple[Any, ...]) -> Any:
    from ocr.engine import worker

    return getattr(worker, task)(*arguments)


def _kill_worker(dask_worker: Any) -> None:
    import signal

    if dask_worker.pid:
        os.kill(dask_worker.pid, signal.SIGKILL)


def _let_no_task_return(dask_scheduler: Any) -> None:
    dask_scheduler.allowed_failures = 0
