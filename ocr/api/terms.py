"""What requests under /bukti_setor are made of: who calls, in which language, which proofs, which page of them.

Separate because both files of handlers take these. Imports nothing of either.
"""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Depends, Path, Query, Request

from ocr.errors import Language
from ocr.i18n import preferred_language
from ocr.store.views import RecordQuery, RecordSort

MAX_ROWS = 100_000  # of one workbook; more is refused, never cut off

PLAIN = r"^[^\x00]*$"  # PostgreSQL keeps no NUL in a text
RETRY_AFTER_S = 10  # an engine that just failed has its worker replaced by then
MAX_VERSION = (1 << 31) - 1  # what its column holds

PageNumber = Annotated[int, Query(ge=1, le=1_000_000)]
PerPage = Annotated[int, Query(ge=1, le=200)]
Version = Annotated[
    int | None, Query(ge=1, le=MAX_VERSION, description="refuse when the proof was changed since this version")
]
Identity = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{1,64}$")]


def language_of(request: Request) -> Language:
    """The language of an answer's sentences: Indonesian unless the client prefers English."""
    return preferred_language(request.headers.get("accept-language", ""))


def caller_of(request: Request) -> str:
    """The name under which the caller was admitted."""
    return str(request.state.caller)


Speech = Annotated[Language, Depends(language_of)]
Caller = Annotated[str, Depends(caller_of)]


def asked_for(
    month: Annotated[str, Query(pattern=r"^(\d{4}-(0[1-9]|1[0-2]))?$", description="month paid, 2024-01")] = "",
    kode: Annotated[str, Query(max_length=16, pattern=PLAIN, description="411121 or 411121-100")] = "",
    kind: Literal["", "bpn", "billing", "ssp", "transfer", "lainnya"] = "",
    status: Annotated[
        Literal["", "open", "accepted", "deleted", "review"],
        Query(description="review: open, and something to check or a possible duplicate"),
    ] = "",
    q: Annotated[
        str, Query(max_length=200, pattern=PLAIN, description="looked for in names, numbers and file names")
    ] = "",
    document_id: Annotated[str, Query(max_length=64, pattern=PLAIN)] = "",
    sort: RecordSort = "newest",
) -> RecordQuery:
    """The filters of a list, as the store asks them."""
    return RecordQuery(
        month=month,
        kode=kode,
        kind=kind,
        status=status,
        text=q,
        document_id=document_id,
        sort=sort,
        limit=MAX_ROWS,
    )


Filters = Annotated[RecordQuery, Depends(asked_for)]
