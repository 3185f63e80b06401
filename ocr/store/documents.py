"""Documents and pages: taking files in, showing how far they are, cancelling, reading again, removing.

Separate from the queue, which moves pages, and from records, which are what the pages say.
Every function works inside the transaction of the connection it is given.
"""

from __future__ import annotations

import json
import zlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Row, select

from ocr.document import PageText, Upload, page_text_from_dict, page_text_to_dict
from ocr.errors import NotFound
from ocr.intake.coach import ADVICE, Advice
from ocr.store.alike import last_name
from ocr.store.database import insert_or_ignore, insert_or_update, now
from ocr.store.records import record_views
from ocr.store.schema import documents, edits, lanes, page_texts, pages, records, submissions
from ocr.store.views import DocumentStatus, DocumentView, PageStatus, PageView, Receipt, RecordView, SubmissionView

ENDED: tuple[PageStatus, ...] = ("done", "failed", "cancelled")


def lane_of(document_id: str, batch: str, uploader: str) -> str:
    """Whose turn reading a page uses up: the uploader's, the batch's when nobody is named, else the document's own."""
    return f"by {uploader}" if uploader else f"in {batch}" if batch else f"of {document_id}"


def insert(
    connection: Connection,
    upload: Upload,
    sha256: str,
    *,
    document_id: str,
    media_type: str,
    page_count: int,
    at: datetime,
    advice: Sequence[Advice] = (),
) -> str:
    """The id of the document with these bytes: `document_id` when it is new, with its pages waiting, else the earlier one."""
    row = {
        "id": document_id,
        "sha256": sha256,
        "size": len(upload.data),
        "media_type": media_type,
        "page_count": page_count,
        "created_at": at,
        "text_version": 0,
        "records_version": 0,
        "advice": ",".join(advice),
    }
    while True:
        connection.execute(insert_or_ignore(connection, documents, [documents.c.sha256]), row)
        found = connection.execute(
            select(documents.c.id).where(documents.c.sha256 == sha256).with_for_update()
        ).scalar()
        if found is not None:  # None: removed by somebody between the two statements
            return str(found)


def insert_pages(connection: Connection, document_id: str, page_count: int, lane: str) -> None:
    """Waiting pages 1…`page_count`, in `lane`."""
    rows = [
        {"document_id": document_id, "number": number, "status": "waiting", "lane": lane, "attempts": 0}
        for number in range(1, page_count + 1)
    ]
    connection.execute(sa.insert(pages), rows)
    open_lane(connection, lane)


def open_lane(connection: Connection, lane: str) -> None:
    """Let `lane` be served: a new one after those that wait already, each of which is served once before it."""
    connection.execute(
        insert_or_update(connection, lanes, [lanes.c.name], {"served_at": lanes.c.served_at}),
        {"name": lane, "served_at": now(connection)},
    )


def requeue(
    connection: Connection, condition: sa.ColumnElement[bool], *, lane: str | None = None, afresh: bool = False
) -> list[tuple[str, int]]:
    """Set the pages that satisfy `condition` waiting, in `lane` or their own; returns (document, number) of each.

    `afresh`: a person asked for it, so attempts are counted from the start.
    """
    values: dict[str, Any] = {
        "status": "waiting",
        "lease_token": None,
        "lease_owner": None,
        "lease_until": None,
        "error_code": None,
        "error_id": None,
        "error_en": None,
    }
    if lane is not None:
        values["lane"] = lane
    if afresh:
        values["attempts"] = 0
    changed = connection.execute(
        sa.update(pages).where(condition).values(values).returning(pages.c.document_id, pages.c.number, pages.c.lane)
    ).all()
    for name in sorted({row.lane for row in changed}):
        open_lane(connection, name)
    return [(row.document_id, row.number) for row in changed]


def add_submission(connection: Connection, document_id: str, *, at: datetime, again: bool, **columns: str) -> None:
    """Note that somebody uploaded these bytes (name, batch, uploader, source), `again` when they were here before."""
    connection.execute(sa.insert(submissions), {"document_id": document_id, "at": at, "again": again, **columns})


def receipt(connection: Connection, document_id: str) -> Receipt:
    """Whether the document can be shown at once: `already_read` when all its pages are."""
    unread = select(pages.c.number).where(pages.c.document_id == document_id, pages.c.status != "done")
    return Receipt(document_id, already_read=connection.execute(unread.limit(1)).first() is None)


def document_views(connection: Connection, found: Sequence[Row[Any]]) -> tuple[DocumentView, ...]:
    """Views of joined rows of documents and submissions, in their order."""
    ids = [row.id for row in found]
    pages_of: defaultdict[str, list[PageView]] = defaultdict(list)
    for page in connection.execute(select(pages).where(pages.c.document_id.in_(ids)).order_by(pages.c.number)):
        pages_of[page.document_id].append(page_view(page))
    records_of: defaultdict[str, list[RecordView]] = defaultdict(list)
    where = sa.and_(records.c.document_id.in_(ids), records.c.deleted.is_(False))
    for view in record_views(connection, where, [records.c.ordinal]):
        records_of[view.document_id].append(view)
    return tuple(_document_view(row, pages_of[row.id], records_of[row.id]) for row in found)


def _document_view(row: Row[Any], its_pages: list[PageView], its_records: list[RecordView]) -> DocumentView:
    return DocumentView(
        id=row.id,
        sha256=row.sha256,
        name=row.name,
        size=row.size,
        batch=row.batch,
        uploader=row.uploader,
        source=row.source,
        created_at=row.at,
        page_count=row.page_count,
        status=_status([page.status for page in its_pages], up_to_date=row.text_version == row.records_version),
        pages=tuple(_named(page, row.name) for page in its_pages),
        records=tuple(its_records),
        advice=tuple(name for name in ADVICE if name in row.advice.split(",")),
    )


def _named(page: PageView, name: str) -> PageView:
    return replace(page, document_name=name)


def _status(statuses: Iterable[PageStatus], *, up_to_date: bool) -> DocumentStatus:
    seen = set(statuses)
    if seen == {"waiting"}:
        return "waiting"
    if seen & {"waiting", "reading"} or not up_to_date:
        return "reading"
    return "cancelled" if "cancelled" in seen else "failed" if "failed" in seen else "done"


def page_view(row: Row[Any], name: str = "") -> PageView:
    """The view of a row of `pages`."""
    return PageView(
        document_id=row.document_id,
        number=row.number,
        status=row.status,
        source=row.source,
        seconds=row.seconds,
        attempts=row.attempts,
        error_id=row.error_id,
        error_en=row.error_en,
        width=row.width,
        height=row.height,
        finished_at=row.finished_at,
        document_name=name,
        error_code=row.error_code,
    )


def named_pages() -> sa.Select[Any]:
    """Asks for all pages, each with what its document was called last."""
    return select(pages, last_name(pages.c.document_id).label("name"))


def document_row(connection: Connection, document_id: str) -> Row[Any]:
    """Document and its last submission; NotFound."""
    row = connection.execute(
        select(documents, *_submission_columns())
        .join(submissions, submissions.c.document_id == documents.c.id)
        .where(documents.c.id == document_id)
        .order_by(submissions.c.id.desc())
        .limit(1)
    ).first()
    if row is None:
        raise NotFound(what=f"Dokumen {document_id}")
    return row


def is_unended() -> sa.ColumnElement[bool]:
    """Whether a document has a page to read, or its records are still being looked for."""
    open_page = sa.exists().where(pages.c.document_id == documents.c.id, pages.c.status.in_(("waiting", "reading")))
    return sa.or_(open_page, documents.c.text_version != documents.c.records_version)


def has_ended(connection: Connection, document_id: str) -> bool:
    """Whether a document has nothing to be waited for any more; NotFound. Cheap, for who asks again and again."""
    ended = connection.execute(select(sa.not_(is_unended())).where(documents.c.id == document_id)).scalar()
    if ended is None:
        raise NotFound(what=f"Dokumen {document_id}")
    return bool(ended)


def batch_rows(
    connection: Connection, batch: str, *, offset: int = 0, limit: int | None = None, failed: bool = False
) -> Sequence[Row[Any]]:
    """Documents of a batch with their last submission in it, in the order they first came; `failed`: with a failed page."""
    failed_page = sa.exists().where(pages.c.document_id == documents.c.id, pages.c.status == "failed")
    last = (
        select(sa.func.max(submissions.c.id).label("id"), sa.func.min(submissions.c.id).label("first"))
        .where(submissions.c.batch == batch)
        .group_by(submissions.c.document_id)
        .subquery()
    )
    return connection.execute(
        select(documents, *_submission_columns())
        .join(submissions, submissions.c.document_id == documents.c.id)
        .join(last, last.c.id == submissions.c.id)
        .where(failed_page if failed else sa.true())
        .order_by(last.c.first)
        .offset(offset)
        .limit(limit)
    ).all()


def _submission_columns() -> list[sa.Column[Any]]:
    return [submissions.c.name, submissions.c.batch, submissions.c.uploader, submissions.c.source, submissions.c.at]


def submission_views(connection: Connection, document_id: str) -> tuple[SubmissionView, ...]:
    """Every time the document was uploaded, first to last."""
    rows = connection.execute(
        select(submissions).where(submissions.c.document_id == document_id).order_by(submissions.c.id)
    )
    return tuple(SubmissionView(r.document_id, r.name, r.batch, r.uploader, r.source, r.at) for r in rows)


def pack(text: PageText) -> bytes:
    """`text` as it is stored."""
    return zlib.compress(json.dumps(page_text_to_dict(text), ensure_ascii=False, separators=(",", ":")).encode())


def unpack(words: bytes) -> PageText:
    """The inverse of `pack`."""
    return page_text_from_dict(json.loads(zlib.decompress(words)))


def texts_of(connection: Connection, document_id: str) -> list[PageText]:
    """The words of all pages read so far, by number."""
    rows = connection.execute(
        select(page_texts.c.words).where(page_texts.c.document_id == document_id).order_by(page_texts.c.number)
    )
    return [unpack(row.words) for row in rows]


def remove(connection: Connection, document_ids: Sequence[str]) -> tuple[list[str], list[str]]:
    """Delete documents with all that hangs on them; returns the hashes of their originals and previews."""
    where = documents.c.id.in_(document_ids)
    originals = connection.execute(select(documents.c.sha256).where(where)).scalars().all()
    previews = connection.execute(
        select(pages.c.preview_sha256).where(pages.c.document_id.in_(document_ids), pages.c.preview_sha256.is_not(None))
    )
    found = list(previews.scalars())
    of_records = select(records.c.id).where(records.c.document_id.in_(document_ids))
    # The audit goes last and only with its record: its trigger looks whether the record was given up first.
    connection.execute(sa.update(records).where(records.c.document_id.in_(document_ids)).values(status="removed"))
    connection.execute(sa.delete(edits).where(edits.c.record_id.in_(of_records)))
    connection.execute(sa.delete(records).where(records.c.document_id.in_(document_ids)))
    connection.execute(sa.delete(documents).where(where))
    return list(originals), found
