"""The form in which an admin sets how a schedule posts, filled with how it does."""

from collections.abc import Iterator

from bot.core import posting_words as words
from bot.core.forms import Field, Form, Kind
from bot.core.pattern import Unit
from bot.core.posting import (
    OFF,
    ON,
    Every,
    format_every,
    format_span,
    parse_every,
)
from bot.core.requests import Command
from bot.core.schedule import OnUnknown, Schedule, WhenDry
from bot.core.search import Choice

RHYTHMS = ("2", "3", "4", "5", "7", "2w", "3w", "4w")
SPANS = ("30m", "1h", "2h", "3h", "6h", "12h", "24h")


def options_form(schedule: Schedule) -> Form:
    """Build the form of a schedule's options; what a platform lacks is not in it."""
    return Form(
        title=words.options_title(),
        submit=words.save(),
        command=Command.OPTIONS,
        fields=tuple(_fields(schedule)),
        hidden=(("schedule", schedule.id),),
    )


def _fields(schedule: Schedule) -> Iterator[Field]:
    manner = schedule.posting.manner
    yield _every(schedule.posting.every)
    yield Field(
        name="mention",
        label=words.field_mention(),
        kind=Kind.TEXT,
        value=manner.mention,
        none=OFF,
        hint=words.hint_mention(),
    )
    yield Field(
        name="thread",
        label=words.field_thread(),
        kind=Kind.SOME,
        value=ON if manner.thread else "",
        choices=(Choice(words.choice_thread(), ON),),
        none=OFF,
    )
    yield _pick(
        *("when_dry", words.field_when_dry(), schedule.when_dry),
        Choice(words.choice_review(), WhenDry.REVIEW),
        Choice(words.choice_pause(), WhenDry.PAUSE),
    )
    yield _pick(
        *("on_unknown", words.field_on_unknown(), schedule.on_unknown),
        Choice(words.choice_skip(), OnUnknown.SKIP),
        Choice(words.choice_repost(), OnUnknown.REPOST),
    )
    now = format_span(schedule.catch_up)
    spans = dict.fromkeys((*SPANS, now))
    choices = [Choice(one, one) for one in spans]
    yield _pick("catch_up", words.field_catch_up(), now, *choices)


def _every(now: Every) -> Field:
    rhythms = dict.fromkeys(
        format_every(one) for one in (now, *map(parse_every, RHYTHMS))
    )
    each = "1d"
    choices = [Choice(words.choice_each_day(), each)]
    choices += [_rhythm(parse_every(one)) for one in rhythms if one != each]
    return _pick("every", words.field_every(), format_every(now), *choices)


def _rhythm(every: Every) -> Choice:
    label = words.choice_every(every.count, weeks=every.unit is Unit.WEEKS)
    return Choice(label, format_every(every))


def _pick(name: str, label: str, value: str, *choices: Choice) -> Field:
    return Field(name=name, label=label, kind=Kind.PICK, value=value, choices=choices)
