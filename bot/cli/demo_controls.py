"""What the page may do in the demo: let time pass, and kill the bot in mid-post."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.cli import demo_story as story
from bot.cli.bot_process import BotProcess
from bot.cli.demo_clock import MovableClock
from bot.cli.demo_rooms import DemoRoom
from bot.core.schedule import parse_time
from bot.errors import BotError
from bot.sandbox.controls import Step

POST_TIME = "09:00"
FARTHEST = timedelta(days=31)  # of one jump; each post takes its second
_SMALLEST = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class _Due:
    """The next post of a schedule."""

    platform: str
    channel: str
    at: datetime


class DemoControls:
    """Moves the bot's clock from one due post to the next, and pulls its plug."""

    def __init__(self, clock: MovableClock, zone: ZoneInfo, bot: BotProcess) -> None:
        self._clock = clock
        self._zone = zone
        self._bot = bot
        self._moving = asyncio.Lock()
        self.rooms: Mapping[str, DemoRoom] = {}
        self.rest: Callable[[], None] = lambda: None

    def now(self) -> datetime:
        """Give the pretended present in the zone to show."""
        return self._clock.now().astimezone(self._zone)

    async def skip(self) -> None:
        """Go on to tomorrow's first post, or to tomorrow morning if none is planned."""
        async with self._moving:
            with _in_words():
                await self._skip()

    async def jump(self, to: datetime) -> None:
        """Go on to an instant, posting what comes due on the way.

        Raises:
            ValueError: It lies in the past, or too far ahead.
        """
        async with self._moving:
            if to < self.now() - timedelta(minutes=1):
                raise ValueError("Time only goes forward here: choose a later date.")
            if to - self.now() > FARTHEST:
                raise ValueError(f"Go at most {FARTHEST.days} days at a time.")
            with _in_words():
                await self._go_through(to)
                await self._go(to)

    async def begin_anew(self, platform: str, person: str) -> str:
        """Let the bot forget a server and come there anew, brought by somebody.

        Raises:
            ValueError: The bot could not do it.
        """
        async with self._moving:
            with _in_words():
                room = self.rooms[platform]
                where = {"platform": platform, "server": room.place["server"]}
                await self._bot.ask("forget", **where)
                room.invite()
                await self._bot.ask("joined", **where, person=person)
                return room.hello_channel(person)

    async def pull(self, platform: str) -> AsyncIterator[Step]:
        """Kill the bot between its next post and the record of it; start it again.

        Raises:
            ValueError: No post is planned there, or another message got in the way.
        """
        async with self._moving:
            with _in_words():
                async for step in self._pull(self.rooms[platform]):
                    yield step

    async def _pull(self, room: DemoRoom) -> AsyncIterator[Step]:
        due = await self._next_due(room.name)
        if due is None:
            raise ValueError(story.NOTHING_PLANNED)
        await self._go_through(due.at - _SMALLEST)
        channel = await self._post_unanswered(room, due)
        yield story.posted(room.title, room.channel_name(channel), self.now())
        try:
            pid, died_at = await self._bot.kill(), time.monotonic()
            yield story.killed(pid)
        finally:
            found = await self._bot.restart()
        before = _left_in_the_middle(found["deliveries"], room, channel)
        yield story.restarted(time.monotonic() - died_at, before)
        at_first = room.posts(before["channel"], before["id"])
        after = await self._clear_up(before["id"])
        yield self._how_it_was(room, after)
        in_the_end = room.posts(after["channel"], after["id"])
        name = room.channel_name(after["channel"])
        yield story.counted(name, before, after, (at_first, in_the_end))

    async def _post_unanswered(self, room: DemoRoom, due: _Due) -> str:
        """Let the bot post; gives the channel when the post is there, and only there."""
        already = room.counts()
        held = room.hold_answer()
        going = asyncio.create_task(self._go(due.at))
        met = asyncio.create_task(held.met.wait())
        try:
            await asyncio.wait({going, met}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            room.release(held)
            met.cancel()
        if not held.met.is_set():
            await going
            raise ValueError(story.NOT_POSTED)
        going.add_done_callback(_ignore)
        grown = room.counts() - already
        if not grown:
            raise ValueError(story.NOT_POSTED)
        return due.channel if due.channel in grown else next(iter(grown))

    def _how_it_was(self, room: DemoRoom, record: story.Record) -> Step:
        since = self._bot.started_at
        return story.cleared_up(
            room.title,
            record,
            repeated=room.repeated(record["id"], since=since),
            looked=room.looked(since=since),
        )

    async def _clear_up(self, delivery: str) -> story.Record:
        """Let the new bot do what is left to do; give the record then."""
        await self._go(self._clock.now())
        told = await self._bot.ask("deliveries")
        for one in told["deliveries"]:
            if one["id"] == delivery:
                return dict(one)
        raise ValueError(story.NO_RECORD)

    async def _skip(self) -> None:
        today = self.now().date()
        while (due := await self._next_due()) is not None:
            await self._go(due.at)
            if due.at.astimezone(self._zone).date() > today:
                return
        morning = datetime.combine(
            today + timedelta(days=1), parse_time(POST_TIME), self._zone
        )
        await self._go(morning)

    async def _go_through(self, to: datetime) -> None:
        """Stop at everything that is due up to an instant."""
        while (due := await self._next_due()) is not None and due.at <= to:
            await self._go(due.at)

    async def _next_due(self, platform: str = "") -> _Due | None:
        told = await self._bot.ask("due")
        found = [
            _Due(one["platform"], one["channel"], datetime.fromisoformat(one["at"]))
            for one in told["due"]
            if platform in ("", one["platform"])
        ]
        return min(found, key=lambda one: one.at, default=None)

    async def _go(self, to: datetime) -> None:
        """Set the clock, and wait until all that is due then was posted."""
        self._clock.set_forward(to + _SMALLEST)
        self.rest()
        await self._bot.ask("go")


@contextmanager
def _in_words() -> Iterator[None]:
    """Let the page tell what the bot says."""
    try:
        yield
    except BotError as error:
        raise ValueError(str(error)) from error


def _left_in_the_middle(
    records: list[story.Record], room: DemoRoom, channel: str
) -> story.Record:
    """Find the record of the post whose answer never came."""
    for one in sorted(records, key=lambda one: one["channel"] != channel):
        is_here = one["platform"] == room.name and one["state"] == "sending"
        if is_here and room.posts(one["channel"], one["id"]):
            return one
    raise ValueError(story.NO_RECORD)


def _ignore(going: "asyncio.Task[None]") -> None:
    """Expect nothing from a bot that is killed."""
    if not going.cancelled():
        going.exception()
