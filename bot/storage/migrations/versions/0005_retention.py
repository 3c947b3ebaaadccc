"""Indexes for housekeeping: each delivery is in one of them, by whether it has a card."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None
_INDEXES = {
    "ix_deliveries_with_card": sa.text("card <> ''"),
    "ix_deliveries_without_card": sa.text("card = ''"),
}


def upgrade() -> None:
    """Create the indexes."""
    for name, rows in _INDEXES.items():
        op.create_index(
            name, "deliveries", ["due_at"], sqlite_where=rows, postgresql_where=rows
        )


def downgrade() -> None:
    """Drop the indexes."""
    for name in _INDEXES:
        op.drop_index(name, "deliveries")
