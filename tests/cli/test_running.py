"""`run` beside `sandbox`, the demo, and how they end: real processes, real signals."""

import asyncio
import signal
import time
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.cli.conftest import Cli, process

PRINTED = 6  # lines that `dailybite sandbox` prints


async def _line(started: Process) -> str:
    assert started.stdout is not None
    async with asyncio.timeout(20):
        return (await started.stdout.readline()).decode().strip()


@pytest.fixture
async def sandbox_environment(tmp_path: Path) -> AsyncIterator[dict[str, str]]:
    """Start `dailybite sandbox`, and give only what it printed."""
    async with process("sandbox", "--port", "0", folder=tmp_path) as started:
        lines = [await _line(started) for _ in range(PRINTED)]
        yield dict(line.split("=", 1) for line in lines)


def only(name: str, environment: dict[str, str]) -> dict[str, str]:
    """Leave one platform's variables."""
    return {
        key: text for key, text in environment.items() if key.startswith(name.upper())
    }


async def _platform(address: str, name: str = "discord") -> dict[str, Any]:
    """Give what the page shows of a pretend platform."""
    url = f"{address}/page/state"
    async with aiohttp.ClientSession() as session, session.get(url) as response:
        platforms = (await response.json())["platforms"]
    return dict(next(one for one in platforms if one["id"] == name))


async def _ask(address: str, line: str, name: str = "discord") -> str:
    """Type a line as Ana into the first channel."""
    platform = await _platform(address, name)
    ask = {
        "platform": name,
        "person": platform["people"][0]["id"],
        "channel": platform["channels"][0]["id"],
        "text": line,
    }
    url = f"{address}/page/command"
    async with (
        aiohttp.ClientSession() as session,
        session.post(url, json=ask) as response,
    ):
        answer = await response.json()
    return _text(answer["message"] or {}) or str(answer["error"])


def _text(message: dict[str, Any]) -> str:
    return str(message.get("content") or message.get("text") or "")


async def _until(
    address: str, is_so: Callable[[dict[str, Any]], Any], name: str = "discord"
) -> None:
    """Look at the page until something is so."""
    while not is_so(await _platform(address, name)):  # noqa: ASYNC110 - it is another process
        await asyncio.sleep(0.1)


async def _online(address: str, name: str = "discord") -> None:
    async with asyncio.timeout(20):
        await _until(address, lambda platform: platform["bot"]["online"], name)


def _posts(platform: dict[str, Any]) -> list[str]:
    first = platform["channels"][0]["id"]
    return [_text(one) for one in platform["messages"][first]]


def _address(environment: dict[str, str]) -> str:
    return environment["DISCORD_API_URL"].partition("/discord")[0]


async def _stop(running: Process) -> tuple[float, str]:
    started = time.monotonic()
    running.send_signal(signal.SIGTERM)
    async with asyncio.timeout(10):
        _, errors = await running.communicate()
    return time.monotonic() - started, errors.decode()


@pytest.mark.parametrize("name", ["discord", "slack"])
async def test_run_answers_and_stops(
    sandbox_environment: dict[str, str], tmp_path: Path, name: str
) -> None:
    address = _address(sandbox_environment)
    environment = only(name, sandbox_environment)
    line = {
        "discord": "/bite-admin schedule time: 09:00 timezone: UTC",
        "slack": "/bite-admin schedule 09:00 UTC",
    }
    async with process("run", folder=tmp_path, environment=environment) as running:
        await _online(address, name)
        answer = await _ask(address, "/bite rag", name)
        set_up = await _ask(address, line[name], name)
        seconds, errors = await _stop(running)

    assert "RAG: let the model look it up" in answer
    assert set_up.startswith("Done: ")
    assert seconds < 10
    assert running.returncode == 0
    assert "Traceback" not in errors


@pytest.mark.slow
@pytest.mark.timeout(150)
async def test_schedules_for_the_next_minute_post_on_both_platforms(
    sandbox_environment: dict[str, str], tmp_path: Path
) -> None:
    address = _address(sandbox_environment)
    async with process(
        "run", folder=tmp_path, environment=sandbox_environment
    ) as running:
        await _online(address)
        await _online(address, "slack")
        due = datetime.now(UTC) + timedelta(seconds=65)
        at = f"{due:%H:%M}"
        await _ask(address, f"/bite-admin schedule time: {at} timezone: UTC")
        await _ask(address, f"/bite-admin schedule {at} UTC", "slack")
        async with asyncio.timeout(80):
            await _until(address, _posts)
            await _until(address, _posts, "slack")
        posts = [
            *_posts(await _platform(address)),
            *_posts(await _platform(address, "slack")),
        ]
        _, errors = await _stop(running)

    assert len(posts) == 2
    assert all("Footgun:" in one for one in posts)
    assert "Traceback" not in errors


async def test_one_refused_platform_stops_no_other(
    sandbox_environment: dict[str, str], tmp_path: Path
) -> None:
    address = _address(sandbox_environment)
    environment = {**sandbox_environment, "DISCORD_TOKEN": "not.the.token"}

    async with process("run", folder=tmp_path, environment=environment) as running:
        await _online(address, "slack")
        answer = await _ask(address, "/bite rag", "slack")
        _, errors = await _stop(running)

    assert "RAG: let the model look it up" in answer
    assert running.returncode == 0
    assert "set a new DISCORD_TOKEN" in errors


async def test_schedule_added_by_the_command_line_reaches_a_running_bot(
    sandbox_environment: dict[str, str], tmp_path: Path, cli: Cli
) -> None:
    address = _address(sandbox_environment)
    async with process(
        "run", folder=tmp_path, environment=sandbox_environment
    ) as running:
        await _online(address)
        platform = await _platform(address)
        added = await asyncio.to_thread(
            cli,
            *("schedule", "add", "--platform", "discord", "--time", "09:00"),
            *("--timezone", "UTC", "--server", platform["server"]["id"]),
            *("--channel", platform["channels"][0]["id"]),
        )
        listed = await _ask(address, "/bite-admin list")
        await _stop(running)

    assert added.stdout.strip() in listed


async def test_run_with_a_bad_token_is_one_sentence(
    sandbox_environment: dict[str, str], tmp_path: Path
) -> None:
    environment = only("discord", sandbox_environment)
    environment["DISCORD_TOKEN"] = "not.the.token"

    async with process("run", folder=tmp_path, environment=environment) as running:
        async with asyncio.timeout(20):
            _, errors = await running.communicate()

    assert running.returncode == 1
    assert "set a new DISCORD_TOKEN" in errors.decode()
    assert "Traceback" not in errors.decode()


async def test_demo_says_where_it_is_and_ends_in_order(tmp_path: Path) -> None:
    async with process("demo", "--port", "0", folder=tmp_path) as running:
        address = (await _line(running)).rpartition(" ")[2].rstrip("/")
        posts = _posts(await _platform(address))
        answer = await _ask(address, "/bite retreival augmentd")
        seconds, errors = await _stop(running)

    assert len(posts) == 1
    assert answer.startswith("## RAG: ")
    assert seconds < 10
    assert running.returncode == 0
    assert "Traceback" not in errors


async def test_port_in_use_is_one_sentence(
    sandbox_environment: dict[str, str], tmp_path: Path
) -> None:
    port = _address(sandbox_environment).rpartition(":")[2]

    async with process("demo", "--port", port, folder=tmp_path) as running:
        _, errors = await running.communicate()

    assert running.returncode == 1
    assert "choose another --host or --port" in errors.decode()


def test_run_without_credentials_points_to_the_demo(cli: Cli) -> None:
    result = cli("run")

    assert result.exit_code == 1
    assert "try `dailybite demo`" in result.stderr
