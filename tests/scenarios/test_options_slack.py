"""How a schedule posts on Slack: what it lacks, how one types it, the form, threads."""

from typing import Any

import pytest

from bot.sandbox.faults import Fault
from bot.sandbox.slack.outcome import Outcome
from tests.conftest import Bot
from tests.rooms import words
from tests.scenarios.readers import thread

pytestmark = pytest.mark.parametrize(
    "platform", ["slack-socket", "slack-http"], indirect=True
)


async def options(bot: Bot, line: str) -> str:
    told = await bot.room.type("ana", "daily-bite", f"/bite-admin options {line}")
    return words(told)


def posted(bot: Bot) -> list[dict[str, Any]]:
    calls = bot.sandbox.slack.requests
    return [one.body for one in calls if one.method == "chat.postMessage"]


async def _form(bot: Bot) -> Outcome:
    line = "/bite-admin options"
    return await bot.sandbox.slack.type("ana", "daily-bite", line)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("silent=on", "Slack has no silent messages"),
        ("publish=on", "Slack has no announcement channels"),
        ("mention=@ben", '"@ben" is no role or user group.'),
        ("mention=@here", "never mentions everybody"),
        ("mention=<!channel>", "never mentions everybody"),
        ("mention=12345", "is no user group of Slack's"),
        ("threads=on", 'There is no option "threads". There are: mention, thread,'),
    ],
)
async def test_what_slack_lacks_is_refused(bot: Bot, line: str, expected: str) -> None:
    await bot.schedule()
    (before,) = await bot.store.schedules()

    told = await options(bot, line)

    (after,) = await bot.store.schedules()
    assert expected in told
    assert after == before


@pytest.mark.parametrize("is_escaped", [True, False])
async def test_a_group_is_named_as_typed_or_by_its_id(
    bot: Bot, is_escaped: bool
) -> None:
    bot.sandbox.slack.people.escapes_commands = is_escaped
    group = bot.sandbox.slack.world.groups["readers"]
    await bot.schedule()

    told = await options(bot, f"mention={'@readers' if is_escaped else group}")
    await bot.next_post()

    (call,) = posted(bot)
    assert f"mentions `{group}`, and nobody else" in told or group in told
    assert call["text"].startswith("Bite ")
    assert call["text"].endswith(f"\n\n<!subteam^{group}>")
    assert "link_names" not in call


async def test_options_need_no_equals_signs(bot: Bot) -> None:
    await bot.schedule()

    await options(bot, "thread on every 2 weeks catch_up=90m")

    (schedule,) = await bot.store.schedules()
    every = schedule.posting.every
    assert schedule.posting.manner.thread
    assert (every.count, every.unit) == (2, "weeks")
    assert schedule.catch_up.total_seconds() == 5400


async def test_the_form_shows_and_saves_how_it_posts(bot: Bot) -> None:
    await bot.schedule()
    group = bot.sandbox.slack.world.groups["readers"]
    form = await _form(bot)
    assert form.view is not None

    saved = await bot.sandbox.slack.submit(
        "ana", form.view, {"thread": ["on"], "mention": group, "every": "3d"}
    )
    again = await _form(bot)

    (schedule,) = await bot.store.schedules()
    assert "opens a thread" in str(saved.view)
    assert schedule.posting.manner.mention == group
    assert schedule.posting.every.count == 3
    assert again.view is not None
    elements = {one["block_id"]: one["element"] for one in again.view["blocks"]}
    assert elements["mention"]["initial_value"] == group
    assert elements["every"]["initial_option"]["value"] == "3d"
    assert "silent" not in elements


async def test_a_fault_stands_at_its_field(bot: Bot) -> None:
    await bot.schedule()
    form = await _form(bot)
    assert form.view is not None

    told = await bot.sandbox.slack.submit("ana", form.view, {"mention": "@everyone"})

    assert "never mentions everybody" in told.errors["mention"]


async def test_a_saved_form_keeps_the_anchor(bot: Bot) -> None:
    await bot.schedule()
    await options(bot, "every=2")
    (before,) = await bot.store.schedules()
    await bot.next_post()
    form = await _form(bot)
    assert form.view is not None

    await bot.sandbox.slack.submit("ana", form.view, {"catch_up": "2h"})

    (after,) = await bot.store.schedules()
    assert after.posting == before.posting
    assert f"{after.next_at}".startswith("2026-11-26")


async def test_a_thread_hangs_on_its_post_and_answers_stay_in_it(bot: Bot) -> None:
    await bot.schedule()
    await options(bot, "thread=on")
    await bot.next_post()
    (post,) = bot.room.posts()
    (question,) = thread(bot, post)

    answer = await bot.room.click("ben", question, "Show answer")

    day, inside = posted(bot)
    assert answer.raw is not None
    assert inside["thread_ts"] == bot.room.id_of(post)
    assert answer.raw["thread_ts"] == bot.room.id_of(post)
    mark = inside["metadata"]["event_payload"]["delivery"]
    assert mark != day["metadata"]["event_payload"]["delivery"]
    assert question.raw is not None
    assert question.raw["pings"] == []


async def test_a_channel_without_threads_is_told_once(bot: Bot) -> None:
    await bot.schedule()
    await options(bot, "thread=on")
    restriction = "restricted_action_non_threadable_channel"
    bot.sandbox.slack.restrict("daily-bite", restriction)

    for _ in range(2):
        await bot.next_post()
        await bot.app.doctor.check()

    told = [one for one in bot.room.told("ana") if "thread" in words(one)]
    rows = await bot.store.deliveries(limit=9)
    assert {one.state for one in rows} == {"sent"}
    assert "went out, but its thread did not" in words(told[0])
    assert len(told) == 1


@pytest.mark.parametrize("kind", ["drop_before", "drop_after"])
async def test_a_lost_answer_doubles_no_question_in_a_thread(
    bot: Bot, kind: Any
) -> None:
    await bot.schedule()
    await options(bot, "thread=on")
    bot.sandbox.faults.add(Fault("delay", bot.room.create, seconds=0))  # the post
    bot.sandbox.faults.add(Fault(kind, bot.room.create))  # the question

    await bot.next_post()
    bot.clock.move(minutes=2)
    await bot.tick()

    (post,) = bot.room.posts()
    (row,) = await bot.store.deliveries(limit=9)
    assert row.state == "sent"
    assert len(thread(bot, post)) == (kind == "drop_after")


async def test_a_post_that_is_found_again_gets_its_thread(bot: Bot) -> None:
    await bot.schedule()
    await options(bot, "thread=on")
    bot.sandbox.faults.add(Fault("drop_after", bot.room.create))

    await bot.next_post()
    bot.clock.move(minutes=2)
    await bot.tick()

    (post,) = bot.room.posts()
    assert len(thread(bot, post)) == 1
