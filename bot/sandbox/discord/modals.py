"""Modals: what Discord refuses in one, and what a filled one looks like to the bot."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.sandbox.discord.refusals import invalid
from bot.sandbox.discord.world import World

# https://docs.discord.com/developers/components/reference
_ROWS, _TITLE, _CUSTOM_ID, _LABEL, _HINT = 5, 45, 100, 45, 100
_OPTIONS, _OPTION, _PLACEHOLDER, _TEXT = 25, 100, {4: 100}, 4000
_ROW, _SELECT, _INPUT, _CHANNELS, _LABELLED = 1, 3, 4, 8, 18
_KINDS = {_SELECT, _INPUT, 5, 6, 7, _CHANNELS}
_MOST_PLACEHOLDER = 150
REQUIRED = "This field is required"
Part = dict[str, Any]
Given = str | Sequence[str]


def check_modal(data: Mapping[str, Any]) -> None:
    """Refuse a modal that Discord would refuse."""
    _between(data, "title", 1, _TITLE)
    _between(data, "custom_id", 1, _CUSTOM_ID)
    rows = data.get("components") or []
    if not 1 <= len(rows) <= _ROWS:
        raise invalid("data.components", f"Must be between 1 and {_ROWS} in length.")
    for row in rows:
        if row.get("type") not in (_ROW, _LABELLED):
            raise invalid("data.components.type", "This is no row and no label.")
        if row["type"] == _LABELLED:
            _between(row, "label", 1, _LABEL)
            if row.get("description") is not None:
                _between(row, "description", 1, _HINT)
    names = [_check_part(part, row) for row in rows for part in _parts_of(row)]
    if len(names) != len(set(names)):
        raise invalid("data.components", "Component custom id cannot be duplicated")


def _check_part(part: Part, row: Part) -> str:
    kind = part.get("type")
    if kind not in _KINDS or (row["type"] == _ROW and kind != _INPUT):
        raise invalid("data.components.type", "This cannot stand in a modal.")
    _between(part, "custom_id", 1, _CUSTOM_ID)
    most = _PLACEHOLDER.get(kind, _MOST_PLACEHOLDER)
    if len(part.get("placeholder") or "") > most:
        raise invalid("data.components.placeholder", f"Must be {most} or fewer.")
    if kind == _INPUT:
        _check_input(part)
    elif kind == _SELECT:
        _check_select(part)
    elif kind == _CHANNELS and len(part.get("default_values") or ()) > _most(part):
        raise invalid("data.components.default_values", "More than max_values.")
    return str(part["custom_id"])


def _check_input(part: Part) -> None:
    longest = part.get("max_length") or _TEXT
    if len(part.get("value") or "") > longest:
        raise invalid("data.components.value", f"Must be {longest} or fewer.")
    if part.get("style") not in (1, 2):
        raise invalid("data.components.style", "This is no style of a text input.")


def _check_select(part: Part) -> None:
    options = part.get("options") or []
    if not 1 <= len(options) <= _OPTIONS:
        raise invalid("data.components.options", f"Must be between 1 and {_OPTIONS}.")
    for one in options:
        _between(one, "label", 1, _OPTION)
        _between(one, "value", 1, _OPTION)
    if len({one["value"] for one in options}) < len(options):
        raise invalid("data.components.options", "The specified value is already used")
    if _most(part) > len(options) or sum(map(_is_default, options)) > _most(part):
        raise invalid("data.components.max_values", "More than there are options.")
    if part.get("required", True) and part.get("min_values") == 0:
        raise invalid("data.components.min_values", "Cannot be 0 when required.")


def filled(
    modal: Mapping[str, Any], values: Mapping[str, Given], world: World
) -> tuple[list[Part], dict[str, Any]]:
    """Give what the client sends of a filled modal: its components, and channels.

    What is not named is sent as it stood there.

    Raises:
        ValueError: The client would not send it; the message says why.
    """
    unknown = set(values) - {part["custom_id"] for part in _parts(modal)}
    if unknown:
        raise ValueError(f"There is no field {min(unknown)} in this.")
    rows: list[Part] = []
    channels: dict[str, Part] = {}
    for number, row in enumerate(modal["components"], start=1):
        parts = [
            _answered(one, values.get(one["custom_id"]), world)
            for one in _parts_of(row)
        ]
        for part in parts:
            if part["type"] == _CHANNELS:
                channels |= {one: _resolved(one, world) for one in part["values"]}
        is_label = row["type"] == _LABELLED
        inside: Part = {"component": parts[0]} if is_label else {"components": parts}
        rows.append({"type": row["type"], "id": number} | inside)
    return rows, {"channels": channels} if channels else {}


def _answered(part: Part, given: Given | None, world: World) -> Part:
    named = {"type": part["type"], "id": 0, "custom_id": part["custom_id"]}
    if part["type"] == _INPUT:
        text = str(part.get("value") or "") if given is None else str(given)
        if len(text) > (part.get("max_length") or _TEXT):
            raise ValueError("That is longer than the field takes.")
        if not text and part.get("required", True):
            raise ValueError(REQUIRED)
        return {**named, "value": text}
    chosen = _chosen(part, given)
    if part["type"] == _CHANNELS:
        chosen = [world.channel_id(one.removeprefix("#")) for one in chosen]
    if len(chosen) > _most(part) or len(chosen) < _least(part):
        raise ValueError(REQUIRED if not chosen else "That is too much for one field.")
    return {**named, "values": chosen}


def _chosen(part: Part, given: Given | None) -> list[str]:
    if given is None:
        standing = part.get("default_values") or ()
        options = part.get("options") or ()
        return [one["id"] for one in standing] or [
            one["value"] for one in options if _is_default(one)
        ]
    chosen = [given] if isinstance(given, str) else list(given)
    offered = {one["value"] for one in part.get("options") or ()}
    if part["type"] == _SELECT and not offered.issuperset(chosen):
        raise ValueError("That is none of the choices.")
    return [one for one in chosen if one]


def _resolved(channel_id: str, world: World) -> Part:
    channel = world.channels[channel_id]
    shown = {"id": channel.id, "name": channel.name, "type": channel.type}
    return {**shown, "permissions": str(world.may(world.bot_id, channel.id))}


def _parts(modal: Mapping[str, Any]) -> Iterator[Part]:
    for row in modal["components"]:
        yield from _parts_of(row)


def _parts_of(row: Mapping[str, Any]) -> list[Part]:
    return row.get("components") or [row.get("component") or {}]


def _most(part: Part) -> int:
    most = part.get("max_values")
    return 1 if most is None else int(most)


def _least(part: Part) -> int:
    if not part.get("required", True):
        return 0
    least = part.get("min_values")
    return 1 if least is None else int(least)


def _is_default(option: Part) -> bool:
    return bool(option.get("default"))


def _between(data: Mapping[str, Any], name: str, least: int, most: int) -> None:
    if not least <= len(str(data.get(name) or "")) <= most:
        raise invalid(f"data.{name}", f"Must be between {least} and {most} in length.")
