"""Health, metrics, and the JSON face of `/`: what monitors and load balancers ask, open to all, telling no contents.

Separate because none of it may open the service: a health check must answer while the engine is still starting.
"""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable, Iterator

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from ocr import __version__
from ocr.health import DeepCheck, Health, check
from ocr.service import Service
from ocr.settings import Settings

UNCACHED = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


class StatusRoutes:
    """/health, /health/deep and /metrics. `peek` gives the service when somebody has opened it, and never opens it."""

    def __init__(
        self,
        get_service: Callable[[], Service],
        peek: Callable[[], Service | None],
        settings: Settings,
        *,
        login_required: bool = False,
    ) -> None:
        self._get_service = get_service
        self._peek = peek
        self._settings = settings
        self._login_required = login_required
        self._deep: DeepCheck | None = None
        self._deep_lock = threading.Lock()
        self._registry = CollectorRegistry()
        self._registry.register(_Figures(self._check))

    def routes(self) -> list[BaseRoute]:
        """The three routes."""
        return [
            Route("/health", self.health, methods=["GET"]),
            Route("/health/deep", self.deep, methods=["GET"]),
            Route("/metrics", self.metrics, methods=["GET"]),
        ]

    async def health(self, _: Request) -> Response:
        """200 while the process can do its work or is getting ready to, else 503."""
        found = await run_in_threadpool(self._check)
        return JSONResponse(dataclasses.asdict(found), 503 if found.status == "down" else 200, UNCACHED)

    async def deep(self, _: Request) -> Response:
        """200 when every part works, else 503; opens the service when nobody has."""
        found = await run_in_threadpool(lambda: self._deep_check().run())
        body = {"status": "ok" if found.works else "down", "version": __version__, **dataclasses.asdict(found)}
        return JSONResponse(body, 200 if found.works else 503, UNCACHED)

    async def metrics(self, _: Request) -> Response:
        """Prometheus' text format."""
        text = await run_in_threadpool(generate_latest, self._registry)
        return Response(text, media_type=CONTENT_TYPE_LATEST, headers=UNCACHED)

    def _check(self) -> Health:
        return check(self._settings, self._peek(), login_required=self._login_required)

    def _deep_check(self) -> DeepCheck:
        with self._deep_lock:
            if self._deep is None:
                self._deep = DeepCheck(self._get_service())
            return self._deep


class _Figures(Collector):
    """The quick health answer as gauges, taken when Prometheus asks."""

    def __init__(self, look: Callable[[], Health]) -> None:
        self._look = look

    def describe(self) -> list[Metric]:
        """Nothing ahead of time: registering must not look."""
        return []

    def collect(self) -> Iterator[Metric]:
        """One look, as metrics."""
        health = self._look()
        yield _labelled("ocr_info", "Version", {"version": __version__})
        yield _labelled("ocr_engine_state", "State of the engine", {"state": health.engine.status})
        yield _gauge("ocr_up", "1 while the process can do its work", health.status != "down")
        yield _gauge("ocr_uptime_seconds", "Seconds since the process started", health.uptime_s)
        yield _gauge("ocr_workers", "Worker processes", health.engine.workers)
        yield _gauge("ocr_memory_bytes", "Memory of the process tree shared with no other", health.memory.used_bytes)
        if health.memory.limit_bytes is not None:
            yield _gauge("ocr_memory_limit_bytes", "The container's memory limit", health.memory.limit_bytes)
        yield _gauge("ocr_cpu_percent", "Use of all cores", health.cpu.percent)
        yield _gauge("ocr_disk_free_bytes", "Free on the disk of UPLOAD_FOLDER", health.disk.free_bytes)
        if health.queue is not None:
            pages = GaugeMetricFamily("ocr_pages", "Pages by state", labels=["state"])
            for state, count in dataclasses.asdict(health.queue).items():
                pages.add_metric([state], count)
            yield pages


def _gauge(name: str, meaning: str, value: float) -> Metric:
    return GaugeMetricFamily(name, meaning, value=float(value))


def _labelled(name: str, meaning: str, labels: dict[str, str]) -> Metric:
    family = GaugeMetricFamily(name, meaning, labels=list(labels))
    family.add_metric(list(labels.values()), 1)
    return family


class RootStatus:
    """ASGI middleware: `GET /` is the UI for browsers, and basic status as JSON for clients that do not take HTML."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer what is ours, pass on the rest."""
        if _asks_root(scope) and "text/html" not in Headers(scope=scope).get("accept", ""):
            body = {"status": "ok", "service": "bukti-setor", "version": __version__}
            links = {"api": "/api/bukti_setor/process", "docs": "/api/docs", "health": "/health"}
            await JSONResponse(body | links, headers={"Vary": "Accept", **UNCACHED})(scope, receive, send)
        else:
            await self._app(scope, receive, send)


def _asks_root(scope: Scope) -> bool:
    return scope["type"] == "http" and scope["path"] == "/" and scope["method"] in ("GET", "HEAD")
