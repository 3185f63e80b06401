"""What Prometheus is told: how the process is when asked, and every REST request as it ends.

Separate from status.py, which only hands it out. Labels are route templates, never paths: no document's id becomes a
time series.
"""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Iterator

from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ocr import __version__
from ocr.health import Health

SECONDS = (0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300)

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Requests:
    """ASGI middleware: counts the requests of the app inside and times them, by method, route and status."""

    def __init__(self, app: ASGIApp, registry: CollectorRegistry) -> None:
        self._app = app
        labels = ("method", "route")
        self._count = Counter("ocr_http_requests", "REST requests ended", (*labels, "status"), registry=registry)
        self._seconds = Histogram(
            "ocr_http_request_seconds", "Seconds until their end", labels, buckets=SECONDS, registry=registry
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; note how it ended."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, status = time.perf_counter(), 500

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, noting)
        finally:
            route = getattr(scope.get("route"), "path", "other")
            method = scope["method"] if scope["method"] in METHODS else "other"
            self._count.labels(method, route, str(status)).inc()
            self._seconds.labels(method, route).observe(time.perf_counter() - started)


class Figures(Collector):
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
