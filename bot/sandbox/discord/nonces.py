"""Nonces that Discord remembers for a few minutes, to refuse a repeated post."""

import time

WINDOW = 300.0  # seconds; the real one is undocumented ("the past few minutes")


class Nonces:
    """Which message a nonce made; `window` can be shortened."""

    def __init__(self) -> None:
        self.window = WINDOW
        self._made: dict[str, tuple[float, str]] = {}

    def known(self, nonce: str) -> str:
        """Give the message that this nonce made lately, or nothing."""
        made_at, message = self._made.get(nonce, (0.0, ""))
        return message if message and time.monotonic() - made_at < self.window else ""

    def note(self, nonce: str, message: str) -> None:
        """Remember what a nonce made."""
        self._made[nonce] = (time.monotonic(), message)
