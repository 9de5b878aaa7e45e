"""Lists of themes that follow each other; the role and the tag of an announcement."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.add_column("themes", sa.Column("role", sa.BigInteger))
    op.add_column("themes", sa.Column("tag", sa.BigInteger))
    op.create_table(
        "theme_repeats",
        sa.Column("guild", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("every", sa.Text, nullable=False),
        sa.Column("channel", sa.BigInteger, nullable=False),
        sa.Column("per_person", sa.Integer, nullable=False),
        sa.Column("role", sa.BigInteger),
        sa.Column("tag", sa.BigInteger),
        sa.Column("themes", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("guild", name="pk_theme_repeats"),
    )
