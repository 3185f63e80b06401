"""The REST interface, health and metrics, ready to be mounted beside the pages.

Separate because other programs depend on it (docs/rest.md). May import everything but the pages.
"""

from __future__ import annotations

from collections.abc import Callable

from prometheus_client import CollectorRegistry
from starlette.routing import BaseRoute, Mount

from ocr.api.access import Access
from ocr.api.app import build_app
from ocr.api.metrics import Requests
from ocr.api.status import RootStatus, StatusRoutes
from ocr.service import Service, running
from ocr.settings import Settings, load_settings

__all__ = ["RootStatus", "routes"]


def routes(
    get_service: Callable[[], Service],
    peek: Callable[[], Service | None] = running,
    settings: Settings | None = None,
    *,
    login_required: bool = False,
) -> list[BaseRoute]:
    """Routes of /api, /health, /health/deep and /metrics.

    `get_service` opens the service on the first call that needs it; `peek` gives it only when it is open already.
    `login_required`: the pages ask for a log-in, so without API_KEYS the REST interface lets nobody in.
    """
    settings = settings or load_settings()
    access = Access(settings.api_keys, login_required=login_required)
    registry = CollectorRegistry()
    status = StatusRoutes(get_service, peek, settings, registry, login_required=login_required)
    api = Requests(build_app(get_service, settings, access), registry)
    return [*status.routes(), Mount("/api", app=api)]
