"""Records as they are stored: the columns copied out of each, its evidence, and rows as views.

Separate from queries, which only ask, from findings, where the reader writes, and from editing, where people do. Every function works
inside the transaction of the connection it is given.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Row, select

from ocr.document import FIELD_NAMES, Field, Record, field_from_dict, field_to_dict, record_from_dict, record_to_dict
from ocr.forms import with_corrections
from ocr.store.alike import TwinPlace, last_name, places, twins, with_remark
from ocr.store.database import hold_numbers
from ocr.store.schema import documents, evidence, records
from ocr.store.views import RecordView

KEPT_PARSED = 1000
"""Records kept in memory by their own text: the desk looks at all of a batch, at most 500, with every act."""


def columns_of(record: Record, file_name: str) -> dict[str, Any]:
    """The columns of `records` that are copied out of `record`, its corrections judged."""
    judged = with_corrections(record)
    value = {name: record.value(name) or "" for name in FIELD_NAMES}
    cents = _cents(record.value("jumlah"))
    searched = [value[n] for n in ("nama_wajib_pajak", "ntpn", "ntb", "stan", "kode_billing", "npwp", "jumlah")]
    return {
        "kind": record.kind,
        "month": value["tanggal"][:7],
        "kode": (record.kode_setor or "")[:16],
        "kode_akun": value["kode_akun_pajak"][:8],
        "masa": _masa(value["tahun_pajak"], value["masa_pajak"]),
        "mata_uang": value["mata_uang"][:8],
        "tanggal": value["tanggal"][:10],
        "cents": cents,
        "rank": -1 if cents is None else cents,
        "nama": value["nama_wajib_pajak"].lower()[:256],
        "ntpn": value["ntpn"][:64],
        "kode_billing": value["kode_billing"][:64],
        "npwp": value["npwp"][:32],
        "needs_review": bool(judged.review or judged.warnings),
        "search": " ".join([*searched, record.kode_setor or "", file_name]).lower(),
    }


def data_of(record: Record, read: Mapping[str, Field] | None = None) -> str:
    """`record` with all its evidence, as it is stored; `read` are the fields that people changed, as they were read."""
    data = record_to_dict(record)
    if read:
        data["read"] = [field_to_dict(item) for item in read.values()]
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def read_of(data: str) -> dict[str, Field]:
    """The fields that people changed, as they were read."""
    found = (field_from_dict(item) for item in json.loads(data).get("read", ()))
    return {item.name: item for item in found}


def _masa(year: str, masa: str) -> str:
    return f"{year}-{masa}"[:10] if year and masa else year[:10]


def _cents(jumlah: str | None) -> int | None:
    """`jumlah` × 100, or None when it is absent or larger than any payment (the column holds 63 bits)."""
    if jumlah is None:
        return None
    cents = int((Decimal(jumlah) * 100).to_integral_value())
    return cents if abs(cents) < 1 << 62 else None


def record_views(
    connection: Connection,
    where: sa.ColumnElement[bool],
    order: Sequence[Any],
    limit: int | None = None,
    offset: int = 0,
) -> tuple[RecordView, ...]:
    """The records that satisfy `where`, each with the name of its file's last upload.

    Open ones bear a remark where they may be a payment entered twice: a fact about other rows, so it is part of none.
    """
    # Which ones first, on the narrow table and its indexes; their evidence and names after.
    chosen = select(records.c.id).where(where).order_by(*order).limit(limit).offset(offset).subquery()
    rows = connection.execute(
        select(records, evidence.c.data, last_name(records.c.document_id).label("document_name"))
        .join(chosen, chosen.c.id == records.c.id)
        .join(evidence, evidence.c.record_id == records.c.id)
        .order_by(*order)
    )
    standing = rows.all()
    looked_at = sa.and_(records.c.status == "open", records.c.id.in_(select(chosen.c.id)))
    others = places(connection, twins(connection, looked_at)) if any(row.status == "open" for row in standing) else {}
    return tuple(_view(row, others.get(row.id, ()) if row.status == "open" else ()) for row in standing)


def _view(row: Row[Any], others: Sequence[TwinPlace]) -> RecordView:
    return RecordView(
        id=row.id,
        document_id=row.document_id,
        document_name=row.document_name,
        ordinal=row.ordinal,
        record=with_remark(with_corrections(_record_of(row.data)), row.document_id, others),
        version=row.version,
        status=row.status,
        updated_at=row.updated_at,
    )


@lru_cache(maxsize=KEPT_PARSED)
def _record_of(data: str) -> Record:
    """The record written by `data_of`, as a person or the reader left it."""
    return record_from_dict(json.loads(data))


def with_evidence() -> sa.Select[Any]:
    """Records with their evidence, locked until the transaction ends."""
    joined = select(records, evidence.c.data).join(evidence, evidence.c.record_id == records.c.id)
    return joined.with_for_update(of=records)


def keep_evidence(connection: Connection, record_id: str, record: Record, read: Mapping[str, Field]) -> None:
    """Write what is known of a record's values; `read` are the fields that people changed, as they were read."""
    data = data_of(record, read)
    connection.execute(sa.update(evidence).where(evidence.c.record_id == record_id).values(data=data))


def name_of_file(connection: Connection, document_id: str) -> str:
    """The name under which a document was last uploaded."""
    question = select(last_name(documents.c.id)).where(documents.c.id == document_id)
    return connection.execute(question).scalar() or ""


def mark_repeated(connection: Connection, where: sa.ColumnElement[bool]) -> None:
    """Note in these records which of their numbers another record has.

    The others are not touched: of a pair, whoever was written last has the mark. A mark may outlive its reason, so
    `queries.duplicates` compares what it finds by them. A billing code is expected on its billing sheet and on every
    detail of its payment; only under another NTPN, or without one, does it say anything.
    """
    hold_numbers(connection)
    mine, other = records.c, records.alias("other").c
    same_ntpn = sa.exists().where(other.ntpn == mine.ntpn, other.id != mine.id)
    same_code = sa.exists().where(
        other.kode_billing == mine.kode_billing,
        other.id != mine.id,
        other.kind != "billing",
        sa.or_(other.ntpn != mine.ntpn, mine.ntpn == ""),
    )
    connection.execute(
        sa.update(records)
        .where(where)
        .values(
            ntpn_again=sa.and_(mine.ntpn != "", same_ntpn.correlate(records)),
            kode_billing_again=sa.and_(mine.kode_billing != "", mine.kind != "billing", same_code.correlate(records)),
        )
    )
