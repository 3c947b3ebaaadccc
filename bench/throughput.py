"""Deliveries a second and core with nothing in the way, beside bare POSTs of the same."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import timedelta

import aiohttp
import orjson

from bench.delivering import delivering
from bench.report import Figure
from bench.schedules import embedded
from bench.server import Served, sandbox_process
from bench.stock import sender
from bot.content import load_content, shipped_content
from bot.core.cards import bite_card
from bot.kinds import RENDERERS
from bot.platforms.discord.render import render_post
from tests.databases import open_postgres

CHANNELS = 3_000
FULL = {"channels": 10_000}
_AT_ONCE = 100  # requests under way
_ANY = 1e6  # requests a second that the pace allows
_PLACE = "0" * 20  # for the number that makes each nonce its own
_LIMITS = {"SQLite": 0.5, "PostgreSQL": 0.4}  # of the rate of bare requests
_MOMENT = timedelta(seconds=0.3)


async def measure(*, channels: int = CHANNELS) -> AsyncIterator[Figure]:
    """Compare whole deliveries with bare requests, in processor time of this process."""
    bodies = _bodies()
    bare = await _with_sandbox(channels, lambda served: _bare(served, bodies))
    text = str(orjson.loads(bodies[0])["content"])
    stock = await _with_sandbox(channels, lambda served: _stock(served, text))
    async with embedded() as url:
        ours = {"SQLite": await _with_sandbox(channels, lambda s: _ours(s, url))}
    with open_postgres() as server, server.database() as shared:
        ours["PostgreSQL"] = await _with_sandbox(channels, lambda s: _ours(s, shared))
    for name, took in ours.items():
        yield Figure(
            f"a delivery of {channels} on {name}, in processor time "
            f"({1 / took:.0f} a second and core; discord.py sends {1 / stock:.0f})",
            took,
            f"{1 / _LIMITS[name]} x a bare POST with aiohttp",
            bare / _LIMITS[name],
        )


async def _with_sandbox(
    channels: int, work: Callable[[Served], Awaitable[float]]
) -> float:
    """Give the processor seconds of one of so many."""
    async with sandbox_process(channels, per_second=float("inf")) as served:
        return await work(served) / channels


def _bodies() -> list[bytes]:
    """Build what is posted of each bite."""
    library = load_content([shipped_content()], renderers=RENDERERS).library
    cards = [bite_card(one, library.topic_of(one)) for one in library.bites.values()]
    return [orjson.dumps(render_post(one, mark=f"d_{_PLACE}")) for one in cards]


async def _bare(served: Served, bodies: Sequence[bytes]) -> float:
    """Send the same bodies by hand."""
    base, token = (
        served.environment[f"DISCORD_{name}"] for name in ("API_URL", "TOKEN")
    )
    headers = {"Authorization": f"Bot {token}", "Content-Type": "application/json"}
    async with aiohttp.ClientSession() as session:

        async def send(number: int, channel: str) -> None:
            url = f"{base}/channels/{channel}/messages"
            old, new = _PLACE.encode(), f"{number:020}".encode()
            body = bodies[number % len(bodies)].replace(old, new)
            async with session.post(url, data=body, headers=headers) as answer:
                orjson.loads(await answer.read())
                assert answer.status == 200

        return await _send_all(served.channels, send)


async def _stock(served: Served, text: str) -> float:
    """Send a text of the same length with discord.py."""
    async with sender(served) as send:
        return await _send_all(served.channels, lambda _, one: send(one, text))


async def _send_all(
    channels: Sequence[str], send: Callable[[int, str], Awaitable[object]]
) -> float:
    left = iter(list(enumerate(channels)))

    async def work() -> None:
        for number, channel in left:
            await send(number, channel)

    started = time.process_time()
    await asyncio.gather(*(work() for _ in range(_AT_ONCE)))
    return time.process_time() - started


async def _ours(served: Served, url: str) -> float:
    """Plan, claim, send and settle."""
    async with delivering(served, url, per_second=_ANY) as bot:
        started = time.process_time()
        while not await bot.is_done():
            await bot.deliver.tick()
            await bot.deliver.settle_all(_MOMENT)
        took = time.process_time() - started
    posts = (await served.accepted()).posts
    assert set(posts.values()) == {1}
    assert len(posts) == len(served.channels)
    return took
