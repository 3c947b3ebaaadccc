"""What platforms with many installations need of the database, tokens sealed in it."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from bot.core.installs import Installation


class Installs(Protocol):
    """Part of the store; every method is one transaction.

    Raises:
        StoreError: There is no key, or it does not open a token.
    """

    async def installation(self, platform: str, server: str) -> Installation | None:
        """Give what the bot needs to act in a server, if it is installed there."""

    async def installations(
        self, platform: str, servers: Collection[str]
    ) -> Sequence[Installation]:
        """Give those of these servers that the bot is installed in, in one query."""

    async def installed(self, platform: str) -> Sequence[str]:
        """List the servers that the bot is installed in."""

    async def keep_installation(self, new: Installation) -> None:
        """Keep an installation, in place of one that was there; note its server."""

    async def forget_installation(self, platform: str, server: str) -> bool:
        """Erase an installation with its tokens; False where there was none."""

    async def take_refresh(
        self, platform: str, server: str, *, owner: str, now: datetime
    ) -> Installation | None:
        """Take the right to refresh a token for a while, and give it as it is now.

        None while somebody else has that right, or without an installation.
        """

    async def end_refresh(self, fresh: Installation, *, owner: str) -> bool:
        """Keep refreshed tokens; False where the right to it is no longer held."""

    async def keep_state(self, platform: str, state: str, *, until: datetime) -> None:
        """Remember a state that was given to a browser."""

    async def use_state(self, platform: str, state: str, now: datetime) -> bool:
        """Take a state back; False where it is unknown, used, or too old."""
