"""Members on Discord: the whole bot, the real adapter, the sandbox."""

from tests.conftest import Bot


async def test_bite_finds_an_exact_name(bot: Bot) -> None:
    outcome = await bot.discord.type("ben", "general", "/bite bite 002")

    assert outcome.kind == "message"
    assert outcome.text.startswith("## Bite 002: why it matters")
    assert bot.discord.messages("general") == []


async def test_bite_finds_a_misspelt_name(bot: Bot) -> None:
    outcome = await bot.discord.type("ben", "general", "/bite topic gradeint 003")

    assert outcome.text.startswith("## Bite 003")


async def test_bite_alone_draws_from_the_far_end(bot: Bot) -> None:
    order = bot.app.core.planner.courses.order()

    seen = set()
    for _ in range(8):
        outcome = await bot.discord.type("ben", "general", "/bite")
        seen.add(outcome.text.split(":")[0].removeprefix("## "))
    far = {bot.app.core.loaded.library.bites[one].name for one in order[-2:]}

    assert seen <= far
    assert await bot.store.showing("discord", bot.discord.server_id, order[-1]) is None


async def test_unknown_words_get_a_kind_answer(bot: Bot) -> None:
    outcome = await bot.discord.type("ben", "general", "/bite qqqqqqq <@1> @everyone")

    assert "Nothing here is about" in outcome.text
    assert "@everyone" not in outcome.text
    assert "<@1>" not in outcome.text


async def test_buttons_answer_privately(bot: Bot) -> None:
    asked = await bot.discord.type("ben", "general", "/bite bite 001")
    assert asked.message is not None

    deeper = await bot.discord.click("ben", asked.message, "Deeper")
    quiz = await bot.discord.click("ben", asked.message, "Quiz me")
    assert quiz.message is not None
    assert "What goes wrong with Bite 001?" in quiz.text
    answer = await bot.discord.click("ben", quiz.message, "Show answer")

    assert deeper.text.startswith("### Deeper: Bite 001")
    assert answer.kind == "update"
    assert "Nobody looks twice." in answer.text
    assert bot.discord.messages("general") == []


async def test_share_posts_once_and_then_tells_when(bot: Bot) -> None:
    asked = await bot.discord.type("ben", "general", "/bite bite 001")
    assert asked.message is not None

    first = await bot.discord.click("ben", asked.message, "Share")
    again = await bot.discord.click("ana", asked.message, "Share")

    (post,) = bot.discord.messages("general")
    assert first.text == "Shared in this channel."
    assert post["content"].endswith("-# Shared by Ben")
    assert again.text.startswith("Ben shared this on 24 November.")
    assert post["id"] in again.text


async def test_share_is_refused_where_the_member_may_not_write(bot: Bot) -> None:
    bot.discord.deny_everyone("announcements", "SEND_MESSAGES")
    asked = await bot.discord.type("ben", "announcements", "/bite bite 001")
    assert asked.message is not None

    outcome = await bot.discord.click("ben", asked.message, "Share")

    assert outcome.text.startswith("You may not write in this channel")
    assert bot.discord.messages("announcements") == []


async def test_share_that_fails_can_be_tried_again(bot: Bot) -> None:
    asked = await bot.discord.type("ben", "general", "/bite bite 001")
    assert asked.message is not None
    bot.discord.deny("general", "SEND_MESSAGES")
    refused = await bot.discord.click("ben", asked.message, "Share")
    bot.discord.allow("general", "SEND_MESSAGES")

    outcome = await bot.discord.click("ben", asked.message, "Share")

    assert "may not post there" in refused.text
    assert outcome.text == "Shared in this channel."


async def test_a_shared_bite_never_comes_as_a_daily_one(bot: Bot) -> None:
    await bot.schedule()
    order = bot.app.core.planner.courses.order()
    first = bot.app.core.loaded.library.bites[order[0]].name
    asked = await bot.discord.type("ben", "daily-bite", f"/bite {first}")
    assert asked.message is not None
    await bot.discord.click("ben", asked.message, "Share")

    for _ in range(5):
        await bot.next_post()

    titles = bot.titles()
    assert len(titles) == len(set(titles)) == 6


async def test_topics_and_help_say_what_there_is(bot: Bot) -> None:
    topics = await bot.discord.type("ben", "general", "/topics")
    helped = await bot.discord.type("ben", "general", "/bite help")

    assert "**Topic** (`topic`): 6 bites" in topics.text
    assert "/bite-admin schedule" in helped.text


async def test_autocomplete_offers_topics_and_titles(bot: Bot) -> None:
    choices = await bot.discord.people.autocomplete(
        "ben", "general", "bite", {"topic": "bite 00"}, focused="topic"
    )

    assert 1 <= len(choices) <= 25
    assert choices[0]["value"] == "topic/bite-000"


async def test_buttons_work_after_a_restart(bot: Bot) -> None:
    await bot.schedule()
    await bot.next_post()
    (post,) = bot.discord.messages("daily-bite")

    await bot.discord.close_gateways(4000)
    await bot.discord.bot_ready()
    outcome = await bot.discord.click("ben", post, "Deeper")

    assert outcome.text.startswith("### Deeper:")


async def test_a_flood_of_commands_is_braked(bot: Bot) -> None:
    texts = [
        (await bot.discord.type("ben", "general", "/topics")).text for _ in range(14)
    ]

    assert "That is a lot at once" in texts[-1]
    assert "That is a lot at once" not in texts[0]
