"""The store's methods about installations and their tokens; part of `store`."""

import hashlib
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.installs import Installation
from bot.errors import StoreError
from bot.storage.among import among
from bot.storage.engine import Database
from bot.storage.inserts import insert_new
from bot.storage.known import note_server
from bot.storage.places import of_server
from bot.storage.present import present
from bot.storage.sealed import Seal
from bot.storage.tables import install_states, installs, servers

_REFRESH_TAKES = timedelta(seconds=40)  # at most; then another may try
_SEALED = ("token", "refresh_token")


class InstallStore:
    """Installations, with tokens that only the operator's keys open."""

    _database: Database
    _seal: Seal

    async def installation(self, platform: str, server: str) -> Installation | None:
        """Give what the bot needs to act in a server."""
        query = select(installs).where(*of_server(installs, platform, server))
        async with self._database.read() as connection:
            row = (await connection.execute(query)).one_or_none()
        return self._opened(row) if row else None

    async def installations(
        self, platform: str, servers: Collection[str]
    ) -> list[Installation]:
        """Give those of these servers that the bot is installed in."""
        async with self._database.read() as connection:
            query = select(installs).where(
                installs.c.platform == platform,
                among(connection, installs.c.server, servers),
            )
            rows = (await connection.execute(query)).all()
        return [self._opened(row) for row in rows]

    async def installed(self, platform: str) -> list[str]:
        """List the servers that the bot is installed in."""
        query = select(installs.c.server).where(installs.c.platform == platform)
        async with self._database.read() as connection:
            return list((await connection.execute(query)).scalars())

    async def keep_installation(self, new: Installation) -> None:
        """Keep an installation in place of one that was there."""
        values = self._values(new) | {"installed_at": new.installed_at}
        async with self._database.write() as connection:
            await note_server(connection, new.platform, new.server, new.installed_at)
            where = {"platform": new.platform, "server": new.server}
            if not await insert_new(connection, installs, where | values):
                renewed = values | {"refresher": "", "refresh_until": None}
                own = of_server(installs, new.platform, new.server)
                await connection.execute(update(installs).where(*own).values(**renewed))

    async def forget_installation(self, platform: str, server: str) -> bool:
        """Erase an installation with its tokens."""
        async with self._database.write() as connection:
            erased = await connection.execute(
                delete(installs).where(*of_server(installs, platform, server))
            )
        return bool(erased.rowcount)

    async def take_refresh(
        self, platform: str, server: str, *, owner: str, now: datetime
    ) -> Installation | None:
        """Take the right to refresh a token: one has it at a time."""
        async with self._database.write() as connection:
            moment = await present(connection, now)
            until = installs.c.refresh_until
            taken = await connection.execute(
                update(installs)
                .where(
                    *of_server(installs, platform, server),
                    or_(until.is_(None), until <= moment),
                )
                .values(refresher=owner, refresh_until=moment + _REFRESH_TAKES)
                .returning(*installs.c)
            )
            row = taken.one_or_none()
        return self._opened(row) if row else None

    async def end_refresh(self, fresh: Installation, *, owner: str) -> bool:
        """Keep refreshed tokens, if the right to it is still held."""
        held = (
            *of_server(installs, fresh.platform, fresh.server),
            installs.c.refresher == owner,
        )
        values = self._values(fresh) | {"refresher": "", "refresh_until": None}
        async with self._database.write() as connection:
            done = await connection.execute(
                update(installs).where(*held).values(**values)
            )
        return bool(done.rowcount)

    async def keep_state(self, platform: str, state: str, *, until: datetime) -> None:
        """Remember a state; only its hash is stored."""
        values = {"hash": _hash(state), "platform": platform, "at": until}
        async with self._database.write() as connection:
            await connection.execute(insert(install_states).values(**values))

    async def use_state(self, platform: str, state: str, now: datetime) -> bool:
        """Take a state back, once."""
        mine = install_states.c.hash == _hash(state)
        async with self._database.write() as connection:
            used = await connection.execute(
                delete(install_states)
                .where(mine, install_states.c.platform == platform)
                .returning(install_states.c.at)
            )
            until = used.scalar_one_or_none()
        return until is not None and now < until

    async def renew_seals(self) -> tuple[int, int]:
        """Seal all tokens with the first key; count them, and those none opens."""
        renewed = unreadable = 0
        async with self._database.write() as connection:
            query = select(installs).with_for_update()
            for row in (await connection.execute(query)).all():
                try:
                    values = {
                        name: self._seal.renew(getattr(row, name)) for name in _SEALED
                    }
                except StoreError:
                    unreadable += 1
                    continue
                own = of_server(installs, row.platform, row.server)
                await connection.execute(update(installs).where(*own).values(**values))
                renewed += 1
        return renewed, unreadable

    def _values(self, one: Installation) -> dict[str, Any]:
        return {
            "token": self._seal.close(one.token),
            "refresh_token": self._seal.close(one.refresh_token),
            "expires_at": one.expires_at,
            "enterprise": one.enterprise,
            "bot": one.bot,
            "bot_user": one.bot_user,
            "url": one.url,
            "scopes": one.scopes,
        }

    def _opened(self, row: Row[Any]) -> Installation:
        return Installation(
            platform=row.platform,
            server=row.server,
            token=self._seal.open(row.token),
            refresh_token=self._seal.open(row.refresh_token),
            expires_at=row.expires_at,
            enterprise=row.enterprise,
            bot=row.bot,
            bot_user=row.bot_user,
            url=row.url,
            scopes=row.scopes,
            installed_at=row.installed_at,
        )


async def note_installed(connection: AsyncConnection, now: datetime) -> None:
    """Note the servers of all installations, so that each is asked about daily."""
    noted = select(servers.c.id).where(
        servers.c.platform == installs.c.platform, servers.c.id == installs.c.server
    )
    missing = select(installs.c.platform, installs.c.server).where(~noted.exists())
    for row in (await connection.execute(missing)).all():
        await note_server(connection, row.platform, row.server, now)


def _hash(state: str) -> str:
    return hashlib.sha256(state.encode()).hexdigest()
