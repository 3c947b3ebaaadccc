"""Trigger ids: each opens one view, within three seconds."""

import secrets
import time
from dataclasses import dataclass, field

from bot.sandbox.slack.refusals import Refusal, invalid

LIVES = 3.0  # seconds of real time


@dataclass(slots=True)
class Trigger:
    """What lets the app open a view for somebody who just did something."""

    person: str
    channel: str
    in_view: bool
    started: float = field(default_factory=time.monotonic)
    is_used: bool = False
    id: str = field(
        default_factory=lambda: (
            f"{secrets.randbelow(10**13)}.{secrets.randbelow(10**9)}.{secrets.token_hex(16)}"
        )
    )


class Triggers:
    """Gives triggers out, and takes each back once."""

    def __init__(self) -> None:
        self.by_id: dict[str, Trigger] = {}

    def start(self, person: str, channel: str, *, in_view: bool) -> Trigger:
        """Make a trigger; its three seconds begin."""
        new = Trigger(person, channel, in_view)
        self.by_id[new.id] = new
        return new

    def find(self, trigger_id: object) -> Trigger:
        """Give a trigger that may still be used, or refuse as Slack does."""
        if not trigger_id:
            raise invalid(["missing required field: trigger_id"])
        found = self.by_id.get(str(trigger_id))
        if found is None:
            raise Refusal("invalid_trigger_id")
        if found.is_used:
            raise Refusal("exchanged_trigger_id")
        if time.monotonic() - found.started > LIVES:
            raise Refusal("expired_trigger_id")
        return found
