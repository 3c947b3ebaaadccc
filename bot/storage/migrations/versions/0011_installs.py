"""Installations in many workspaces, their tokens sealed, and attempts to install."""

import sqlalchemy as sa
from alembic import op

from bot.storage.tables import Texts, UtcDateTime

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "installs",
        sa.Column("platform", sa.String(16), nullable=False),
        sa.Column("server", sa.String(64), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("refresh_token", sa.Text(), nullable=False),
        sa.Column("expires_at", UtcDateTime()),
        sa.Column("enterprise", sa.String(64), nullable=False),
        sa.Column("bot", sa.String(64), nullable=False),
        sa.Column("bot_user", sa.String(64), nullable=False),
        sa.Column("url", sa.String(255), nullable=False),
        sa.Column("scopes", Texts(), nullable=False),
        sa.Column("installed_at", UtcDateTime(), nullable=False),
        sa.Column("refresher", sa.String(64), nullable=False, server_default=""),
        sa.Column("refresh_until", UtcDateTime()),
        sa.PrimaryKeyConstraint("platform", "server", name=op.f("pk_installs")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "install_states",
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("platform", sa.String(16), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_install_states")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_install_states_at", "install_states", ["at"])


def downgrade() -> None:
    """Go down."""
    op.drop_table("install_states")
    op.drop_table("installs")
