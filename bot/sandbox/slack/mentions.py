"""What in a message would ping people, if Slack showed it."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from bot.sandbox.slack.blocks import text_objects

# https://docs.slack.dev/messaging/formatting-message-text
_SENT = re.compile(r"<(?:!(?:channel|here|everyone)|@[UW]\w+|!subteam\^S\w+)[^>]*>")
_BARE = re.compile(r"(?<![\w<!])@(?:channel|here|everyone)\b")
_RICH = {"user": "user_id", "usergroup": "usergroup_id", "broadcast": "range"}


def pings_of(body: Mapping[str, Any]) -> list[str]:
    """List what would notify somebody, in order; plain_text never does."""
    patterns = [_SENT]
    if body.get("link_names") in (True, 1, "1", "true") or body.get("parse") == "full":
        patterns.append(_BARE)
    texts = [str(body.get("text") or ""), *_marked_down(body.get("blocks") or [])]
    found = [
        match[0] for text in texts for one in patterns for match in one.finditer(text)
    ]
    return found + list(_rich(body.get("blocks") or []))


def _marked_down(blocks: list[dict[str, Any]]) -> Iterator[str]:
    for one in text_objects(blocks):
        if one["type"] != "plain_text":
            yield str(one.get("text") or "")


def _rich(part: object) -> Iterator[str]:
    """Walk through rich text, whose mentions are elements."""
    if isinstance(part, list):
        for one in part:
            yield from _rich(one)
    elif isinstance(part, dict):
        key = _RICH.get(str(part.get("type")))
        if key and key in part:
            yield f"<{part['type']} {part[key]}>"
        yield from _rich(part.get("elements"))
