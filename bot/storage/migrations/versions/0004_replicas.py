"""Leases of replicas and roles, and an index that finds a platform's next posts."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None
_NEXT, _LEFT = "ix_deliveries_state_next_attempt_at", "ix_deliveries_state_lease_until"


def upgrade() -> None:
    """Create the table, and replace the indexes."""
    op.create_table(
        "leases",
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("owner", sa.String(64), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_leases"),
    )
    op.drop_index(_NEXT, "deliveries")
    op.drop_index(_LEFT, "deliveries")
    for name in ("next_attempt_at", "lease_until"):
        columns = ["platform", "state", name]
        op.create_index(f"ix_deliveries_platform_{name}", "deliveries", columns)


def downgrade() -> None:
    """Put the old indexes back, and drop the table."""
    for name in ("next_attempt_at", "lease_until"):
        op.drop_index(f"ix_deliveries_platform_{name}", "deliveries")
        op.create_index(f"ix_deliveries_state_{name}", "deliveries", ["state", name])
    op.drop_table("leases")
