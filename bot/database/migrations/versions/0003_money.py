"""What is spent by day, and a lane of the queue for each server."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

OPEN = sa.text("shown_at IS NULL")


def upgrade() -> None:
    op.add_column("turns", sa.Column("lane", sa.BigInteger, nullable=False, server_default="0"))
    op.execute("UPDATE turns SET lane = guild WHERE guild IS NOT NULL")
    op.drop_index("ix_turns_open", table_name="turns")
    op.create_index(
        "ix_turns_open",
        "turns",
        ["lane", "ticket", "id"],
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.create_index(
        "ix_turns_waiting", "turns", ["person"], sqlite_where=OPEN, postgresql_where=OPEN
    )
    op.drop_index("ix_turns_person", table_name="turns")
    op.create_index("ix_turns_person", "turns", ["person", "lane", "ticket"])
    op.create_table(
        "lanes",
        sa.Column("lane", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("serving", sa.BigInteger, nullable=False),
        sa.Column("done", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("lane", name="pk_lanes"),
    )
    op.create_table(
        "spend",
        sa.Column("person", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("guild", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("day", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("pictures", sa.BigInteger, nullable=False),
        sa.Column("cost", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("person", "guild", "day", name="pk_spend"),
    )
    op.create_index("ix_spend_guild", "spend", ["guild", "day"])
