"""Installing in the pretend Slack, as slack_sdk and a browser meet it."""

from collections.abc import Mapping
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack.oauth import CLIENT_ID, CLIENT_SECRET
from bot.sandbox.slack.sandbox import SlackSandbox
from bot.sandbox.slack.workspace import Workspace
from tests.sandbox.slack.calls import error_of, post

BACK = "https://bites.example/slack/oauth_redirect"
CLIENT = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}
ASKED = {
    "client_id": CLIENT_ID,
    "scope": "commands,chat:write",
    "state": "s",
    "redirect_uri": BACK,
}


@pytest.fixture
def bolt(slack: SlackSandbox) -> Workspace:
    slack.oauth.redirect_urls = {BACK}
    return slack.add_workspace("Bolt Works")


@pytest.fixture
def nobody(slack: SlackSandbox) -> AsyncWebClient:
    """A client without a token."""
    base = slack.environment["SLACK_API_URL"]
    return AsyncWebClient(base_url=base, retry_handlers=[], timeout=5)


def as_(client: AsyncWebClient, token: str) -> AsyncWebClient:
    return AsyncWebClient(token, base_url=client.base_url, retry_handlers=[])


async def page(
    client: AsyncWebClient, given: Mapping[str, str], **decided: str
) -> tuple[int, str, str]:
    """Show the question, or answer it; give status, text, and where one is sent."""
    url = client.base_url.replace("/api/", "/oauth/v2/authorize")
    async with aiohttp.ClientSession() as session:
        how = {"data": {**given, **decided}} if decided else {"params": given}
        verb = session.post if decided else session.get
        async with verb(url, allow_redirects=False, **how) as answer:
            where = answer.headers.get("Location", "")
            return answer.status, await answer.text(), where


async def code_for(client: AsyncWebClient, workspace: Workspace) -> str:
    decided = {"workspace": workspace.team_id, "decision": "allow"}
    _, _, where = await page(client, ASKED, **decided)
    return parse_qs(urlsplit(where).query)["code"][0]


async def test_the_page_names_workspaces_and_scopes(
    nobody: AsyncWebClient, bolt: Workspace
) -> None:
    status, text, _ = await page(nobody, ASKED)

    assert status == 200
    assert "Bolt Works" in text
    assert "commands,chat:write" in text
    assert ">Allow</button>" in text


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"client_id": "x"}, "Invalid client_id"),
        ({"redirect_uri": "https://evil.example/"}, "did not match"),
        ({"scope": ""}, "Invalid permissions"),
    ],
)
async def test_a_question_that_is_not_the_apps_is_refused(
    nobody: AsyncWebClient, bolt: Workspace, wrong: dict[str, str], told: str
) -> None:
    status, text, _ = await page(nobody, ASKED | wrong)

    assert status == 400
    assert told in text


async def test_a_token_opens_its_own_workspace_only(
    slack: SlackSandbox, nobody: AsyncWebClient, bolt: Workspace
) -> None:
    code = await code_for(nobody, bolt)

    answer = await nobody.oauth_v2_access(**CLIENT, code=code, redirect_uri=BACK)

    client = as_(nobody, answer["access_token"])
    assert answer["team"]["id"] == bolt.team_id
    assert answer["scope"] == "chat:write,commands"
    assert (await client.auth_test())["team_id"] == bolt.team_id
    assert await post(client, bolt.channel_id("daily-bite"))
    foreign = client.chat_postMessage(channel=slack.channel_id("general"), text="x")
    assert await error_of(foreign) == "channel_not_found"
    assert slack.violations == []


async def test_codes_work_once_and_for_who_asked(
    nobody: AsyncWebClient, bolt: Workspace
) -> None:
    code = await code_for(nobody, bolt)
    again, other = await code_for(nobody, bolt), await code_for(nobody, bolt)
    await nobody.oauth_v2_access(**CLIENT, code=code, redirect_uri=BACK)

    errors = [
        await error_of(nobody.oauth_v2_access(**client, code=one, redirect_uri=back))
        for client, one, back in (
            (CLIENT, code, BACK),
            (CLIENT, again, "https://other.example/"),
            (CLIENT | {"client_secret": "x"}, other, BACK),
            (CLIENT | {"client_id": "x"}, other, BACK),
        )
    ]

    assert errors == [
        "invalid_code",
        "bad_redirect_uri",
        "bad_client_secret",
        "invalid_client_id",
    ]


async def test_a_refresh_token_works_once_and_the_old_token_goes_on(
    slack: SlackSandbox, nobody: AsyncWebClient, bolt: Workspace
) -> None:
    slack.oauth.is_rotating = True
    code = await code_for(nobody, bolt)
    first = await nobody.oauth_v2_access(**CLIENT, code=code, redirect_uri=BACK)
    how = {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]}

    second = await nobody.oauth_v2_access(**CLIENT, **how)

    assert await error_of(nobody.oauth_v2_access(**CLIENT, **how)) == (
        "invalid_refresh_token"
    )
    for answer in (first, second):
        assert (await as_(nobody, answer["access_token"]).auth_test())["ok"]
    slack.oauth.expire(bolt)
    expired = as_(nobody, second["access_token"]).auth_test()
    assert await error_of(expired) == "token_expired"


async def test_each_workspace_has_limits_of_its_own(
    slack: SlackSandbox, client: AsyncWebClient, nobody: AsyncWebClient, bolt: Workspace
) -> None:
    code = await code_for(nobody, bolt)
    answer = await nobody.oauth_v2_access(**CLIENT, code=code, redirect_uri=BACK)
    bolt.limits.per_minute["chat.postMessage"] = 0
    there = as_(nobody, answer["access_token"])

    refused = there.chat_postMessage(channel=bolt.channel_id("general"), text="x")

    assert await error_of(refused) == "ratelimited"
    assert await post(client, slack.channel_id("general"))
