"""The running app for a bench: `python -m ocr serve` on a port of its own over a folder of its own, ended with the bench.

Separate because several benches look at the app from outside, over HTTP or in Chromium. Imports httpx and the standard library only.
"""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx

from bench import ROOT

SERVE = ("-m", "ocr", "serve")
START_S, ASK_S, END_S = 120.0, 5.0, 60.0
"""Until the app must answer, for one answer, and until it must have ended after SIGTERM."""

AGAIN_S = 0.3
TAIL_LINES = 30


@dataclass(frozen=True)
class App:
    """An app that answers at `url`, as this process, whose output goes to the file `log`."""

    url: str
    process: subprocess.Popen[bytes]
    log: Path


@contextlib.contextmanager
def running(
    arguments: Sequence[str] = SERVE,
    *,
    reading: bool = False,
    before: Callable[[], None] | None = None,
    **environ: str,
) -> Iterator[App]:
    """The app once it answers, with `reading` once its engine is ready; `arguments` are Python's, `before` runs in the new process first.

    `environ` comes on top of this process's environment; without an UPLOAD_FOLDER in it the files go to a folder that is gone afterwards.
    RuntimeError when the app ends by itself, TimeoutError after START_S; the end of its log is a note of these and of whatever the bench raises.
    """
    with tempfile.TemporaryDirectory(prefix="bukti-setor-bench-") as folder:
        port, log = free_port(), Path(folder) / "server.log"
        own = {"PORT": str(port), "UPLOAD_FOLDER": str(Path(folder) / "uploads")}
        with log.open("wb") as output:
            process = subprocess.Popen(
                [sys.executable, *arguments],
                cwd=ROOT,
                env={**os.environ, **own, **environ},
                stdout=output,
                stderr=subprocess.STDOUT,
                preexec_fn=before,
            )
        app = App(f"http://127.0.0.1:{port}", process, log)
        try:
            wait_until_up(app, reading=reading)
            yield app
        except Exception as error:
            error.add_note(f"the app's log ends:\n{tail(log)}")
            raise
        finally:
            end(process)


def free_port() -> int:
    """A TCP port of the loopback interface that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_up(app: App, *, reading: bool) -> None:
    """Returns when `/health` answers, with `reading` when it says that the engine is ready; RuntimeError, TimeoutError as `running`."""
    until = time.monotonic() + START_S
    while time.monotonic() < until:
        if app.process.poll() is not None:
            raise RuntimeError(f"the app ended with {app.process.returncode} before it answered")
        with contextlib.suppress(httpx.TransportError):
            engine = httpx.get(f"{app.url}/health", timeout=ASK_S).json()["engine"]
            if not reading or engine["status"] == "ready":
                return
        time.sleep(AGAIN_S)
    raise TimeoutError(f"the app {'could not read' if reading else 'did not answer'} within {START_S:.0f} s")


def tail(log: Path) -> str:
    """The last TAIL_LINES lines of a log."""
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-TAIL_LINES:])


def end(process: subprocess.Popen[bytes]) -> None:
    """Ends the process in order, by force after END_S; subprocess.TimeoutExpired then, since an app must end when it is told to."""
    process.terminate()
    try:
        process.wait(END_S)
    finally:
        process.kill()  # nothing where it has ended
        process.wait()
