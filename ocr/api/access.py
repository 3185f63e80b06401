"""Who may call the REST interface, and how often.

Separate because every route under /api asks here before it reads one byte of a request's body.
"""

from __future__ import annotations

import hashlib
import hmac
import math
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from starlette.requests import Request

from ocr.errors import Busy, NotAllowed

RATE_PER_S, BURST = 5.0, 60  # per key: a batch client's steady pace, and the number it may send at once
MUTATIONS = frozenset({"POST", "PUT", "PATCH", "DELETE"})


class Access:
    """Checks keys by hash in constant time, and holds each key to its rate.

    Without keys the interface is open, unless `login_required`: then nobody comes in, since the pages' log-in
    is not a key.
    """

    def __init__(
        self, keys: Sequence[str], *, login_required: bool = False, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._hashes = [_digest(key) for key in keys]
        self._closed = login_required and not keys
        self._clock = clock
        self._buckets: dict[str, _Bucket] = {}
        self._lock = threading.Lock()

    @property
    def open(self) -> bool:
        """Whether anybody may call."""
        return not self._hashes and not self._closed

    def admit(self, request: Request) -> str:
        """The caller's name for the audit trail; NotAllowed or Busy when it may not go on."""
        name = self._known(request)
        if self._hashes:
            self._take_token(name)
        return name

    def _known(self, request: Request) -> str:
        if self._closed:
            raise NotAllowed()
        if not self._hashes:
            # Without keys a page of a foreign site could post here from a visitor's browser; browsers say so.
            if request.method in MUTATIONS and request.headers.get("sec-fetch-site") == "cross-site":
                raise NotAllowed()
            return "api"
        given = _digest(_given_key(request))
        matches = [hmac.compare_digest(given, known) for known in self._hashes]
        if not any(matches):
            raise NotAllowed()
        return f"api:{given.hex()[:8]}"

    def _take_token(self, name: str) -> None:
        now = self._clock()
        with self._lock:
            bucket = self._buckets.setdefault(name, _Bucket(BURST, now))
            bucket.tokens = min(BURST, bucket.tokens + (now - bucket.at) * RATE_PER_S)
            bucket.at = now
            if bucket.tokens < 1:
                raise Busy(retry_after_s=math.ceil((1 - bucket.tokens) / RATE_PER_S))
            bucket.tokens -= 1


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at: float


def _digest(key: str) -> bytes:
    return hashlib.sha256(key.encode("utf-8", "surrogateescape")).digest()


def _given_key(request: Request) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return request.headers.get("x-api-key") or (token.strip() if scheme.lower() == "bearer" else "")
