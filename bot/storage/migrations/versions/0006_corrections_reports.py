"""Reports of members, and up to which revision a message was corrected."""

import sqlalchemy as sa
from alembic import op

from bot.storage.tables import UtcDateTime

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Go up."""
    op.add_column("history", sa.Column("revision", sa.Integer()))
    op.create_table(
        "reports",
        sa.Column("platform", sa.String(16), primary_key=True),
        sa.Column("server", sa.String(64), primary_key=True),
        sa.Column("person", sa.String(64), primary_key=True),
        sa.Column("bite", sa.String(64), primary_key=True),
        sa.Column("reason", sa.String(16), primary_key=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("told_at", UtcDateTime()),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_reports_at", "reports", ["at"])


def downgrade() -> None:
    """Go down."""
    op.drop_table("reports")
    op.drop_column("history", "revision")
