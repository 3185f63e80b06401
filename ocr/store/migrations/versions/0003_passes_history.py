"""What passed without eyes and its samples; NPWP and name indexed for “history agrees”; the audit by time"""

import json

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

CHUNK = 1000


def upgrade() -> None:
    op.create_table('passes',
    sa.Column('record_id', sa.String(length=32), nullable=False),
    sa.Column('batch', sa.String(length=128), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('who', sa.String(length=256), nullable=False),
    sa.Column('allowed', sa.Float(), nullable=False),
    sa.Column('risk', sa.Float(), nullable=False),
    sa.Column('sampled', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['record_id'], ['records.id'], name=op.f('fk_passes_record_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('record_id', name=op.f('pk_passes'))
    )
    op.create_index(op.f('ix_passes_batch'), 'passes', ['batch'], unique=False)
    op.create_index(op.f('ix_passes_at'), 'passes', ['at'], unique=False)
    op.create_index(op.f('ix_edits_at'), 'edits', ['at'], unique=False)
    op.add_column('records', sa.Column('npwp', sa.String(length=32), nullable=False, server_default=''))
    _fill_npwp()
    op.create_index('ix_records_npwp', 'records', ['npwp', 'status', 'updated_at'], unique=False)
    op.create_index('ix_records_nama_status', 'records', ['nama', 'status', 'updated_at'], unique=False)


def _fill_npwp() -> None:
    """Copies the NPWP out of every record's evidence."""
    connection = op.get_bind()
    evidence = sa.table('evidence', sa.column('record_id'), sa.column('data'))
    records = sa.table('records', sa.column('id'), sa.column('npwp'))
    last = ''
    while True:
        rows = connection.execute(
            sa.select(evidence.c.record_id, evidence.c.data)
            .where(evidence.c.record_id > last)
            .order_by(evidence.c.record_id)
            .limit(CHUNK)
        ).all()
        if not rows:
            return
        last = rows[-1].record_id
        found = [{"key": row.record_id, "npwp": _npwp(row.data)} for row in rows]
        filled = [each for each in found if each["npwp"]]
        if filled:
            set_it = sa.update(records).where(records.c.id == sa.bindparam("key")).values(npwp=sa.bindparam("npwp"))
            connection.execute(set_it, filled)


def _npwp(data: str) -> str:
    fields = json.loads(data)["fields"]
    return next((field["value"] or "" for field in fields if field["name"] == "npwp"), "")[:32]
