"""The calls to Gemini, the pauses of its models, and each turn's model in a column of its own."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
MODEL = {
    "sqlite": "json_extract(request, '$.model')",
    "postgresql": "CAST(request AS json) ->> 'model'",
}


def upgrade() -> None:
    op.add_column("turns", sa.Column("model", sa.Text, nullable=False, server_default=""))
    model = MODEL[op.get_bind().dialect.name]
    op.execute(f"UPDATE turns SET model = {model}")  # noqa: S608 - one of the two above
    op.create_table(
        "calls",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("turn", ID, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("worker", sa.Text, nullable=False),
        sa.Column("model", sa.Text, nullable=False),
        sa.Column("began_at", sa.Double, nullable=False),
        sa.Column("ended_at", sa.Double),
        sa.Column("outcome", sa.Text, nullable=False, server_default=""),
        sa.Column("done", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_calls"),
        sa.ForeignKeyConstraint(["turn"], ["turns.id"], name="fk_calls_turn", ondelete="CASCADE"),
    )
    op.create_index("ix_calls_turn", "calls", ["turn"])
    op.create_index("ix_calls_began_at", "calls", ["began_at"])
    op.create_table(
        "pauses",
        sa.Column("model", sa.Text, nullable=False),
        sa.Column("until", sa.Double, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("since", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("model", name="pk_pauses"),
    )
