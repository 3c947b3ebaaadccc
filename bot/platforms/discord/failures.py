"""Every way in which Discord or the way to it fails, as a DeliveryError."""

import math
from datetime import timedelta
from typing import Any

from bot.core import refusals
from bot.core.language import sentence
from bot.errors import DeliveryError, RefusedError

UNKNOWN_MESSAGE = 10008
ALREADY_PUBLISHED = 40033
ALREADY_ANSWERED = 40060
HAS_A_THREAD = 160004
MISSING_RIGHTS = frozenset({50001, 50013})
NOT_IN_SERVER = frozenset({10004, 50001})  # what a question about a server meets
_MALFORMED = frozenset({50006, 50035, 50109})

# https://docs.discord.com/developers/topics/opcodes-and-status-codes
_REASONS = {
    10003: sentence("the channel no longer exists: move the schedule to another one"),
    10004: sentence("Daily Bite is no longer in this server: invite it again"),
    10062: sentence("Discord no longer waits for this answer"),
    50007: sentence("they take no private messages from Daily Bite"),
    50001: sentence("Daily Bite cannot see the channel: give it View Channel there"),
    50013: sentence(
        "Daily Bite may not post there: give it Send Messages in the channel"
    ),
    50035: sentence("Discord refused the message as malformed"),
    50278: sentence("they are in no server with Daily Bite any more"),
    160005: sentence("the thread is locked: unlock it"),
    200000: sentence(
        "the server's AutoMod blocked the message: let Daily Bite pass there"
    ),
}
# Refusals that pass by themselves: slow mode, write limits, overload.
_PASSING = frozenset({20016, 20028, 30046, 130000})
_unauthorised = sentence(
    "Discord no longer accepts the bot's token: set a new DISCORD_TOKEN"
)
_wait = sentence("Discord asks to wait")


class DiscordError(DeliveryError):
    """A refusal with Discord's own code, such as 10004."""

    def __init__(self, message: str, *, code: int, **how: Any) -> None:
        super().__init__(message, **how)
        self.code = code


def failure(status: int, body: object, headers: Any) -> DeliveryError:
    """Say what an answer of 400 or more means."""
    code = code_of(body)
    if status == 429:
        wait = timedelta(seconds=_wait_of(body, headers))
        return DeliveryError(refusals.slow_down("Discord"), retry_after=wait)
    if status == 401:
        return RefusedError(_unauthorised(), permanent=True)
    if status >= 500:
        return DeliveryError(refusals.answered("Discord", status), maybe_sent=True)
    if code in _PASSING:
        wait = timedelta(seconds=_wait_of(body, headers) or 10)
        return DeliveryError(_wait(), retry_after=wait)
    known = _REASONS.get(code)
    reason = known() if known else refusals.refused("Discord", f"{status}, code {code}")
    return DiscordError(reason, code=code, permanent=True, our_fault=code in _MALFORMED)


def _wait_of(body: object, headers: Any) -> float:
    told = body.get("retry_after") if isinstance(body, dict) else None
    try:
        seconds = float(told or headers.get("Retry-After") or 0)
    except (TypeError, ValueError):
        return 0.0
    return seconds if math.isfinite(seconds) else 0.0


def code_of(body: object) -> int:
    """Give Discord's own code in the body of a refusal, or 0."""
    code = body.get("code") if isinstance(body, dict) else None
    return code if isinstance(code, int) else 0
