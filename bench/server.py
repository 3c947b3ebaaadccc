"""A sandbox in a process of its own, so that a client's processor time is its own."""

import argparse
import asyncio
import json
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.server import Sandbox, open_sandbox

_OF_MANY = ("SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET")


@dataclass(slots=True)
class Accepted:
    """What a platform took: by channel, and when, in seconds since 1970.

    Args:
        posts: How many came into each channel.
        first: When the first was accepted.
        last: When the last was accepted.
        refused: How many requests were answered with 429.
    """

    posts: dict[str, int] = field(default_factory=dict)
    first: float = 0.0
    last: float = 0.0
    refused: int = 0

    def note(self, channel: str) -> None:
        """Note a message."""
        self.last = time.time()
        self.first = self.first or self.last
        self.posts[channel] = self.posts.get(channel, 0) + 1


class Served:
    """The other end of a sandbox's process."""

    def __init__(self, process: Process, told: dict[str, Any]) -> None:
        self._process = process
        self.environment: dict[str, str] = told["environment"]
        self.channels: list[str] = told["channels"]
        self.workspaces: list[dict[str, Any]] = told["workspaces"]

    def of(self, platform: str) -> dict[str, str]:
        """Give what a bot of one platform needs in its environment."""
        start = platform.upper()
        of_many = () if self.workspaces else _OF_MANY
        return {
            key: value
            for key, value in self.environment.items()
            if key.startswith(start) and key not in (of_many or ("SLACK_BOT_TOKEN",))
        }

    async def accepted(self) -> Accepted:
        """Ask what was accepted so far."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(b"\n")
        return Accepted(**json.loads(await self._process.stdout.readline()))


@asynccontextmanager
async def child(*command: str, **options: Any) -> AsyncIterator[Process]:
    """Run one of our modules; it ends when its input does."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-W", "ignore", "-m", *command),
        stdin=PIPE,
        stdout=PIPE,
        limit=1 << 24,
        **options,
    )
    assert process.stdin
    try:
        yield process
    finally:
        process.stdin.close()
        try:
            await asyncio.wait_for(process.wait(), 20)
        except TimeoutError:
            process.kill()


@asynccontextmanager
async def sandbox_process(
    channels: int,
    *,
    platform: str = "discord",
    per_second: float | None = None,
    fixed_window: bool = False,
    workspaces: int = 0,
) -> AsyncIterator[Served]:
    """Start a sandbox with so many channels; its own limits hold unless told.

    With workspaces, each of these has so many channels.
    """
    options = ["--channels", str(channels), "--platform", platform]
    options += ["--workspaces", str(workspaces)]
    if per_second is not None:
        options += ["--per-second", str(per_second)]
    if fixed_window:
        options.append("--fixed-window")
    async with child("bench.server", *options) as process:
        assert process.stdout
        yield Served(process, json.loads(await process.stdout.readline()))


async def _serve(wanted: argparse.Namespace) -> None:
    async with open_sandbox() as sandbox:
        limits = sandbox.discord.limits
        limits.per_second = wanted.per_second or limits.per_second
        limits.fixed_window = wanted.fixed_window
        workspaces = [
            _add_workspace(sandbox, number, wanted.channels)
            for number in range(wanted.workspaces)
        ]
        alone = 0 if workspaces else wanted.channels
        ids = _ADD[wanted.platform](sandbox, alone)
        room = getattr(sandbox, wanted.platform)
        accepted = Accepted()

        def listen(name: str, message: dict[str, Any]) -> None:
            if name == "MESSAGE_CREATE":
                accepted.note(message.get("channel_id") or message["channel"])

        room.world.listeners.append(listen)
        for one in sandbox.slack.workspaces[1:]:
            one.world.listeners.append(listen)
        environment = sandbox.environment | sandbox.slack.environment_for_many
        told = {"environment": environment, "channels": ids, "workspaces": workspaces}
        _tell(told)
        others = [one.limits for one in sandbox.slack.workspaces[1:]]
        while await asyncio.to_thread(sys.stdin.readline):
            accepted.refused = sum(one.refused for one in (room.limits, *others))
            _tell({name: getattr(accepted, name) for name in accepted.__slots__})


def _tell(what: object) -> None:
    print(json.dumps(what), flush=True)


def _add_discord_channels(sandbox: Sandbox, count: int) -> list[str]:
    add = sandbox.discord.world.add_channel
    return [add(f"channel-{number}").id for number in range(count)]


def _add_slack_channels(sandbox: Sandbox, count: int) -> list[str]:
    add = sandbox.slack.world.add_channel
    return [add(f"channel-{number}", ["bot"]).id for number in range(count)]


def _add_workspace(sandbox: Sandbox, number: int, channels: int) -> dict[str, Any]:
    """Make a workspace that has installed the app, with a token of its own."""
    made = sandbox.slack.add_workspace(f"Workspace {number}")
    token = f"xoxb-of-workspace-{number}"
    sandbox.slack.grants.add(made, token)
    add, world = made.world.add_channel, made.world
    return {
        "team": made.team_id,
        "token": token,
        "bot": world.bot_id,
        "bot_user": world.bot_user_id,
        "channels": [add(f"channel-{one}", ["bot"]).id for one in range(channels)],
    }


_ADD = {"discord": _add_discord_channels, "slack": _add_slack_channels}

if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--channels", type=int, default=0)
    parser.add_argument("--platform", choices=_ADD, default="discord")
    parser.add_argument("--workspaces", type=int, default=0)
    parser.add_argument("--per-second", type=float)
    parser.add_argument("--fixed-window", action="store_true")
    asyncio.run(_serve(parser.parse_args()))
