"""Forms: what a person fills in, before any platform gives it its own shape."""

from dataclasses import dataclass
from enum import StrEnum

from bot.core.search import Choice

STAYS_OPEN = ("form", "open")  # the option of a form that stands beside its answer


class Kind(StrEnum):
    """How a field is filled in."""

    TIME = "time"  # a time of day
    ONE = "one"  # one of many choices, found by typing
    SOME = "some"  # any number of a few choices
    CHANNEL = "channel"
    PICK = "pick"  # one of a few choices
    TEXT = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One question; its name is that of the option which it fills."""

    name: str
    label: str
    kind: Kind
    value: str = ""  # as the option takes it; of several, separated by commas
    choices: tuple[Choice, ...] = ()
    none: str = ""  # what the option gets where nothing is chosen
    hint: str = ""
    is_extra: bool = False  # left out where a platform has no room for all


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """Fields that fill the options of one command."""

    title: str
    submit: str
    command: str
    fields: tuple[Field, ...]
    hidden: tuple[tuple[str, str], ...] = ()  # options that nobody types
