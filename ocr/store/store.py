"""The store: files and rows behind one object, each method one transaction.

Separate because this is all that service, pages, REST and command line know of it.
What is asked for and not there raises NotFound; what somebody else changed first raises EditConflict.
"""

from __future__ import annotations

import logging
import threading
import uuid
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

import sqlalchemy as sa
from sqlalchemy import select

from ocr.document import UNKNOWN, Field, PageText, Record, Stages, Upload
from ocr.errors import DiskFull, NotFound, OcrError
from ocr.intake import Document, open_document
from ocr.intake.coach import Advice, advise
from ocr.settings import Settings
from ocr.store import batches, documents, editing, findings, queries, queue, records, schema
from ocr.store.database import AWAY, Database, database_url, insert_or_update
from ocr.store.exports import Exports
from ocr.store.familiar import Familiar
from ocr.store.files import SHELVES, Files, Shelf
from ocr.store.pace import Pace
from ocr.store.passes import Passes
from ocr.store.refusals import Refusals
from ocr.store.room import fits, is_full
from ocr.store.views import (
    Claim,
    DocumentView,
    DuplicateGroup,
    DuplicatePage,
    EditAction,
    EditView,
    PageStatus,
    PageView,
    QueueState,
    Receipt,
    RecordPage,
    RecordQuery,
    RecordView,
    SubmissionView,
    Tally,
    Total,
    UploadSource,
)

log = logging.getLogger(__name__)

OPENINGS = 2
"""Files looked into at once: poppler's processes and decoded pictures of forty would not fit into a container."""

# A file that no row names is removed once no upload in progress can still be about to name it.
ORPHAN_AGE_S = 3600.0


class Store:
    """Thread-safe; open once per process and `close()` at its end."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self.settings = settings
        self.database = database
        self.files = Files(settings.upload_folder)
        self.pace = Pace(database)
        self.passes = Passes(database)
        self.familiar = Familiar(database)
        self.exports = Exports(database)
        self.refusals = Refusals(database)
        if not self.files.made() and not self._is_empty():
            log.error("%s has no files, the database knows of some: is its disk mounted?", self.files.folder)
        else:
            self.files.make()
        self._openings = threading.BoundedSemaphore(OPENINGS)

    @classmethod
    def open(cls, settings: Settings) -> Store:
        """The store of `settings`, its tables brought up to date."""
        database = Database(database_url(settings))
        try:
            database.migrate()
            return cls(settings, database)
        except BaseException:  # it is tried again every few seconds, which would leave a connection behind each time
            database.close()
            raise

    @property
    def disks(self) -> tuple[Path, ...]:
        """Folders on every disk that must have room: of the files, and of the database where that is a file."""
        file = self.database.file
        return (self.files.folder,) if file is None else (self.files.folder, file.parent)

    def _is_empty(self) -> bool:
        with self.database.read() as connection:
            return connection.execute(select(schema.documents.c.id).limit(1)).first() is None

    def close(self) -> None:
        """Close the database's connections."""
        self.database.close()

    # Taking in

    def add(self, upload: Upload, *, uploader: str = "", source: UploadSource = "page", batch: str = "") -> Receipt:
        """Keep a file and its pages to read; committed and on disk when this returns. InputError when it may not come in, DiskFull.

        The same bytes again are the same document: shown in the new batch too, what failed or was cancelled read anew.
        """
        with self._openings:
            document = open_document(upload, self.settings)
            advice = advise(upload, document.media_type)
        if not fits(len(upload.data), self.disks):
            raise DiskFull(name=upload.name)
        try:
            return self._put(upload, document, advice, {"batch": batch, "uploader": uploader, "source": source})
        except AWAY as error:
            if is_full(error):  # others filled it meanwhile
                raise DiskFull(name=upload.name) from error
            raise

    def _put(self, upload: Upload, document: Document, advice: tuple[Advice, ...], came: Mapping[str, str]) -> Receipt:
        at = datetime.now(UTC)
        sha256, draft = self.files.draft("originals", upload.data)
        with draft, self.database.write() as connection:
            self.database.hold_files(connection, alone=False)
            new_id = uuid.uuid4().hex
            document_id = documents.insert(
                connection,
                upload,
                sha256,
                document_id=new_id,
                media_type=document.media_type,
                page_count=document.page_count,
                at=at,
                advice=advice,
            )
            lane = documents.lane_of(document_id, came["batch"], came["uploader"])
            if document_id == new_id:
                documents.insert_pages(connection, document_id, document.page_count, lane)
            else:
                pages = schema.pages.c
                unread = sa.and_(pages.document_id == document_id, pages.status.in_(("failed", "cancelled")))
                documents.requeue(connection, unread, lane=lane, afresh=True)
            again = document_id != new_id
            documents.add_submission(connection, document_id, at=at, again=again, name=upload.name, **came)
            draft.place()
            return documents.receipt(connection, document_id)

    # Looking at documents

    def document(self, document_id: str) -> DocumentView | None:
        """A document as it stands, named as in its last upload; None when there is none."""
        with self.database.read() as connection:
            try:
                row = documents.document_row(connection, document_id)
            except NotFound:
                return None
            return documents.document_views(connection, [row])[0]

    def has_ended(self, document_id: str) -> bool:
        """Whether a document has nothing to be waited for any more; NotFound."""
        with self.database.read() as connection:
            return documents.has_ended(connection, document_id)

    def documents(
        self, batch: str, *, offset: int = 0, limit: int | None = None, failed: bool = False
    ) -> tuple[DocumentView, ...]:
        """The documents of a batch in the order they came, or only those with a `failed` page; all of them without `limit`."""
        with self.database.read() as connection:
            rows = documents.batch_rows(connection, batch, offset=offset, limit=limit, failed=failed)
            return documents.document_views(connection, rows)

    def document_ids(self, batch: str) -> tuple[str, ...]:
        """Which documents a batch has, in no particular order."""
        with self.database.read() as connection:
            return batches.document_ids(connection, batch)

    def unended(self, batch: str) -> tuple[str, ...]:
        """Which documents of a batch have pages to read or records to be found."""
        with self.database.read() as connection:
            return batches.unended(connection, batch)

    def tally(self, batch: str) -> Tally:
        """How far a batch is and what it comes to."""
        with self.database.read() as connection:
            return batches.tally(connection, batch)

    def submissions(self, document_id: str) -> tuple[SubmissionView, ...]:
        """Every time these bytes were uploaded, first to last."""
        with self.database.read() as connection:
            return documents.submission_views(connection, document_id)

    def pages(self, document_ids: Collection[str]) -> tuple[PageView, ...]:
        """The pages of several documents, in no particular order."""
        asked = documents.named_pages().where(schema.pages.c.document_id.in_(document_ids))
        with self.database.read() as connection:
            return tuple(documents.page_view(row, row.name) for row in connection.execute(asked))

    def page_text(self, document_id: str, number: int) -> PageText | None:
        """The words of a page; None until it is read."""
        table = schema.page_texts.c
        with self.database.read() as connection:
            words = connection.execute(
                select(table.words).where(table.document_id == document_id, table.number == number)
            ).scalar()
        return None if words is None else documents.unpack(words)

    def page_texts(self, document_id: str) -> tuple[PageText, ...]:
        """The words of every page read so far, by number."""
        with self.database.read() as connection:
            return tuple(documents.texts_of(connection, document_id))

    def preview(self, document_id: str, number: int) -> bytes | None:
        """JPEG of a page, upright, in whose pixels every box is; None until it is read."""
        table = schema.pages.c
        with self.database.read() as connection:
            sha256 = connection.execute(
                select(table.preview_sha256).where(table.document_id == document_id, table.number == number)
            ).scalar()
        return None if sha256 is None else self.files.read("previews", sha256)

    def original(self, document_id: str) -> Upload:
        """The file as it came in, under the name of its last upload."""
        with self.database.read() as connection:
            row = documents.document_row(connection, document_id)
        return Upload(row.name, self.files.read("originals", row.sha256))

    def recent_pages(self, limit: int = 20) -> tuple[PageView, ...]:
        """The pages that ended last, newest first."""
        finished_at = schema.pages.c.finished_at
        newest = documents.named_pages().where(finished_at.is_not(None)).order_by(finished_at.desc()).limit(limit)
        with self.database.read() as connection:
            return tuple(documents.page_view(row, row.name) for row in connection.execute(newest))

    def queue(self) -> QueueState:
        """How many pages wait, are being read, and failed."""
        with self.database.read() as connection:
            return queue.state(connection)

    # Changing documents

    def cancel(self, document_id: str) -> list[str]:
        """Stop reading a document; what is read stays. Returns the tokens of the claims that fell."""
        with self.database.write() as connection:
            documents.document_row(connection, document_id)
            return queue.cancel(connection, document_id)

    def retry_page(self, document_id: str, number: int) -> bool:
        """Read an ended page again; what it said before stays until then. False when it is waiting or being read."""
        pages = schema.pages.c
        with self.database.write() as connection:
            documents.document_row(connection, document_id)
            this = sa.and_(pages.document_id == document_id, pages.number == number, pages.status.in_(documents.ENDED))
            return bool(documents.requeue(connection, this, afresh=True))

    def retry_failed(self, batch: str | None = None) -> int:
        """Read every failed page again, of one batch or of all; returns how many."""
        return self._read_again("failed", batch)

    def retry_stopped(self, batch: str) -> int:
        """Read the pages of a batch at which reading was stopped; returns how many."""
        return self._read_again("cancelled", batch)

    def _read_again(self, status: PageStatus, batch: str | None) -> int:
        pages, submissions = schema.pages.c, schema.submissions.c
        wanted = pages.status == status
        if batch is not None:
            wanted &= pages.document_id.in_(select(submissions.document_id).where(submissions.batch == batch))
        with self.database.write() as connection:
            return len(documents.requeue(connection, wanted, afresh=True))

    def remove(self, document_ids: Sequence[str]) -> None:
        """Delete documents for good: rows, audit, original and previews."""
        with self.database.write() as connection:
            originals, previews = documents.remove(connection, document_ids)
        self._remove_unnamed({"originals": originals, "previews": previews})

    def remove_expired(self) -> int:
        """Delete what is older than RETENTION_DAYS since it was last uploaded; returns how many documents."""
        if self.settings.retention_days is None:
            return 0
        limit = datetime.now(UTC) - timedelta(days=self.settings.retention_days)
        table = schema.submissions.c
        with self.database.read() as connection:
            old = select(table.document_id).group_by(table.document_id).having(sa.func.max(table.at) < limit)
            expired = list(connection.execute(old).scalars())
        for document_id in expired:
            self.remove([document_id])
        self.refusals.remove_before(limit)
        return len(expired)

    def sweep(self, older_than_s: float = ORPHAN_AGE_S) -> int:
        """Remove files that a killed process left without a row; returns how many. 0 s only while nobody uploads."""
        self.files.require(*SHELVES)
        drafts = self.files.remove_drafts(older_than_s)
        return drafts + self._remove_unnamed({shelf: list(self.files.stored(shelf, older_than_s)) for shelf in SHELVES})

    def _remove_unnamed(self, candidates: Mapping[Shelf, Sequence[str]]) -> int:
        """Remove those files that no row names. Nobody adds files meanwhile, so none is named a moment later."""
        naming = {"originals": schema.documents.c.sha256, "previews": schema.pages.c.preview_sha256}
        removed = 0
        for shelf, hashes in candidates.items():
            for start in range(0, len(hashes), 500):
                chunk = hashes[start : start + 500]
                with self.database.write() as connection:
                    self.database.hold_files(connection, alone=True)
                    named = set(connection.execute(select(naming[shelf]).where(naming[shelf].in_(chunk))).scalars())
                    for sha256 in set(chunk) - named:
                        self.files.remove(shelf, sha256)
                        removed += 1
        return removed

    # Records

    def records(self, query: RecordQuery) -> RecordPage:
        """The rows of `query` and how many there are in all."""
        with self.database.read() as connection:
            return queries.record_page(connection, query)

    def rows_for_a_list(self, query: RecordQuery) -> tuple[RecordView, ...]:
        """All rows of `query` up to its limit, however many, without the ink behind their values: for workbooks."""
        with self.database.read() as connection:
            return queries.rows_for_a_list(connection, query)

    def count(self, query: RecordQuery) -> int:
        """How many records `query` has, whatever its offset and limit."""
        with self.database.read() as connection:
            return queries.count(connection, query)

    def record(self, record_id: str) -> RecordView:
        """One record, deleted or not."""
        with self.database.read() as connection:
            found = records.record_views(connection, schema.records.c.id == record_id, [])
        if not found:
            raise NotFound(what=f"Data {record_id}")
        return found[0]

    def records_of(self, document_id: str) -> tuple[RecordView, ...]:
        """All records of a document in its order, deleted ones too."""
        table = schema.records.c
        with self.database.read() as connection:
            return records.record_views(connection, table.document_id == document_id, [table.ordinal])

    def edit(
        self,
        record_id: str,
        changes: Mapping[str, str | None],
        *,
        who: str,
        version: int,
        found: Mapping[str, Field] | None = None,
        restored: Mapping[str, Field] | None = None,
    ) -> RecordView:
        """Set fields to canonical values, each noted in the audit; EditConflict when `version` is not the current one.

        `found` is the ink behind values that were read from a spot on the page; `restored` fields as
        they stood before an edit that is taken back.
        """
        with self.database.write() as connection:
            editing.edit(connection, record_id, changes, who=who, version=version, found=found, restored=restored)
        return self.record(record_id)

    def change(
        self,
        record_id: str,
        changes: Mapping[str, str | None],
        *,
        who: str,
        version: int,
        status: Literal["accepted", "open"] | None = None,
    ) -> RecordView:
        """Set fields, then accept or reopen: all of it, or with EditConflict or InvalidValue nothing. A `status` brings a deleted record back."""
        with self.database.write() as connection:
            editing.change(connection, record_id, changes, status, who=who, version=version)
        return self.record(record_id)

    def accept(self, record_id: str, *, who: str, version: int) -> RecordView:
        """Note that a person found the record right."""
        return self._judge(record_id, "accept", who, version)

    def reopen(self, record_id: str, *, who: str, version: int) -> RecordView:
        """Take an acceptance back."""
        return self._judge(record_id, "reopen", who, version)

    def delete(self, record_id: str, *, who: str, version: int, reason: str = "") -> RecordView:
        """Hide a record from lists, totals and exports; `restore` brings it back."""
        return self._judge(record_id, "delete", who, version, reason)

    def restore(self, record_id: str, *, who: str, version: int) -> RecordView:
        """Bring a deleted record back, open."""
        return self._judge(record_id, "restore", who, version)

    def _judge(self, record_id: str, action: EditAction, who: str, version: int, reason: str = "") -> RecordView:
        with self.database.write() as connection:
            editing.judge(connection, record_id, action, who=who, version=version, reason=reason)
        return self.record(record_id)

    def history(self, record_id: str) -> tuple[EditView, ...]:
        """The audit trail of a record, oldest first."""
        with self.database.read() as connection:
            return editing.edit_views(connection, schema.edits.c.record_id == record_id)

    def totals(self, query: RecordQuery) -> tuple[Total, ...]:
        """Money and records by kind, account, tax period and currency over all of `query`."""
        with self.database.read() as connection:
            return queries.totals(connection, query)

    def months_paid(self) -> tuple[str, str] | None:
        """The oldest and the latest month in which something was paid, "2024-01", deleted records too; None without any."""
        with self.database.read() as connection:
            return queries.months_paid(connection)

    def duplicates(self, query: RecordQuery) -> DuplicatePage:
        """Groups of records that may be one payment entered twice, of which one at least is in `query`."""
        with self.database.read() as connection:
            return queries.duplicates(connection, query)

    def duplicate_group(self, key: str) -> DuplicateGroup:
        """The group of that key among all; NotFound."""
        with self.database.read() as connection:
            found = queries.duplicates(connection, RecordQuery(limit=1), key)
        if not found.groups:
            raise NotFound(what=f"Duplikat {key}")
        return found.groups[0]

    def override(self, key: str, *, who: str, reason: str, record_ids: Sequence[str] = ()) -> None:
        """Note why the records of a duplicate group are no duplicates; an empty reason takes the note back.

        The note has its line in the audit trail of each of `record_ids`, those of the group.
        """
        table = schema.overrides
        row = {"who": who, "at": datetime.now(UTC), "reason": reason.strip()}
        with self.database.write() as connection:
            if reason.strip():
                connection.execute(insert_or_update(connection, table, [table.c.key], row), {"key": key, **row})
            else:
                connection.execute(sa.delete(table).where(table.c.key == key))
            editing.note_override(connection, record_ids, who=who, reason=reason.strip())

    # Work (the service's side)

    def claim(self, owner: str, lease_s: float) -> Claim | None:
        """The next page in turn, leased to `owner`; None when nothing waits."""
        with self.database.write() as connection:
            return queue.claim(connection, owner, lease_s)

    def extend(self, tokens: Collection[str], lease_s: float) -> set[str]:
        """Keep the claims with these tokens for `lease_s` more; returns those that still stand."""
        if not tokens:
            return set()
        with self.database.write() as connection:
            return queue.extend(connection, tokens, lease_s)

    def release(self, tokens: Sequence[str]) -> None:
        """Give claimed pages back unread."""
        with self.database.write() as connection:
            queue.release(connection, tokens)

    def lease_owners(self) -> set[str]:
        """Everybody who holds a lease."""
        with self.database.read() as connection:
            return queue.owners(connection)

    def requeue_lost(self, dead_owners: Sequence[str] = ()) -> list[tuple[str, int]]:
        """Set waiting again the pages whose lease ended or whose holder is dead; returns (document, number) of each."""
        with self.database.write() as connection:
            return queue.requeue_lost(connection, dead_owners)

    def finish(self, claim: Claim, text: PageText, preview_jpeg: bytes, stages: Stages = UNKNOWN) -> bool:
        """Take a page's result; False, and nothing kept, when the claim no longer stands."""
        sha256, draft = self.files.draft("previews", preview_jpeg)
        with draft, self.database.write() as connection:
            self.database.hold_files(connection, alone=False)
            earlier = queue.preview_of(connection, claim)
            taken = queue.finish(connection, claim, text, sha256, stages)
            if taken:
                draft.place()
        if taken and earlier not in (None, sha256):
            self._remove_unnamed({"previews": [earlier]})
        return taken

    def fail(self, claim: Claim, error: OcrError) -> bool:
        """Note why a claimed page could not be read; False when the claim no longer stands."""
        with self.database.write() as connection:
            return queue.fail(connection, claim.token, error)

    def unsettled(self) -> list[str]:
        """Documents with words that their records do not yet know."""
        with self.database.read() as connection:
            return list(connection.execute(select(schema.documents.c.id).where(schema.UNSETTLED)).scalars())

    def text_version(self, document_id: str) -> int:
        """How many page texts came in so far; read before the texts, it never claims to know more than they say."""
        with self.database.read() as connection:
            return int(documents.document_row(connection, document_id).text_version)

    def settle(self, document_id: str, found: Sequence[Record], text_version: int) -> bool:
        """Make the document's records those `found` in `text_version` of its words; False when that is no news."""
        with self.database.write() as connection:
            return findings.settle(connection, document_id, found, text_version)
