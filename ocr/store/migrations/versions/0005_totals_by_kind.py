"""Totals by kind of document: what is paid apart from what is announced"""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index('ix_records_totals', table_name='records')
    columns = ['deleted', 'kind', 'kode_akun', 'masa', 'mata_uang', 'cents']
    op.create_index('ix_records_totals', 'records', columns, unique=False)
