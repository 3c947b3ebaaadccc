"""Resuming a session: what was missed is replayed, or it is refused."""

import aiohttp
import pytest

from bot.sandbox.server import Sandbox
from tests.sandbox.talk import open_socket

_INVALID_SESSION = 9


async def test_resume_replays_what_was_missed(
    session: aiohttp.ClientSession, bare: Sandbox
) -> None:
    async with open_socket(session, bare) as socket:
        known = await socket.begin()
        seen = (await socket.event("GUILD_CREATE"))["s"]
        await socket.close()
    bare.discord.deny("general", "SEND_MESSAGES")
    bare.discord.deny("daily-bite", "SEND_MESSAGES")

    async with open_socket(session, bare) as socket:
        await socket.receive()
        await socket.resume(known, seen)
        replayed = [await socket.receive() for _ in range(3)]

    assert [(one["t"], one["s"]) for one in replayed] == [
        ("CHANNEL_UPDATE", 3),
        ("CHANNEL_UPDATE", 4),
        ("RESUMED", 5),
    ]
    assert bare.discord.gateway.identified == 1


async def test_resume_goes_on_with_live_events(
    session: aiohttp.ClientSession, bare: Sandbox
) -> None:
    async with open_socket(session, bare) as socket:
        known = await socket.begin()
    async with open_socket(session, bare) as socket:
        await socket.resume(known, 2)
        await socket.event("RESUMED")
        bare.discord.deny("general", "SEND_MESSAGES")
        event = await socket.receive()

    assert event["t"] == "CHANNEL_UPDATE"


@pytest.mark.parametrize(
    ("refuses", "known"),
    [pytest.param(True, True, id="refused"), pytest.param(False, False, id="unknown")],
)
async def test_resume_can_be_refused(
    session: aiohttp.ClientSession, bare: Sandbox, refuses: bool, known: bool
) -> None:
    async with open_socket(session, bare) as socket:
        begun = await socket.begin()
    bare.discord.gateway.refuses_resume = refuses

    async with open_socket(session, bare) as socket:
        await socket.receive()
        await socket.resume(begun if known else "0" * 32, 2)
        answer = await socket.receive()

    assert answer == {"op": _INVALID_SESSION, "d": False}


async def test_resume_after_too_many_missed_events_is_refused(
    session: aiohttp.ClientSession, bare: Sandbox
) -> None:
    async with open_socket(session, bare) as socket:
        known = await socket.begin()
    for _ in range(600):
        bare.discord.gateway.dispatch("CHANNEL_UPDATE", {"id": "1"})

    async with open_socket(session, bare) as socket:
        await socket.receive()
        await socket.resume(known, 2)
        answer = await socket.receive()

    assert answer == {"op": _INVALID_SESSION, "d": False}


async def test_resume_with_a_wrong_token_is_hung_up_on(
    session: aiohttp.ClientSession, bare: Sandbox
) -> None:
    async with open_socket(session, bare) as socket:
        known = await socket.begin()

    async with open_socket(session, bare) as socket:
        await socket.resume(known, 2, token="another")
        code = await socket.close_code()

    assert code == 4004
