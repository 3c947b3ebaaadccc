"""What Discord refuses in a body: lengths, counts, names; each with its code."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from bot.sandbox.discord.refusals import Refusal, invalid

# https://docs.discord.com/developers/resources/message
_CONTENT, _NONCE, _EMBEDS, _EMBED_SUM = 2000, 25, 10, 6000
# https://docs.discord.com/developers/components/reference
_ROWS, _BUTTONS, _LABEL, _CUSTOM_ID, _OPTIONS, _URL = 5, 5, 80, 100, 25, 512
# https://docs.discord.com/developers/interactions/application-commands
_COMMAND_NAME = re.compile(r"[-_'\w\u0900-\u097f\u0e00-\u0e7f]{1,32}")
_COMMAND_SUM, _CHOICES, _CHOICE = 8000, 25, 100
_EMBED_LIMITS = {"title": 256, "description": 4096}
_FIELDS, _FIELD_NAME, _FIELD_VALUE, _FOOTER, _AUTHOR = 25, 256, 1024, 2048, 256
_COMPONENTS_V2 = 1 << 15


def check_message(body: dict[str, Any], *, is_edit: bool = False) -> None:
    """Refuse a message that Discord would refuse."""
    content = body.get("content") or ""
    if len(content) > _CONTENT:
        raise invalid("content", f"Must be {_CONTENT} or fewer in length.")
    if (body.get("flags") or 0) & _COMPONENTS_V2 and (content or body.get("embeds")):
        raise invalid("content", "Cannot be used with IS_COMPONENTS_V2.")
    nonce = body.get("nonce")
    if isinstance(nonce, str) and len(nonce) > _NONCE:
        raise invalid("nonce", f"Must be {_NONCE} or fewer in length.")
    check_components(body.get("components") or [])
    _check_embeds(body.get("embeds") or [])
    if not is_edit and not (content.strip() or body.get("embeds")):
        raise Refusal(400, 50006, "Cannot send an empty message")


def check_components(rows: Sequence[dict[str, Any]]) -> None:
    """Refuse rows, buttons and selects that Discord would refuse."""
    if len(rows) > _ROWS:
        raise invalid("components", f"Must be {_ROWS} or fewer in length.")
    ids: list[str] = []
    for row in rows:
        parts = row.get("components") or []
        if row.get("type") != 1 or not 1 <= len(parts) <= _BUTTONS:
            raise invalid("components", f"A row holds 1 to {_BUTTONS} components.")
        for part in parts:
            ids += _check_component(part)
    if len(ids) != len(set(ids)):
        raise invalid("components", "Component custom id cannot be duplicated")


def _check_component(part: dict[str, Any]) -> Iterator[str]:
    custom_id = part.get("custom_id", "")
    if part.get("style") == 5:
        if not 1 <= len(part.get("url", "")) <= _URL:
            raise invalid("components.url", f"Must be between 1 and {_URL} in length.")
        return
    if not 1 <= len(custom_id) <= _CUSTOM_ID:
        raise invalid(
            "components.custom_id", f"Must be between 1 and {_CUSTOM_ID} in length."
        )
    if part.get("type") == 2:
        if len(part.get("label") or "") > _LABEL:
            raise invalid("components.label", f"Must be {_LABEL} or fewer in length.")
        if not part.get("label") and not part.get("emoji"):
            raise invalid("components.label", "A button needs a label or an emoji.")
        if part.get("style") not in (1, 2, 3, 4):
            raise invalid("components.style", "This is no style of a button.")
    elif part.get("type") == 3 and not 1 <= len(part.get("options", ())) <= _OPTIONS:
        raise invalid("components.options", f"Must be between 1 and {_OPTIONS}.")
    yield custom_id


def _check_embeds(embeds: Sequence[dict[str, Any]]) -> None:
    if len(embeds) > _EMBEDS:
        raise invalid("embeds", f"Must be {_EMBEDS} or fewer in length.")
    total = 0
    for embed in embeds:
        for key, limit in _EMBED_LIMITS.items():
            total += len(embed.get(key) or "")
            if len(embed.get(key) or "") > limit:
                raise invalid(f"embeds.{key}", f"Must be {limit} or fewer in length.")
        fields = embed.get("fields") or []
        if len(fields) > _FIELDS:
            raise invalid("embeds.fields", f"Must be {_FIELDS} or fewer in length.")
        parts = [
            *((one["name"], _FIELD_NAME) for one in fields),
            *((one["value"], _FIELD_VALUE) for one in fields),
            ((embed.get("footer") or {}).get("text", ""), _FOOTER),
            ((embed.get("author") or {}).get("name", ""), _AUTHOR),
        ]
        for text, limit in parts:
            total += len(text)
            if len(text) > limit:
                raise invalid("embeds", f"Must be {limit} or fewer in length.")
    if total > _EMBED_SUM:
        raise invalid("embeds", f"Embed size exceeds maximum size of {_EMBED_SUM}")


def check_choices(choices: Sequence[dict[str, Any]]) -> None:
    """Refuse autocomplete choices that Discord would refuse."""
    if len(choices) > _CHOICES:
        raise invalid("data.choices", f"Must be {_CHOICES} or fewer in length.")
    for one in choices:
        for key in ("name", "value"):
            if not 1 <= len(str(one[key])) <= _CHOICE:
                raise invalid(f"data.choices.{key}", "Must be between 1 and 100.")


def check_command(command: dict[str, Any]) -> None:
    """Refuse a command that Discord would refuse."""
    if sum(len(text) for text in _check_option(command)) > _COMMAND_SUM:
        raise invalid("name", "Command exceeds maximum size (8000)")


def _check_option(option: dict[str, Any]) -> Iterator[str]:
    name, description = option.get("name", ""), option.get("description", "")
    if not _COMMAND_NAME.fullmatch(name) or name != name.lower():
        raise invalid("name", "Command name is invalid")
    if not 1 <= len(description) <= 100:
        raise invalid("description", "Must be between 1 and 100 in length.")
    options = option.get("options") or []
    if len(options) > 25 or len(option.get("choices") or []) > _CHOICES:
        raise invalid("options", "Must be 25 or fewer in length.")
    if option.get("autocomplete") and option.get("choices"):
        raise invalid("choices", "Choices and autocomplete exclude each other.")
    yield name
    yield description
    for one in option.get("choices") or []:
        yield from (one["name"], str(one["value"]))
    for one in options:
        yield from _check_option(one)
