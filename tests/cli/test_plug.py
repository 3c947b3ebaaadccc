"""The demo's third button: its bot is killed in mid-post, as a real process."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.cli.bot_process import GONE, BotProcess, spawn_bot
from bot.cli.demo_clock import MovableClock
from bot.errors import BotError
from bot.sandbox.server import Sandbox
from tests.cli.conftest import process

FOUND = {"discord": "Sent again, and refused", "slack": "Looked for its own mark"}
Json = dict[str, Any]


class DemoPage:
    """The page of a running demo, as far as HTTP can tell."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session

    async def do(self, act: str, **ask: Any) -> Json:
        """Ask the page's API."""
        async with self._session.post(f"/page/{act}", json=ask) as response:
            return dict(await response.json())

    async def room(self, name: str) -> Json:
        """Give a platform's room."""
        async with self._session.get("/page/state") as response:
            platforms = (await response.json())["platforms"]
        return dict(next(one for one in platforms if one["id"] == name))

    async def say(self, name: str, line: str) -> Json:
        """Type a line as Ana into the first channel."""
        room = await self.room(name)
        who = {"person": room["people"][0]["id"], "channel": room["channels"][0]["id"]}
        return await self.do("command", platform=name, text=line, **who)

    async def posts(self, name: str) -> int:
        """Count what stands in the first channel."""
        room = await self.room(name)
        return len(room["messages"][room["channels"][0]["id"]])


@pytest.fixture
async def page(tmp_path: Path) -> AsyncIterator[DemoPage]:
    """Start the demo, and end it in order."""
    async with process("demo", "--port", "0", folder=tmp_path) as running:
        assert running.stdout is not None
        async with asyncio.timeout(20):
            line = (await running.stdout.readline()).decode()
        async with aiohttp.ClientSession(line.split()[-1]) as session:
            yield DemoPage(session)
        running.terminate()
        _, errors = await running.communicate()
        assert running.returncode == 0
        assert b"Traceback" not in errors


def facts(told: Json) -> dict[str, tuple[str, str]]:
    """Give the record's values, before and after."""
    return {
        one["name"]: (one["before"], one["after"]) for one in told["steps"][-1]["facts"]
    }


@pytest.mark.parametrize("platform", ["discord", "slack"])
async def test_pulled_plug_leaves_one_post_each_time(
    page: DemoPage, platform: str
) -> None:
    first = await page.do("plug", platform=platform)
    second = await page.do("plug", platform=platform)
    answer = await page.say(platform, "/bite rag")

    for told in (first, second):
        titles = [one["title"] for one in told["steps"]]
        assert titles == [
            "Posted in #daily-bite",
            "Killed before it was noted",
            "Started again",
            FOUND[platform],
            "Still one post",
        ]
        assert facts(told)["state"] == ("sending", "sent")
        assert facts(told)["attempts"] == ("1", "2")
        assert facts(told)["posts with its mark"] == ("1", "1")
        assert facts(told)["message"][0] == "none"
    assert first["steps"][1]["text"] != second["steps"][1]["text"]  # two processes
    assert await page.posts("discord") == await page.posts("slack") == 3
    assert answer["result"] == "message"


async def test_plug_waits_for_a_skip_under_way(page: DemoPage) -> None:
    skipped, told = await asyncio.gather(
        page.do("clock", skip="tomorrow"), page.do("plug", platform="slack")
    )

    assert "error" not in skipped
    assert told["steps"][-1]["title"] == "Still one post"
    assert await page.posts("discord") == await page.posts("slack") == 3


async def test_plug_without_a_schedule_says_what_to_do(page: DemoPage) -> None:
    removed = await page.say("discord", "/bite-admin remove")
    told = await page.do("plug", platform="discord")
    other = await page.do("plug", platform="slack")

    assert removed["result"] == "message"
    assert "press Set a schedule first" in told["error"]
    assert other["steps"][-1]["title"] == "Still one post"


@pytest.fixture
async def bot() -> AsyncIterator[BotProcess]:
    async with spawn_bot(MovableClock(timedelta())) as spawned:
        yield spawned


async def test_bot_that_ends_by_itself_is_noticed(
    bot: BotProcess, sandbox: Sandbox, tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path / 'demo.db'}"
    opened = await bot.open({**sandbox.environment, "DATABASE_URL": url})
    assert bot.pid is not None

    os.kill(bot.pid, signal.SIGKILL)
    await asyncio.wait_for(bot.lost.wait(), 5)

    assert opened == {"deliveries": []}
    with pytest.raises(BotError, match=GONE):
        await bot.ask("due")


async def test_bot_killed_on_purpose_is_not_missed(bot: BotProcess) -> None:
    pid = bot.pid

    killed = await bot.kill()

    assert killed == pid
    assert not bot.lost.is_set()
    with pytest.raises(BotError, match="not running"):
        await bot.ask("due")


@pytest.mark.parametrize("platform", ["discord", "slack"])
async def test_the_bot_can_come_as_to_a_new_server(
    page: DemoPage, platform: str
) -> None:
    room = await page.room(platform)
    ana = room["people"][0]["id"]

    told = await page.do("fresh", platform=platform, person=ana)
    listed = await page.say(platform, "/bite-admin list")

    shown: list[Json] = []
    async with asyncio.timeout(10):
        while not any("Hello!" in str(one) for one in shown):
            shown = (await page.room(platform))["messages"].get(told["channel"], [])
    assert "No daily posts yet" in str(listed)
