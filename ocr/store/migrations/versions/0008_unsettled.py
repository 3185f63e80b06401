"""Documents whose records do not know all words are found without looking at every document"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    behind = sa.text('records_version < text_version')
    op.create_index('ix_documents_unsettled', 'documents', ['id'], unique=False, sqlite_where=behind, postgresql_where=behind)
