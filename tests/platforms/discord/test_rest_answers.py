"""Answers to interactions, and what a refused token stops."""

from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import pytest

from bot.errors import DeliveryError
from bot.platforms.discord.rest import DiscordRest
from bot.sandbox.discord.interactions import FIRST_ANSWER, Interaction
from bot.sandbox.faults import Fault, Kind
from bot.sandbox.server import Sandbox
from tests.platforms.discord.test_rest import failed_post, post

CALLBACK = "POST /interactions/{id}/{token}/callback"
EDIT = "PATCH /webhooks/{application}/{token}/messages/@original"
MESSAGE = {"type": 4, "data": {"content": "hi", "flags": 64}}
DEFER = {"type": 5, "data": {"flags": 64}}


def _asked(sandbox: Sandbox) -> Interaction:
    world = sandbox.discord.world
    ben, general = world.person("ben").id, world.channel_id("general")
    return sandbox.discord.interactions.start(2, ben, general)


def _private(sandbox: Sandbox) -> list[str]:
    return [one["content"] for one in sandbox.discord.private_messages("ben")]


async def _edit(rest: DiscordRest, sandbox: Sandbox, to: Interaction) -> None:
    application = sandbox.discord.world.application_id
    await rest.edit_answer(application, to.token, {"content": "at last"})


async def test_answer_arrives(rest: DiscordRest, sandbox: Sandbox) -> None:
    asked = _asked(sandbox)

    await rest.answer(asked.id, asked.token, MESSAGE)

    assert asked.kind == "message"
    assert _private(sandbox) == ["hi"]


@pytest.mark.parametrize("kind", ["drop_before", "drop_after", "status"])
async def test_lost_answer_is_sent_again_once(
    rest: DiscordRest, sandbox: Sandbox, kind: Kind
) -> None:
    asked = _asked(sandbox)
    sandbox.faults.add(Fault(kind, CALLBACK))

    await rest.answer(asked.id, asked.token, MESSAGE)

    assert _private(sandbox) == ["hi"]
    assert len(sandbox.discord.requests) == 2


async def test_answer_that_is_lost_twice_is_given_up(
    rest: DiscordRest, sandbox: Sandbox
) -> None:
    asked = _asked(sandbox)
    sandbox.faults.add(Fault("drop_before", CALLBACK, times=2))

    with pytest.raises(DeliveryError) as raised:
        await rest.answer(asked.id, asked.token, MESSAGE)

    assert raised.value.maybe_sent
    assert len(sandbox.discord.requests) == 2


async def test_late_answer_is_not_repeated(rest: DiscordRest, sandbox: Sandbox) -> None:
    asked = _asked(sandbox)
    asked.started -= FIRST_ANSWER + 1

    with pytest.raises(DeliveryError, match="no longer waits") as raised:
        await rest.answer(asked.id, asked.token, MESSAGE)

    assert raised.value.permanent
    assert len(sandbox.discord.requests) == 1


async def test_second_answer_of_our_own_is_an_error(
    rest: DiscordRest, sandbox: Sandbox
) -> None:
    asked = _asked(sandbox)
    await rest.answer(asked.id, asked.token, MESSAGE)

    with pytest.raises(DeliveryError) as raised:
        await rest.answer(asked.id, asked.token, MESSAGE)

    assert raised.value.permanent
    assert _private(sandbox) == ["hi"]


async def test_edit_ends_a_deferral(rest: DiscordRest, sandbox: Sandbox) -> None:
    asked = _asked(sandbox)
    await rest.answer(asked.id, asked.token, DEFER)

    await _edit(rest, sandbox, asked)

    assert asked.finished.is_set()
    assert _private(sandbox) == ["at last"]


async def test_answers_do_not_wait_for_the_limit_of_the_token(
    rest: DiscordRest, sandbox: Sandbox
) -> None:
    sandbox.faults.add(
        Fault("rate_limit", "GET /users/@me", seconds=60, is_global=True)
    )
    with pytest.raises(DeliveryError):
        await rest.get("/users/@me")
    asked = _asked(sandbox)

    await rest.answer(asked.id, asked.token, MESSAGE)

    assert _private(sandbox) == ["hi"]


Request = Callable[[DiscordRest, Sandbox], Awaitable[Any]]


@pytest.fixture
def refused(session: aiohttp.ClientSession, sandbox: Sandbox) -> DiscordRest:
    """A client whose token is no longer accepted."""
    return DiscordRest(
        session, token="old", api_url=sandbox.environment["DISCORD_API_URL"]
    )


@pytest.mark.parametrize(
    "request_",
    [
        pytest.param(post, id="post"),
        pytest.param(lambda rest, _: rest.get("/users/@me"), id="get"),
    ],
)
async def test_nothing_leaves_after_the_token_was_refused(
    refused: DiscordRest, sandbox: Sandbox, request_: Request
) -> None:
    first = await failed_post(refused, sandbox)

    for _ in range(3):
        with pytest.raises(DeliveryError, match="DISCORD_TOKEN") as raised:
            await request_(refused, sandbox)
        assert raised.value.permanent

    assert first.permanent
    assert len(sandbox.discord.requests) == 1
    assert sandbox.discord.wire.invalid == 1


@pytest.mark.parametrize(
    ("route", "send"),
    [
        pytest.param(
            CALLBACK,
            lambda rest, _, to: rest.answer(to.id, to.token, MESSAGE),
            id="answer",
        ),
        pytest.param(EDIT, _edit, id="edit"),
    ],
)
async def test_dead_token_of_an_interaction_stops_no_posts(
    rest: DiscordRest,
    sandbox: Sandbox,
    route: str,
    send: Callable[[DiscordRest, Sandbox, Interaction], Awaitable[None]],
) -> None:
    """An interaction's token that is dead gives 401 as well, with code 50027."""
    sandbox.faults.add(Fault("status", route, status=401))
    with pytest.raises(DeliveryError):
        await send(rest, sandbox, _asked(sandbox))

    message_id = await post(rest, sandbox)

    assert message_id
