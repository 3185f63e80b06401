"""Which records brought a number that was there: duplicates are found without counting every number; text to search"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for number in ('ntpn', 'kode_billing'):
        again = f'{number}_again'
        op.add_column('records', sa.Column(again, sa.Boolean(), nullable=False, server_default=sa.false()))
        table = sa.table('records', *(sa.column(name) for name in ('ntpn', 'kode_billing', 'kind', again)))
        repeated = sa.select(table.c[number]).where(table.c[number] != '').group_by(table.c[number])
        if number == 'ntpn':
            repeated = repeated.having(sa.func.count() > 1)
        else:  # a billing code is expected on its billing sheet and on every detail of its payment
            least, most = sa.func.min(table.c.ntpn), sa.func.max(table.c.ntpn)
            repeated = repeated.where(table.c.kind != 'billing').having(sa.func.count() > 1)
            repeated = repeated.having(sa.or_(least < most, least == ''))
        op.execute(sa.update(table).where(table.c[number].in_(repeated)).values({again: True}))
        op.create_index(f'ix_records_{again}', 'records', [again, number], unique=False)
    if op.get_bind().dialect.name == 'sqlite':
        op.create_index('ix_records_search', 'records', ['deleted', 'created_at', 'id', 'search'], unique=False)
        op.execute('ANALYZE records')  # statistics of the other indexes alone would make this one look the best for all
