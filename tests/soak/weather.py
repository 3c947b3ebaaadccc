"""Bad weather between the bots and the platforms: lost, late and broken requests."""

import asyncio
import random
from collections import Counter

from bot.sandbox.faults import Fault, Kind
from bot.sandbox.server import Sandbox
from bot.sandbox.slack.slackfaults import SlackFault
from tests.soak.troubles import Troubles

ROUTES = {
    "POST /channels/{channel}/messages": 8,
    "GET /channels/{channel}/messages": 2,
    "GET /channels/{channel}": 1,
    "POST /api/chat.postMessage": 6,
    "GET /api/conversations.history": 2,
}
# How often each comes, beside the others; a hang takes a whole request's patience.
KINDS: dict[Kind, int] = {
    "drop_before": 6,
    "drop_after": 6,
    "reset": 6,
    "status": 6,
    "rate_limit": 3,
    "trickle": 3,
    "delay": 6,
    "hang": 1,
    "mute": 1,
}
MOST_WAITING = 3
PAUSES = (0.1, 0.9)  # seconds between two faults
CUTS = (8.0, 25.0)  # seconds between two cut connections
CALM = 5.0  # seconds that a cut connection may take to come back


class Weather:
    """Makes faults and cuts connections until it is told to be fair."""

    def __init__(self, sandbox: Sandbox, troubles: Troubles, seed: int) -> None:
        self._sandbox = sandbox
        self._troubles = troubles
        self._dice = random.Random(seed)  # noqa: S311 - no secret
        self.met: Counter[str] = Counter()

    async def rain(self) -> None:
        """Add faults for ever."""
        waiting = self._sandbox.faults.waiting
        while True:
            if len(waiting) < MOST_WAITING:
                fault = self._fault()
                self.met[fault.kind if type(fault) is Fault else "error code"] += 1
                self._sandbox.faults.add(fault)
            await asyncio.sleep(self._dice.uniform(*PAUSES))

    async def storm(self) -> None:
        """Cut the gateway and the socket, again and again."""
        while True:
            await asyncio.sleep(self._dice.uniform(*CUTS))
            cut = self._dice.choice(("gateway", "socket", "socket refresh"))
            self.met[f"{cut} cut"] += 1
            with self._troubles.lasting(CALM):
                if cut == "gateway":
                    code = self._dice.choice((4000, 1006, 4009))
                    await self._sandbox.discord.close_gateways(code)
                elif cut == "socket":
                    self._sandbox.slack.drop_sockets()
                else:
                    await self._sandbox.slack.disconnect()

    def clear(self) -> None:
        """Let no request meet a fault any more."""
        self._sandbox.faults.waiting.clear()

    def _fault(self) -> Fault:
        (route,) = self._dice.choices(list(ROUTES), list(ROUTES.values()))
        (kind,) = self._dice.choices(list(KINDS), list(KINDS.values()))
        if "/api/" in route and self._dice.random() < 0.15:
            return SlackFault(route=route, applies=self._dice.random() < 0.5)
        return Fault(
            kind,
            route,
            status=self._dice.choice((500, 502, 503, 504)),
            seconds=self._dice.uniform(0.5, 3.0),
            applies=kind != "rate_limit" and self._dice.random() < 0.5,
            is_global=self._dice.random() < 0.3,
        )
