"""Every sentence about control: the log, undo, posts, tests and the memory."""

from collections.abc import Sequence
from datetime import date

from bot.core import manager_words
from bot.core.hints import perhaps
from bot.core.keeping import SOMEBODY
from bot.core.language import say, say_again, say_many, sentence
from bot.core.managers import ADDED, REMOVED
from bot.core.phrases import NAME
from bot.core.records import BY_ITSELF, COMMAND_LINE
from bot.core.welcome_words import posted_at_once
from bot.core.wording import day, literal, weekday_and_day

undo_it = sentence("Undo")
undo_hint = sentence("Undo: sets the schedule as it was before this change")
nothing_changed = sentence("Nothing was changed in this server in the last 180 days.")
no_such_change = sentence("There is no such change here.")
too_late = sentence("That was more than a day ago: change the schedule itself.")
changed_since = sentence(
    "The schedule was changed since, so this can no longer be undone. "
    "/bite-admin log shows what stands now."
)
nothing_posted = sentence("Nothing was posted in this server yet.")
one_test_a_minute = sentence(
    "There was a test in that channel just now: wait a minute or two."
)
name_one = sentence("Name a topic or a bite, such as /bite-admin seen lora.")
nothing_seen = sentence(
    "This server has seen nothing yet, so there is nothing to forget."
)
forget = sentence("Forget all of it")
forget_hint = sentence("Forget all of it: what was posted may come again")
forgot_all = sentence("forgot all that was seen")
ask_again = sentence(
    "That question was somebody else's, or is answered or too old. "
    "Type /bite-admin reset again."
)


def undo(number: int) -> str:
    """Label the button that undoes one of several changes."""
    return f"{undo_it()} {number}"


def changes(lines: Sequence[str]) -> str:
    """List changes, newest first."""
    return (say("The last changes:") + "\n") + "\n".join(
        f"{number}. {line}" for number, line in enumerate(lines, start=1)
    )


def change(when: str, who: str, where: str, what: str) -> str:
    """Write one change: when, who, where (of some there is none) and what."""
    return (
        say(
            "{when}, {who} in {where}: {what}",
            when=when,
            who=who,
            where=where,
            what=what,
        )
        if where
        else f"{when}, {who}: {what}"
    )


def person(name: str) -> str:
    """Name who did it, so that each platform shows it in its own way."""
    if name == BY_ITSELF:
        return NAME
    if name.startswith(COMMAND_LINE):
        return say("the command line")
    if name == SOMEBODY:
        return say_again(name)
    return f"[person](person:{name})"


def what(act: str, before: str, after: str) -> str:
    """Say what a change did, with what was before it."""
    match act:
        case "schedule.add":
            return say("set up ({after})", after=after)
        case "schedule.state":
            return say("{after} (before: {before})", after=after, before=before)
        case "schedule.skip":
            return say("skips {after}", after=after)
        case "schedule.undo":
            return say("undone: {after} (before: {before})", after=after, before=before)
        case "server.left":
            return say("stopped: it was removed from the server")
        case "server.back":
            return say("goes on: it is in the server again")
        case "channel.moved":
            return manager_words.went_along()
        case _ if act == ADDED:
            return manager_words.was_appointed(after)
        case _ if act == REMOVED:
            return manager_words.was_dismissed(before)
        case "delivery.again":
            return say("posts a bite again")
        case "delivery.first":
            return posted_at_once()
        case _:
            return (
                say("{after} (before: {before})", after=after, before=before)
                if before
                else after
            )


def undone(channel: str, line: str, then: str) -> str:
    """Confirm that a change was undone, and say how the schedule stands."""
    return say(
        "Undone. {channel} is as it was before: {line}; {then}.",
        channel=channel,
        line=line,
        then=then,
    )


def next_bite(moment: str) -> str:
    """Say when the next bite comes, at the end of a sentence."""
    return say("the next bite: {moment}", moment=moment)


def history(lines: Sequence[str]) -> str:
    """List the last posts."""
    return (say("The last posts:") + "\n") + "\n".join(f"- {line}" for line in lines)


def post(on: date, where: str, title: str, state: str) -> str:
    """Write one post of a list."""
    about = f"{title}, {state}" if title else state
    return say(
        "{day} in {where}: {about}", day=weekday_and_day(on), where=where, about=about
    )


def state(name: str, reason: str) -> str:
    """Say in plain words what became of a post."""
    words = {
        "sent": say("posted"),
        "planned": say("on its way"),
        "sending": say("on its way"),
        "skipped": say("skipped"),
        "failed": say("could not be posted"),
        "unconfirmed": say("nobody can say whether it went out"),
    }
    return words[name] + (f" ({reason})" if reason else "")


def test_note(name: str) -> str:
    """Mark a post as a test."""
    return say(
        "This is a test by {name}. It does not count: this bite is still to come.",
        name=name,
    )


def tested(channel: str) -> str:
    """Confirm a test."""
    return say(
        "The test is in {channel}. It touched no history: the same bite still comes "
        "as a daily one. Delete the message when you have seen it.",
        channel=channel,
    )


def test_failed(reason: str) -> str:
    """Say why a test was not posted."""
    return say("The test was not posted: {reason}.", reason=reason)


def seen(name: str, count: int) -> str:
    """Write down for the log what was marked as seen."""
    return say_many(
        "marked {count} bite as seen ({name})",
        "marked {count} bites as seen ({name})",
        count,
        name=name,
    )


def marked(name: str, count: int) -> str:
    """Confirm what was marked as seen."""
    if count == 1:
        return say(
            "Done: {name} counts as seen, and comes no more as a new one.",
            name=literal(name),
        )
    return say_many(
        "Done: {count} bite of {name} counts as seen, and comes no more as a new one.",
        "Done: {count} bites of {name} count as seen, and come no more as new ones.",
        count,
        name=literal(name),
    )


def seen_before(name: str) -> str:
    """Say that there is nothing to mark."""
    return say("This server has seen all of {name} already.", name=literal(name))


def none_like(text: str, near: Sequence[str]) -> str:
    """Say that nothing has this name, and what is near."""
    hint = perhaps(near[:3])
    return say('There is no topic and no bite "{text}".{hint}', text=text, hint=hint)


def forget_all(count: int) -> str:
    """Ask before everything is forgotten."""
    return say_many(
        "This server has seen {count} bite. If it forgets it, the daily "
        "posts begin anew and may repeat it. This cannot be undone.",
        "This server has seen {count} bites. If it forgets them, the daily "
        "posts begin anew and may repeat any of them. This cannot be undone.",
        count,
    )


def forgotten(count: int) -> str:
    """Confirm that everything was forgotten."""
    return say_many(
        "Forgotten: {count} bite. The daily posts begin anew. "
        "Where one had paused because it ran dry, /bite-admin resume goes on.",
        "Forgotten: {count} bites. The daily posts begin anew. "
        "Where one had paused because it ran dry, /bite-admin resume goes on.",
        count,
    )


def marked_seen(on: date) -> str:
    """Say why a bite that was never shown is not shared."""
    return say(
        "An admin marked this one as seen on {day}, so it is not shared. "
        "Type /bite for another one.",
        day=day(on),
    )
