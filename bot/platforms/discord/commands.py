"""From Discord's commands and clicks to requests, and from replies back to Discord."""

import asyncio
import logging
from collections.abc import Collection, Coroutine, Mapping
from datetime import datetime
from typing import Any, TypeVar, cast

import discord
from discord import app_commands

from bot.core import manager_words, phrases, schedule_words, welcome_words
from bot.core.cards import Action, Button, Card, text_card
from bot.core.forms import Form, Kind
from bot.core.language import speaking
from bot.core.requests import (
    CLICKS,
    HERE,
    REPLACING,
    Command,
    Person,
    Reply,
    Request,
    click_options,
)
from bot.errors import DeliveryError
from bot.platforms.discord.control_commands import (
    SCHEDULE_OPTION,
    add_control_commands,
)
from bot.platforms.discord.locales import likely_zone
from bot.platforms.discord.modals import parse_modal, render_modal
from bot.platforms.discord.options import PostableChannel
from bot.platforms.discord.posting_commands import add_posting_commands
from bot.platforms.discord.render import parse_custom_id, render_reply
from bot.platforms.discord.rest import DiscordRest
from bot.ports import Handler

log = logging.getLogger(__name__)

T = TypeVar("T")

PATIENCE = 1.5  # seconds until we say "is thinking"; Discord waits for three
FORM_PATIENCE = 2.4  # a form opens as the first answer, or not at all
# https://docs.discord.com/developers/interactions/receiving-and-responding
_MESSAGE, _DEFERRED, _UPDATE, _MODAL = 4, 5, 7, 9
_EPHEMERAL = 1 << 6


class Relay:
    """Hands interactions to the handler and its replies to Discord."""

    def __init__(self, rest: DiscordRest, handler: Handler) -> None:
        self._rest = rest
        self._handler = handler
        self._under_way: set[asyncio.Task[Any]] = set()

    async def run(
        self,
        interaction: discord.Interaction[Any],
        command: Command,
        options: Mapping[str, str | None] | None = None,
    ) -> None:
        """Answer one command or click; private, and within Discord's three seconds."""
        with speaking(str(interaction.locale)):
            request = to_request(interaction, command, options or {})
            await self._run(interaction, request)

    async def _run(
        self, interaction: discord.Interaction[Any], request: Request
    ) -> None:
        command = request.command
        task = self._start(self._handler.answer(request))
        patience = FORM_PATIENCE if command is Command.SET_UP else PATIENCE
        done, _ = await asyncio.wait({task}, timeout=patience)
        try:
            if done and (form := task.result().form):
                await self._open(interaction, form)
            elif done:
                kind = _UPDATE if _replaces(interaction, command) else _MESSAGE
                await self._answer(interaction, kind, render_reply(task.result().card))
            else:
                await self._answer(interaction, _DEFERRED, {"flags": _EPHEMERAL})
                card = _card_of(await task, request.option("schedule"))
                await self._edit(interaction, render_reply(card))
        except DeliveryError as error:
            log.warning("%s %s: not answered: %s", command, interaction.id, error)

    async def submit(self, interaction: discord.Interaction[Any]) -> None:
        """Take a filled form."""
        try:
            command, options = parse_modal(cast("Mapping[str, Any]", interaction.data))
        except ValueError:
            await self._refuse(interaction)
            return
        await self.run(interaction, command, options)

    async def click(self, interaction: discord.Interaction[Any]) -> None:
        """Answer a press on one of our buttons, whichever version made it."""
        data: Mapping[str, Any] = interaction.data or {}
        parsed = parse_custom_id(str(data.get("custom_id", "")))
        command = CLICKS.get(parsed[1]) if parsed else None
        if parsed is None or command is None:
            await self._refuse(interaction)
            return
        options = {**click_options(command, parsed[2]), "mark": parsed[0]}
        await self.run(interaction, command, options)

    async def _refuse(self, interaction: discord.Interaction[Any]) -> None:
        """Say that a button or a form is of no version that is known."""
        with speaking(str(interaction.locale)):
            payload = render_reply(text_card(phrases.unknown_button()))
        try:
            await self._answer(interaction, _MESSAGE, payload)
        except DeliveryError as error:
            log.warning("a click %s: not answered: %s", interaction.id, error)

    async def _open(self, interaction: discord.Interaction[Any], form: Form) -> None:
        """Open a form; without the channel in it where Discord takes exception."""
        fits = _is_postable(interaction, form)
        try:
            modal = render_modal(form, with_channel=fits)
            await self._answer(interaction, _MODAL, modal)
        except DeliveryError as error:
            if not (fits and error.permanent):
                raise
            modal = render_modal(form, with_channel=False)
            await self._answer(interaction, _MODAL, modal)

    def left(self, server: str) -> None:
        """Hand on that the bot was removed from a server."""
        self._start(self._handler.left("discord", server))

    def present(self, servers: Collection[str]) -> None:
        """Hand on in which servers the bot is."""
        self._start(self._handler.present("discord", servers))

    def joined(self, server: str, since: datetime) -> None:
        """Hand on since when the bot is in a server."""
        self._start(self._handler.joined("discord", server, at=since))

    def _start(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        task = asyncio.create_task(work)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        return task

    async def complete(
        self, interaction: discord.Interaction[Any], option: str, text: str
    ) -> list[app_commands.Choice[str]]:
        """Offer choices for the option that is being typed."""
        command = _command_of(interaction)
        request = to_request(interaction, command, {})
        found = await self._handler.complete(request, option=option, text=text)
        return [app_commands.Choice(name=one.label, value=one.value) for one in found]

    async def _answer(
        self, interaction: discord.Interaction[Any], kind: int, data: Mapping[str, Any]
    ) -> None:
        payload = {"type": kind, "data": data}
        await self._rest.answer(str(interaction.id), interaction.token, payload)

    async def _edit(
        self, interaction: discord.Interaction[Any], data: Mapping[str, Any]
    ) -> None:
        application = str(interaction.application_id)
        await self._rest.edit_answer(application, interaction.token, data)


def to_request(
    interaction: discord.Interaction[Any],
    command: Command,
    options: Mapping[str, str | None],
) -> Request:
    """Translate an interaction; its rights are those that Discord sent with it."""
    rights = interaction.permissions
    return Request(
        id=str(interaction.id),
        platform="discord",
        server=str(interaction.guild_id or ""),
        channel=str(interaction.channel_id or ""),
        person=Person(
            id=str(interaction.user.id),
            name=interaction.user.display_name,
            likely_timezone=likely_zone(interaction.locale.value),
            is_admin=rights.manage_guild or rights.administrator,
            is_of_server=True,
            rights_hint=phrases.ask_for_manage_server(),
            menu_hint=manager_words.show_the_menu(),
            may_post=_may_post(interaction),
            locale=str(interaction.locale),
        ),
        command=command,
        options={name: text for name, text in options.items() if text is not None},
    )


def _may_post(interaction: discord.Interaction[Any]) -> bool:
    rights = interaction.permissions
    if isinstance(interaction.channel, discord.Thread):
        return rights.send_messages_in_threads or rights.administrator
    return rights.send_messages or rights.administrator


def _replaces(interaction: discord.Interaction[Any], command: Command) -> bool:
    """Tell whether a reply takes the place of the private message pressed on."""
    message = interaction.message
    return bool(
        command in REPLACING and message is not None and message.flags.ephemeral
    )


def _is_postable(interaction: discord.Interaction[Any], form: Form) -> bool:
    """Tell whether the channel in a form may stand there: a thread may not."""
    here = str(interaction.channel_id or "")
    chosen = [one.value for one in form.fields if one.kind is Kind.CHANNEL]
    kind = getattr(interaction.channel, "type", None)
    is_text = kind in (discord.ChannelType.text, discord.ChannelType.news)
    return chosen != [here] or is_text


def _card_of(reply: Reply, schedule: str) -> Card:
    """Give what to show in a message: a form came too late for itself."""
    if not reply.form:
        return reply.card
    button = Button(
        Action.SET_UP, schedule or HERE, schedule_words.set_up_button(), primary=True
    )
    return text_card(welcome_words.form_came_late(), buttons=(button,))


def _command_of(interaction: discord.Interaction[Any]) -> Command:
    name = interaction.command.name if interaction.command else ""
    return Command(name)


def build_tree(client: discord.Client, relay: Relay) -> app_commands.CommandTree:
    """Declare the commands of the bot."""
    tree = app_commands.CommandTree(
        client,
        allowed_contexts=app_commands.AppCommandContext(guild=True),
        allowed_installs=app_commands.AppInstallationType(guild=True),
    )
    _add_member_commands(tree, relay)
    tree.add_command(_admin_group(relay))
    return tree


def _add_member_commands(tree: app_commands.CommandTree, relay: Relay) -> None:
    async def complete(
        interaction: discord.Interaction[Any], current: str
    ) -> list[app_commands.Choice[str]]:
        return await relay.complete(interaction, "topic", current)

    @tree.command(description="One technical concept, and its footgun")
    @app_commands.describe(topic="A topic, a concept or a few words; empty: a surprise")
    @app_commands.autocomplete(topic=complete)
    async def bite(
        interaction: discord.Interaction[Any], topic: str | None = None
    ) -> None:
        await relay.run(interaction, Command.BITE, {"topic": topic})

    @tree.command(description="The topics, and how many bites each has")
    async def topics(interaction: discord.Interaction[Any]) -> None:
        await relay.run(interaction, Command.TOPICS)


def _admin_group(relay: Relay) -> app_commands.Group:
    group = app_commands.Group(
        name="bite-admin",
        description="Set up Daily Bite in this server",
        default_permissions=discord.Permissions(manage_guild=True),
    )

    def completion(option: str) -> Any:
        async def complete(
            interaction: discord.Interaction[Any], current: str
        ) -> list[app_commands.Choice[str]]:
            return await relay.complete(interaction, option, current)

        return complete

    @group.command(description="Create or change this channel's daily bite")
    @app_commands.describe(
        time="The local time, such as 09:00",
        timezone="Where your team is, such as Europe/Paris",
        topics="Topic ids, separated by commas; all: every topic",
        levels="Such as beginner,intermediate; all: every level",
        days="Such as mon-fri, or mon,wed,fri",
        channel="Where to post; this channel if you leave it out",
        holidays="Leave out public holidays: a country or region, DE or DE-BY; or off",
        dates="Your own days off: 2026-12-24..2027-01-02, with commas; or off",
        days_off="What becomes of the post of a day off: skip it, or move it",
        schedule="Which one to change, or new",
    )
    @app_commands.autocomplete(
        time=completion("time"),
        timezone=completion("timezone"),
        topics=completion("topics"),
        levels=completion("levels"),
        days=completion("days"),
        holidays=completion("holidays"),
        days_off=completion("days_off"),
        schedule=completion("schedule"),
    )
    async def schedule(  # one parameter per option, as the library wants it
        interaction: discord.Interaction[Any],
        time: str | None = None,
        timezone: str | None = None,
        topics: str | None = None,
        levels: str | None = None,
        days: str | None = None,
        channel: app_commands.Transform[str, PostableChannel] | None = None,
        holidays: str | None = None,
        dates: str | None = None,
        days_off: str | None = None,
        schedule: str | None = None,
    ) -> None:
        options = {
            "time": time,
            "timezone": timezone,
            "topics": topics,
            "levels": levels,
            "days": days,
            "channel": channel,
            "holidays": holidays,
            "dates": dates,
            "days_off": days_off,
            "schedule": schedule,
        }
        given = {name for name, text in options.items() if text is not None}
        command = Command.SCHEDULE if given - {"schedule"} else Command.SET_UP
        await relay.run(interaction, command, options)

    @group.command(name="list", description="All schedules, and how the last post went")
    async def list_(interaction: discord.Interaction[Any]) -> None:
        await relay.run(interaction, Command.LIST)

    @group.command(description="Why the last bite did or did not come, and what to do")
    async def health(interaction: discord.Interaction[Any]) -> None:
        await relay.run(interaction, Command.HEALTH)

    @group.command(description="Erase all that is kept of this server; asks first")
    async def forget(interaction: discord.Interaction[Any]) -> None:
        await relay.run(interaction, Command.FORGET)

    add_control_commands(
        group,
        relay.run,
        schedules=completion("schedule"),
        topics=completion("topic"),
    )
    add_posting_commands(group, relay.run, completion=completion)
    for command, description in _ON_ONE_SCHEDULE.items():
        group.add_command(
            _on_one_schedule(relay, command, description, completion("schedule"))
        )
    return group


_ON_ONE_SCHEDULE = {
    Command.RESUME: "Go on posting in this channel",
    Command.REMOVE: "End this channel's daily bite",
    Command.NEXT: "When the next five bites come",
    Command.SKIP: "Leave out the next bite of this channel",
    Command.TEST: "Post the next card here now, marked as a test",
    Command.PREVIEW: "See the next card; only you see it",
}


def _on_one_schedule(
    relay: Relay,
    command: Command,
    description: str,
    completion: Any,
) -> app_commands.Command[Any, ..., None]:
    async def run(
        interaction: discord.Interaction[Any], schedule: str | None = None
    ) -> None:
        await relay.run(interaction, command, {"schedule": schedule})

    run = app_commands.describe(schedule=SCHEDULE_OPTION)(run)
    run = app_commands.autocomplete(schedule=completion)(run)
    return app_commands.Command(
        name=command.value, description=description, callback=run
    )
