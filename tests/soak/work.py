"""Schedules that come due all the time, on both platforms."""

import asyncio
import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from bot.sandbox.server import Sandbox
from bot.storage.store import SqlStore
from tests.crash.due import add_channels, make_due, this_minute
from tests.rooms import DiscordRoom, Room, SlackRoom

CHANNELS = {"discord": 120, "slack": 48}
AT_THE_MINUTE = {"discord": 90, "slack": 30}  # due together
TRICKLE = {"discord": 3, "slack": 1}  # due at once, in between
FIRST = 6  # posts on each platform before all others: reviews need something shown
_PAUSES = (2.0, 4.0)


class Work:
    """Adds schedules, and knows how many there are."""

    def __init__(self, sandbox: Sandbox, store: SqlStore, seed: int) -> None:
        self._store = store
        self._dice = random.Random(seed)  # noqa: S311 - no secret
        self.added = 0
        self._rooms: dict[str, tuple[Room, list[str]]] = {
            "discord": (
                DiscordRoom(sandbox),
                add_channels(sandbox, CHANNELS["discord"]),
            ),
            "slack": (SlackRoom(sandbox), _add_slack_channels(sandbox)),
        }

    async def begin(self) -> None:
        """Let a few slots be due."""
        for name in self._rooms:
            await self._add(name, this_minute(), FIRST)

    async def go_on(self) -> None:
        """Let slots come due for ever, many at a full minute and some in between."""
        last = this_minute()
        while True:
            following = this_minute() + timedelta(minutes=1)
            if following != last:
                last = following
                for name, count in AT_THE_MINUTE.items():
                    await self._add(name, following, count)
            if datetime.now(UTC) < following - timedelta(seconds=5):
                for name, count in TRICKLE.items():
                    await self._add(name, this_minute(), count)
            await asyncio.sleep(self._dice.uniform(*_PAUSES))

    async def _add(self, platform: str, at: datetime, count: int) -> None:
        room, names = self._rooms[platform]
        some: Sequence[str] = self._dice.sample(names, count)
        await make_due(self._store, room, at=at, channels=some)
        self.added += count


def _add_slack_channels(sandbox: Sandbox) -> list[str]:
    names = [f"channel-{number}" for number in range(CHANNELS["slack"])]
    for name in names:
        sandbox.slack.world.add_channel(name, ["bot"])
    return names
