"""The tokens of installed workspaces: read, believed for a while, refreshed by one."""

import asyncio
import logging
import secrets
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.core import install_words
from bot.core.installs import Installation
from bot.errors import DeliveryError, RefusedError, StoreError
from bot.platforms.slack.reader import Reader
from bot.platforms.slack.rest import SlackRest
from bot.ports import Installs

log = logging.getLogger(__name__)

NAME = "slack"
_EARLY = timedelta(hours=2)  # before a token ends, it is refreshed
_LOOK, _LOOKS = 0.5, 40  # seconds between looks for what another one refreshes
_TRIES, _PAUSE = 6, 2.0  # to write a token that Slack gives only once


def utc_now() -> datetime:
    """Give the time of day, by which Slack's tokens end."""
    return datetime.now(UTC)


class NotInstalledError(RefusedError):
    """The bot has no token for a workspace."""

    def __init__(self) -> None:
        super().__init__(install_words.not_installed(), permanent=True)


class Tokens:
    """Gives installations whose tokens are good.

    Args:
        installs: Where they are kept.
        rest: Without a token, for what the app asks as itself.
        client_id: The app's.
        client_secret: The app's.
        now: The time of day, as tokens end by it.
    """

    def __init__(
        self,
        installs: Installs,
        rest: SlackRest,
        *,
        client_id: str,
        client_secret: str,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._installs = installs
        self._reader = Reader(installs, NAME)
        self._rest = rest
        self._client = {"client_id": client_id, "client_secret": client_secret}
        self._now = now
        self._refreshing: set[asyncio.Task[Installation]] = set()

    async def of(self, server: str) -> Installation:
        """Give an installation with a token that is good for some time.

        Raises:
            NotInstalledError: There is none.
            DeliveryError: Nobody can say now.
        """
        found = await self._read(server)
        return found if self.is_good(found) else await self._refreshed(found)

    def is_good(self, found: Installation, *, early: timedelta = _EARLY) -> bool:
        """Tell whether a token does not end soon."""
        return found.expires_at is None or found.expires_at - self._now() > early

    async def ask(self, **what: str) -> Mapping[str, Any]:
        """Ask for a token as the app.

        Raises:
            DeliveryError: Slack refused, or did not answer.
        """
        return await self._rest.access(**self._client, **what)

    async def servers(self) -> list[str]:
        """List where the bot is installed.

        Raises:
            DeliveryError: Nobody can say now.
        """
        try:
            return list(await self._installs.installed(NAME))
        except StoreError as error:
            raise DeliveryError(str(error)) from error

    async def installed_at(self, server: str) -> datetime | None:
        """Tell since when the bot is installed in a workspace."""
        found = await self._installs.installation(NAME, server)
        return found.installed_at if found else None

    async def _read(self, server: str) -> Installation:
        found = await self._reader.read(server)
        if found is None:
            raise NotInstalledError
        return found

    async def _refreshed(self, found: Installation) -> Installation:
        """Refresh a token, or wait for whoever does; the old one is good meanwhile."""
        owner = secrets.token_hex(16)
        for _ in range(_LOOKS):
            mine = await self._take(found.server, owner)
            if mine:
                return await self._exchange_to_the_end(mine, owner)
            found = await self._read(found.server)
            if self.is_good(found, early=timedelta()):
                return found
            await asyncio.sleep(_LOOK)
        raise DeliveryError(install_words.being_renewed())

    async def _take(self, server: str, owner: str) -> Installation | None:
        now = self._now()
        try:
            return await self._installs.take_refresh(NAME, server, owner=owner, now=now)
        except StoreError as error:
            raise DeliveryError(str(error)) from error

    async def _exchange_to_the_end(
        self, mine: Installation, owner: str
    ) -> Installation:
        """A refresh token works once, so what it brings is kept whoever is cancelled."""
        task = asyncio.create_task(self._exchange(mine, owner))
        self._refreshing.add(task)
        task.add_done_callback(self._refreshing.discard)
        return await asyncio.shield(task)

    async def _exchange(self, mine: Installation, owner: str) -> Installation:
        if self.is_good(mine):  # another one was quicker
            return await self._keep(mine, owner)
        try:
            answer = await self.ask(
                grant_type="refresh_token", refresh_token=mine.refresh_token
            )
        except DeliveryError as error:
            log.warning("a token of %s was not refreshed: %s", mine.server, error)
            if self.is_good(mine, early=timedelta()):
                return mine  # the next who asks tries again, after a while
            raise
        log.info("the token of %s was refreshed", mine.server)
        return await self._keep(self._fresh(mine, answer), owner)

    def _fresh(self, old: Installation, answer: Mapping[str, Any]) -> Installation:
        return replace(
            old,
            token=str(answer["access_token"]),
            refresh_token=str(answer.get("refresh_token") or ""),
            expires_at=ends_at(answer, self._now()),
        )

    async def _keep(self, fresh: Installation, owner: str) -> Installation:
        for left in reversed(range(_TRIES)):
            try:
                kept = await self._installs.end_refresh(fresh, owner=owner)
                return fresh if kept else await self._read(fresh.server)
            except StoreError as error:
                if not left:
                    raise DeliveryError(str(error)) from error
                await asyncio.sleep(_PAUSE)
        raise AssertionError("the last try ends it")

    async def settle(self) -> None:
        """Wait for refreshed tokens to be kept."""
        if self._refreshing:
            await asyncio.wait(self._refreshing)


def ends_at(answer: Mapping[str, Any], now: datetime) -> datetime | None:
    """Tell when a token ends, where it is of that kind."""
    seconds = answer.get("expires_in")
    return now + timedelta(seconds=int(seconds)) if seconds else None
