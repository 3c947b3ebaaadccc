"""Every sentence about holidays, days off, pauses with an end and skipped posts."""

from collections.abc import Sequence
from datetime import date

from bot.core.wording import day, day_and_year, plural, weekday_and_day

NO_HOLIDAYS = "off: post on public holidays as well"
FIELD_HOLIDAYS = "No post on public holidays of"
HINT_HOLIDAYS = "A country or a region; none chosen means a post on every day above"
_FORM = "Write it like 2026-12-24"
_REASONS = {"own": "a day off", "skipped": "skipped by an admin", "paused": "paused"}


def day_off(value: date, why: str, name: str, moved_to: date | None) -> str:
    """Say that a day gets no post, and why: `Fri 25 December: Christmas Day, no post`."""
    reason = name or _REASONS[why]
    then = f"moved to {weekday_and_day(moved_to)}" if moved_to else "no post"
    return f"{weekday_and_day(value)}: {reason}, {then}"


def leaves_out(region: str, dates: Sequence[tuple[date, date]], *, moves: bool) -> str:
    """Describe the days off of a schedule in half a sentence."""
    parts = [f"public holidays ({region})"] if region else []
    parts += [_span(first, last) for first, last in dates[:3]]
    if more := len(dates[3:]):
        parts.append(plural(more, "day more", "more"))
    if not parts:
        return ""
    then = " (their posts move to the next working day)" if moves else ""
    return f"not on {', '.join(parts)}{then}"


def _span(first: date, last: date) -> str:
    return day(first) if first == last else f"{day(first)} to {day(last)}"


def no_country(text: str, near: Sequence[str]) -> str:
    """Say that a country is unknown, and which may be meant."""
    hint = f" Did you mean {' or '.join(near)}?" if near else ""
    return (
        f'There are no public holidays for "{text}".{hint} '
        "Write a country such as DE, a region such as DE-BY, or off."
    )


def no_region(country: str, text: str, near: str, examples: Sequence[str]) -> str:
    """Say that a region is unknown, and which there are."""
    if not examples:
        return (
            f"{country} has the same public holidays everywhere: leave the region away."
        )
    hint = f" Did you mean {near}?" if near else ""
    return f'{country} has no region "{text}".{hint} Such as {", ".join(examples)}.'


def no_date(text: str) -> str:
    """Say how a date is written."""
    return f'"{text}" is no date. {_FORM}, or 2026-12-24..2027-01-02 for several days.'


def no_single_date(text: str) -> str:
    """Say how one date is written."""
    return f'"{text}" is no date. {_FORM}.'


def backward(text: str) -> str:
    """Say that a range ends before it begins."""
    return f'"{text}" ends before it begins: write the earlier date first.'


def too_many_dates(most: int) -> str:
    """Say that the dates are too many."""
    return f"That is more than {plural(most, 'day')} off: name fewer."


def no_rule(text: str) -> str:
    """Say what can become of the post of a day off."""
    return (
        f'"{text}" is no rule for days off. Write skip (no post on that day) or move '
        "(it comes on the next working day that has none of its own)."
    )


def date_is_over(value: date) -> str:
    """Refuse a pause that would be over."""
    return f"{day_and_year(value)} is not ahead: choose a later date."


def date_is_far(value: date) -> str:
    """Refuse a pause that is longer than a year."""
    return (
        f"{day_and_year(value)} is more than a year away. "
        "Pause without a date, and resume when it is time."
    )


def paused_until(value: date, next_at: str) -> str:
    """Confirm a pause with an end."""
    return (
        f"Paused until {weekday_and_day(value)}; it goes on by itself. "
        f"The next bite: {next_at}."
    )


def paused_besides(value: date, state: str) -> str:
    """Confirm a pause of a schedule that posts nothing for another reason."""
    return (
        f"Paused until {weekday_and_day(value)}. The schedule is {state} besides: "
        "`/bite-admin health` says why."
    )


def goes_on(value: date, next_at: str) -> str:
    """Say that a pause has an end."""
    return f"It is paused until {day(value)}. The next bite: {next_at}."


def is_paused_until(value: date) -> str:
    """Say that a schedule is paused, and until when."""
    return f"paused until {day(value)}"


def skipped(value: date, next_at: str) -> str:
    """Confirm that one post is left out."""
    return f"Skipped: no bite on {weekday_and_day(value)}. The next one: {next_at}."


def nothing_to_skip(state: str) -> str:
    """Say that no post is planned that could be left out."""
    return f"There is no post to skip: the schedule is {state}."


def days_off_ahead(lines: Sequence[str]) -> str:
    """List the days off before the next posts, in a confirmation."""
    return "Days off ahead: " + "; ".join(lines) + "."
