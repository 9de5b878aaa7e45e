"""What each call may have cost, and what each turn has reserved of its budgets."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

# Until now only a turn knew what it would cost: its first call is taken to have cost all of it.
OPEN_CALLS = """
    UPDATE calls SET cost = (SELECT turns.cost FROM turns WHERE turns.id = calls.turn)
    WHERE calls.number = 0 AND calls.outcome IN ('', 'painted')
    AND EXISTS (SELECT 1 FROM turns WHERE turns.id = calls.turn AND turns.outcome IS NULL)
    AND calls.id = (SELECT max(c.id) FROM calls AS c WHERE c.turn = calls.turn AND c.number = 0)
"""


def upgrade() -> None:
    op.add_column("calls", sa.Column("cost", sa.BigInteger, nullable=False, server_default="0"))
    op.add_column("turns", sa.Column("reserved", sa.BigInteger))
    op.execute(OPEN_CALLS)
