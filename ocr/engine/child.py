"""The process of the embedded cluster as its parent sees it: started, asked for its address, its end told in its own words.

Separate so that the link, which knows Dask, knows nothing of processes. Imports settings only.
"""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

from ocr.settings import SPECS, Settings

STOP_TIMEOUT_S = 10.0
LAST_WORD_S = 0.5
ROOT = Path(__file__).resolve().parents[2]


class Child:
    """`python -m ocr.engine.cluster`, which says on standard output where it is reached and, if it comes to that, why it ends."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self._end: str | None = None
        self._said: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        # A thread's, as its own children may hold the line open longer than it lives.
        threading.Thread(target=self._listen, name="ocr-cluster-says", daemon=True).start()

    @classmethod
    def started(cls, settings: Settings) -> Child:
        """One with these settings."""
        # Workers open strangers' files: no key and no database address goes there.
        secret = {name for spec in SPECS if spec.secret for name in (spec.variable, *spec.aliases)}
        environment = {name: value for name, value in os.environ.items() if name not in secret}
        for spec in SPECS:
            value = getattr(settings, spec.attribute)
            if spec.variable not in secret:
                environment[spec.variable] = "" if value is None else str(value)
        path = os.pathsep.join(filter(None, [str(ROOT), environment.get("PYTHONPATH", "")]))
        return cls(
            subprocess.Popen(
                [sys.executable, "-m", "ocr.engine.cluster"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                cwd=ROOT,
                env={**environment, "PYTHONPATH": path},
                start_new_session=True,  # Ctrl-C is the web process's; it closes the engine in order
            )
        )

    @property
    def pid(self) -> int:
        """Its number."""
        return self._process.pid

    def address(self) -> str:
        """Where the cluster is reached, once it is up; OSError when it ended instead."""
        said = self._said.get()
        if "address" not in said:
            self._end = _told(said, self._process.wait())
            raise OSError(self._end)
        address: str = said["address"]
        return address

    def end(self, within_s: float = 0.0) -> str | None:
        """How it ended, None when it has not within `within_s`."""
        if self._end is None:
            with suppress(subprocess.TimeoutExpired):
                code = self._process.wait(within_s)
                try:
                    said = self._said.get(timeout=LAST_WORD_S)
                except queue.Empty:
                    said = {}
                self._end = _told(said, code)
        return self._end

    def stop(self) -> None:
        """End it by closing its input; by force when it does not."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            self._process.wait(STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _listen(self) -> None:
        if self._process.stdout is not None:
            with self._process.stdout as lines:
                for line in lines:
                    self._said.put(json.loads(line))
        self._said.put({})


def _told(said: dict[str, Any], code: int) -> str:
    """Its own cause, else its exit code; a negative one is a signal's."""
    if "error" in said:
        return f"the cluster process ended: {said['error']}"
    how = f"it was killed by signal {-code}" if code < 0 else f"exit code {code}"
    return f"the cluster process ended ({how}); the log may say why"
