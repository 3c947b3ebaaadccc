"""Posting, changing and deleting messages with Slack's own client."""

from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack.sandbox import SlackSandbox
from tests.sandbox.slack.boltbot import card
from tests.sandbox.slack.calls import error_of, post


async def test_post_is_seen_and_answered_without_the_metadata_payload(
    slack: SlackSandbox, client: AsyncWebClient
) -> None:
    metadata = {"event_type": "posted", "event_payload": {"delivery": "d_1"}}
    where = slack.channel_id("daily-bite")

    answer = await client.chat_postMessage(
        channel=where, text="A bite", blocks=card()[:1], metadata=metadata
    )

    [seen] = slack.messages("daily-bite")
    assert (seen["ts"], seen["channel"]) == (answer["ts"], where)
    assert seen["metadata"] == metadata
    assert seen["shown_at"].endswith("+00:00")
    assert answer["message"]["metadata"] == {"event_type": "posted"}
    assert answer["message"]["blocks"][0]["block_id"]
    assert "pings" not in answer["message"]


async def test_post_takes_names_and_people_too(
    slack: SlackSandbox, client: AsyncWebClient
) -> None:
    ana = slack.world.person("ana").id

    named = await client.chat_postMessage(channel="#general", text="x")
    direct = await client.chat_postMessage(channel=ana, text="For you")

    assert named["channel"] == slack.channel_id("general")
    assert direct["channel"].startswith("D")
    assert [one["text"] for one in slack.private_messages("ana")] == ["For you"]


async def test_ts_only_grows_even_when_the_clock_stands_still(
    slack: SlackSandbox, client: AsyncWebClient
) -> None:
    slack.world.stamp = lambda: 1_800_000_000.0

    stamps = [await post(client, "general") for _ in range(3)]

    assert stamps == [
        "1800000000.000000",
        "1800000000.000001",
        "1800000000.000002",
    ]


@pytest.mark.parametrize(
    ("body", "pings"),
    [
        ({"text": "<!channel> <!here|here>"}, ["<!channel>", "<!here|here>"]),
        ({"text": "<@U123> and <!subteam^S1>"}, ["<@U123>", "<!subteam^S1>"]),
        ({"text": "@channel"}, []),
        ({"text": "@channel", "link_names": True}, ["@channel"]),
        ({"text": "@here", "parse": "full"}, ["@here"]),
        ({"text": "&lt;!channel&gt; mail@here.org"}, []),
        (
            {
                "text": "x",
                "blocks": [
                    {
                        "type": "header",
                        "text": {"type": "plain_text", "text": "<!here>"},
                    },
                    {
                        "type": "section",
                        "text": {"type": "mrkdwn", "text": "<!everyone>"},
                    },
                ],
            },
            ["<!everyone>"],
        ),
    ],
)
async def test_message_records_what_would_ping(
    slack: SlackSandbox, client: AsyncWebClient, body: dict[str, Any], pings: list[str]
) -> None:
    await client.chat_postMessage(channel="general", **body)

    assert slack.messages("general")[0]["pings"] == pings


async def test_text_is_cut_at_forty_thousand(
    slack: SlackSandbox, client: AsyncWebClient
) -> None:
    await post(client, "general", "x" * 40_001)

    assert len(slack.messages("general")[0]["text"]) == 40_000


async def test_ephemeral_is_for_members_and_for_one(
    slack: SlackSandbox, client: AsyncWebClient
) -> None:
    where = slack.channel_id("general")
    slack.world.any_channel("general").members.discard(slack.world.person("cem").id)
    people = {name: slack.world.person(name).id for name in ("ben", "cem")}

    await client.chat_postEphemeral(channel=where, user=people["ben"], text="x")
    error = await error_of(
        client.chat_postEphemeral(channel=where, user=people["cem"], text="x")
    )

    assert error == "user_not_in_channel"
    assert len(slack.private_messages("ben")) == 1
    assert slack.messages("general") == []


async def test_update_keeps_what_it_does_not_name(
    slack: SlackSandbox, client: AsyncWebClient
) -> None:
    where = slack.channel_id("general")
    answer = await client.chat_postMessage(channel=where, text="x", blocks=card()[:1])

    await client.chat_update(channel=where, ts=answer["ts"], text="y")

    [seen] = slack.messages("general")
    assert (seen["text"], len(seen["blocks"])) == ("y", 1)
    assert seen["edited"]["user"] == slack.world.bot_user_id


async def test_bot_changes_and_deletes_only_its_own_messages(
    slack: SlackSandbox, client: AsyncWebClient
) -> None:
    where, theirs = slack.channel_id("general"), slack.say("ana", "general", "mine")
    ours = await post(client, where)

    errors = [
        await error_of(client.chat_update(channel=where, ts=theirs["ts"], text="y")),
        await error_of(client.chat_delete(channel=where, ts=theirs["ts"])),
        await error_of(client.chat_delete(channel=where, ts="1.0")),
        await error_of(client.chat_delete(channel=where, ts=ours)),
    ]

    assert errors == [
        "cant_update_message",
        "cant_delete_message",
        "message_not_found",
        "",
    ]
    assert slack.messages("general") == [theirs]


async def test_permalink_names_channel_and_ts(
    slack: SlackSandbox, client: AsyncWebClient
) -> None:
    where = slack.channel_id("general")
    ts = await post(client, where)

    answer = await client.chat_getPermalink(channel=where, message_ts=ts)

    expected = f"https://acme.slack.com/archives/{where}/p{ts.replace('.', '')}"
    assert answer["permalink"] == expected


async def test_without_a_messages_tab_nobody_is_told_in_private(
    slack: SlackSandbox, client: AsyncWebClient
) -> None:
    slack.world.has_messages_tab = False
    ana = slack.world.person("ana").id

    error = await error_of(client.chat_postMessage(channel=ana, text="For you"))

    assert error == "messages_tab_disabled"
    assert slack.direct_messages("ana") == []
