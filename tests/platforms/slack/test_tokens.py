"""Tokens of many workspaces: one replica refreshes, nobody waits without need."""

import asyncio
from collections.abc import AsyncIterator, Collection
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.core.installs import Installation
from bot.errors import DeliveryError, StoreError
from bot.platforms.slack.client import open_session
from bot.platforms.slack.rest import SlackRest
from bot.platforms.slack.tokens import NotInstalledError, Tokens
from bot.sandbox.faults import Fault
from bot.sandbox.server import Sandbox
from bot.sandbox.slack.oauth import CLIENT_ID, CLIENT_SECRET
from bot.storage.sealed import Seal, new_key
from bot.storage.store import SqlStore, open_store
from tests.databases import sqlite_url

ACCESS = "POST /api/oauth.v2.access"
REPLICAS = 3


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return sqlite_url(tmp_path)
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture
async def stores(url: str) -> AsyncIterator[list[SqlStore]]:
    """Open the database several times, as replicas do; a SQLite file once."""
    key, count = new_key(), 1 if url.startswith("sqlite") else REPLICAS
    async with AsyncExitStack() as stack:
        yield [
            await stack.enter_async_context(open_store(url, keys=[key]))
            for _ in range(count)
        ]


@pytest.fixture
async def replicas(
    stores: list[SqlStore], sandbox: Sandbox
) -> AsyncIterator[list[Tokens]]:
    sandbox.slack.oauth.is_rotating = True
    async with open_session() as session:
        base = sandbox.slack.environment["SLACK_API_URL"]
        rest = SlackRest(session, token="", api_url=base)
        opened = [stores[number % len(stores)] for number in range(REPLICAS)]
        yield [
            Tokens(one, rest, client_id=CLIENT_ID, client_secret=CLIENT_SECRET)
            for one in opened
        ]


async def install(
    sandbox: Sandbox, store: SqlStore, *, lives: timedelta
) -> Installation:
    """Give a workspace a token that the store believes to live so long."""
    slack, now = sandbox.slack, datetime.now(UTC)
    scopes = frozenset({"chat:write"})
    code = slack.oauth.code(slack, "https://x.example/", scopes)
    given = {"code": code, "redirect_uri": "https://x.example/"}
    app = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}
    answer = slack.oauth.access(given | app, "")
    one = Installation(
        platform="slack",
        server=slack.team_id,
        token=answer["access_token"],
        refresh_token=answer["refresh_token"],
        expires_at=now + lives,
        bot=slack.world.bot_id,
        bot_user=slack.world.bot_user_id,
        installed_at=now,
    )
    await store.keep_installation(one)
    return one


@pytest.mark.parametrize("lives", [timedelta(minutes=30), timedelta(minutes=-1)])
async def test_of_many_who_ask_one_refreshes(
    sandbox: Sandbox,
    stores: list[SqlStore],
    replicas: list[Tokens],
    lives: timedelta,
) -> None:
    old = await install(sandbox, stores[0], lives=lives)

    found = await asyncio.gather(
        *(one.of(old.server) for one in replicas for _ in range(4))
    )

    assert sandbox.slack.oauth.refreshed == 1
    kept = await stores[0].installation("slack", old.server)
    assert kept
    assert kept.token != old.token
    good = {kept.token} | ({old.token} if lives > timedelta() else set())
    assert {one.token for one in found} <= good
    assert {one.token for one in [await each.of(old.server) for each in replicas]} == {
        kept.token
    }


async def test_a_token_that_lives_long_is_left_alone(
    sandbox: Sandbox, stores: list[SqlStore], replicas: list[Tokens]
) -> None:
    old = await install(sandbox, stores[0], lives=timedelta(hours=12))

    assert (await replicas[0].of(old.server)).token == old.token
    assert sandbox.slack.oauth.refreshed == 0


async def test_while_slack_refuses_the_old_token_serves_to_its_end(
    sandbox: Sandbox, stores: list[SqlStore], replicas: list[Tokens]
) -> None:
    old = await install(sandbox, stores[0], lives=timedelta(minutes=30))
    sandbox.faults.add(Fault("status", ACCESS, status=503))

    assert (await replicas[0].of(old.server)).token == old.token

    await stores[0].keep_installation(
        replace(old, expires_at=datetime.now(UTC) - timedelta(minutes=1))
    )
    sandbox.faults.add(Fault("status", ACCESS, status=503))
    with pytest.raises(DeliveryError):
        await replicas[0].of(old.server)


async def test_who_is_cancelled_loses_no_token(
    sandbox: Sandbox, stores: list[SqlStore], replicas: list[Tokens]
) -> None:
    old = await install(sandbox, stores[0], lives=timedelta(minutes=-1))
    asking = asyncio.create_task(replicas[0].of(old.server))
    async with asyncio.timeout(10):
        while not sandbox.slack.oauth.refreshed:  # noqa: ASYNC110 - nothing tells of it
            await asyncio.sleep(0)

    asking.cancel()
    await replicas[0].settle()

    kept = await stores[0].installation("slack", old.server)
    assert kept
    assert kept.token in sandbox.slack.grants.by_token
    assert kept.token != old.token


async def test_a_store_that_stumbles_after_slack_answered_loses_no_token(
    sandbox: Sandbox,
    stores: list[SqlStore],
    replicas: list[Tokens],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.platforms.slack.tokens._PAUSE", 0.01)
    old = await install(sandbox, stores[0], lives=timedelta(minutes=-1))
    keep, failures = stores[0].end_refresh, [StoreError("it stumbles")] * 2

    async def stumble(fresh: Installation, *, owner: str) -> bool:
        if failures:
            raise failures.pop()
        return await keep(fresh, owner=owner)

    monkeypatch.setattr(stores[0], "end_refresh", stumble)

    found = await replicas[0].of(old.server)

    assert failures == []
    assert await stores[0].installation("slack", old.server) == found


async def test_without_an_installation_nothing_is_asked(
    sandbox: Sandbox, replicas: list[Tokens]
) -> None:
    with pytest.raises(NotInstalledError):
        await replicas[0].of("T0")


async def test_who_asks_at_the_same_moment_is_served_by_one_query(
    sandbox: Sandbox,
    stores: list[SqlStore],
    replicas: list[Tokens],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    old = await install(sandbox, stores[0], lives=timedelta(hours=12))
    for number in range(30):
        await stores[0].keep_installation(replace(old, server=f"T{number}"))
    asked: list[int] = []
    read = stores[0].installations

    async def counted(platform: str, servers: Collection[str]) -> list[Installation]:
        asked.append(len(servers))
        return await read(platform, servers)

    monkeypatch.setattr(stores[0], "installations", counted)

    found = await asyncio.gather(
        *(replicas[0].of(f"T{number}") for number in range(30)),
        *(replicas[0].of(f"T{number}") for number in range(30)),
    )

    assert asked == [30]
    assert [one.server for one in found] == [f"T{n}" for n in range(30)] * 2


async def test_a_token_that_no_key_opens_stops_no_other(
    sandbox: Sandbox, stores: list[SqlStore], replicas: list[Tokens]
) -> None:
    old = await install(sandbox, stores[0], lives=timedelta(hours=12))
    seal, stores[0]._seal = stores[0]._seal, Seal([new_key()])
    await stores[0].keep_installation(replace(old, server="T1"))
    stores[0]._seal = seal

    good, bad = await asyncio.gather(
        replicas[0].of(old.server), replicas[0].of("T1"), return_exceptions=True
    )

    assert isinstance(good, Installation)
    assert isinstance(bad, DeliveryError)
    assert "DAILYBITE_KEY" in str(bad)
