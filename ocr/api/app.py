"""The REST interface as a FastAPI app: its routes, its errors, its documents.

Separate from the routes' own files so that this one is the list of what exists under /api.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi_offline import FastAPIOffline
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.routing import BaseRoute, Match, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ocr import __version__
from ocr.api.access import MUTATIONS, Access
from ocr.api.answers import ErrorDetail, Failure, failure
from ocr.api.proofs import proofs_router
from ocr.api.terms import RETRY_AFTER_S, language_of
from ocr.errors import BadRequest, Busy, DatabaseGone, EngineError, NotFound, NotSaved, OcrError, WrongMethod
from ocr.service import Service
from ocr.settings import Settings
from ocr.store import AWAY

log = logging.getLogger(__name__)

ABOUT = """
Reads Indonesian proofs of tax payment (bukti setor): PDF, JPEG, HEIC, PNG, TIFF or WebP in, checked fields out.

Every error is `{"success": false, "error": {"code", "message"}}`; `Accept-Language: en` gives English sentences.
"""


def build_app(get_service: Callable[[], Service], settings: Settings, access: Access) -> FastAPI:
    """The app to mount at /api; `get_service` is called on the first request that needs it, in a worker thread."""
    app = FastAPIOffline(
        docs_url="/docs",
        redoc_url=None,
        title="Bukti Setor",
        version=__version__,
        description=ABOUT,
        static_url="/docs/static",
        swagger_ui_parameters={"persistAuthorization": True},
    )
    app.openapi = partial(_without_foreign_refusals, app.openapi)  # type: ignore[method-assign]  # as FastAPI's manual says
    router = proofs_router(get_service, settings, access)
    app.include_router(router)
    app.add_exception_handler(OcrError, _ocr_error)
    app.add_exception_handler(RequestValidationError, _invalid_request)
    app.add_exception_handler(HTTPException, partial(_http_error, router.routes))
    app.add_exception_handler(ClientDisconnect, _gone)
    for kind in (DBAPIError, PoolTimeout, OSError):
        app.add_exception_handler(kind, _store_gone)
    app.add_exception_handler(Exception, _bug)
    app.add_middleware(SafeHeaders)
    app.add_middleware(HeadOfGet)
    return app


def _without_foreign_refusals(describe: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """The document of what is answered: a parameter that means nothing is our 400, never FastAPI's 422 with a shape of its own."""
    described = describe()
    schemas = described["components"]["schemas"]
    if schemas.pop("HTTPValidationError", None):
        schemas.pop("ValidationError", None)
        for operation in (each for path in described["paths"].values() for each in path.values()):
            if operation["responses"].get("422", {}).get("description") == "Validation Error":
                del operation["responses"]["422"]
    return described


class SafeHeaders:
    """ASGI middleware: answers are not guessed at, not framed and not kept in shared caches."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; add the headers to its answer."""

        async def send_safe(message: Message) -> None:
            if message["type"] == "http.response.start":
                present = {name.lower() for name, _ in message["headers"]}
                extra = [
                    (b"x-content-type-options", b"nosniff"),
                    (b"x-frame-options", b"DENY"),
                    (b"referrer-policy", b"no-referrer"),
                    (b"cache-control", b"no-store"),
                ]
                message["headers"] = [*message["headers"], *((n, v) for n, v in extra if n not in present)]
            await send(message)

        await self._app(scope, receive, send_safe)


class HeadOfGet:
    """ASGI middleware: a HEAD is answered as the GET of that address without its body; a handler finds `request.state.headers_only`."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, a HEAD in the shape of a GET."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return

        async def send_head(message: Message) -> None:
            await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

        # A copy: the server looks into its own whether a body may follow.
        asked = {**scope, "method": "GET", "state": {**scope.get("state", {}), "headers_only": True}}
        try:
            await self._app(asked, receive, send_head)
        finally:
            scope.update({name: asked[name] for name in ("route",) if name in asked})  # the metrics name it


async def _ocr_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, OcrError)  # noqa: S101 - as registered above
    headers = {}
    if isinstance(error, Busy):
        headers["Retry-After"] = str(error.details["retry_after_s"])
    elif isinstance(error, EngineError):
        log.error("%s %s: %s", request.method, request.url.path, error, exc_info=error.__cause__)
        headers["Retry-After"] = str(RETRY_AFTER_S)
    if error.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    if error.status == 413 or (isinstance(error, BadRequest) and request.method in MUTATIONS):
        headers["Connection"] = "close"  # what the client still sends is not wanted
    return JSONResponse(failure(error, language_of(request)), error.status, headers)


async def _invalid_request(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - as registered above
    first: dict[str, Any] = dict(error.errors()[0])
    reason = f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}"
    return await _ocr_error(request, BadRequest(reason=reason))


async def _http_error(routes: Sequence[BaseRoute], request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101 - as registered above
    if error.status_code == 404:
        return await _ocr_error(request, NotFound(what=request.url.path))
    if error.status_code == 405:
        answer = await _ocr_error(request, WrongMethod(what=request.method))
        # One address has a route for each method, and the router names those of the first alone.
        here = [
            route.methods
            for route in routes
            if isinstance(route, Route) and route.matches(request.scope)[0] is not Match.NONE
        ]
        known = {method for methods in here for method in methods or ()}
        if "GET" in known:
            known.add("HEAD")
        answer.headers["Allow"] = ", ".join(sorted(known)) or (error.headers or {}).get("Allow", "")
        return answer
    detail = ErrorDetail(code="http", message=str(error.detail))
    return JSONResponse(Failure(error=detail).model_dump(), error.status_code, error.headers)


async def _store_gone(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, AWAY):
        log.error("%s %s", request.method, request.url.path, exc_info=error)
        return await _bug(request, error)  # a question that no database would answer
    log.error("%s %s: the store does not answer", request.method, request.url.path, exc_info=error)
    return await _ocr_error(request, NotSaved() if request.method in MUTATIONS else DatabaseGone())


async def _gone(_: Request, __: Exception) -> JSONResponse:
    return JSONResponse(failure(BadRequest(reason="client disconnected"), "en"), 400)


async def _bug(request: Request, _: Exception) -> JSONResponse:
    return JSONResponse(failure(OcrError(), language_of(request)), 500)
