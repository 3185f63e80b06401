"""The line to a Dask cluster, embedded or existing, in the few verbs the engine needs.

Separate so that Dask's exceptions and habits stay in one file. Not thread-safe: the engine's thread uses it.
"""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Mapping
from concurrent.futures import CancelledError
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import dask

from ocr.engine.quiet import CONFIG

dask.config.set(CONFIG)

from distributed import Client, KilledWorker  # noqa: E402 - reads the configuration when imported

from ocr.settings import SPECS, Settings  # noqa: E402

log = logging.getLogger(__name__)

START_TIMEOUT_S = 60.0
STOP_TIMEOUT_S = 10.0
CALL_TIMEOUT_S = 10.0  # a worker that does not answer must not keep the engine from the others
RESULT_TIMEOUT_S = 30.0
RESULT_LOOK_S = 0.5
ROOT = Path(__file__).resolve().parents[2]
STAGES = "ocr-stages"


class ClusterLost(Exception):
    """The cluster does not answer; the message says which and why."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a task ended: with a value, with an error of its own, or with its worker."""

    value: Any = None
    error: BaseException | None = None
    worker_died: bool = False


class Link:
    """One client, and the embedded cluster's process where there is one."""

    def __init__(self, client: Any, process: subprocess.Popen[str] | None) -> None:
        self._client = client
        self._process = process

    def workers(self) -> Mapping[str, Mapping[str, Any]]:
        """Address → name, pid, metrics of every worker; ClusterLost."""
        if self._process is not None and self._process.poll() is not None:
            raise ClusterLost(f"the cluster process ended ({self._process.returncode})")
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

    def submit(self, task: str, arguments: tuple[Any, ...], address: str, number: int) -> Any:
        """`task` of the worker module begun on the worker at `address`."""
        return self._client.submit(
            _work,
            task,
            arguments,
            pure=False,
            workers=[address],
            allow_other_workers=False,
            key=f"{task}-{uuid.uuid4().hex}",
        )

    def outcome(self, remote: Any, address: str) -> Outcome:
        """How a task ended that was finished or failed on the worker at `address`.

        A result stays on its worker until it is fetched. When the worker dies in between, Dask would wait for ever for
        that address to return; here the page counts as one whose worker died.
        """
        if remote.status == "finished":
            end = time.monotonic() + RESULT_TIMEOUT_S
            while time.monotonic() < end:
                try:
                    return Outcome(value=remote.result(timeout=RESULT_LOOK_S))
                except (TimeoutError, CancelledError):
                    if remote.status != "finished" or address not in self.workers():
                        break
            return Outcome(worker_died=True)
        error = remote.exception(timeout=RESULT_TIMEOUT_S) if remote.status == "error" else None
        if error is None or isinstance(error, KilledWorker):
            return Outcome(worker_died=True)
        return Outcome(error=error)

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

    def close(self) -> None:
        """Leave the cluster; the embedded one ends."""
        try:
            self._client.close(timeout=1)
        finally:
            if self._process is not None:
                _stop(self._process)


def open_link(settings: Settings, *, on_stage: Callable[[str, str], None]) -> Link:
    """A line to OCR_CLUSTER, or to a cluster started for it; `on_stage(job id, stage)` hears how tasks advance. ClusterLost when it does not answer."""
    process = None if settings.ocr_cluster else _start(settings)
    with ExitStack() as undo:
        if process is not None:
            undo.callback(_stop, process)
        try:
            address = settings.ocr_cluster if process is None else _address(process)
            client: Any = Client(  # type: ignore[no-untyped-call]  # Dask's is untyped
                address, timeout=START_TIMEOUT_S, set_as_default=False, name="ocr-engine"
            )
            undo.callback(client.close, timeout=1)
            client.subscribe_topic(STAGES, lambda event: on_stage(event[1]["job"], event[1]["stage"]))
            client.run_on_scheduler(_let_no_task_return)
        except (OSError, TimeoutError) as error:
            raise ClusterLost(f"{settings.ocr_cluster or 'the embedded cluster'}: {error}") from error
        undo.pop_all()
        return Link(client, process)


def _start(settings: Settings) -> subprocess.Popen[str]:
    # Workers open strangers' files: no key and no database address goes there.
    secret = {name for spec in SPECS if spec.secret for name in (spec.variable, *spec.aliases)}
    environment = {name: value for name, value in os.environ.items() if name not in secret}
    for spec in SPECS:
        value = getattr(settings, spec.attribute)
        if spec.variable not in secret:
            environment[spec.variable] = "" if value is None else str(value)
    path = os.pathsep.join(filter(None, [str(ROOT), environment.get("PYTHONPATH", "")]))
    return subprocess.Popen(
        [sys.executable, "-m", "ocr.engine.cluster"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**environment, "PYTHONPATH": path},
        start_new_session=True,  # Ctrl-C is the web process's; it closes the engine in order
    )


def _address(process: subprocess.Popen[str]) -> str:
    """What the cluster says when it is up; OSError when it ended instead."""
    line = process.stdout.readline() if process.stdout else ""
    if not line:
        raise OSError(f"it ended while starting ({process.wait()}); see the log above")
    address: str = json.loads(line)["address"]
    return address


def _stop(process: subprocess.Popen[str]) -> None:
    """End the cluster process by closing its input; by force when it does not."""
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            stream.close()
    try:
        process.wait(STOP_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


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
