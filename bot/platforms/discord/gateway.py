"""The gateway's client: discord.py with the least it can do, and a look at its pulse."""

import asyncio
import hashlib
import json
import logging
import threading
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import discord
import yarl
from discord.gateway import DiscordWebSocket, KeepAliveHandler

from bot.errors import DeliveryError
from bot.platforms.discord.attendance import Attendance
from bot.platforms.discord.commands import Relay, build_tree
from bot.platforms.discord.guilds import forget_guilds
from bot.platforms.discord.pulse import Pulse
from bot.ports import CommandMemory

log = logging.getLogger(__name__)

_GUILDS_COME = 0.2  # seconds for all servers' details; nothing of ours waits for them


class GatewayClient(discord.AutoShardedClient):
    """Interactions only: no caches, and no more sessions than Discord allows.

    Args:
        address: Gives the gateway's address.
        relay: Answers what people ask.
        memory: Knows which commands are registered.
        ready: Is set once commands and clicks are answered.
    """

    def __init__(
        self,
        *,
        address: Callable[[], Awaitable[str]],
        relay: Relay,
        memory: CommandMemory,
        ready: asyncio.Event,
    ) -> None:
        super().__init__(
            intents=discord.Intents(guilds=True),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
            allowed_mentions=discord.AllowedMentions.none(),
            max_ratelimit_timeout=30,
            guild_ready_timeout=_GUILDS_COME,
        )
        attendance = Attendance(
            left=relay.left, present=relay.present, joined=relay.joined
        )
        forget_guilds(self, attendance)
        self._address = address
        self._relay = relay
        self._memory = memory
        self._is_answering = ready
        self._tree = build_tree(self, relay)
        self._pulse = Pulse(time.monotonic)
        self._starts_left = 0

    @property
    def quiet(self) -> float:
        """The seconds since the shard that is silent longest gave a sign of life."""
        return self._pulse.quiet(self.latencies)

    async def setup_hook(self) -> None:
        """Register the commands if they changed, before the gateway opens."""
        # Where discord.py goes when a session cannot be resumed.
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(await self._address())
        self.shard_count = await self._count_starts()
        self._pulse.expect(self.shard_count)
        await self._register()

    async def before_identify_hook(
        self, shard_id: int | None, *, initial: bool = False
    ) -> None:
        """Count a session that begins, and keep the distance between two."""
        if self._starts_left < 1:
            await self._count_starts()
        self._starts_left -= 1
        await super().before_identify_hook(shard_id, initial=initial)

    async def _count_starts(self) -> int:
        """Ask how many shards there are, and whether all of them may start.

        Who starts more sessions than a day allows gets a new token:
        https://docs.discord.com/developers/events/gateway#identifying
        """
        shards, _, limit = await self.http.get_bot_gateway()
        self._starts_left = limit["remaining"]
        if self._starts_left < shards:
            raise DeliveryError(
                "no more sessions may be started before the day's limit is renewed",
                retry_after=timedelta(milliseconds=limit["reset_after"]),
            )
        return shards

    async def close(self) -> None:
        """Close all sockets; discord.py forgets one whose start was cut short."""
        await super().close()
        for thread in threading.enumerate():
            if isinstance(thread, KeepAliveHandler) and (
                thread.ws._connection is self._connection
            ):
                await thread.ws.close()  # its heart too

    async def on_ready(self) -> None:
        """Say that commands and clicks are answered now."""
        self._is_answering.set()
        log.info("connected to Discord as %s", self.user)

    async def on_shard_connect(self, shard_id: int) -> None:
        """Note that a session began."""
        self._pulse.begin(shard_id)

    async def on_shard_resumed(self, shard_id: int) -> None:
        """Note that a session goes on."""
        self._pulse.begin(shard_id)

    async def on_shard_disconnect(self, shard_id: int) -> None:
        """Note that a shard is in no session."""
        self._pulse.end(shard_id)

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """Take the clicks and filled forms; commands go through the tree."""
        if interaction.type is discord.InteractionType.component:
            await self._relay.click(interaction)
        elif interaction.type is discord.InteractionType.modal_submit:
            await self._relay.submit(interaction)

    async def _register(self) -> None:
        commands = [one.to_dict(self._tree) for one in self._tree.get_commands()]
        text = json.dumps(commands, sort_keys=True, default=str)
        digest = hashlib.sha256(text.encode()).hexdigest()
        application = f"discord:{self.application_id}"
        if await self._memory.command_hash(application) == digest:
            return
        await self._tree.sync()
        await self._memory.keep_command_hash(application, digest)
        log.info("registered %s commands with Discord", len(commands))
