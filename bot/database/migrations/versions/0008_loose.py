"""Pictures that were taken in and belong to no turn, so that they can be forgotten."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "loose",
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("person", sa.BigInteger, nullable=False),
        sa.Column("since", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("digest", "person", name="pk_loose"),
    )
    op.create_index("ix_loose_person", "loose", ["person"])
    op.create_index("ix_loose_since", "loose", ["since"])
