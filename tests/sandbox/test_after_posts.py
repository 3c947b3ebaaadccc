"""What follows a post in the pretend Discord: threads, publishing, and who is named."""

from datetime import UTC, datetime, timedelta
from typing import Any

import discord
import pytest

from bot.sandbox.discord.announcements import CROSSPOSTED
from bot.sandbox.discord.threads import HAS_THREAD
from bot.sandbox.server import Sandbox
from tests.sandbox.talk import Api

Body = dict[str, Any]
GENERAL, NEWS = "general", "announcements"


async def posted(api: Api, channel: str, content: str = "x", **more: object) -> Body:
    answer = await api.post(content, channel, **more)
    assert answer.status == 200, answer.body
    shown: Body = answer.body
    return shown


def under(message: Body, what: str) -> str:
    return f"/channels/{message['channel_id']}/messages/{message['id']}/{what}"


async def test_a_message_has_one_thread_with_its_own_id(
    api: Api, bare: Sandbox
) -> None:
    message = await posted(api, GENERAL)

    opened = await api("POST", under(message, "threads"), {"name": "Quiz"})
    again = await api("POST", under(message, "threads"), {"name": "Quiz"})

    thread = discord.ChannelType(opened.body["type"])
    assert opened.body["id"] == message["id"]
    assert opened.body["parent_id"] == message["channel_id"]
    assert thread is discord.ChannelType.public_thread
    assert again.code == (400, 160004)
    assert bare.discord.messages(GENERAL)[0]["flags"] & HAS_THREAD


async def test_a_thread_of_an_announcement_is_of_its_kind(api: Api) -> None:
    message = await posted(api, NEWS)

    opened = await api("POST", under(message, "threads"), {"name": "Quiz"})

    kind = discord.ChannelType(opened.body["type"])
    assert kind is discord.ChannelType.news_thread


async def test_messages_in_a_thread_stay_out_of_the_channel(
    api: Api, bare: Sandbox
) -> None:
    message = await posted(api, GENERAL)
    opened = await api("POST", under(message, "threads"), {"name": "Quiz"})

    inside = f"/channels/{opened.body['id']}/messages"
    await api("POST", inside, {"content": "in the thread"})

    (shown,) = bare.discord.thread(message)
    assert shown["content"] == "in the thread"
    assert len(bare.discord.messages(GENERAL)) == 1


@pytest.mark.parametrize("name", ["", "x" * 101])
async def test_a_thread_needs_a_name_that_fits(api: Api, name: str) -> None:
    message = await posted(api, GENERAL)

    answer = await api("POST", under(message, "threads"), {"name": name})

    assert answer.code == (400, 50035)


async def test_a_thread_needs_its_two_rights(api: Api, bare: Sandbox) -> None:
    message = await posted(api, GENERAL)
    bare.discord.deny(GENERAL, "CREATE_PUBLIC_THREADS")
    refused = await api("POST", under(message, "threads"), {"name": "Quiz"})
    bare.discord.allow(GENERAL, "CREATE_PUBLIC_THREADS")
    opened = await api("POST", under(message, "threads"), {"name": "Quiz"})
    bare.discord.deny(GENERAL, "SEND_MESSAGES_IN_THREADS")

    path = f"/channels/{opened.body['id']}/messages"
    silent = await api("POST", path, {"content": "x"})

    assert refused.code == silent.code == (403, 50013)


async def test_a_thread_goes_with_its_channel(api: Api, bare: Sandbox) -> None:
    message = await posted(api, GENERAL)
    opened = await api("POST", under(message, "threads"), {"name": "Quiz"})
    bare.discord.delete_channel(GENERAL)

    answer = await api("GET", f"/channels/{opened.body['id']}")

    assert answer.code == (404, 10003)


async def test_only_announcements_are_published_and_once(
    api: Api, bare: Sandbox
) -> None:
    plain, news = await posted(api, GENERAL), await posted(api, NEWS)

    refused = await api("POST", under(plain, "crosspost"), {})
    done = await api("POST", under(news, "crosspost"), {})
    again = await api("POST", under(news, "crosspost"), {})

    assert refused.code == (400, 50024)
    assert done.body["flags"] & CROSSPOSTED
    assert again.code == (400, 40033)


async def test_ten_an_hour_are_published(api: Api, bare: Sandbox) -> None:
    now = datetime(2026, 11, 24, tzinfo=UTC)
    bare.discord.world.now = lambda: now
    bare.discord.limits.per_second = float("inf")
    bare.discord.limits.per_bucket = 99
    news = [await posted(api, NEWS) for _ in range(12)]

    first = [
        (await api("POST", under(one, "crosspost"), {})).status for one in news[:11]
    ]
    now += timedelta(hours=1)
    later = await api("POST", under(news[11], "crosspost"), {})

    assert first == [200] * 10 + [429]
    assert later.status == 200


@pytest.mark.parametrize(
    ("role", "allowed", "rights", "is_named"),
    [
        ("Readers", {"parse": []}, (), False),
        ("Readers", {"parse": [], "roles": ["{role}"]}, (), True),
        ("Readers", {"parse": ["roles"]}, (), True),
        ("Readers", None, (), True),
        ("Lead", {"parse": [], "roles": ["{role}"]}, (), False),
        ("Lead", {"parse": [], "roles": ["{role}"]}, ("MENTION_EVERYONE",), True),
    ],
)
async def test_a_role_is_named_where_that_is_allowed_and_one_may(
    api: Api,
    bare: Sandbox,
    role: str,
    allowed: Body | None,
    rights: tuple[str, ...],
    is_named: bool,
) -> None:
    role_id = bare.discord.world.role_id(role)
    bare.discord.allow(GENERAL, *rights)
    body: Body = {"content": f"x <@&{role_id}> @everyone"}
    if allowed is not None:
        roles = [role_id] if allowed.get("roles") else []
        body["allowed_mentions"] = allowed | ({"roles": roles} if roles else {})

    message = (await api("POST", api.messages(GENERAL), body)).body

    assert message["mention_roles"] == ([role_id] if is_named else [])
    assert message["mention_everyone"] is False


async def test_everybody_is_named_only_by_whom_may(api: Api, bare: Sandbox) -> None:
    bare.discord.allow(GENERAL, "MENTION_EVERYONE")

    loud = await posted(api, GENERAL, "@here")
    quiet = await posted(api, GENERAL, "@here", allowed_mentions={"parse": []})

    assert (loud["mention_everyone"], quiet["mention_everyone"]) == (True, False)


async def test_all_of_a_kind_and_some_of_it_exclude_each_other(api: Api) -> None:
    allowed = {"parse": ["roles"], "roles": ["1"]}
    body = {"content": "x", "allowed_mentions": allowed}

    answer = await api("POST", api.messages(GENERAL), body)

    assert answer.code == (400, 50035)
