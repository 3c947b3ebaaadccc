"""Members on every platform: the whole bot, the real adapter, the sandbox."""

from bot.ports import Showing
from tests.conftest import Bot
from tests.rooms import title, words


async def test_bite_finds_an_exact_name(bot: Bot) -> None:
    told = await bot.room.type("ben", "general", "/bite bite 002")

    assert title(told) == "Bite 002: why it matters"
    assert told.buttons == ("Deeper", "Quiz me", "Share here")
    assert bot.room.posts("general") == []


async def test_bite_finds_a_misspelt_name(bot: Bot) -> None:
    told = await bot.room.type("ben", "general", "/bite topic gradeint 003")

    assert title(told).startswith("Bite 003")


async def test_bite_alone_draws_from_the_far_end(bot: Bot) -> None:
    order = bot.app.core.shelf.courses.order()

    seen = set()
    for _ in range(8):
        told = await bot.room.type("ben", "general", "/bite")
        seen.add(title(told).split(":")[0])
    far = {bot.app.core.loaded.library.bites[one].name for one in order[-2:]}

    assert seen <= far
    assert await bot.store.showing(bot.room.name, bot.room.server, order[-1]) is None


async def test_topic_gives_its_next_unseen_bite(bot: Bot) -> None:
    order = bot.app.core.shelf.courses.order(["topic"])
    names = [bot.app.core.loaded.library.bites[one].name for one in order]

    before = await bot.room.type("ben", "daily-bite", "/bite Topic")
    await bot.room.click("ben", before, "Share")
    after = await bot.room.type("ben", "daily-bite", "/bite Topic")

    assert [title(one).split(":")[0] for one in (before, after)] == names[:2]


async def test_unknown_words_get_a_kind_answer(bot: Bot) -> None:
    told = await bot.room.type("ben", "general", "/bite qqqq <@U1> <@1> @here <!here>")

    assert "Nothing here is about" in words(told)
    assert bot.room.pings(told) == []


async def test_buttons_answer_privately(bot: Bot) -> None:
    asked = await bot.room.type("ben", "general", "/bite bite 001")

    deeper = await bot.room.click("ben", asked, "Deeper")
    quiz = await bot.room.click("ben", asked, "Quiz me")
    answer = await bot.room.click("ben", quiz, "Show answer")

    assert "Here is an example" in words(deeper)
    assert "What goes wrong with Bite 001?" in words(quiz)
    assert "Nobody looks twice." in words(answer)
    assert bot.room.posts("general") == []


async def test_share_posts_once_and_then_tells_when(bot: Bot) -> None:
    asked = await bot.room.type("ben", "general", "/bite bite 001")

    first = await bot.room.click("ben", asked, "Share")
    hers = await bot.room.type("ana", "general", "/bite bite 001")
    again = await bot.room.click("ana", hers, "Share")

    (post,) = bot.room.posts("general")
    assert words(first) == "Shared in this channel."
    assert "Shared by Ben" in words(post)
    assert post.buttons == ("Deeper", "Quiz me")
    assert words(again).startswith("Ben shared this on 24 November. Here it is:")


async def test_share_that_fails_can_be_tried_again(bot: Bot) -> None:
    asked = await bot.room.type("ben", "general", "/bite bite 001")
    bot.room.forbid("general")
    refused = await bot.room.click("ben", asked, "Share")
    bot.room.permit("general")

    told = await bot.room.click("ben", asked, "Share")

    assert "The bite was not shared" in words(refused)
    assert bot.room.remedy in words(refused)
    assert words(told) == "Shared in this channel."


async def test_a_share_that_was_cut_off_can_be_finished(bot: Bot) -> None:
    asked = await bot.room.type("ben", "general", "/bite bite 001")
    showing = Showing(
        bite="topic/bite-001",
        shown_at=bot.clock.now(),
        channel=bot.room.channel("general"),
        shared_by="Ben",
    )
    await bot.store.record_showing(bot.room.name, bot.room.server, showing)
    bot.clock.move(minutes=5)

    told = await bot.room.click("ben", asked, "Share")
    again = await bot.room.click("ben", asked, "Share")

    assert words(told) == "Shared in this channel."
    assert "Ben shared this on 24 November." in words(again)
    assert len(bot.room.posts("general")) == 1


async def test_signs_are_searched_for_as_typed(bot: Bot) -> None:
    told = await bot.room.type("ben", "general", "/bite zz & qq")

    assert 'Nothing here is about "zz & qq" yet.' in words(told).replace("&amp;", "&")


async def test_a_shared_bite_never_comes_as_a_daily_one(bot: Bot) -> None:
    await bot.schedule()
    order = bot.app.core.shelf.courses.order()
    first = bot.app.core.loaded.library.bites[order[0]].name
    asked = await bot.room.type("ben", "daily-bite", f"/bite {first}")
    await bot.room.click("ben", asked, "Share")

    for _ in range(5):
        await bot.next_post()

    titles = bot.titles()
    assert len(titles) == len(set(titles)) == 6


async def test_topics_and_help_say_what_there_is(bot: Bot) -> None:
    topics = await bot.room.type("ben", "general", "/bite topics")
    helped = await bot.room.type("ben", "general", "/bite help")

    assert "Topic" in words(topics)
    assert "6 bites" in words(topics)
    assert "/bite-admin schedule" in words(helped)


async def test_buttons_work_after_a_broken_connection(bot: Bot) -> None:
    await bot.schedule()
    await bot.next_post()
    (post,) = bot.room.posts()

    await bot.room.disconnect()
    await bot.room.ready()
    told = await bot.room.click("ben", post, "Deeper")

    assert "Here is an example" in words(told)


async def test_a_flood_of_commands_is_braked(bot: Bot) -> None:
    texts = [
        words(await bot.room.type("ben", "general", "/bite topics")) for _ in range(14)
    ]

    assert "That is a lot at once" in texts[-1]
    assert "That is a lot at once" not in texts[0]


async def test_the_first_to_ask_does_not_wait_for_the_index(bot: Bot) -> None:
    assert "search" in vars(bot.app.core.shelf.edition)
