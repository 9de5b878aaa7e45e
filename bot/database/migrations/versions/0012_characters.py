"""Characters, which prompts name, and their pictures."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "characters",
        sa.Column("id", ID, nullable=False, autoincrement=True),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("owner_id", sa.BigInteger, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("person", sa.BigInteger, nullable=False),
        sa.Column("character", sa.Text, nullable=False),
        sa.Column("created_at", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_characters"),
    )
    op.create_index("ix_characters_name", "characters", ["owner", "owner_id", "name"], unique=True)
    op.create_index("ix_characters_person", "characters", ["person"])
    op.create_table(
        "character_pictures",
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("character", ID, nullable=False),
        sa.PrimaryKeyConstraint("digest", "character", name="pk_character_pictures"),
        sa.ForeignKeyConstraint(
            ["character"],
            ["characters.id"],
            name="fk_character_pictures_character",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_character_pictures_character", "character_pictures", ["character"])
