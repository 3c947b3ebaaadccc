"""What people say of a bite that is wrong, and what they and the admins are told."""

from collections.abc import Sequence

from bot.core.language import say, sentence

wrong = sentence("Something wrong?")
wrong_hint = sentence("Something wrong? Tell us what, only we see it")
what_is_wrong = sentence(
    "What is wrong with it? One tap is enough; nobody here sees it."
)
thanks = sentence(
    "Thanks. It is noted for the people who run Daily Bite here. When the bite is "
    "put right, the posts of the last 30 days are corrected as well."
)
known_already = sentence("You told us that already. Thanks; it is on the list.")
REASONS = {
    "fact": sentence("A fact is wrong"),
    "old": sentence("It is out of date"),
    "unclear": sentence("It is hard to follow"),
    "link": sentence("A link leads nowhere"),
}
"""What can be reported, and the words of its button."""


def wrong_title(name: str) -> str:
    """Write the title of the question what is wrong with a bite."""
    return say("Something wrong with {name}?", name=name)


def told_of(found: Sequence[tuple[str, str]]) -> str:
    """Tell an admin what members said, as (bite id, reason) each."""
    lines = (f"- `{bite}`: {reason_in_words(reason)}" for bite, reason in found)
    head = say("Members here say that something is wrong with a bite:")
    tail = say("Whoever hosts Daily Bite finds it in `dailybite content reports`.")
    return "\n".join((head, *lines, tail))


def reason_in_words(reason: str) -> str:
    """Give a reason as the end of a line."""
    words = REASONS[reason]() if reason in REASONS else reason
    return words[:1].lower() + words[1:]
