"""kill -9 in the middle of a post: real processes, a real SQLite, visible posts counted."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.sandbox.faults import Fault, Kind
from bot.sandbox.server import Sandbox
from bot.storage.store import open_store
from tests.cli.conftest import process
from tests.crash.due import make_due, this_minute
from tests.databases import sqlite_url
from tests.rooms import ROOMS, Room


async def until(is_so: Callable[[], Awaitable[Any]], seconds: float = 20) -> None:
    async with asyncio.timeout(seconds):
        while not await is_so():  # noqa: ASYNC110 - it is another process
            await asyncio.sleep(0.05)


async def last_state(folder: Path) -> str:
    async with process("schedule", "list", "--json", folder=folder) as listed:
        output, _ = await listed.communicate()
    (entry,) = json.loads(output)
    return str((entry["last_delivery"] or {}).get("state"))


@pytest.mark.parametrize("platform", ["discord", "slack"])
@pytest.mark.parametrize(
    "kind",
    [
        pytest.param("delay", id="platform took it after the kill"),
        pytest.param("hang", id="platform never took it"),
    ],
)
async def test_kill_in_the_middle_leaves_one_post(
    sandbox: Sandbox, tmp_path: Path, platform: str, kind: Kind
) -> None:
    room = ROOMS[platform](sandbox)
    environment = {
        name: text
        for name, text in sandbox.environment.items()
        if name.startswith(platform.upper())
    }
    due = this_minute() - timedelta(minutes=1)
    url = sqlite_url(tmp_path, "daily-bite.db")
    async with open_store(url) as store:
        await make_due(store, room, at=due)
    fault = Fault(kind, room.create, seconds=1.5)
    sandbox.faults.add(fault)

    async def is_met() -> bool:
        return fault not in sandbox.faults.waiting

    async with process("run", folder=tmp_path, environment=environment) as running:
        await until(is_met)
        running.kill()
        await running.wait()
    if kind == "delay":
        await until(lambda: _has_posts(room))
    async with process("run", folder=tmp_path, environment=environment) as running:
        await until(lambda: _is_sent(tmp_path))
        running.terminate()
        _, errors = await running.communicate()

    assert len(room.posts()) == 1
    assert running.returncode == 0
    assert b"Traceback" not in errors


async def _has_posts(room: Room) -> bool:
    return bool(room.posts())


async def _is_sent(folder: Path) -> bool:
    return await last_state(folder) == "sent"
