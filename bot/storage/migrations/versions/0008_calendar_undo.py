"""The days that a schedule leaves out, and the settings before each change."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Go up."""
    calendar = sa.Column("calendar", sa.Text(), nullable=False, server_default="")
    op.add_column("schedules", calendar)
    undo = sa.Column("undo", sa.Text(), nullable=False, server_default="")
    op.add_column("audit", undo)


def downgrade() -> None:
    """Go down."""
    op.drop_column("audit", "undo")
    op.drop_column("schedules", "calendar")
