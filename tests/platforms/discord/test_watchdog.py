"""A gateway that is dead without saying so: the bot connects anew, and answers."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Callable

import pytest

from bot.platforms import supervisor
from bot.platforms.watchdog import Patience
from bot.sandbox.discord.gateway import Gateway
from bot.sandbox.faults import Fault
from bot.sandbox.server import Sandbox
from tests.platforms.discord.connected import Connected, Listener, Memory, connect

SILENT = 1.0
IMPATIENT = Patience(silent=SILENT, look=0.05)
_RECONNECT = {"op": 7, "d": None}


@pytest.fixture(autouse=True)
def _hurry(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "_FIRST_PAUSE", 0.05)
    sandbox.discord.gateway.heartbeat = 0.1


@pytest.fixture
async def connected(sandbox: Sandbox, listener: Listener) -> AsyncIterator[Connected]:
    async with connect(sandbox, listener, Memory(), IMPATIENT) as running:
        await running.platform.ready.wait()
        yield running


async def again(gateway: Gateway) -> None:
    """Wait until the bot began one more session."""
    before = gateway.identified
    async with asyncio.timeout(10):
        while gateway.identified == before:
            gateway.ready.clear()
            await gateway.ready.wait()


async def answered(sandbox: Sandbox) -> bool:
    """Tell whether a command is answered."""
    return (await sandbox.discord.slash("ben", "general", "topics")).text == "done"


async def test_a_quiet_gateway_is_kept(connected: Connected, sandbox: Sandbox) -> None:
    await asyncio.sleep(2 * SILENT)

    assert sandbox.discord.gateway.identified == 1
    assert await answered(sandbox)


def _go_silent(gateway: Gateway) -> None:
    gateway.go_silent()


def _ignore_the_resume(gateway: Gateway) -> None:
    gateway.ignores_resume = True
    gateway.send_all(_RECONNECT)


@pytest.mark.parametrize("die", [_go_silent, _ignore_the_resume])
async def test_a_gateway_that_died_in_silence_is_replaced(
    connected: Connected,
    sandbox: Sandbox,
    die: Callable[[Gateway], None],
    caplog: pytest.LogCaptureFixture,
) -> None:
    die(sandbox.discord.gateway)
    await again(sandbox.discord.gateway)

    assert await answered(sandbox)
    assert "Discord is out of reach: no sign of life for" in caplog.text
    assert "Traceback" not in caplog.text


async def test_a_dead_resume_address_is_left(
    connected: Connected, sandbox: Sandbox
) -> None:
    sandbox.discord.gateway.refuse_resume_url = True
    sandbox.discord.gateway.send_all(_RECONNECT)
    await again(sandbox.discord.gateway)

    assert await answered(sandbox)


async def test_a_gateway_that_was_down_is_found_again(
    connected: Connected, sandbox: Sandbox
) -> None:
    gateway = sandbox.discord.gateway
    gateway.refuse_connections = True
    await gateway.close_all(4000)
    await asyncio.sleep(2 * SILENT)
    gateway.refuse_connections = False
    await again(gateway)

    assert await answered(sandbox)


async def test_a_login_that_hangs_is_begun_anew(
    sandbox: Sandbox, listener: Listener
) -> None:
    sandbox.faults.add(Fault("hang", "GET /oauth2/applications/@me"))

    async with connect(sandbox, listener, Memory(), IMPATIENT):
        assert await answered(sandbox)


async def test_no_session_is_started_over_the_days_limit(
    sandbox: Sandbox, listener: Listener, caplog: pytest.LogCaptureFixture
) -> None:
    sandbox.discord.gateway.use_up_starts(seconds=0.5)
    may_start_at = time.monotonic() + 0.5

    async with connect(sandbox, listener, Memory()):
        began_at = time.monotonic()
        assert await answered(sandbox)

    assert sandbox.discord.gateway.identified == 1
    assert began_at >= may_start_at
    assert "no more sessions may be started" in caplog.text
    assert sum(one.path == "/gateway/bot" for one in sandbox.discord.requests) <= 4


async def test_no_heart_beats_on_for_a_client_that_is_gone(
    sandbox: Sandbox, listener: Listener
) -> None:
    async with connect(sandbox, listener, Memory()) as running:
        await running.platform.ready.wait()
        sandbox.discord.gateway.refuses_resume = True
        sandbox.discord.gateway.send_all(_RECONNECT)
        await asyncio.sleep(0.5)  # it waits to identify now, for five seconds
        assert not sandbox.discord.bot_online
        assert hearts()

    for heart in hearts():
        await asyncio.to_thread(heart.join, 5)
    assert hearts() == []


def hearts() -> list[threading.Thread]:
    """List the threads that send heartbeats."""
    return [one for one in threading.enumerate() if "keep-alive" in one.name]
