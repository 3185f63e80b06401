"""Records: computed from the pages as they arrive, changed by people, never the one over the other.

Separate from queries, which only look. Every function works inside the transaction of the connection it is given.

What the reader finds replaces what it found before. Once a person has edited, accepted or deleted a record it is
*touched*: the reader may then only fill fields that are still empty and that nobody changed. A new finding belongs
to the stored record with which it shares pages and most values; so ids stay while pages arrive in any order.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy import Connection, Row, select

from ocr.document import (
    FIELD_NAMES,
    Field,
    Record,
    field_from_dict,
    field_to_dict,
    record_from_dict,
    record_to_dict,
    typed_value,
)
from ocr.errors import EditConflict, InvalidValue, Language, NotFound
from ocr.forms import label, with_corrections
from ocr.store.alike import TwinPlace, last_name, places, twins, with_remark
from ocr.store.database import hold_numbers
from ocr.store.schema import documents, edits, evidence, records
from ocr.store.views import EditAction, EditView, RecordStatus, RecordView

LANGUAGES: tuple[Language, ...] = ("id", "en")
_ACTS: Mapping[str, dict[Language, str]] = {
    "accept": {"id": "diterima", "en": "accepted"},
    "reopen": {"id": "penerimaan dibatalkan", "en": "acceptance taken back"},
    "delete": {"id": "dihapus", "en": "deleted"},
    "restore": {"id": "dikembalikan", "en": "brought back"},
    "override": {"id": "bukan duplikat", "en": "not a duplicate"},
}
READER = "OCR"
"""Who changed a record when no person did."""

KEPT_PARSED = 1000
"""Records kept in memory by their own text: the desk looks at all of a batch, at most 500, with every act."""

_EXPECTED = {
    "date": {"id": "tanggal TTTT-BB-HH", "en": "a date YYYY-MM-DD"},
    "money": {"id": "angka dengan titik desimal", "en": "a number with a decimal point"},
}


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


def _read_of(data: str) -> dict[str, Field]:
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


def _with_evidence() -> sa.Select[Any]:
    """Records with their evidence, locked until the transaction ends."""
    joined = select(records, evidence.c.data).join(evidence, evidence.c.record_id == records.c.id)
    return joined.with_for_update(of=records)


@dataclass(frozen=True, slots=True)
class _Stored:
    id: str
    ordinal: int
    version: int
    touched: bool
    record: Record
    read: Mapping[str, Field]


def settle(connection: Connection, document_id: str, found: Sequence[Record], text_version: int) -> bool:
    """Make the document's records those `found` in `text_version` of its words; False when that is no news."""
    document = connection.execute(
        select(documents.c.records_version).where(documents.c.id == document_id).with_for_update()
    ).first()
    if document is None or document.records_version >= text_version:
        return False
    rows = connection.execute(_with_evidence().where(records.c.document_id == document_id))
    stored = [
        _Stored(
            row.id, row.ordinal, row.version, row.touched, record_from_dict(json.loads(row.data)), _read_of(row.data)
        )
        for row in rows
    ]
    name = _file_name(connection, document_id)
    belongs = _match(stored, found)
    for ordinal, record in enumerate(found):
        earlier = belongs.get(ordinal)
        if earlier is None:
            _insert(connection, document_id, ordinal, record, name)
        else:
            _update(connection, earlier, ordinal, record, name)
    kept = {item.id for item in belongs.values()}
    gone = [item.id for item in stored if item.id not in kept and not item.touched]
    connection.execute(sa.delete(records).where(records.c.id.in_(gone)))
    connection.execute(sa.update(documents).where(documents.c.id == document_id).values(records_version=text_version))
    mark_repeated(connection, records.c.document_id == document_id)
    return True


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


def _match(stored: Sequence[_Stored], found: Sequence[Record]) -> dict[int, _Stored]:
    """Index in `found` → the stored record it is a new reading of; best pairs first, touched records before others."""
    pairs = [
        (_likeness(item.record, record), item.touched, -abs(item.ordinal - index), index, item)
        for item in stored
        for index, record in enumerate(found)
    ]
    belongs: dict[int, _Stored] = {}
    taken: set[str] = set()
    for likeness, _, _, index, item in sorted(pairs, key=lambda pair: pair[:3], reverse=True):
        if likeness > 0 and index not in belongs and item.id not in taken:
            belongs[index] = item
            taken.add(item.id)
    return belongs


def _likeness(a: Record, b: Record) -> float:
    """0 when they share no page, else 1 + what agrees − what differs; a value a person gave says nothing here."""
    if a.last_page < b.first_page or b.last_page < a.first_page:
        return 0.0
    agreeing = differing = 0
    for name in FIELD_NAMES:
        mine, other = a.fields[name], b.fields[name]
        if mine.value is None or other.value is None or mine.changed_by is not None:
            continue
        if mine.value == other.value:
            agreeing += 1
        else:
            differing += 1
    return max(1.0 + agreeing - differing / 2, 0.1)


def _file_name(connection: Connection, document_id: str) -> str:
    question = select(last_name(documents.c.id)).where(documents.c.id == document_id)
    return connection.execute(question).scalar() or ""


def _insert(connection: Connection, document_id: str, ordinal: int, record: Record, name: str) -> None:
    moment = datetime.now(UTC)
    row = {
        "id": uuid.uuid4().hex,
        "document_id": document_id,
        "ordinal": ordinal,
        "version": 1,
        "status": "open",
        "touched": False,
        "deleted": False,
        "created_at": moment,
        "updated_at": moment,
    }
    connection.execute(sa.insert(records), {**row, **columns_of(record, name)})
    connection.execute(sa.insert(evidence), {"record_id": row["id"], "data": data_of(record)})


def _update(connection: Connection, earlier: _Stored, ordinal: int, record: Record, name: str) -> None:
    new = _filled(earlier.record, record) if earlier.touched else record
    if new == earlier.record and ordinal == earlier.ordinal:
        return
    # A screen that shows the old values must not save over new ones; an empty field that fills up harms nobody.
    rewritten = any(
        item.value is not None and item.value != new.fields[name].value for name, item in earlier.record.fields.items()
    )
    connection.execute(
        sa.update(records)
        .where(records.c.id == earlier.id)
        .values(
            ordinal=ordinal,
            version=earlier.version + int(rewritten),
            updated_at=datetime.now(UTC),
            **columns_of(new, name),
        )
    )
    _keep_evidence(connection, earlier.id, new, earlier.read)


def _keep_evidence(connection: Connection, record_id: str, record: Record, read: Mapping[str, Field]) -> None:
    data = data_of(record, read)
    connection.execute(sa.update(evidence).where(evidence.c.record_id == record_id).values(data=data))


def _filled(kept: Record, found: Record) -> Record:
    """`kept`, with its empty fields that nobody changed taken from `found`, over the pages of both."""
    fields = {
        name: found.fields[name] if item.value is None and item.changed_by is None else item
        for name, item in kept.fields.items()
    }
    first, last = min(kept.first_page, found.first_page), max(kept.last_page, found.last_page)
    return replace(kept, fields=fields, first_page=first, last_page=last)


def edit(
    connection: Connection,
    record_id: str,
    changes: Mapping[str, str | None],
    *,
    who: str,
    version: int,
    found: Mapping[str, Field] | None = None,
    restored: Mapping[str, Field] | None = None,
) -> None:
    """Set fields to canonical values. EditConflict when `version` is not the current one, InvalidValue, NotFound.

    `found` holds the ink of values that a person had read from a spot: it replaces the old ink and keeps its doubts.
    `restored` holds fields as they stood before an edit that is taken back: ink, doubts and author return with them.
    What the rules say of corrected values is no part of a row: it is asked anew whenever the record is looked at.
    An accepted record is open again afterwards. A change to what is already there is none.
    """
    row = _locked(connection, record_id, version)
    record, read = record_from_dict(json.loads(row.data)), _read_of(row.data)
    changed = {name: value for name, value in changes.items() if _checked(name, value) != record.value(name)}
    if not changed:
        return
    for name, value in changed.items():
        _note(connection, row, who, "edit", name, record.value(name), value)
        back, stood = (restored or {}).get(name), record.fields[name]
        if back:
            record = record.with_field(_restored(back, read))
            continue
        if stood.changed_by is None:
            read[name] = stood
        # The ink stays as evidence; the reader's doubts about it end with the person's word.
        given = replace(stood, value=value, confidence=1.0, checks=(), chars=(), review=None, source="")
        record = record.with_field(replace((found or {}).get(name, given), changed_by=who))
    if row.status == "accepted":
        _note(connection, row, who, "reopen", "", "accepted", "open")
    status = "open" if row.status == "accepted" else row.status
    _write(connection, row, status=status, **columns_of(record, _file_name(connection, row.document_id)))
    _keep_evidence(connection, row.id, record, read)
    if not changed.keys().isdisjoint(("ntpn", "kode_billing")):
        mark_repeated(connection, records.c.id == row.id)


def _restored(back: Field, read: dict[str, Field]) -> Field:
    """`back` without what the rules said of it while other values were corrected; the reader's own field where it was."""
    if back.changed_by is not None:
        return replace(back, checks=(), review=None if back.review == "breaks_rule" else back.review)
    found = read.pop(back.name, back)
    return found if found.value == back.value else back


def _checked(name: str, value: str | None) -> str | None:
    if name not in FIELD_NAMES:
        raise NotFound(what=f"Isian {name}")
    try:
        typed = typed_value(name, value)
    except (ValueError, InvalidOperation):
        typed = None
    if value is not None and (typed is None or (isinstance(typed, Decimal) and not typed.is_finite())):
        raise InvalidValue(
            field=_called(name), value=value, expected=_EXPECTED["date" if name == "tanggal" else "money"]
        )
    return value


_STATUS_AFTER: dict[EditAction, RecordStatus] = {
    "accept": "accepted",
    "reopen": "open",
    "delete": "deleted",
    "restore": "open",
}


def judge(connection: Connection, record_id: str, action: EditAction, *, who: str, version: int, reason: str) -> None:
    """Accept, reopen, delete or restore a record as a whole; EditConflict, NotFound."""
    row = _locked(connection, record_id, version)
    status = _STATUS_AFTER[action]
    if row.status != status:
        _note(connection, row, who, action, "", row.status, status, reason)
        _write(connection, row, status=status, deleted=status == "deleted")


def change(
    connection: Connection,
    record_id: str,
    changes: Mapping[str, str | None],
    status: Literal["accepted", "open"] | None,
    *,
    who: str,
    version: int,
) -> None:
    """Set fields, then accept or reopen, all on the state that `version` showed; a deleted record with a `status` is brought back first."""
    row = _locked(connection, record_id, version)
    if status and row.status == "deleted":
        judge(connection, record_id, "restore", who=who, version=version, reason="")
    if changes:
        edit(connection, record_id, changes, who=who, version=_version(connection, record_id))
    if status:
        action: EditAction = "accept" if status == "accepted" else "reopen"
        judge(connection, record_id, action, who=who, version=_version(connection, record_id), reason="")


def _version(connection: Connection, record_id: str) -> int:
    return int(connection.execute(select(records.c.version).where(records.c.id == record_id)).scalar_one())


def _locked(connection: Connection, record_id: str, version: int) -> Row[Any]:
    row = connection.execute(_with_evidence().where(records.c.id == record_id)).first()
    if row is None:
        raise NotFound(what=f"Data {record_id}")
    if row.version != version:
        raise _conflict(connection, record_id, version)
    return row


def _conflict(connection: Connection, record_id: str, version: int) -> EditConflict:
    """Who changed what since `version` was shown; the reader, when no person did."""
    since = select(edits.c.who, edits.c.field, edits.c.action).where(
        edits.c.record_id == record_id, edits.c.version > version
    )
    done = connection.execute(since.order_by(edits.c.id)).all()
    if not done:
        return EditConflict(who=READER, field={"id": "dibaca ulang", "en": "read again"})
    called = [_called(name) for name in dict.fromkeys(row.field or row.action for row in done)]
    return EditConflict(
        who=done[-1].who, field={language: ", ".join(each[language] for each in called) for language in LANGUAGES}
    )


def _called(name: str) -> dict[Language, str]:
    """What people call a field, or an act on a whole record."""
    return _ACTS.get(name) or {language: label(name, language) for language in LANGUAGES}


def _note(
    connection: Connection,
    row: Row[Any],
    who: str,
    action: EditAction,
    field: str,
    old: str | None,
    new: str | None,
    reason: str = "",
) -> None:
    line = {"record_id": row.id, "at": datetime.now(UTC), "who": who, "action": action, "version": row.version + 1}
    connection.execute(sa.insert(edits), {**line, "field": field, "old": old, "new": new, "reason": reason})


def note_override(connection: Connection, record_ids: Sequence[str], *, who: str, reason: str) -> None:
    """Note in the audit of each record why it is no duplicate; its values and version stay as they are."""
    at = datetime.now(UTC)
    found = connection.execute(select(records.c.id, records.c.version).where(records.c.id.in_(record_ids))).all()
    line = {"at": at, "who": who, "action": "override", "field": "", "old": None, "new": None, "reason": reason}
    lines = [{"record_id": row.id, "version": row.version, **line} for row in found]
    if lines:
        connection.execute(sa.insert(edits), lines)


def _write(connection: Connection, row: Row[Any], **values: Any) -> None:
    connection.execute(
        sa.update(records)
        .where(records.c.id == row.id)
        .values(version=row.version + 1, touched=True, updated_at=datetime.now(UTC), **values)
    )


def edit_views(connection: Connection, where: sa.ColumnElement[bool]) -> tuple[EditView, ...]:
    """Lines of the audit trail, oldest first."""
    rows = connection.execute(select(edits).where(where).order_by(edits.c.id))
    return tuple(
        EditView(r.id, r.record_id, r.at, r.who, r.action, r.field, r.old, r.new, r.version, r.reason) for r in rows
    )
