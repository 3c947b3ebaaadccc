"""The story of a pulled plug, step by step, for people who look at the chat page."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.core.wording import plural
from bot.sandbox.controls import Fact, Step

Record = Mapping[str, Any]  # a delivery, as the bot's ledger has it

NOTHING_PLANNED = (
    "No post is planned in this room, so there is nothing to interrupt: "
    "press Set a schedule first."
)
NOT_POSTED = "The bot had nothing to post at that time. Pull the plug again."
NO_RECORD = (
    "Somebody else did something in that very moment, so there is no record to show. "
    "The bot was killed and started again all the same: pull the plug once more."
)


def posted(platform: str, channel: str, at: datetime) -> Step:
    """Tell that the post is out, and that nobody told the bot."""
    return Step(
        f"Posted in {channel}",
        f"It is {at:%H:%M} on {at:%A}, {at.day} {at:%B}. {platform} took the post and "
        "shows it to everybody. Its answer is held back, so the bot does not know yet.",
    )


def killed(pid: int) -> Step:
    """Tell how it died."""
    return Step(
        "Killed before it was noted",
        f"The bot's process ({pid}) got a kill -9: no goodbye, nothing saved.",
    )


def restarted(seconds: float, record: Record) -> Step:
    """Tell what the new process found."""
    return Step(
        "Started again",
        f"{seconds:.1f} seconds later a new process runs on the same SQLite file. It "
        f"finds the day's record as it was left: “{record['state']}”. Was it posted? "
        "The record cannot tell.",
    )


def cleared_up(platform: str, record: Record, *, repeated: bool, looked: bool) -> Step:
    """Tell how the bot found out: from what it asked the platform, not from theory."""
    if record["state"] != "sent":
        return Step(
            "Not cleared up", f"It stays “{record['state']}”: {_reason(record)}"
        )
    if repeated and not looked:
        return Step(
            "Sent again, and refused",
            "The bot sent the same post under the same number, called a nonce. "
            f"{platform} was told to refuse a repeat: instead of a second post it gave "
            "back the first one.",
        )
    if looked and not repeated:
        return Step(
            "Looked for its own mark",
            f"{platform} refuses no repeats, so the bot sent nothing. It read the "
            "channel and found the post that carries its mark.",
        )
    return Step(
        "Cleared up",
        f"The bot {'looked, then sent the post' if looked else 'asked nobody'}.",
    )


def counted(
    channel: str, before: Record, after: Record, counts: tuple[int, int]
) -> Step:
    """Tell how many posts there are, with the record to prove it."""
    now = counts[1]
    return Step(
        "Still one post" if now == 1 else f"{plural(now, 'post')} now",
        f"Counted in {channel}, and read from the bot's ledger: record {after['id']}.",
        (
            Fact("state", before["state"], after["state"]),
            Fact("attempts", str(before["attempts"]), str(after["attempts"])),
            Fact("message", before["message_id"] or "none", after["message_id"]),
            Fact("posts with its mark", *map(str, counts)),
        ),
    )


def _reason(record: Record) -> str:
    return f"{record['reason'] or 'nobody knows why'}."
