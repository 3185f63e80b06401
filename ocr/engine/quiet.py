"""How Dask is configured here, wherever it runs: quiet, no dashboard, nothing spilled or kept, a killed page never retried by it.

Separate because it must be set before `distributed` is imported, by every process that does. Imports nothing.
"""

from __future__ import annotations

from typing import Any

CONFIG: dict[str, Any] = {
    "logging": {"distributed": "critical", "distributed.nanny": "error", "tornado.application": "error"},
    # The engine itself decides what happens to the pages of a dead worker.
    "distributed.scheduler.allowed-failures": 0,
    "distributed.scheduler.work-stealing": False,
    # A whole file travels with each of its pages; that is meant.
    "distributed.admin.large-graph-warning-threshold": "2GiB",
    # Pages are small and results leave at once: there is nothing to spill, and a paused worker would wait for ever.
    "distributed.worker.memory.target": False,
    "distributed.worker.memory.spill": False,
    "distributed.worker.memory.pause": False,
    "distributed.worker.memory.terminate": 0.95,
    "distributed.worker.daemon": True,
    # Connections would each keep their last thousand messages, and in these travel whole files (docs/decisions/0509).
    "distributed.admin.low-level-log-length": 0,
    "distributed.comm.timeouts.connect": "10s",
}
