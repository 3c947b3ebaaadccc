"""From the command to the first usable reply of the demo."""

import asyncio
import statistics
import sys
import time
from collections.abc import AsyncIterator

import aiohttp

from bench.report import Figure

ALLOWED = 3
LIBRARIES = (
    "aiohttp, aiosqlite, alembic.command, apscheduler.schedulers.asyncio, discord, "
    "discord.app_commands, cachetools, frontmatter, markdown_it, orjson, pydantic, rapidfuzz, "
    "rich.console, rich.table, slack_bolt.async_app, sqlalchemy.ext.asyncio, structlog, typer, tzlocal, "
    "yaml, zstandard"
)


async def measure(*, rounds: int = 7) -> AsyncIterator[Figure]:
    """Compare the demo's start with importing what it imports."""
    imports, replies = [], []
    for number in range(rounds + 1):
        took = (await _import_libraries(), await _first_reply())
        if number:  # the first round fills the disk cache
            imports.append(took[0])
            replies.append(took[1])
    yield Figure(
        "demo, from the command to the first reply",
        statistics.median(replies),
        f"{ALLOWED} x importing the libraries",
        ALLOWED * statistics.median(imports),
    )


async def _import_libraries() -> float:
    started = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-W", "ignore", "-c", f"import {LIBRARIES}"
    )
    if await process.wait():
        raise RuntimeError("the libraries cannot be imported")
    return time.perf_counter() - started


async def _first_reply() -> float:
    started = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "demo", "--port", "0"),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    assert process.stdout is not None
    line = (await process.stdout.readline()).decode()
    await _ask(line.rpartition(" ")[2].strip())
    took = time.perf_counter() - started
    process.terminate()
    await process.wait()
    return took


async def _ask(address: str) -> None:
    async with aiohttp.ClientSession(address) as session:
        async with session.get("/page/state") as response:
            platform = (await response.json())["platforms"][0]
        ask = {
            "person": platform["people"][0]["id"],
            "channel": platform["channels"][0]["id"],
            "text": "/bite rag",
        }
        async with session.post("/page/command", json=ask) as response:
            answer = await response.json()
    if "RAG" not in answer["message"]["content"]:
        raise AssertionError("the demo did not answer")
