"""What a person saw after doing something."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.slack.blocks import shown_text
from bot.sandbox.slack.effects import Effect
from bot.sandbox.slack.views import View
from bot.sandbox.slack.world import Message


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an act.

    Args:
        kind: `message`, `view`, `ack` (nothing to see yet), `errors` (of a form),
            `failed` (the app did not take it, or Slack did not let it).
        seconds: Until this was seen.
        message: The message that appeared or changed.
        view: The view that appeared or changed.
        errors: What is wrong with a form, by block id.
        error: What Slack says where it failed.
    """

    kind: str
    seconds: float
    message: Message | None = None
    view: View | None = None
    errors: dict[str, str] = field(default_factory=dict)
    error: str = ""
    later: Callable[[float], Awaitable["Outcome"]] | None = None

    @property
    def text(self) -> str:
        """Every word that is shown: fallback text and blocks, title and blocks."""
        if self.message:
            parts = [self.message["text"], shown_text(self.message["blocks"])]
            return "\n".join(one for one in parts if one)
        if self.view:
            title = (self.view.get("title") or {}).get("text", "")
            return "\n".join([title, shown_text(self.view["blocks"])]).strip()
        return self.error or "\n".join(self.errors.values())

    async def final(self, timeout: float = 15) -> "Outcome":  # noqa: ASYNC109 - of the wait
        """Wait for the next thing that this person sees after this.

        Raises:
            TimeoutError: Nothing more came.
        """
        if self.later is None:
            raise TypeError("nothing was sent")
        following = await self.later(timeout)
        if following.kind == "ack":
            raise TimeoutError("nothing more came")
        return following


def text_of(shown: dict[str, Any]) -> str:
    """Give every word of a message or view."""
    if shown.get("type") in ("modal", "home"):
        return Outcome("view", 0, view=shown).text
    return Outcome("message", 0, message=shown).text


def seen_in(effect: Effect) -> Outcome:
    """Give what a person saw of an effect."""
    if effect.name in ("VIEW", "HOME"):
        return Outcome("view", 0, view=effect.data["view"])
    if effect.name == "MESSAGE_DELETE":
        return Outcome("ack", 0)
    return Outcome("message", 0, message=effect.data)
