"""Fills a view as a person would, and gives the state that Slack sends of it."""

from collections.abc import Mapping
from typing import Any

from bot.sandbox.slack.blocks import elements_of
from bot.sandbox.slack.views import View
from bot.sandbox.slack.world import World

Given = str | list[str]
Element = dict[str, Any]
Options = list[dict[str, Any]]

_SIMPLE = {
    "plain_text_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "users_select": ("selected_user", "initial_user"),
    "channels_select": ("selected_channel", "initial_channel"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "multi_users_select": ("selected_users", "initial_users"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "overflow": ("selected_option", "initial_option"),
    "checkboxes": ("selected_options", "initial_options"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
}
EXTERNAL = ("external_select", "multi_external_select")
NEEDED = "Please complete all required fields."


def check_names(view: View, values: Mapping[str, Given]) -> None:
    """Make sure that a view has what somebody wants to fill.

    Raises:
        KeyError: A block is not there.
    """
    known = {block["block_id"] for block in view["blocks"] if elements_of(block)}
    for name in values:
        if name not in known:
            raise KeyError(f"there is no {name}; there is {', '.join(sorted(known))}")


def filled(
    world: World,
    view: View,
    values: Mapping[str, Given],
    *,
    offered: Mapping[str, Options],
    channel: str,
) -> dict[str, dict[str, Any]]:
    """Give `state.values` of a view: what was filled in, else what stood there."""
    state: dict[str, dict[str, Any]] = {}
    for block in view["blocks"]:
        for element in elements_of(block):
            if element["type"] in _SIMPLE:
                given = values.get(block["block_id"])
                chosen = chosen_in(world, element, given, offered, channel)
                state.setdefault(block["block_id"], {})[element["action_id"]] = chosen
    return state


def client_errors(view: View, state: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """List what Slack's own client would not let through, by block."""
    found = {}
    for block in view["blocks"]:
        if block["type"] == "input":
            element = block["element"]
            value = state[block["block_id"]][element["action_id"]]
            why = _wrong(block, element, value[_SIMPLE[element["type"]][0]])
            if why:
                found[block["block_id"]] = why
    return found


def chosen_in(
    world: World,
    element: Element,
    given: Given | None,
    offered: Mapping[str, Options],
    channel: str,
) -> dict[str, Any]:
    """Give the state of one element."""
    kind = element["type"]
    key, initial = _SIMPLE[kind]
    if given is None:
        value = element.get(initial, [] if key.endswith("s") else None)
        if value is None and element.get("default_to_current_conversation"):
            value = channel
    elif key.endswith("s"):
        wanted = [given] if isinstance(given, str) else given
        value = [_one(world, element, key, one, offered) for one in wanted]
    else:
        value = _one(world, element, key, str(given), offered) if given else None
    return {"type": kind, key: value}


def options_of(element: Element) -> Options:
    """List what a menu or a group of boxes offers by itself."""
    groups = element.get("option_groups") or [element]
    return [one for group in groups for one in group.get("options") or []]


def _one(
    world: World,
    element: Element,
    key: str,
    wanted: str,
    offered: Mapping[str, Options],
) -> Any:
    if key.startswith("selected_option"):
        options = [*options_of(element), *offered.get(element["action_id"], [])]
        for part in ("value", "text"):
            for one in options:
                said = one[part]["text"] if part == "text" else one[part]
                if said == wanted:
                    return one
        known = ", ".join(one["value"] for one in options)
        raise KeyError(f"{wanted} is not offered; there is {known or 'nothing'}")
    if "channel" in key or "conversation" in key:
        return world.channel_id(wanted)
    if "user" in key:
        return world.person(wanted).id
    return int(wanted) if key == "selected_date_time" else wanted


def _wrong(block: dict[str, Any], element: Element, value: Any) -> str:
    if value in (None, "", []):
        return "" if block.get("optional") else NEEDED
    if isinstance(value, str) and element["type"] == "plain_text_input":
        least, most = element.get("min_length", 0), element.get("max_length", 3000)
        if len(value) < least:
            return f"Please enter at least {least} characters."
        if len(value) > most:
            return f"Please enter at most {most} characters."
    if isinstance(value, list) and len(value) > element.get("max_selected_items", 100):
        return "Too many are selected."
    return ""
