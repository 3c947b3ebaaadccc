"""kill -9 at every point of a post: real processes, real databases, posts counted."""

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from bot.core.delivery import DeliveryState
from bot.sandbox.discord.nonces import WINDOW
from bot.sandbox.server import Sandbox
from bot.storage.store import open_store
from bot.storage.tables import metadata
from tests.crash.cases import FAULTS, PATIENCE, Case, short_matrix, whole_matrix
from tests.crash.due import make_due, this_minute
from tests.crash.life import KILLED, Life
from tests.crash.rows import let_pass
from tests.databases import Postgres, sqlite_url
from tests.rooms import ROOMS, Room

LATER = timedelta(minutes=3)  # longer than Discord surely refuses a repeat
STEP = 18 if os.environ.get("DAILYBITE_SLOW") == "reduced" else 1


@pytest.fixture(scope="module")
def shared_url(postgres: Postgres) -> Iterator[str]:
    with postgres.database(migrated=True) as url:
        yield url


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give a database without schedules: to make a new one takes PostgreSQL long."""
    if request.param == "sqlite":
        return sqlite_url(tmp_path, "daily-bite.db")
    return str(request.getfixturevalue("shared_url"))


def empty(url: str) -> None:
    if url.startswith("postgresql"):
        with psycopg.connect(url) as connection:
            for table in reversed(metadata.sorted_tables):
                everything = sql.SQL("DELETE FROM {}")
                connection.execute(everything.format(sql.Identifier(table.name)))


class Scene:
    """A sandbox, a database, and one bot after the other."""

    def __init__(self, case: Case, sandbox: Sandbox, url: str) -> None:
        self.case = case
        self.sandbox = sandbox
        self.url = url
        self.room: Room = ROOMS[case.platform](sandbox)
        self.due = this_minute()
        self.ahead = self.due + timedelta(seconds=1) - datetime.now(UTC)
        if not case.may_read:
            self.room.blind()
        sandbox.discord.nonces.window = WINDOW

    @property
    def _life(self) -> Life:
        own = self.case.platform.upper()
        tokens = self.sandbox.environment.items()
        return Life(
            environment={key: text for key, text in tokens if key.startswith(own)}
            | {"DATABASE_URL": self.url},
            ahead=self.ahead,
        )

    async def prepare(self) -> None:
        async with open_store(self.url, migrate_first=True) as store:
            empty(self.url)
            await make_due(store, self.room, at=self.due, on_unknown=self.case.policy)

    async def first_life(self) -> int:
        fault = FAULTS[self.case.fault]
        if fault:
            self.sandbox.faults.add(replace(fault, route=self.room.create))
        seconds = PATIENCE if self.case.fault == "reply late" else 20
        life = replace(
            self._life, dies=self.case.point, patience=timedelta(seconds=seconds)
        )
        return await life.live()

    async def second_life(self) -> int:
        by = LATER if self.case.is_late else timedelta()
        if self.url.startswith("postgresql"):
            let_pass(self.url, by)
        if self.case.is_late:
            self.sandbox.discord.nonces.window = 0
        self.sandbox.faults.waiting.clear()
        return await replace(self._life, ahead=self.ahead + by).live()

    async def states(self) -> list[DeliveryState]:
        async with open_store(self.url) as store:
            ids = [one.id for one in await store.schedules()]
            rows = await store.last_deliveries(ids)
            return [one.state for one in rows.values()]


async def play(case: Case, sandbox: Sandbox, url: str) -> None:
    scene = Scene(case, sandbox, url)
    await scene.prepare()

    first = await scene.first_life()
    left = len(scene.room.posts())
    second = await scene.second_life()

    assert first == (KILLED if case.point else 0)
    assert left == case.posted_first
    assert second == 0
    posts, state = case.expected
    assert len(scene.room.posts()) == posts
    assert await scene.states() == [state]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("case", short_matrix(), ids=str)
async def test_a_killed_bot_keeps_what_is_promised(
    case: Case, sandbox: Sandbox, database_url: str
) -> None:
    await play(case, sandbox, database_url)


@pytest.mark.slow
@pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)
@pytest.mark.parametrize("case", whole_matrix()[::STEP], ids=str)
async def test_a_killed_bot_keeps_what_is_promised_everywhere(
    case: Case, sandbox: Sandbox, database_url: str
) -> None:
    await play(case, sandbox, database_url)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_discord_that_forgets_at_once_gets_two_posts(
    sandbox: Sandbox, database_url: str
) -> None:
    """The count of posts sees a double: it is the nonce that prevents it."""
    case = Case("discord", "after send", "", is_late=False, may_read=True)
    scene = Scene(case, sandbox, database_url)
    await scene.prepare()
    await scene.first_life()

    sandbox.discord.nonces.window = 0
    await scene.second_life()

    assert len(scene.room.posts()) == 2
    assert await scene.states() == [DeliveryState.SENT]
