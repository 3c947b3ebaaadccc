"""How each schedule posts: mentions, threads, and every how many days."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Go up."""
    posting = sa.Column("posting", sa.Text(), nullable=False, server_default="")
    op.add_column("schedules", posting)


def downgrade() -> None:
    """Go down."""
    op.drop_column("schedules", "posting")
