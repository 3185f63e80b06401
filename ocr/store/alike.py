"""Which records may be one payment entered twice, by their numbers (decision 0506).

Separate because lists of duplicates, every look at a record and what passes without eyes ask the same rule.
Every function works on the connection it is given.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, select

from ocr.document import Check, Record
from ocr.store.schema import overrides, records, submissions
from ocr.store.views import DuplicateReason


@dataclass(frozen=True, slots=True)
class Alike:
    """A group before its records are read: ids oldest first, when the newest of them came, and which were asked about."""

    reason: DuplicateReason
    key: str
    ids: tuple[str, ...]
    newest: datetime
    asked: frozenset[str] = frozenset()

    def is_settled(self, said_at: datetime) -> bool:
        """Whether a reason given then still holds: no record came since."""
        return self.newest <= said_at


@dataclass(frozen=True, slots=True)
class Twin:
    """A record that may be the same payment, and by which number."""

    id: str
    reason: DuplicateReason


@dataclass(frozen=True, slots=True)
class TwinPlace:
    """The file in which a record that may be the same payment stands."""

    document_id: str
    document_name: str
    reason: DuplicateReason


_SAME: Mapping[DuplicateReason, tuple[str, str]] = {
    "payment": ("NTPN yang sama", "the same NTPN"),
    "kode_billing": ("kode billing yang sama", "the same billing code"),
}
_NUMBER: dict[DuplicateReason, tuple[sa.Column[str], sa.Column[bool]]] = {
    "payment": (records.c.ntpn, records.c.ntpn_again),
    "kode_billing": (records.c.kode_billing, records.c.kode_billing_again),
}


def repeated(connection: Connection, asked: sa.ColumnElement[bool], reason: DuplicateReason) -> list[Alike]:
    """Groups by one number of which at least one record is `asked`. Only numbers are looked at that some record brought a second time."""
    number, again = _NUMBER[reason]
    return _groups(connection, asked, reason, select(number).where(again.is_(True), number != ""))


def twins(connection: Connection, asked: sa.ColumnElement[bool]) -> Mapping[str, tuple[Twin, ...]]:
    """Id of an `asked` record → the others that may be the same payment, oldest first; a group with a reason is none."""
    found: list[Alike] = []
    for reason, (number, again) in _NUMBER.items():
        # The mark may stand at the other record alone; without any mark at this number nothing has to be compared.
        other = records.alias("other")
        marked = sa.exists().where(other.c[again.name].is_(True), other.c[number.name] == number)
        found += _groups(connection, asked, reason, select(number).where(asked, number != "", marked))
    others: dict[str, tuple[Twin, ...]] = {}
    for each in _unsettled(connection, found):
        for one in each.asked:
            others[one] = (*others.get(one, ()), *(Twin(id, each.reason) for id in each.ids if id != one))
    return others


def doubled(connection: Connection, asked: sa.ColumnElement[bool]) -> frozenset[str]:
    """Ids of the `asked` records that have twins; looks only at numbers that came twice, so many may be asked about at once."""
    found = [each for reason in _NUMBER for each in repeated(connection, asked, reason)]
    return frozenset().union(*(each.asked for each in _unsettled(connection, found)))


def _unsettled(connection: Connection, found: Sequence[Alike]) -> list[Alike]:
    """Those groups that nobody gave a reason for, or that another record joined since."""
    keys = [each.key for each in found]
    reasons = {}
    for start in range(0, len(keys), 500):
        said = select(overrides.c.key, overrides.c.at).where(overrides.c.key.in_(keys[start : start + 500]))
        reasons.update({row.key: row.at for row in connection.execute(said)})
    return [each for each in found if each.key not in reasons or not each.is_settled(reasons[each.key])]


def with_remark(record: Record, document_id: str, others: Sequence[TwinPlace]) -> Record:
    """`record` with a remark that it may be one payment entered twice; itself when a remark of its own file says so already."""
    if any(check.name == "ganda" for check in record.warnings):
        others = [place for place in others if place.document_id != document_id]
    if not others:
        return record
    first, more = others[0], len(others) - 1
    same_id, same_en = _SAME[first.reason]
    remark = Check(
        "mungkin_ganda",
        "contradicts",
        f"Mungkin ganda: {same_id} ada di {first.document_name}"
        + (f" dan {more} bukti lain" if more else "")
        + ". Bandingkan di Riwayat › Duplikat, lalu hapus salah satu atau tulis alasannya.",
        f"Possible duplicate: {same_en} stands in {first.document_name}"
        + (f" and {more} more" if more else "")
        + ". Compare them under History › Duplicates, then delete one or say why both stay.",
    )
    return replace(record, warnings=(*record.warnings, remark))


def places(connection: Connection, found: Mapping[str, Sequence[Twin]]) -> Mapping[str, tuple[TwinPlace, ...]]:
    """Where the twins stand: the id of a record → the files of the others, by their last names."""
    ids = sorted({twin.id for others in found.values() for twin in others})
    files = {}
    for start in range(0, len(ids), 500):
        asked = select(records.c.id, records.c.document_id, last_name(records.c.document_id).label("name"))
        rows = connection.execute(asked.where(records.c.id.in_(ids[start : start + 500])))
        files.update({row.id: (row.document_id, row.name) for row in rows})
    return {
        one: tuple(TwinPlace(*files[twin.id], twin.reason) for twin in others if twin.id in files)
        for one, others in found.items()
    }


def _groups(
    connection: Connection, asked: sa.ColumnElement[bool], reason: DuplicateReason, numbers: sa.Select[str]
) -> list[Alike]:
    number, _ = _NUMBER[reason]
    rows = connection.execute(
        select(
            records.c.id, records.c.document_id, records.c.created_at, records.c.ntpn, records.c.kind,
            asked.label("asked"), number.label("number"),
            records.c.kode, records.c.masa, records.c.cents, records.c.mata_uang, records.c.deleted,
        )
        .where(number.in_(numbers))  # deleted ones are left out below: an index that begins with that misleads SQLite
        .order_by(records.c.created_at, records.c.id)
    )  # fmt: skip
    groups: dict[str, list[list[Any]]] = {}
    for row in rows:
        if not row.deleted and (reason == "payment" or row.kind != "billing"):
            _join(groups.setdefault(row.number, []), row)
    return [
        Alike(
            reason,
            _key_of(reason, group),
            tuple(row.id for row in group),
            group[-1].created_at,
            frozenset(row.id for row in group if row.asked),
        )
        for same in groups.values()
        for group in same
        if len(group) > 1 and any(row.asked for row in group) and (reason == "payment" or _ntpns_differ(group))
    ]


def _join(groups: list[list[Any]], row: Any) -> None:
    """Put `row` into the first of `groups` that holds one like it; else it begins a group."""
    for group in groups:
        if any(_look_alike(other, row) for other in group):
            group.append(row)
            return
    groups.append([row])


def _look_alike(a: Any, b: Any) -> bool:
    """Whether two records with the same number may be one payment entered twice."""
    pairs = [(a.kode, b.kode), (a.masa, b.masa), ((a.cents, a.mata_uang), (b.cents, b.mata_uang))]
    if a.document_id == b.document_id:
        return all(mine == other for mine, other in pairs)
    money_known = a.cents is not None and b.cents is not None
    known = [bool(a.kode and b.kode), bool(a.masa and b.masa), money_known]
    differing = sum(both and mine != other for both, (mine, other) in zip(known, pairs, strict=True))
    return bool(differing <= 1)


def _key_of(reason: DuplicateReason, group: Sequence[Any]) -> str:
    facts = {(row.kode, row.masa, row.cents, row.mata_uang) for row in group}
    return group_key(reason, group[0].number, *(facts.pop() if len(facts) == 1 else (group[0].id,)))


def _ntpns_differ(rows: Sequence[Any]) -> bool:
    """Whether these are not all the same known NTPN, which the payment groups show already."""
    return len({row.ntpn for row in rows}) > 1 or not rows[0].ntpn


def group_key(*parts: object) -> str:
    """The name of a group, the same whenever it is found again."""
    return hashlib.sha256("\x1f".join(str(part) for part in parts).encode()).hexdigest()[:32]


def last_name(document_id: sa.Column[str]) -> sa.ScalarSelect[str]:
    """The name under which a document was uploaded last."""
    return (
        select(submissions.c.name)
        .where(submissions.c.document_id == document_id)
        .order_by(submissions.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
