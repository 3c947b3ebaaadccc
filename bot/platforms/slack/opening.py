"""Slack for many workspaces, opened: a token for each, and the way in for more."""

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from functools import partial

from bot.platforms.slack.client import SlackPlatform, open_session
from bot.platforms.slack.many import ManyWorkspaces
from bot.platforms.slack.oauth import Installing
from bot.platforms.slack.rest import POSTS_PER_SECOND, SlackRest
from bot.platforms.slack.tokens import Tokens
from bot.ports import Installs

_CONNECTIONS = 500  # or a few workspaces that hang would hold them all


@asynccontextmanager
async def open_slack_for_many(
    *,
    installs: Installs,
    client_id: str,
    client_secret: str,
    public_url: str,
    app_token: str = "",
    signing_secret: str = "",
    managers: Collection[str] = (),
    api_url: str = "",
    per_second: float = POSTS_PER_SECOND,
) -> AsyncIterator[SlackPlatform]:
    """Open the platform for whoever installs it; closes its session at the end."""
    async with open_session(_CONNECTIONS) as session:
        new_rest = partial(SlackRest, session, api_url=api_url, per_second=per_second)
        app = new_rest(token="")
        tokens = Tokens(installs, app, client_id=client_id, client_secret=client_secret)
        workspaces = ManyWorkspaces(
            tokens, new_rest, app=app, managers=managers, public_url=public_url
        )
        yield SlackPlatform(
            workspaces,
            app,
            app_token=app_token,
            signing_secret=signing_secret,
            installing=Installing(
                installs,
                app,
                client_id=client_id,
                client_secret=client_secret,
                public_url=public_url,
            ),
        )
        await tokens.settle()
