"""Every sentence about how a schedule posts: mentions, threads, silence, its rhythm."""

from collections.abc import Sequence
from datetime import date

from bot.core.wording import literal, weekday_and_day


def options_title() -> str:
    """Title the form of the options."""
    return "How it posts"


def save() -> str:
    """Label the button that saves the form."""
    return "Save"


def no_switch(text: str) -> str:
    """Say how one switches something on or off."""
    return f'"{text}" is neither on nor off. Write on or off.'


def never_everybody() -> str:
    """Say that a whole server or channel is never mentioned."""
    return (
        "Daily Bite never mentions everybody. Name one role or user group of "
        "people who want that, or off."
    )


def no_mention(text: str) -> str:
    """Say how one names a role or a user group."""
    return (
        f'"{text}" is no role or user group. Choose it from the list that opens '
        "behind the @, or give its id; off mentions nobody."
    )


def no_every(text: str, days: int, weeks: int) -> str:
    """Say how one writes every how many days or weeks it posts."""
    return (
        f'"{text}" is no rhythm. Write 2 for every second day, 2w for every second '
        f"week (at most {days} days or {weeks}w), or off."
    )


def no_span(text: str) -> str:
    """Say how one writes for how long a late post is made up for."""
    return f'"{text}" does not fit. Write it like 6h or 90m, from 5m to 24h.'


def no_choice(text: str, choices: Sequence[str]) -> str:
    """Say what there is to choose from."""
    return f'"{text}" is none of the choices. Write {" or ".join(choices)}.'


def unknown_option(name: str, known: Sequence[str]) -> str:
    """Say that there is no such option, and which there are."""
    return f'There is no option "{name}". There are: {", ".join(known)}.'


def not_checked(why: str) -> str:
    """Say that nothing was saved, as nobody could look whether it works there."""
    return f"Nothing was saved, as the channel could not be looked at: {why}."


def saved(where: str, lines: Sequence[str]) -> str:
    """Confirm, and say how a schedule posts now."""
    return f"Saved. This is how {where} gets its bite:\n{_listed(lines)}"


def stands(where: str, lines: Sequence[str]) -> str:
    """Say how a schedule posts."""
    return f"This is how {where} gets its bite:\n{_listed(lines)}"


def nothing_changed() -> str:
    """Say that it posts like this already."""
    return "It posts like this already."


def how_to_change() -> str:
    """Say, below how it stands, how one changes it."""
    return (
        "To change something, name it: the options of this command say what each does."
    )


def _listed(lines: Sequence[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def says_mention(who: str) -> str:
    """Say whom each post mentions; nobody where nothing is given."""
    return f"mentions {who}, and nobody else" if who else "mentions nobody"


def a_group_by_id(group_id: str) -> str:
    """Name a role or user group in the log, which shows all letter by letter."""
    return f"the group {group_id}"


def a_group(group_id: str) -> str:
    """Name a role or user group, so that each platform shows it in its own way."""
    return f"[group](group:{group_id})"


def says_thread(*, on: bool) -> str:
    """Say whether a thread is opened under each post."""
    if on:
        return "opens a thread under each post, with its quiz question"
    return "opens no threads"


def says_silent(*, on: bool) -> str:
    """Say whether a post comes without a notification."""
    if on:
        return "posts silently: no sound, no notification"
    return "posts with the usual notification"


def says_publish(*, on: bool) -> str:
    """Say whether a post goes on to the servers that follow the channel."""
    if on:
        return "publishes each post to the servers that follow the channel"
    return "publishes nothing"


def says_rhythm(count: int, *, weeks: bool, anchor: date | None) -> str:
    """Say on which of its days a schedule posts."""
    since = f", counted from {weekday_and_day(anchor)}" if anchor else ""
    if weeks:
        return f"posts {_every(count, 'week')}{since}"
    if count == 1:
        return "posts on each of its days"
    return f"posts on {_every(count, 'of its days')}{since}"


def _every(count: int, what: str) -> str:
    if what == "week":
        return "every second week" if count == 2 else f"every {count} weeks"
    return f"every {_ordinal(count)} {what}"


def _ordinal(count: int) -> str:
    words = {2: "second", 3: "third"}
    ending = {1: "st", 2: "nd", 3: "rd"}.get(count % 10 if count // 10 != 1 else 0)
    return words.get(count) or f"{count}{ending or 'th'}"


def says_when_dry(*, pauses: bool) -> str:
    """Say what it does when nothing new is left."""
    if pauses:
        return "pauses when nothing new is left"
    return "asks again for old bites when nothing new is left"


def says_on_unknown(*, reposts: bool) -> str:
    """Say what it does where nobody can say whether a post went out."""
    if reposts:
        return "posts again where nobody can say whether a post went out"
    return "leaves it where nobody can say whether a post went out"


def says_catch_up(span: str) -> str:
    """Say for how long a late post is made up for."""
    return f"makes up for a late post within {span}"


def in_short(
    *, mention: bool, thread: bool, silent: bool, publish: bool, rhythm: str
) -> str:
    """Say in a few words what is not as usual, or nothing."""
    parts = [rhythm] if rhythm else []
    parts += ["with a mention"] if mention else []
    parts += ["with a thread"] if thread else []
    parts += ["silent"] if silent else []
    parts += ["published"] if publish else []
    return ", ".join(parts)


def rhythm_in_short(count: int, *, weeks: bool) -> str:
    """Say in a few words on which of its days a schedule posts, or nothing."""
    if count == 1:
        return ""
    return _every(count, "week" if weeks else "of these days")


def next_posts(lines: Sequence[str]) -> str:
    """Say when the next posts come."""
    return f"The next ones: {'; '.join(lines)}."


def no_such_role() -> str:
    """Say that there is no such role in the server."""
    return "There is no such role in this server. Choose one from the list."


def role_not_mentionable(role: str, channel: str) -> str:
    """Say what to grant before the bot may mention a role."""
    return (
        f"Daily Bite may not mention {role} in {channel}. Switch on Allow anyone to "
        f"@mention this role in the role's settings, or give Daily Bite Mention "
        f"@everyone, @here, and All Roles in {channel}; then try again."
    )


def threads_need(channel: str, missing: Sequence[str]) -> str:
    """Say what to grant before threads are opened."""
    return (
        f"There will be no threads before Daily Bite has {' and '.join(missing)} "
        f"in {channel}. The posts themselves go out."
    )


def not_an_announcement_channel(channel: str) -> str:
    """Say that only announcement channels can be followed."""
    return (
        f"{channel} is no announcement channel, so nothing can be published there: "
        "switch Announcement Channel on in its settings, or leave publish off."
    )


def no_silence_on_slack() -> str:
    """Say that Slack knows no silent messages."""
    return "Slack has no silent messages: everybody sets that for a channel themselves."


def no_publishing_on_slack() -> str:
    """Say that Slack has no announcement channels."""
    return "Slack has no announcement channels, so there is nothing to publish to."


def no_such_group(text: str) -> str:
    """Say what the id of a user group looks like."""
    return (
        f'"{text}" is no user group of Slack\'s. Type @ and choose the group, or give '
        "its id, such as S0615G0KT."
    )


def thread_failed(channel: str, day: str, why: str) -> str:
    """Tell, once, that a post is out and its thread is not."""
    told = literal(why, clip=False)
    return (
        f"The bite of {day} in {channel} went out, but its thread did not: {told}. "
        "Mend that, or switch it off with /bite-admin options."
    )


def publishing_failed(channel: str, day: str, why: str) -> str:
    """Tell, once, that a post is out and was not published."""
    told = literal(why, clip=False)
    return (
        f"The bite of {day} in {channel} went out, but was not published: {told}. "
        "Mend that, or switch it off with /bite-admin options."
    )


def threads_denied() -> str:
    """Say which permissions a thread needs, where the platform refused one."""
    return (
        "give Daily Bite Create Public Threads and Send Messages in Threads in the "
        "channel"
    )


def field_mention() -> str:
    """Label the field of the mention."""
    return "Mention this user group"


def hint_mention() -> str:
    """Say what belongs into the field of the mention."""
    return "Its id, such as S0615G0KT; empty mentions nobody. Never a whole channel."


def field_thread() -> str:
    """Label the field of the thread."""
    return "Thread"


def choice_thread() -> str:
    """Label the tick of the thread."""
    return "Open a thread under each post, with its quiz question"


def field_every() -> str:
    """Label the field of the rhythm."""
    return "Every"


def choice_each_day() -> str:
    """Label the choice of each day."""
    return "each of its days"


def choice_every(count: int, *, weeks: bool) -> str:
    """Label the choice of every nth day or week."""
    return _every(count, "week" if weeks else "of its days").removeprefix("every ")


def field_when_dry() -> str:
    """Label the field of what comes when nothing new is left."""
    return "When nothing new is left"


def choice_review() -> str:
    """Label the choice to ask again for old bites."""
    return "Ask again for old bites"


def choice_pause() -> str:
    """Label the choice to pause."""
    return "Pause"


def field_on_unknown() -> str:
    """Label the field of a post that nobody can say the end of."""
    return "When nobody can say whether a post went out"


def choice_skip() -> str:
    """Label the choice to leave it."""
    return "Leave it"


def choice_repost() -> str:
    """Label the choice to post again."""
    return "Post it again, perhaps a second time"


def field_catch_up() -> str:
    """Label the field of how long a late post is made up for."""
    return "Make up for a late post within"
