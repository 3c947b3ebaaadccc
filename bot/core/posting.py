"""How a schedule posts: whom it mentions, how loudly, what follows, and how often."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from bot.core import posting_words
from bot.core.pattern import Unit
from bot.errors import InputError

MOST_DAYS, MOST_WEEKS = 60, 12
SHORTEST_CATCH_UP, LONGEST_CATCH_UP = timedelta(minutes=5), timedelta(hours=24)
ON, OFF = "on", "off"
OF_MANNER = ("mention", "thread", "silent", "publish")
OPTIONS = (*OF_MANNER, "every", "when_dry", "on_unknown", "catch_up")
_ON = frozenset({ON, "yes", "true"})
_OFF = frozenset({OFF, "no", "none", "false", "nobody"})
_EVERYBODY = frozenset({"everyone", "here", "channel", "everybody", "all"})
_EVERY = re.compile(r"(\d{1,3})\s*(?:(?P<days>d|days?)|(?P<weeks>w|weeks?))?")
_SPAN = re.compile(r"(?:(\d{1,2})\s*h)?\s*(?:(\d{1,4})\s*m(?:in)?)?")
# As Discord and Slack write a mention of a group, or its bare id.
_MENTION = re.compile(
    r"<@&(\d+)>|<!subteam\^(S[A-Z0-9]+)(?:\|[^>]*)?>|(\d+|S[A-Z0-9]+)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How one post goes out; frozen with its card."""

    mention: str = ""  # the id of a role or of a user group
    silent: bool = False
    thread: bool = False  # opened once the post is out
    publish: bool = False  # to the servers that follow the channel, likewise


@dataclass(frozen=True, slots=True, kw_only=True)
class Every:
    """Which of a schedule's days have their turn."""

    count: int = 1
    unit: Unit = Unit.DAYS
    anchor: date | None = None  # the first turn; stays where it is


PLAIN = Manner()
EACH = Every()


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """What an admin chose of how a schedule posts."""

    manner: Manner = PLAIN
    every: Every = EACH


USUAL = Posting()


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What keeps a channel's posts from going out in a manner.

    Args:
        option: The option that it is about.
        text: What it is, and what somebody can do.
        is_fatal: Whether the option makes no sense before that.
    """

    option: str
    text: str
    is_fatal: bool = True


def parse_switch(text: str) -> bool:
    """Read `on` or `off`.

    Raises:
        InputError: It is neither.
    """
    word = text.strip().casefold()
    if word in _ON | _OFF:
        return word in _ON
    raise InputError(posting_words.no_switch(text))


def parse_mention(text: str) -> str:
    """Read the one role or group to mention, as its id; `off` gives none.

    Raises:
        InputError: It is none, or it is everybody.
    """
    word = text.strip()
    bare = re.sub(r"[<>@!]|\|.*", "", word).casefold()
    if bare in _OFF:
        return ""
    if bare in _EVERYBODY:
        raise InputError(posting_words.never_everybody())
    if found := _MENTION.fullmatch(word):
        return str(found[1] or found[2] or found[3])
    raise InputError(posting_words.no_mention(text))


def parse_every(text: str) -> Every:
    """Read `2`, `3 days` or `2w`; `1` and `off` mean each day of the schedule.

    Raises:
        InputError: It is none, or too many.
    """
    word = " ".join(text.casefold().removeprefix("every").split())
    if word in _OFF or word == "day":
        return EACH
    found = _EVERY.fullmatch(word)
    count = int(found[1]) if found else 0
    is_weeks = bool(found and found["weeks"])
    if not 1 <= count <= (MOST_WEEKS if is_weeks else MOST_DAYS):
        raise InputError(posting_words.no_every(text, MOST_DAYS, MOST_WEEKS))
    if count == 1:
        return EACH
    return Every(count=count, unit=Unit.WEEKS if is_weeks else Unit.DAYS)


def parse_span(text: str) -> timedelta:
    """Read for how long a late post is made up for, such as `6h`, `90m` or `1h30m`.

    Raises:
        InputError: It is no such time, or it is out of bounds.
    """
    found = _SPAN.fullmatch(text.strip().casefold())
    hours, minutes = (int(one or 0) for one in found.groups()) if found else (0, 0)
    span = timedelta(hours=hours, minutes=minutes)
    if not SHORTEST_CATCH_UP <= span <= LONGEST_CATCH_UP:
        raise InputError(posting_words.no_span(text))
    return span


def format_every(every: Every) -> str:
    """Write a rhythm as `parse_every` reads it."""
    return f"{every.count}{'w' if every.unit is Unit.WEEKS else 'd'}"


def format_span(span: timedelta) -> str:
    """Write a time as `parse_span` reads it."""
    hours, minutes = divmod(int(span.total_seconds()) // 60, 60)
    return (f"{hours}h" if hours else "") + (f"{minutes}m" if minutes else "")
