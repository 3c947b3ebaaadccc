"""Which platforms there are, and how each is opened from the configuration."""

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import TypedDict

from bot.config import Config
from bot.core.content_rules import Renderer
from bot.core.posting import Manner, Obstacle
from bot.platforms.discord.client import id_problem as discord_id_problem
from bot.platforms.discord.client import message_link, open_discord
from bot.platforms.discord.manner import obstacles_anywhere as discord_obstacles
from bot.platforms.discord.render import render_content
from bot.platforms.slack.client import id_problem as slack_id_problem
from bot.platforms.slack.client import open_slack
from bot.platforms.slack.manner import obstacles as slack_obstacles
from bot.platforms.slack.opening import open_slack_for_many
from bot.platforms.slack.render import render_message, render_text
from bot.ports import Connection, Installs


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What the bot knows of a platform before it connects."""

    render: Renderer  # the text of a card, as it counts for the platform's limits
    show: Renderer  # the whole of it, for people who write bites
    id_problem: Callable[[str], str]
    obstacles: Callable[[Manner], Iterable[Obstacle]]  # to a manner, in any channel
    has_credentials: Callable[[Config], bool]
    open: Callable[[Config, Installs], AbstractAsyncContextManager[Connection]]
    # From server, channel and message to an address; empty where only a connection knows.
    link: Callable[[str, str, str], str] = lambda *_: ""


def _open_discord(
    config: Config, _installs: Installs
) -> AbstractAsyncContextManager[Connection]:
    section = config.discord
    return open_discord(
        token=section.token.get_secret_value(),
        api_url=section.api_url,
        gateway_url=section.gateway_url,
    )


def _open_slack(
    config: Config, installs: Installs
) -> AbstractAsyncContextManager[Connection]:
    section = config.slack
    app_token = section.app_token.get_secret_value()
    common: _Common = {
        "app_token": app_token if section.transport == "socket" else "",
        "signing_secret": section.signing_secret.get_secret_value(),
        "managers": section.managers,
        "api_url": section.api_url,
    }
    if section.client_id:
        return open_slack_for_many(
            installs=installs,
            client_id=section.client_id,
            client_secret=section.client_secret.get_secret_value(),
            public_url=config.web.public_url,
            **common,
        )
    return open_slack(bot_token=section.bot_token.get_secret_value(), **common)


class _Common(TypedDict):
    app_token: str
    signing_secret: str
    managers: Collection[str]
    api_url: str


PLATFORMS: Mapping[str, Kind] = {
    "discord": Kind(
        render=render_content,
        show=render_content,
        id_problem=discord_id_problem,
        obstacles=discord_obstacles,
        has_credentials=lambda config: bool(config.discord.token.get_secret_value()),
        open=_open_discord,
        link=message_link,
    ),
    "slack": Kind(
        render=render_text,
        show=lambda card: json.dumps(
            render_message(card), indent=2, ensure_ascii=False
        ),
        id_problem=slack_id_problem,
        obstacles=slack_obstacles,
        has_credentials=lambda config: config.slack.is_wanted,
        open=_open_slack,
    ),
}
RENDERERS = {name: kind.render for name, kind in PLATFORMS.items()}
NO_CREDENTIALS = (
    "No platform has credentials: set DISCORD_TOKEN or SLACK_BOT_TOKEN, "
    "or try `dailybite demo`, which needs none."
)


def configured(config: Config) -> dict[str, Kind]:
    """Give the platforms that have credentials."""
    return {
        name: kind for name, kind in PLATFORMS.items() if kind.has_credentials(config)
    }
