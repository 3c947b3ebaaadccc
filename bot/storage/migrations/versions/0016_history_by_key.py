"""A line of the history is found by its key, and needs no second index."""

from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Go up."""
    op.drop_index("ix_history_delivery", "history")


def downgrade() -> None:
    """Go down."""
    op.create_index("ix_history_delivery", "history", ["delivery"])
