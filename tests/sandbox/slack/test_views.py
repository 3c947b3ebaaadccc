"""Modals and Home tabs through the Web API: the stack, hashes, and who sees what."""

from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack.sandbox import SlackSandbox
from tests.sandbox.slack.boltbot import card, form, plain
from tests.sandbox.slack.calls import error_of


def trigger(slack: SlackSandbox, *, in_view: bool = False) -> str:
    """Make a trigger as if Ana had just pressed something."""
    ana, where = slack.world.person("ana").id, slack.channel_id("general")
    return slack.triggers.start(ana, where, in_view=in_view).id


async def opened(slack: SlackSandbox, client: AsyncWebClient) -> dict[str, Any]:
    answer = await client.views_open(trigger_id=trigger(slack), view=form())
    return dict(answer["view"])


async def test_stack_holds_three_views(
    slack: SlackSandbox, client: AsyncWebClient
) -> None:
    root = await opened(slack, client)
    second = await client.views_push(
        trigger_id=trigger(slack, in_view=True), view=form()
    )
    await client.views_push(trigger_id=trigger(slack, in_view=True), view=form())

    error = await error_of(
        client.views_push(trigger_id=trigger(slack, in_view=True), view=form())
    )

    assert error == "push_limit_reached"
    assert second["view"]["root_view_id"] == root["id"]
    assert second["view"]["previous_view_id"] == root["id"]


async def test_push_needs_a_view_to_lie_on(
    slack: SlackSandbox, client: AsyncWebClient
) -> None:
    error = await error_of(client.views_push(trigger_id=trigger(slack), view=form()))

    assert error == "not_found"


async def test_old_hash_is_a_conflict(
    slack: SlackSandbox, client: AsyncWebClient
) -> None:
    view = await opened(slack, client)
    ids = {"view_id": view["id"], "hash": view["hash"]}
    first = await client.views_update(view=form(title=plain("New")), **ids)

    error = await error_of(client.views_update(view=form(), **ids))

    assert error == "hash_conflict"
    assert first["view"]["title"]["text"] == "New"
    assert slack.views.stacks[slack.world.person("ana").id][0]["id"] == view["id"]


async def test_view_can_be_found_by_its_external_id(
    slack: SlackSandbox, client: AsyncWebClient
) -> None:
    named = form(external_id="mine")
    await client.views_open(trigger_id=trigger(slack), view=named)

    await client.views_update(external_id="mine", view=named)
    errors = [
        await error_of(client.views_update(view_id="V0", view=form())),
        await error_of(client.views_update(external_id="yours", view=form())),
        await error_of(
            client.views_push(trigger_id=trigger(slack, in_view=True), view=named)
        ),
    ]

    assert errors == ["not_found", "not_found", "duplicate_external_id"]


async def test_refused_view_does_not_use_up_its_trigger(
    slack: SlackSandbox, client: AsyncWebClient
) -> None:
    chance = trigger(slack)

    error = await error_of(
        client.views_open(trigger_id=chance, view=form(title=plain("x" * 25)))
    )
    answer = await client.views_open(trigger_id=chance, view=form())

    assert error == "invalid_arguments"
    assert answer["view"]["id"].startswith("V")


async def test_home_is_published_per_person(
    slack: SlackSandbox, client: AsyncWebClient
) -> None:
    home = {"type": "home", "blocks": card()[:1]}
    ana, heard = slack.world.person("ana").id, []
    slack.world.listeners.append(lambda name, data: heard.append((name, data)))

    first = await client.views_publish(user_id=ana, view=home)
    old = first["view"]["hash"]
    await client.views_publish(user_id=ana, view=home, hash=old)
    errors = [
        await error_of(client.views_publish(user_id=ana, view=home, hash=old)),
        await error_of(client.views_publish(user_id=ana, view=form())),
        await error_of(client.views_publish(user_id="U0", view=home)),
    ]

    assert errors == ["hash_conflict", "invalid_arguments", "invalid_arguments"]
    assert [name for name, _ in heard] == ["HOME", "HOME"]
    assert list(slack.views.homes) == [ana]
