"""Health, metrics, and the JSON face of `/`: what monitors and load balancers ask, open to all, telling no contents.

Separate because none of it may open the service: a health check must answer while the engine is still starting.
"""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Callable

from anyio import CapacityLimiter, to_thread
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from ocr import __version__
from ocr.api.metrics import Figures
from ocr.health import DeepCheck, DeepHealth, Health, Shared, check, tried
from ocr.service import Service
from ocr.settings import Settings

LOOKS = 4  # quick answers at once, in threads of their own: REST may have all others waiting for a database
UNCACHED = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


class StatusRoutes:
    """/health, /health/deep and /metrics. `peek` gives the service when somebody has opened it, and never opens it."""

    def __init__(
        self,
        get_service: Callable[[], Service],
        peek: Callable[[], Service | None],
        settings: Settings,
        registry: CollectorRegistry,
        *,
        login_required: bool = False,
    ) -> None:
        self._get_service = get_service
        self._peek = peek
        self._settings = settings
        self._login_required = login_required
        self._deep: DeepCheck | None = None
        self._tried = Shared(self._try_all)
        self._looks = CapacityLimiter(LOOKS)
        self._registry = registry
        self._registry.register(Figures(self._check))

    def routes(self) -> list[BaseRoute]:
        """The three routes."""
        return [
            Route("/health", self.health, methods=["GET"]),
            Route("/health/deep", self.deep, methods=["GET"]),
            Route("/metrics", self.metrics, methods=["GET"]),
        ]

    async def health(self, _: Request) -> Response:
        """200 while the process can do its work or is getting ready to, else 503."""
        found = await to_thread.run_sync(self._check, limiter=self._looks)
        return JSONResponse(dataclasses.asdict(found), 503 if found.status == "down" else 200, UNCACHED)

    async def deep(self, _: Request) -> Response:
        """200 when every part works, else 503; opens the service when nobody has. One check at a time, whoever asks."""
        found = await asyncio.wrap_future(self._tried.ask())
        body = {"status": "ok" if found.works else "down", "version": __version__, **dataclasses.asdict(found)}
        return JSONResponse(body, 200 if found.works else 503, UNCACHED)

    async def metrics(self, _: Request) -> Response:
        """Prometheus' text format."""
        text = await to_thread.run_sync(generate_latest, self._registry, limiter=self._looks)
        return Response(text, media_type=CONTENT_TYPE_LATEST, headers=UNCACHED)

    def _check(self) -> Health:
        return check(self._settings, self._peek(), login_required=self._login_required)

    def _try_all(self) -> DeepHealth:
        opened = tried("service", self._open)
        if self._deep is None:
            return DeepHealth(opened.works, (opened,), opened.seconds)
        return self._deep.run()

    def _open(self) -> str:
        self._deep = self._deep or DeepCheck(self._get_service())
        return "open"


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
