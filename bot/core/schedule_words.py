"""Every sentence about schedules: their form, their lines, and what became of posts."""

from collections.abc import Sequence
from datetime import time

from bot.core.language import say, say_again, say_many, sentence
from bot.core.phrases import level_name
from bot.core.wording import all_of, clock, weekdays

set_up = sentence("Daily post")
set_up_button = sentence("Set up a daily post")
save = sentence("Save")
field_time = sentence("Time")
field_timezone = sentence("Time zone")
field_days = sentence("Days")
field_topics = sentence("Topics")
field_levels = sentence("Levels")
field_channel = sentence("Channel")
hint_timezone = sentence("Where your team is, such as Europe/Paris")
hint_days = sentence("None chosen means every day")
hint_topics = sentence("None chosen means all of them, later ones included")
hint_levels = sentence("None chosen means all of them")
all_topics = sentence("all topics")
new_schedule = sentence("a new schedule for this channel")

_STATES = {
    "active": sentence("active"),
    "paused": sentence("paused"),
    "blocked": sentence("blocked"),
    "dry": sentence("dry"),
    "removed": sentence("removed"),
    "left": sentence("left"),
}


def state_name(state: str) -> str:
    """Say in a word what a schedule does."""
    return _STATES[state]()


def schedule_line(  # one argument per fact it states
    *,
    days: frozenset[int],
    at: time,
    zone: str,
    topics: Sequence[str],
    levels: Sequence[str] = (),
) -> str:
    """Describe a schedule in half a sentence; levels only where some were chosen."""
    about = ", ".join(topics) if topics else all_topics()
    line = say(
        "{days} at {time} ({zone}), {topics}",
        days=weekdays(days),
        time=clock(at),
        zone=zone,
        topics=about,
    )
    return f"{line}, {all_of(list(map(level_name, levels)))}" if levels else line


def schedule_saved(channel: str, line: str, next_at: str, *, created: bool) -> str:
    """Confirm a new or changed schedule."""
    told = (
        say("Done: Daily Bite posts in {channel} {line}.", channel=channel, line=line)
        if created
        else say(
            "Changed: Daily Bite posts in {channel} {line}.", channel=channel, line=line
        )
    )
    return told + " " + say("The next bite: {moment}.", moment=next_at)


def still_paused() -> str:
    """Say that a changed schedule does not post all the same."""
    return say("It is paused: /bite-admin resume goes on.")


def schedule_moved() -> str:
    """Say what a change of time or zone means for today."""
    return say("A day that already had its bite gets no second one.")


def paused() -> str:
    """Confirm a pause."""
    return say("Paused. `/bite-admin resume` goes on from the next day that is due.")


def resumed(next_at: str) -> str:
    """Confirm that a schedule goes on."""
    return say("Going on. The next bite: {next_at}.", next_at=next_at)


def removed(channel: str) -> str:
    """Confirm that a schedule is gone, and say what stays."""
    return say(
        "Removed: no more daily bites in {channel}. What was shown stays "
        "remembered, so a new schedule repeats nothing.",
        channel=channel,
    )


def no_schedule() -> str:
    """Say that there is nothing to act on."""
    return say("This channel has no schedule. Type /bite-admin schedule to set one up.")


def which_schedule(ids: Sequence[str]) -> str:
    """Ask for the one that is meant."""
    return say(
        "This channel has several schedules. Add the id of the one you mean: {ids}.",
        ids=", ".join(ids),
    )


def no_such_schedule(schedule_id: str) -> str:
    """Say that an id is unknown here."""
    return say(
        'There is no schedule "{schedule_id}" here. '
        "The list command shows all of them.",
        schedule_id=schedule_id,
    )


def no_schedules_yet() -> str:
    """Say that a server has none."""
    return say("No daily posts yet. `/bite-admin schedule` sets one up in a minute.")


def next_posts(lines: Sequence[str]) -> str:
    """Introduce the next posts."""
    return (say("The next posts:") + "\n") + "\n".join(f"- {line}" for line in lines)


def preview_note(when: str) -> str:
    """Mark a preview."""
    return say(
        "Preview, only you see it. Planned for {when}; nothing was posted.", when=when
    )


def nothing_planned(state: str) -> str:
    """Say that no post is planned."""
    told = say("Nothing is planned: the schedule is {state}.", state=state_name(state))
    why = say("`/bite-admin health` says why.")
    return f"{told} {why}" if state == "blocked" else told


def time_zone_needed() -> str:
    """Ask for the time zone."""
    return say(
        "Which time zone is your team in? Add the option timezone, "
        "such as Europe/Paris or America/New_York."
    )


def list_line(
    channel_name: str, line: str, schedule_id: str, state: str, at: str
) -> str:
    """Write one schedule of a list."""
    then = f"**{state}**" if state else say("next {moment}", moment=at)
    return f"{channel_name}: {line} (`{schedule_id}`); {then}"


def more_schedules(count: int) -> str:
    """Say that a list goes on, and how to see the rest."""
    return say_many(
        "- {count} more schedule: `/bite-admin list` in a channel begins with its own.",
        "- {count} more schedules: `/bite-admin list` in a channel begins with its own.",
        count,
    )


def last_post(state: str, when: str, reason: str) -> str:
    """Say in plain words what became of the last post."""
    words = {
        "sent": say("last bite {when}", when=when),
        "planned": say("the bite of {when} is on its way", when=when),
        "sending": say("the bite of {when} is on its way", when=when),
        "skipped": say("the bite of {when} was skipped", when=when),
        "failed": say("the bite of {when} could not be posted", when=when),
        "unconfirmed": say(
            "nobody can say whether the bite of {when} went out", when=when
        ),
    }
    return words[state] + (f" ({say_again(reason)})" if reason else "")


reason_down = sentence("the bot was not running at that time")
reason_dry = sentence("every bite of its topics was shown")
reason_late = sentence("it could not be posted in time")
reason_stopped = sentence("the schedule was stopped before it was posted")
reason_fault = sentence("something went wrong on our side")
reason_empty = sentence("its topics hold no bites")
