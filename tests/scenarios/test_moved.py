"""A bite whose file was renamed: it is not shown again, and its old cards still work."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from pathlib import Path

import pytest

from bot.core.bites import Correction, Library
from bot.core.shelf import Edition
from bot.sandbox.server import Sandbox
from tests.conftest import Bot, MovedClock, running_bot
from tests.rooms import title, words

pytestmark = pytest.mark.usefixtures("hours_pass")
Start = Callable[[Library], AbstractAsyncContextManager[Bot]]


@pytest.fixture
def start(sandbox: Sandbox, clock: MovedClock, tmp_path: Path, platform: str) -> Start:
    """Start a bot with a library; each time the same database."""
    return lambda library: running_bot(sandbox, clock, library, tmp_path, platform)


def renamed(library: Library, *old_ids: str) -> Library:
    """Give the library with new ids for some of its bites, and a note of it."""
    moved = {one: f"{one}-anew" for one in old_ids}
    bites = [replace(one, id=moved.get(one.id, one.id)) for one in library]
    return Library.of(library.topics.values(), bites, moved)


async def posted(bot: Bot) -> str:
    """Give the id of the bite that the last post shows."""
    ids = [one.id for one in await bot.store.schedules()]
    (last,) = (await bot.store.last_deliveries(ids)).values()
    assert last.bite
    return last.bite


async def test_renamed_bite_is_not_posted_again(start: Start, library: Library) -> None:
    async with start(library) as bot:
        await bot.schedule()
        await bot.next_post()
        old = await posted(bot)

    async with start(renamed(library, old)) as bot:
        for _ in range(len(library) - 1):
            await bot.next_post()
        titles = bot.titles()

    assert len(titles) == len(set(titles)) == len(library)


async def test_review_round_knows_a_renamed_bite_once(
    start: Start, library: Library
) -> None:
    async with start(library) as bot:
        await bot.schedule()
        await bot.next_post()
        old = await posted(bot)

    async with start(renamed(library, old)) as bot:
        for _ in range(3 * len(library) - 1):
            await bot.next_post()
        reviews = bot.titles()[len(library) :]

    first, second = reviews[: len(library)], reviews[len(library) :]
    assert first == second
    assert len(set(first)) == len(library)


async def test_buttons_of_an_old_card_still_work(
    start: Start, library: Library
) -> None:
    async with start(library) as bot:
        await bot.schedule()
        await bot.next_post()
        old = await posted(bot)
        (card,) = bot.room.posts()

    async with start(renamed(library, old)) as bot:
        deeper = await bot.room.click("ben", card, "Deeper")
        quiz = await bot.room.click("ben", card, "Quiz me")
        answer = await bot.room.click("ben", quiz, "Show answer")
        read = await bot.room.click("ben", answer, "Read the bite")

    name = library.bites[old].name
    assert "Here is an example" in words(deeper)
    assert f"What goes wrong with {name}?" in words(quiz)
    assert "Nobody looks twice." in words(answer)
    assert title(read) == library.bites[old].title


async def test_correction_reaches_the_post_of_a_renamed_bite(
    start: Start, library: Library
) -> None:
    async with start(library) as bot:
        await bot.schedule()
        await bot.next_post()
        old = await posted(bot)

    moved = renamed(library, old)
    async with start(moved) as bot:
        fixed = Correction(bot.clock.now().date(), "People rarely meet it.")
        bites = [
            replace(one, revision=2, summary="Put right.", correction=fixed)
            if one.id == moved.moved[old]
            else one
            for one in moved
        ]
        edition = Edition(Library.of(moved.topics.values(), bites, moved.moved))
        bot.app.core.shelf.put(edition)
        await bot.app.corrections.spread()
        (card,) = bot.room.posts()

    assert "Put right." in words(card)
    assert "People rarely meet it." in words(card)


async def test_report_by_an_old_card_names_the_bite_of_now(
    start: Start, library: Library
) -> None:
    old = "topic/bite-003"
    async with start(library) as bot:
        asked = await bot.room.type("ben", "general", "/bite bite 003")
        deeper = await bot.room.click("ben", asked, "Deeper")

    async with start(renamed(library, old)) as bot:
        question = await bot.room.click("ben", deeper, "Something wrong?")
        await bot.room.click("ben", question, question.buttons[0])
        (report,) = await bot.store.reports(limit=9)

    assert report.bite == f"{old}-anew"


async def test_share_of_an_old_card_posts_once(start: Start, library: Library) -> None:
    old = "topic/bite-001"
    async with start(library) as bot:
        bens = await bot.room.type("ben", "general", "/bite bite 001")
        anas = await bot.room.type("ana", "general", "/bite bite 001")
        await bot.room.click("ben", bens, "Share")

    async with start(renamed(library, old)) as bot:
        again = await bot.room.click("ana", anas, "Share")
        by_old_id = await bot.room.type("ana", "general", f"/bite {old}")
        once_more = await bot.room.click("ana", by_old_id, "Share")
        posts = bot.room.posts("general")

    assert len(posts) == 1
    assert words(again).startswith("Ben shared this on 24 November.")
    assert title(by_old_id) == library.bites[old].title
    assert words(once_more) == words(again)
