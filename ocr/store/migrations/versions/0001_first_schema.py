"""First schema: documents, pages, records, append-only edits, lanes, exports"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


# The audit is append-only: a line is never changed, and goes only with a record that is being removed for good.
SQLITE = """
CREATE TRIGGER edits_never_change BEFORE UPDATE ON edits
BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;
CREATE TRIGGER edits_go_with_their_record BEFORE DELETE ON edits
WHEN EXISTS (SELECT 1 FROM records WHERE id = OLD.record_id AND status <> 'removed')
BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;
"""
POSTGRESQL = """
CREATE FUNCTION edits_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND NOT EXISTS (SELECT 1 FROM records WHERE id = OLD.record_id AND status <> 'removed') THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'the audit trail is append-only';
END $$;
CREATE TRIGGER edits_append_only BEFORE UPDATE OR DELETE ON edits FOR EACH ROW EXECUTE FUNCTION edits_guard();
"""


def _guard_audit() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(POSTGRESQL)
        return
    for trigger in SQLITE.split("END;")[:-1]:
        op.execute(trigger + "END;")


def upgrade() -> None:
    op.create_table('documents',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('size', sa.BigInteger(), nullable=False),
    sa.Column('media_type', sa.String(length=64), nullable=False),
    sa.Column('page_count', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('text_version', sa.Integer(), nullable=False),
    sa.Column('records_version', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_documents')),
    sa.UniqueConstraint('sha256', name=op.f('uq_documents_sha256'))
    )
    op.create_index(op.f('ix_documents_created_at'), 'documents', ['created_at'], unique=False)
    op.create_table('exports',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('who', sa.String(length=256), nullable=False),
    sa.Column('records', sa.Integer(), nullable=False),
    sa.Column('query', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_exports'))
    )
    op.create_table('lanes',
    sa.Column('name', sa.String(length=256), nullable=False),
    sa.Column('served_at', sa.Float(), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_lanes'))
    )
    op.create_index(op.f('ix_lanes_served_at'), 'lanes', ['served_at'], unique=False)
    op.create_table('pages',
    sa.Column('document_id', sa.String(length=32), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('status', sa.String(length=12), nullable=False),
    sa.Column('lane', sa.String(length=256), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('lease_token', sa.String(length=32), nullable=True),
    sa.Column('lease_owner', sa.String(length=200), nullable=True),
    sa.Column('lease_until', sa.Float(), nullable=True),
    sa.Column('source', sa.String(length=8), nullable=True),
    sa.Column('seconds', sa.Float(), nullable=True),
    sa.Column('error_code', sa.String(length=32), nullable=True),
    sa.Column('error_id', sa.Text(), nullable=True),
    sa.Column('error_en', sa.Text(), nullable=True),
    sa.Column('width', sa.Integer(), nullable=True),
    sa.Column('height', sa.Integer(), nullable=True),
    sa.Column('preview_sha256', sa.String(length=64), nullable=True),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['document_id'], ['documents.id'], name=op.f('fk_pages_document_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('document_id', 'number', name=op.f('pk_pages'))
    )
    op.create_index(op.f('ix_pages_finished_at'), 'pages', ['finished_at'], unique=False)
    op.create_index(op.f('ix_pages_preview_sha256'), 'pages', ['preview_sha256'], unique=False)
    op.create_index('ix_pages_status_lane', 'pages', ['status', 'lane'], unique=False)
    op.create_table('records',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('document_id', sa.String(length=32), nullable=False),
    sa.Column('ordinal', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('status', sa.String(length=12), nullable=False),
    sa.Column('touched', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('deleted', sa.Boolean(), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('month', sa.String(length=7), nullable=False),
    sa.Column('kode', sa.String(length=16), nullable=False),
    sa.Column('kode_akun', sa.String(length=8), nullable=False),
    sa.Column('masa', sa.String(length=10), nullable=False),
    sa.Column('mata_uang', sa.String(length=8), nullable=False),
    sa.Column('tanggal', sa.String(length=10), nullable=False),
    sa.Column('cents', sa.BigInteger(), nullable=True),
    sa.Column('rank', sa.BigInteger(), nullable=False),
    sa.Column('nama', sa.String(length=256), nullable=False),
    sa.Column('ntpn', sa.String(length=64), nullable=False),
    sa.Column('kode_billing', sa.String(length=64), nullable=False),
    sa.Column('needs_review', sa.Boolean(), nullable=False),
    sa.Column('search', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['document_id'], ['documents.id'], name=op.f('fk_records_document_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_records'))
    )
    op.create_index('ix_records_created', 'records', ['deleted', 'created_at', 'id'], unique=False)
    op.create_index(op.f('ix_records_document_id'), 'records', ['document_id'], unique=False)
    op.create_index('ix_records_kode', 'records', ['deleted', 'kode', 'id'], unique=False)
    op.create_index(op.f('ix_records_kode_billing'), 'records', ['kode_billing'], unique=False)
    op.create_index('ix_records_month', 'records', ['month', 'deleted', 'created_at'], unique=False)
    op.create_index('ix_records_nama', 'records', ['deleted', 'nama', 'id'], unique=False)
    op.create_index(op.f('ix_records_ntpn'), 'records', ['ntpn'], unique=False)
    op.create_index('ix_records_rank', 'records', ['deleted', 'rank', 'id'], unique=False)
    op.create_index('ix_records_status', 'records', ['status', 'created_at', 'id'], unique=False)
    op.create_index('ix_records_tanggal', 'records', ['deleted', 'tanggal', 'id'], unique=False)
    op.create_index('ix_records_totals', 'records', ['deleted', 'kode_akun', 'masa', 'mata_uang', 'cents'], unique=False)
    op.create_table('submissions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('document_id', sa.String(length=32), nullable=False),
    sa.Column('batch', sa.String(length=128), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('uploader', sa.String(length=256), nullable=False),
    sa.Column('source', sa.String(length=8), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['document_id'], ['documents.id'], name=op.f('fk_submissions_document_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_submissions'))
    )
    op.create_index(op.f('ix_submissions_batch'), 'submissions', ['batch'], unique=False)
    op.create_index(op.f('ix_submissions_document_id'), 'submissions', ['document_id'], unique=False)
    op.create_table('edits',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('record_id', sa.String(length=32), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('who', sa.String(length=256), nullable=False),
    sa.Column('action', sa.String(length=12), nullable=False),
    sa.Column('field', sa.String(length=32), nullable=False),
    sa.Column('old', sa.Text(), nullable=True),
    sa.Column('new', sa.Text(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['record_id'], ['records.id'], name=op.f('fk_edits_record_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_edits'))
    )
    op.create_index(op.f('ix_edits_record_id'), 'edits', ['record_id'], unique=False)
    op.create_table('evidence',
    sa.Column('record_id', sa.String(length=32), nullable=False),
    sa.Column('data', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['record_id'], ['records.id'], name=op.f('fk_evidence_record_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('record_id', name=op.f('pk_evidence'))
    )
    op.create_table('page_texts',
    sa.Column('document_id', sa.String(length=32), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('words', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['document_id', 'number'], ['pages.document_id', 'pages.number'], name='fk_page_texts_page', ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('document_id', 'number', name=op.f('pk_page_texts'))
    )
    _guard_audit()
