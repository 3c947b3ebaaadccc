"""Receipts of posts, and an index for deliveries that were left in the middle."""

import sqlalchemy as sa
from alembic import op

from bot.storage.tables import UtcDateTime

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "delivery_receipts",
        sa.Column("delivery", sa.String(length=32), nullable=False),
        sa.Column("message_id", sa.String(length=64), nullable=False),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["delivery"], ["deliveries.id"], name=op.f("fk_delivery_receipts_delivery")
        ),
        sa.PrimaryKeyConstraint(
            "delivery", "message_id", name=op.f("pk_delivery_receipts")
        ),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("deliveries", schema=None) as batch_op:
        batch_op.create_index(
            "ix_deliveries_state_lease_until", ["state", "lease_until"], unique=False
        )


def downgrade() -> None:
    """Go down."""
    with op.batch_alter_table("deliveries", schema=None) as batch_op:
        batch_op.drop_index("ix_deliveries_state_lease_until")
    op.drop_table("delivery_receipts")
