"""Connections that break: made anew, with a sentence, unless refused for good."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.errors import DeliveryError
from bot.platforms import supervisor
from bot.platforms.supervisor import keep_connected


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "_FIRST_PAUSE", 0.0)


class Ends:
    """A connection that ends in one way after the other."""

    def __init__(self, *faults: Exception | None) -> None:
        self._faults: Iterator[Exception | None] = iter(faults)
        self.tried = 0
        self.done = asyncio.Event()

    async def __call__(self) -> None:
        self.tried += 1
        fault = next(self._faults, StopAsyncIteration)
        if fault is StopAsyncIteration:
            self.done.set()
            await asyncio.Event().wait()
        elif isinstance(fault, Exception):
            raise fault


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(ConnectionResetError("reset"), id="network"),
        pytest.param(DeliveryError("slow down"), id="passing refusal"),
        pytest.param(KeyError("ours"), id="a fault of ours"),
        pytest.param(None, id="ended by itself"),
    ],
)
async def test_what_passes_is_tried_again(fault: Exception | None) -> None:
    connect = Ends(fault, fault)

    running = asyncio.create_task(keep_connected("Slack", connect))
    await asyncio.wait_for(connect.done.wait(), 5)
    running.cancel()

    assert connect.tried == 3


async def test_being_out_of_reach_is_one_sentence(
    caplog: pytest.LogCaptureFixture,
) -> None:
    connect = Ends(OSError(111, "Connection refused"))

    running = asyncio.create_task(keep_connected("Discord", connect))
    await asyncio.wait_for(connect.done.wait(), 5)
    running.cancel()

    assert "Discord is out of reach: " in caplog.text
    assert "Traceback" not in caplog.text


async def test_a_pause_that_was_asked_for_is_kept() -> None:
    connect = Ends(DeliveryError("later", retry_after=timedelta(seconds=0.3)))
    loop = asyncio.get_running_loop()
    began = loop.time()

    running = asyncio.create_task(keep_connected("Discord", connect))
    await asyncio.wait_for(connect.done.wait(), 5)
    running.cancel()

    assert loop.time() - began >= 0.3


async def test_a_refusal_for_good_ends_it() -> None:
    refused = DeliveryError("set a new token", permanent=True)

    with pytest.raises(DeliveryError, match="set a new token"):
        await keep_connected("Slack", Ends(refused))
