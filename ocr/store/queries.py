"""Questions about many records: a screenful, totals, duplicates. All filtering, sorting and summing is the database's.

Separate from records, which changes them. Every function works on the connection it is given.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from ocr.document import Field
from ocr.store.alike import Alike, doubled, group_key, repeated
from ocr.store.records import record_views
from ocr.store.schema import overrides, records, submissions
from ocr.store.views import (
    DuplicateGroup,
    DuplicatePage,
    Override,
    RecordPage,
    RecordQuery,
    RecordSort,
    RecordView,
    Total,
)

AT_ONCE = 500
"""Rows read with all their evidence at a time, of a long list."""

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


def condition(connection: Connection, query: RecordQuery) -> sa.ColumnElement[bool]:
    """What a record must satisfy to be part of `query`."""
    parts: list[sa.ColumnElement[bool]]
    if query.deleted or query.status == "deleted":
        parts = [records.c.deleted.is_(True)]
    elif query.status == "review":
        # A twin is a fact about another row, so the record's own row does not know it.
        clear = sa.and_(records.c.status == "open", records.c.needs_review.is_(False))
        doubtful = sa.or_(records.c.needs_review.is_(True), records.c.id.in_(doubled(connection, clear)))
        parts = [records.c.status == "open", doubtful]
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
    where = condition(connection, query)
    if query.text:
        return _found_page(connection, query, where)
    total = _count(connection, where)
    return RecordPage(record_views(connection, where, _order(query), query.limit, query.offset), total)


def _order(query: RecordQuery) -> Sequence[sa.ColumnElement[Any]]:
    return [records.c.ordinal] if query.document_id else _SORTS[query.sort]


def rows_for_a_list(connection: Connection, query: RecordQuery) -> tuple[RecordView, ...]:
    """All rows of `query` up to its limit, without the ink behind their values: so 20,000 take 130 MB instead of 380."""
    asked = select(records.c.id).where(condition(connection, query)).order_by(*_order(query))
    ids = connection.execute(asked.limit(query.limit).offset(query.offset)).scalars().all()
    rows: list[RecordView] = []
    for start in range(0, len(ids), AT_ONCE):
        part = ids[start : start + AT_ONCE]
        views = {view.id: view for view in record_views(connection, records.c.id.in_(part), [records.c.id])}
        rows += [_without_ink(views[record_id]) for record_id in part if record_id in views]
    return tuple(rows)


def _without_ink(view: RecordView) -> RecordView:
    """`view` with values, doubts and what the rules say of doubtful ones."""
    fields = {
        name: Field(
            name, item.value, confidence=item.confidence, checks=item.checks if item.review else (), review=item.review
        )
        for name, item in view.record.fields.items()
    }
    return replace(view, record=replace(view.record, fields=fields))


def count(connection: Connection, query: RecordQuery) -> int:
    """How many records `query` has, whatever its offset and limit."""
    return _count(connection, condition(connection, query))


def _count(connection: Connection, where: sa.ColumnElement[bool]) -> int:
    return int(connection.execute(select(sa.func.count()).select_from(records).where(where)).scalar_one())


def _found_page(connection: Connection, query: RecordQuery, where: sa.ColumnElement[bool]) -> RecordPage:
    """A page of a text search, which has to look at every record: once, for count and rows together."""
    order = _SORTS[query.sort]
    found = list(connection.execute(select(records.c.id).where(where).order_by(*order)).scalars())
    chosen = found[query.offset : query.offset + query.limit]
    return RecordPage(record_views(connection, records.c.id.in_(chosen), order), len(found))


def months_paid(connection: Connection) -> tuple[str, str] | None:
    """The oldest and the latest month of payment; None without any. Both stand at an end of the index."""
    month = records.c.month
    paid = select(month).where(month != "").limit(1)
    oldest = connection.execute(paid.order_by(month)).scalar()
    latest = connection.execute(paid.order_by(month.desc())).scalar()
    return (oldest, latest) if oldest and latest else None


def totals(connection: Connection, query: RecordQuery) -> tuple[Total, ...]:
    """Records and money by kind, account, tax period and currency over all of `query`, whatever its offset and limit."""
    by = (records.c.kind, records.c.kode_akun, records.c.masa, records.c.mata_uang)
    # Decimal sums on PostgreSQL, 64-bit on SQLite: 10¹⁷ rupiah, far beyond any year's tax.
    total = sa.func.sum(records.c.cents)
    rows = connection.execute(
        select(*by, sa.func.count().label("n"), total.label("cents"))
        .where(condition(connection, query))
        .group_by(*by)
        .order_by(*by)
    )
    return tuple(
        Total(row.kind, row.kode_akun, row.masa, row.mata_uang, row.n, Decimal(int(row.cents or 0)) / 100)
        for row in rows
    )


def duplicates(connection: Connection, query: RecordQuery, key: str = "") -> DuplicatePage:
    """Groups of look-alikes of which at least one is in `query`: payments, then billing codes, then files.

    Those that nobody has given a reason for stand first. With `key` only that group.
    """
    asked = condition(connection, query)
    found = [*repeated(connection, asked, "payment"), *repeated(connection, asked, "kode_billing")]
    found += _same_file(connection, asked)
    found = [each for each in found if key in ("", each.key)]
    said = {row.key: Override(row.who, row.at, row.reason) for row in connection.execute(select(overrides))}
    settled = {each.key for each in found if each.key in said and each.is_settled(said[each.key].at)}
    found.sort(key=lambda each: each.key in settled)
    shown = found[query.offset : query.offset + query.limit]
    wanted = [record_id for each in shown for record_id in each.ids]
    views = {view.id: view for view in record_views(connection, records.c.id.in_(wanted), [records.c.id])}
    groups = (
        DuplicateGroup(
            each.reason, each.key, tuple(views[i] for i in each.ids), said.get(each.key), settled=each.key in settled
        )
        for each in shown
    )
    return DuplicatePage(tuple(groups), len(found), sum(each.key not in settled for each in found))


def _same_file(connection: Connection, asked: sa.ColumnElement[bool]) -> list[Alike]:
    again = select(submissions.c.document_id).where(submissions.c.again.is_(True))
    last = (
        select(sa.func.max(submissions.c.at))
        .where(submissions.c.document_id == records.c.document_id)
        .scalar_subquery()
        .label("at")
    )
    rows = connection.execute(
        select(records.c.id, records.c.document_id, records.c.deleted, last, asked.label("asked"))
        .where(records.c.document_id.in_(again))
        .order_by(records.c.document_id, records.c.ordinal)
    )
    groups: defaultdict[str, list[Any]] = defaultdict(list)
    for row in rows:
        if not row.deleted:
            groups[row.document_id].append(row)
    return [
        Alike("file", group_key("file", document_id), tuple(row.id for row in group), group[0].at)
        for document_id, group in groups.items()
        if any(row.asked for row in group)
    ]
