"""discord.py, unpatched, on the sandbox's REST and interactions: all that it can do."""

import asyncio
from typing import Any

import aiohttp
import discord
import pytest
from discord import app_commands

from bot.sandbox.faults import Fault
from bot.sandbox.server import Sandbox
from tests.sandbox.talk import Client, running

CREATE = "POST /channels/{channel}/messages"
Interaction = discord.Interaction[Any]


class Report(discord.ui.Modal, title="Report"):
    """Asks for a reason."""

    why: discord.ui.TextInput[discord.ui.View] = discord.ui.TextInput(label="Why?")

    async def on_submit(self, interaction: Interaction) -> None:
        await interaction.response.send_message(f"thanks: {self.why.value}")


class Press(discord.ui.View):
    """One button that changes its message."""

    @discord.ui.button(label="Press me", custom_id="press")
    async def press(
        self, interaction: Interaction, _button: discord.ui.Button["Press"]
    ) -> None:
        await interaction.response.edit_message(content="pressed", view=None)


def _client() -> Client:
    client = Client()
    client.tree.add_command(_hello())
    client.tree.add_command(_later())
    client.tree.add_command(_report())
    return client


def _hello() -> app_commands.Command[Any, ..., None]:
    async def complete(
        _interaction: Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        return [app_commands.Choice(name=f"{current}!", value=current)]

    @app_commands.command(description="Says hello")
    @app_commands.autocomplete(word=complete)
    async def hello(interaction: Interaction, word: str = "") -> None:
        await interaction.response.send_message(f"hello {word}", ephemeral=True)
        await interaction.followup.send("and more")
        original = await interaction.original_response()
        await original.edit(content=f"{original.content}!")

    return hello


def _later() -> app_commands.Command[Any, ..., None]:
    @app_commands.command(description="Takes its time")
    async def later(interaction: Interaction) -> None:
        await interaction.response.defer(ephemeral=True)
        await interaction.edit_original_response(content="at last", view=Press())

    return later


def _report() -> app_commands.Command[Any, ..., None]:
    @app_commands.command(description="Asks why")
    async def report(interaction: Interaction) -> None:
        await interaction.response.send_modal(Report())

    return report


def _general(client: Client, sandbox: Sandbox) -> discord.TextChannel:
    channel = client.get_channel(int(sandbox.discord.channel_id("general")))
    assert isinstance(channel, discord.TextChannel)
    return channel


async def test_messages_are_sent_read_edited_and_deleted(sandbox: Sandbox) -> None:
    async with running(Client(), sandbox) as client:
        channel = _general(client, sandbox)
        embed = discord.Embed(title="A title", description="Words")
        first = await channel.send("first", embed=embed, view=Press())
        second = await channel.send("second")

        edited = await first.edit(content="changed")
        fetched = await channel.fetch_message(first.id)
        listed = [one.id async for one in channel.history(limit=10)]
        await second.delete()

    assert edited.content == fetched.content == "changed"
    assert fetched.embeds[0].title == "A title"
    assert listed == [second.id, first.id]
    assert [one["content"] for one in sandbox.discord.messages("general")] == [
        "changed"
    ]


async def test_long_history_is_read_from_its_beginning(sandbox: Sandbox) -> None:
    for n in range(150):
        sandbox.discord.people.say("ben", "general", f"{n}")

    async with running(Client(), sandbox) as client:
        channel = _general(client, sandbox)
        read = [one.id async for one in channel.history(limit=None, oldest_first=True)]

    assert read == [int(one["id"]) for one in sandbox.discord.messages("general")]


async def test_refusals_are_the_ones_it_knows(sandbox: Sandbox) -> None:
    sandbox.discord.deny("general", "SEND_MESSAGES")

    async with running(Client(), sandbox) as client:
        channel = _general(client, sandbox)
        with pytest.raises(discord.Forbidden) as forbidden:
            await channel.send("hello")
        with pytest.raises(discord.NotFound) as missing:
            await channel.fetch_message(1)

    assert forbidden.value.code == 50013
    assert missing.value.code == 10008


async def test_rate_limit_is_waited_for(sandbox: Sandbox) -> None:
    sandbox.faults.add(Fault("rate_limit", CREATE, seconds=0.05))

    async with running(Client(), sandbox) as client:
        await _general(client, sandbox).send("hello")

    assert len(sandbox.discord.messages("general")) == 1


async def test_rate_limit_without_via_looks_like_a_ban(sandbox: Sandbox) -> None:
    sandbox.faults.add(Fault("rate_limit", CREATE, seconds=0.05, via=False))

    async with running(Client(), sandbox) as client:
        channel = _general(client, sandbox)
        with pytest.raises(discord.HTTPException) as banned:
            await channel.send("hello")

    assert banned.value.status == 429


async def test_lost_answer_and_retry_make_one_message(sandbox: Sandbox) -> None:
    async with running(Client(), sandbox) as client:
        channel = _general(client, sandbox)
        sandbox.faults.add(Fault("drop_after", CREATE))
        with pytest.raises((aiohttp.ClientError, OSError)):
            await channel.send("hello", nonce="same")
        again = await channel.send("hello", nonce="same")

    (message,) = sandbox.discord.messages("general")
    assert message["id"] == str(again.id)


async def test_command_answers_follows_up_and_edits(sandbox: Sandbox) -> None:
    edited = asyncio.Event()
    sandbox.discord.world.listeners.append(
        lambda name, _data: edited.set() if name == "MESSAGE_UPDATE" else None
    )

    async with running(_client(), sandbox):
        outcome = await sandbox.discord.type("ben", "general", "/hello word: Ben")
        async with asyncio.timeout(5):
            await edited.wait()

    public = [one["content"] for one in sandbox.discord.messages("general")]
    assert outcome.kind == "message"
    assert (public, _private(sandbox)) == (["and more"], ["hello Ben!"])


async def test_deferred_answer_arrives_and_its_button_works(sandbox: Sandbox) -> None:
    async with running(_client(), sandbox):
        outcome = await sandbox.discord.slash("ben", "general", "later")
        final = await outcome.final()
        pressed = await sandbox.discord.click("ben", final, "Press")

    assert outcome.kind == "deferred"
    assert (pressed.kind, pressed.text) == ("update", "pressed")
    assert _private(sandbox) == ["pressed"]


async def test_autocomplete_offers_choices(sandbox: Sandbox) -> None:
    async with running(_client(), sandbox):
        found = await sandbox.discord.people.autocomplete(
            "ben", "general", "hello", {"word": "hi"}, focused="word"
        )

    assert [(one["name"], one["value"]) for one in found] == [("hi!", "hi")]


async def test_modal_opens_and_is_submitted(sandbox: Sandbox) -> None:
    async with running(_client(), sandbox):
        shown = await sandbox.discord.slash("ben", "general", "report")
        assert shown.modal is not None
        field = _field_of(shown.modal)
        sent = await sandbox.discord.people.submit(
            "ben", "general", shown.modal, {field: "because"}
        )

    assert shown.modal["title"] == "Report"
    assert sent.text == "thanks: because"


def _field_of(modal: dict[str, Any]) -> str:
    (row,) = modal["components"]
    part = (row.get("components") or [row.get("component")])[0]
    return str(part["custom_id"])


def _private(sandbox: Sandbox) -> list[str]:
    return [one["content"] for one in sandbox.discord.private_messages("ben")]
