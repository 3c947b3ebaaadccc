"""Which deliveries show a card, found without a look at all of them."""

from alembic import op

revision = "0014"
down_revision = "0012"


def upgrade() -> None:
    """Go up."""
    op.create_index("ix_deliveries_card", "deliveries", ["card"])


def downgrade() -> None:
    """Go down."""
    op.drop_index("ix_deliveries_card", "deliveries")
