"""The clockwork: what comes seldom runs once soon after the start."""

import asyncio
from datetime import timedelta

import pytest

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
