"""The whole bot with a large library on a sandbox, and how much its commands may take."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.library import build_library
from bench.report import Figure
from bot.app import open_app
from bot.config import load_config
from bot.content import Loaded
from bot.sandbox.server import Sandbox

BITES = 5_000
_TOPIC, _WORDS, _COMPLETE = 10, 50, 20  # how many `select 1` each may add


class _FastClock:
    """A minute passes at each look, so that nobody is asking too fast."""

    def __init__(self) -> None:
        self._time = datetime(2026, 11, 24, tzinfo=UTC)

    def now(self) -> datetime:
        self._time += timedelta(minutes=1)
        return self._time


@asynccontextmanager
async def daily_bite(
    sandbox: Sandbox, platform: str
) -> AsyncIterator[Callable[[], Awaitable[None]]]:
    """Run the bot on one platform; give its `select 1`."""
    loaded = Loaded(build_library(BITES), (), (), {})
    own = {
        name: text
        for name, text in sandbox.environment.items()
        if name.startswith(platform)
    }
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'bench.db'}"
        config = load_config({**own, "DATABASE_URL": url})
        async with open_app(config, loaded=loaded, clock=_FastClock()) as app:
            stop = asyncio.Event()
            running = asyncio.create_task(app.run(stop))
            await app.ready()
            yield app.core.store.ping
            stop.set()
            await running


def bounds(platform: str, medians: dict[str, float]) -> Iterator[Figure]:
    """Set what was measured against a trivial handler and so many `select 1`."""
    for name, what, base, count in (
        ("topic", "/bite <topic>", "trivial", _TOPIC),
        ("words", f"/bite <words>, {BITES} bites", "trivial", _WORDS),
        (
            "completion",
            f"autocomplete, {BITES} bites",
            "trivial completion",
            _COMPLETE,
        ),
    ):
        if name in medians:
            yield Figure(
                f"{platform}: {what}",
                medians[name],
                f"a trivial handler + {count} x `select 1`",
                medians[base] + count * medians["select"],
            )
