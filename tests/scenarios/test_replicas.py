"""Two replicas on one PostgreSQL: one listens, both post, and each makes room."""

import asyncio
import gc
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import psycopg
import pytest

from bot.app import open_app
from bot.config import Config, load_config
from bot.core.bites import Correction, Library
from bot.core.shelf import Edition
from bot.errors import StoreError
from bot.running import App
from bot.sandbox.faults import Fault
from bot.sandbox.server import Sandbox
from bot.services import roles
from bot.services.correct import IN_A_ROW
from tests.conftest import MovedClock, make_loaded
from tests.rooms import ROOMS, Room, words
from tests.scenarios.test_corrections import EDIT

pytestmark = pytest.mark.parametrize(
    "platform", ["discord", "slack-socket"], indirect=True
)


HANGING = ("leave", "replicas")  # tasks that are about leases


@pytest.fixture(autouse=True)
def _fast(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let seconds stand for what takes minutes, in the same proportions."""
    monkeypatch.setattr(roles, "LEASE", timedelta(seconds=1.5))
    monkeypatch.setattr(roles, "_MARGIN", 0.05)
    monkeypatch.setattr(roles, "_ROOM_AFTER", 0.6)
    monkeypatch.setattr("bot.running.BEAT", timedelta(seconds=0.5))


@pytest.fixture
def room(sandbox: Sandbox, platform: str) -> Room:
    return ROOMS[platform.partition("-")[0]](sandbox)


class Replicas:
    """Starts bots that share a database, and stops them one by one."""

    def __init__(self, start: Callable[..., Awaitable["Replica"]]) -> None:
        self.start = start


class Replica:
    """A bot among others."""

    def __init__(self, app: App, stop: asyncio.Event, end: AsyncExitStack) -> None:
        self.app = app
        self._stop = stop
        self._end = end

    @property
    def listens(self) -> bool:
        (connection,) = self.app.connections.values()
        return connection.ready.is_set()

    @property
    def per_second(self) -> float:
        (connection,) = self.app.connections.values()
        return connection.per_second

    async def stop(self) -> None:
        self._stop.set()
        await self._end.aclose()


@pytest.fixture
async def replicas(
    sandbox: Sandbox,
    postgres_url: str,
    library: Library,
    clock: MovedClock,
    platform: str,
) -> AsyncIterator[Replicas]:
    def config_of(name: str) -> Config:
        environment = {
            "DATABASE_URL": postgres_url,
            "PORT": "0",
            **{
                key: text
                for key, text in sandbox.environment.items()
                if key.startswith(name.upper())
            },
        }
        return load_config(environment)

    async with AsyncExitStack() as all_of_them:

        async def start(name: str = platform.partition("-")[0]) -> Replica:
            stop = asyncio.Event()
            end = AsyncExitStack()
            app = await end.enter_async_context(
                open_app(config_of(name), clock=clock, loaded=make_loaded(library))
            )
            await end.enter_async_context(_running(app, stop))
            replica = Replica(app, stop, end)
            all_of_them.push_async_callback(replica.stop)
            return replica

        yield Replicas(start)


@asynccontextmanager
async def _running(app: App, stop: asyncio.Event) -> AsyncIterator[None]:
    running = asyncio.create_task(app.run(stop))
    yield
    await running


async def until(is_so: Callable[[], object], seconds: float = 8) -> None:
    async with asyncio.timeout(seconds):
        while not is_so():  # noqa: ASYNC110 - nothing tells of it
            await asyncio.sleep(0.05)


async def test_one_listens_and_another_takes_over(
    replicas: Replicas, room: Room
) -> None:
    first = await replicas.start()
    await until(lambda: first.listens)
    second = await replicas.start()
    await asyncio.sleep(1.2)
    listening = (first.listens, second.listens)

    await first.stop()
    await until(lambda: second.listens)
    told = await room.type("ben", "general", "/bite topics")

    assert listening == (True, False)
    assert "Topic" in words(told)


async def test_shares_follow_who_is_there(replicas: Replicas, room: Room) -> None:
    first = await replicas.start()
    alone = first.per_second
    second = await replicas.start()
    at_first = second.per_second
    await until(lambda: second.per_second > 0 and first.per_second < alone)
    together = (first.per_second, second.per_second)

    await first.stop()
    await until(lambda: second.per_second == alone)

    assert at_first == 0
    assert together == (alone / 2, alone / 2)


async def test_a_replica_that_hangs_loses_its_share_by_itself(
    replicas: Replicas, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = await replicas.start()
    await until(lambda: first.listens)

    async def hang(*_: object, **__: object) -> None:
        raise StoreError("The database does not answer.")

    monkeypatch.setattr(first.app.core.store, "renew", hang)
    await until(lambda: first.per_second == 0 and not first.listens)

    second = await replicas.start()
    await until(lambda: second.listens)

    assert second.per_second > 0


@pytest.fixture
def leases(postgres_url: str) -> Iterator[psycopg.Connection]:
    """Give a connection that can let every look at the leases hang."""
    with psycopg.connect(postgres_url) as connection:
        yield connection


def lock(leases: psycopg.Connection) -> None:
    leases.execute("LOCK TABLE leases IN ACCESS EXCLUSIVE MODE")


async def test_a_role_ends_with_its_lease_while_the_database_hangs(
    replicas: Replicas, room: Room, leases: psycopg.Connection
) -> None:
    first = await replicas.start()
    await until(lambda: first.listens)

    lock(leases)
    await until(lambda: first.per_second == 0 and not first.listens)

    assert not room.is_online


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
async def test_a_database_that_hangs_keeps_no_replica_from_ending(
    replicas: Replicas, room: Room, leases: psycopg.Connection
) -> None:
    first = await replicas.start()
    await until(lambda: first.listens)
    lock(leases)

    began = time.monotonic()
    await first.stop()
    took = time.monotonic() - began
    leases.rollback()
    left = [one for one in asyncio.all_tasks() if one.get_name() in HANGING]
    await asyncio.gather(*left)  # elsewhere they end with the process
    gc.collect()  # and so do their connections

    assert took < 8
    assert left != []


async def test_both_post_and_nothing_twice(
    replicas: Replicas, room: Room, clock: MovedClock
) -> None:
    first = await replicas.start()
    second = await replicas.start()
    await until(lambda: first.listens and second.per_second > 0)
    for channel in ("general", "daily-bite"):
        options = {"time": "09:00", "timezone": "Europe/Paris"}
        await room.admin("ana", channel, "schedule", **options)

    clock.move(hours=1)
    await until(lambda: room.posts("general") and room.posts("daily-bite"))
    await asyncio.sleep(0.5)

    assert len(room.posts("general")) == 1
    assert len(room.posts("daily-bite")) == 1


async def test_corrections_are_left_to_who_has_the_platform(
    replicas: Replicas, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A replica for the other platform alone, which came first, stops none here."""
    monkeypatch.setattr("bot.running.EVERY_TEN_MINUTES", timedelta(seconds=1))
    (other,) = ROOMS.keys() - {room.name}
    await replicas.start(other)
    replica = await replicas.start()
    await until(lambda: replica.listens)
    await share(room, 1)

    put_right(replica)

    await until(lambda: "Corrected on " in words(room.posts("general")[0]))


async def test_who_cannot_reach_a_platform_leaves_its_corrections_to_another(
    replicas: Replicas, room: Room, monkeypatch: pytest.MonkeyPatch, sandbox: Sandbox
) -> None:
    monkeypatch.setattr("bot.running.EVERY_TEN_MINUTES", timedelta(seconds=1))
    role = f"corrections-{room.name}"
    first = await replicas.start()
    await until(lambda: first.listens)
    second = await replicas.start()
    await share(room, IN_A_ROW)
    before = [one.app.roles and one.app.roles.holds(role) for one in (first, second)]
    sandbox.faults.add(Fault("drop_before", EDIT[room.name], times=IN_A_ROW))

    put_right(first)
    put_right(second)

    await until(lambda: second.app.roles and second.app.roles.holds(role))
    await until(
        lambda: all("Corrected on " in words(one) for one in room.posts("general"))
    )
    assert before == [True, False]
    assert first.app.roles
    assert not first.app.roles.holds(role)
    assert first.listens


async def share(room: Room, count: int) -> None:
    """Share so many bites as Ben."""
    for number in range(count):
        asked = await room.type("ben", "general", f"/bite bite {number:03}")
        await room.click("ben", asked, "Share")


def put_right(replica: Replica) -> None:
    """Let a replica read a correction of each bite."""
    shelf = replica.app.core.shelf
    fixed = Correction(replica.app.core.clock.now().date(), "People rarely meet it.")
    changed = [replace(one, revision=2, correction=fixed) for one in shelf.library]
    shelf.put(Edition(Library.of(shelf.library.topics.values(), changed)))


async def test_clocks_that_differ_are_refused(
    replicas: Replicas, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.app._CLOCKS_DIFFER", timedelta(seconds=-1))

    with pytest.raises(StoreError, match="set both by NTP"):
        await replicas.start()


async def test_whoever_stands_by_is_ready_and_says_so(
    replicas: Replicas, room: Room
) -> None:
    first = await replicas.start()
    await until(lambda: first.listens)
    second = await replicas.start()

    told = [(await one.app.health.checks())[room.name] for one in (first, second)]
    await first.stop()
    await until(lambda: second.listens)
    after = (await second.app.health.checks())[room.name]

    assert [one.words for one in told] == [
        "ok",
        "ok, standing by: another replica listens",
    ]
    assert all(one.is_ok for one in told)
    assert after.words == "ok"
