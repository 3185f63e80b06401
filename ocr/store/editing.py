"""What people change in records, and the trail it leaves.

Separate from findings: a change is somebody's, names the version it was made on, and is noted with what stood before.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy import Connection, Row, select

from ocr.document import FIELD_NAMES, Field, record_from_dict, typed_value
from ocr.errors import EditConflict, InvalidValue, Language, NotFound
from ocr.forms import label
from ocr.store.records import columns_of, keep_evidence, mark_repeated, name_of_file, read_of, with_evidence
from ocr.store.schema import edits, records
from ocr.store.views import EditAction, EditView, RecordStatus

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

_EXPECTED = {
    "date": {"id": "tanggal TTTT-BB-HH", "en": "a date YYYY-MM-DD"},
    "money": {"id": "angka dengan titik desimal", "en": "a number with a decimal point"},
}


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
    record, read = record_from_dict(json.loads(row.data)), read_of(row.data)
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
    _write(connection, row, status=status, **columns_of(record, name_of_file(connection, row.document_id)))
    keep_evidence(connection, row.id, record, read)
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
    row = connection.execute(with_evidence().where(records.c.id == record_id)).first()
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
