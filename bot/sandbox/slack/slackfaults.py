"""Faults that only Slack has: an error code in an answer of 200, done or not."""

from dataclasses import dataclass

from bot.sandbox.faults import Fault, Kind


@dataclass(slots=True)
class SlackFault(Fault):
    """Answer with an error code, though Slack may have done what was asked.

    Args:
        error: The code, such as `internal_error`, of which Slack says that
            "some aspect of the operation" may have succeeded.
        applies: Whether the call does its work all the same.
    """

    kind: Kind = "delay"
    seconds: float = 0.0
    error: str = "internal_error"
    applies: bool = True
