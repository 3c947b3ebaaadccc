"""Every sentence about how a schedule posts: mentions, threads, silence, its rhythm."""

from collections.abc import Sequence
from datetime import date

from bot.core.language import say, say_many
from bot.core.wording import all_of, literal, one_of, weekday_and_day


def options_title() -> str:
    """Title the form of the options."""
    return say("How it posts")


def save() -> str:
    """Label the button that saves the form."""
    return say("Save")


def no_switch(text: str) -> str:
    """Say how one switches something on or off."""
    return say('"{text}" is neither on nor off. Write on or off.', text=text)


def never_everybody() -> str:
    """Say that a whole server or channel is never mentioned."""
    return say(
        "Daily Bite never mentions everybody. Name one role or user group of "
        "people who want that, or off."
    )


def no_mention(text: str) -> str:
    """Say how one names a role or a user group."""
    return say(
        '"{text}" is no role or user group. Choose it from the list that opens '
        "behind the @, or give its id; off mentions nobody.",
        text=text,
    )


def no_every(text: str, days: int, weeks: int) -> str:
    """Say how one writes every how many days or weeks it posts."""
    return say(
        '"{text}" is no rhythm. Write 2 for every second day, 2w for every second '
        "week (at most {days} days or {weeks}w), or off.",
        text=text,
        days=days,
        weeks=weeks,
    )


def no_span(text: str) -> str:
    """Say how one writes for how long a late post is made up for."""
    return say(
        '"{text}" does not fit. Write it like 6h or 90m, from 5m to 24h.', text=text
    )


def no_choice(text: str, choices: Sequence[str]) -> str:
    """Say what there is to choose from."""
    return say(
        '"{text}" is none of the choices. Write {choices}.',
        text=text,
        choices=one_of(choices),
    )


def unknown_option(name: str, known: Sequence[str]) -> str:
    """Say that there is no such option, and which there are."""
    return say(
        'There is no option "{name}". There are: {known}.',
        name=name,
        known=", ".join(known),
    )


def not_checked(why: str) -> str:
    """Say that nothing was saved, as nobody could look whether it works there."""
    return say(
        "Nothing was saved, as the channel could not be looked at: {why}.", why=why
    )


def saved(where: str, lines: Sequence[str]) -> str:
    """Confirm, and say how a schedule posts now."""
    return say(
        "Saved. This is how {where} gets its bite:\n{lines}",
        where=where,
        lines=_listed(lines),
    )


def stands(where: str, lines: Sequence[str]) -> str:
    """Say how a schedule posts."""
    return say(
        "This is how {where} gets its bite:\n{lines}", where=where, lines=_listed(lines)
    )


def nothing_changed() -> str:
    """Say that it posts like this already."""
    return say("It posts like this already.")


def how_to_change() -> str:
    """Say, below how it stands, how one changes it."""
    return say(
        "To change something, name it: the options of this command say what each does."
    )


def _listed(lines: Sequence[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def says_mention(who: str) -> str:
    """Say whom each post mentions; nobody where nothing is given."""
    return (
        say("mentions {who}, and nobody else", who=who)
        if who
        else say("mentions nobody")
    )


def a_group_by_id(group_id: str) -> str:
    """Name a role or user group in the log, which shows all letter by letter."""
    return say("the group {group_id}", group_id=group_id)


def a_group(group_id: str) -> str:
    """Name a role or user group, so that each platform shows it in its own way."""
    return f"[group](group:{group_id})"


def says_thread(*, on: bool) -> str:
    """Say whether a thread is opened under each post."""
    if on:
        return say("opens a thread under each post, with its quiz question")
    return say("opens no threads")


def says_silent(*, on: bool) -> str:
    """Say whether a post comes without a notification."""
    if on:
        return say("posts silently: no sound, no notification")
    return say("posts with the usual notification")


def says_publish(*, on: bool) -> str:
    """Say whether a post goes on to the servers that follow the channel."""
    if on:
        return say("publishes each post to the servers that follow the channel")
    return say("publishes nothing")


def says_rhythm(count: int, *, weeks: bool, anchor: date | None) -> str:
    """Say on which of its days a schedule posts."""
    if count == 1 and not weeks:
        return say("posts on each of its days")
    told = say("posts {every}", every=_weeks(count))
    if not weeks:
        told = say("posts on every {nth} of its days", nth=_ordinal(count))
    if not anchor:
        return told
    return say("{rhythm}, counted from {day}", rhythm=told, day=weekday_and_day(anchor))


def _weeks(count: int) -> str:
    if count == 2:
        return say("every second week")
    return say_many("every {count} week", "every {count} weeks", count)


def _ordinal(count: int) -> str:
    match count if count < 20 else count % 10:
        case 1:
            return say("{count}st", count=count)
        case 2:
            return say("second") if count == 2 else say("{count}nd", count=count)
        case 3:
            return say("third") if count == 3 else say("{count}rd", count=count)
        case _:
            return say("{count}th", count=count)


def says_when_dry(*, pauses: bool) -> str:
    """Say what it does when nothing new is left."""
    if pauses:
        return say("pauses when nothing new is left")
    return say("asks again for old bites when nothing new is left")


def says_on_unknown(*, reposts: bool) -> str:
    """Say what it does where nobody can say whether a post went out."""
    if reposts:
        return say("posts again where nobody can say whether a post went out")
    return say("leaves it where nobody can say whether a post went out")


def says_catch_up(span: str) -> str:
    """Say for how long a late post is made up for."""
    return say("makes up for a late post within {span}", span=span)


def in_short(
    *, mention: bool, thread: bool, silent: bool, publish: bool, rhythm: str
) -> str:
    """Say in a few words what is not as usual, or nothing."""
    parts = [rhythm] if rhythm else []
    parts += [say("with a mention")] if mention else []
    parts += [say("with a thread")] if thread else []
    parts += [say("silent")] if silent else []
    parts += [say("published")] if publish else []
    return ", ".join(parts)


def rhythm_in_short(count: int, *, weeks: bool) -> str:
    """Say in a few words on which of its days a schedule posts, or nothing."""
    if count == 1:
        return ""
    if weeks:
        return _weeks(count)
    return say("every {nth} of these days", nth=_ordinal(count))


def next_posts(lines: Sequence[str]) -> str:
    """Say when the next posts come."""
    return say("The next ones: {lines}.", lines="; ".join(lines))


def no_such_role() -> str:
    """Say that there is no such role in the server."""
    return say("There is no such role in this server. Choose one from the list.")


def role_not_mentionable(role: str, channel: str) -> str:
    """Say what to grant before the bot may mention a role."""
    return say(
        "Daily Bite may not mention {role} in {channel}. Switch on Allow anyone to "
        "@mention this role in the role's settings, or give Daily Bite Mention "
        "@everyone, @here, and All Roles in {channel}; then try again.",
        role=role,
        channel=channel,
    )


def threads_need(channel: str, missing: Sequence[str]) -> str:
    """Say what to grant before threads are opened."""
    return say(
        "There will be no threads before Daily Bite has {missing} "
        "in {channel}. The posts themselves go out.",
        missing=all_of(missing),
        channel=channel,
    )


def not_an_announcement_channel(channel: str) -> str:
    """Say that only announcement channels can be followed."""
    return say(
        "{channel} is no announcement channel, so nothing can be published there: "
        "switch Announcement Channel on in its settings, or leave publish off.",
        channel=channel,
    )


def no_silence_on_slack() -> str:
    """Say that Slack knows no silent messages."""
    return say(
        "Slack has no silent messages: everybody sets that for a channel themselves."
    )


def no_publishing_on_slack() -> str:
    """Say that Slack has no announcement channels."""
    return say("Slack has no announcement channels, so there is nothing to publish to.")


def no_such_group(text: str) -> str:
    """Say what the id of a user group looks like."""
    return say(
        '"{text}" is no user group of Slack\'s. Type @ and choose the group, or give '
        "its id, such as S0615G0KT.",
        text=text,
    )


def thread_failed(channel: str, day: str, why: str) -> str:
    """Tell, once, that a post is out and its thread is not."""
    told = literal(why, clip=False)
    return say(
        "The bite of {day} in {channel} went out, but its thread did not: {told}. "
        "Mend that, or switch it off with /bite-admin options.",
        day=day,
        channel=channel,
        told=told,
    )


def publishing_failed(channel: str, day: str, why: str) -> str:
    """Tell, once, that a post is out and was not published."""
    told = literal(why, clip=False)
    return say(
        "The bite of {day} in {channel} went out, but was not published: {told}. "
        "Mend that, or switch it off with /bite-admin options.",
        day=day,
        channel=channel,
        told=told,
    )


def threads_denied() -> str:
    """Say which permissions a thread needs, where the platform refused one."""
    return say(
        "give Daily Bite Create Public Threads and Send Messages in Threads in the "
        "channel"
    )


def field_mention() -> str:
    """Label the field of the mention."""
    return say("Mention this user group")


def hint_mention() -> str:
    """Say what belongs into the field of the mention."""
    return say(
        "Its id, such as S0615G0KT; empty mentions nobody. Never a whole channel."
    )


def field_thread() -> str:
    """Label the field of the thread."""
    return say("Thread")


def choice_thread() -> str:
    """Label the tick of the thread."""
    return say("Open a thread under each post, with its quiz question")


def field_every() -> str:
    """Label the field of the rhythm."""
    return say("Every")


def choice_each_day() -> str:
    """Label the choice of each day."""
    return say("each of its days")


def choice_every(count: int, *, weeks: bool) -> str:
    """Label the choice of every nth day or week."""
    if not weeks:
        return say("{nth} of its days", nth=_ordinal(count))
    if count == 2:
        return say("second week")
    return say_many("{count} week", "{count} weeks", count)


def field_when_dry() -> str:
    """Label the field of what comes when nothing new is left."""
    return say("When nothing new is left")


def choice_review() -> str:
    """Label the choice to ask again for old bites."""
    return say("Ask again for old bites")


def choice_pause() -> str:
    """Label the choice to pause."""
    return say("Pause")


def field_on_unknown() -> str:
    """Label the field of a post that nobody can say the end of."""
    return say("When nobody can say whether a post went out")


def choice_skip() -> str:
    """Label the choice to leave it."""
    return say("Leave it")


def choice_repost() -> str:
    """Label the choice to post again."""
    return say("Post it again, perhaps a second time")


def field_catch_up() -> str:
    """Label the field of how long a late post is made up for."""
    return say("Make up for a late post within")
