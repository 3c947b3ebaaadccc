"""The deliveries' last transaction: what became of a batch of attempts."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Select, select, update
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
from bot.storage.among import among, among_these, these
from bot.storage.batches import read_all, update_all
from bot.storage.history import confirm, confirm_one, give_back
from bot.storage.inserts import insert_all_new
from bot.storage.present import present
from bot.storage.tables import deliveries, delivery_receipts

Pair = tuple[Delivery, Outcome]
# A new plan begins anew; without its last moment the schedule is looked at again,
# as it may have been changed while this try was under way.
_ANEW = {"first_send_at": None, "post_until": None}


async def settle(
    connection: AsyncConnection, pairs: Sequence[Pair], now: datetime
) -> list[Settled]:
    """Write outcomes whose fence still holds, and the proofs of posts anyway."""
    for _, outcome in pairs:
        if outcome.state not in FOLLOWS[DeliveryState.SENDING]:
            raise ValueError(f"{outcome.state} does not follow sending")
    claims = await _lock(connection, [delivery.id for delivery, _ in pairs])
    holds = [_end_claim(claims, one) for one, _ in pairs]
    held = [pair for pair, is_ours in zip(pairs, holds, strict=True) if is_ours]
    late = [pair for pair, is_ours in zip(pairs, holds, strict=True) if not is_ours]
    # The lease may run on the clock of the database, which differs from ours.
    await _write(connection, held, ahead=await present(connection, now) - now)
    await give_back(
        connection, [one.id for one, end in held if end.state in GIVES_BITE_BACK]
    )
    await confirm(connection, [pair for pair in held if pair[1].message_id])
    blocked = await refusals.count(connection, held)
    known = await _messages(connection, held, late, now)
    return [
        Settled(
            held=is_ours,
            message_ids=known.get(one.id, ()),
            blocked=end.refused and one.schedule in blocked,
        )
        for (one, end), is_ours in zip(pairs, holds, strict=True)
    ]


def _end_claim(claims: dict[str, tuple[int, str]], delivery: Delivery) -> bool:
    """Tell whether a claim is the last one; it ends once, and what comes then is late.

    At a stop one is given back and may end by itself at the same moment.
    """
    is_ours = still_holds(delivery, claims.get(delivery.id))
    if is_ours:
        del claims[delivery.id]
    return is_ours


async def _lock(
    connection: AsyncConnection, ids: Collection[str]
) -> dict[str, tuple[int, str]]:
    """Give fence and owner of those that are being sent, locked in one order."""
    query = _claims(connection.dialect.name)
    rows = await read_all(connection, query, these(connection, ids))
    return {one.id: (one.fence, one.owner) for one in rows}


@cache
def _claims(dialect: str) -> Select[Any]:
    row = deliveries.c
    return (
        select(row.id, row.fence, row.owner)
        .where(among_these(dialect, row.id), row.state == DeliveryState.SENDING)
        .order_by(row.id)
        .with_for_update()
    )


async def _write(
    connection: AsyncConnection, held: Sequence[Pair], *, ahead: timedelta
) -> None:
    ended = [pair for pair in held if pair[1].state is not DeliveryState.PLANNED]
    anew = [pair for pair in held if pair[1].state is DeliveryState.PLANNED]
    for pairs, also in ((ended, {}), (anew, _ANEW)):
        rows = [_values(*pair, ahead) | also for pair in pairs]
        await update_all(connection, deliveries, rows, key=["id"])


def _values(delivery: Delivery, outcome: Outcome, ahead: timedelta) -> dict[str, Any]:
    """Give what is written; an unclear one is left alone for a while."""
    lease_until = None
    if outcome.state is DeliveryState.SENDING and outcome.next_attempt_at:
        lease_until = outcome.next_attempt_at + ahead
    return {
        "id": delivery.id,
        "state": outcome.state,
        "message_id": outcome.message_id,
        "reason": outcome.reason,
        "next_attempt_at": outcome.next_attempt_at,
        "lease_until": lease_until,
    }


async def _messages(
    connection: AsyncConnection,
    held: Sequence[Pair],
    late: Sequence[Pair],
    now: datetime,
) -> dict[str, tuple[str, ...]]:
    """Give all messages that are known of these deliveries, oldest first.

    The one that was settled is in the delivery; those that came too late are kept
    as receipts, for ever.
    """
    found: dict[str, set[str | None]] = {
        one.id: {end.message_id} for one, end in held if end.message_id
    }
    late = [pair for pair in late if pair[1].message_id]
    for delivery, kept in await _kept(connection, [one.id for one, _ in late]):
        found.setdefault(delivery, set()).add(kept)
    # A database that lost its last commits does not know what was posted.
    known = [(one, end) for one, end in late if one.id in found]
    for one, end in known:
        found[one.id].add(end.message_id)
    await _note(connection, known, now)
    for delivery, message_id in await receipts(connection, list(found)):
        found[delivery].add(message_id)
    return {
        one: tuple(sorted(filter(None, those), key=_age))
        for one, those in found.items()
    }


async def _note(
    connection: AsyncConnection, late: Sequence[Pair], now: datetime
) -> None:
    rows = [
        {"delivery": one.id, "message_id": end.message_id, "at": now}
        for one, end in late
    ]
    if rows:
        await insert_all_new(connection, delivery_receipts, rows)
        await _end_doubt(connection, rows)


async def _kept(
    connection: AsyncConnection, ids: Collection[str]
) -> list[tuple[str, str | None]]:
    """Read which message each delivery names, of those that there are."""
    if not ids:
        return []
    query = select(deliveries.c.id, deliveries.c.message_id)
    rows = await connection.execute(
        query.where(among(connection, deliveries.c.id, ids))
    )
    return [(row.id, row.message_id) for row in rows]


async def receipts(
    connection: AsyncConnection, ids: Collection[str]
) -> list[tuple[str, str]]:
    """Read the proofs of posts that came too late."""
    if not ids:
        return []
    query = _receipts(connection.dialect.name)
    rows = await connection.execute(query, these(connection, ids))
    return [(one.delivery, one.message_id) for one in rows]


@cache
def _receipts(dialect: str) -> Select[Any]:
    row = delivery_receipts.c
    return select(row.delivery, row.message_id).where(
        among_these(dialect, row.delivery)
    )


async def _end_doubt(
    connection: AsyncConnection, late: Sequence[dict[str, Any]]
) -> None:
    """Let a proof that came late say what nobody could say before."""
    for one in late:
        delivery, message_id = one["delivery"], one["message_id"]
        in_doubt = deliveries.c.state == DeliveryState.UNCONFIRMED
        proven = await connection.execute(
            update(deliveries)
            .where(deliveries.c.id == delivery, in_doubt)
            .values(state=DeliveryState.SENT, message_id=message_id, reason="")
        )
        if proven.rowcount:
            await confirm_one(connection, delivery, message_id)


def _age(message_id: str) -> list[int]:
    """Both platforms' ids grow with time, whatever their parts are called."""
    return [int(part) for part in message_id.split(".")]
