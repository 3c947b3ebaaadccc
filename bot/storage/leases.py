"""Who is there and who holds which role: leases that run on the database's clock."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.ports import Leases
from bot.storage.inserts import insert_new
from bot.storage.present import present
from bot.storage.tables import leases

_REPLICA, _ROLE = "replica:", "role:"
_ONE_AT_A_TIME = 0x0DA11B17F  # or two that begin together would not see each other


async def renew(
    connection: AsyncConnection,
    owner: str,
    roles: Sequence[str],
    *,
    now: datetime,
    lease: timedelta,
) -> Leases:
    """Renew what an owner asks for, take what is free, and tell who is there."""
    if connection.dialect.name == "postgresql":
        await connection.execute(
            text(f"SELECT pg_advisory_xact_lock({_ONE_AT_A_TIME})")
        )
    moment = await present(connection, now)
    names = [_REPLICA + owner, *(_ROLE + role for role in roles)]
    own = leases.c.owner == owner
    is_over = or_(leases.c.until <= moment, own & leases.c.name.not_in(names))
    await connection.execute(delete(leases).where(is_over))
    await connection.execute(update(leases).where(own).values(until=moment + lease))
    for name in names:
        values = {"name": name, "owner": owner, "until": moment + lease}
        await insert_new(connection, leases, values)
    found = list(await connection.execute(select(leases).order_by(leases.c.name)))
    return Leases(
        now=moment,
        owners=tuple(one.owner for one in found if one.name.startswith(_REPLICA)),
        held=frozenset(
            one.name.removeprefix(_ROLE)
            for one in found
            if one.owner == owner and one.name.startswith(_ROLE)
        ),
    )


async def leave(connection: AsyncConnection, owner: str) -> None:
    """Delete all leases of an owner."""
    await connection.execute(delete(leases).where(leases.c.owner == owner))
