"""Every sentence of the guided set-up: hello, the form, the answer, the first post."""

from collections.abc import Sequence

from bot.core.language import say, say_many
from bot.core.wording import literal


def hello(who: str) -> str:
    """Say who the bot is, right after it came, and who may press the button."""
    return say(
        "Hello! Daily Bite posts one technical concept a day, with the mistake that "
        "people really make with it: half a minute of reading, at your team's time. "
        "{who} can set it up with the button; that takes two minutes. "
        "Everybody can type `/bite` and any topic.",
        who=who,
    )


def hello_in_private(who: str) -> str:
    """Say the same where no button of ours would work."""
    return say(
        "Hello! Daily Bite is in your server, and found no channel where it may write. "
        "Give it View Channel and Send Messages in one, then type "
        "`/bite-admin schedule` there; {who} can do that.",
        who=_begins_low(who),
    )


def managers_of_server() -> str:
    """Name those who may set up on Discord."""
    return say("Whoever has Manage Server")


def managers_of_workspace() -> str:
    """Name those who may set up on Slack."""
    return say("The workspace's admins and owners")


def set_up_hint() -> str:
    """Say aloud what the button of the hello does."""
    return say("Set up a daily post: opens a short form, for admins")


def try_again() -> str:
    """Label the button that opens the form as it was filled."""
    return say("Try again")


def try_again_hint(label: str) -> str:
    """Say that nothing that was typed is lost."""
    return say("{label}: opens the form with what you typed", label=label)


def check_again() -> str:
    """Label the button that looks at the permissions once more."""
    return say("Check again")


def check_again_hint() -> str:
    """Say what happens then."""
    return say("Check again: looks at the permissions, then saves")


def save_anyway() -> str:
    """Label the button that saves although the bot may not post there yet."""
    return say("Save all the same")


def save_anyway_hint() -> str:
    """Say what that means."""
    return say("Save all the same: posts begin once Daily Bite may post")


def first_post(*, is_new: bool) -> str:
    """Label the button that posts today's bite at once."""
    return say("Post the first bite now") if is_new else say("Post today's bite now")


def first_post_hint(label: str) -> str:
    """Say that everybody will see it."""
    return say("{label}: in the channel, for everyone", label=label)


def change() -> str:
    """Label the button that opens a schedule's form."""
    return say("Change")


def preview() -> str:
    """Label the button that shows the next card."""
    return say("Preview")


def next_() -> str:
    """Label the button that lists the next posts."""
    return say("Next")


def pause() -> str:
    """Label the button that pauses a schedule."""
    return say("Pause")


def resume() -> str:
    """Label the button that lets a schedule go on."""
    return say("Resume")


def remove() -> str:
    """Label the button that ends a schedule."""
    return say("Remove")


def numbered(label: str, number: int) -> str:
    """Label a button that stands for one of several schedules."""
    return f"{label} {number}"


def of_schedule(label: str, schedule_id: str) -> str:
    """Say aloud which schedule a button is about."""
    return say("{label}: schedule {schedule_id}", label=label, schedule_id=schedule_id)


def earlier_page() -> str:
    """Label the button to the schedules before these."""
    return say("Back")


def later_page() -> str:
    """Label the button to the schedules after these."""
    return say("More")


def your_schedules(count: int, page: int, pages: int) -> str:
    """Head the list of a workspace's schedules."""
    if pages == 1:
        return say_many("**{count} daily post**", "**{count} daily posts**", count)
    return say_many(
        "**{count} daily post**, page {page} of {pages}",
        "**{count} daily posts**, page {page} of {pages}",
        count,
        page=page,
        pages=pages,
    )


def form_came_late() -> str:
    """Say that the form could not open in time, and that its button opens it."""
    return say("That took too long for the form to open. Press the button to open it.")


def form_is_gone() -> str:
    """Say that what was typed is no longer kept."""
    return say(
        "What you typed is no longer kept, or is saved already. Begin again here."
    )


def has_one_already(channel: str) -> str:
    """Refuse a second schedule that nobody asked for."""
    return say(
        "{channel} has a daily post already. Choose another channel, or change that "
        "one with `/bite-admin schedule` in it.",
        channel=channel,
    )


def nothing_lost() -> str:
    """Say, below a refusal, that what was typed is kept."""
    return say("Nothing is lost: what you typed is kept for an hour.")


def save_once_more() -> str:
    """Say, in a form that stays open, how to save all the same."""
    return say("Or press Save once more to save it all the same.")


def cannot_post_yet(problem: str) -> str:
    """Warn below a confirmation that the bot may not post there yet."""
    return say("Saved, but not ready yet: {problem}", problem=problem)


def next_posts(lines: Sequence[str]) -> str:
    """Introduce the next posts below a confirmation."""
    return (say("The next posts, in local time:") + "\n") + "\n".join(
        f"- {one}" for one in lines
    )


def comes_first(*, is_new: bool) -> str:
    """Introduce the preview of the next bite."""
    if is_new:
        return say("This is the first bite; only you see it, nothing is posted yet:")
    return say("This is the next bite; only you see it, nothing is posted yet:")


def counts_as_today(later_today: str, then: str) -> str:
    """Say, above the button, what posting now means for today."""
    instead = say(
        "; the one at {later_today} today then does not come", later_today=later_today
    ) * bool(later_today)
    return say(
        "Posted now, it is today's bite{instead}. The next one: {then}.",
        instead=instead,
        then=then,
    )


def posting(channel: str, later_today: str, then: str) -> str:
    """Confirm that today's bite goes out at once."""
    instead = say(
        ", in place of the one at {later_today}", later_today=later_today
    ) * bool(later_today)
    return say(
        "Posting it in {channel} now. It is today's bite{instead}; "
        "the next one comes {then}.",
        channel=channel,
        instead=instead,
        then=then,
    )


def is_out_already(channel: str, then: str) -> str:
    """Refuse kindly: this day had its bite."""
    return say(
        "Today's bite is out in {channel} already, and a day gets only one. "
        "The next one comes {then}.",
        channel=channel,
        then=then,
    )


def is_on_its_way(channel: str) -> str:
    """Say that somebody pressed before."""
    return say(
        "Today's bite is on its way to {channel} already: it comes once.",
        channel=channel,
    )


def may_be_out() -> str:
    """Say that nobody knows whether this day had its bite."""
    return say(
        "Nobody can say whether today's bite went out. "
        "`/bite-admin health` shows what there is to do."
    )


def try_in_a_moment() -> str:
    """Say that something else was at work on the schedule."""
    return say("The schedule is being worked on right now. Press again in a moment.")


def posted_at_once() -> str:
    """Write in the log that somebody posted the day's bite by hand."""
    return say("posted the day's bite at once")


def time_hint() -> str:
    """Say how a time is typed."""
    return say("Local time, such as 09:00 or 5:30 pm")


def place_hint() -> str:
    """Say how a time zone is typed where no list can help."""
    return say("Your city, such as Paris or New York")


def topics_hint() -> str:
    """Say how topics are typed where there are too many to tick."""
    return say("Topic ids with commas; empty means all")


def no_such_place(text: str, near: str) -> str:
    """Refuse a time zone, and name what may have been meant."""
    hint = (" " + say("Did you mean {near}?", near=near)) if near else ""
    return say(
        'There is no time zone "{text}".{hint} '
        "Use a city such as Paris, or a name such as America/New_York.",
        text=text,
        hint=hint,
    )


def channel_needed() -> str:
    """Ask for the channel."""
    return say("Which channel should get the bites? Choose one.")


def quoted(title: str) -> str:
    """Write a bite's title above its preview."""
    return f"**{literal(title, clip=False)}**"


def _begins_low(who: str) -> str:
    return who[:1].lower() + who[1:]
