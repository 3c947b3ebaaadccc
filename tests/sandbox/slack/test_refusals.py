"""What Slack refuses: states, scopes, tokens, arguments, too many calls."""

from collections.abc import Callable

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack.methods import Methods
from bot.sandbox.slack.sandbox import SlackSandbox
from tests.sandbox.slack.calls import error_of, post
from tests.sandbox.slack.conftest import methods_file

CHANNELS: list[tuple[str, Callable[[SlackSandbox], object], str]] = [
    ("announcements", lambda _slack: None, "not_in_channel"),
    ("announcements", lambda slack: slack.scopes.add("chat:write.public"), ""),
    ("leads", lambda _slack: None, "channel_not_found"),
    ("leads", lambda slack: slack.invite_bot("leads"), ""),
    ("general", lambda slack: slack.kick_bot("general"), "not_in_channel"),
    ("general", lambda slack: slack.archive("general"), "is_archived"),
    ("general", lambda slack: slack.restrict("general"), "restricted_action"),
    ("general", lambda slack: slack.delete_channel("general"), "channel_not_found"),
    ("general", lambda slack: slack.revoke_token(), "token_revoked"),
    (
        "general",
        lambda slack: slack.revoke_token("account_inactive"),
        "account_inactive",
    ),
    ("general", lambda slack: slack.scopes.remove("chat:write"), "missing_scope"),
]


@pytest.mark.parametrize(("name", "change", "error"), CHANNELS)
async def test_post_meets_the_state_of_channel_and_token(
    slack: SlackSandbox,
    client: AsyncWebClient,
    name: str,
    change: Callable[[SlackSandbox], object],
    error: str,
) -> None:
    where = slack.channel_id(name)
    change(slack)

    assert await error_of(client.chat_postMessage(channel=where, text="x")) == error

    assert slack.requests[-1].method == "chat.postMessage"
    assert slack.requests[-1].error == error
    assert slack.requests[-1].ok is (error == "")


async def test_missing_scope_names_what_is_needed_and_provided(
    slack: SlackSandbox, client: AsyncWebClient
) -> None:
    slack.scopes.clear()
    slack.scopes.add("commands")

    with pytest.raises(SlackApiError) as caught:
        await client.conversations_history(channel=slack.channel_id("general"))

    assert caught.value.response["needed"] == "channels:history"
    assert caught.value.response["provided"] == "commands"


@pytest.mark.parametrize(
    ("token", "method", "error"),
    [
        (None, "auth.test", "not_authed"),
        ("xoxb-wrong", "auth.test", "invalid_auth"),
        ("SLACK_APP_TOKEN", "auth.test", "not_allowed_token_type"),
        ("SLACK_BOT_TOKEN", "apps.connections.open", "not_allowed_token_type"),
        ("SLACK_BOT_TOKEN", "chat.postMesage", "unknown_method"),
    ],
)
async def test_wrong_tokens_and_methods_are_refused(
    slack: SlackSandbox, token: str | None, method: str, error: str
) -> None:
    url = slack.environment["SLACK_API_URL"]
    known = slack.environment.get(token or "", token)

    caller = AsyncWebClient(known, base_url=url, retry_handlers=[])

    assert await error_of(caller.api_call(method)) == error


async def test_channel_takes_a_burst_and_then_one_a_second(
    slack: SlackSandbox, client: AsyncWebClient
) -> None:
    for _ in range(3):
        await post(client, "general")
    with pytest.raises(SlackApiError) as caught:
        await post(client, "general")
    await post(client, "daily-bite")
    slack.limits.reset()
    await post(client, "general")

    answer = caught.value.response
    assert (answer.status_code, answer["error"]) == (429, "ratelimited")
    assert answer.headers["Retry-After"] == "1"
    assert slack.limits.refused == 1
    assert len(slack.messages("general")) == 4


async def test_each_method_has_its_tier(
    slack: SlackSandbox, client: AsyncWebClient
) -> None:
    for _ in range(20):
        await client.users_list()

    with pytest.raises(SlackApiError) as caught:
        await client.users_list()

    assert 55 <= int(caught.value.response.headers["Retry-After"]) <= 60


async def test_arguments_are_checked_where_the_facts_are_at_hand(
    slack: SlackSandbox, client: AsyncWebClient
) -> None:
    error = await error_of(client.api_call("users.info", params={"usr": "U1"}))

    assert error == "invalid_arguments"
    expected = ["users.info: user is missing", "users.info: there is no argument usr"]
    assert slack.violations == (expected if methods_file() else [])


def test_facts_know_every_method_that_is_served(slack: SlackSandbox) -> None:
    file = methods_file()
    if file is None:
        pytest.skip("SLACK_METHODS names no file")

    facts = Methods(file)

    assert [one for one in slack.wire.methods if not facts.knows(one)] == []
