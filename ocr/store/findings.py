"""What the reader finds becomes records, as the pages arrive.

Separate from editing: the reader replaces what it found before, but never what a person did. Once a person has edited,
accepted or deleted a record it is *touched*: the reader may then only fill fields that are still empty and that nobody
changed. A new finding belongs to the stored record with which it shares pages and most values; so ids stay while pages
arrive in any order.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy import Connection, select

from ocr.document import FIELD_NAMES, Field, Record, record_from_dict
from ocr.store.records import columns_of, data_of, keep_evidence, mark_repeated, name_of_file, read_of, with_evidence
from ocr.store.schema import documents, evidence, records


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
    rows = connection.execute(with_evidence().where(records.c.document_id == document_id))
    stored = [
        _Stored(
            row.id, row.ordinal, row.version, row.touched, record_from_dict(json.loads(row.data)), read_of(row.data)
        )
        for row in rows
    ]
    name = name_of_file(connection, document_id)
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
    keep_evidence(connection, earlier.id, new, earlier.read)


def _filled(kept: Record, found: Record) -> Record:
    """`kept`, with its empty fields that nobody changed taken from `found`, over the pages of both."""
    fields = {
        name: found.fields[name] if item.value is None and item.changed_by is None else item
        for name, item in kept.fields.items()
    }
    first, last = min(kept.first_page, found.first_page), max(kept.last_page, found.last_page)
    return replace(kept, fields=fields, first_page=first, last_page=last)
