"""What the engine says about itself, as the health page and metrics show it.

Separate because the pages need these without loading what runs the engine. Imports the error tree only.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from ocr.errors import OcrError

EngineStatus = Literal["starting", "ready", "failed"]
WorkerStatus = Literal["starting", "idle", "busy", "replacing", "mismatched"]


@dataclass(frozen=True, slots=True)
class WorkerState:
    """One worker process. `memory_mb` is memory no other process shares (USS); None while it cannot be asked.

    `mismatched` runs another version or other models and gets no pages.
    """

    name: str
    address: str
    status: WorkerStatus
    pages_read: int
    busy_since: datetime | None
    memory_mb: float | None
    pid: int | None = None


@dataclass(frozen=True, slots=True)
class EngineState:
    """Where pages are read. `error` says in English why the engine is not ready, `cause` is the error when it is one of ours."""

    status: EngineStatus
    backend: str
    workers: tuple[WorkerState, ...]
    error: str | None = None
    cause: OcrError | None = None
