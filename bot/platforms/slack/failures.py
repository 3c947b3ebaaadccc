"""Every way in which Slack or the way to it fails, as a DeliveryError."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from slack_sdk.errors import SlackApiError, SlackClientError

from bot.core import refusals
from bot.core.language import say, sentence
from bot.errors import DeliveryError, RefusedError
from bot.platforms.network import map_network_errors

# https://docs.slack.dev/reference/methods/chat.postMessage#errors
_invite = sentence("Daily Bite is not in the channel: type /invite @Daily Bite there")
_not_allowed = sentence(
    "Slack does not let Daily Bite post in this channel: "
    "let apps post there in the channel's posting permissions"
)
_no_access = sentence(
    "Slack no longer accepts the bot's token: add Daily Bite to the workspace again, "
    "or set a new SLACK_BOT_TOKEN"
)
_REASONS = {
    "channel_not_found": sentence(
        "the channel no longer exists, or Daily Bite cannot see it: "
        "type /invite @Daily Bite there, or move the schedule to another one"
    ),
    "not_in_channel": _invite,
    "is_archived": sentence("the channel is archived: unarchive it"),
    "restricted_action": _not_allowed,
    "restricted_action_read_only_channel": _not_allowed,
    "restricted_action_thread_only_channel": _not_allowed,
    "restricted_action_non_threadable_channel": _not_allowed,
    "restricted_action_thread_locked": _not_allowed,
    "no_permission": _not_allowed,
    "ekm_access_denied": sentence(
        "the organisation's keys do not let Daily Bite post: ask an organisation admin"
    ),
    "messages_tab_disabled": sentence("the app's Messages tab is off: switch it on"),
    "team_access_not_granted": sentence(
        "an organisation admin must add Daily Bite here"
    ),
    "account_inactive": _no_access,
    "token_revoked": _no_access,
    "token_expired": _no_access,
    "invalid_auth": _no_access,
    "not_authed": _no_access,
    "org_login_required": sentence("the workspace is moving to an organisation"),
    "team_added_to_org": sentence("the workspace is moving to an organisation"),
    "app_access_restricted": sentence(
        "the workspace has restricted the app: approve it again"
    ),
}
# "some aspect of the operation" may have succeeded
_UNCLEAR = frozenset(
    {"internal_error", "fatal_error", "service_unavailable", "request_timeout"}
)
_SLOW_DOWN = frozenset({"ratelimited", "rate_limited"})
_MALFORMED = ("invalid_", "msg_", "metadata_", "no_text", "too_many_attachments")
_MOVING = frozenset({"org_login_required", "team_added_to_org"})
_REFUSED_FOR_GOOD = frozenset(
    code for code, why in _REASONS.items() if why is _no_access
)


class SlackError(DeliveryError):
    """A refusal with Slack's own code, such as `missing_scope`."""

    def __init__(self, message: str, *, code: str, **how: Any) -> None:
        super().__init__(message, **how)
        self.code = code


class SlackRefusedError(SlackError, RefusedError):
    """A refusal of the token itself."""


@contextmanager
def map_errors() -> Iterator[None]:
    """Turn what the SDK and aiohttp raise into a DeliveryError.

    Raises:
        DeliveryError: As `failure` says, or as the network failed.
    """
    try:
        with map_network_errors("Slack"):
            yield
    except SlackApiError as exc:
        raise failure(exc) from exc
    except SlackClientError as exc:
        told = say("Slack cannot be asked that")
        raise SlackError(told, code="", permanent=True, our_fault=True) from exc
    except (AttributeError, ValueError) as exc:
        # What the SDK raises over an answer of 200 that is plain text or binary.
        told = say("Slack's answer cannot be read")
        raise SlackError(told, code="", maybe_sent=True) from exc


def failure(error: SlackApiError) -> SlackError:
    """Say what an answer that is not `ok` means."""
    response: Any = error.response
    status = int(getattr(response, "status_code", getattr(response, "status", 0)))
    code = _code(response)
    if status == 429 or code in _SLOW_DOWN:
        wait = timedelta(seconds=_wait_of(getattr(response, "headers", {})))
        return SlackError(refusals.slow_down("Slack"), code=code, retry_after=wait)
    if status >= 500 or code in _UNCLEAR or not code:
        told = refusals.answered("Slack", code or status)
        return SlackError(told, code=code, maybe_sent=True)
    if code == "missing_scope":
        needed = response.get("needed", "another one")
        told = say(
            "Daily Bite lacks the scope {scope}: reinstall it with the manifest",
            scope=needed,
        )
        return SlackError(told, code=code, permanent=True)
    known = _REASONS.get(code)
    reason = known() if known else refusals.refused("Slack", code)
    if code in _REFUSED_FOR_GOOD:
        return SlackRefusedError(reason, code=code, permanent=True)
    return SlackError(
        reason,
        code=code,
        permanent=code not in _MOVING,
        our_fault=code.startswith(_MALFORMED),
    )


def bolt_log() -> logging.Logger:
    """Give Bolt's log, without warnings of what it leaves unused, and without codes."""
    log_of_bolt = logging.getLogger("slack_bolt")
    log_of_bolt.setLevel(logging.ERROR)
    return log_of_bolt


def _code(response: Any) -> str:
    try:
        return str(response.get("error") or "")
    except (AttributeError, TypeError, ValueError):
        return ""


def _wait_of(headers: Any) -> float:
    try:
        return max(float(headers.get("Retry-After", 1)), 1.0)
    except (TypeError, ValueError):
        return 1.0
