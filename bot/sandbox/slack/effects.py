"""What the app did that a person can see, in order, so that one can wait for it."""

import asyncio
from collections import deque
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from bot.sandbox.slack.world import World

_KEPT = 1000


@dataclass(frozen=True, slots=True)
class Effect:
    """One change that somebody could see; `number` counts all of them."""

    number: int
    name: str
    data: dict[str, Any]


class Effects:
    """Listens to the world, and remembers the latest changes."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._seen: deque[Effect] = deque(maxlen=_KEPT)
        self._changed = asyncio.Event()
        self.count = 0
        world.listeners.append(self._note)

    async def first(
        self,
        *,
        after: int,
        person: str,
        channel: str,
        acts: Collection[str],
        timeout: float,  # noqa: ASYNC109 - of the wait
    ) -> Effect | None:
        """Wait for the first thing after a number that this person sees there.

        Args:
            after: The number of the last effect that does not count.
            person: Who looks.
            channel: Where they look.
            acts: Their trigger's and response URL's id; what came by another's
                belongs to another act.
            timeout: How long they look.
        """
        try:
            async with asyncio.timeout(timeout):
                while True:
                    for one in self._seen:
                        is_later = one.number > after
                        is_ours = one.data.get("answers") in ("", None, *acts)
                        if is_later and is_ours and self._shows(one, person, channel):
                            return one
                    await self._changed.wait()
        except TimeoutError:
            return None

    def _note(self, name: str, data: dict[str, Any]) -> None:
        if name == "BOT" or (name == "VIEW" and data["what"] == "closed"):
            return
        if name.startswith("MESSAGE_") and data["user"] != self._world.bot_user_id:
            return
        self.count += 1
        self._seen.append(Effect(self.count, name, data))
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()

    def _shows(self, effect: Effect, person: str, channel: str) -> bool:
        if effect.name in ("VIEW", "HOME"):
            return bool(effect.data["person"] == person)
        only_for = self._world.private.get(effect.data["ts"], person)
        direct = self._world.direct.get(person)
        places = {channel, direct.id if direct else channel}
        return effect.data["channel"] in places and only_for == person
