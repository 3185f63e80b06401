"""What passed without eyes: who let it, at which stated error rate, and what the random sample showed.

Separate from records because it counts acts instead of changing values. A sample's outcome is never written down by
itself: the append-only audit tells it, so that it survives reloads and nobody can state one that did not happen.
Every method is one transaction.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy import Connection, Row, select

from ocr.errors import EditConflict
from ocr.store.alike import twins
from ocr.store.database import Database, insert_or_update
from ocr.store.editing import judge
from ocr.store.schema import edits, passes, records

UNSEEN = "passed without eyes"
"""The audit's reason for an acceptance that no person looked at."""
BREAK_S = 300.0
"""A longer pause between two acts of one person is a break, not work."""

Outcome = Literal["unseen", "waiting", "right", "wrong"]
"""`unseen`: not sampled; `waiting`: sampled and not yet judged; `wrong`: a person changed or deleted it."""


@dataclass(frozen=True, slots=True)
class Passing:
    """A record about to pass: its version as it was judged, and its chance of an error."""

    record_id: str
    version: int
    risk: float
    sampled: bool


@dataclass(frozen=True, slots=True)
class PassView:
    """A record that passed, under which allowed share of errors, and what became of it."""

    record_id: str
    batch: str
    at: datetime
    who: str
    allowed: float
    risk: float
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class WeekView:
    """Work of the week that begins on Monday `begins` (UTC): records accepted, those unseen, minutes people spent."""

    begins: date
    accepted: int
    unseen: int
    review_minutes: float


class Passes:
    """Thread-safe, as its database is."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def let_pass(self, chosen: Sequence[Passing], *, batch: str, who: str, allowed: float) -> int:
        """Accept all of `chosen` but the sampled ones, which stay open for a person; returns how many passed.

        A record that changed since it was judged is left as it is, and so is one that may be a payment entered twice.
        """
        at, done = datetime.now(UTC), 0
        with self._database.write() as connection:
            doubled = _doubled(connection, [item.record_id for item in chosen])
            for item in chosen:
                if item.record_id in doubled:
                    continue
                current = connection.execute(
                    select(records.c.version, records.c.status).where(records.c.id == item.record_id)
                ).first()
                if current is None or tuple(current) != (item.version, "open"):
                    continue
                row = {"batch": batch, "at": at, "who": who, "allowed": allowed, "risk": item.risk,
                       "sampled": item.sampled}  # fmt: skip
                noted = insert_or_update(connection, passes, [passes.c.record_id], row)
                connection.execute(noted, {"record_id": item.record_id, **row})
                if not item.sampled:
                    judge(connection, item.record_id, "accept", who=who, version=item.version, reason=UNSEEN)
                done += 1
        return done

    def take_back(self, batch: str, *, who: str) -> int:
        """Open again what passed unseen in `batch` and nobody touched since, and forget samples not yet judged."""
        done = 0
        with self._database.write() as connection:
            for view in _views(connection, passes.c.batch == batch):
                if view.outcome in ("right", "wrong"):
                    continue
                row = connection.execute(
                    select(records.c.version, records.c.status).where(records.c.id == view.record_id)
                ).one()
                if view.outcome == "unseen" and row.status == "accepted":
                    try:
                        judge(connection, view.record_id, "reopen", who=who, version=row.version, reason="")
                    except EditConflict:
                        continue
                connection.execute(sa.delete(passes).where(passes.c.record_id == view.record_id))
                done += 1
        return done

    def of(self, batch: str = "") -> tuple[PassView, ...]:
        """What passed in `batch`, or everywhere when it is empty, oldest first."""
        with self._database.read() as connection:
            return _views(connection, passes.c.batch == batch if batch else sa.true())

    def waiting(self) -> frozenset[str]:
        """Ids of sampled records that no person judged yet."""
        asked = (
            select(passes.c.record_id)
            .join(records, records.c.id == passes.c.record_id)
            .where(passes.c.sampled.is_(True), records.c.status == "open")
        )
        with self._database.read() as connection:
            return frozenset(connection.execute(asked).scalars())

    def weeks(self, count: int = 4, *, today: date | None = None) -> tuple[WeekView, ...]:
        """The last `count` weeks in which somebody worked, newest first."""
        day = today or datetime.now(UTC).date()
        monday = day - timedelta(days=day.weekday())
        since = datetime.combine(monday - timedelta(weeks=count - 1), datetime.min.time(), UTC)
        asked: sa.Select[Any] = (
            select(edits.c.at, edits.c.who, edits.c.action, edits.c.reason, edits.c.record_id)
            .where(edits.c.at >= since)
            .order_by(edits.c.at, edits.c.id)
        )
        with self._database.read() as connection:
            acts = connection.execute(asked).all()
        return _weeks(acts)


def _doubled(connection: Connection, ids: Sequence[str]) -> frozenset[str]:
    """Those of `ids` that may be a payment entered twice."""
    found: set[str] = set()
    for start in range(0, len(ids), 500):
        found |= twins(connection, records.c.id.in_(ids[start : start + 500])).keys()
    return frozenset(found)


def _views(connection: Connection, where: sa.ColumnElement[bool]) -> tuple[PassView, ...]:
    asked = (
        select(passes, records.c.status)
        .join(records, records.c.id == passes.c.record_id)
        .where(where)
        .order_by(passes.c.at, passes.c.record_id)
    )
    rows = connection.execute(asked).all()
    changed = _changed(connection, where)
    return tuple(
        PassView(r.record_id, r.batch, r.at, r.who, r.allowed, r.risk, _outcome(r, r.record_id in changed))
        for r in rows
    )


def _outcome(row: Row[Any], changed: bool) -> Outcome:
    """What became of a passed record. An unseen one that a person corrected later is counted nowhere: it was no sample."""
    if not row.sampled:
        return "unseen"
    if row.status == "deleted":
        return "wrong"
    if row.status == "open":
        return "waiting"
    return "wrong" if changed else "right"


def _changed(connection: Connection, where: sa.ColumnElement[bool]) -> frozenset[str]:
    """Ids of the passed records with a field that is not what it was when they passed; a change undone is none."""
    asked = (
        select(edits.c.record_id, edits.c.field, edits.c.old, edits.c.new)
        .join(passes, passes.c.record_id == edits.c.record_id)
        .where(where, passes.c.sampled.is_(True), edits.c.action == "edit", edits.c.at >= passes.c.at)
        .order_by(edits.c.id)
    )
    before: dict[tuple[str, str], str | None] = {}
    after: dict[tuple[str, str], str | None] = {}
    for row in connection.execute(asked):
        before.setdefault((row.record_id, row.field), row.old)
        after[row.record_id, row.field] = row.new
    return frozenset(key[0] for key, old in before.items() if after[key] != old)


def _weeks(acts: Iterable[Row[Any]]) -> tuple[WeekView, ...]:
    accepted: defaultdict[date, set[str]] = defaultdict(set)
    unseen: defaultdict[date, set[str]] = defaultdict(set)
    seconds: defaultdict[date, float] = defaultdict(float)
    latest: dict[str, datetime] = {}
    for act in acts:
        week = act.at.date() - timedelta(days=act.at.weekday())
        if act.action == "accept":
            accepted[week].add(act.record_id)
            (unseen[week].add if act.reason == UNSEEN else unseen[week].discard)(act.record_id)
        if act.reason == UNSEEN:
            continue
        pause = (act.at - latest[act.who]).total_seconds() if act.who in latest else BREAK_S
        if pause < BREAK_S:
            seconds[week] += pause
        latest[act.who] = act.at
    return tuple(
        WeekView(week, len(accepted[week]), len(unseen[week]), seconds[week] / 60)
        for week in sorted({*accepted, *seconds}, reverse=True)
    )
