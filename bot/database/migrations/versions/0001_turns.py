"""Turns, the messages that show them, the heads of threads, and a notebook."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
OPEN = sa.text("shown_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "turns",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("origin", sa.Text),
        sa.Column("parent", ID),
        sa.Column("pick", sa.Integer, nullable=False, server_default="0"),
        sa.Column("request", sa.Text, nullable=False),
        sa.Column("person", sa.BigInteger, nullable=False),
        sa.Column("guild", sa.BigInteger),
        sa.Column("channel", sa.BigInteger),
        sa.Column("place", sa.Text),
        sa.Column("ticket", sa.BigInteger, nullable=False),
        sa.Column("cost", sa.BigInteger, nullable=False),
        sa.Column("created_at", sa.Double, nullable=False),
        sa.Column("due_at", sa.Double, nullable=False),
        sa.Column("lease", sa.Text),
        sa.Column("lease_until", sa.Double, nullable=False, server_default="0"),
        sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
        sa.Column("showings", sa.Integer, nullable=False, server_default="0"),
        sa.Column("outcome", sa.Text),
        sa.Column("painted", sa.Text, nullable=False, server_default="[]"),
        sa.Column("reason", sa.Text, nullable=False, server_default=""),
        sa.Column("facts", sa.Text, nullable=False, server_default="{}"),
        sa.Column("words", sa.Text, nullable=False, server_default=""),
        sa.Column("note", sa.BigInteger),
        sa.Column("message", sa.BigInteger),
        sa.Column("painted_at", sa.Double),
        sa.Column("shown_at", sa.Double),
        sa.PrimaryKeyConstraint("id", name="pk_turns"),
        sa.UniqueConstraint("origin", name="uq_turns_origin"),
        sa.ForeignKeyConstraint(["parent"], ["turns.id"], name="fk_turns_parent"),
    )
    op.create_index(
        "ix_turns_open", "turns", ["ticket", "id"], sqlite_where=OPEN, postgresql_where=OPEN
    )
    op.create_index("ix_turns_person", "turns", ["person", "ticket"])
    op.create_index("ix_turns_channel", "turns", ["channel", "id"])
    op.create_table(
        "posts",
        sa.Column("message", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("turn", ID, nullable=False),
        sa.PrimaryKeyConstraint("message", name="pk_posts"),
        sa.ForeignKeyConstraint(["turn"], ["turns.id"], name="fk_posts_turn"),
    )
    op.create_table(
        "canvases",
        sa.Column("channel", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("head", ID),
        sa.Column("listens", sa.Boolean, nullable=False, server_default=sa.text("true")),
        sa.Column("told", sa.Boolean, nullable=False, server_default=sa.text("false")),
        sa.PrimaryKeyConstraint("channel", name="pk_canvases"),
        sa.ForeignKeyConstraint(["head"], ["turns.id"], name="fk_canvases_head"),
    )
    op.create_table(
        "notebook",
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_notebook"),
    )
