"""Workbooks taken, and the profiles that say how they look.

Separate because records do not depend on it: it notes who took what, and keeps what people made for their own lists.
Every method is one transaction.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Row, select

from ocr.store.database import Database, insert_or_update
from ocr.store.schema import exports, profiles
from ocr.store.views import ExportView, ProfileView, RecordQuery


class Exports:
    """Thread-safe, as its database is."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def note(self, query: RecordQuery, *, who: str, count: int) -> None:
        """Note that somebody took a workbook of `count` records."""
        row = {"at": datetime.now(UTC), "who": who, "records": count, "query": json.dumps(asdict(query))}
        with self._database.write() as connection:
            connection.execute(sa.insert(exports), row)

    def taken(self, limit: int = 20) -> tuple[ExportView, ...]:
        """Workbooks taken, newest first."""
        with self._database.read() as connection:
            rows = connection.execute(select(exports).order_by(exports.c.id.desc()).limit(limit))
            return tuple(ExportView(r.id, r.at, r.who, r.records, RecordQuery(**json.loads(r.query))) for r in rows)

    def save_profile(self, name: str, columns: str, template: bytes | None = None) -> None:
        """Keep an export profile under `name`, over an earlier one."""
        row = {"columns": columns, "template": template, "updated_at": datetime.now(UTC)}
        with self._database.write() as connection:
            connection.execute(insert_or_update(connection, profiles, [profiles.c.name], row), {"name": name, **row})

    def profile(self, name: str) -> ProfileView | None:
        """The export profile of that name; None when there is none."""
        with self._database.read() as connection:
            row = connection.execute(select(profiles).where(profiles.c.name == name)).first()
        return None if row is None else _profile(row)

    def profile_names(self) -> tuple[str, ...]:
        """The names of all export profiles in order, without what hangs on them."""
        with self._database.read() as connection:
            return tuple(connection.execute(select(profiles.c.name).order_by(profiles.c.name)).scalars())

    def profiles(self) -> tuple[ProfileView, ...]:
        """All export profiles by name."""
        with self._database.read() as connection:
            return tuple(_profile(row) for row in connection.execute(select(profiles).order_by(profiles.c.name)))

    def delete_profile(self, name: str) -> None:
        """Forget an export profile."""
        with self._database.write() as connection:
            connection.execute(sa.delete(profiles).where(profiles.c.name == name))


def _profile(row: Row[Any]) -> ProfileView:
    return ProfileView(row.name, row.columns, row.template, row.updated_at)
