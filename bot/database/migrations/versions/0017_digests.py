"""Digests of servers: where each is posted, and when the next one is due."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.create_table(
        "digests",
        sa.Column("guild", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("channel", sa.BigInteger, nullable=False),
        sa.Column("due_at", sa.Double, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("refusals", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("guild", name="pk_digests"),
    )
    op.create_index("ix_digests_due", "digests", ["due_at"])
