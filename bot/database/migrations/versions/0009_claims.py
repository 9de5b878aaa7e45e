"""How often a turn was claimed, so that its server pays once for its place in the queue."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.add_column("turns", sa.Column("claims", sa.Integer, nullable=False, server_default="0"))
    op.execute("UPDATE turns SET claims = attempts WHERE shown_at IS NULL AND attempts > 0")
