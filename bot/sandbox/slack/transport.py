"""What both ways to the app have in common: an acknowledgement, and a further try."""

from dataclasses import dataclass
from typing import Any

ACK_WITHIN = 3.0  # seconds of real time


@dataclass(frozen=True, slots=True)
class Ack:
    """What the app answered; `error` is Slack's word where it did not."""

    payload: dict[str, Any] | None = None
    error: str = ""
    reason: str = ""  # why an event would be sent again
    no_retry: bool = False


@dataclass(frozen=True, slots=True)
class Retry:
    """Which try of an event this is; 0 is the first."""

    number: int = 0
    reason: str = ""
