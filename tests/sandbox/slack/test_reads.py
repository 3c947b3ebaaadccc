"""What the bot may read of the workspace with Slack's own client."""

from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack.sandbox import SlackSandbox
from tests.sandbox.slack.calls import error_of


async def test_auth_test_tells_the_bot_who_it_is(
    slack: SlackSandbox, client: AsyncWebClient
) -> None:
    answer = await client.auth_test()

    assert (answer["team_id"], answer["bot_id"]) == (slack.team_id, slack.world.bot_id)
    assert "chat:write" in answer.headers["x-oauth-scopes"].split(",")


async def test_history_shows_metadata_only_when_asked(
    slack: SlackSandbox, client: AsyncWebClient
) -> None:
    where = slack.channel_id("general")
    metadata = {"event_type": "posted", "event_payload": {"delivery": "d_1"}}
    await client.chat_postMessage(channel=where, text="x", metadata=metadata)

    plain = await client.conversations_history(channel=where)
    whole = await client.conversations_history(channel=where, include_all_metadata=True)

    assert plain["messages"][0]["metadata"] == {"event_type": "posted"}
    assert whole["messages"][0]["metadata"] == metadata
    assert whole["messages"][0]["bot_id"] == slack.world.bot_id


async def test_history_is_cut_by_time_and_limit_newest_first(
    slack: SlackSandbox, client: AsyncWebClient
) -> None:
    where = slack.channel_id("general")
    stamps = [slack.say("ana", "general", str(one))["ts"] for one in range(5)]

    async def shown(**args: Any) -> list[str]:
        answer = await client.conversations_history(channel=where, **args)
        return [one["text"] for one in answer["messages"]]

    assert await shown() == ["4", "3", "2", "1", "0"]
    assert await shown(limit=2) == ["4", "3"]
    assert await shown(oldest=stamps[1]) == ["4", "3", "2"]
    assert await shown(oldest=stamps[1], inclusive=True, latest=stamps[2]) == ["2", "1"]
    assert await shown(oldest=stamps[0], limit=2) == ["2", "1"]
    slack.conversations.pages_from_oldest = False
    assert await shown(oldest=stamps[0], limit=2) == ["4", "3"]


async def test_history_is_paged_by_cursor(
    slack: SlackSandbox, client: AsyncWebClient
) -> None:
    for one in range(5):
        slack.say("ana", "general", str(one))
    where, texts = slack.channel_id("general"), []

    async for page in await client.conversations_history(channel=where, limit=2):
        texts.append([one["text"] for one in page["messages"]])

    assert texts == [["4", "3"], ["2", "1"], ["0"]]


async def test_history_of_a_new_unlisted_app_has_fifteen_once_a_minute(
    slack: SlackSandbox, client: AsyncWebClient
) -> None:
    slack.conversations.is_restricted = True
    slack.limits.per_minute["conversations.history"] = 1
    for one in range(20):
        slack.say("ana", "general", str(one))
    where = slack.channel_id("general")

    answer = await client.conversations_history(channel=where, limit=100)
    error = await error_of(client.conversations_history(channel=where))

    assert (len(answer["messages"]), answer["has_more"]) == (15, True)
    assert error == "ratelimited"


async def test_lists_show_what_the_bot_may_see(
    slack: SlackSandbox, client: AsyncWebClient
) -> None:
    async def names(**args: Any) -> list[str]:
        answer = await client.conversations_list(**args)
        return [one["name"] for one in answer["channels"]]

    public = await names()
    both_before = await names(types="public_channel,private_channel")
    slack.invite_bot("leads")
    slack.archive("general")
    both_after = await names(
        types="public_channel,private_channel", exclude_archived=True
    )
    mine = await client.users_conversations()

    assert public == both_before == ["daily-bite", "general", "announcements"]
    assert both_after == ["daily-bite", "announcements", "leads"]
    assert [one["name"] for one in mine["channels"]] == ["daily-bite", "general"]


async def test_people_have_rights_and_zones(
    slack: SlackSandbox, client: AsyncWebClient
) -> None:
    answer = await client.users_list()

    people = {one["name"]: one for one in answer["members"]}
    assert people["ana"]["is_admin"] is True
    assert people["ben"]["tz"] == "America/New_York"
    assert people["cem"]["is_restricted"] is True
    assert people["dailybite"]["is_bot"] is True
    info = await client.users_info(user=people["ana"]["id"])
    assert info["user"]["tz_offset"] in (3600, 7200)


async def test_workspace_and_bot_are_shown(
    slack: SlackSandbox, client: AsyncWebClient
) -> None:
    team = await client.team_info()
    bot = await client.bots_info(bot=slack.world.bot_id)

    assert (team["team"]["name"], team["team"]["domain"]) == ("Acme", "acme")
    assert bot["bot"]["app_id"] == slack.world.app_id


async def test_bot_joins_public_channels_only(
    slack: SlackSandbox, client: AsyncWebClient
) -> None:
    slack.invite_bot("leads")

    await client.conversations_join(channel=slack.channel_id("announcements"))
    error = await error_of(client.conversations_join(channel=slack.channel_id("leads")))

    assert error == "method_not_supported_for_channel_type"
    assert slack.world.bot_user_id in slack.world.any_channel("announcements").members


async def test_history_needs_membership_and_knows_no_ephemeral_messages(
    slack: SlackSandbox, client: AsyncWebClient
) -> None:
    where, ana = slack.channel_id("general"), slack.world.person("ana").id
    await client.chat_postEphemeral(channel=where, user=ana, text="x")

    answer = await client.conversations_history(channel=where)
    slack.kick_bot("general")
    kicked = await error_of(client.conversations_history(channel=where))
    hidden = await error_of(
        client.conversations_history(channel=slack.channel_id("leads"))
    )

    assert answer["messages"] == []
    assert (kicked, hidden) == ("not_in_channel", "channel_not_found")


@pytest.mark.parametrize(
    ("args", "error"),
    [
        ({"oldest": "noon"}, "invalid_ts_oldest"),
        ({"latest": "noon"}, "invalid_ts_latest"),
        ({"cursor": "bm9uZQ=="}, "invalid_cursor"),
    ],
)
async def test_history_refuses_what_is_no_time(
    slack: SlackSandbox, client: AsyncWebClient, args: dict[str, Any], error: str
) -> None:
    slack.say("ana", "general", "x")
    where = slack.channel_id("general")

    assert await error_of(client.conversations_history(channel=where, **args)) == error


async def test_members_and_direct_conversations_are_found(
    slack: SlackSandbox, client: AsyncWebClient
) -> None:
    cem = slack.world.person("cem").id

    opened = await client.conversations_open(users=cem)
    info = await client.conversations_info(channel=opened["channel"]["id"])
    members = await client.conversations_members(channel=slack.channel_id("general"))
    errors = [
        await error_of(client.conversations_open(users="U0")),
        await error_of(client.users_info(user="U0")),
        await error_of(client.bots_info(bot="B0")),
    ]

    assert (info["channel"]["is_im"], info["channel"]["user"]) == (True, cem)
    assert cem in members["members"]
    assert errors == ["user_not_found", "user_not_found", "bot_not_found"]
