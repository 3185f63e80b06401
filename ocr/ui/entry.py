"""The process around the pages: its routes, its start and end, and the list of pages.

Separate from the frame because the server imports it before any session exists.
"""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import streamlit as st
import uvicorn
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.routing import BaseRoute

from ocr import log as log_lines
from ocr.api import RootStatus, routes
from ocr.memory import give_memory_back
from ocr.outage import Outage
from ocr.service import close_shared, running, shared
from ocr.settings import load_settings
from ocr.ui.frame import chosen_language, login_configured, remember_address
from ocr.ui.pages import pages
from ocr.ui.pictures import picture_routes

log = logging.getLogger(__name__)

OPEN_AGAIN_S = 5.0
GRACE_S = 5  # for requests under way at the end; with the workers' end less than the 30 s that containers are given
SESSION = Path(__file__).with_name("session.py")


def server_routes() -> list[BaseRoute]:
    """REST, health, metrics and the pages' pictures; SettingsError when the environment holds a wrong value."""
    settings = load_settings()
    log_lines.configure(settings)
    give_memory_back()
    return [*routes(shared, settings=settings, login_required=login_configured()), *picture_routes(shared)]


def middleware() -> list[Middleware]:
    """`/` tells clients that take no HTML how the process is."""
    return [Middleware(RootStatus)]


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[dict[str, Any]]:
    """Opens the service beside the server's start, so that no first visitor waits for it, and closes it at the end."""
    closing = threading.Event()
    _end_in_time(closing)
    threading.Thread(target=_open, args=(closing,), name="ocr-open", daemon=True).start()
    yield {}
    closing.set()
    await run_in_threadpool(close_shared)


def _end_in_time(closing: threading.Event) -> None:
    """On SIGTERM and SIGINT let go whoever waits for a file, and let the server wait `GRACE_S` for the other requests.

    The server closes its port, then waits for all requests, for ever, and tells this process that it ends after that.
    """
    if threading.current_thread() is not threading.main_thread():
        return  # signals belong to another server, as in tests

    def hang_up() -> None:
        closing.set()
        service = running()
        if service is not None:
            service.hang_up()

    for number in (signal.SIGTERM, signal.SIGINT):
        server_ends = signal.getsignal(number)
        server = getattr(server_ends, "__self__", None)
        if not callable(server_ends) or not isinstance(server, uvicorn.Server):
            continue
        server.config.timeout_graceful_shutdown = GRACE_S  # Streamlit has no option for it

        def handle(
            caught: int, frame: FrameType | None, server_ends: Callable[[int, FrameType | None], Any] = server_ends
        ) -> None:
            # In a thread: the one that was interrupted may hold the lock that is wanted.
            threading.Thread(target=hang_up, name="ocr-hang-up", daemon=True).start()
            server_ends(caught, frame)

        signal.signal(number, handle)


def _open(closing: threading.Event) -> None:
    """Asks until it is open: pages that wait since yesterday are read without a visitor, however late the database came up."""
    shut = Outage(
        log,
        began="the service could not be opened",
        lasts="the service could not be opened for %d s",
        over="the service is open, after %d s",
    )
    while not closing.is_set():
        try:
            shared()
        except Exception:  # the health page and every page view say it too; the log has the traceback
            shut.go_on()
            closing.wait(OPEN_AGAIN_S)
        else:
            shut.end()
            return


def run_page() -> None:
    """One session's script run: the menu in the reader's language, then the page."""
    listed = pages(chosen_language())
    chosen = st.navigation(list(listed.values()), position="top")
    remember_address()
    chosen.run()
