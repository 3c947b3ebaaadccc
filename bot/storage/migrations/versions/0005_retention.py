"""An index for housekeeping."""

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Go up."""
    op.create_index("ix_deliveries_due_at", "deliveries", ["due_at"])


def downgrade() -> None:
    """Go down."""
    op.drop_index("ix_deliveries_due_at", "deliveries")
