"""How often a turn was claimed, which answer is carried out; indexes for what was scanned."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

LEFT = sa.text("left_over IS NOT NULL")
FINISHED = sa.text("shown_at IS NULL AND outcome IS NOT NULL")
OPEN = sa.text("answer IS NULL")
# Until now a person with spending and no turns was one who is forgotten.
FORGOTTEN = """
    INSERT INTO settings (kind, id, key, value)
    SELECT 'forgotten', person, 'day', CAST(max(day) AS TEXT) FROM spend
    WHERE person <> 0 AND NOT EXISTS (SELECT 1 FROM turns WHERE turns.person = spend.person)
    GROUP BY person
"""


def upgrade() -> None:
    op.add_column("turns", sa.Column("claims", sa.Integer, nullable=False, server_default="0"))
    op.execute("UPDATE turns SET claims = attempts WHERE shown_at IS NULL AND attempts > 0")
    op.add_column("held", sa.Column("choice", sa.Text))
    op.create_index(
        "ix_turns_finished",
        "turns",
        ["lane", "ticket", "id"],
        sqlite_where=FINISHED,
        postgresql_where=FINISHED,
    )
    op.create_index(
        "ix_turns_notes",
        "turns",
        ["left_over", "id"],
        sqlite_where=LEFT,
        postgresql_where=LEFT,
    )
    op.create_index(
        "ix_held_open", "held", ["created_at"], sqlite_where=OPEN, postgresql_where=OPEN
    )
    op.execute(FORGOTTEN)
    op.create_index("ix_held_person", "held", ["person"])
    op.create_index("ix_held_answerer", "held", ["answerer"])
