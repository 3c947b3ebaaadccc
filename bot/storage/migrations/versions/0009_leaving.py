"""When the bot left a server, and whose names stand in schedules and the history."""

import sqlalchemy as sa
from alembic import op

from bot.storage.tables import UtcDateTime

revision = "0009"
down_revision = "0008"

_WHEN = ("left_at", "erase_at", "checked_at")
_WHOSE = {"schedules": "created_by_id", "history": "shared_by_id"}


def upgrade() -> None:
    """Go up."""
    for name in _WHEN:
        op.add_column("servers", sa.Column(name, UtcDateTime()))
    op.create_index("ix_servers_erase_at", "servers", ["erase_at"])
    for table, name in _WHOSE.items():
        whose = sa.Column(name, sa.String(64), nullable=False, server_default="")
        op.add_column(table, whose)


def downgrade() -> None:
    """Go down."""
    for table, name in _WHOSE.items():
        op.drop_column(table, name)
    op.drop_index("ix_servers_erase_at", "servers")
    for name in _WHEN:
        op.drop_column("servers", name)
    op.execute("UPDATE schedules SET state = 'blocked' WHERE state = 'left'")
