"""Publishing a message to the servers that follow its announcement channel."""

from collections import defaultdict, deque
from datetime import datetime, timedelta

from bot.sandbox.discord.refusals import Refusal
from bot.sandbox.discord.world import Message, World

CROSSPOSTED = 1 << 0  # a flag of the message
_ANNOUNCEMENTS = 5
_AN_HOUR, _MOST = timedelta(hours=1), 10


class Announcements:
    """Publishes messages, at most ten an hour and channel."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._at: defaultdict[str, deque[datetime]] = defaultdict(deque)

    def publish(self, message: Message) -> Message:
        """Hand an own message on."""
        channel = self._world.channel(message["channel_id"])
        if channel.type != _ANNOUNCEMENTS:
            raise Refusal(400, 50024, "Cannot execute action on this channel type")
        if message["flags"] & CROSSPOSTED:
            raise Refusal(400, 40033, "This message has already been crossposted.")
        self._count(channel.id)
        message["flags"] |= CROSSPOSTED
        self._world.emit("MESSAGE_UPDATE", message)
        return message

    def _count(self, channel_id: str) -> None:
        now, before = self._world.now(), self._at[channel_id]
        while before and now - before[0] >= _AN_HOUR:
            before.popleft()
        if len(before) >= _MOST:
            wait = (before[0] + _AN_HOUR - now).total_seconds()
            refusal = Refusal(429, 0, "You are being rate limited.")
            refusal.body |= {"retry_after": wait, "global": False}
            raise refusal
        before.append(now)
