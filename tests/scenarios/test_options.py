"""How a schedule posts, on every platform: mention, thread, rhythm, and taking it back."""

from datetime import UTC, datetime

import pytest

from bot.core.schedule import OnUnknown, State, WhenDry
from bot.sandbox.faults import Fault
from tests.conftest import Bot
from tests.rooms import Told, title, words
from tests.scenarios.readers import group, mention, options, thread

MONDAY = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)  # 08:00 in Paris


async def _post(bot: Bot) -> Told:
    """Post the next bite, and give it."""
    await bot.next_post()
    return bot.room.posts()[-1]


async def test_a_mention_is_the_only_one_and_stands_last(bot: Bot) -> None:
    await bot.schedule()

    told = await options(bot, mention=group(bot))
    post = await _post(bot)

    assert "and nobody else" in told
    assert set(bot.room.pings(post)) == {mention(bot)}
    assert title(post).startswith("Bite ")
    written = post.text.partition("\nDeeper\n")[0]  # where buttons are in the text
    assert written.endswith(mention(bot))


async def test_mentions_end_with_the_word_off(bot: Bot) -> None:
    await bot.schedule()
    await options(bot, mention=group(bot))

    told = await options(bot, mention="off")
    post = await _post(bot)

    assert "mentions nobody" in told
    assert bot.room.pings(post) == []


async def test_a_retry_posts_as_the_card_was_frozen(bot: Bot) -> None:
    await bot.schedule()
    await options(bot, mention=group(bot))
    bot.sandbox.faults.add(Fault("rate_limit", bot.room.create, seconds=2))

    await bot.next_post()
    await options(bot, mention="off")
    bot.clock.move(seconds=3)
    await bot.tick()

    (post,) = bot.room.posts()
    assert set(bot.room.pings(post)) == {mention(bot)}


async def test_tests_and_previews_mention_nobody(bot: Bot) -> None:
    await bot.schedule()
    await options(bot, mention=group(bot), thread="on")

    preview = await bot.room.admin("ana", "daily-bite", "preview")
    await bot.room.admin("ana", "daily-bite", "test")

    (post,) = bot.room.posts()
    assert bot.room.pings(preview) == bot.room.pings(post) == []
    assert thread(bot, post) == []


async def test_a_thread_holds_the_question_and_its_answer_is_private(bot: Bot) -> None:
    await bot.schedule()

    told = await options(bot, thread="on")
    post = await _post(bot)
    (question,) = thread(bot, post)
    answer = await bot.room.click("ben", question, "Show answer")

    assert "opens a thread under each post" in told
    assert "What goes wrong with Bite" in words(question)
    assert "Nobody looks twice." in words(answer)
    assert len(thread(bot, post)) == len(bot.room.posts()) == 1


async def test_every_second_day_keeps_its_anchor(bot: Bot) -> None:
    bot.clock.time = MONDAY
    await bot.schedule(days="mon-fri")

    told = await options(bot, every="2")
    await bot.room.admin("ana", "daily-bite", "schedule", time="10:00")
    await options(bot, catch_up="2h")
    ahead = words(await bot.room.admin("ana", "daily-bite", "next"))

    days = ("Mon 23", "Wed 25", "Fri 27", "Tue 1", "Thu 3")
    assert "posts on every second of its days, counted from Mon 23 November" in told
    assert all(f"{one} November, 09:00" in told for one in days[:3])
    assert [ahead.find(f"{one} ") for one in days] == sorted(
        ahead.find(f"{one} ") for one in days
    )
    assert ahead.count(", 10:00") == 5
    assert "Tue 24" not in ahead


async def test_every_second_day_posts_every_second_day(bot: Bot) -> None:
    bot.clock.time = MONDAY
    await bot.schedule(days="mon-fri")
    await options(bot, every="2")
    for _ in range(3):
        await bot.next_post()

    rows = await bot.store.deliveries(limit=9)

    days = sorted(f"{one.local_date}" for one in rows)
    assert days == ["2026-11-23", "2026-11-25", "2026-11-27"]
    assert "Mon–Fri, every second of these days" in words(bot.room.posts()[0])  # noqa: RUF001 - a range


async def test_a_rhythm_set_after_todays_post_begins_tomorrow(bot: Bot) -> None:
    bot.clock.time = MONDAY
    await bot.schedule()
    await bot.next_post()

    told = await options(bot, every="2w")

    (schedule,) = await bot.store.schedules()
    assert "posts every second week, counted from Tue 24 November" in told
    assert f"{schedule.next_at}".startswith("2026-11-24")


async def test_undo_sets_the_options_back(bot: Bot) -> None:
    await bot.schedule()
    await options(bot, thread="on", every="3")
    await options(bot, thread="off", every="off", when_dry="pause")
    log = await bot.room.admin("ana", "daily-bite", "log")

    await bot.room.click("ana", log, "Undo 1")

    (schedule,) = await bot.store.schedules()
    assert "pauses when nothing new is left" in words(log)
    assert "(before: posts on every third of its days" in words(log)
    assert schedule.posting.manner.thread
    assert schedule.posting.every.count == 3
    assert f"{schedule.posting.every.anchor}" == "2026-11-24"
    assert schedule.when_dry is WhenDry.REVIEW


async def test_what_was_planned_is_not_lost_by_an_option(bot: Bot) -> None:
    await bot.schedule()
    bot.sandbox.faults.add(Fault("rate_limit", bot.room.create, seconds=2))
    await bot.next_post()

    await options(bot, on_unknown="repost", thread="on")
    bot.clock.move(seconds=3)
    await bot.tick()

    (row,) = await bot.store.deliveries(limit=9)
    (schedule,) = await bot.store.schedules()
    assert row.state == "sent"
    assert schedule.on_unknown is OnUnknown.REPOST


async def test_the_same_again_changes_nothing(bot: Bot) -> None:
    await bot.schedule()
    await options(bot, every="2", thread="on")
    (before,) = await bot.store.schedules()
    await bot.next_post()

    told = await options(bot, every="2d", thread="on")

    (after,) = await bot.store.schedules()
    assert "It posts like this already." in told
    assert after.posting == before.posting


async def test_a_dry_schedule_goes_on_when_it_may_review(bot: Bot) -> None:
    await bot.schedule()
    await options(bot, when_dry="pause")
    for _ in range(7):
        await bot.next_post()
    (dry,) = await bot.store.schedules()

    await options(bot, when_dry="review")

    (after,) = await bot.store.schedules()
    assert (dry.state, after.state) == (State.DRY, State.ACTIVE)


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        ({"catch_up": "25h"}, "from 5m to 24h"),
        ({"every": "often"}, '"often" is no rhythm. Write 2 for every second day'),
        ({"every": "61"}, "at most 60 days or 12w"),
    ],
)
async def test_bad_options_get_one_sentence(
    bot: Bot, named: dict[str, str], expected: str
) -> None:
    await bot.schedule()

    told = await options(bot, **named)

    (schedule,) = await bot.store.schedules()
    assert expected in told
    assert schedule.posting.every.count == 1


async def test_everybody_is_never_mentioned(bot: Bot) -> None:
    await bot.schedule()

    told = await options(bot, mention="@everyone")

    (schedule,) = await bot.store.schedules()
    assert "never mentions everybody" in told
    assert schedule.posting.manner.mention == ""


async def test_options_are_for_admins(bot: Bot) -> None:
    await bot.schedule()

    told = await options(bot, "ben", thread="on", mention=group(bot))

    (schedule,) = await bot.store.schedules()
    entries = await bot.store.audit(bot.room.name, bot.room.server)
    assert "admin" in told.lower() or "Manage Server" in told
    assert not schedule.posting.manner.thread
    assert [one.act for one in entries] == ["schedule.add"]
