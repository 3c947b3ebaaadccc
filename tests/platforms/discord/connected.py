"""The real adapter on the sandbox, with a listener in the place of our services."""

import asyncio
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime

from bot.core.cards import text_card
from bot.core.requests import Reply, Request
from bot.core.search import Choice
from bot.platforms.discord.client import DiscordPlatform, open_discord
from bot.platforms.watchdog import Patience
from bot.sandbox.server import Sandbox


class Listener:
    """A handler that notes what it is asked, and answers when it may."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.typed: list[tuple[Request, str, str]] = []
        self.choices: list[Choice] = []
        self.heard: list[tuple[str, str, list[str]]] = []
        self.joins: list[tuple[str, str, datetime | None]] = []
        self.reply = Reply(text_card("done"))
        self.error: Exception | None = None
        self.may_answer = asyncio.Event()
        self.may_answer.set()

    async def answer(self, request: Request) -> Reply:
        self.requests.append(request)
        await self.may_answer.wait()
        if self.error:
            raise self.error
        return self.reply

    async def complete(
        self, request: Request, *, option: str, text: str
    ) -> Sequence[Choice]:
        self.typed.append((request, option, text))
        return self.choices

    async def left(self, platform: str, server: str) -> None:
        self.heard.append((platform, "left", [server]))

    async def present(self, platform: str, servers: Collection[str]) -> None:
        self.heard.append((platform, "present", sorted(servers)))

    async def joined(
        self,
        platform: str,
        server: str,
        *,
        person: str = "",
        at: datetime | None = None,
    ) -> None:
        self.joins.append((platform, server, at))

    async def moved(self, platform: str, server: str, old: str, new: str) -> None:
        self.heard.append((platform, "moved", [server, old, new]))


class Memory:
    """Remembers which commands were registered."""

    def __init__(self) -> None:
        self.hashes: dict[str, str] = {}

    async def command_hash(self, application: str) -> str:
        return self.hashes.get(application, "")

    async def keep_command_hash(self, application: str, value: str) -> None:
        self.hashes[application] = value


@dataclass(frozen=True)
class Connected:
    """A connected platform."""

    platform: DiscordPlatform
    listener: Listener
    memory: Memory


@asynccontextmanager
async def connect(
    sandbox: Sandbox,
    listener: Listener,
    memory: Memory,
    patience: Patience = Patience(),  # noqa: B008 - frozen
) -> AsyncIterator[Connected]:
    """Run the platform until the block ends."""
    environment = sandbox.environment
    async with open_discord(
        token=environment["DISCORD_TOKEN"],
        api_url=environment["DISCORD_API_URL"],
        patience=patience,
    ) as platform:
        task = asyncio.create_task(platform.run(listener, memory))
        await sandbox.discord.bot_ready()
        try:
            yield Connected(platform, listener, memory)
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
