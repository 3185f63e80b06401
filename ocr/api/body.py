"""A request's body as a file or as JSON, never reading more of it than may come in.

Separate because the limit must hold while the bytes arrive: a declared length is checked before the first byte,
and an undeclared one stops at the byte that is too many.
"""

from __future__ import annotations

import re
import time
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from email.message import Message
from pathlib import PureWindowsPath
from typing import TypeVar

import anyio
from pydantic import BaseModel, ValidationError
from python_multipart.multipart import parse_options_header
from starlette.datastructures import Headers, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from ocr.document import Upload
from ocr.errors import BadRequest, NoFile, TooLarge
from ocr.settings import Settings

FIELD = "file"
OVERHEAD = 64 * 1024  # boundaries, part headers and the few small fields a form may send beside the file
MAX_JSON = 64 * 1024
MAX_NAME = 200
STALL_S = 30.0
LEAST_PER_S = 4096  # bytes, after the first PATIENCE_S: slower than any line, quicker than who only holds connections
PATIENCE_S = 60.0

Shape = TypeVar("Shape", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file that came in whole and waits beside memory until somebody wants its bytes."""

    name: str
    _spooled: UploadFile

    async def upload(self) -> Upload:
        """Its name and bytes."""
        await self._spooled.seek(0)
        return Upload(self.name, await self._spooled.read())


@asynccontextmanager
async def receive_file(request: Request, settings: Settings) -> AsyncIterator[SentFile]:
    """The file of form field `file`; NoFile, BadRequest (not multipart's grammar) or TooLarge when there is none."""
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        raise NoFile()
    chunks = _bounded(request, settings.max_content_length + OVERHEAD, settings.max_upload_mb)
    try:
        form = await _Form(request.headers, chunks).parse()
    except MultiPartException as error:
        raise BadRequest(reason=error.message.rstrip(".")) from error
    except UnicodeError as error:  # a charset that Python knows and no form is written in
        raise BadRequest(reason=f"charset: {error}") from error
    try:
        item = form.get(FIELD)
        if not isinstance(item, UploadFile) or not item.filename:
            raise NoFile()
        if (item.size or 0) > settings.max_content_length:
            raise TooLarge(name=shown_name(item.filename), limit_mb=settings.max_upload_mb)
        yield SentFile(shown_name(item.filename), item)
    finally:
        await form.close()


class _Form(MultiPartParser):
    """A form of one file whose body ends where it says; MultiPartException when it was cut off in a part."""

    def __init__(self, headers: Headers, chunks: AsyncGenerator[bytes, None]) -> None:
        super().__init__(headers, self._whole(chunks), max_files=1, max_fields=8, max_part_size=OVERHEAD)
        self._inside = False

    def on_part_begin(self) -> None:
        """A part's headers come next."""
        super().on_part_begin()
        self._inside = True

    def on_headers_finished(self) -> None:
        """A file whose name comes only as `filename*` (RFC 5987) is one too, though RFC 7578 knows no such name in a form."""
        part = self._current_part
        given = part.content_disposition or b""
        if b"filename*" in given.lower() and b"filename" not in parse_options_header(given)[1]:
            name = extended_name(given).replace("\\", "\\\\").replace('"', '\\"')
            part.content_disposition = given + b'; filename="' + name.encode(self._charset, "replace") + b'"'
        super().on_headers_finished()

    def on_part_end(self) -> None:
        """Its boundary came."""
        super().on_part_end()
        self._inside = False

    async def _whole(self, chunks: AsyncGenerator[bytes, None]) -> AsyncGenerator[bytes, None]:
        async for chunk in chunks:
            yield chunk
        if self._inside:
            raise MultiPartException("the body ends before its last boundary")


def extended_name(disposition: bytes) -> str:
    """The name that a Content-Disposition gives as `filename*`, decoded; "" without one."""
    header = Message()
    header["Content-Disposition"] = disposition.decode("latin-1")
    return header.get_filename("")


def shown_name(filename: str) -> str:
    """The last part of the client's file name, without control characters: for showing, never a path."""
    name = re.sub(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", "", PureWindowsPath(filename).name).strip()
    return name[-MAX_NAME:] or FIELD


async def receive_json(request: Request, shape: type[Shape]) -> Shape:
    """The JSON body as a `shape`; BadRequest names what is wrong with it, TooLarge when it passes MAX_JSON."""
    body = b"".join([chunk async for chunk in _bounded(request, MAX_JSON, MAX_JSON / (1024 * 1024))])
    try:
        return shape.model_validate_json(body)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise BadRequest(reason=f"{where}: {first['msg']}" if where else first["msg"]) from error


async def _bounded(request: Request, limit: int, limit_mb: float) -> AsyncGenerator[bytes, None]:
    """The body's chunks; TooLarge before the first one when its declared length passes `limit` bytes, else in time."""
    too_large = TooLarge(name=FIELD, limit_mb=limit_mb)
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared) > limit:
        raise too_large
    received, started = 0, time.monotonic()
    stream = request.stream()
    while (chunk := await _next(stream)) is not None:
        received += len(chunk)
        if time.monotonic() - started > PATIENCE_S + received / LEAST_PER_S:
            raise BadRequest(reason=f"less than {LEAST_PER_S // 1024} kB a second arrive")
        if received > limit:
            raise too_large
        yield chunk


async def _next(stream: AsyncIterator[bytes]) -> bytes | None:
    """The next chunk, None at the end; BadRequest when the client stops sending, so that it cannot hold a place for ever."""
    try:
        with anyio.fail_after(STALL_S):
            return await anext(stream, None)
    except TimeoutError:
        raise BadRequest(reason=f"nothing arrived for {STALL_S:.0f} s") from None
