"""Pictures of pages by address, so that no page has to carry them: thumbnails, whole pages, crops of one field's ink.

Separate because browsers cache by address: a hundred tiles cost one small request each, once. An address is signed
with the server's cookie secret, so only somebody who was shown a page can fetch it; it carries the moment the page
was read, so a page read again has another address.
"""

from __future__ import annotations

import hashlib
import hmac
import io
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from urllib.parse import urlencode

from PIL import Image
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from streamlit import config

from ocr.document import Box
from ocr.errors import OcrError
from ocr.intake import open_document
from ocr.service import Service
from ocr.store import PageView

PATH = "/pictures"
WIDEST = 2400  # px; no page needs more on a screen
CACHED_S = 7 * 24 * 3600
PAD, PAD_ASIDE = 0.35, 0.8  # of the box's height, so that ascenders and characters beside a misplaced box stay visible
SMALL_DPI = 30  # a thumbnail of a page that could not be read: 248 × 350 px for A4
# What stands where not even a picture can be had: a torn sheet, the same in every language.
NO_PICTURE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 84 112"><rect width="84" height="112" fill="#f1f3f4"/>'
    '<path d="M22 24h28l12 12v20l-10 8-10-8-10 8-10-8zM22 72l10-8 10 8 10-8 10 8v18H22z" fill="#fff" stroke="#8a9399" '
    'stroke-width="2" stroke-linejoin="round"/></svg>'
)
_HEADERS = {
    "Cache-Control": f"private, max-age={CACHED_S}, immutable",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'",
}


def page_url(page: PageView, width: int | None = None) -> str:
    """Address of a page's picture, `width` px wide (None: as read, in whose pixels every box is)."""
    return _url(page, {"w": str(width)} if width else {})


def crop_url(page: PageView, box: Box, height: int = 40) -> str:
    """Address of the ink inside `box` with a little air around it, `height` px high."""
    return _url(page, {"b": ",".join(f"{edge:.0f}" for edge in box), "h": str(height)})


def _url(page: PageView, wanted: dict[str, str]) -> str:
    moment = f"{page.finished_at.timestamp():.0f}" if page.finished_at else "0"
    query = urlencode({**wanted, "v": moment})
    path = f"{PATH}/{page.document_id}/{page.number}"
    return f"{path}?{query}&s={_signature(path, query)}"


def _signature(path: str, query: str) -> str:
    key = hashlib.sha256(b"pictures" + str(config.get_option("server.cookieSecret")).encode()).digest()
    return hmac.new(key, f"{path}?{query}".encode(), hashlib.sha256).hexdigest()[:32]


def picture_routes(get_service: Callable[[], Service]) -> list[BaseRoute]:
    """The route behind the addresses."""

    def picture(request: Request) -> Response:
        query, _, given = request.url.query.rpartition("&s=")
        if not hmac.compare_digest(_signature(request.url.path, query).encode(), given.encode()):
            return Response(status_code=403)
        document_id, number = request.path_params["document_id"], request.path_params["number"]
        found = get_service().store.preview(document_id, number) or drawn_small(get_service(), document_id, number)
        if found is None:
            return Response(NO_PICTURE, media_type="image/svg+xml", headers=_HEADERS)
        asked = request.query_params
        if "b" in asked:
            box = Box(*(float(edge) for edge in asked["b"].split(",")))
            return _answer(crop(found, box, int(asked["h"])))
        return _answer(scaled(found, int(asked["w"])) if "w" in asked else found)

    return [Route(PATH + "/{document_id}/{number:int}", picture, methods=["GET"])]


def drawn_small(service: Service, document_id: str, number: int) -> bytes | None:
    """JPEG of a page that was never read, drawn at a few dots per inch; None when it cannot be drawn either."""
    try:
        upload = service.store.original(document_id)
        pixels = open_document(upload, replace(service.settings, ocr_dpi=SMALL_DPI)).page(number).pixels
    except (OcrError, FileNotFoundError):
        return None
    return _jpeg(Image.fromarray(pixels))


def _answer(jpeg: bytes) -> Response:
    return Response(jpeg, media_type="image/jpeg", headers=_HEADERS)


def scaled(jpeg: bytes, width: int) -> bytes:
    """The picture at most `width` px wide."""
    image = Image.open(io.BytesIO(jpeg))
    width = min(width, WIDEST)
    image.draft("RGB", (width, width * image.height // image.width))  # decodes at a fraction of the size
    image.thumbnail((width, WIDEST))
    return _jpeg(image)


def crop(jpeg: bytes, box: Box, height: int) -> bytes:
    """The ink inside `box` (page pixels) with air around it, `height` px high and at most WIDEST wide."""
    image = _decoded(jpeg)
    air, aside = max(4.0, box.height * PAD), box.height * PAD_ASIDE
    edges = (
        max(0, int(box.left - aside)),
        max(0, int(box.top - air)),
        min(image.width, int(box.right + aside)),
        min(image.height, int(box.bottom + air)),
    )
    if edges[0] >= edges[2] or edges[1] >= edges[3]:
        return _jpeg(Image.new("RGB", (1, 1), "white"))
    piece = image.crop(edges)
    height = min(max(height, 8), 400)
    width = min(WIDEST, max(1, round(piece.width * height / piece.height)))
    return _jpeg(piece.resize((width, height), Image.Resampling.LANCZOS))


@lru_cache(maxsize=4)
def _decoded(jpeg: bytes) -> Image.Image:
    """A page's pixels; the crops of one page are asked for one after the other."""
    image = Image.open(io.BytesIO(jpeg)).convert("RGB")
    image.load()
    return image


def _jpeg(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=85)
    return out.getvalue()
