"""How a schedule posts where only Discord can: silence, publishing, rights, threads."""

from typing import Any

import pytest

from bot.sandbox.discord.announcements import CROSSPOSTED
from bot.sandbox.faults import Fault
from tests.conftest import Bot
from tests.rooms import words
from tests.scenarios.readers import options, thread

pytestmark = pytest.mark.parametrize("platform", ["discord"], indirect=True)
THREADS = "POST /channels/{channel}/messages/{message}/threads"
PUBLISHING = "POST /channels/{channel}/messages/{message}/crosspost"
NEWS = "announcements"


def sent(bot: Bot, route: str) -> list[Any]:
    return [one.body for one in bot.discord.requests if one.route == route]


async def test_without_an_option_it_says_how_it_posts(bot: Bot) -> None:
    await bot.schedule()

    told = await options(bot)

    for line in (
        "posts on each of its days",
        "mentions nobody",
        "opens no threads",
        "asks again for old bites when nothing new is left",
        "makes up for a late post within 6h",
    ):
        assert line in told


async def test_a_mention_allows_one_role_and_nothing_else(bot: Bot) -> None:
    await bot.schedule()

    told = await options(bot, mention="@Readers")
    await bot.next_post()

    (body,) = sent(bot, bot.room.create)
    (message,) = bot.discord.messages("daily-bite")
    role = bot.discord.world.readers_role
    assert f"mentions <@&{role}>, and nobody else" in told
    assert body["allowed_mentions"] == {"parse": [], "roles": [role]}
    assert body["content"].startswith("## Bite")
    assert body["content"].endswith(f"\n-# <@&{role}>")
    assert message["mention_roles"] == [role]
    assert message["mention_everyone"] is False
    assert message["mentions"] == []


async def test_a_role_that_may_not_be_mentioned_is_refused(bot: Bot) -> None:
    role = bot.discord.world.add_role("Leads")
    await bot.schedule()

    refused = await options(bot, mention="@Leads")
    bot.discord.allow("daily-bite", "MENTION_EVERYONE")
    saved = await options(bot, mention="@Leads")
    await bot.next_post()

    (message,) = bot.discord.messages("daily-bite")
    assert "may not mention @Leads in #daily-bite. Switch on Allow anyone to" in refused
    assert "and All Roles in #daily-bite; then try again." in refused
    assert f"mentions <@&{role}>" in saved
    assert message["mention_roles"] == [role]


async def test_a_role_that_lost_its_right_fails_no_post(bot: Bot) -> None:
    await bot.schedule()
    await options(bot, mention="@Readers")
    bot.discord.world.mentionable.clear()

    await bot.next_post()
    health = words(await bot.room.admin("ana", "daily-bite", "health"))

    (message,) = bot.discord.messages("daily-bite")
    assert message["mention_roles"] == []
    assert "To do: Daily Bite may not mention @Readers" in health


async def test_a_silent_post_says_so_in_its_flags(bot: Bot) -> None:
    await bot.schedule()

    told = await options(bot, silent="on")
    await bot.next_post()

    assert "posts silently" in told
    assert sent(bot, bot.room.create)[0]["flags"] == 4 | 1 << 12


async def test_publishing_needs_an_announcement_channel(bot: Bot) -> None:
    await bot.schedule()

    told = await options(bot, publish="on")

    (schedule,) = await bot.store.schedules()
    assert "#daily-bite is no announcement channel" in told
    assert not schedule.posting.manner.publish


async def test_an_announcement_is_published_once(bot: Bot) -> None:
    await bot.schedule(NEWS)
    bot.sandbox.faults.add(Fault("drop_after", PUBLISHING))

    told = await options(bot, channel=NEWS, publish="on")
    await bot.next_post()

    (message,) = bot.discord.messages(NEWS)
    assert "publishes each post" in told
    assert message["flags"] & CROSSPOSTED
    assert len(sent(bot, PUBLISHING)) == 2


async def test_a_limit_on_publishing_fails_no_post(bot: Bot) -> None:
    await bot.schedule(NEWS)
    await options(bot, channel=NEWS, publish="on")
    bot.sandbox.faults.add(Fault("rate_limit", PUBLISHING, seconds=3600))

    await bot.next_post()

    (row,) = await bot.store.deliveries(limit=9)
    assert row.state == "sent"
    assert len(sent(bot, PUBLISHING)) == 1


@pytest.mark.parametrize("kind", ["drop_before", "drop_after", "reset"])
@pytest.mark.parametrize("route", [THREADS, "POST /channels/{channel}/messages"])
async def test_a_lost_answer_doubles_no_thread(bot: Bot, kind: Any, route: str) -> None:
    await bot.schedule()
    await options(bot, thread="on")
    bot.sandbox.faults.add(Fault(kind, route))

    await bot.next_post()
    bot.clock.move(minutes=2)
    await bot.tick()

    (post,) = bot.room.posts()
    assert len(thread(bot, post)) == 1
    assert bot.discord.world.threads[bot.room.id_of(post)].name.startswith("Quiz: ")


async def test_a_lost_answer_doubles_no_question_in_a_thread(bot: Bot) -> None:
    await bot.schedule()
    await options(bot, thread="on")
    bot.sandbox.faults.add(Fault("delay", bot.room.create, seconds=0))  # the post
    bot.sandbox.faults.add(Fault("drop_after", bot.room.create))  # the question

    await bot.next_post()

    (post,) = bot.room.posts()
    nonces = [one["nonce"] for one in sent(bot, bot.room.create)]
    assert len(thread(bot, post)) == 1
    assert len(nonces) == 3
    assert len(set(nonces)) == 2


async def test_a_thread_without_rights_is_told_when_saving(bot: Bot) -> None:
    bot.discord.deny("daily-bite", "CREATE_PUBLIC_THREADS", "SEND_MESSAGES_IN_THREADS")
    await bot.schedule()

    told = await options(bot, thread="on")

    (schedule,) = await bot.store.schedules()
    assert "Create Public Threads and Send Messages in Threads in #daily-bite" in told
    assert schedule.posting.manner.thread


async def test_a_thread_without_rights_fails_no_post_and_is_told_once(bot: Bot) -> None:
    await bot.schedule()
    await options(bot, thread="on")
    bot.discord.deny("daily-bite", "CREATE_PUBLIC_THREADS")

    for _ in range(2):
        await bot.next_post()
        await bot.app.doctor.check()

    told = [one for one in bot.room.told("ana") if "thread" in words(one)]
    rows = await bot.store.deliveries(limit=9)
    assert {one.state for one in rows} == {"sent"}
    assert len(bot.room.posts()) == 2
    assert "went out, but its thread did not: give Daily Bite Create" in words(told[0])
    assert len(told) == 1


async def test_a_thread_that_fails_leaves_the_post_sent(bot: Bot) -> None:
    await bot.schedule()
    await options(bot, thread="on")
    bot.sandbox.faults.add(Fault("status", THREADS, status=503, times=9))

    await bot.next_post()

    (row,) = await bot.store.deliveries(limit=9)
    assert row.state == "sent"
    assert len(bot.room.posts()) == 1
