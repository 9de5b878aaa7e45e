"""Numbers in a canvas, deleted turns, where redo leads, and where a post stands."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
# A thread opened on a picture has that picture for its number 1. What a person wrote has its
# quotation marks escaped, so that the second condition finds the flag only.
NUMBER = r"""
    UPDATE turns SET number =
        (SELECT count(*) FROM turns AS earlier
            WHERE earlier.channel = turns.channel AND earlier.id <= turns.id
            AND earlier.request NOT LIKE '%"private"\:true%')
        + (SELECT count(*) FROM posts WHERE posts.message = turns.channel)
    WHERE channel IS NOT NULL AND request NOT LIKE '%"private"\:true%'
"""


def upgrade() -> None:
    op.add_column("turns", sa.Column("number", sa.Integer))
    op.add_column("turns", sa.Column("deleted_at", sa.Double))
    op.execute(NUMBER)
    op.create_index("ix_turns_number", "turns", ["channel", "number"], unique=True)
    op.add_column("posts", sa.Column("channel", sa.BigInteger))
    op.create_index("ix_posts_turn", "posts", ["turn"])
    with op.batch_alter_table("canvases") as canvases:
        canvases.add_column(sa.Column("tip", ID))
        canvases.create_foreign_key("fk_canvases_tip", "turns", ["tip"], ["id"])
