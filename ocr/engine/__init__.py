"""Where pages are read: worker processes on this machine, or a Dask cluster; one code path for both.

Separate because the web process must stay light and alive whatever a page does: what reads, crashes or hangs is
another process. May import pipeline (inside workers), reader, models, intake.
"""

from ocr.engine.engine import Engine
from ocr.engine.state import EngineState, EngineStatus, WorkerState, WorkerStatus

__all__ = ["Engine", "EngineState", "EngineStatus", "WorkerState", "WorkerStatus"]
