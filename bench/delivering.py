"""Discord's half of the bot in this process: what plans, claims, sends and settles."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from pydantic import SecretStr

from bench.schedules import DUE, StillClock, prepare
from bench.server import Served
from bot.app import open_core
from bot.cli.running import leave_out_of_collections
from bot.config import Config, load_config
from bot.platforms.discord.client import open_discord
from bot.platforms.discord.rest import REQUESTS_PER_SECOND
from bot.running import Core
from bot.services.deliver import Deliver


@dataclass(frozen=True, slots=True)
class Delivering:
    """Everything that a tick needs; it is due when the clock says so."""

    deliver: Deliver
    core: Core
    clock: StillClock

    async def is_done(self) -> bool:
        """Tell whether all that is due has ended."""
        return not (await self.core.backlog(["discord"]))["discord"]


@asynccontextmanager
async def delivering(
    served: Served,
    url: str,
    *,
    channels: Sequence[str] | None = None,
    per_second: float = REQUESTS_PER_SECOND,
) -> AsyncIterator[Delivering]:
    """Open it on a database with a schedule for each channel, and let these be due."""
    await prepare(url, served.channels if channels is None else channels)
    clock = StillClock(DUE)
    async with (
        open_discord(
            token=served.environment["DISCORD_TOKEN"],
            api_url=served.environment["DISCORD_API_URL"],
            per_second=per_second,
        ) as discord,
        open_core(at(url), clock=clock) as core,
    ):
        deliver = Deliver(
            store=core.store,
            platforms={"discord": discord},
            planner=core.planner,
            clock=clock,
            owner="bench",
        )
        leave_out_of_collections()  # as `dailybite run` does
        yield Delivering(deliver, core, clock)


def at(url: str) -> Config:
    """Give a configuration with nothing but a database."""
    config = load_config({})
    section = config.database.model_copy(update={"url": SecretStr(url)})
    return config.model_copy(update={"database": section})
