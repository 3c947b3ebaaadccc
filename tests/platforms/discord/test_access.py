"""What the platform finds out about a channel, its links and its ids."""

from dataclasses import replace

import aiohttp
import pytest

from bot.errors import DeliveryError
from bot.platforms.discord.client import DiscordPlatform, id_problem
from bot.platforms.discord.rest import DiscordRest
from bot.ports import Access
from bot.sandbox.discord.world import Channel
from bot.sandbox.faults import Fault
from bot.sandbox.server import Sandbox


@pytest.fixture
def platform(rest: DiscordRest) -> DiscordPlatform:
    return DiscordPlatform(rest, token="unused")


async def _access(
    platform: DiscordPlatform, sandbox: Sandbox, channel: str = "general"
) -> Access:
    where = sandbox.discord.channel_id(channel)
    return await platform.access(sandbox.discord.server_id, where)


async def test_channel_with_all_rights(
    platform: DiscordPlatform, sandbox: Sandbox
) -> None:
    access = await _access(platform, sandbox)

    assert access == Access(visible=True, channel_name="#general")


async def test_announcements_take_posts(
    platform: DiscordPlatform, sandbox: Sandbox
) -> None:
    access = await _access(platform, sandbox, "announcements")

    assert access.takes_posts


@pytest.mark.parametrize(
    ("denied", "missing"),
    [
        pytest.param(["SEND_MESSAGES"], ("Send Messages",), id="send"),
        pytest.param(
            ["SEND_MESSAGES", "READ_MESSAGE_HISTORY"],
            ("Send Messages", "Read Message History"),
            id="both",
        ),
    ],
)
async def test_missing_rights_are_named(
    platform: DiscordPlatform,
    sandbox: Sandbox,
    denied: list[str],
    missing: tuple[str, ...],
) -> None:
    sandbox.discord.deny("general", *denied)

    access = await _access(platform, sandbox)

    assert (access.visible, access.missing) == (True, missing)


async def test_right_of_the_role_alone_counts(
    platform: DiscordPlatform, sandbox: Sandbox
) -> None:
    sandbox.discord.deny_everyone("general", "SEND_MESSAGES")
    refused = await _access(platform, sandbox)
    sandbox.discord.allow("general", "SEND_MESSAGES")

    granted = await _access(platform, sandbox)

    assert (refused.missing, granted.missing) == (("Send Messages",), ())


async def test_hidden_channel_is_not_visible(
    platform: DiscordPlatform, sandbox: Sandbox
) -> None:
    sandbox.discord.deny("general", "VIEW_CHANNEL")

    assert await _access(platform, sandbox) == Access(visible=False)


@pytest.mark.parametrize(
    ("server", "channel"),
    [
        pytest.param("{server}", "1", id="no-channel"),
        pytest.param("1", "{channel}", id="another-server"),
    ],
)
async def test_unknown_place_is_not_visible(
    platform: DiscordPlatform, sandbox: Sandbox, server: str, channel: str
) -> None:
    known = {
        "server": sandbox.discord.server_id,
        "channel": sandbox.discord.channel_id("general"),
    }

    access = await platform.access(server.format(**known), channel.format(**known))

    assert access == Access(visible=False, is_elsewhere=server == "1")


@pytest.mark.parametrize(
    "kind", [pytest.param(2, id="voice"), pytest.param(4, id="category")]
)
async def test_other_kind_of_channel_takes_no_posts(
    platform: DiscordPlatform, sandbox: Sandbox, kind: int
) -> None:
    world = sandbox.discord.world
    channel = Channel(world.ids.new(), "lounge", kind)
    world.channels[channel.id] = channel

    access = await platform.access(world.server_id, channel.id)

    assert access == Access(visible=True, channel_name="#lounge", takes_posts=False)


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(Fault("status", status=503), id="broken"),
        pytest.param(Fault("drop_before"), id="lost"),
        pytest.param(Fault("rate_limit"), id="limited"),
        pytest.param(Fault("status", status=401), id="token-refused"),
    ],
)
async def test_silence_is_no_answer(
    platform: DiscordPlatform, sandbox: Sandbox, fault: Fault
) -> None:
    # aiohttp itself sends a lost GET once more.
    route = "GET /channels/{channel}"
    sandbox.faults.add(replace(fault, route=route, times=3))

    with pytest.raises(DeliveryError):
        await _access(platform, sandbox)


async def test_how_to_add_names_the_application_and_the_least_rights(
    platform: DiscordPlatform, sandbox: Sandbox
) -> None:
    told = await platform.how_to_add()

    assert f"client_id={sandbox.discord.world.application_id}" in told
    assert "scope=bot+applications.commands" in told
    assert "permissions=68608" in told


async def test_how_to_add_with_a_refused_token_is_an_error(
    session: aiohttp.ClientSession, sandbox: Sandbox
) -> None:
    address = sandbox.environment["DISCORD_API_URL"]
    rest = DiscordRest(session, token="old", api_url=address)

    with pytest.raises(DeliveryError, match="DISCORD_TOKEN"):
        await DiscordPlatform(rest, token="old").how_to_add()


async def test_link_opens_the_message(platform: DiscordPlatform) -> None:
    assert platform.link("1", "2", "3") == "https://discord.com/channels/1/2/3"


@pytest.mark.parametrize(
    ("text", "is_id"),
    [
        ("123456789012345678", True),
        ("", False),
        ("general", False),
        ("#1", False),
        ("١٢٣", False),
    ],
)
def test_id_problem_explains_what_is_no_id(text: str, is_id: bool) -> None:
    assert (id_problem(text) == "") is is_id
