"""Discord's admin commands with options of their own: pausing until a date, the log."""

from collections.abc import Awaitable, Callable
from typing import Any

import discord
from discord import app_commands

from bot.core.requests import Command
from bot.platforms.discord.options import Somebody

SCHEDULE_OPTION = "Which of the channel's schedules (only if there are several)"
Run = Callable[..., Awaitable[None]]


def add_control_commands(
    group: app_commands.Group, run: Run, *, schedules: Any, topics: Any
) -> None:
    """Add them to the group of the admin commands."""
    _add_pause(group, run, schedules)
    _add_seen(group, run, topics)
    _add_managers(group, run)
    for command, description in _PLAIN.items():
        group.add_command(_plain(run, command, description))


_PLAIN = {
    Command.LOG: "Who changed what, newest first; with undo",
    Command.HISTORY: "The last ten posts, with links",
    Command.RESET: "Forget what this server has seen; asks once more",
}


def _add_pause(group: app_commands.Group, run: Run, schedules: Any) -> None:
    @group.command(description="Stop posting here, until you resume or until a date")
    @app_commands.describe(
        until="The day on which it goes on by itself, such as 2026-12-27",
        schedule=SCHEDULE_OPTION,
    )
    @app_commands.autocomplete(schedule=schedules)
    async def pause(
        interaction: discord.Interaction[Any],
        until: str | None = None,
        schedule: str | None = None,
    ) -> None:
        options = {"until": until, "schedule": schedule}
        await run(interaction, Command.PAUSE, options)


def _add_seen(group: app_commands.Group, run: Run, topics: Any) -> None:
    @group.command(
        description="Mark a topic or a bite as seen: it comes no more as new"
    )
    @app_commands.describe(topic="A topic, or a bite by its name")
    @app_commands.autocomplete(topic=topics)
    async def seen(interaction: discord.Interaction[Any], topic: str) -> None:
        await run(interaction, Command.SEEN, {"topic": topic})


def _add_managers(group: app_commands.Group, run: Run) -> None:
    @group.command(description="People who may administer Daily Bite besides admins")
    @app_commands.describe(
        add="Who becomes a manager; only admins can say so",
        remove="Who is no manager any more",
    )
    async def managers(
        interaction: discord.Interaction[Any],
        add: app_commands.Transform[str, Somebody] | None = None,
        remove: app_commands.Transform[str, Somebody] | None = None,
    ) -> None:
        options = {"add": add, "remove": remove}
        changes = Command.APPOINT if add else Command.DISMISS
        command = changes if add or remove else Command.MANAGERS
        await run(interaction, command, options)


def _plain(
    run: Run, command: Command, description: str
) -> app_commands.Command[Any, ..., None]:
    async def plain(interaction: discord.Interaction[Any]) -> None:
        await run(interaction, command)

    return app_commands.Command(
        name=command.value, description=description, callback=plain
    )
