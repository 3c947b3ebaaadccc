"""From a form to Discord's modal, and from what was filled in back to options; pure."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl, urlencode

from bot.core import welcome_words
from bot.core.forms import Field, Form, Kind
from bot.core.requests import Command
from bot.platforms.discord.render import MAX_CUSTOM_ID, Payload

# https://docs.discord.com/developers/components/reference
MOST_FIELDS, MAX_TITLE, MAX_LABEL, MAX_HINT = 5, 45, 45, 100
MAX_OPTIONS, MAX_OPTION, MAX_PLACEHOLDER = 25, 100, 100
MAX_TYPED, MAX_LIST = 100, 4000  # letters of one answer, and of one with many ids
_TEXT, _SELECT, _CHANNELS, _LABEL = 4, 3, 8, 18
_SHORT = 1  # a style of text inputs
_POSTABLE = [0, 5]  # text and announcement channels
_PREFIX = "form"


def render_modal(form: Form, *, with_channel: bool = True) -> Payload:
    """Give the modal of a form; its components are named as the options.

    Args:
        form: What to ask; of too many fields the extra ones are left out.
        with_channel: Whether a channel may stand in it already.
    """
    fields = _fitting(form.fields)
    return {
        "custom_id": _custom_id(form, fields),
        "title": form.title[:MAX_TITLE],
        "components": [_labelled(one, with_channel=with_channel) for one in fields],
    }


def parse_modal(data: Mapping[str, Any]) -> tuple[Command, dict[str, str]]:
    """Read a filled modal as (command, options).

    Raises:
        ValueError: It is none of ours.
    """
    prefix, _, rest = str(data.get("custom_id", "")).partition(":")
    command, _, kept = rest.partition(":")
    hidden, _, none = kept.partition(":")
    if prefix != _PREFIX:
        raise ValueError("that is no form of ours")
    options = dict(parse_qsl(hidden))
    options |= dict(_filled(data.get("components") or ()))
    for name, text in parse_qsl(none):
        options[name] = options.get(name) or text
    return Command(command), options


def _fitting(fields: Sequence[Field]) -> list[Field]:
    chosen = [one for one in fields if not one.is_extra] or list(fields)
    return chosen[:MOST_FIELDS]


def _custom_id(form: Form, fields: Sequence[Field]) -> str:
    """Carry what nobody fills in; the answer brings it back."""
    none = {one.name: one.none for one in fields if one.none}
    parts = (_PREFIX, form.command, urlencode(form.hidden), urlencode(none))
    return ":".join(parts)[:MAX_CUSTOM_ID]


def _labelled(field: Field, *, with_channel: bool) -> Payload:
    component = _RENDER[field.kind](field)
    if field.kind is Kind.CHANNEL and not with_channel:
        component.pop("default_values", None)
    hint = _hint(field)
    label = {"type": _LABEL, "label": field.label[:MAX_LABEL], "component": component}
    return label | ({"description": hint[:MAX_HINT]} if hint else {})


def _hint(field: Field) -> str:
    if field.kind is Kind.TIME:
        return welcome_words.time_hint()
    if field.kind is Kind.ONE:
        return welcome_words.place_hint()
    return welcome_words.topics_hint() if _is_typed(field) else field.hint


def _text(field: Field) -> Payload:
    longest = MAX_LIST if field.kind is Kind.SOME else MAX_TYPED
    value = {"value": field.value[:longest]} if field.value else {}
    return {
        "type": _TEXT,
        "custom_id": field.name,
        "style": _SHORT,
        "required": not field.none,
        "max_length": longest,
        **value,
    }


def _some(field: Field) -> Payload:
    if _is_typed(field):
        return _text(field)
    wanted = set(field.value.split(","))
    options = [
        {
            "label": one.label[:MAX_OPTION],
            "value": one.value[:MAX_OPTION],
            "default": one.value in wanted,
        }
        for one in field.choices
    ]
    return {
        "type": _SELECT,
        "custom_id": field.name,
        "required": not field.none,
        "min_values": 0 if field.none else 1,
        "max_values": len(options),
        "options": options,
        "placeholder": field.hint[:MAX_PLACEHOLDER],
    }


def _is_typed(field: Field) -> bool:
    """Tell whether there is more to choose from than a menu holds."""
    return field.kind is Kind.SOME and len(field.choices) > MAX_OPTIONS


def _channel(field: Field) -> Payload:
    chosen = [{"id": field.value, "type": "channel"}] if field.value else []
    return {
        "type": _CHANNELS,
        "custom_id": field.name,
        "required": True,
        "min_values": 1,
        "max_values": 1,
        "channel_types": _POSTABLE,
    } | ({"default_values": chosen} if chosen else {})


_RENDER: dict[Kind, Callable[[Field], Payload]] = {
    Kind.TIME: _text,
    Kind.ONE: _text,
    Kind.SOME: _some,
    Kind.CHANNEL: _channel,
}


def _filled(components: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    """Read every component, whether a label or a row holds it."""
    for one in components:
        for part in one.get("components") or [one.get("component") or {}]:
            if name := str(part.get("custom_id", "")):
                chosen = part.get("values")
                text = part.get("value") if chosen is None else ",".join(chosen)
                yield name, str(text or "")
