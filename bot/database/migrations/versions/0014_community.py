"""Images in the showcases of servers and in themes, on their way there, and votes for them."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "showcase",
        sa.Column("turn", ID, nullable=False, autoincrement=False),
        sa.Column("theme", ID, nullable=False, autoincrement=False, server_default="0"),
        sa.Column("person", sa.BigInteger, nullable=False),
        sa.Column("guild", sa.BigInteger, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("channel", sa.BigInteger),
        sa.Column("message", sa.BigInteger),
        sa.Column("note_channel", sa.BigInteger),
        sa.Column("note", sa.BigInteger),
        sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
        sa.Column("reason", sa.Text, nullable=False, server_default=""),
        sa.Column("created_at", sa.Double, nullable=False),
        sa.Column("shown_at", sa.Double),
        sa.Column("due_at", sa.Double),
        sa.Column("votes", sa.Integer, nullable=False, server_default="0"),
        sa.PrimaryKeyConstraint("turn", "theme", name="pk_showcase"),
        sa.ForeignKeyConstraint(["turn"], ["turns.id"], name="fk_showcase_turn_turns"),
    )
    due = sa.text("due_at IS NOT NULL")
    op.create_index(
        "ix_showcase_due", "showcase", ["due_at"], sqlite_where=due, postgresql_where=due
    )
    op.create_index("ix_showcase_person", "showcase", ["person"])
    op.create_index("ix_showcase_guild", "showcase", ["guild", "shown_at"])
    op.create_index("ix_showcase_channel", "showcase", ["channel"])
    op.create_index("ix_showcase_theme", "showcase", ["theme", "person"])
    op.create_table(
        "themes",
        sa.Column("id", ID, primary_key=True, autoincrement=True),
        sa.Column("guild", sa.BigInteger, nullable=False),
        sa.Column("channel", sa.BigInteger, nullable=False),
        sa.Column("thread", sa.BigInteger),
        sa.Column("message", sa.BigInteger),
        sa.Column("board", sa.BigInteger),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("per_person", sa.Integer, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
        sa.Column("reason", sa.Text, nullable=False, server_default=""),
        sa.Column("started_at", sa.Double, nullable=False),
        sa.Column("ends_at", sa.Double, nullable=False),
        sa.Column("due_at", sa.Double),
    )
    op.create_index("ix_themes_due", "themes", ["due_at"], sqlite_where=due, postgresql_where=due)
    op.create_index("ix_themes_guild", "themes", ["guild", "started_at"])
    op.create_table(
        "votes",
        sa.Column("theme", ID, nullable=False, autoincrement=False),
        sa.Column("turn", ID, nullable=False, autoincrement=False),
        sa.Column("person", sa.BigInteger, nullable=False, autoincrement=False),
        sa.PrimaryKeyConstraint("theme", "turn", "person", name="pk_votes"),
    )
    op.create_index("ix_votes_person", "votes", ["person"])
