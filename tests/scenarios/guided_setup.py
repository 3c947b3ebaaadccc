"""The way from the invitation to the first bite, click by click, on both platforms.

`python -m tests.scenarios.guided_setup` walks it and prints what it takes.
"""

import asyncio
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from bot.sandbox.server import open_sandbox
from tests.conftest import Bot, MovedClock, make_library, running_bot
from tests.forms import fill, press
from tests.rooms import Told, title

NEW = "Set up a daily post"
FIRST = "Post the first bite now"
MOST_CLICKS = 6
MOST_SECONDS = 120.0
A_CLICK = 10.0  # seconds in which somebody reads, decides and presses
HOW = ("discord", "slack-socket")


@dataclass
class Walk:
    """What was clicked, and how long the machine took."""

    bot: Bot
    person: str = "ana"
    clicks: list[str] = field(default_factory=list)
    started: float = field(default_factory=time.monotonic)
    answers: list[Told] = field(default_factory=list)

    @property
    def seconds(self) -> float:
        """How long it takes, with the time that somebody needs for each click."""
        waited = time.monotonic() - self.started
        return waited + A_CLICK * len(self.clicks)

    async def install(self) -> Told:
        """Let the bot in, and give its hello."""
        self.clicks.append("Authorise")
        return await install(self.bot, self.person)

    async def press(self, told: Told, label: str) -> Told:
        """Press a button."""
        self.clicks.append(label)
        self.answers.append(await press(self.bot, self.person, told, label))
        return self.answers[-1]

    async def send(self, told: Told, **values: str) -> Told:
        """Choose in menus (one click opens one, another chooses), and send the form."""
        for name in values:
            self.clicks += [f"{name} ▾", f"{name}: {values[name]}"]
        self.clicks.append("Save")
        chosen = {name: self.bot.room.channel(text) for name, text in values.items()}
        self.answers.append(await fill(self.bot, self.person, told, **chosen))
        return self.answers[-1]


async def install(bot: Bot, person: str = "ana") -> Told:
    """Let the bot into the server for the first time, and give its hello."""
    if bot.room.name == "discord":
        before = len(bot.room.posts())
        bot.discord.invite_bot()
        async with asyncio.timeout(10):
            while len(bot.room.posts()) == before:  # noqa: ASYNC110 - nothing tells of it
                await asyncio.sleep(0.01)
        return bot.room.posts()[-1]
    who = bot.room.person(person)
    await bot.app.gate.joined(bot.room.name, bot.room.server, person=who)
    return bot.room.told(person)[-1]


async def open_form(bot: Bot, person: str = "ana") -> Told:
    return await press(bot, person, await install(bot), NEW)


async def saved(bot: Bot, **values: object) -> Told:
    """Set a schedule up in #daily-bite by the form."""
    chosen = {"channel": bot.room.channel("daily-bite"), **values}
    return await fill(bot, "ana", await open_form(bot), **chosen)


async def walk(bot: Bot) -> Walk:
    """Go the shortest way to the first bite."""
    way = Walk(bot)
    hello = await way.install()
    form = await way.press(hello, NEW)
    # On Slack the hello is a private conversation, so the channel is not known yet.
    where = {} if bot.room.name == "discord" else {"channel": "daily-bite"}
    done = await way.send(form, **where)
    await way.press(done, FIRST)
    bot.room.rest()
    await bot.tick()
    return way


async def _main() -> None:
    for how in HOW:
        async with open_sandbox() as sandbox:
            sandbox.discord.world.has_bot = False
            with tempfile.TemporaryDirectory() as folder:
                running = running_bot(
                    sandbox, MovedClock(), make_library(), Path(folder), how
                )
                async with running as bot:
                    sys.stdout.write(story(await walk(bot)))


def story(way: Walk) -> str:
    """Tell a walk, click by click."""
    waited = way.seconds - A_CLICK * len(way.clicks)
    lines = [
        f"{way.bot.room.name.capitalize()}: {len(way.clicks)} clicks, "
        f"{waited:.1f} s of waiting, {way.seconds:.0f} s at {A_CLICK:.0f} s a click",
        *(f"  {number}. {click}" for number, click in enumerate(way.clicks, start=1)),
        f"  -> {title(way.bot.room.posts()[-1])}",
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    asyncio.run(_main())
