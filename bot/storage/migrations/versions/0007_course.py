"""Which order a schedule's cursor belongs to."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Go up."""
    op.add_column(
        "schedules",
        sa.Column("course", sa.String(length=16), nullable=False, server_default=""),
    )


def downgrade() -> None:
    """Go down."""
    with op.batch_alter_table("schedules") as batch_op:
        batch_op.drop_column("course")
