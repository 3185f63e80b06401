"""/bukti_setor: process a file; list, show, change, delete and export its proofs; pictures of pages.

Separate from app.py, which only mounts them. A handler admits the caller first and reads the request's body after:
nobody who may not come in makes the server read a byte.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Depends, Query, Request, Response, Security
from fastapi.responses import JSONResponse
from fastapi.security import APIKeyHeader
from starlette.requests import ClientDisconnect

from ocr.api.access import Access
from ocr.api.answers import Done, History, Processed, ProofAnswer, failed_document, processed, proof
from ocr.api.body import SentFile, receive_file, receive_json
from ocr.api.change import CHANGE_BODY, Change, corrections
from ocr.api.examples import PROCESS_BODY, PROCESSED, PROOF, answered, failures
from ocr.api.ledger import add_ledger
from ocr.api.terms import (
    MAX_ROWS,
    PLAIN,
    RETRY_AFTER_S,
    Caller,
    Filters,
    Identity,
    PageNumber,
    PerPage,
    Speech,
    Version,
)
from ocr.errors import Busy, DatabaseGone, InvalidValue, Language, NotFound, NotKept, StillReading
from ocr.export import MEDIA_TYPE, USUAL, fill_template, profile_from_json, workbook
from ocr.service import Service
from ocr.settings import Settings
from ocr.store import AWAY
from ocr.store.views import DocumentView, RecordView

MAX_WAITING = 32  # requests waiting for their file to be read; each holds a thread
STORING = 8  # files in memory at once, on their way to the store; the others wait on the disk
BUSY_RETRY_S = 15

FEWER: dict[Language, str] = {"id": f"paling banyak {MAX_ROWS} bukti", "en": f"at most {MAX_ROWS} proofs"}

Responses = dict[int | str, dict[str, Any]]
ProfileName = Annotated[str, Query(max_length=128, pattern=PLAIN, description="the name of an export profile")]


def proofs_router(get_service: Callable[[], Service], settings: Settings, access: Access) -> APIRouter:
    """The routes under /bukti_setor; every one admits its caller first."""

    async def admit(request: Request) -> None:
        request.state.caller = access.admit(request)

    key = APIKeyHeader(name="X-API-Key", auto_error=False, description="one of API_KEYS; also as Bearer token")
    router = APIRouter(prefix="/bukti_setor", dependencies=[Depends(admit), Security(key)], tags=["bukti_setor"])
    proofs = Proofs(get_service, settings)
    one = failures(400, 401, 404, 429, 503)
    router.post(
        "/process",
        openapi_extra=PROCESS_BODY,
        responses=answered(PROCESSED) | failures(400, 401, 413, 415, 422, 429, 503, 504, 507),
        response_model=Processed,
    )(proofs.process)
    router.get("/history", responses=failures(400, 401, 429, 503))(proofs.history)
    workbook_answer: Responses = {200: {"content": {MEDIA_TYPE: {}}, "description": "the workbook"}}
    router.get("/export", response_class=Response, responses=workbook_answer | failures(400, 401, 404, 422, 429, 503))(
        proofs.export
    )
    picture_answer: Responses = {
        200: {"content": {"image/jpeg": {}}, "description": "the page, upright; boxes are its pixels"},
        304: {"description": "as the one whose ETag came in If-None-Match"},
    }
    router.get("/uploads/{name}", response_class=Response, responses=picture_answer | one)(proofs.preview)
    add_ledger(router, get_service, settings)
    router.get(
        "/{identity}",
        # A document of which no page could be read is answered as its upload was.
        responses=answered({"success": True, "data": PROOF}) | one | failures(413, 422, 504),
        response_model=ProofAnswer | Processed,
    )(proofs.show)
    router.patch(
        "/{identity}",
        openapi_extra=CHANGE_BODY,
        responses=answered({"success": True, "data": PROOF}) | one | failures(409, 413, 422),
    )(proofs.change)
    router.delete("/{identity}", responses=one | failures(409))(proofs.delete)
    return router


class Proofs:
    """The handlers; `get_service` may open the store and start the engine, so it is called in a worker thread."""

    def __init__(self, get_service: Callable[[], Service], settings: Settings) -> None:
        self._get_service = get_service
        self._settings = settings
        self._waiting = 0  # counted by the event loop alone
        self._threads = CapacityLimiter(MAX_WAITING)
        self._storing = CapacityLimiter(STORING)

    async def process(self, request: Request, language: Speech, caller: Caller) -> Processed | JSONResponse:
        """Store the file, wait until its pages are read, answer its proofs."""
        self._keep_room()
        with ExitStack() as place:
            async with receive_file(request, self._settings) as sent:
                place.enter_context(self._place())  # others came in while it was being sent; nothing is stored yet
                service, document_id = await self._keep(sent, caller)
            try:
                document = await self._ended(request, service, document_id)
                return await to_thread.run_sync(_document_answer, service, document, language)
            except AWAY as error:  # the file itself is safe by now
                raise DatabaseGone from error

    def _keep_room(self) -> None:
        if self._waiting >= MAX_WAITING:
            raise Busy(retry_after_s=BUSY_RETRY_S)

    @contextmanager
    def _place(self) -> Iterator[None]:
        """One of MAX_WAITING places for as long as the block lasts; Busy when there is none."""
        self._keep_room()
        self._waiting += 1
        try:
            yield
        finally:
            self._waiting -= 1

    async def _keep(self, sent: SentFile, caller: str) -> tuple[Service, str]:
        """The service and the document's id, once the file is stored; NotKept, InputError."""
        async with self._storing:
            upload = await sent.upload()
            try:
                service = await to_thread.run_sync(self._get_service)
                receipt = await to_thread.run_sync(lambda: service.submit(upload, uploader=caller, source="api"))
            except AWAY as error:
                raise NotKept(name=upload.name) from error
        return service, receipt.document_id

    async def _ended(self, request: Request, service: Service, document_id: str) -> DocumentView:
        """The document once it is read; StillReading, and ClientDisconnect at once when the client hangs up: its place is another's."""
        gone, timeout_s = threading.Event(), self._settings.ocr_timeout_s
        watcher = asyncio.create_task(_note_leaving(request, gone))
        try:
            document = await to_thread.run_sync(service.wait, document_id, timeout_s, gone, limiter=self._threads)
        finally:
            watcher.cancel()
        if document.ended:
            return document
        if gone.is_set():
            raise ClientDisconnect
        raise StillReading(what=document.id, timeout_s=timeout_s)

    def history(self, filters: Filters, language: Speech, page: PageNumber = 1, per_page: PerPage = 50) -> History:
        """One page of proofs."""
        query = replace(filters, offset=(page - 1) * per_page, limit=per_page)
        found = self._get_service().store.records(query)
        rows = [proof(view, language) for view in found.rows]
        return History(total=found.total, page=page, per_page=per_page, data=rows)

    def export(
        self, request: Request, filters: Filters, language: Speech, caller: Caller, profile: ProfileName = ""
    ) -> Response:
        """The workbook of all that the filters let through, or the profile's own template filled with it."""
        store = self._get_service().store
        kept = store.exports.profile(profile) if profile else None
        if profile and kept is None:
            raise NotFound(what=profile)
        if (count := store.count(filters)) > filters.limit:
            raise InvalidValue(field="filter", value=f"{count}", expected=FEWER)
        rows = store.rows_for_a_list(filters)
        chosen = profile_from_json(kept.columns) if kept else USUAL
        if kept and kept.template:
            book = fill_template(kept.template, rows, language, chosen)
        else:
            book = workbook(rows, language, chosen)
        if not getattr(request.state, "headers_only", False):
            store.exports.note(filters, who=caller, count=len(rows))
        name = f"bukti-setor-{datetime.now().astimezone():%Y%m%d-%H%M%S}.xlsx"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(book, media_type=MEDIA_TYPE, headers=headers)

    def preview(self, request: Request, name: str) -> Response:
        """The picture of a page, found by our own id and number: no path is made from what the client sent."""
        match = re.fullmatch(r"([A-Za-z0-9_-]{1,64})-(\d{1,4})\.jpg", name)
        try:
            picture = self._get_service().store.preview(match[1], int(match[2])) if match else None
        except FileNotFoundError as error:  # removed this moment, or lost from the disk
            raise NotFound(what=name) from error
        if picture is None:
            raise NotFound(what=name)
        # A caller may keep the picture, a shared cache may not; a page that is read again may be turned, and its boxes with it.
        tag = f'"{hashlib.sha256(picture).hexdigest()}"'
        headers = {"Cache-Control": "private, no-cache", "ETag": tag}
        if tag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        return Response(picture, media_type="image/jpeg", headers=headers)

    def show(self, identity: Identity, language: Speech) -> ProofAnswer | Processed | JSONResponse:
        """One proof; or a document, as its upload was answered, with the pages still being read."""
        service = self._get_service()
        document = service.store.document(identity)
        if document is not None:
            return _document_answer(service, document, language)
        return _proof_answer(service, service.store.record(identity), language)

    async def change(self, request: Request, identity: Identity, language: Speech, caller: Caller) -> ProofAnswer:
        """Correct fields, accept; the version says on which state of the proof the change was decided."""
        change = await receive_json(request, Change)
        return await to_thread.run_sync(self._change, identity, change, language, caller)

    def delete(self, identity: Identity, language: Speech, caller: Caller, version: Version = None) -> Done:
        """Delete one proof; `POST …/restore` brings it back."""
        store = self._get_service().store
        store.delete(identity, who=caller, version=version or store.record(identity).version)
        return Done(message={"id": "Bukti setor dihapus.", "en": "The proof was deleted."}[language])

    def _change(self, identity: Identity, change: Change, language: Speech, caller: Caller) -> ProofAnswer:
        service = self._get_service()
        changed = service.store.change(
            identity, corrections(change), who=caller, version=change.version, status=change.status
        )
        return _proof_answer(service, changed, language)


async def _note_leaving(request: Request, gone: threading.Event) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
    gone.set()


def _document_answer(service: Service, document: DocumentView, language: Language) -> Processed | JSONResponse:
    if document.status == "failed" and all(page.status == "failed" for page in document.pages):
        status, body = failed_document(document, language)
        return JSONResponse(body, status, {"Retry-After": f"{RETRY_AFTER_S}"} if status >= 500 else None)
    deleted = [view for view in service.store.records_of(document.id) if view.status == "deleted"]
    return processed(document, service.store.page_texts(document.id), language, deleted=deleted)


def _proof_answer(service: Service, view: RecordView, language: Language) -> ProofAnswer:
    return ProofAnswer(data=proof(view, language, service.store.page_texts(view.document_id)))
