"""Which token opens which workspace, and until when."""

import math
import time
from dataclasses import dataclass

from bot.sandbox.slack.refusals import Refusal
from bot.sandbox.slack.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Grant:
    """A token of the app's bot in a workspace; times are monotonic."""

    workspace: Workspace
    token: str
    ends_at: float = math.inf


class Grants:
    """All tokens that were given out and not taken back."""

    def __init__(self) -> None:
        self.by_token: dict[str, Grant] = {}

    def add(
        self, workspace: Workspace, token: str, *, ends_at: float = math.inf
    ) -> None:
        """Let a token open a workspace; of those that end, the two newest stay."""
        self.by_token[token] = Grant(workspace, token, ends_at)
        ending = [one for one in self.of(workspace) if one.ends_at < math.inf]
        for one in ending[:-2]:
            del self.by_token[one.token]

    def of(self, workspace: Workspace) -> list[Grant]:
        """List what opens a workspace, oldest first."""
        return [one for one in self.by_token.values() if one.workspace is workspace]

    def take_back(self, workspace: Workspace) -> None:
        """Let nothing open a workspace any more."""
        for one in self.of(workspace):
            del self.by_token[one.token]

    def find(self, token: str) -> Grant | None:
        """Give what a token opens, or refuse as Slack does once its time is over."""
        found = self.by_token.get(token)
        if found and found.ends_at <= time.monotonic():
            raise Refusal("token_expired")
        return found
