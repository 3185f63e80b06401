"""The embedded cluster: `python -m ocr.engine.cluster`, a scheduler and its workers on this machine.

Separate, and a process of its own, because worker processes are started by multiprocessing, which runs the starting
process's main script again in each of them; under `streamlit run` that is the web page. Here it is this module.
It prints its address as one line of JSON and ends when its standard input does, that is, with the process that
started it, however that ended. Imports distributed.
"""

from __future__ import annotations

import asyncio
import json
import sys
import threading

import dask

from ocr.engine.quiet import CONFIG

dask.config.set(CONFIG)

from distributed import Nanny, Scheduler, Status, system  # noqa: E402 - reads the configuration when imported

from ocr import log as logs  # noqa: E402
from ocr.reader.threads import thread_count  # noqa: E402
from ocr.settings import Settings, load_settings  # noqa: E402

LOOPBACK = "127.0.0.1"
TASKS_PER_WORKER = 2  # one with the reader, one with poppler
WATCH_S = 0.5
# What is left for the web process, the database and this process; the rest is the workers'.
RESERVED_BYTES = 512 << 20
_THREAD_VARIABLES = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def memory_limit(workers: int, machine_bytes: int) -> int:
    """Bytes at which a nanny replaces its worker: an equal share of the machine (or its container), 1 GiB at least."""
    return max((machine_bytes - RESERVED_BYTES) // workers, 1 << 30)


def worker(address: str, settings: Settings, name: str, host: str | None = LOOPBACK) -> Nanny:
    """A worker process under its nanny, not yet started, for the scheduler at `address`."""
    threads = str(thread_count(settings.omp_num_threads))
    return Nanny(
        address,
        host=host,
        name=name,
        nthreads=TASKS_PER_WORKER,
        memory_limit=memory_limit(settings.ocr_workers, system.MEMORY_LIMIT),
        # Before the libraries load: they read these once.
        env=dict.fromkeys(_THREAD_VARIABLES, threads),
        dashboard=False,
    )


async def serve(settings: Settings, ended: asyncio.Event) -> None:
    """Run scheduler and workers until `ended`; a nanny that gave up is replaced."""
    async with Scheduler(host=LOOPBACK, port=0, dashboard=False) as scheduler:
        sys.stdout.write(json.dumps({"address": scheduler.address}) + "\n")
        sys.stdout.flush()
        nannies = [worker(scheduler.address, settings, str(index)) for index in range(settings.ocr_workers)]
        await asyncio.gather(*nannies)
        while not ended.is_set():
            for index, nanny in enumerate(nannies):
                # A worker killed while it starts is not started again by its nanny.
                if nanny.status in (Status.failed, Status.closed):
                    nannies[index] = await worker(scheduler.address, settings, str(index))
            await _pause(ended)
        await asyncio.gather(*(nanny.close(timeout=2) for nanny in nannies))


async def _pause(ended: asyncio.Event) -> None:
    try:
        await asyncio.wait_for(ended.wait(), WATCH_S)
    except TimeoutError:
        return


async def _main() -> None:
    settings = load_settings()
    logs.configure(settings)
    ended, loop = asyncio.Event(), asyncio.get_running_loop()

    def watch_input() -> None:
        sys.stdin.read()
        loop.call_soon_threadsafe(ended.set)

    threading.Thread(target=watch_input, daemon=True).start()
    await serve(settings, ended)


if __name__ == "__main__":
    asyncio.run(_main())
