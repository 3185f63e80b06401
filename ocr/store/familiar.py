"""What was accepted before for the same taxpayer: names, NPWPs, codes, how often and when last.

Separate because it is evidence for the eye and never changes a value. Both questions walk an index from its newest end
and stop after `LOOKED_AT` records, so that a house with one taxpayer in 100,000 records is answered as fast as any.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Row, select

from ocr.document import Record, record_from_dict
from ocr.store.database import Database
from ocr.store.schema import evidence, records

LOOKED_AT = 200
"""Newest accepted records of a taxpayer that are compared."""
COMMON = 0.5
"""A code that fewer of them share says nothing about the next payment."""
LEAST = 2
"""Records that make a habit."""


@dataclass(frozen=True, slots=True)
class Habit:
    """A value that goes with the same taxpayer: in `times` of the `looked_at` newest accepted records, last at `last`."""

    value: str
    times: int
    looked_at: int
    last: datetime


class Familiar:
    """Thread-safe, as its database is."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def habits(self, record: Record, *, document_id: str = "") -> dict[str, Habit]:
        """Field name → what history says of it; the document's own records do not count.

        The NPWP tells name and codes; where it is absent or unknown, the name tells NPWP and codes.
        """
        npwp, nama = record.value("npwp") or "", (record.value("nama_wajib_pajak") or "").lower()[:256]
        found: dict[str, Habit] = {}
        with self._database.read() as connection:
            by_npwp = _accepted(connection, records.c.npwp, npwp, document_id)
            by_name = _accepted(connection, records.c.nama, nama, document_id)
            if by_npwp:
                found |= _common("nama_wajib_pajak", by_npwp, [row.nama for row in by_npwp])
            if by_name:
                found |= _common("npwp", by_name, [row.npwp for row in by_name])
            same = by_npwp or by_name
            codes = _common("kode", same, [row.kode if "-" in row.kode else "" for row in same])
            if "nama_wajib_pajak" in found:
                found["nama_wajib_pajak"] = _as_printed(connection, found["nama_wajib_pajak"], npwp)
        if "kode" in codes:
            habit = codes["kode"]
            for name, value in zip(("kode_akun_pajak", "kode_jenis_setoran"), habit.value.split("-"), strict=True):
                found[name] = Habit(value, habit.times, habit.looked_at, habit.last)
        return found


def _accepted(connection: Connection, column: sa.Column[str], value: str, document_id: str) -> list[Row[Any]]:
    if not value:
        return []
    asked: sa.Select[Any] = (
        select(records.c.npwp, records.c.nama, records.c.kode, records.c.updated_at, records.c.document_id)
        .where(column == value, records.c.status == "accepted")
        .order_by(records.c.updated_at.desc())
        .limit(LOOKED_AT)
    )
    return [row for row in connection.execute(asked) if row.document_id != document_id]


def _common(name: str, rows: list[Row[Any]], values: Iterable[str]) -> dict[str, Habit]:
    """The value most of the rows share, when it is a habit."""
    listed = list(values)
    counted = Counter(value for value in listed if value)
    if not counted:
        return {}
    value, times = counted.most_common(1)[0]
    if times < LEAST or times < COMMON * len(rows):
        return {}
    last = next(row.updated_at for row, own in zip(rows, listed, strict=True) if own == value)
    return {name: Habit(value, times, len(rows), last)}


def _as_printed(connection: Connection, habit: Habit, npwp: str) -> Habit:
    """The name as the newest of these records writes it: its column holds it in lower case."""
    data = connection.execute(
        select(evidence.c.data)
        .join(records, records.c.id == evidence.c.record_id)
        .where(records.c.npwp == npwp, records.c.status == "accepted", records.c.nama == habit.value)
        .order_by(records.c.updated_at.desc())
        .limit(1)
    ).scalar_one()
    printed = record_from_dict(json.loads(data)).value("nama_wajib_pajak") or habit.value
    return Habit(printed, habit.times, habit.looked_at, habit.last)
