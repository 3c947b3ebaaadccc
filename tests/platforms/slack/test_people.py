"""Who is an admin on Slack: looked up, kept a while, and closed when unknown."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.core import phrases
from bot.core.requests import Person
from bot.platforms.slack.people import People
from bot.platforms.slack.rest import SlackRest
from bot.sandbox.server import Sandbox


@pytest.fixture
async def rest(sandbox: Sandbox) -> AsyncIterator[SlackRest]:
    async with aiohttp.ClientSession() as session:
        yield SlackRest(
            session,
            token=sandbox.environment["SLACK_BOT_TOKEN"],
            api_url=sandbox.environment["SLACK_API_URL"],
        )


async def ask(people: People, sandbox: Sandbox, name: str) -> Person:
    who = sandbox.slack.world.person(name).id
    return await people.person(who, name="typed", server=sandbox.slack.server_id)


@pytest.mark.parametrize(
    ("name", "is_admin"), [("ana", True), ("ben", False), ("cem", False)]
)
async def test_admins_and_owners_only(
    rest: SlackRest, sandbox: Sandbox, name: str, is_admin: bool
) -> None:
    person = await ask(People(rest), sandbox, name)

    assert person.is_admin is is_admin
    assert person.name == name.capitalize()
    assert person.timezone == sandbox.slack.world.person(name).zone
    assert person.rights_hint == phrases.ask_an_admin()


async def test_without_the_scope_nobody_is_and_the_hint_says_why(
    rest: SlackRest, sandbox: Sandbox
) -> None:
    sandbox.slack.scopes.discard("users:read")

    person = await ask(People(rest), sandbox, "ana")

    assert person.is_admin is None
    assert person.name == "typed"
    assert "slack.managers" in person.rights_hint


async def test_managers_are_admins_without_any_scope(
    rest: SlackRest, sandbox: Sandbox
) -> None:
    sandbox.slack.scopes.discard("users:read")
    ben = sandbox.slack.world.person("ben").id

    person = await ask(People(rest, managers=[ben]), sandbox, "ben")

    assert person.is_admin is True


async def test_who_is_of_another_workspace_is_no_manager_either(
    rest: SlackRest, sandbox: Sandbox
) -> None:
    who = sandbox.slack.world.person("ana").id
    people = People(rest, managers=[who])

    person = await people.person(who, name="Ana", server="T999")

    assert person.is_admin is False
    assert person.is_of_server is False


async def test_whose_workspace_nobody_knows_is_of_none(
    rest: SlackRest, sandbox: Sandbox
) -> None:
    known = await ask(People(rest), sandbox, "ben")
    sandbox.slack.scopes.discard("users:read")

    unknown = await ask(People(rest), sandbox, "ben")

    assert known.is_of_server is True
    assert unknown.is_of_server is None


async def test_an_admin_of_another_workspace_is_none_here(
    rest: SlackRest, sandbox: Sandbox
) -> None:
    who = sandbox.slack.world.person("ana").id

    person = await People(rest).person(who, name="Ana", server="T999")

    assert person.is_admin is False


async def test_names_are_kept_and_rights_asked_for_afresh(
    rest: SlackRest, sandbox: Sandbox
) -> None:
    people = People(rest)
    ana = sandbox.slack.world.person("ana")

    for afresh in (False, False, True):
        await people.person(
            ana.id, name="", server=sandbox.slack.server_id, afresh=afresh
        )

    asked = [one for one in sandbox.slack.requests if one.method == "users.info"]
    assert len(asked) == 2
