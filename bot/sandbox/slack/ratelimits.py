"""Slack's rate limits: a tier per method, and one message a second in a channel."""

import math
import time
from dataclasses import dataclass, field

# https://docs.slack.dev/apis/web-api/rate-limits : calls a minute for each method
_TIERS = {1: 1, 2: 20, 3: 50, 4: 100, 5: 300}
_TIER_OF = {
    "apps.connections.open": 3,
    "auth.test": 5,
    "bots.info": 3,
    "chat.delete": 3,
    "chat.getPermalink": 5,
    "chat.postEphemeral": 4,
    "chat.postMessage": 5,
    "chat.update": 3,
    "conversations.history": 3,
    "conversations.info": 3,
    "conversations.join": 3,
    "conversations.list": 2,
    "conversations.members": 4,
    "conversations.open": 3,
    "oauth.v2.access": 5,
    "team.info": 3,
    "users.conversations": 3,
    "users.info": 4,
    "users.list": 2,
    "views.open": 4,
    "views.publish": 4,
    "views.push": 4,
    "views.update": 4,
}
_MINUTE = 60.0


@dataclass(slots=True)
class _Window:
    started: float
    used: int = 0


@dataclass(slots=True)
class _Bucket:
    filled_at: float
    tokens: float


@dataclass(slots=True)
class RateLimits:
    """Counts calls; times are seconds of a monotonic clock.

    Args:
        per_second: Messages a second in one channel.
        burst: How many may come at once.
        per_minute: Calls a minute, by method, where they differ from Slack's tiers.
        refused: How many calls were answered with 429.
    """

    per_second: float = 1.0
    burst: int = 3
    per_minute: dict[str, int] = field(default_factory=dict)
    refused: int = 0
    _windows: dict[str, _Window] = field(default_factory=dict)
    _buckets: dict[str, _Bucket] = field(default_factory=dict)

    def reset(self) -> None:
        """Forget what was used, as after a long pause."""
        self._windows.clear()
        self._buckets.clear()

    def judge(self, method: str, channel: str) -> int:
        """Count a call; give the seconds to wait, or 0 where it may go."""
        now = time.monotonic()
        wait = self._window(method, now)
        if method == "chat.postMessage":
            wait = wait or self._bucket(channel, now)
        self.refused += wait > 0
        return math.ceil(wait)

    def _window(self, method: str, now: float) -> float:
        most = self.per_minute.get(method, _TIERS[_TIER_OF.get(method, 3)])
        window = self._windows.get(method)
        if window is None or now - window.started >= _MINUTE:
            window = self._windows[method] = _Window(now)
        if window.used >= most:
            return _MINUTE - (now - window.started)
        window.used += 1
        return 0.0

    def _bucket(self, channel: str, now: float) -> float:
        bucket = self._buckets.setdefault(channel, _Bucket(now, self.burst))
        gained = (now - bucket.filled_at) * self.per_second
        bucket.tokens = min(self.burst, bucket.tokens + gained)
        bucket.filled_at = now
        if bucket.tokens < 1:
            return (1 - bucket.tokens) / self.per_second
        bucket.tokens -= 1
        return 0.0
