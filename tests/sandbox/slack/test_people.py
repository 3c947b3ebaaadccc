"""People and a real Bolt app over Socket Mode: commands, buttons, forms, Home."""

import asyncio
import time
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack.outcome import Outcome
from bot.sandbox.slack.sandbox import SlackSandbox
from tests.sandbox.slack.boltbot import BoltBot, button, card, form, plain


async def _opened(slack: SlackSandbox) -> dict[str, Any]:
    """Let Ana open the form, and give the view."""
    bite = await slack.type("ana", "daily-bite", "/bite")
    assert bite.message
    outcome = await slack.click("ana", bite.message, "Deeper")
    assert outcome.view
    return outcome.view


async def test_command_is_answered_privately_with_the_blocks_of_the_ack(
    slack: SlackSandbox, bolt: BoltBot
) -> None:
    outcome = await slack.type("ana", "daily-bite", "/bite  attention #general & more")

    general = slack.channel_id("general")
    assert (outcome.kind, outcome.text) == (
        "message",
        "A bite\nA bite\nDeeper\nAgain",
    )
    assert slack.private_messages("ana") == [outcome.message]
    assert slack.private_messages("ben") == slack.messages("daily-bite") == []
    assert bolt.handled[0]["text"] == f"attention <#{general}|general> &amp; more"
    assert bolt.handled[0]["channel_name"] == "daily-bite"


async def test_command_answered_in_channel_is_seen_by_all(
    slack: SlackSandbox, bolt: BoltBot
) -> None:
    outcome = await slack.type("ben", "daily-bite", "/bite public")

    assert slack.messages("daily-bite") == [outcome.message]
    assert slack.private_messages("ben") == []


async def test_command_answered_later_is_waited_for(
    slack: SlackSandbox, bolt: BoltBot
) -> None:
    outcome = await slack.type("ben", "announcements", "/bite late")

    assert (outcome.kind, outcome.text) == ("message", "Here it is, late")
    assert slack.private_messages("ben") == [outcome.message]


async def test_command_without_an_answer_fails_after_three_seconds(
    slack: SlackSandbox, bolt: BoltBot
) -> None:
    outcome = await slack.type("ana", "daily-bite", "/bite silence")

    assert outcome.kind == "failed"
    assert outcome.text.startswith("/bite failed because the app did not respond")
    assert 2.9 < outcome.seconds < 3.5


async def test_unknown_command_never_reaches_the_app(
    slack: SlackSandbox, bolt: BoltBot
) -> None:
    outcome = await slack.type("ana", "daily-bite", "/topics")

    assert outcome.text == "/topics is not a valid command."
    assert bolt.handled == []


async def test_words_are_an_ordinary_escaped_message(slack: SlackSandbox) -> None:
    outcome = await slack.type("cem", "general", "1 < 2")

    assert slack.messages("general") == [outcome.message]
    assert outcome.text == "1 &lt; 2"


async def test_people_write_only_where_they_are(slack: SlackSandbox) -> None:
    slack.archive("general")

    outcomes = [
        await slack.type("cem", "announcements", "/bite"),
        await slack.type("cem", "leads", "hello"),
        await slack.type("ana", "general", "/bite"),
    ]

    assert {one.kind for one in outcomes} == {"failed"}


async def test_command_fails_at_once_where_no_app_is_connected(
    slack: SlackSandbox,
) -> None:
    outcome = await slack.type("ana", "daily-bite", "/bite")

    assert outcome.kind == "failed"
    assert "dispatch_failed" in outcome.error
    assert outcome.seconds < 0.5


async def test_button_replaces_the_private_message(
    slack: SlackSandbox, bolt: BoltBot
) -> None:
    bite = await slack.type("ana", "daily-bite", "/bite")
    assert bite.message

    outcome = await slack.click("ana", bite.message, "Again")

    assert outcome.text == "Another bite"
    assert [one["text"] for one in slack.private_messages("ana")] == ["Another bite"]
    assert bolt.handled[1]["container"]["is_ephemeral"] is True
    assert "message" not in bolt.handled[1]


async def test_nobody_presses_what_only_another_sees(
    slack: SlackSandbox, bolt: BoltBot
) -> None:
    bite = await slack.type("ana", "daily-bite", "/bite")
    assert bite.message

    outcome = await slack.click("ben", bite.message, "Again")

    assert outcome.kind == "failed"
    assert len(bolt.handled) == 1


async def test_public_message_comes_along_when_it_is_pressed(
    slack: SlackSandbox, bolt: BoltBot, client: AsyncWebClient
) -> None:
    where = slack.channel_id("daily-bite")
    await client.chat_postMessage(
        channel=where, text="A bite", blocks=card(button("Again", "again"))
    )

    outcome = await slack.click("ben", slack.messages("daily-bite")[0], "again")

    assert outcome.text == "Another bite"
    assert bolt.handled[0]["message"]["text"] == "A bite"
    assert bolt.handled[0]["user"]["id"] == slack.world.person("ben").id


async def test_form_with_errors_stays_open_until_it_is_right(
    slack: SlackSandbox, bolt: BoltBot
) -> None:
    view = await _opened(slack)
    ana = slack.world.person("ana").id

    wrong = await slack.submit("ana", view, {"time": "nine"})
    still_open = list(slack.views.stacks[ana])
    right = await slack.submit("ana", view, {"time": "09:00"})

    assert (wrong.kind, wrong.errors) == ("errors", {"time": "Use HH:MM"})
    assert still_open == [view]
    assert (right.kind, slack.views.stacks[ana]) == ("ack", [])


async def test_form_sends_the_state_of_every_element(
    slack: SlackSandbox, bolt: BoltBot
) -> None:
    view = await _opened(slack)

    outcome = await slack.submit(
        "ana",
        view,
        {"time": "09:00", "day": "tue", "topic": "sql", "days": ["mon", "Tue"]},
    )

    values = bolt.handled[-1]["view"]["state"]["values"]
    assert outcome.kind == "ack"
    assert values["time"]["time_is"] == {"type": "plain_text_input", "value": "09:00"}
    assert values["day"]["day_is"]["selected_option"]["value"] == "tue"
    assert values["topic"]["topic_is"]["selected_option"]["value"] == "sql"
    assert values["where"]["where_is"] == {
        "type": "conversations_select",
        "selected_conversation": slack.channel_id("daily-bite"),
    }
    chosen = values["days"]["days_is"]["selected_options"]
    assert [one["value"] for one in chosen] == ["mon", "tue"]


async def test_form_can_be_changed_by_its_answer(
    slack: SlackSandbox, bolt: BoltBot
) -> None:
    view = await _opened(slack)
    old_hash = view["hash"]

    outcome = await slack.submit("ana", view, {"time": "23:59"})

    assert (outcome.kind, outcome.text) == ("view", "Sure?\nA bite")
    assert outcome.view
    assert outcome.view["id"] == view["id"]
    assert outcome.view["hash"] != old_hash


@pytest.mark.parametrize("values", [{}, {"time": "much too long"}])
async def test_client_holds_back_a_form_that_breaks_its_own_rules(
    slack: SlackSandbox, bolt: BoltBot, values: dict[str, str | list[str]]
) -> None:
    view = await _opened(slack)
    before = len(bolt.handled)

    outcome = await slack.submit("ana", view, values)

    assert (outcome.kind, list(outcome.errors)) == ("failed", ["time"])
    assert len(bolt.handled) == before


async def test_filling_what_is_not_there_is_a_mistake_of_the_test(
    slack: SlackSandbox, bolt: BoltBot
) -> None:
    view = await _opened(slack)

    with pytest.raises(KeyError, match="there is no tiem"):
        await slack.submit("ana", view, {"tiem": "09:00"})
    with pytest.raises(KeyError, match="wed is not offered"):
        await slack.submit("ana", view, {"time": "09:00", "day": "wed"})


async def test_menu_offers_what_the_app_answers(
    slack: SlackSandbox, bolt: BoltBot
) -> None:
    view = await _opened(slack)

    options = await slack.options("ana", view, "topic", "s")

    assert [one["value"] for one in options] == ["sql"]
    assert bolt.handled[-1]["view"]["id"] == view["id"]


async def test_closing_is_told_only_where_it_was_asked_for(
    slack: SlackSandbox, bolt: BoltBot
) -> None:
    view = await _opened(slack)
    quiet = await slack.close("ana", view)
    told = len(bolt.handled)
    view = await _opened(slack)
    view["notify_on_close"] = True

    await slack.close("ana", view)

    assert (quiet.kind, told) == ("ack", 2)
    assert bolt.handled[-1]["type"] == "view_closed"


async def test_home_shows_what_the_app_published(
    slack: SlackSandbox, bolt: BoltBot
) -> None:
    home = await slack.open_home("ben")

    assert home["blocks"][0]["text"]["text"] == "A bite"
    assert slack.courier.events[0]["event"]["user"] == slack.world.person("ben").id


async def test_trigger_opens_one_view_within_three_seconds(
    slack: SlackSandbox, bolt: BoltBot, client: AsyncWebClient
) -> None:
    await _opened(slack)
    used, fresh = bolt.handled[-1]["trigger_id"], bolt.handled[0]["trigger_id"]
    slack.triggers.by_id[fresh].started -= 3.1

    errors = []
    for trigger in (used, fresh, "1.2.made-up"):
        with pytest.raises(SlackApiError) as caught:
            await client.views_open(trigger_id=trigger, view=form())
        errors.append(caught.value.response["error"])

    assert errors == [
        "exchanged_trigger_id",
        "expired_trigger_id",
        "invalid_trigger_id",
    ]


async def test_what_follows_an_answer_can_be_waited_for(
    slack: SlackSandbox, bolt: BoltBot, client: AsyncWebClient
) -> None:
    outcome: Outcome = await slack.type("ana", "daily-bite", "/bite public")
    await client.chat_postMessage(channel=slack.channel_id("daily-bite"), text="More")

    following = await outcome.final(timeout=2)

    assert following.text == "More"
    with pytest.raises(TimeoutError):
        await following.final(timeout=0.05)


async def test_acts_are_told_to_listeners(slack: SlackSandbox, bolt: BoltBot) -> None:
    heard: list[tuple[str, str]] = []
    slack.world.listeners.append(
        lambda name, data: heard.append((name, str(data.get("what", ""))))
    )
    started = time.monotonic()

    view = await _opened(slack)
    await slack.submit("ana", view, {"time": "09:00"})

    assert heard == [("MESSAGE_CREATE", ""), ("VIEW", "opened"), ("VIEW", "closed")]
    assert time.monotonic() - started < 2


async def test_choice_in_a_menu_is_sent_with_its_value(
    slack: SlackSandbox, bolt: BoltBot, client: AsyncWebClient
) -> None:
    offered = {"text": plain("One"), "value": "1"}
    menu = {"type": "static_select", "action_id": "pick", "options": [offered]}
    places = {"type": "channels_select", "action_id": "pick"}
    blocks = [{"type": "actions", "elements": [one]} for one in (menu, places)]
    for block in blocks:
        await client.chat_postMessage(channel="general", text="Pick", blocks=[block])
    first, second = slack.messages("general")

    outcome = await slack.select("ana", first, "pick", "One")
    await slack.select("ana", second, "pick", "general")

    [chosen], [place] = (one["actions"] for one in bolt.handled)
    assert outcome.text == "Picked"
    assert chosen["selected_option"] == offered
    assert place["selected_channel"] == slack.channel_id("general")


async def test_form_can_be_laid_over_and_cleared_by_its_answer(
    slack: SlackSandbox, bolt: BoltBot
) -> None:
    view, ana = await _opened(slack), slack.world.person("ana").id

    pushed = await slack.submit("ana", view, {"time": "22:22"})
    assert pushed.view
    stack = [one["title"]["text"] for one in slack.views.stacks[ana]]
    beneath = await slack.submit("ana", view, {"time": "11:11"})
    cleared = await slack.submit("ana", pushed.view, {"time": "11:11"})

    assert (stack, beneath.kind) == (["Schedule", "Over"], "failed")
    assert (cleared.kind, slack.views.stacks[ana]) == ("ack", [])


async def test_many_acts_at_once_each_see_their_own_answer(
    slack: SlackSandbox, bolt: BoltBot
) -> None:
    acts = [slack.type("ana", "general", "/bite late") for _ in range(20)]

    outcomes = await asyncio.gather(*acts)

    seen = {one.message["ts"] for one in outcomes if one.message}
    assert len(seen) == 20


async def test_bot_can_be_asked_in_the_conversation_with_it(
    slack: SlackSandbox, bolt: BoltBot
) -> None:
    slack.world.direct_channel(slack.world.person("ben").id)

    outcome = await slack.type("ben", "@ben", "/bite")

    assert outcome.kind == "message"
    assert bolt.handled[0]["channel_name"] == "directmessage"


async def test_closing_a_view_shows_the_one_beneath(
    slack: SlackSandbox, bolt: BoltBot
) -> None:
    view, ana = await _opened(slack), slack.world.person("ana").id
    pushed = await slack.submit("ana", view, {"time": "22:22"})
    assert pushed.view

    await slack.close("ana", pushed.view)

    assert slack.views.stacks[ana] == [view]


async def test_errors_for_a_block_that_is_not_there_are_refused(
    slack: SlackSandbox, bolt: BoltBot
) -> None:
    view = await _opened(slack)

    outcome = await slack.submit("ana", view, {"time": "lost"})

    assert outcome.kind == "failed"
    assert "Slack refused the app's answer: invalid_errors" in outcome.text


async def test_home_of_an_app_that_is_away_stays_empty(slack: SlackSandbox) -> None:
    with pytest.raises(LookupError, match="published no Home tab"):
        await slack.open_home("ana")
