"""Which uploads brought bytes that were there: duplicates by file are found without counting every upload"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('submissions', sa.Column('again', sa.Boolean(), nullable=False, server_default=sa.false()))
    table = sa.table('submissions', sa.column('id'), sa.column('document_id'), sa.column('again'))
    first = sa.select(sa.func.min(table.c.id)).group_by(table.c.document_id)
    op.execute(sa.update(table).where(table.c.id.not_in(first)).values(again=True))
    op.create_index('ix_submissions_again', 'submissions', ['again', 'document_id'], unique=False)
