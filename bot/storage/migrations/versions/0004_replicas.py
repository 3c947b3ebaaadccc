"""Leases of replicas; when a post is too late; cards kept once; smaller indexes."""

import hashlib

import sqlalchemy as sa
from alembic import op

from bot.storage.tables import UtcDateTime

revision = "0004"
down_revision = "0003"
_OLD = ("next_attempt_at", "lease_until")
_NEW = (("planned", "next_attempt_at"), ("sending", "lease_until"))
_HASH = "substr(encode(sha256(convert_to(card, 'UTF8')), 'hex'), 1, 32)"
_KEEP_CARDS = (
    f"INSERT INTO cards (hash, card, at) SELECT {_HASH}, card, max(due_at) "  # noqa: S608
    "FROM deliveries WHERE card <> '' GROUP BY card"
)
_PUT_HASHES = f"UPDATE deliveries SET card = {_HASH} WHERE card <> ''"  # noqa: S608


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "leases",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("owner", sa.String(length=64), nullable=False),
        sa.Column("until", UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_leases")),
    )
    op.create_table(
        "cards",
        sa.Column("hash", sa.String(length=32), nullable=False),
        sa.Column("card", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_cards")),
    )
    op.create_index("ix_cards_at", "cards", ["at"])
    _move_cards()
    op.add_column(
        "deliveries", sa.Column("post_until", UtcDateTime(timezone=True), nullable=True)
    )
    for name in _OLD:
        op.drop_index(f"ix_deliveries_state_{name}", "deliveries")
    for state, name in _NEW:
        only = sa.text(f"state = '{state}'")
        op.create_index(
            f"ix_deliveries_{state}",
            "deliveries",
            ["platform", name],
            sqlite_where=only,
            postgresql_where=only,
        )


def _move_cards() -> None:
    """Keep each card once, and its hash in its place."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(_KEEP_CARDS)
        op.execute(_PUT_HASHES)
    else:
        _move_one_by_one()
    with op.batch_alter_table("deliveries", schema=None) as batch_op:
        batch_op.alter_column(
            "card", type_=sa.String(length=32), existing_type=sa.Text()
        )


def _move_one_by_one() -> None:
    """Move cards where the database knows no such hash."""
    instant = sa.column("at", UtcDateTime(timezone=True))
    cards = sa.table("cards", sa.column("hash"), sa.column("card"), instant)
    due_at = sa.column("due_at", UtcDateTime(timezone=True))
    deliveries = sa.table("deliveries", sa.column("card"), due_at)
    connection = op.get_bind()
    last = sa.func.max(deliveries.c.due_at, type_=due_at.type)
    used = sa.select(deliveries.c.card, last).group_by(deliveries.c.card)
    op.create_index("ix_moved", "deliveries", ["card"])  # or each looks at all rows
    for card, at in connection.execute(used).all():
        if not card:
            continue
        key = hashlib.sha256(card.encode()).hexdigest()[:32]
        connection.execute(sa.insert(cards).values(hash=key, card=card, at=at))
        connection.execute(
            sa.update(deliveries).where(deliveries.c.card == card).values(card=key)
        )
    op.drop_index("ix_moved", "deliveries")


def _move_cards_back() -> None:
    cards = sa.table("cards", sa.column("hash"), sa.column("card"))
    deliveries = sa.table("deliveries", sa.column("card"))
    with op.batch_alter_table("deliveries", schema=None) as batch_op:
        batch_op.alter_column(
            "card", type_=sa.Text(), existing_type=sa.String(length=32)
        )
    text = sa.select(cards.c.card).where(cards.c.hash == deliveries.c.card)
    op.get_bind().execute(
        sa.update(deliveries)
        .where(deliveries.c.card != "")
        .values(card=sa.func.coalesce(text.scalar_subquery(), ""))
    )


def downgrade() -> None:
    """Go down."""
    for state, _ in _NEW:
        op.drop_index(f"ix_deliveries_{state}", "deliveries")
    for name in _OLD:
        op.create_index(f"ix_deliveries_state_{name}", "deliveries", ["state", name])
    with op.batch_alter_table("deliveries", schema=None) as batch_op:
        batch_op.drop_column("post_until")
    _move_cards_back()
    op.drop_table("cards")
    op.drop_table("leases")
