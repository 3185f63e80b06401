"""What the store hands out: frozen pictures of rows, taken in one transaction.

Separate so that pages, REST and export speak about documents, pages and records without knowing a table;
imports only the types that travel and the language type. Times are aware and in UTC. Ids are opaque text.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

from ocr.document import Kind, PageSource, Record
from ocr.errors import Language
from ocr.intake.coach import Advice

DocumentStatus = Literal["waiting", "reading", "done", "failed", "cancelled"]
"""`reading` from the first page begun until the last one ended; `failed` when a page of an ended document failed."""

PageStatus = Literal["waiting", "reading", "done", "failed", "cancelled"]
RecordStatus = Literal["open", "accepted", "deleted"]
UploadSource = Literal["page", "api", "cli"]
EditAction = Literal["edit", "accept", "reopen", "delete", "restore", "override"]
"""`override`: a person said why this is no duplicate (`reason`), or took that back (no reason)."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What an uploader gets once the file is safe. `already_read`: these bytes were read before, the result is there."""

    document_id: str
    already_read: bool


@dataclass(frozen=True, slots=True)
class SubmissionView:
    """One time a file was uploaded: under which name, in which batch, by whom and through which door."""

    document_id: str
    name: str
    batch: str
    uploader: str
    source: str
    at: datetime


@dataclass(frozen=True, slots=True)
class PageView:
    """One page of a document: how far it is, and why it failed in both languages when it did.

    `width` and `height` are pixels of its preview, which are also those of every box; None until read.
    """

    document_id: str
    number: int
    status: PageStatus
    source: PageSource | None
    seconds: float | None
    attempts: int
    error_id: str | None
    error_en: str | None
    width: int | None
    height: int | None
    finished_at: datetime | None
    document_name: str = ""
    error_code: str | None = None

    def error(self, language: Language) -> str | None:
        """Why it failed and what to do, in `language`; None when it did not."""
        return self.error_id if language == "id" else self.error_en


@dataclass(frozen=True, slots=True)
class RecordView:
    """One record as it stands now. `version` goes back with every change (optimistic locking)."""

    id: str
    document_id: str
    document_name: str
    ordinal: int
    record: Record
    version: int
    status: RecordStatus
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class DocumentView:
    """One file with its pages and records. Name, batch, uploader and source are those of the upload asked about.

    `advice` is what the photo coach found when the file came in.
    """

    id: str
    sha256: str
    name: str
    size: int
    batch: str
    uploader: str
    source: str
    created_at: datetime
    page_count: int
    status: DocumentStatus
    pages: tuple[PageView, ...]
    records: tuple[RecordView, ...]
    advice: tuple[Advice, ...] = ()

    @property
    def ended(self) -> bool:
        """Whether no page is waiting or being read."""
        return self.status in ("done", "failed", "cancelled")


@dataclass(frozen=True, slots=True)
class Tally:
    """Documents, pages and records of a batch. `unended` are the documents of which more is to come.

    `doubtful` are the open records that need a look, `doubled` the open ones that may be a payment entered twice: `rupiah` holds both.
    """

    documents: int
    unended: int
    pages: int
    ended: int
    failed: int
    cancelled: int
    records: int
    doubtful: int
    doubled: int
    seconds_a_page: float
    rupiah: Decimal

    @property
    def left(self) -> int:
        """Pages still to be read."""
        return self.pages - self.ended


RecordSort = Literal["newest", "oldest", "tanggal", "-tanggal", "jumlah", "-jumlah", "nama", "-nama", "kode", "-kode"]
"""`newest` and `oldest` by time of upload; a leading minus is descending."""


@dataclass(frozen=True, slots=True)
class RecordQuery:
    """Which records, in which order. Empty filters let everything pass; all that are given must hold.

    `month` is the payment date's "2024-01"; `kode` an account ("411121") or with deposit code ("411121-100");
    `text` is looked for in names, numbers and the file's name, case apart. Deleted records only with `deleted`.
    """

    month: str = ""
    kode: str = ""
    kind: Kind | Literal[""] = ""
    status: RecordStatus | Literal["", "review"] = ""
    text: str = ""
    document_id: str = ""
    batch: str = ""
    deleted: bool = False
    sort: RecordSort = "newest"
    offset: int = 0
    limit: int = 50


@dataclass(frozen=True, slots=True)
class RecordPage:
    """One screenful of records and how many there are in all."""

    rows: tuple[RecordView, ...]
    total: int


@dataclass(frozen=True, slots=True)
class EditView:
    """One line of the audit trail: who changed what from what to what, and when. `field` is empty for whole-record acts."""

    id: int
    record_id: str
    at: datetime
    who: str
    action: EditAction
    field: str
    old: str | None
    new: str | None
    version: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class QueueState:
    """Pages by state over all documents."""

    waiting: int
    reading: int
    failed: int


@dataclass(frozen=True, slots=True)
class Total:
    """Records and money of one kind, account, tax period and currency.

    Currencies are never added together, nor what is paid with what is announced (decision 0703).
    `masa` is "2024-01" or "2024-01-12" (a range of months), empty when unknown; `kode_akun` likewise.
    `jumlah` sums the records that have an amount.
    """

    kind: Kind
    kode_akun: str
    masa: str
    mata_uang: str
    records: int
    jumlah: Decimal


DuplicateReason = Literal["payment", "kode_billing", "file"]


@dataclass(frozen=True, slots=True)
class Override:
    """Why a person says that look-alikes are not one payment entered twice."""

    who: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class DuplicateGroup:
    """Records that may be one payment entered twice.

    `payment`: same NTPN; `kode_billing`: same billing code, yet not the same NTPN (billing sheets left out: they announce
    a payment); `file`: one file uploaded more than once, so that its records, which exist once, may have been entered
    before. A billing with several details shares its numbers: records of one file are alike only when account, deposit
    code, period and amount are the same too, those of two files when at most one of the three differs, since one may be
    misread. `key` names the group for `Store.override`; `settled` when a person gave a reason and no record came since.
    """

    reason: DuplicateReason
    key: str
    records: tuple[RecordView, ...]
    override: Override | None
    settled: bool = False


@dataclass(frozen=True, slots=True)
class DuplicatePage:
    """One screenful of groups, how many there are in all, and how many of those nobody has given a reason for."""

    groups: tuple[DuplicateGroup, ...]
    total: int
    unsettled: int = 0


@dataclass(frozen=True, slots=True)
class ProfileView:
    """An export profile: `columns` as the export wrote them (JSON text), and the user's own workbook if there is one."""

    name: str
    columns: str
    template: bytes | None
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class ExportView:
    """One workbook somebody took: when, who, how many records, and which filters."""

    id: int
    at: datetime
    who: str
    records: int
    query: RecordQuery


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to read one page until its lease ends; `token` must come back with the result."""

    document_id: str
    number: int
    token: str
    name: str
    sha256: str
