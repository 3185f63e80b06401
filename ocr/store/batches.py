"""A batch as a whole: how far it is and what it comes to, without reading the evidence of its records.

Separate from documents, which show each one with everything on it: a screen asks this about hundreds every second.
Every function works on the connection it is given.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, select

from ocr.store.alike import twins
from ocr.store.documents import is_unended
from ocr.store.schema import documents, pages, records, submissions
from ocr.store.views import Tally


def _of(batch: str) -> sa.Select[Any]:
    return select(submissions.c.document_id).where(submissions.c.batch == batch)


def document_ids(connection: Connection, batch: str) -> tuple[str, ...]:
    """The documents of a batch, in no particular order."""
    return tuple(connection.execute(_of(batch).distinct()).scalars())


def unended(connection: Connection, batch: str) -> tuple[str, ...]:
    """The documents of a batch that have a page to read, or whose records are still being looked for."""
    where = sa.and_(documents.c.id.in_(_of(batch)), is_unended())
    return tuple(connection.execute(select(documents.c.id).where(where)).scalars())


def tally(connection: Connection, batch: str) -> Tally:
    """Pages and records of a batch, counted by the database."""
    by_status = {
        row.status: row
        for row in connection.execute(
            select(
                pages.c.status,
                sa.func.count().label("n"),
                sa.func.count(pages.c.seconds).label("timed"),
                sa.func.sum(pages.c.seconds).label("seconds"),
            )
            .where(pages.c.document_id.in_(_of(batch)))
            .group_by(pages.c.status)
        )
    }
    count = {status: int(row.n) for status, row in by_status.items()}
    ended = [row for status, row in by_status.items() if status in ("done", "failed", "cancelled")]
    timed = sum(row.timed for row in ended)
    return Tally(
        documents=len(document_ids(connection, batch)),
        unended=len(unended(connection, batch)),
        pages=sum(count.values()),
        ended=sum(int(row.n) for row in ended),
        failed=count.get("failed", 0),
        cancelled=count.get("cancelled", 0),
        seconds_a_page=sum(row.seconds or 0.0 for row in ended) / timed if timed else 0.0,
        **_of_records(connection, batch),
    )


def _of_records(connection: Connection, batch: str) -> dict[str, Any]:
    """What a tally says of records."""
    # Not in WHERE: an index that begins with it would lead SQLite through all records instead of the batch's.
    live = records.c.deleted.is_(False)
    doubtful = sa.and_(live, records.c.needs_review.is_(True), records.c.status != "accepted")
    # A billing sheet announces a payment and counts nothing; an unread currency is rupiah.
    paid = sa.and_(live, records.c.kind != "billing", records.c.mata_uang.in_(("", "IDR")))
    found = connection.execute(
        select(
            sa.func.sum(sa.case((live, 1), else_=0)).label("n"),
            sa.func.sum(sa.case((doubtful, 1), else_=0)).label("doubtful"),
            sa.func.sum(sa.case((paid, records.c.cents))).label("cents"),
        ).where(records.c.document_id.in_(_of(batch)))
    ).one()
    standing = sa.and_(live, records.c.status == "open", records.c.document_id.in_(_of(batch)))
    doubled = twins(connection, standing)
    clear = records.c.id.in_(doubled), records.c.needs_review.is_(False)
    else_clear = (
        connection.execute(select(sa.func.count()).select_from(records).where(*clear)).scalar_one() if doubled else 0
    )
    return {
        "records": int(found.n or 0),
        "doubtful": int(found.doubtful or 0) + int(else_clear),
        "doubled": len(doubled),
        "rupiah": Decimal(int(found.cents or 0)) / 100,
    }
