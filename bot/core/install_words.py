"""Every sentence about adding the bot to a workspace, on pages and elsewhere."""

from bot.core.installs import Ended
from bot.core.language import say, sentence


def not_installed() -> str:
    """Say that the bot is not in a workspace any more."""
    return say("Daily Bite is not installed in this workspace any more: add it again")


def not_installed_reply() -> str:
    """Answer somebody in a workspace whose token is gone."""
    return say(
        "Daily Bite is no longer connected to this workspace. An admin can add it again."
    )


def being_renewed() -> str:
    """Say that a token ended before its successor was there."""
    return say("Slack's token for this workspace is being renewed")


def add_to_workspaces(address: str) -> str:
    """Say how the bot comes into any Slack workspace."""
    return say("Add Daily Bite to a Slack workspace: {address}", address=address)


def unknown_client() -> str:
    """Say that Slack does not take the app's own credentials."""
    return say(
        "Slack does not accept SLACK_CLIENT_ID with SLACK_CLIENT_SECRET: "
        "copy both from the app's Basic Information"
    )


def page_title() -> str:
    """Give the title of the install page."""
    return say("Daily Bite")


def page_about() -> str:
    """Say in a line what the bot does."""
    return say(
        "One technical concept a day, with its footgun, in your team's channel: "
        "a read of less than a minute."
    )


def page_add(platform: str) -> str:
    """Label the button that adds the bot to a platform."""
    return say("Add to {platform}", platform=platform.capitalize())


def page_after() -> str:
    """Say what to do once the bot is there."""
    return say("Then type /bite-admin schedule in the channel that should get it.")


def page_nowhere() -> str:
    """Say that there is nothing to press."""
    return say(
        "This Daily Bite is not open for new servers or workspaces: "
        "whoever hosts it adds it."
    )


def page_privacy() -> str:
    """Label the link to what is kept."""
    return say("What it keeps, and how to erase it")


def page_again() -> str:
    """Label the way back to the first page."""
    return say("Back to the start")


_HEADS = {
    Ended.ADDED: sentence("Daily Bite is in your workspace"),
    Ended.DENIED: sentence("Nothing was added"),
    Ended.EXPIRED: sentence("That took too long"),
    Ended.OTHER_BROWSER: sentence("That was begun in another browser"),
    Ended.WHOLE_ORGANISATION: sentence("Daily Bite joins one workspace at a time"),
    Ended.FAILED: sentence("That did not work"),
}
_TOLD = {
    Ended.ADDED: sentence(
        "Open Slack, invite it with /invite @Daily Bite in the channel that "
        "should get the bites, and type /bite-admin there."
    ),
    Ended.DENIED: sentence(
        "You did not allow Daily Bite, so Slack added nothing; if that was a "
        "slip, or an admin has to approve it first, begin again from the start."
    ),
    Ended.EXPIRED: sentence(
        "Slack's question is good for ten minutes and for one answer: "
        "begin again from the start."
    ),
    Ended.OTHER_BROWSER: sentence(
        "For your safety the answer counts only in the browser that "
        "asked, with cookies allowed: begin again from the start, in one browser."
    ),
    Ended.WHOLE_ORGANISATION: sentence(
        "Slack offered the whole organisation: begin again from "
        "the start, and choose a single workspace."
    ),
    Ended.FAILED: sentence(
        "Slack did not complete it, and nothing was added: wait a minute, and "
        "begin again from the start."
    ),
}


def ended_head(ended: Ended) -> str:
    """Say in a few words how an attempt ended."""
    return _HEADS[ended]()


def ended_told(ended: Ended) -> str:
    """Say what happened, and what to do."""
    return _TOLD[ended]()
