"""`run` with its ports open: a real process, asked as hosting platforms ask it."""

import asyncio
import json
from asyncio.subprocess import Process
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import process
from tests.cli.test_running import (
    _address,
    _ask,
    _online,
    _platform,
    _stop,
    only,
    sandbox_environment,
)
from tests.web.conftest import get_json, scrape, value

__all__ = ["sandbox_environment"]


async def opened(running: Process, name: str) -> str:
    """Wait for the log line that says where a port is open."""
    told = f"the {name} port is open: "
    assert running.stderr is not None
    async with asyncio.timeout(20):
        while True:
            line = (await running.stderr.readline()).decode()
            assert line, "the bot ended"
            if told in line:
                event: str = json.loads(line)["event"]
                return event.removeprefix(told)


async def ready(url: str) -> dict[str, Any]:
    """Ask until the bot is ready, as a load balancer does."""
    async with asyncio.timeout(20):
        while True:
            status, body, _ = await get_json(f"{url}/readyz")
            if status == 200:
                return body
            await asyncio.sleep(0.05)


async def test_ports_that_are_wanted_are_open_and_tell_the_truth(
    sandbox_environment: dict[str, str], tmp_path: Path
) -> None:
    address = _address(sandbox_environment)
    ports = {"PORT": "0", "METRICS_PORT": "0"}
    environment = {**sandbox_environment, **ports}

    async with process("run", folder=tmp_path, environment=environment) as running:
        metrics, web = await opened(running, "metrics"), await opened(running, "web")
        alive, *_ = await get_json(f"{web}/healthz")
        checks = (await ready(web))["checks"]
        await _ask(address, "/bite rag")
        found = await scrape(metrics)
        _, errors = await _stop(running)

    assert alive == 200
    assert checks == dict.fromkeys(("bot", "database", "discord", "slack"), "ok")
    answered = value(found, "command_seconds_count", platform="discord", command="bite")
    assert answered == 1
    assert value(found, "connected", platform="slack") == 1
    assert running.returncode == 0
    assert "Traceback" not in errors


async def test_a_port_that_is_taken_is_one_sentence(
    sandbox_environment: dict[str, str], tmp_path: Path
) -> None:
    port = _address(sandbox_environment).rpartition(":")[2]
    environment = {**only("discord", sandbox_environment), "METRICS_PORT": port}

    async with process("run", folder=tmp_path, environment=environment) as running:
        async with asyncio.timeout(20):
            _, errors = await running.communicate()

    told = f"metrics: 127.0.0.1:{port} cannot be used (Address already in use)"
    assert (
        errors.decode().splitlines()[-1] == f"Error: {told}: set another METRICS_PORT."
    )
    assert running.returncode == 1


@pytest.mark.parametrize("secret", ["DISCORD_TOKEN", "SLACK_BOT_TOKEN"])
async def test_no_secret_is_in_what_a_run_prints(
    sandbox_environment: dict[str, str], tmp_path: Path, secret: str
) -> None:
    address = _address(sandbox_environment)
    environment = {**sandbox_environment, "METRICS_PORT": "0"}

    async with process(
        "--verbose", "run", folder=tmp_path, environment=environment
    ) as running:
        await _online(address)
        await _ask(address, "/bite rag")
        online = (await _platform(address))["bot"]["online"]
        _, errors = await _stop(running)

    assert online
    assert "the metrics port is open" in errors
    assert environment[secret] not in errors
