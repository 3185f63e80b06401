"""How many threads a reader may compute with, from the setting, the cores and the container's CPU quota.

Separate because an engine that starts one thread per core of the host inside a two-core container spends its time
waiting. Imports only the standard library.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable
from pathlib import Path

CGROUP_V2 = "/sys/fs/cgroup/cpu.max"
CGROUP_V1_QUOTA = "/sys/fs/cgroup/cpu/cpu.cfs_quota_us"
CGROUP_V1_PERIOD = "/sys/fs/cgroup/cpu/cpu.cfs_period_us"

ReadFile = Callable[[str], str | None]


def thread_count(wanted: int) -> int:
    """Threads to compute with here: `wanted`, never more than the usable cores or the container's quota, at least 1."""
    return allowed_threads(wanted, len(os.sched_getaffinity(0)), cpu_quota(_file_text))


def allowed_threads(wanted: int, cores: int, quota: float | None) -> int:
    """The smallest of `wanted`, `cores` and `quota` CPUs (rounded up; None is no limit), at least 1."""
    limits = [wanted, cores] if quota is None else [wanted, cores, math.ceil(quota)]
    return max(1, min(limits))


def cpu_quota(read_file: ReadFile) -> float | None:
    """CPUs granted by the control group, 1.5 for one and a half; None where there is no limit.

    Source: the kernel's cgroup-v2 `cpu.max` ("max 100000" or "150000 100000") and cgroup-v1 `cpu.cfs_quota_us`
    (-1 for none) over `cpu.cfs_period_us`.
    """
    unified = read_file(CGROUP_V2)
    if unified is not None:
        quota, _, period = unified.strip().partition(" ")
    else:
        quota, period = (read_file(CGROUP_V1_QUOTA) or "").strip(), (read_file(CGROUP_V1_PERIOD) or "").strip()
    if not (quota.isdigit() and period.isdigit()) or int(quota) == 0 or int(period) == 0:
        return None
    return int(quota) / int(period)


def _file_text(path: str) -> str | None:
    try:
        return Path(path).read_text(encoding="ascii")
    except OSError:
        return None
