"""An index by which a person's last refusals are found, wherever they asked."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

FAILED = sa.text("outcome = 'failed'")


def upgrade() -> None:
    op.create_index(
        "ix_turns_failed",
        "turns",
        ["person", "painted_at"],
        sqlite_where=FAILED,
        postgresql_where=FAILED,
    )
