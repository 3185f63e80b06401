"""What the photo coach said of a document; seconds of a page by stage"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

STAGES = ("rasterise_s", "read_s", "wait_s", "extract_s")


def upgrade() -> None:
    op.add_column('documents', sa.Column('advice', sa.String(length=64), nullable=False, server_default=''))
    for stage in STAGES:
        op.add_column('pages', sa.Column(stage, sa.Float(), nullable=True))
