"""Content that changes while the bot runs: it is taken up, and nothing is forgotten."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path

import pytest

from bot.app import open_app
from bot.config import load_config
from bot.core.bites import Library
from bot.core.shelf import Edition
from bot.running import App
from bot.sandbox.server import Sandbox
from tests.databases import sqlite_url
from tests.test_content import GOOD, OTHER, TOPIC, write

MOVED = TOPIC + '[moved]\n"topic/old" = "topic/a"\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "mine" / "topic", {"a": GOOD}, topic=MOVED)


@pytest.fixture
async def app(
    sandbox: Sandbox, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[App]:
    """Run a bot that reads the shipped library and a folder of its own."""
    monkeypatch.setattr("bot.running.EVERY_TEN_SECONDS", timedelta(seconds=0.2))
    config = tmp_path / "config.toml"
    config.write_text(f'[content]\npaths = ["{folder}"]\n')
    database = {"DATABASE_URL": sqlite_url(tmp_path), "PORT": "0"}
    stop = asyncio.Event()
    async with open_app(load_config(sandbox.environment | database, config)) as app:
        running = asyncio.create_task(app.run(stop))
        yield app
        stop.set()
        await running


async def until(app: App, is_so: Callable[[Library], object]) -> None:
    async with asyncio.timeout(20):
        while not is_so(app.core.shelf.library):  # noqa: ASYNC110 - nothing tells of it
            await asyncio.sleep(0.05)


async def test_a_new_bite_can_be_found(app: App, folder: Path) -> None:
    assert "topic/b" not in app.core.shelf.library.bites

    write(folder / "topic", {"b": OTHER})
    await until(app, lambda library: "topic/b" in library.bites)

    assert app.core.shelf.search.find("pause").bites[0].id == "topic/b"


async def test_moves_outlast_a_topic_file_with_a_fault(app: App, folder: Path) -> None:
    write(folder / "topic", {"b": OTHER}, topic="name = ")
    await until(app, lambda library: "topic/b" in library.bites)

    library = app.core.shelf.library
    assert library.topics["topic"].description == ""
    assert library.ids_of("topic/a") == ("topic/a", "topic/old")


async def test_content_that_could_not_be_taken_up_is_tried_again(
    app: App, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failed = asyncio.Event()
    loop = asyncio.get_running_loop()

    def out_of_memory(_: Edition) -> Edition:
        loop.call_soon_threadsafe(failed.set)
        raise MemoryError

    with monkeypatch.context() as failing:
        failing.setattr(Edition, "prepare", out_of_memory)
        write(folder / "topic", {"b": OTHER})
        await failed.wait()

    await until(app, lambda library: "topic/b" in library.bites)
