"""The tables. One definition for SQLite and PostgreSQL; `migrations/` brings a database of any age to it.

Separate because migrations, queries and the queue all need the tables and none of them needs the others.
Imports SQLAlchemy only.

    documents ─┬─ submissions     each time the bytes were uploaded (batch, uploader, name)
               ├─ pages ── page_texts
               └─ records ─┬─ evidence
                           └─ edits   append-only: triggers refuse changes while the record exists
    lanes        who is next: one row per uploader (or batch) with pages waiting
    exports      workbooks taken
    overrides    why look-alike records are not duplicates
    profiles     export profiles: columns, headers, ledger accounts, the user's workbook template
    passes       records that went without eyes, and which of them were sampled
    refusals     files that could not come in, until somebody has taken note
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    false,
    text,
)
from sqlalchemy.types import TypeDecorator


class Moment(TypeDecorator[datetime]):
    """An aware time in UTC; SQLite, which knows no zones, holds it without one."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """UTC, and for SQLite without its zone."""
        if value is None:
            return None
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        """Aware, in UTC."""
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

UNSETTLED = text("records_version < text_version")
"""Of documents with words that their records do not yet know."""

documents = Table(
    "documents",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("sha256", String(64), nullable=False, unique=True),
    Column("size", BigInteger, nullable=False),
    Column("media_type", String(64), nullable=False),
    Column("page_count", Integer, nullable=False),
    Column("created_at", Moment, nullable=False, index=True),
    # Counts the page texts that came in, and how many of them the records were computed from.
    Column("text_version", Integer, nullable=False),
    Column("records_version", Integer, nullable=False),
    Column("advice", String(64), nullable=False, server_default=""),  # codes of ocr.intake.coach, comma between them
    Index("ix_documents_unsettled", "id", sqlite_where=UNSETTLED, postgresql_where=UNSETTLED),
)

submissions = Table(
    "submissions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("document_id", ForeignKey("documents.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("batch", String(128), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("uploader", String(256), nullable=False),
    Column("source", String(8), nullable=False),
    Column("at", Moment, nullable=False),
    Column("again", Boolean, nullable=False, server_default=false()),  # the bytes were here before
    Index("ix_submissions_again", "again", "document_id"),
)

pages = Table(
    "pages",
    metadata,
    Column("document_id", ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("status", String(12), nullable=False),
    Column("lane", String(256), nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("lease_token", String(32)),
    Column("lease_owner", String(200)),
    Column("lease_until", Float),  # seconds since 1970, by the database's clock where it has one
    Column("source", String(8)),
    Column("seconds", Float),
    # What `seconds` went into, and what it does not count: the wait for the reader, records found afterwards.
    Column("rasterise_s", Float),
    Column("read_s", Float),
    Column("wait_s", Float),
    Column("extract_s", Float),
    Column("error_code", String(32)),
    Column("error_id", Text),
    Column("error_en", Text),
    Column("width", Integer),
    Column("height", Integer),
    Column("preview_sha256", String(64), index=True),
    Column("finished_at", Moment, index=True),
    Index("ix_pages_status_lane", "status", "lane"),
)

page_texts = Table(
    "page_texts",
    metadata,
    Column("document_id", String(32), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("words", LargeBinary, nullable=False),  # page_text_to_dict as zlib-compressed JSON
    ForeignKeyConstraint(
        ["document_id", "number"], ["pages.document_id", "pages.number"], ondelete="CASCADE", name="fk_page_texts_page"
    ),
)

lanes = Table(
    "lanes",
    metadata,
    Column("name", String(256), primary_key=True),
    Column("served_at", Float, nullable=False, index=True),
)

records = Table(
    "records",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("document_id", ForeignKey("documents.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("ordinal", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("status", String(12), nullable=False),
    Column("touched", Boolean, nullable=False),  # a person changed or judged it: the reader no longer may
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    # What follows is copied out of the evidence to be filtered, sorted, summed and compared.
    Column("deleted", Boolean, nullable=False),
    Column("kind", String(12), nullable=False),
    Column("month", String(7), nullable=False),  # of payment, "2024-01"; empty when unknown
    Column("kode", String(16), nullable=False),
    Column("kode_akun", String(8), nullable=False),
    Column("masa", String(10), nullable=False),  # "2024-01" or "2024-01-12"
    Column("mata_uang", String(8), nullable=False),
    Column("tanggal", String(10), nullable=False),
    Column("cents", BigInteger),  # jumlah × 100; sums stay exact on both databases
    Column("rank", BigInteger, nullable=False),  # cents, -1 when unknown: where it stands when sorted by amount
    Column("nama", String(256), nullable=False),
    Column("ntpn", String(64), nullable=False, index=True),
    Column("kode_billing", String(64), nullable=False, index=True),
    Column("npwp", String(32), nullable=False, server_default=""),
    Column("needs_review", Boolean, nullable=False),
    # Whether another record had this number when it was written here; of each pair of look-alikes one says so at least.
    Column("ntpn_again", Boolean, nullable=False, server_default=false()),
    Column("kode_billing_again", Boolean, nullable=False, server_default=false()),
    Column("search", Text, nullable=False),  # lower case: names, numbers, file name
    # One index for each order in which pages list records, and one that holds all that totals need.
    Index("ix_records_created", "deleted", "created_at", "id"),
    Index("ix_records_tanggal", "deleted", "tanggal", "id"),
    Index("ix_records_rank", "deleted", "rank", "id"),
    Index("ix_records_nama", "deleted", "nama", "id"),
    Index("ix_records_kode", "deleted", "kode", "id"),
    Index("ix_records_month", "month", "deleted", "created_at"),
    Index("ix_records_status", "status", "created_at", "id"),
    # What was accepted for the same taxpayer, newest first.
    Index("ix_records_npwp", "npwp", "status", "updated_at"),
    Index("ix_records_nama_status", "nama", "status", "updated_at"),
    # A search by text looks at every record: here at a third of the bytes. PostgreSQL's index rows are too short for it.
    Index("ix_records_search", "deleted", "created_at", "id", "search").ddl_if(dialect="sqlite"),
    Index("ix_records_ntpn_again", "ntpn_again", "ntpn"),
    Index("ix_records_kode_billing_again", "kode_billing_again", "kode_billing"),
    Index("ix_records_totals", "deleted", "kind", "kode_akun", "masa", "mata_uang", "cents"),
)

evidence = Table(
    "evidence",
    metadata,
    Column("record_id", ForeignKey("records.id", ondelete="CASCADE"), primary_key=True),
    # record_to_dict as JSON. Apart from `records`, so that lists and sums do not read through it.
    Column("data", Text, nullable=False),
)

edits = Table(
    "edits",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("record_id", ForeignKey("records.id"), nullable=False, index=True),
    Column("at", Moment, nullable=False, index=True),
    Column("who", String(256), nullable=False),
    Column("action", String(12), nullable=False),
    Column("field", String(32), nullable=False),
    Column("old", Text),
    Column("new", Text),
    Column("version", Integer, nullable=False),
    Column("reason", Text, nullable=False),
)

exports = Table(
    "exports",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("who", String(256), nullable=False),
    Column("records", Integer, nullable=False),
    Column("query", Text, nullable=False),
)

overrides = Table(
    "overrides",
    metadata,
    Column("key", String(32), primary_key=True),  # DuplicateGroup.key
    Column("who", String(256), nullable=False),
    Column("at", Moment, nullable=False),
    Column("reason", Text, nullable=False),
)

profiles = Table(
    "profiles",
    metadata,
    Column("name", String(128), primary_key=True),
    Column("columns", Text, nullable=False),
    Column("template", LargeBinary),
    Column("updated_at", Moment, nullable=False),
)

passes = Table(
    "passes",
    metadata,
    Column("record_id", ForeignKey("records.id", ondelete="CASCADE"), primary_key=True),
    Column("batch", String(128), nullable=False, index=True),
    Column("at", Moment, nullable=False, index=True),
    Column("who", String(256), nullable=False),
    Column("allowed", Float, nullable=False),  # share of wrong records the person allowed
    Column("risk", Float, nullable=False),  # chance of an error, as the evidence said when it passed
    Column("sampled", Boolean, nullable=False),  # put before a person after all, to learn how many are wrong
)

refusals = Table(
    "refusals",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("batch", String(128), nullable=False, index=True),
    Column("at", Moment, nullable=False),
    Column("sentence", Text, nullable=False),  # JSON, by language
)
