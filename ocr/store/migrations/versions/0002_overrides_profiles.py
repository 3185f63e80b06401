"""Reasons why look-alikes are no duplicates; export profiles"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('overrides',
    sa.Column('key', sa.String(length=32), nullable=False),
    sa.Column('who', sa.String(length=256), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_overrides'))
    )
    op.create_table('profiles',
    sa.Column('name', sa.String(length=128), nullable=False),
    sa.Column('columns', sa.Text(), nullable=False),
    sa.Column('template', sa.LargeBinary(), nullable=True),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_profiles'))
    )
