"""The last posts, test posts, and the server's memory, on every platform."""

from collections.abc import Sequence

import pytest

from bot.ports import Showing
from tests.conftest import Bot
from tests.rooms import title, words
from tests.storage.make import make_entry, make_schedule


async def admin(bot: Bot, command: str, **options: str) -> str:
    return words(await bot.room.admin("ana", "daily-bite", command, **options))


async def seen(bot: Bot, server: str = "") -> int:
    return await bot.store.count_seen(bot.room.name, server or bot.room.server)


async def acts(bot: Bot) -> Sequence[str]:
    entries = await bot.store.audit(bot.room.name, bot.room.server)
    return [one.act for one in entries]


async def test_history_lists_the_last_posts_with_links(bot: Bot) -> None:
    empty = await admin(bot, "history")
    await bot.schedule()
    await bot.next_post()
    bot.room.forbid("daily-bite")
    await bot.next_post()

    told = await bot.room.admin("ana", "general", "history")

    (post,) = bot.room.posts("daily-bite")
    channel = f"<#{bot.room.channel('daily-bite')}>"
    name = title(post).partition(":")[0]
    lines = words(told).split(channel)
    assert empty == "Nothing was posted in this server yet."
    assert "Wed 25 November in" in lines[0]
    assert "could not be posted (" in lines[1]
    assert f"{name}" in lines[2]
    assert ", posted" in lines[2]
    assert bot.room.id_of(post).replace(".", "") in told.text


async def test_history_holds_no_other_servers_posts(bot: Bot) -> None:
    other = make_schedule(platform=bot.room.name, server="999", channel="998")
    kept = await bot.store.add_schedule(other, make_entry(other))
    bot.clock.time = kept.next_at or bot.clock.time
    await bot.app.core.planner.plan(bot.clock.now())

    assert await bot.store.deliveries(schedule=kept.id, limit=1)
    assert await admin(bot, "history") == "Nothing was posted in this server yet."


async def test_a_test_post_is_marked_and_leaves_no_trace(bot: Bot) -> None:
    await bot.schedule()

    told = await admin(bot, "test")
    (test,) = bot.room.posts("daily-bite")
    await bot.next_post()

    _, post = bot.room.posts("daily-bite")
    assert told.startswith("The test is in <#")
    assert "This is a test by Ana. It does not count" in words(test)
    assert title(test) == title(post)
    assert "This is a test" not in words(post)
    assert await seen(bot) == 1
    assert len(await bot.store.deliveries(limit=9)) == 1


async def test_the_buttons_of_a_test_post_work(bot: Bot) -> None:
    await bot.schedule()
    await admin(bot, "test")
    (test,) = bot.room.posts("daily-bite")

    deeper = await bot.room.click("ben", test, "Deeper")

    assert "the number 42" in words(deeper)


async def test_there_is_one_test_a_minute_and_channel(bot: Bot) -> None:
    await bot.schedule()
    await admin(bot, "test")
    bot.clock.move(seconds=59)
    bot.room.rest()

    refused = await admin(bot, "test")
    bot.clock.move(seconds=31)
    again = await admin(bot, "test")

    assert refused.startswith("There was a test in that channel just now")
    assert again.startswith("The test is in")
    assert len(bot.titles()) == 2


async def test_a_test_says_what_keeps_it_from_posting(bot: Bot) -> None:
    await bot.schedule()
    bot.room.forbid("daily-bite")

    told = await admin(bot, "test")

    assert bot.room.remedy in told
    assert bot.titles() == []


async def test_a_topic_marked_as_seen_comes_no_more_as_new(bot: Bot) -> None:
    await bot.schedule()

    told = await admin(bot, "seen", topic="topic")
    again = await admin(bot, "seen", topic="topic")
    await bot.next_post()

    assert told.startswith("Done: 6 bites of Topic count as seen")
    assert again == "This server has seen all of Topic already."
    assert bot.titles()[0].startswith("Do you still know?")
    assert (await acts(bot))[0] == "memory.seen"


async def test_a_bite_marked_as_seen_is_not_the_next_one(bot: Bot) -> None:
    await bot.schedule()
    preview = title(await bot.room.admin("ana", "daily-bite", "preview"))
    name = preview.partition(":")[0]

    told = await admin(bot, "seen", topic=name)
    await bot.next_post()

    (post,) = bot.titles()
    assert told == f"Done: {name} counts as seen, and comes no more as a new one."
    assert post != preview


async def test_sharing_a_bite_that_was_marked_says_so(bot: Bot) -> None:
    await admin(bot, "seen", topic="bite 001")
    asked = await bot.room.type("ben", "general", "/bite bite 001")

    told = await bot.room.click("ben", asked, "Share")

    assert "An admin marked this one as seen on 24 November" in words(told)
    assert bot.titles("general") == []


@pytest.mark.parametrize("topic", ["zzzzqqqq"])
async def test_seen_of_nothing_known_gets_one_sentence(bot: Bot, topic: str) -> None:
    told = await admin(bot, "seen", topic=topic)

    assert told.startswith(f'There is no topic and no bite "{topic}".')
    assert await seen(bot) == 0


async def test_reset_asks_and_then_forgets_this_server_alone(bot: Bot) -> None:
    empty = await admin(bot, "reset")
    await bot.schedule()
    for _ in range(3):
        await bot.next_post()
    shown = Showing(bite="topic/bite-001", shown_at=bot.clock.now())
    await bot.store.record_showing(bot.room.name, "999", shown)

    asked = await bot.room.admin("ana", "daily-bite", "reset")
    before = await seen(bot)
    told = await bot.room.click("ana", asked, "Forget all of it")
    for _ in range(6):
        await bot.next_post()

    titles = bot.titles()
    assert empty.startswith("This server has seen nothing yet")
    assert "This server has seen 3 bites." in words(asked)
    assert before == 3
    assert words(told).startswith("Forgotten: 3 bites.")
    assert await seen(bot, "999") == 1
    assert sorted(titles[3:]) == sorted(set(titles[3:]))
    assert not any(one.startswith("Do you still know?") for one in titles)
    assert "memory.reset" in await acts(bot)


async def test_reset_is_done_once(bot: Bot) -> None:
    await bot.schedule()
    await bot.next_post()
    asked = await bot.room.admin("ana", "daily-bite", "reset")
    await bot.room.click("ana", asked, "Forget all of it")
    await bot.next_post()

    again = await bot.room.click("ana", asked, "Forget all of it")

    assert words(again).startswith("That question was somebody else's, or is answered")
    assert await seen(bot) == 1


async def test_reset_is_refused_when_the_question_is_old(bot: Bot) -> None:
    await bot.schedule()
    await bot.next_post()
    asked = await bot.room.admin("ana", "daily-bite", "reset")
    bot.clock.move(minutes=6)

    told = await bot.room.click("ana", asked, "Forget all of it")

    assert "too old" in words(told)
    assert await seen(bot) == 1


async def test_reset_is_refused_to_who_is_no_admin_any_more(bot: Bot) -> None:
    await bot.schedule()
    await bot.next_post()
    asked = await bot.room.admin("ana", "daily-bite", "reset")
    bot.room.demote("ana")

    told = await bot.room.click("ana", asked, "Forget all of it")

    assert words(told).startswith("Only admins can do that")
    assert await seen(bot) == 1


async def test_the_log_shows_what_is_about_no_schedule(bot: Bot) -> None:
    await admin(bot, "seen", topic="topic")

    told = await bot.room.admin("ana", "general", "log")

    assert "marked 6 bites as seen (Topic)" in words(told)
    assert told.buttons == ()


async def test_another_servers_schedule_gets_no_test(bot: Bot) -> None:
    other = make_schedule(platform=bot.room.name, server="999", channel="998")
    kept = await bot.store.add_schedule(other, make_entry(other))

    assert "There is no schedule" in await admin(bot, "test", schedule=kept.id)
