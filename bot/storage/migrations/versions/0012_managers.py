"""Whom admins let administer the bot, besides themselves."""

import sqlalchemy as sa
from alembic import op

from bot.storage.tables import UtcDateTime

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "managers",
        sa.Column("platform", sa.String(16), primary_key=True),
        sa.Column("server", sa.String(64), primary_key=True),
        sa.Column("person", sa.String(64), primary_key=True),
        sa.Column("added_by_id", sa.String(64), nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Go down."""
    op.drop_table("managers")
