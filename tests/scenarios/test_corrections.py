"""Corrections and reports: wrong texts are told of, and put right where they stand."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.bites import Bite, Correction, Library
from bot.core.records import Showing
from bot.core.shelf import Edition
from bot.sandbox.faults import Fault
from bot.services.correct import IN_A_ROW
from tests.conftest import Bot, make_library
from tests.rooms import Told, title, words
from tests.services.test_dry import statements

COPIES = 100
EDIT = {
    "discord": "PATCH /channels/{channel}/messages/{message}",
    "slack": "POST /api/chat.update",
}

pytestmark = pytest.mark.usefixtures("hours_pass")
posting = pytest.mark.parametrize(
    "platform", ["discord", "slack-socket"], indirect=True
)


@pytest.fixture
def library() -> Library:
    return make_library(count=COPIES)


def put_right(bite: Bite, bot: Bot) -> Bite:
    return replace(
        bite,
        revision=bite.revision + 1,
        summary=bite.summary.replace("is a thing", "is a rare thing"),
        correction=Correction(bot.clock.now().date(), "People rarely meet it."),
    )


def revise(bot: Bot, change: Callable[[Bite, Bot], Bite] = put_right) -> None:
    """Let the operator's files say something else."""
    library = bot.app.core.shelf.library
    changed = [change(one, bot) for one in library]
    bot.app.core.shelf.put(Edition(Library.of(library.topics.values(), changed)))


def edits(bot: Bot) -> int:
    """Count the requests that changed a message."""
    if bot.room.name == "discord":
        asked = [(one.method, one.route) for one in bot.discord.requests]
        return sum(method == "PATCH" for method, route in asked)
    return sum(one.method == "chat.update" for one in bot.sandbox.slack.requests)


def looks(statements: Sequence[str]) -> int:
    """Count the questions for messages that show a bite."""
    return sum("JOIN history" in one for one in statements)


async def report(bot: Bot, reason: str) -> tuple[Told, Told]:
    """Report a bite as Ben; give the question and what he is told."""
    asked = await bot.room.type("ben", "general", "/bite bite 003")
    deeper = await bot.room.click("ben", asked, "Deeper")
    question = await bot.room.click("ben", deeper, "Something wrong?")
    return question, await bot.room.click("ben", question, reason)


@posting
@pytest.mark.paced
async def test_a_correction_reaches_a_hundred_copies(bot: Bot) -> None:
    bot.sandbox.slack.limits.per_minute["chat.update"] = 2 * COPIES
    for channel in ("daily-bite", "general"):
        await bot.schedule(channel)
        await bot.schedule(channel, schedule="new")
    for _ in range(COPIES // 4):
        await bot.next_post()
    before = [*bot.titles(), *bot.titles("general")]

    revise(bot)
    await bot.app.corrections.spread()

    posts = [*bot.room.posts("daily-bite"), *bot.room.posts("general")]
    assert len(set(before)) == COPIES
    assert [title(one) for one in posts] == before
    assert all("is a rare thing" in one.text for one in posts)
    assert all("Corrected on " in words(one) for one in posts)
    assert all("People rarely meet it." in words(one) for one in posts)
    assert edits(bot) == COPIES


@posting
async def test_what_was_corrected_is_not_touched_again(bot: Bot) -> None:
    await bot.schedule()
    await bot.next_post()
    revise(bot)
    await bot.app.corrections.spread()
    (once,) = bot.room.posts("daily-bite")

    await bot.app.corrections.spread()
    revise(bot)
    await bot.app.corrections.spread()

    (twice,) = bot.room.posts("daily-bite")
    assert edits(bot) == 2
    assert words(twice).count("Corrected on ") == 1  # the last one alone
    assert twice.buttons == once.buttons == ("Deeper", "Quiz me")


@posting
async def test_the_mark_of_a_corrected_post_is_still_found(bot: Bot) -> None:
    await bot.schedule()
    await bot.next_post()
    revise(bot)
    await bot.app.corrections.spread()
    (delivery,) = await bot.store.deliveries(limit=1)

    platform = bot.app.connections[bot.room.name]
    since = delivery.due_at - timedelta(hours=1)
    found = await platform.find(
        delivery.server, delivery.channel, delivery.id, since=since
    )

    assert found
    assert found.message_id == delivery.message_id


@posting
async def test_a_shared_bite_is_corrected_too(bot: Bot) -> None:
    asked = await bot.room.type("ben", "general", "/bite bite 003")
    await bot.room.click("ben", asked, "Share")

    revise(bot)
    await bot.app.corrections.spread()

    (post,) = bot.room.posts("general")
    assert "is a rare thing" in post.text
    assert "Shared by" in words(post)
    assert "Corrected on 24 November" in words(post)


@posting
async def test_old_posts_and_mere_rewording_stay(bot: Bot) -> None:
    await bot.schedule()
    await bot.next_post()

    def reword(bite: Bite, _: Bot) -> Bite:
        return replace(bite, summary="Other words. " * 25)

    revise(bot, reword)
    await bot.app.corrections.spread()
    bot.clock.move(days=31)
    revise(bot)
    await bot.app.corrections.spread()

    assert edits(bot) == 0


@posting
async def test_a_post_with_the_new_text_stays(bot: Bot) -> None:
    await bot.schedule()
    revise(bot)
    await bot.next_post()

    await bot.app.corrections.spread()

    (post,) = bot.room.posts("daily-bite")
    assert edits(bot) == 0
    assert "Corrected" not in words(post)


def put_right_before(bite: Bite, bot: Bot) -> Bite:
    """Correct a bite as somebody did long ago; this bot hears of it only now."""
    long_ago = Correction(bot.clock.now().date() - timedelta(days=90), "It was wrong.")
    return replace(put_right(bite, bot), correction=long_ago)


@posting
async def test_a_correction_that_comes_late_reaches_what_was_posted(bot: Bot) -> None:
    await bot.schedule()
    await bot.next_post()
    asked = await bot.room.type("ben", "general", "/bite bite 003")
    await bot.room.click("ben", asked, "Share")

    revise(bot, put_right_before)
    await bot.app.corrections.spread()

    posts = [*bot.room.posts("daily-bite"), *bot.room.posts("general")]
    assert len(posts) == 2
    assert all("is a rare thing" in one.text for one in posts)
    assert all("It was wrong." in words(one) for one in posts)


@posting
async def test_what_is_shared_with_the_new_text_stays(bot: Bot) -> None:
    revise(bot)
    asked = await bot.room.type("ben", "general", "/bite bite 003")
    await bot.room.click("ben", asked, "Share")

    await bot.app.corrections.spread()

    (post,) = bot.room.posts("general")
    assert "is a rare thing" in post.text
    assert "Corrected" not in words(post)
    assert edits(bot) == 0


@posting
async def test_a_share_that_was_cut_off_keeps_the_revision_it_shows(bot: Bot) -> None:
    asked = await bot.room.type("ben", "general", "/bite bite 003")
    await bot.room.click("ben", asked, "Share")
    where = (bot.room.name, bot.room.server, "topic/bite-003")
    await bot.store.complete_showing(*where, message_id="")  # as if nobody had
    revise(bot)
    bot.clock.move(minutes=2)
    await bot.room.click("ben", asked, "Share")
    (found,) = bot.room.posts("general")

    await bot.app.corrections.spread()

    (post,) = bot.room.posts("general")
    assert "is a thing" in found.text
    assert "is a rare thing" in post.text


@posting
async def test_a_share_that_was_never_posted_shows_the_new_text(bot: Bot) -> None:
    asked = await bot.room.type("ben", "general", "/bite bite 003")
    showing = Showing(
        bite="topic/bite-003",
        shown_at=bot.clock.now(),
        channel=bot.room.channel("general"),
        shared_by="Ben",
        revision=1,
    )
    await bot.store.record_showing(bot.room.name, bot.room.server, showing)
    revise(bot)
    bot.clock.move(minutes=2)
    await bot.room.click("ben", asked, "Share")

    await bot.app.corrections.spread()

    (post,) = bot.room.posts("general")
    assert "is a rare thing" in post.text
    assert edits(bot) == 0


@posting
async def test_an_old_text_that_is_posted_later_is_put_right(bot: Bot) -> None:
    """As another replica does it that has older files."""
    await bot.schedule()
    older = bot.app.core.shelf.edition
    revise(bot)
    newer = bot.app.core.shelf.edition
    await bot.app.corrections.spread()
    bot.app.core.shelf.put(older)
    await bot.next_post()
    bot.app.core.shelf.put(newer)

    bot.clock.move(hours=1)
    await bot.app.corrections.spread()

    (post,) = bot.room.posts("daily-bite")
    assert "is a rare thing" in post.text


@posting
async def test_what_needs_nothing_is_not_looked_for_each_time(bot: Bot) -> None:
    await bot.schedule()
    revise(bot)
    await bot.next_post()
    await bot.app.corrections.spread()  # finds a post, and notes that it is right
    await bot.app.corrections.spread()  # finds nothing

    with statements() as asked:
        await bot.app.corrections.spread()
        bot.clock.move(hours=1)
        at_once = looks(asked)
        await bot.app.corrections.spread()

    assert at_once == 0
    assert looks(asked) == COPIES


@posting
async def test_what_was_reworded_after_its_revision_stays(bot: Bot) -> None:
    revise(bot)
    await bot.schedule()
    await bot.next_post()

    def reword(bite: Bite, _: Bot) -> Bite:
        return replace(bite, summary="Other words. " * 25)

    revise(bot, reword)
    await bot.app.corrections.spread()

    assert edits(bot) == 0


@posting
async def test_an_edit_that_fails_is_tried_again(bot: Bot) -> None:
    await bot.schedule()
    await bot.next_post()
    revise(bot)
    bot.sandbox.faults.add(Fault("drop_before", EDIT[bot.room.name]))

    await bot.app.corrections.spread()
    (failed,) = bot.room.posts("daily-bite")
    await bot.app.corrections.spread()
    (post,) = bot.room.posts("daily-bite")

    assert "Corrected" not in words(failed)
    assert "Corrected" in words(post)


@posting
async def test_a_platform_out_of_reach_is_left_alone(bot: Bot) -> None:
    await bot.schedule()
    for _ in range(IN_A_ROW + 1):
        await bot.next_post()
    revise(bot)
    lost = Fault("drop_before", EDIT[bot.room.name], times=IN_A_ROW)
    bot.sandbox.faults.add(lost)

    await bot.app.corrections.spread()
    before = bot.room.posts("daily-bite")
    await bot.app.corrections.spread()
    after = bot.room.posts("daily-bite")

    assert not any("Corrected" in words(one) for one in before)
    assert all("Corrected" in words(one) for one in after)


@posting
async def test_a_platform_that_asks_to_slow_down_is_left_alone(bot: Bot) -> None:
    await bot.schedule()
    await bot.next_post()
    await bot.next_post()
    revise(bot)
    route = EDIT[bot.room.name]
    bot.sandbox.faults.add(Fault("rate_limit", route, seconds=30))

    await bot.app.corrections.spread()
    asked = edits(bot)
    await bot.app.corrections.spread()

    assert asked == 1
    assert all("Corrected" in words(one) for one in bot.room.posts("daily-bite"))


@posting
async def test_a_post_that_is_gone_is_given_up(bot: Bot) -> None:
    await bot.schedule()
    await bot.next_post()
    (delivery,) = await bot.store.deliveries(limit=1)
    platform = bot.app.connections[bot.room.name]
    where = (delivery.server, delivery.channel)
    await platform.delete(*where, delivery.message_id or "")
    revise(bot)

    await bot.app.corrections.spread()
    tried = edits(bot)
    await bot.app.corrections.spread()

    assert (tried, edits(bot)) == (1, 1)


async def test_somebody_reports_in_two_taps(bot: Bot) -> None:
    question, thanks = await report(bot, "A fact is wrong")
    _, again = await report(bot, "A fact is wrong")

    (kept,) = await bot.store.reports(limit=10)
    assert "Something wrong with Bite 003?" in words(question)
    assert "Thanks. It is noted" in words(thanks)
    assert "You told us that already" in words(again)
    assert (kept.bite, kept.reason) == ("topic/bite-003", "fact")
    assert kept.revision == 1
    assert bot.room.posts("general") == []


async def test_an_admin_hears_of_a_report_once(bot: Bot) -> None:
    await report(bot, "It is out of date")

    first = await bot.room.admin("ana", "general", "list")
    second = await bot.room.admin("ana", "general", "list")

    assert "`topic/bite-003`: it is out of date" in words(first)
    assert "topic/bite-003" not in words(second)
