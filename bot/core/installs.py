"""An app's place in a workspace, and how an attempt to get one can end; pure."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

STATE_LIVES = timedelta(minutes=10)  # from the button to Slack's answer
INSTALL_PATH = "/slack/install"
ENDED_PATH = "/install"  # a page for each way in which it can end lies below


class Ended(StrEnum):
    """How an attempt to add the app ended; each has a page."""

    ADDED = "added"
    DENIED = "denied"
    EXPIRED = "expired"
    OTHER_BROWSER = "other-browser"
    WHOLE_ORGANISATION = "whole-organisation"
    FAILED = "failed"


def new_state() -> str:
    """Make what nobody can guess: 256 bits."""
    return secrets.token_urlsafe(32)


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """What the bot needs to act in a workspace; never shows its tokens."""

    platform: str
    server: str
    token: str = field(repr=False)
    refresh_token: str = field(default="", repr=False)
    expires_at: datetime | None = None  # of the token, where it is of that kind
    enterprise: str = ""
    bot: str  # the id by which its messages are known
    bot_user: str
    url: str = ""  # of the workspace
    scopes: tuple[str, ...] = ()
    installed_at: datetime
