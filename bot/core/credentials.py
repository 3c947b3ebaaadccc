"""Which settings need each other, and what a key and a safe address look like; pure."""

import base64
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_OAUTH_NEEDS = {
    "slack.client_secret": "SLACK_CLIENT_SECRET as well",
    "web.public_url": "PUBLIC_URL, the address that Slack sends people back to",
    "secrets.key": "DAILYBITE_KEY, which seals the tokens that are stored "
    "(`dailybite secrets new` makes one)",
}


def safe_address(value: str) -> str:
    """Give an address back under which no secret travels in the clear.

    Raises:
        ValueError: It does, and not to this machine.
    """
    parts = urlsplit(value)
    is_local = parts.hostname in _LOOPBACK
    allowed = {"https", "wss"} | ({"http", "ws"} if is_local else set())
    if value and (parts.scheme not in allowed or not parts.hostname):
        raise ValueError("must be an https:// address (http:// on this machine only)")
    return value


def split_keys(text: str) -> tuple[str, ...]:
    """List keys that are separated by commas."""
    return tuple(one.strip() for one in text.split(",") if one.strip())


def is_key(text: str) -> bool:
    """Tell whether a text is a key: 32 bytes in base64 for addresses."""
    try:
        return len(base64.b64decode(text, altchars=b"-_", validate=True)) == 32
    except ValueError:
        return False


def missing_for_slack(values: Mapping[str, Any]) -> Iterator[str]:
    """Find what Slack needs beside what is set, each in a sentence.

    Args:
        values: The settings by section and key, as they are written.
    """
    is_for_one, is_for_many = (
        _has(values, "slack.bot_token"),
        _has(values, "slack.client_id"),
    )
    if is_for_one or is_for_many:
        yield from _missing_way_in(values)
    elif _has(values, "slack.client_secret"):
        yield "slack: with SLACK_CLIENT_SECRET, set SLACK_CLIENT_ID as well."
    if is_for_one and is_for_many:
        yield (
            "slack: SLACK_BOT_TOKEN is of one workspace, SLACK_CLIENT_ID is for many: "
            "set one of them."
        )
    if is_for_many:
        yield from _missing_for_oauth(values)


def _missing_way_in(values: Mapping[str, Any]) -> Iterator[str]:
    mode, has_app_token = values["slack"].get("mode"), _has(values, "slack.app_token")
    is_http = mode == "http" or (not mode and not has_app_token)
    if mode == "socket" and not has_app_token:
        yield "slack: in Socket Mode, SLACK_APP_TOKEN is needed as well."
    if is_http and not _has(values, "slack.signing_secret"):
        yield "slack: set SLACK_APP_TOKEN (Socket Mode), or SLACK_SIGNING_SECRET (HTTP)."


def _missing_for_oauth(values: Mapping[str, Any]) -> Iterator[str]:
    for key, why in _OAUTH_NEEDS.items():
        if not _has(values, key):
            yield f"slack: with SLACK_CLIENT_ID, set {why}."
    if _has(values, "web.public_url"):
        try:
            safe_address(str(values["web"]["public_url"]))
        except ValueError as exc:
            yield f"web.public_url (PUBLIC_URL): {exc}; Slack sends people back to it."


def _has(values: Mapping[str, Any], key: str) -> bool:
    section, _, name = key.partition(".")
    inner = values.get(section)
    return isinstance(inner, dict) and bool(inner.get(name))
