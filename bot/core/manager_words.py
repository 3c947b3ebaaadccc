"""Every sentence about managers: people whom an admin lets administer Daily Bite."""

from collections.abc import Sequence
from datetime import date

from bot.core.keeping import SOMEBODY
from bot.core.language import say, say_again
from bot.core.wording import day


def label(person: str) -> str:
    """Name somebody by their id, so that each platform shows it in its own way."""
    if person in ("", SOMEBODY):
        return say_again(SOMEBODY)
    return f"[person](person:{person})"


def can_appoint() -> str:
    """Tell who was refused that there is another way than becoming an admin."""
    return say("An admin can also make you a manager: `/bite-admin managers`.")


def stays_with_admins() -> str:
    """Refuse a manager what only admins may do."""
    return say(
        "You are a manager here, and managers may do all but this: the list of "
        "managers, `reset` and `forget` stay with the admins themselves."
    )


def nobody_yet() -> str:
    """Say that there are no managers, and how to appoint one."""
    return say("There are no managers yet, only admins.") + " " + how_to()


def how_to() -> str:
    """Say how the list is changed."""
    return say(
        "Admins change the list: `/bite-admin managers`, then `add` or `remove` and the "
        "person."
    )


def listed(lines: Sequence[str]) -> str:
    """List the managers."""
    head = say("Managers, besides the admins:")
    rows = "\n".join(f"- {line}" for line in lines)
    return f"{head}\n{rows}\n\n{what_they_may()} {how_to()}"


def line(person: str, since: date, by: str) -> str:
    """Write one manager: who, since when, and by whom."""
    return say(
        "{person}, since {day}, appointed by {by}",
        person=label(person),
        day=day(since),
        by=label(by),
    )


def what_they_may() -> str:
    """Say what managers may do, and what not."""
    return say(
        "They may do all that admins may, except to change this list, `reset` and `forget`."
    )


def appointed(person: str, menu_hint: str) -> str:
    """Confirm that somebody is a manager now."""
    told = say(
        "{person} is a manager now, from the next command on.", person=label(person)
    )
    return " ".join(filter(None, (told, what_they_may(), menu_hint)))


def is_one_already(person: str, menu_hint: str) -> str:
    """Say that there is nothing to do."""
    return say(
        "{person} is a manager already. {menu_hint}",
        person=label(person),
        menu_hint=menu_hint,
    ).strip()


def dismissed(person: str) -> str:
    """Confirm that somebody is no manager any more."""
    return say("{person} is no manager any more, as of now.", person=label(person))


def is_none(person: str) -> str:
    """Say that somebody is not in the list."""
    return say(
        "{person} is no manager. `/bite-admin managers` lists them.",
        person=label(person),
    )


def too_many(most: int) -> str:
    """Say that the list is full."""
    return say(
        "There are {most} managers already, which is the most. Remove one first.",
        most=most,
    )


def one_at_a_time() -> str:
    """Refuse to add and remove in one command."""
    return say("One at a time: either add or remove somebody.")


def name_one() -> str:
    """Ask whom it is about."""
    return say("Whom? Name the person, such as /bite-admin managers add @ana.")


def unknown(typed: str) -> str:
    """Say that what was typed names nobody, and how to name somebody."""
    return say(
        '"{typed}" came without an id, so nobody can say who it is. Type @ '
        "and choose the person from the list that opens; or open their profile, copy "
        "the member ID, and type that in place of the name.",
        typed=typed,
    )


def show_the_menu() -> str:
    """Say how an admin of a Discord server shows `/bite-admin` to a manager.

    https://support.discord.com/hc/en-us/articles/10952896421783
    """
    return say(
        "Discord hides `/bite-admin` from members without Manage Server: under Server "
        "Settings > Integrations > Daily Bite, choose `/bite-admin` and add the person "
        "there, so that they see it."
    )


def was_appointed(person: str) -> str:
    """Say for the log that somebody became a manager."""
    return say("made {person} a manager", person=label(person))


def was_dismissed(person: str) -> str:
    """Say for the log that somebody is no manager any more."""
    return say("took {person} off the list of managers", person=label(person))


def went_along() -> str:
    """Say for the log that a schedule followed its channel to a new id."""
    return say("went along with its channel, which got another id")
