"""Who reads which page next: claims with leases that end, in turn between uploaders, results taken once.

Separate because this is where two processes meet. A claim is a row of `pages` whose `lease_token` only its holder
knows: a result is taken while the token still stands, so a page that was cancelled, given to somebody else or read
already cannot be written again. Turns: lanes (uploader or batch) are served in order of who was served longest ago.
Every function works inside the write transaction of the connection it is given.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy import Connection, select

from ocr.document import UNKNOWN, PageText, Stages
from ocr.errors import EngineFailed, OcrError
from ocr.store.alike import last_name
from ocr.store.database import insert_or_update, now
from ocr.store.documents import pack, requeue
from ocr.store.schema import documents, lanes, page_texts, pages
from ocr.store.views import Claim, QueueState

# A page that was begun so often and never ended takes the whole process down each time; it must not do so for ever.
MAX_ATTEMPTS = 20

# No lease is given for so long: one that ends later was given before the clock went back, and would hold its page until then.
LONGEST_LEASE_S = 600.0


def claim(connection: Connection, owner: str, lease_s: float) -> Claim | None:
    """The next page in turn, leased to `owner` for `lease_s`; None when nothing waits (or another takes its turn now)."""
    moment = now(connection)
    # Who was served before the clock went back is not to wait until it is there again.
    served_at = sa.case((lanes.c.served_at > moment, 0.0), else_=lanes.c.served_at)
    while True:
        lane = connection.execute(
            select(lanes.c.name).order_by(served_at, lanes.c.name).limit(1).with_for_update(skip_locked=True)
        ).scalar()
        if lane is None:
            return None
        page = connection.execute(
            select(pages.c.document_id, pages.c.number)
            .join(documents, documents.c.id == pages.c.document_id)
            .where(pages.c.status == "waiting", pages.c.lane == lane)
            .order_by(documents.c.created_at, documents.c.id, pages.c.number)
            .limit(1)
            .with_for_update(of=pages, skip_locked=True)
        ).first()
        if page is None:
            connection.execute(sa.delete(lanes).where(lanes.c.name == lane))
            continue
        connection.execute(sa.update(lanes).where(lanes.c.name == lane).values(served_at=moment))
        return _lease(connection, page.document_id, page.number, owner, moment + lease_s)


def _lease(connection: Connection, document_id: str, number: int, owner: str, until: float) -> Claim:
    token = uuid.uuid4().hex
    connection.execute(
        sa.update(pages)
        .where(pages.c.document_id == document_id, pages.c.number == number)
        .values(
            status="reading",
            attempts=pages.c.attempts + 1,
            lease_token=token,
            lease_owner=owner,
            lease_until=until,
        )
    )
    row = connection.execute(
        select(last_name(documents.c.id).label("name"), documents.c.sha256).where(documents.c.id == document_id)
    ).one()
    return Claim(document_id, number, token, row.name, row.sha256)


def extend(connection: Connection, tokens: Collection[str], lease_s: float) -> set[str]:
    """Lease the claims with these tokens for `lease_s` more; returns those that still stand.

    By token and not by owner: a claim that its process lost sight of must run out, or nobody ever reads its page.
    """
    until = now(connection) + lease_s
    held = sa.update(pages).where(pages.c.status == "reading", pages.c.lease_token.in_(tokens))
    return set(connection.execute(held.values(lease_until=until).returning(pages.c.lease_token)).scalars())


def release(connection: Connection, tokens: Sequence[str]) -> None:
    """Give claimed pages back unread, without counting the attempt."""
    mine = sa.and_(pages.c.status == "reading", pages.c.lease_token.in_(tokens))
    connection.execute(sa.update(pages).where(mine).values(attempts=pages.c.attempts - 1))
    requeue(connection, mine)


def owners(connection: Connection) -> set[str]:
    """Everybody who holds a lease."""
    held = select(pages.c.lease_owner).where(pages.c.status == "reading", pages.c.lease_owner.is_not(None))
    return set(connection.execute(held.distinct()).scalars())


def requeue_lost(connection: Connection, dead_owners: Sequence[str] = ()) -> list[tuple[str, int]]:
    """Set waiting again what nobody reads any more: leases that ended, and those of `dead_owners`."""
    moment = now(connection)
    ended = sa.or_(pages.c.lease_until < moment, pages.c.lease_until > moment + LONGEST_LEASE_S)
    lost = sa.and_(pages.c.status == "reading", sa.or_(ended, pages.c.lease_owner.in_(list(dead_owners))))
    spent = connection.execute(
        select(pages.c.number, pages.c.lease_token).where(lost, pages.c.attempts >= MAX_ATTEMPTS).with_for_update()
    ).all()
    for page in spent:
        reason = f"{MAX_ATTEMPTS} attempts, none ended"
        fail(connection, page.lease_token, EngineFailed(page=page.number, reason=reason))
    return requeue(connection, lost)


def preview_of(connection: Connection, claim: Claim) -> str | None:
    """Hash of the preview that an earlier reading of the claimed page left."""
    page = sa.and_(pages.c.document_id == claim.document_id, pages.c.number == claim.number)
    return connection.execute(select(pages.c.preview_sha256).where(page)).scalar()


def finish(connection: Connection, claim: Claim, text: PageText, preview_sha256: str, stages: Stages = UNKNOWN) -> bool:
    """Take the words of a claimed page; False, and nothing changed, when the claim no longer stands."""
    # Document before page, as whoever uploads the same bytes again locks them: no deadlock.
    connection.execute(select(documents.c.id).where(documents.c.id == claim.document_id).with_for_update())
    values = {
        "status": "done",
        "source": text.source,
        "seconds": text.seconds,
        "rasterise_s": stages.rasterise_s,
        "read_s": stages.read_s,
        "wait_s": stages.wait_s,
        "extract_s": None,
        "width": text.width,
        "height": text.height,
        "preview_sha256": preview_sha256,
        "error_code": None,
        "error_id": None,
        "error_en": None,
    }
    if not _end(connection, claim.token, values):
        return False
    words = pack(text)
    connection.execute(
        insert_or_update(connection, page_texts, [page_texts.c.document_id, page_texts.c.number], {"words": words}),
        {"document_id": claim.document_id, "number": claim.number, "words": words},
    )
    connection.execute(
        sa.update(documents)
        .where(documents.c.id == claim.document_id)
        .values(text_version=documents.c.text_version + 1)
    )
    return True


def fail(connection: Connection, token: str, error: OcrError) -> bool:
    """Note why the page claimed with `token` could not be read; False when that claim no longer stands."""
    texts = {"error_id": error.message("id"), "error_en": error.message("en")}
    return _end(connection, token, {"status": "failed", "error_code": error.code, **texts})


def _end(connection: Connection, token: str, values: Mapping[str, object]) -> bool:
    ended = connection.execute(
        sa.update(pages)
        .where(pages.c.lease_token == token, pages.c.status == "reading")
        .values(lease_token=None, lease_owner=None, lease_until=None, finished_at=datetime.now(UTC), **values)
    )
    return ended.rowcount == 1


def cancel(connection: Connection, document_id: str) -> list[str]:
    """Stop what is not yet read; returns the tokens of the claims that fall with it."""
    connection.execute(select(documents.c.id).where(documents.c.id == document_id).with_for_update())
    open_pages = sa.and_(pages.c.document_id == document_id, pages.c.status.in_(("waiting", "reading")))
    tokens = connection.execute(
        select(pages.c.lease_token).where(open_pages, pages.c.lease_token.is_not(None)).with_for_update()
    )
    fallen = list(tokens.scalars())
    connection.execute(
        sa.update(pages)
        .where(open_pages)
        .values(status="cancelled", lease_token=None, lease_owner=None, lease_until=None, finished_at=datetime.now(UTC))
    )
    return fallen


def state(connection: Connection) -> QueueState:
    """How many pages wait, are being read, and failed."""
    rows = connection.execute(
        select(pages.c.status, sa.func.count().label("n"))
        .where(pages.c.status.in_(("waiting", "reading", "failed")))
        .group_by(pages.c.status)
    )
    counts = {row.status: int(row.n) for row in rows}
    return QueueState(counts.get("waiting", 0), counts.get("reading", 0), counts.get("failed", 0))
