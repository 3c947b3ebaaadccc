"""Slack's commands over the wire, beside the least that Bolt can do there."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bench.report import Figure, compare
from bench.running import bounds, daily_bite
from bot.sandbox.server import Sandbox, open_sandbox


async def measure(*, rounds: int = 150) -> AsyncIterator[Figure]:
    """Compare our commands with a command that answers "ok"."""
    async with (
        open_sandbox() as plain,
        _trivial_bot(plain),
        open_sandbox() as ours,
        daily_bite(ours, "SLACK") as select_one,
    ):
        medians = await compare(
            {
                "trivial": lambda: _run(plain, "/bite x"),
                "select": select_one,
                "topic": lambda: _run(ours, "/bite topic"),
                "words": lambda: _run(ours, "/bite gradient vanishing layer 77"),
            },
            rounds=rounds,
        )
    for figure in bounds("Slack", medians):
        yield figure


async def _run(sandbox: Sandbox, line: str) -> None:
    outcome = await sandbox.slack.type("ben", "general", line)
    if outcome.kind != "message":
        raise AssertionError(f"{line}: {outcome.error or outcome.kind}")


@asynccontextmanager
async def _trivial_bot(sandbox: Sandbox) -> AsyncIterator[None]:
    """Run the least bot of the same framework: a command that answers "ok"."""
    client = AsyncWebClient(
        token=sandbox.environment["SLACK_BOT_TOKEN"],
        base_url=sandbox.environment["SLACK_API_URL"],
    )
    app = AsyncApp(client=client, signing_secret="-", process_before_response=True)  # noqa: S106 - Socket Mode signs nothing

    @app.command("/bite")
    async def bite(ack: Any) -> None:
        await ack("ok")

    handler = AsyncSocketModeHandler(app, sandbox.environment["SLACK_APP_TOKEN"])
    await handler.connect_async()  # type: ignore[no-untyped-call]
    await sandbox.slack.bot_ready()
    yield
    await handler.close_async()  # type: ignore[no-untyped-call]
