"""Files that could not come in, by batch, until somebody has taken note.

Separate because nothing else hangs on them: no document, page or record knows of a file that was refused. They are kept
so that whoever comes back to a batch learns that some of its files are not in it. Every method is one transaction.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy import select

from ocr.errors import Language
from ocr.store.database import Database
from ocr.store.schema import refusals


class Refusals:
    """Thread-safe, as its database is."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def note(self, batch: str, sentence: Mapping[Language, str]) -> None:
        """Note why a file of `batch` could not come in: the sentence that names it and the remedy, in each language."""
        row = {"batch": batch, "at": datetime.now(UTC), "sentence": json.dumps(dict(sentence))}
        with self._database.write() as connection:
            connection.execute(sa.insert(refusals), row)

    def of(self, batch: str) -> tuple[dict[Language, str], ...]:
        """The sentences of a batch in the order in which its files came."""
        wanted = select(refusals.c.sentence).where(refusals.c.batch == batch).order_by(refusals.c.id)
        with self._database.read() as connection:
            return tuple(json.loads(sentence) for sentence in connection.execute(wanted).scalars())

    def forget(self, batch: str) -> None:
        """Somebody has taken note."""
        with self._database.write() as connection:
            connection.execute(sa.delete(refusals).where(refusals.c.batch == batch))

    def remove_before(self, moment: datetime) -> None:
        """Delete what was noted before `moment`."""
        with self._database.write() as connection:
            connection.execute(sa.delete(refusals).where(refusals.c.at < moment))
