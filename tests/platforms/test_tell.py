"""Private messages through each real adapter, and people who take none."""

from collections.abc import AsyncIterator

import pytest

from bot.config import load_config
from bot.core.cards import text_card
from bot.errors import DeliveryError, RefusedError
from bot.kinds import PLATFORMS
from bot.ports import Connection
from bot.sandbox.faults import Fault
from bot.sandbox.server import Sandbox
from bot.storage.store import open_store
from tests.rooms import ROOMS, Room

CARD = text_card("Posts fail, @everyone and <!channel> of <@1>.")


@pytest.fixture(params=["discord", "slack"])
def room(request: pytest.FixtureRequest, sandbox: Sandbox) -> Room:
    return ROOMS[request.param](sandbox)


@pytest.fixture
async def connection(room: Room, sandbox: Sandbox) -> AsyncIterator[Connection]:
    config = load_config(dict(sandbox.environment))
    async with (
        open_store("sqlite://", migrate_first=True) as store,
        PLATFORMS[room.name].open(config, store) as opened,
    ):
        yield opened


async def tell(connection: Connection, room: Room, person: str = "ana") -> None:
    await connection.tell(room.server, room.person(person), CARD)


async def test_only_the_person_is_told(connection: Connection, room: Room) -> None:
    await tell(connection, room)

    (told,) = room.told("ana")
    assert told.text.startswith("Posts fail")
    assert room.pings(told) == []
    assert told.buttons == ()
    assert room.told("ben") == []
    assert room.posts("general") == []


async def test_who_takes_no_messages_is_left_alone(
    connection: Connection, room: Room
) -> None:
    room.shut("ana")

    with pytest.raises(DeliveryError) as raised:
        await tell(connection, room)

    assert (raised.value.permanent, raised.value.maybe_sent) == (True, False)
    assert not isinstance(raised.value, RefusedError)
    assert room.told("ana") == []


async def test_a_refused_token_tells_nobody(connection: Connection, room: Room) -> None:
    room.revoke()

    with pytest.raises(RefusedError, match="set a new"):
        await tell(connection, room)


async def test_a_lost_answer_may_have_told(
    connection: Connection, room: Room, sandbox: Sandbox
) -> None:
    sandbox.faults.add(Fault("drop_after", room.create))

    with pytest.raises(DeliveryError) as raised:
        await tell(connection, room)

    assert raised.value.maybe_sent
    assert len(room.told("ana")) == 1
