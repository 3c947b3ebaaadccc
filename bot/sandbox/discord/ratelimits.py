"""Discord's rate limits: fifty a second for a token, and a bucket per route and channel."""

import math
import time
from dataclasses import dataclass, field

GLOBAL_PER_SECOND = 50


@dataclass(slots=True)
class Verdict:
    """What the limits say of one request, and the headers that tell it."""

    allowed: bool
    headers: dict[str, str]
    retry_after: float = 0.0
    is_global: bool = False


@dataclass(slots=True)
class _Window:
    started: float
    used: int = 0


@dataclass(slots=True)
class RateLimits:
    """Counts requests; times are seconds of a monotonic clock.

    Args:
        per_bucket: Requests in one window of one route and channel.
        window: How long that window is.
        per_second: Requests a second of a token; infinite means any.
        fixed_window: Count them from each full second on, in place of a bucket
            that fills evenly; nobody says which of the two Discord does.
        refused: How many requests were answered with 429.
    """

    per_bucket: int = 5
    window: float = 5.0
    per_second: float = GLOBAL_PER_SECOND
    fixed_window: bool = False
    refused: int = 0
    _tokens: float = GLOBAL_PER_SECOND
    _filled_at: float = field(default_factory=time.monotonic)
    _windows: dict[str, _Window] = field(default_factory=dict)

    def reset(self) -> None:
        """Forget what was used, as after a long pause."""
        self._windows.clear()
        self._tokens = self.per_second

    def judge(self, bucket: str, *, is_exempt: bool) -> Verdict:
        """Count a request; interaction endpoints do not count for the token."""
        now = time.monotonic()
        if not is_exempt and not self._take_token(now):
            wait = (1 - self._tokens) / self.per_second
            return self._refuse({"X-RateLimit-Global": "true"}, wait, scope="global")
        if not bucket:
            return Verdict(allowed=True, headers={})
        window = self._windows.get(bucket)
        if window is None or now - window.started >= self.window:
            window = self._windows[bucket] = _Window(now)
        window.used += 1
        headers = self._headers(bucket, window, now)
        if window.used > self.per_bucket:
            left = self.window - (now - window.started)
            return self._refuse(headers, left, scope="user")
        return Verdict(allowed=True, headers=headers)

    def _take_token(self, now: float) -> bool:
        if math.isinf(self.per_second):
            return True
        past = now - self._filled_at
        if self.fixed_window:
            past = math.inf if math.floor(now) > math.floor(self._filled_at) else 0.0
        self._tokens = min(self.per_second, self._tokens + past * self.per_second)
        self._filled_at = now
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True

    def _headers(self, bucket: str, window: _Window, now: float) -> dict[str, str]:
        left = max(0.0, self.window - (now - window.started))
        return {
            "X-RateLimit-Limit": str(self.per_bucket),
            "X-RateLimit-Remaining": str(max(0, self.per_bucket - window.used)),
            "X-RateLimit-Reset": f"{time.time() + left:.3f}",
            "X-RateLimit-Reset-After": f"{left:.3f}",
            "X-RateLimit-Bucket": f"{hash(bucket) & 0xFFFFFFFF:08x}",
        }

    def _refuse(self, headers: dict[str, str], wait: float, *, scope: str) -> Verdict:
        self.refused += 1
        told = {**headers, "Retry-After": str(max(1, round(wait)))}
        told |= {"X-RateLimit-Scope": scope, "Via": "1.1 sandbox"}
        return Verdict(
            allowed=False, headers=told, retry_after=wait, is_global=scope == "global"
        )
