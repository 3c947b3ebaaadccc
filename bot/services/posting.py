"""From options that an admin typed to how a schedule posts, and back into words."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from bot.core import posting_words as words
from bot.core.pattern import Unit
from bot.core.posting import (
    EACH,
    OF_MANNER,
    OPTIONS,
    PLAIN,
    Every,
    Manner,
    format_span,
    parse_every,
    parse_mention,
    parse_span,
    parse_switch,
)
from bot.core.schedule import OnUnknown, Schedule, WhenDry, next_slot
from bot.errors import InputError
from bot.services.settings import parse_option, starting

T = TypeVar("T", bound=StrEnum)


def given(options: Mapping[str, str]) -> dict[str, str]:
    """Give those of a request's options that are about how one posts."""
    typed = {name: options.get(name, "").strip() for name in OPTIONS}
    return {name: text for name, text in typed.items() if text}


def with_options(schedule: Schedule, options: Mapping[str, str]) -> Schedule:
    """Give a schedule that posts as these options say; its rhythm has no anchor yet.

    Raises:
        InputError: An option cannot be used; the message says what to write.
    """
    read: dict[str, Callable[[str], Any]] = {
        "mention": parse_mention,
        "thread": parse_switch,
        "silent": parse_switch,
        "publish": parse_switch,
        "every": parse_every,
        "when_dry": lambda text: _choice(text, WhenDry),
        "on_unknown": lambda text: _choice(text, OnUnknown),
        "catch_up": parse_span,
    }
    parsed = {
        name: parse_option(name, read[name], text)
        for name, text in given(options).items()
    }
    manner = {name: parsed.pop(name) for name in OF_MANNER if name in parsed}
    posting = replace(
        schedule.posting, manner=replace(schedule.posting.manner, **manner)
    )
    every = parsed.pop("every", posting.every)
    if _pace(every) != _pace(posting.every):  # else its anchor stays where it is
        posting = replace(posting, every=every)
    return schedule._replace(posting=posting, **parsed)


def _pace(every: Every) -> tuple[int, Unit]:
    return every.count, every.unit


def _choice(text: str, choices: type[T]) -> T:
    try:
        return choices(text.casefold())
    except ValueError as error:
        told = words.no_choice(text, [str(one) for one in choices])
        raise InputError(told) from error


def newly_wanted(before: Manner, after: Manner) -> Manner:
    """Give what of a manner was not there before; plain where that is nothing."""
    new = {
        name: getattr(after, name)
        for name in OF_MANNER
        if getattr(after, name) and getattr(after, name) != getattr(before, name)
    }
    return replace(PLAIN, **new)


def each_day(schedule: Schedule) -> Schedule:
    """Give a schedule that posts on each of its days."""
    return schedule._replace(posting=replace(schedule.posting, every=EACH))


def anchored(schedule: Schedule, every: Every, now: datetime) -> Schedule:
    """Begin a new rhythm with the next post that a schedule has without it."""
    first = next_slot(schedule, schedule.next_at or now).day
    anchor = None if every.count == 1 else first
    posting = replace(schedule.posting, every=replace(every, anchor=anchor))
    return schedule._replace(posting=posting)


def begun(schedule: Schedule, now: datetime) -> Schedule:
    """Give a new schedule whose rhythm begins with its first post."""
    every = schedule.posting.every
    plain = starting(each_day(schedule), now)
    return starting(anchored(plain, every, now), now)


def how_it_posts(schedule: Schedule) -> list[str]:
    """Write what an admin sees of how a schedule posts, a line for each thing."""
    manner = schedule.posting.manner
    mention = words.a_group(manner.mention) if manner.mention else ""
    unsaid = set() if manner.silent else {words.says_silent(on=False)}
    unsaid |= set() if manner.publish else {words.says_publish(on=False)}
    return [one for one in _lines(schedule, mention) if one not in unsaid]


def in_plain_words(schedule: Schedule) -> list[str]:
    """Write how a schedule posts where nothing shows a group's name."""
    group = schedule.posting.manner.mention
    return list(_lines(schedule, words.a_group_by_id(group) if group else ""))


def what_changed(before: Schedule, after: Schedule) -> tuple[str, str]:
    """Write for the log what was, and what is now."""
    old, new = map(in_plain_words, (before, after))
    was = [one for one in old if one not in new]
    return "; ".join(was), "; ".join(one for one in new if one not in old)


def _lines(schedule: Schedule, mention: str) -> Iterator[str]:
    manner, every = schedule.posting.manner, schedule.posting.every
    is_weeks = every.unit is Unit.WEEKS
    yield words.says_rhythm(every.count, weeks=is_weeks, anchor=every.anchor)
    yield words.says_mention(mention)
    yield words.says_thread(on=manner.thread)
    yield words.says_silent(on=manner.silent)
    yield words.says_publish(on=manner.publish)
    yield words.says_when_dry(pauses=schedule.when_dry is WhenDry.PAUSE)
    yield words.says_on_unknown(reposts=schedule.on_unknown is OnUnknown.REPOST)
    yield words.says_catch_up(format_span(schedule.catch_up))
