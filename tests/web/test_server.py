"""The web port: whether the bot lives, whether it is ready, and when it is open."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.app import open_app
from bot.config import load_config
from bot.errors import ConfigError
from bot.running import App
from bot.sandbox.server import Sandbox
from bot.services.health import Health
from bot.storage.engine import Database
from bot.storage.store import SqlStore, open_store
from bot.web.server import open_web
from tests.conftest import Bot, make_library, make_loaded
from tests.databases import sqlite_url
from tests.web.conftest import get_json


def settings(sandbox: Sandbox, folder: Path, **more: str) -> dict[str, str]:
    url = sqlite_url(folder)
    return {**sandbox.environment, "DATABASE_URL": url, **more}


async def test_the_loop_answers(bot: Bot) -> None:
    status, body, headers = await get_json(f"{bot.app.web_url}/healthz")

    assert (status, body) == (200, {"status": "ok"})
    assert headers["Server"] == "-"
    assert headers["Cache-Control"] == "no-store"


async def test_a_connected_bot_is_ready(bot: Bot) -> None:
    status, body, _ = await get_json(f"{bot.app.web_url}/readyz")

    checks = {"bot": "ok", "database": "ok", bot.room.name: "ok"}
    assert (status, body) == (200, {"status": "ready", "checks": checks})


@pytest.mark.parametrize("platform", ["discord"])
async def test_a_bot_that_is_told_to_stop_is_no_longer_ready(bot: Bot) -> None:
    bot.app.health.stop()

    status, body, _ = await get_json(f"{bot.app.web_url}/readyz")

    assert status == 503
    assert body["checks"]["bot"] == "stopping"


@pytest.fixture
async def refused(sandbox: Sandbox, tmp_path: Path) -> AsyncIterator[App]:
    """Run a bot whose token one of two platforms refuses."""
    environment = settings(sandbox, tmp_path, PORT="0", DISCORD_TOKEN="not.the.token")
    loaded, stop = make_loaded(make_library()), asyncio.Event()
    async with open_app(load_config(environment), loaded=loaded) as app:
        running = asyncio.create_task(app.run(stop))
        await app.connections["slack"].ready.wait()
        yield app
        stop.set()
        await running


async def test_a_platform_that_refuses_the_bot_is_named_with_the_reason(
    refused: App,
) -> None:
    while True:  # until Discord has said no
        status, body, _ = await get_json(f"{refused.web_url}/readyz")
        if body["checks"]["discord"] != "not connected":
            break

    told = "refused: Discord does not accept the bot's token: set a new DISCORD_TOKEN"
    checks = {"bot": "ok", "database": "ok", "slack": "ok", "discord": told}
    assert (status, body) == (503, {"status": "not ready", "checks": checks})


async def test_a_bot_that_did_not_connect_yet_is_not_ready(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    environment = settings(sandbox, tmp_path, PORT="0")
    loaded = make_loaded(make_library())
    async with open_app(load_config(environment), loaded=loaded) as app:
        status, body, _ = await get_json(f"{app.web_url}/readyz")

    assert status == 503
    assert body["checks"]["discord"] == body["checks"]["slack"] == "not connected"


async def test_no_port_is_opened_without_need(sandbox: Sandbox, tmp_path: Path) -> None:
    config = load_config(settings(sandbox, tmp_path))
    async with open_app(config, loaded=make_loaded(make_library())) as app:
        assert (app.web_url, app.metrics_url) == ("", "")


async def test_a_replica_that_stands_by_is_ready(bot: Bot) -> None:
    connections = {"discord": bot.app.connections.get("discord")}
    if connections["discord"] is None:
        connections = {"slack": bot.app.connections["slack"]}
    (one,) = connections.values()
    assert one is not None
    health = Health(
        store=bot.store, connections={one.name: one}, listens=lambda _: False
    )
    one.ready.clear()

    async with open_web("127.0.0.1", 0, {}, health.checks) as url:
        status, body, _ = await get_json(f"{url}/readyz")

    assert status == 200
    assert body["checks"][one.name] == "ok, standing by: another replica listens"


async def test_a_database_that_is_gone_is_not_ready_and_names_no_host(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "gone"
    folder.mkdir()
    async with open_store(sqlite_url(folder)) as store:
        pass
    shutil.rmtree(folder)
    health = Health(store=store, connections={})

    async with open_web("127.0.0.1", 0, {}, health.checks) as address:
        status, body, _ = await get_json(f"{address}/readyz")
    await asyncio.sleep(0.1)  # the driver's thread has a last word for this loop

    assert status == 503
    assert body["checks"]["database"] == "it does not answer"


async def test_a_database_that_hangs_is_asked_once_at_a_time() -> None:
    calls: list[asyncio.StreamWriter] = []

    def take(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        calls.append(writer)  # and never a word

    silent = await asyncio.start_server(take, "127.0.0.1", 0)
    port = silent.sockets[0].getsockname()[1]
    database = Database(f"postgresql://u:secret@127.0.0.1:{port}/d")
    health = Health(store=SqlStore(database), connections={})

    async with open_web("127.0.0.1", 0, {}, health.checks) as url:
        answers = await asyncio.gather(*(get_json(f"{url}/readyz") for _ in range(5)))
        told = {body["checks"]["database"] for _, body, _ in answers}
        asked = len(calls)
        for one in calls:
            one.close()
    silent.close()
    await database.close()

    assert {status for status, *_ in answers} == {503}
    assert told == {"no answer within 2 seconds"}
    assert asked == 1


async def test_a_port_in_use_is_one_sentence() -> None:
    health = Health(store=SqlStore(Database("sqlite://")), connections={})
    async with open_web("127.0.0.1", 0, {}, health.checks) as url:
        port = int(url.rpartition(":")[2])

        with pytest.raises(ConfigError) as caught:
            async with open_web("127.0.0.1", port, {}, health.checks):
                pass

    told = f"web: 127.0.0.1:{port} cannot be used (Address already in use)"
    assert caught.value.problems == (f"{told}: set another PORT.",)


async def test_a_host_that_does_not_exist_is_one_sentence() -> None:
    health = Health(store=SqlStore(Database("sqlite://")), connections={})

    with pytest.raises(
        ConfigError, match=r"^web: no\.such\.invalid:0 cannot be used \("
    ):
        async with open_web("no.such.invalid", 0, {}, health.checks):
            pass
