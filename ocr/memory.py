"""The memory this process may use, and how the C library is made to give back what it no longer needs.

Separate because every kind of process asks it: workers, the web process, the cluster's. glibc raises its threshold for
large blocks as they are freed, after which a page's buffers stay in the heap of whichever thread freed them. Measured
over pages of all sizes when it was written: a reading process held 475 MB before, 323 MB with the three settings.
Imports the standard library only.
"""

from __future__ import annotations

import ctypes
import logging
from pathlib import Path

log = logging.getLogger(__name__)

M_TRIM_THRESHOLD, M_MMAP_THRESHOLD, M_ARENA_MAX = -1, -3, -8
"""Parameters of mallopt (glibc, malloc.h)."""

_NO_LIMIT = 1 << 60  # cgroup v1 writes "no limit" as a number near 2**63

LARGE_BYTES = 128 << 10
"""Blocks from this size on are mapped on their own and unmapped when freed: glibc's own first threshold, kept there."""


def give_memory_back() -> bool:
    """Fixes glibc's thresholds and one heap for all threads started later; False under another C library."""
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError):
        log.info("the C library has no mallopt: freed memory may stay with the process")
        return False
    settings = ((M_MMAP_THRESHOLD, LARGE_BYTES), (M_TRIM_THRESHOLD, LARGE_BYTES), (M_ARENA_MAX, 1))
    return all(mallopt(parameter, value) == 1 for parameter, value in settings)


def memory_limit(root: Path = Path("/sys/fs/cgroup"), own: Path = Path("/proc/self/cgroup")) -> int | None:
    """Bytes the container may use: the smallest limit of this process's control groups and those above; None: none.

    Source: the kernel's cgroup-v2 `memory.max` and cgroup-v1 `memory.limit_in_bytes`.
    """
    try:
        lines = own.read_text(encoding="ascii").splitlines()
    except OSError:
        lines = []
    paths = {controllers: path for _, controllers, path in (line.split(":", 2) for line in lines)}
    second = _limits(root, paths.get("", "/"), "memory.max")
    first = _limits(root / "memory", paths.get("memory", "/"), "memory.limit_in_bytes")
    return min((*second, *first), default=None)


def _limits(root: Path, path: str, file: str) -> list[int]:
    """What `file` says in the group at `path` below `root` and in those above it; a container may see no more than `root`."""
    inner = root / path.lstrip("/")
    found = (_limit(folder / file) for folder in (inner, *inner.parents) if folder.is_relative_to(root))
    return [limit for limit in found if limit is not None]


def _limit(file: Path) -> int | None:
    try:
        text = file.read_text(encoding="ascii").strip()
    except OSError:
        return None
    return int(text) if text.isdecimal() and int(text) < _NO_LIMIT else None
