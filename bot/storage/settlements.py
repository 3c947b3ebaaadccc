"""The deliveries' last transaction: what became of a batch of attempts."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.delivery import (
    FOLLOWS,
    GIVES_BITE_BACK,
    Delivery,
    DeliveryState,
    Outcome,
    still_holds,
)
from bot.ports import Settled
from bot.storage import refusals
from bot.storage.among import among
from bot.storage.history import confirm, give_back
from bot.storage.inserts import insert_all_new
from bot.storage.present import present
from bot.storage.tables import deliveries, delivery_receipts

Pair = tuple[Delivery, Outcome]
_WRITTEN = ("state", "message_id", "reason", "next_attempt_at", "lease_until")
# A new plan begins anew; without its last moment the schedule is looked at again,
# as it may have been changed while this try was under way.
_AGAIN = (*_WRITTEN, "first_send_at", "post_until")


async def settle(
    connection: AsyncConnection, pairs: Sequence[Pair], now: datetime
) -> list[Settled]:
    """Write outcomes whose fence still holds, and the proofs of posts anyway."""
    for _, outcome in pairs:
        if outcome.state not in FOLLOWS[DeliveryState.SENDING]:
            raise ValueError(f"{outcome.state} does not follow sending")
    fences = await _lock(connection, [delivery.id for delivery, _ in pairs])
    held = [(one, end) for one, end in pairs if still_holds(one, fences.get(one.id))]
    # The lease may run on the clock of the database, which differs from ours.
    await _write(connection, held, ahead=await present(connection, now) - now)
    await give_back(
        connection, [one.id for one, end in held if end.state in GIVES_BITE_BACK]
    )
    await confirm(
        connection,
        {one.id: end.message_id for one, end in held if end.message_id},
    )
    blocked = await refusals.count(connection, held)
    known = await _messages(connection, pairs, fences, now)
    return [
        Settled(
            held=still_holds(one, fences.get(one.id)),
            message_ids=known.get(one.id, ()),
            blocked=end.refused and one.schedule in blocked,
        )
        for one, end in pairs
    ]


async def _lock(connection: AsyncConnection, ids: Collection[str]) -> dict[str, int]:
    """Give the fences of those that are being sent, locked in one order."""
    query = (
        select(deliveries.c.id, deliveries.c.fence)
        .where(
            among(connection, deliveries.c.id, ids),
            deliveries.c.state == DeliveryState.SENDING,
        )
        .order_by(deliveries.c.id)
        .with_for_update()
    )
    return dict((await connection.execute(query)).all())


async def _write(
    connection: AsyncConnection, held: Sequence[Pair], *, ahead: timedelta
) -> None:
    for names, is_anew in ((_WRITTEN, False), (_AGAIN, True)):
        rows = [
            _values(one, end, ahead)
            for one, end in held
            if (end.state is DeliveryState.PLANNED) is is_anew
        ]
        if rows:
            changes: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names}
            which = deliveries.c.id == bindparam("which")
            statement = update(deliveries).where(which).values(**changes)
            await connection.execute(statement, rows)


def _values(delivery: Delivery, outcome: Outcome, ahead: timedelta) -> dict[str, Any]:
    """Give what is written; an unclear one is left alone for a while."""
    lease_until = None
    if outcome.state is DeliveryState.SENDING and outcome.next_attempt_at:
        lease_until = outcome.next_attempt_at + ahead
    return {
        "which": delivery.id,
        "new_state": outcome.state,
        "new_message_id": outcome.message_id,
        "new_reason": outcome.reason,
        "new_next_attempt_at": outcome.next_attempt_at,
        "new_lease_until": lease_until,
        "new_first_send_at": None,
        "new_post_until": None,
    }


async def _messages(
    connection: AsyncConnection,
    pairs: Sequence[Pair],
    fences: Mapping[str, int],
    now: datetime,
) -> dict[str, tuple[str, ...]]:
    """Give all messages that are known of these deliveries, oldest first.

    The one that was settled is in the delivery; those that came too late are kept
    as receipts, for ever.
    """
    held = {one.id for one, _ in pairs if still_holds(one, fences.get(one.id))}
    posted = [(one.id, end.message_id) for one, end in pairs if end.message_id]
    late = [
        {"delivery": one, "message_id": that, "at": now}
        for one, that in posted
        if one not in held
    ]
    if late:
        await insert_all_new(connection, delivery_receipts, late)
    found = {one: {that} for one, that in posted}
    ids = list(found)
    receipts, kept = delivery_receipts.c, deliveries.c
    queries = [select(receipts.delivery, receipts.message_id)]
    queries[0] = queries[0].where(among(connection, receipts.delivery, ids))
    if late:
        others = [one["delivery"] for one in late]
        queries.append(
            select(kept.id, kept.message_id).where(
                kept.id.in_(others), kept.message_id.is_not(None)
            )
        )
    for query in queries:
        for delivery, message_id in await connection.execute(query):
            found[delivery].add(message_id)
    return {one: tuple(sorted(those, key=_age)) for one, those in found.items()}


def _age(message_id: str) -> list[int]:
    """Both platforms' ids grow with time, whatever their parts are called."""
    return [int(part) for part in message_id.split(".")]
