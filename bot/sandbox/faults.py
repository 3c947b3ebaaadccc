"""Faults that a sandbox can be told to have: lost, late and broken answers."""

import asyncio
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal[
    "drop_before",
    "drop_after",
    "reset",
    "mute",
    "delay",
    "trickle",
    "status",
    "hang",
    "rate_limit",
]


@dataclass(slots=True)
class Fault:
    """One way to fail, for the next few requests to a route.

    Args:
        kind: `drop_before` cuts the connection before anything happened,
            `drop_after` when it was done; `reset` breaks it off with a TCP reset;
            `hang` never answers; `mute` does it, then never answers; `trickle` does
            it and answers byte by byte.
        route: A method and a path as the protocol documents it, such as
            `POST /channels/{channel}/messages`; empty means any.
        times: How many requests it meets.
        status: What `status` answers.
        seconds: How long `delay` waits, how long the whole answer of `trickle` takes,
            or what `rate_limit` demands.
        applies: Whether `reset`, `delay`, `status` and `hang` come when the work is
            done; else they come before, and only after a `delay` it is done at all.
        is_global: Whether `rate_limit` is for the whole token.
        via: Whether `rate_limit` carries the `Via` header of the platform's proxy.
        met: Set when `mute` has done what was asked.
    """

    kind: Kind
    route: str = ""
    times: int = 1
    status: int = 502
    seconds: float = 0.5
    applies: bool = False
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
