"""What Slack refuses in messages, views and menus: lengths, counts, types, ids."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from bot.sandbox.slack.blocks import elements_of, text_objects
from bot.sandbox.slack.elements import (
    GROUPS,
    ID,
    IN_ACTIONS,
    IN_CONTEXT,
    IN_INPUT,
    IN_SECTION,
    OPTIONS,
)
from bot.sandbox.slack.refusals import Refusal, invalid
from bot.sandbox.slack.schema import (
    Check,
    also,
    boolean,
    by_type,
    listing,
    problem,
    shape,
    string,
    text,
)

# https://docs.slack.dev/reference/methods/chat.postMessage
TEXT, MARKDOWN, MESSAGE_BLOCKS, VIEW_BLOCKS, ATTACHMENTS = 40_000, 12_000, 50, 100, 100
_ALL_TEXTS = 13_000  # https://github.com/slackapi/bolt-js/issues/2509
_METADATA = 16_000  # Slack names no size; ours
_VIEW = 250_000
_EVENT_TYPE = re.compile(r"[\w.:-]{1,255}")
_HOLDER = {"block_id": ID}


def _section_says_something(block: dict[str, Any]) -> str:
    return (
        "" if block.get("text") or block.get("fields") else "must have text or fields"
    )


_IMAGE_BLOCK = shape(
    {"image_url": string(3000), "alt_text": string(2000)},
    {**_HOLDER, "title": text(2000, "plain_text")},
)
# https://docs.slack.dev/reference/block-kit/blocks
BLOCKS: dict[str, Check] = {
    "section": also(
        shape(
            {},
            {
                **_HOLDER,
                "text": text(3000, "plain_text", "mrkdwn"),
                "fields": listing(text(2000, "plain_text", "mrkdwn"), 1, 10),
                "accessory": IN_SECTION,
                "expand": boolean,
            },
        ),
        _section_says_something,
    ),
    "header": shape({"text": text(150, "plain_text")}, _HOLDER),
    "divider": shape({}, _HOLDER),
    "image": _IMAGE_BLOCK,
    "context": shape({"elements": listing(IN_CONTEXT, 1, 10)}, _HOLDER),
    "actions": shape({"elements": listing(IN_ACTIONS, 1, 25)}, _HOLDER),
    "input": shape(
        {"label": text(2000, "plain_text"), "element": IN_INPUT},
        {
            **_HOLDER,
            "hint": text(2000, "plain_text"),
            "optional": boolean,
            "dispatch_action": boolean,
        },
    ),
    "markdown": shape({"text": string(MARKDOWN)}, _HOLDER),
    "rich_text": shape(
        {"elements": listing(lambda _one, _where: iter(()), 1, 1000)}, _HOLDER
    ),
}
_VIEW_KEYS: dict[str, Check] = {
    "private_metadata": string(3000, 0),
    "callback_id": string(255, 0),
    "external_id": string(255, 0),
}
_VIEW_BLOCKS = listing(by_type(BLOCKS), 0, VIEW_BLOCKS)
VIEWS = by_type(
    {
        "modal": shape(
            {"title": text(24, "plain_text"), "blocks": _VIEW_BLOCKS},
            {
                **_VIEW_KEYS,
                "submit": text(24, "plain_text"),
                "close": text(24, "plain_text"),
                "clear_on_close": boolean,
                "notify_on_close": boolean,
                "submit_disabled": boolean,
            },
        ),
        "home": shape({"blocks": _VIEW_BLOCKS}, _VIEW_KEYS),
    }
)


def check_message(body: dict[str, Any]) -> None:
    """Refuse a message that Slack would refuse."""
    blocks, markdown = body.get("blocks") or [], body.get("markdown_text")
    if markdown and (body.get("text") or blocks):
        raise Refusal("markdown_text_conflict")
    if len(markdown or "") > MARKDOWN:
        raise Refusal("msg_too_long")
    if not (body.get("text") or blocks or markdown or body.get("attachments")):
        raise Refusal("no_text")
    if len(body.get("attachments") or []) > ATTACHMENTS:
        raise Refusal("too_many_attachments")
    check_blocks(blocks)
    check_metadata(body.get("metadata"))


def check_blocks(blocks: Any) -> None:
    """Refuse blocks that Slack would refuse in a message."""
    if not isinstance(blocks, list):
        raise Refusal("invalid_blocks_format")
    found = list(listing(by_type(BLOCKS), 0, MESSAGE_BLOCKS)(blocks, "/blocks"))
    found = found or list(_repeated(blocks, "/blocks"))
    if found:
        raise Refusal("invalid_blocks", messages=found, errors=found)
    if _length(blocks) > _ALL_TEXTS:
        raise Refusal("msg_blocks_too_long")


def check_view(view: Any, *, kind: str = "modal") -> None:
    """Refuse a view that Slack would refuse."""
    found = list(VIEWS(view, "/view"))
    if not found and view["type"] != kind:
        found = [problem(f"must be a {kind} here", "/view/type")]
    found = found or list(_view_rules(view))
    if found:
        raise invalid(found)
    if len(json.dumps(view)) > _VIEW:
        raise Refusal("view_too_large")


def check_metadata(metadata: Any) -> None:
    """Refuse metadata that Slack would refuse."""
    if metadata in (None, {}):
        return
    if not isinstance(metadata, dict) or set(metadata) != {
        "event_type",
        "event_payload",
    }:
        raise Refusal("invalid_metadata_format")
    kind, payload = metadata["event_type"], metadata["event_payload"]
    if not isinstance(kind, str) or not _EVENT_TYPE.fullmatch(kind):
        raise Refusal("invalid_metadata_format")
    if not isinstance(payload, dict):
        raise Refusal("invalid_metadata_schema")
    if len(json.dumps(metadata)) > _METADATA:
        raise Refusal("metadata_too_large")


def menu_problems(answer: dict[str, Any]) -> list[str]:
    """List what is wrong with the choices that an app offers in a menu."""
    kept = {key: one for key, one in answer.items() if one != []}
    return list(shape({}, {"options": OPTIONS, "option_groups": GROUPS})(kept, ""))


def _view_rules(view: dict[str, Any]) -> Iterator[str]:
    yield from _repeated(view["blocks"], "/view/blocks")
    has_input = any(one["type"] == "input" for one in view["blocks"])
    if view["type"] == "modal" and has_input and "submit" not in view:
        yield problem("missing required field: submit", "/view")


def _repeated(blocks: list[dict[str, Any]], where: str) -> Iterator[str]:
    """Block ids are unique in a surface, action ids in a block."""
    for one in _doubles(block.get("block_id") for block in blocks):
        yield problem(f"block_id already exists: {one}", where)
    for at, block in enumerate(blocks):
        for one in _doubles(part.get("action_id") for part in elements_of(block)):
            yield problem(f"action_id already exists: {one}", f"{where}/{at}")
    markdown = sum(len(one["text"]) for one in blocks if one["type"] == "markdown")
    if markdown > MARKDOWN:
        yield problem(f"markdown must be less than {MARKDOWN + 1} characters", where)


def _doubles(ids: Iterator[Any]) -> list[str]:
    return [one for one, times in Counter(ids).items() if one and times > 1]


def _length(blocks: list[dict[str, Any]]) -> int:
    return sum(len(one["text"]) for one in text_objects(blocks))
