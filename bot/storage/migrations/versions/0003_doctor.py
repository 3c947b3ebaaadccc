"""Refusals in a row, which schedule a change was about, and notices to admins."""

import sqlalchemy as sa
from alembic import op

from bot.storage.tables import UtcDateTime

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Go up."""
    op.add_column(
        "schedules",
        sa.Column("failures", sa.Integer(), nullable=False, server_default="0"),
    )
    op.add_column(
        "audit",
        sa.Column("schedule", sa.String(length=16), nullable=False, server_default=""),
    )
    op.create_table(
        "notices",
        sa.Column("schedule", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("platform", sa.String(length=16), nullable=False),
        sa.Column("server", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("told_at", UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["schedule"], ["schedules.id"], name=op.f("fk_notices_schedule")
        ),
        sa.PrimaryKeyConstraint("schedule", "kind", name=op.f("pk_notices")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_notices_place", "notices", ["platform", "server"])


def downgrade() -> None:
    """Go down."""
    op.drop_table("notices")
    with op.batch_alter_table("audit") as batch_op:
        batch_op.drop_column("schedule")
    with op.batch_alter_table("schedules") as batch_op:
        batch_op.drop_column("failures")
