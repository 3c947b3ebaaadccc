"""What the demo sees of a pretend platform: its posts, and what it was asked."""

from collections import Counter
from typing import Any

from bot.sandbox.discord.sandbox import DiscordSandbox
from bot.sandbox.discord.wire import RequestRecord as DiscordCall
from bot.sandbox.faults import Fault
from bot.sandbox.server import Sandbox
from bot.sandbox.slack.sandbox import SlackSandbox
from bot.sandbox.slack.wire import RequestRecord as SlackCall

Call = DiscordCall | SlackCall
PLATFORMS = ("discord", "slack")
CHANNEL = "daily-bite"
_POST = {
    "discord": "POST /channels/{channel}/messages",
    "slack": "POST /api/chat.postMessage",
}
_LOOK = {
    "discord": "GET /channels/{channel}/messages",
    "slack": "POST /api/conversations.history",
}


class DemoRoom:
    """One platform of the sandbox."""

    def __init__(self, name: str, served: Sandbox) -> None:
        self.name = name
        self.title = name.capitalize()
        self._sandbox: DiscordSandbox | SlackSandbox = getattr(served, name)

    @property
    def place(self) -> dict[str, str]:
        """Where the demo's own schedule posts, and who set it up."""
        ana = self._sandbox.world.person("ana")
        return {
            "platform": self.name,
            "server": self._sandbox.server_id,
            "channel": self._sandbox.channel_id(CHANNEL),
            "name": ana.name,
            "person": ana.id,
        }

    def invite(self) -> None:
        """Let the bot come into the server, where its platform tells it so."""
        if isinstance(self._sandbox, DiscordSandbox):
            self._sandbox.remove_bot(unheard=True)
            self._sandbox.invite_bot()

    def hello_channel(self, person: str) -> str:
        """Give the channel where the bot says hello to who brought it."""
        if isinstance(self._sandbox, SlackSandbox):
            return self._sandbox.world.direct_channel(person).id
        return self._sandbox.channel_id(CHANNEL)

    def hold_answer(self) -> Fault:
        """Let the platform take the next post, and keep its answer to itself."""
        fault = Fault("mute", _POST[self.name])
        self._sandbox.faults.add(fault)
        return fault

    def release(self, fault: Fault) -> None:
        """Forget a fault that nothing met."""
        if fault in self._sandbox.faults.waiting:
            self._sandbox.faults.waiting.remove(fault)

    def channel_name(self, channel: str) -> str:
        """Give a channel's name as people write it."""
        return f"#{self._sandbox.world.channels[channel].name}"

    def posts(self, channel: str, mark: str) -> int:
        """Count what stands in a channel and carries a mark."""
        messages = self._sandbox.world.public_messages(channel)
        return sum(mark in str(one) for one in messages)

    def counts(self) -> Counter[str]:
        """Count all that stands in each channel."""
        world = self._sandbox.world
        return Counter({one: len(world.public_messages(one)) for one in world.channels})

    def repeated(self, mark: str, *, since: float) -> bool:
        """Tell whether a post with this mark was sent after an instant."""
        asked = self._asked(_POST[self.name], since)
        return any(mark in str(body) for body in asked)

    def looked(self, *, since: float) -> bool:
        """Tell whether a channel was read after an instant."""
        return bool(self._asked(_LOOK[self.name], since))

    def _asked(self, wanted: str, since: float) -> list[Any]:
        return [
            one.body
            for one in self._sandbox.requests
            if one.at >= since and _route(one) == wanted
        ]


def _route(record: Call) -> str:
    if isinstance(record, SlackCall):
        return f"POST /api/{record.method}"  # however it was asked
    return record.route
