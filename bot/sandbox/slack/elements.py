"""The elements of Block Kit, with the limits that Slack documents for each."""

from typing import Any

from bot.sandbox.slack.schema import (
    Check,
    also,
    boolean,
    by_type,
    integer,
    listing,
    one_of,
    shape,
    string,
    text,
)

# https://docs.slack.dev/reference/block-kit/block-elements
ID = string(255)
PLAIN_75, PLACEHOLDER = text(75, "plain_text"), text(150, "plain_text")
_URL = string(3000)

CONFIRM = shape(
    {
        "title": text(100, "plain_text"),
        "text": text(300, "plain_text", "mrkdwn"),
        "confirm": text(30, "plain_text"),
        "deny": text(30, "plain_text"),
    },
    {"style": one_of("primary", "danger")},
)


def _option(*types: str, more: dict[str, Check] | None = None) -> Check:
    optional = {"description": text(75, *types), **(more or {})}
    return shape({"text": text(75, *types), "value": string(150)}, optional)


OPTION = _option("plain_text")
OPTIONS = listing(OPTION, 1, 100)
GROUPS = listing(shape({"label": PLAIN_75, "options": OPTIONS}, {}), 1, 100)
_MARKED = _option("plain_text", "mrkdwn")
_COMMON: dict[str, Check] = {"action_id": ID, "focus_on_load": boolean}
_MENU: dict[str, Check] = {**_COMMON, "placeholder": PLACEHOLDER, "confirm": CONFIRM}
_MULTI: dict[str, Check] = {**_MENU, "max_selected_items": integer(1, 100)}
_OFFERED: dict[str, Check] = {"options": OPTIONS, "option_groups": GROUPS}
_FILTER = shape(
    {},
    {
        "include": listing(one_of("im", "mpim", "private", "public"), 1, 4),
        "exclude_external_shared_channels": boolean,
        "exclude_bot_users": boolean,
    },
)
_WHERE: dict[str, Check] = {"default_to_current_conversation": boolean}
_WHERE |= {"filter": _FILTER}
_MANY = listing(string(255), 1, 100)
_ANSWERED: dict[str, Check] = {"response_url_enabled": boolean}
_DISPATCH = shape(
    {},
    {
        "trigger_actions_on": listing(
            one_of("on_enter_pressed", "on_character_entered"), 1, 2
        )
    },
)
_TYPED: dict[str, Check] = {
    **_COMMON,
    "placeholder": PLACEHOLDER,
    "dispatch_action_config": _DISPATCH,
    "initial_value": string(3000, 0),
}
_LENGTHS: dict[str, Check] = {
    "multiline": boolean,
    "min_length": integer(0, 3000),
    "max_length": integer(1, 3000),
}
_NUMBERS: dict[str, Check] = {"min_value": string(255), "max_value": string(255)}


def _has_one_list(value: dict[str, Any]) -> str:
    if ("options" in value) == ("option_groups" in value):
        return "must have either options or option_groups"
    return ""


def _initial_is_offered(value: dict[str, Any]) -> str:
    groups = value.get("option_groups") or [value]
    offered = [one for group in groups for one in group.get("options") or []]
    chosen = value.get("initial_options") or []
    chosen = [
        *chosen,
        *([value["initial_option"]] if "initial_option" in value else []),
    ]
    if any(one not in offered for one in chosen):
        return "initial option must be one of the options"
    return ""


def _menu(more: dict[str, Check]) -> Check:
    check = also(shape({}, {**_OFFERED, **more}), _has_one_list)
    return also(check, _initial_is_offered)


def _ticks(initial: str) -> Check:
    first = listing(_MARKED, 1, 10) if initial.endswith("s") else _MARKED
    optional = {**_COMMON, "confirm": CONFIRM, initial: first}
    check = shape({"options": listing(_MARKED, 1, 10)}, optional)
    return also(check, _initial_is_offered)


BUTTON = shape(
    {"text": PLAIN_75},
    {
        "action_id": ID,
        "url": _URL,
        "value": string(2000),
        "style": one_of("primary", "danger"),
        "confirm": CONFIRM,
        "accessibility_label": string(75),
    },
)
IMAGE = shape(
    {"image_url": _URL, "alt_text": string(2000)}, {"title": text(2000, "plain_text")}
)
_SELECTS: dict[str, Check] = {
    "static_select": _menu({**_MENU, "initial_option": OPTION}),
    "external_select": shape(
        {}, {**_MENU, "initial_option": OPTION, "min_query_length": integer(0, 100)}
    ),
    "users_select": shape({}, {**_MENU, "initial_user": string(255)}),
    "conversations_select": shape(
        {}, {**_MENU, **_WHERE, **_ANSWERED, "initial_conversation": string(255)}
    ),
    "channels_select": shape(
        {}, {**_MENU, **_ANSWERED, "initial_channel": string(255)}
    ),
}
_MULTIS: dict[str, Check] = {
    "multi_static_select": _menu({**_MULTI, "initial_options": OPTIONS}),
    "multi_external_select": shape(
        {}, {**_MULTI, "initial_options": OPTIONS, "min_query_length": integer(0, 100)}
    ),
    "multi_users_select": shape({}, {**_MULTI, "initial_users": _MANY}),
    "multi_conversations_select": shape(
        {}, {**_MULTI, **_WHERE, "initial_conversations": _MANY}
    ),
    "multi_channels_select": shape({}, {**_MULTI, "initial_channels": _MANY}),
}
_PICKED: dict[str, Check] = {
    "checkboxes": _ticks("initial_options"),
    "radio_buttons": _ticks("initial_option"),
    "datepicker": shape({}, {**_MENU, "initial_date": string(10, 10)}),
    "timepicker": shape(
        {}, {**_MENU, "initial_time": string(5, 5), "timezone": string(64)}
    ),
    "datetimepicker": shape(
        {}, {**_COMMON, "confirm": CONFIRM, "initial_date_time": integer(0, 1 << 40)}
    ),
}
_WRITTEN: dict[str, Check] = {
    "plain_text_input": shape({}, {**_TYPED, **_LENGTHS}),
    "email_text_input": shape({}, _TYPED),
    "url_text_input": shape({}, _TYPED),
    "number_input": shape(
        {"is_decimal_allowed": boolean},
        {**_TYPED, **_NUMBERS},
    ),
}
_OVERFLOW = shape(
    {"options": listing(_option("plain_text", more={"url": _URL}), 1, 5)},
    {"action_id": ID, "confirm": CONFIRM},
)

IN_ACTIONS = by_type(
    {"button": BUTTON, "overflow": _OVERFLOW, **_SELECTS, **_MULTIS, **_PICKED}
)
IN_SECTION = by_type(
    {
        "button": BUTTON,
        "overflow": _OVERFLOW,
        "image": IMAGE,
        **_SELECTS,
        **_MULTIS,
        **_PICKED,
    }
)
IN_INPUT = by_type({**_SELECTS, **_MULTIS, **_PICKED, **_WRITTEN})
IN_CONTEXT = by_type(
    {
        "image": IMAGE,
        "plain_text": shape({"text": string(3000)}, {"emoji": boolean}),
        "mrkdwn": shape({"text": string(3000)}, {"verbatim": boolean}),
    }
)
