"""A socket that is there and dead: it is built anew, and a quiet one is kept."""

import asyncio
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import datetime

import pytest

from bot.core.cards import text_card
from bot.core.requests import Reply, Request
from bot.core.search import Choice
from bot.platforms import supervisor
from bot.platforms.slack.client import open_slack
from bot.platforms.watchdog import Patience
from bot.sandbox.server import Sandbox

SILENT, PING = 1.0, 0.1


class Listener:
    """A handler that says "done", and remembers no commands."""

    async def answer(self, request: Request) -> Reply:
        return Reply(text_card("done"))

    async def complete(
        self, request: Request, *, option: str, text: str
    ) -> Sequence[Choice]:
        return []

    async def left(self, platform: str, server: str) -> None:
        return

    async def present(self, platform: str, servers: Collection[str]) -> None:
        return

    async def joined(
        self,
        platform: str,
        server: str,
        *,
        person: str = "",
        at: datetime | None = None,
    ) -> None:
        return

    async def command_hash(self, application: str) -> str:
        return ""

    async def keep_command_hash(self, application: str, value: str) -> None:
        return

    async def moved(self, platform: str, server: str, old: str, new: str) -> None:
        return


@asynccontextmanager
async def connected(sandbox: Sandbox) -> AsyncIterator[None]:
    environment = sandbox.environment
    async with open_slack(
        bot_token=environment["SLACK_BOT_TOKEN"],
        app_token=environment["SLACK_APP_TOKEN"],
        api_url=environment["SLACK_API_URL"],
        patience=Patience(silent=SILENT, look=PING / 2),
        ping=PING,
    ) as platform:
        listener = Listener()
        running = asyncio.create_task(platform.run(listener, listener))
        await asyncio.wait_for(platform.ready.wait(), 10)
        try:
            yield
        finally:
            running.cancel()
            with suppress(asyncio.CancelledError):
                await running


async def is_answered(sandbox: Sandbox) -> bool:
    outcome = await sandbox.slack.type("ben", "general", "/bite topics")
    return "done" in outcome.text


async def test_a_quiet_socket_is_kept(sandbox: Sandbox) -> None:
    async with connected(sandbox):
        await asyncio.sleep(2 * SILENT)

        assert sandbox.slack.socket.opened == 1
        assert await is_answered(sandbox)


async def test_a_socket_that_died_in_silence_is_built_anew(
    sandbox: Sandbox,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Slack stays silent on each new socket for a while, so the SDK alone is lost."""
    monkeypatch.setattr(supervisor, "_FIRST_PAUSE", 0.05)
    async with connected(sandbox):
        sandbox.slack.socket.go_silent()
        async with asyncio.timeout(10):
            while "Slack is out of reach" not in caplog.text:  # noqa: ASYNC110 - a log
                await asyncio.sleep(PING)
        await sandbox.slack.socket.speak()
        await sandbox.slack.bot_ready()

        assert "Slack is out of reach: no sign of life for" in caplog.text
        assert await is_answered(sandbox)
