"""Which turns use which pictures, and when pictures stopped being kept."""

import re

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
DIGEST = re.compile(r'"digest":"([0-9a-f]{64})"')
AT_ONCE = 500  # turns read at a time


def upgrade() -> None:
    op.add_column("turns", sa.Column("gone_at", sa.Double))
    op.create_index("ix_turns_parent", "turns", ["parent"])
    kept = sa.text("gone_at IS NULL")
    op.create_index(
        "ix_turns_kept", "turns", ["channel", "id"], sqlite_where=kept, postgresql_where=kept
    )
    uses = op.create_table(
        "uses",
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("turn", ID, nullable=False),
        sa.Column("ended", sa.Boolean, nullable=False, server_default=sa.text("false")),
        sa.PrimaryKeyConstraint("digest", "turn", name="pk_uses"),
        sa.ForeignKeyConstraint(["turn"], ["turns.id"], name="fk_uses_turn"),
    )
    op.create_index("ix_uses_turn", "uses", ["turn"])
    ended = sa.text("ended")
    op.create_index("ix_uses_ended", "uses", ["digest"], sqlite_where=ended, postgresql_where=ended)
    connection, last = op.get_bind(), 0
    while rows := connection.execute(
        sa.text(
            "SELECT id, request, painted FROM turns WHERE id > :last ORDER BY id LIMIT :at_once"
        ),
        {"last": last, "at_once": AT_ONCE},
    ).all():
        found = {(one, row.id) for row in rows for one in DIGEST.findall(row.request + row.painted)}
        if found:
            connection.execute(
                sa.insert(uses), [{"digest": one, "turn": turn} for one, turn in sorted(found)]
            )
        last = rows[-1].id
