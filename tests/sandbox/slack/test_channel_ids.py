"""A private channel that is shared outside gets another id, and the app hears of it."""

import pytest

from bot.sandbox.server import Sandbox


@pytest.mark.parametrize(("name", "is_told"), [("leads", True), ("general", False)])
async def test_the_app_hears_of_private_channels_it_is_in(
    sandbox: Sandbox, name: str, is_told: bool
) -> None:
    slack = sandbox.slack
    slack.courier.delays.retries = ()  # nobody is connected to hear it
    slack.invite_bot(name)
    old = slack.channel_id(name)
    slack.say("ana", name, "before")

    new = await slack.share_outside(name)

    events = [one["event"] for one in slack.courier.events]
    told = [(one["old_channel_id"], one["new_channel_id"]) for one in events]
    assert told == ([(old, new)] if is_told else [])
    assert slack.channel_id(name) == new != old
    assert [one["text"] for one in slack.messages(name)] == ["before"]


async def test_an_app_outside_of_it_hears_nothing(sandbox: Sandbox) -> None:
    await sandbox.slack.share_outside("leads")

    assert sandbox.slack.courier.events == []
