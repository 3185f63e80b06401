"""The embedded cluster, `python -m ocr.engine.cluster`: a scheduler and its workers on this machine.

Separate, and a process of its own, because worker processes are started by multiprocessing, which runs the starting
process's main script again in each of them; under `streamlit run` that is the web page. Here it is this module.
It prints its address as one line of JSON, another when an error ends it, and ends when its standard input does, that is, with the process that
started it, however that ended. With `--join tcp://scheduler:8786` it runs only workers, set up alike, for a cluster
of several machines. Imports distributed.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import socket
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress

import dask
import psutil

from ocr.engine.quiet import CONFIG

dask.config.set(CONFIG)

from distributed import Nanny, Scheduler, Status  # noqa: E402 - reads the configuration when imported

from ocr import log as logs  # noqa: E402
from ocr.memory import give_memory_back, memory_limit  # noqa: E402
from ocr.reader.threads import thread_count  # noqa: E402
from ocr.settings import Settings, load_settings  # noqa: E402

LOOPBACK = "127.0.0.1"
TASKS_PER_WORKER = 2  # one with the reader, one with poppler
WATCH_S = 0.5
# What is left for the web process, the database and this process; the rest is the workers'.
RESERVED_BYTES = 512 << 20
# In less than this workers keep fewer compiled steps of networks: 50 MB smaller, and a third slower, which is quicker than being killed (docs/decisions/0217, 0612).
SMALL_BYTES = 640 << 20
SMALL_KEEPS = {"ONEDNN_PRIMITIVE_CACHE_CAPACITY": "100"}
_THREAD_VARIABLES = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def worker_limit(workers: int, machine_bytes: int) -> int:
    """Bytes at which a nanny replaces its worker: an equal share of the machine (or its container), 1 GiB at least."""
    return max((machine_bytes - RESERVED_BYTES) // workers, 1 << 30)


def kept_steps(machine_bytes: int) -> dict[str, str]:
    """What workers on such a machine (or in such a container) have in their environment to stay small; the operator's word goes first."""
    return {name: os.environ.get(name, value) for name, value in SMALL_KEEPS.items() if machine_bytes < SMALL_BYTES}


def worker(address: str, settings: Settings, name: str, host: str | None) -> Nanny:
    """A worker process under its nanny, not yet started, for the scheduler at `address`."""
    threads = str(thread_count(settings.omp_num_threads))
    machine_bytes = min(memory_limit() or sys.maxsize, psutil.virtual_memory().total)
    return Nanny(
        address,
        host=host,
        name=name,
        nthreads=TASKS_PER_WORKER,
        memory_limit=worker_limit(settings.ocr_workers, machine_bytes),
        # Before the libraries load: they read these once.
        env={**dict.fromkeys(_THREAD_VARIABLES, threads), **kept_steps(machine_bytes)},
        dashboard=False,
    )


async def keep_workers(address: str, settings: Settings, host: str | None, ended: asyncio.Event) -> None:
    """Run `settings.ocr_workers` workers for the scheduler at `address` until `ended`; a nanny that gave up is replaced."""
    label = f"{socket.gethostname()}-{os.getpid()}-" if host is None else ""
    names = [f"{label}{index}" for index in range(settings.ocr_workers)]
    nannies = [worker(address, settings, name, host) for name in names]
    await asyncio.gather(*nannies)
    while not ended.is_set():
        for index, nanny in enumerate(nannies):
            # A worker killed while it starts is not started again by its nanny.
            if nanny.status in (Status.failed, Status.closed):
                nannies[index] = await worker(address, settings, names[index], host)
        await _pause(ended)
    await asyncio.gather(*(nanny.close(timeout=2) for nanny in nannies))


async def embedded(settings: Settings) -> None:
    """Scheduler and workers on the loopback interface, until standard input ends."""
    ended, loop = asyncio.Event(), asyncio.get_running_loop()

    def watch_input() -> None:
        sys.stdin.read()
        loop.call_soon_threadsafe(ended.set)

    async with Scheduler(host=LOOPBACK, port=0, dashboard=False, dashboard_address=f"{LOOPBACK}:0") as scheduler:
        _tell({"address": scheduler.address})
        threading.Thread(target=watch_input, daemon=True).start()
        await keep_workers(scheduler.address, settings, LOOPBACK, ended)


def _tell(what: dict[str, str]) -> None:
    """A line to the process that started this one, where it still listens."""
    with suppress(BrokenPipeError):
        sys.stdout.write(json.dumps(what) + "\n")
        sys.stdout.flush()


async def join(address: str, settings: Settings) -> None:
    """Workers on this machine for somebody else's scheduler, until told to end (SIGTERM, SIGINT)."""
    ended, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)
    await keep_workers(address, settings, None, ended)


async def _pause(ended: asyncio.Event) -> None:
    try:
        await asyncio.wait_for(ended.wait(), WATCH_S)
    except TimeoutError:
        return


def main(arguments: Sequence[str] | None = None) -> None:
    """The command: no argument for the embedded cluster, `--join ADDRESS` for workers of another."""
    parser = argparse.ArgumentParser(prog="python -m ocr.engine.cluster", description=__doc__)
    parser.add_argument("--join", metavar="ADDRESS", help="scheduler of an existing cluster, tcp://host:port")
    address = parser.parse_args(arguments).join
    settings = load_settings()
    logs.configure(settings)
    give_memory_back()
    if address:
        asyncio.run(join(address, settings))
        return
    try:
        asyncio.run(embedded(settings))
    except Exception as error:
        _tell({"error": f"{type(error).__name__}: {error}"})
        raise


if __name__ == "__main__":
    main()
