"""Faults that a sandbox can be told to have: lost, late and broken answers."""

import asyncio
from dataclasses import dataclass, field
from typing import Literal

from aiohttp import web

Kind = Literal[
    "drop_before", "drop_after", "mute", "delay", "status", "hang", "rate_limit"
]
_LOOK = 0.05  # seconds between looks whether the caller is still there


@dataclass(slots=True)
class Fault:
    """One way to fail, for the next few requests to a route.

    Args:
        kind: `drop_before` cuts the connection before anything happened,
            `drop_after` when it was done; `mute` does it, then never answers;
            `hang` does nothing and never answers.
        route: A method and a path as the protocol documents it, such as
            `POST /channels/{channel}/messages`; empty means any.
        times: How many requests it meets.
        status: What `status` answers, without doing anything.
        seconds: How long `delay` waits, or what `rate_limit` demands.
        is_global: Whether `rate_limit` is for the whole token.
        via: Whether `rate_limit` carries the `Via` header of the platform's proxy.
        met: Set when `mute` has done what was asked.
    """

    kind: Kind
    route: str = ""
    times: int = 1
    status: int = 502
    seconds: float = 0.5
    is_global: bool = False
    via: bool = True
    met: asyncio.Event = field(default_factory=asyncio.Event, compare=False, repr=False)


@dataclass(slots=True)
class Faults:
    """The faults that still wait for a request."""

    waiting: list[Fault] = field(default_factory=list)

    def add(self, fault: Fault) -> None:
        """Let the next fitting requests meet a fault."""
        self.waiting.append(fault)

    def take(self, route: str) -> Fault | None:
        """Give the fault that a request to this route meets, if any."""
        for fault in self.waiting:
            if fault.route in ("", route):
                fault.times -= 1
                if fault.times <= 0:
                    self.waiting.remove(fault)
                return fault
        return None


async def keep_silent(request: web.Request, fault: Fault) -> None:
    """Let a caller wait for an answer for as long as it is there."""
    fault.met.set()
    while request.transport is not None:  # noqa: ASYNC110 - nothing tells when it goes
        await asyncio.sleep(_LOOK)
