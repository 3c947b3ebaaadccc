"""Whether the bot can do its work now: one check for each thing that it depends on."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from bot.ports import Connection, Store

Checks = Callable[[], Awaitable[Mapping[str, "Check"]]]
_LIMIT = timedelta(seconds=2)  # for the database to answer


@dataclass(frozen=True, slots=True)
class Check:
    """What was found when one thing was looked at, in words without secrets."""

    is_ok: bool
    words: str


OK = Check(is_ok=True, words="ok")
_STOPPING = Check(is_ok=False, words="stopping")
_STANDS_BY = Check(is_ok=True, words="ok, standing by: another replica listens")
_AWAY = Check(is_ok=False, words="not connected")
_SLOW = Check(is_ok=False, words=f"no answer within {_LIMIT.seconds} seconds")
_NO_DATABASE = Check(is_ok=False, words="it does not answer")


class Health:
    """Looks at the database and at every connection.

    Args:
        store: Must answer soon.
        connections: Each must be ready, if it should listen in this process.
        listens: Tells of a platform whether this process should listen to it.
    """

    def __init__(
        self,
        *,
        store: Store,
        connections: Mapping[str, Connection],
        listens: Callable[[str], bool] = lambda _platform: True,
    ) -> None:
        self._store = store
        self._connections = connections
        self._listens = listens
        self._refused: dict[str, str] = {}
        self._asking: asyncio.Task[None] | None = None
        self._is_stopping = False

    def refuse(self, platform: str, why: str) -> None:
        """Note that a platform refuses the bot for good."""
        self._refused[platform] = why

    def stop(self) -> None:
        """Note that the bot takes on nothing more."""
        self._is_stopping = True

    async def checks(self) -> Mapping[str, Check]:
        """Look at each thing; a database that hangs is asked only once at a time."""
        return {
            "bot": _STOPPING if self._is_stopping else OK,
            "database": await self._database(),
            **{name: self._connection(one) for name, one in self._connections.items()},
        }

    async def _database(self) -> Check:
        if self._asking is None:
            self._asking = asyncio.create_task(self._store.ping(), name="ping")
        asking = self._asking
        # Cancelling would cost the connection, so a slow one is left to answer.
        await asyncio.wait({asking}, timeout=_LIMIT.total_seconds())
        if not asking.done():
            return _SLOW
        if self._asking is asking:
            self._asking = None
        # What went wrong may name hosts, and anybody may ask.
        return _NO_DATABASE if asking.exception() else OK

    def _connection(self, connection: Connection) -> Check:
        if why := self._refused.get(connection.name):
            return Check(is_ok=False, words=f"refused: {why}")
        if not self._listens(connection.name):
            return _STANDS_BY
        return OK if connection.ready.is_set() else _AWAY
