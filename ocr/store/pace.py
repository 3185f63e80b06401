"""How fast pages were read: counted from the stored pages by minute, so that a restart or a closed browser forgets nothing.

Separate because only the person on call asks; the database adds up, whatever the number of pages.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from ocr.errors import Language
from ocr.store.alike import last_name
from ocr.store.database import Database
from ocr.store.schema import pages

_STAGES = (pages.c.rasterise_s, pages.c.read_s, pages.c.extract_s, pages.c.wait_s)


@dataclass(frozen=True, slots=True)
class Minute:
    """Pages that ended within one minute from `at`, and their mean seconds by stage (None: nothing measured)."""

    at: datetime
    read: int
    failed: int
    rasterise_s: float | None
    read_s: float | None
    extract_s: float | None
    wait_s: float | None


@dataclass(frozen=True, slots=True)
class Failure:
    """A page that failed and has not been read since, with what its document is called."""

    document_id: str
    document_name: str
    number: int
    code: str
    error_id: str
    error_en: str
    attempts: int
    at: datetime

    def error(self, language: Language) -> str:
        """Why it failed and what to do, in `language`."""
        return self.error_id if language == "id" else self.error_en


class _MinuteOf(FunctionElement[int]):
    """Whole minutes since 1970."""

    type = sa.BigInteger()
    inherit_cache = True


@compiles(_MinuteOf, "sqlite")
def _minute_sqlite(element: _MinuteOf, compiler: SQLCompiler, **how: Any) -> str:
    return f"(CAST(strftime('%s', {compiler.process(element.clauses, **how)}) AS INTEGER) / 60)"


@compiles(_MinuteOf, "postgresql")
def _minute_postgresql(element: _MinuteOf, compiler: SQLCompiler, **how: Any) -> str:
    return f"CAST(floor(extract(epoch from {compiler.process(element.clauses, **how)}) / 60) AS BIGINT)"


class Pace:
    """Questions about finished pages."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def minutes(self, past: timedelta = timedelta(hours=1), *, until: datetime | None = None) -> tuple[Minute, ...]:
        """Every minute of the `past` in which a page ended, oldest first."""
        until = until or datetime.now(UTC)
        ended = pages.c.finished_at.between(until - past, until)
        minute = _MinuteOf(pages.c.finished_at)
        failed = sa.func.sum(sa.case((pages.c.status == "failed", 1), else_=0))
        asked = (
            select(minute.label("minute"), sa.func.count().label("n"), failed.label("failed"), *_means())
            .where(ended, pages.c.status.in_(("done", "failed")))
            .group_by(minute)
            .order_by(minute)
        )
        with self._database.read() as connection:
            return tuple(_minute(row) for row in connection.execute(asked))

    def failures(self, limit: int = 20) -> tuple[Failure, ...]:
        """The pages that failed last, newest first."""
        asked = (
            select(pages, last_name(pages.c.document_id).label("name"))
            .where(pages.c.status == "failed", pages.c.finished_at.is_not(None))
            .order_by(pages.c.finished_at.desc())
            .limit(limit)
        )
        with self._database.read() as connection:
            return tuple(_failure(row) for row in connection.execute(asked))

    def extracted(self, document_id: str, seconds: float) -> None:
        """Note how long finding the records took, on the page of the document that ended last."""
        newest = (
            select(pages.c.number)
            .where(pages.c.document_id == document_id, pages.c.status == "done")
            .order_by(pages.c.finished_at.desc())
            .limit(1)
        )
        with self._database.write() as connection:
            connection.execute(
                sa.update(pages)
                .where(pages.c.document_id == document_id, pages.c.number == newest.scalar_subquery())
                .values(extract_s=seconds)
            )


def _means() -> list[sa.Label[Any]]:
    return [sa.func.avg(column).label(column.name) for column in _STAGES]


def _minute(row: sa.Row[Any]) -> Minute:
    at = datetime.fromtimestamp(int(row.minute) * 60, UTC)
    failed = int(row.failed)
    return Minute(at, int(row.n) - failed, failed, row.rasterise_s, row.read_s, row.extract_s, row.wait_s)


def _failure(row: sa.Row[Any]) -> Failure:
    return Failure(
        document_id=row.document_id,
        document_name=row.name,
        number=row.number,
        code=row.error_code or "",
        error_id=row.error_id or "",
        error_en=row.error_en or "",
        attempts=row.attempts,
        at=row.finished_at,
    )
