"""When the bot said hello to a server, and forms that were filled and not saved."""

import sqlalchemy as sa
from alembic import op

from bot.storage.tables import UtcDateTime

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Go up; servers that are known already hear no hello."""
    op.add_column("servers", sa.Column("welcomed_at", UtcDateTime()))
    op.execute("UPDATE servers SET welcomed_at = first_seen_at")
    op.create_table(
        "drafts",
        sa.Column("platform", sa.String(16), primary_key=True),
        sa.Column("server", sa.String(64), primary_key=True),
        sa.Column("person", sa.String(64), primary_key=True),
        sa.Column("schedule", sa.String(16), nullable=False),
        sa.Column("channel", sa.String(64), nullable=False),
        sa.Column("options", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_drafts_at", "drafts", ["at"])


def downgrade() -> None:
    """Go down."""
    op.drop_table("drafts")
    op.drop_column("servers", "welcomed_at")
