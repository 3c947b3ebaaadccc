"""Every way in which Slack or the way to it fails, as a DeliveryError."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from slack_sdk.errors import SlackApiError, SlackClientError

from bot.errors import DeliveryError, RefusedError
from bot.platforms.network import map_network_errors

# https://docs.slack.dev/reference/methods/chat.postMessage#errors
_INVITE = "Daily Bite is not in the channel: type /invite @Daily Bite there"
_NOT_ALLOWED = (
    "Slack does not let Daily Bite post in this channel: "
    "let apps post there in the channel's posting permissions"
)
_NO_ACCESS = (
    "Slack no longer accepts the bot's token: add Daily Bite to the workspace again, "
    "or set a new SLACK_BOT_TOKEN"
)
_REASONS = {
    "channel_not_found": "the channel no longer exists, or Daily Bite cannot see it: "
    "type /invite @Daily Bite there, or move the schedule to another one",
    "not_in_channel": _INVITE,
    "is_archived": "the channel is archived: unarchive it",
    "restricted_action": _NOT_ALLOWED,
    "restricted_action_read_only_channel": _NOT_ALLOWED,
    "restricted_action_thread_only_channel": _NOT_ALLOWED,
    "restricted_action_non_threadable_channel": _NOT_ALLOWED,
    "restricted_action_thread_locked": _NOT_ALLOWED,
    "no_permission": _NOT_ALLOWED,
    "ekm_access_denied": "the organisation's keys do not let Daily Bite post: "
    "ask an organisation admin",
    "messages_tab_disabled": "the app's Messages tab is off: switch it on",
    "team_access_not_granted": "an organisation admin must add Daily Bite here",
    "account_inactive": _NO_ACCESS,
    "token_revoked": _NO_ACCESS,
    "token_expired": _NO_ACCESS,
    "invalid_auth": _NO_ACCESS,
    "not_authed": _NO_ACCESS,
    "org_login_required": "the workspace is moving to an organisation",
    "team_added_to_org": "the workspace is moving to an organisation",
    "app_access_restricted": "the workspace has restricted the app: approve it again",
}
# "some aspect of the operation" may have succeeded
_UNCLEAR = frozenset(
    {"internal_error", "fatal_error", "service_unavailable", "request_timeout"}
)
_SLOW_DOWN = frozenset({"ratelimited", "rate_limited"})
_MALFORMED = ("invalid_", "msg_", "metadata_", "no_text", "too_many_attachments")
_MOVING = frozenset({"org_login_required", "team_added_to_org"})
_REFUSED_FOR_GOOD = frozenset(
    code for code, why in _REASONS.items() if why == _NO_ACCESS
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
        told = "Slack cannot be asked that"
        raise SlackError(told, code="", permanent=True, our_fault=True) from exc
    except (AttributeError, ValueError) as exc:
        # What the SDK raises over an answer of 200 that is plain text or binary.
        told = "Slack's answer cannot be read"
        raise SlackError(told, code="", maybe_sent=True) from exc


def failure(error: SlackApiError) -> SlackError:
    """Say what an answer that is not `ok` means."""
    response: Any = error.response
    status = int(getattr(response, "status_code", getattr(response, "status", 0)))
    code = _code(response)
    if status == 429 or code in _SLOW_DOWN:
        wait = timedelta(seconds=_wait_of(getattr(response, "headers", {})))
        return SlackError("Slack asks to slow down", code=code, retry_after=wait)
    if status >= 500 or code in _UNCLEAR or not code:
        told = f"Slack answered {code or status}"
        return SlackError(told, code=code, maybe_sent=True)
    if code == "missing_scope":
        needed = response.get("needed", "another one")
        told = f"Daily Bite lacks the scope {needed}: reinstall it with the manifest"
        return SlackError(told, code=code, permanent=True)
    reason = _REASONS.get(code, f"Slack refused it ({code})")
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
