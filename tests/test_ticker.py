"""The clockwork: what comes seldom runs once soon after the start."""

import asyncio
from datetime import timedelta

import pytest

from bot.errors import StoreError
from bot.ticker import EVERY_HOUR, open_ticker


async def test_a_seldom_job_runs_soon_and_not_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.ticker._SOON", timedelta(seconds=0.01))
    ran = asyncio.Event()
    runs = []

    async def job() -> None:
        runs.append(1)
        ran.set()

    async with open_ticker({"seldom": (EVERY_HOUR, job)}):
        await asyncio.wait_for(ran.wait(), 5)
        await asyncio.sleep(0.1)

    assert runs == [1]


async def test_what_can_be_said_in_a_sentence_is_no_traceback(
    caplog: pytest.LogCaptureFixture,
) -> None:
    tried = asyncio.Event()

    async def job() -> None:
        tried.set()
        raise StoreError("The database does not answer.")

    async with open_ticker({"often": (timedelta(seconds=0.05), job)}):
        await asyncio.wait_for(tried.wait(), 5)
        await asyncio.sleep(0.1)

    told = [one for one in caplog.records if one.name == "bot.ticker"]
    assert {one.getMessage() for one in told} == {
        "often: The database does not answer."
    }
    assert all(one.exc_info is None for one in told)
