"""Threads and user groups in the pretend Slack."""

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack.sandbox import SlackSandbox
from bot.sandbox.slack.typed import linked


async def test_an_answer_stands_in_the_thread_and_not_in_the_channel(
    slack: SlackSandbox, client: AsyncWebClient
) -> None:
    channel = slack.channel_id("general")
    first = await client.chat_postMessage(channel=channel, text="a post")

    await client.chat_postMessage(channel=channel, text="in it", thread_ts=first["ts"])
    history = await client.conversations_history(channel=channel)

    (post,) = slack.messages("general")
    (answer,) = slack.thread(post)
    assert answer["text"] == "in it"
    assert [one["text"] for one in history["messages"]] == ["a post"]


@pytest.mark.parametrize(
    ("restriction", "may_post", "may_answer"),
    [
        ("restricted_action_non_threadable_channel", True, False),
        ("restricted_action_thread_only_channel", False, True),
        ("restricted_action_read_only_channel", False, False),
    ],
)
async def test_restrictions_know_threads_apart(
    slack: SlackSandbox,
    client: AsyncWebClient,
    restriction: str,
    may_post: bool,
    may_answer: bool,
) -> None:
    channel = slack.channel_id("general")
    first = await client.chat_postMessage(channel=channel, text="a post")
    slack.restrict("general", restriction)

    async def error(thread: str | None) -> str:
        try:
            await client.chat_postMessage(channel=channel, text="x", thread_ts=thread)
        except SlackApiError as refused:
            return str(refused.response["error"])
        return ""

    assert await error(None) == ("" if may_post else restriction)
    assert await error(first["ts"]) == ("" if may_answer else restriction)


def test_a_typed_group_arrives_by_its_id(slack: SlackSandbox) -> None:
    group = slack.world.groups["readers"]

    text = linked(slack.world, "mention=@readers @here @nobody thread=on")

    assert text == (
        f"mention=<!subteam^{group}|@readers> <!here|here> @nobody thread=on"
    )
