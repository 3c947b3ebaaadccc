"""Discord's command about how a schedule posts, with an option for each thing."""

from collections.abc import Awaitable, Callable
from typing import Any, Literal

import discord
from discord import app_commands

from bot.core.posting import OFF
from bot.core.requests import Command
from bot.platforms.discord.control_commands import SCHEDULE_OPTION
from bot.platforms.discord.options import MentionableRole, Switch

Run = Callable[..., Awaitable[None]]
OnOff = app_commands.Transform[str, Switch]


def add_posting_commands(
    group: app_commands.Group, run: Run, *, completion: Callable[[str], Any]
) -> None:
    """Add it to the group of the admin commands."""

    @group.command(description="How it posts: mention, thread, silence, rhythm")
    @app_commands.describe(
        mention="The one role that each post mentions",
        mention_nobody="Mention no role any more",
        thread="Open a thread under each post, with its quiz question",
        silent="Post without a notification",
        publish="In an announcement channel: publish each post to its followers",
        every="Every how many of its days, or weeks: 2 or 2w; off: each day",
        when_dry="What comes when nothing new is left",
        on_unknown="What to do when nobody can say whether a post went out",
        catch_up="For how long a late post is made up for: 6h, 90m",
        schedule=SCHEDULE_OPTION,
    )
    @app_commands.autocomplete(
        every=completion("every"),
        catch_up=completion("catch_up"),
        schedule=completion("schedule"),
    )
    async def options(  # one parameter per option, as the library wants it
        interaction: discord.Interaction[Any],
        mention: app_commands.Transform[str, MentionableRole] | None = None,
        mention_nobody: bool | None = None,
        thread: OnOff | None = None,
        silent: OnOff | None = None,
        publish: OnOff | None = None,
        every: str | None = None,
        when_dry: Literal["review", "pause"] | None = None,
        on_unknown: Literal["skip", "repost"] | None = None,
        catch_up: str | None = None,
        schedule: str | None = None,
    ) -> None:
        given = {
            "mention": OFF if mention_nobody else mention,
            "thread": thread,
            "silent": silent,
            "publish": publish,
            "every": every,
            "when_dry": when_dry,
            "on_unknown": on_unknown,
            "catch_up": catch_up,
            "schedule": schedule,
        }
        await run(interaction, Command.OPTIONS, given)
