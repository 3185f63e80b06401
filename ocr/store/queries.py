"""Questions about many records: a screenful, totals, duplicates. All filtering, sorting and summing is the database's.

Separate from records, which changes them. Every function works on the connection it is given.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from ocr.store.records import record_views
from ocr.store.schema import overrides, records, submissions
from ocr.store.views import (
    DuplicateGroup,
    DuplicatePage,
    DuplicateReason,
    Override,
    RecordPage,
    RecordQuery,
    RecordSort,
    Total,
)

_SORTS: dict[RecordSort, tuple[sa.ColumnElement[Any], ...]] = {
    "newest": (records.c.created_at.desc(), records.c.id.desc()),
    "oldest": (records.c.created_at, records.c.id),
    "tanggal": (records.c.tanggal, records.c.id),
    "-tanggal": (records.c.tanggal.desc(), records.c.id.desc()),
    "jumlah": (records.c.rank, records.c.id),
    "-jumlah": (records.c.rank.desc(), records.c.id.desc()),
    "nama": (records.c.nama, records.c.id),
    "-nama": (records.c.nama.desc(), records.c.id.desc()),
    "kode": (records.c.kode, records.c.id),
    "-kode": (records.c.kode.desc(), records.c.id.desc()),
}


class _Holds(FunctionElement[bool]):
    """Whether the first text holds the second as it stands: no wildcards, and quicker than LIKE on both databases."""

    type = sa.Boolean()
    inherit_cache = True


@compiles(_Holds, "sqlite")
def _holds_sqlite(element: _Holds, compiler: SQLCompiler, **how: Any) -> str:
    return f"(instr({compiler.process(element.clauses, **how)}) > 0)"


@compiles(_Holds, "postgresql")
def _holds_postgresql(element: _Holds, compiler: SQLCompiler, **how: Any) -> str:
    return f"(strpos({compiler.process(element.clauses, **how)}) > 0)"


def condition(query: RecordQuery) -> sa.ColumnElement[bool]:
    """What a record must satisfy to be part of `query`."""
    parts: list[sa.ColumnElement[bool]]
    if query.deleted or query.status == "deleted":
        parts = [records.c.deleted.is_(True)]
    elif query.status == "review":
        parts = [records.c.status == "open", records.c.needs_review.is_(True)]
    elif query.status:
        parts = [records.c.status == query.status]
    else:
        parts = [records.c.deleted.is_(False)]
    if query.month:
        parts.append(records.c.month == query.month)
    if query.kode:
        column = records.c.kode if "-" in query.kode else records.c.kode_akun
        parts.append(column == query.kode)
    if query.kind:
        parts.append(records.c.kind == query.kind)
    if query.document_id:
        parts.append(records.c.document_id == query.document_id)
    if query.batch:
        in_batch = select(submissions.c.document_id).where(submissions.c.batch == query.batch)
        parts.append(records.c.document_id.in_(in_batch))
    parts += [_Holds(records.c.search, sa.literal(word)) for word in query.text.lower().split()]
    return sa.and_(*parts)


def record_page(connection: Connection, query: RecordQuery) -> RecordPage:
    """The rows of `query` from `offset`, at most `limit`, and how many there are in all."""
    where = condition(query)
    if query.text:
        return _found_page(connection, query, where)
    total = connection.execute(select(sa.func.count()).select_from(records).where(where)).scalar_one()
    order: Sequence[Any] = [records.c.ordinal] if query.document_id else _SORTS[query.sort]
    return RecordPage(record_views(connection, where, order, query.limit, query.offset), total)


def _found_page(connection: Connection, query: RecordQuery, where: sa.ColumnElement[bool]) -> RecordPage:
    """A page of a text search, which has to look at every record: once, for count and rows together."""
    order = _SORTS[query.sort]
    found = list(connection.execute(select(records.c.id).where(where).order_by(*order)).scalars())
    chosen = found[query.offset : query.offset + query.limit]
    return RecordPage(record_views(connection, records.c.id.in_(chosen), order), len(found))


def totals(connection: Connection, query: RecordQuery) -> tuple[Total, ...]:
    """Records and money by account, tax period and currency over all of `query`, whatever its offset and limit."""
    by = (records.c.kode_akun, records.c.masa, records.c.mata_uang)
    # Decimal sums on PostgreSQL, 64-bit on SQLite: 10¹⁷ rupiah, far beyond any year's tax.
    total = sa.func.sum(records.c.cents)
    rows = connection.execute(
        select(*by, sa.func.count().label("n"), total.label("cents"))
        .where(condition(query))
        .group_by(*by)
        .order_by(*by)
    )
    return tuple(
        Total(row.kode_akun, row.masa, row.mata_uang, row.n, Decimal(int(row.cents or 0)) / 100) for row in rows
    )


def duplicates(connection: Connection, query: RecordQuery) -> DuplicatePage:
    """Groups of look-alikes of which at least one is in `query`: payments first, then billing codes, then files."""
    keyed: dict[tuple[DuplicateReason, str], list[str]] = {}
    for reason in _ALIKE:
        keyed |= {(reason, key): ids for key, ids in _alike(connection, query, reason).items()}
    keyed |= {("file", key): ids for key, ids in _same_file(connection, query).items()}
    shown = list(keyed.items())[query.offset : query.offset + query.limit]
    wanted = [record_id for _, ids in shown for record_id in ids]
    views = {view.id: view for view in record_views(connection, records.c.id.in_(wanted), [records.c.id])}
    keys = [key for (_, key), _ in shown]
    said = {row.key: row for row in connection.execute(select(overrides).where(overrides.c.key.in_(keys)))}
    groups = (
        DuplicateGroup(reason, key, tuple(views[i] for i in ids), _override(said.get(key)))
        for (reason, key), ids in shown
    )
    return DuplicatePage(tuple(groups), len(keyed))


_ALIKE: dict[DuplicateReason, sa.Column[str]] = {"payment": records.c.ntpn, "kode_billing": records.c.kode_billing}
_LIVE = records.c.deleted.is_(False)


def _alike(connection: Connection, query: RecordQuery, reason: DuplicateReason) -> dict[str, list[str]]:
    """Group key → ids, oldest first. The number is counted on its index alone; only repeated ones are looked at."""
    number = _ALIKE[reason]
    repeated = select(number).where(number != "").group_by(number).having(sa.func.count() > 1)
    rows = connection.execute(
        select(
            records.c.id, records.c.ntpn, records.c.kind, condition(query).label("asked"),
            number.label("number"), records.c.kode, records.c.masa, records.c.cents, records.c.mata_uang,
        )
        .where(_LIVE, number.in_(repeated))
        .order_by(records.c.created_at, records.c.id)
    )  # fmt: skip
    groups: defaultdict[str, list[Any]] = defaultdict(list)
    for row in rows:
        if reason == "payment" or row.kind != "billing":
            groups[_key(reason, row.number, row.kode, row.masa, row.cents, row.mata_uang)].append(row)
    return {
        key: [row.id for row in found]
        for key, found in groups.items()
        if len(found) > 1 and any(row.asked for row in found) and (reason == "payment" or _ntpns_differ(found))
    }


def _ntpns_differ(rows: Sequence[Any]) -> bool:
    """Whether these are not all the same known NTPN, which the payment groups show already."""
    return len({row.ntpn for row in rows}) > 1 or not rows[0].ntpn


def _same_file(connection: Connection, query: RecordQuery) -> dict[str, list[str]]:
    again = select(submissions.c.document_id).group_by(submissions.c.document_id).having(sa.func.count() > 1)
    rows = connection.execute(
        select(records.c.id, records.c.document_id, condition(query).label("asked"))
        .where(_LIVE, records.c.document_id.in_(again))
        .order_by(records.c.document_id, records.c.ordinal)
    )
    groups: defaultdict[str, list[Any]] = defaultdict(list)
    for row in rows:
        groups[_key("file", row.document_id)].append(row)
    return {key: [row.id for row in found] for key, found in groups.items() if any(row.asked for row in found)}


def _key(*parts: object) -> str:
    return hashlib.sha256("\x1f".join(str(part) for part in parts).encode()).hexdigest()[:32]


def _override(row: Any | None) -> Override | None:
    return None if row is None else Override(row.who, row.at, row.reason)
