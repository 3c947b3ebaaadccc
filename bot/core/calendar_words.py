"""Every sentence about holidays, days off, pauses with an end and skipped posts."""

from collections.abc import Sequence
from datetime import date

from bot.core.hints import perhaps
from bot.core.language import say, say_many, sentence
from bot.core.schedule_words import state_name
from bot.core.wording import day, day_and_year, weekday_and_day

no_holidays = sentence("off: post on public holidays as well")
field_holidays = sentence("No post on public holidays of")
hint_holidays = sentence(
    "A country or a region; none chosen means a post on every day above"
)
_REASONS = {
    "own": sentence("a day off"),
    "skipped": sentence("skipped by an admin"),
    "paused": sentence("paused"),
}


def day_off(value: date, why: str, name: str, moved_to: date | None) -> str:
    """Say that a day gets no post, and why: `Fri 25 December: Christmas Day, no post`."""
    reason = name or _REASONS[why]()
    then = (
        say("moved to {day}", day=weekday_and_day(moved_to))
        if moved_to
        else say("no post")
    )
    return f"{weekday_and_day(value)}: {reason}, {then}"


def leaves_out(region: str, dates: Sequence[tuple[date, date]], *, moves: bool) -> str:
    """Describe the days off of a schedule in half a sentence."""
    parts = [say("public holidays ({region})", region=region)] if region else []
    parts += [_span(first, last) for first, last in dates[:3]]
    if more := len(dates[3:]):
        parts.append(say_many("{count} day more", "{count} more", more))
    if not parts:
        return ""
    then = (" " + say("(their posts move to the next working day)")) if moves else ""
    return say("not on {parts}{then}", parts=", ".join(parts), then=then)


def _span(first: date, last: date) -> str:
    return (
        day(first)
        if first == last
        else say("{first} to {last}", first=day(first), last=day(last))
    )


def no_country(text: str, near: Sequence[str]) -> str:
    """Say that a country is unknown, and which may be meant."""
    return say(
        'There are no public holidays for "{text}".{hint} '
        "Write a country such as DE, a region such as DE-BY, or off.",
        text=text,
        hint=perhaps(near),
    )


def no_region(country: str, text: str, near: str, examples: Sequence[str]) -> str:
    """Say that a region is unknown, and which there are."""
    if not examples:
        return say(
            "{country} has the same public holidays everywhere: leave the region away.",
            country=country,
        )
    return say(
        '{country} has no region "{text}".{hint} Such as {examples}.',
        country=country,
        text=text,
        hint=perhaps([near] if near else []),
        examples=", ".join(examples),
    )


def no_date(text: str) -> str:
    """Say how a date is written."""
    return say(
        '"{text}" is no date. Write it like 2026-12-24, '
        "or 2026-12-24..2027-01-02 for several days.",
        text=text,
    )


def no_single_date(text: str) -> str:
    """Say how one date is written."""
    return say('"{text}" is no date. Write it like 2026-12-24.', text=text)


def backward(text: str) -> str:
    """Say that a range ends before it begins."""
    return say(
        '"{text}" ends before it begins: write the earlier date first.', text=text
    )


def too_many_dates(most: int) -> str:
    """Say that the dates are too many."""
    return say(
        "That is more than {days} off: name fewer.",
        days=say_many("{count} day", "{count} days", most),
    )


def no_rule(text: str) -> str:
    """Say what can become of the post of a day off."""
    return say(
        '"{text}" is no rule for days off. Write skip (no post on that day) or move '
        "(it comes on the next working day that has none of its own).",
        text=text,
    )


def date_is_over(value: date) -> str:
    """Refuse a pause that would be over."""
    return say("{day} is not ahead: choose a later date.", day=day_and_year(value))


def date_is_far(value: date) -> str:
    """Refuse a pause that is longer than a year."""
    return say(
        "{day} is more than a year away. "
        "Pause without a date, and resume when it is time.",
        day=day_and_year(value),
    )


def paused_until(value: date, next_at: str) -> str:
    """Confirm a pause with an end."""
    return say(
        "Paused until {day}; it goes on by itself. The next bite: {next_at}.",
        day=weekday_and_day(value),
        next_at=next_at,
    )


def paused_besides(value: date, state: str) -> str:
    """Confirm a pause of a schedule that posts nothing for another reason."""
    return say(
        "Paused until {day}. The schedule is {state} besides: "
        "`/bite-admin health` says why.",
        day=weekday_and_day(value),
        state=state_name(state),
    )


def goes_on(value: date, next_at: str) -> str:
    """Say that a pause has an end."""
    return say(
        "It is paused until {day}. The next bite: {next_at}.",
        day=day(value),
        next_at=next_at,
    )


def is_paused_until(value: date) -> str:
    """Say that a schedule is paused, and until when."""
    return say("paused until {day}", day=day(value))


def skipped(value: date, next_at: str) -> str:
    """Confirm that one post is left out."""
    return say(
        "Skipped: no bite on {day}. The next one: {next_at}.",
        day=weekday_and_day(value),
        next_at=next_at,
    )


def nothing_to_skip(state: str) -> str:
    """Say that no post is planned that could be left out."""
    return say(
        "There is no post to skip: the schedule is {state}.", state=state_name(state)
    )


def days_off_ahead(lines: Sequence[str]) -> str:
    """List the days off before the next posts, in a confirmation."""
    return say("Days off ahead: {days}.", days="; ".join(lines))
