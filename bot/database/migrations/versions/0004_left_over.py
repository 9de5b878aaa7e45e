"""What is left to do about a turn once it is shown: its note, or offering it."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

LEFT = sa.text("left_over IS NOT NULL")


def upgrade() -> None:
    op.add_column("turns", sa.Column("left_over", sa.Text))
    op.create_index(
        "ix_turns_left_over", "turns", ["person"], sqlite_where=LEFT, postgresql_where=LEFT
    )
