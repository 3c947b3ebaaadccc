"""Discord's admin commands with options of their own: pausing until a date, the log."""

from collections.abc import Awaitable, Callable
from typing import Any

import discord
from discord import app_commands

from bot.core.requests import Command

SCHEDULE_OPTION = "Which of the channel's schedules (only if there are several)"
Run = Callable[..., Awaitable[None]]


def add_control_commands(group: app_commands.Group, run: Run, schedules: Any) -> None:
    """Add them to the group of the admin commands."""
    _add_pause(group, run, schedules)
    _add_plain(group, run)


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


def _add_plain(group: app_commands.Group, run: Run) -> None:
    @group.command(description="Who changed what, newest first; with undo")
    async def log(interaction: discord.Interaction[Any]) -> None:
        await run(interaction, Command.LOG)
