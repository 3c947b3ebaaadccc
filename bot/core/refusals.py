"""Every sentence about what a platform, or the way to it, refused."""

from bot.core.language import say, sentence

waited_too_long = sentence("it waited too long for its turn")
unreadable = sentence(
    "an earlier try may have gone out, and the channel cannot be read"
)


def out_of_reach(platform: str) -> str:
    """Say that no connection came about."""
    return say("{platform} cannot be reached", platform=platform)


def no_answer(platform: str) -> str:
    """Say that a connection gave nothing."""
    return say("{platform} did not answer", platform=platform)


def answered(platform: str, what: object) -> str:
    """Say that a platform had a trouble of its own."""
    return say("{platform} answered {what}", platform=platform, what=what)


def slow_down(platform: str) -> str:
    """Say that a platform got too many requests."""
    return say("{platform} asks to slow down", platform=platform)


def refused(platform: str, what: str) -> str:
    """Say that a platform refused something, in its own code."""
    return say("{platform} refused it ({what})", platform=platform, what=what)
