"""From a form to a modal, and from what was filled in back to options; pure."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from bot.core import phrases
from bot.core.forms import Field, Form, Kind
from bot.core.search import Choice
from bot.platforms.slack.render import (
    MAX_LABEL,
    MAX_METADATA,
    MAX_MODAL_TITLE,
    Json,
    plain,
)

FORM = "daily_bite_form"  # the callback id of every form


def render_form(form: Form, *, channel: str) -> Json:
    """Give the modal of a form; block and action ids are the options' names."""
    kept = {
        "command": form.command,
        "channel": channel,
        "hidden": dict(form.hidden),
        "none": {one.name: one.none for one in form.fields if one.none},
    }
    return {
        "type": "modal",
        "callback_id": FORM,
        "title": plain(form.title[:MAX_MODAL_TITLE]),
        "submit": plain(form.submit[:MAX_MODAL_TITLE]),
        "close": plain(phrases.cancel()[:MAX_MODAL_TITLE]),
        "private_metadata": json.dumps(kept)[:MAX_METADATA],
        "blocks": [_input(field) for field in form.fields],
    }


def parse_form(view: Mapping[str, Any]) -> tuple[str, str, dict[str, str]]:
    """Read a filled form as (command, channel, options).

    Raises:
        ValueError: It is none of ours.
    """
    try:
        kept = json.loads(view["private_metadata"])
        values = view["state"]["values"]
        filled = {
            name: _value(next(iter(one.values()))) for name, one in values.items()
        }
        options = {**kept["hidden"], **filled}
        for name, none in kept["none"].items():
            options[name] = options.get(name) or none
        return str(kept["command"]), str(kept["channel"]), options
    except (KeyError, TypeError, AttributeError, ValueError, StopIteration) as exc:
        raise ValueError("that is no form of ours") from exc


def render_choices(choices: list[Choice]) -> list[Json]:
    """Give the options of a select."""
    return [_option(one) for one in choices]


def _input(field: Field) -> Json:
    block: Json = {
        "type": "input",
        "block_id": field.name,
        "label": plain(field.label),
        "element": {"action_id": field.name, **_ELEMENTS[field.kind](field)},
        "optional": bool(field.none),
    }
    return block | ({"hint": plain(field.hint)} if field.hint else {})


def _time(field: Field) -> Json:
    return {"type": "timepicker", "initial_time": field.value}


def _one(field: Field) -> Json:
    chosen = {"initial_option": _option(Choice(field.value, field.value))}
    element: Json = {"type": "external_select", "min_query_length": 2}
    return element | (chosen if field.value else {})


def _some(field: Field) -> Json:
    wanted = set(field.value.split(","))
    options = render_choices(list(field.choices))
    chosen = [one for one in options if one["value"] in wanted]
    kind = "checkboxes" if len(options) <= 10 else "multi_static_select"
    element: Json = {"type": kind, "options": options}
    return element | ({"initial_options": chosen} if chosen else {})


def _pick(field: Field) -> Json:
    options = render_choices(list(field.choices))
    chosen = [one for one in options if one["value"] == field.value]
    element: Json = {"type": "static_select", "options": options}
    return element | ({"initial_option": chosen[0]} if chosen else {})


def _text(field: Field) -> Json:
    element: Json = {"type": "plain_text_input"}
    return element | ({"initial_value": field.value} if field.value else {})


def _channel(field: Field) -> Json:
    element: Json = {
        "type": "conversations_select",
        "filter": {"include": ["public", "private"], "exclude_bot_users": True},
    }
    # A form may be opened in a private conversation, which takes no daily posts.
    is_channel = field.value.startswith(("C", "G"))
    return element | ({"initial_conversation": field.value} if is_channel else {})


_ELEMENTS: dict[Kind, Callable[[Field], Json]] = {
    Kind.TIME: _time,
    Kind.ONE: _one,
    Kind.SOME: _some,
    Kind.CHANNEL: _channel,
    Kind.PICK: _pick,
    Kind.TEXT: _text,
}


def _option(choice: Choice) -> Json:
    return {"text": plain(choice.label[:MAX_LABEL]), "value": choice.value[:150]}


def _value(element: Mapping[str, Any]) -> str:
    """Read whatever kind of element a value comes from."""
    if chosen := element.get("selected_options"):
        return ",".join(str(one["value"]) for one in chosen)
    if chosen := element.get("selected_option"):
        return str(chosen["value"])
    for key in (
        "value",
        "selected_time",
        "selected_conversation",
        "selected_channel",
    ):
        if element.get(key):
            return str(element[key])
    return ""
