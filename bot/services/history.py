"""What a server has seen, whichever ids its bites had when they were shown."""

from collections.abc import Sequence
from itertools import accumulate

from bot.core.shelf import Shelf
from bot.ports import Showing, Store

Asked = tuple[str, str, Sequence[str]]  # platform, server, bites


class History:
    """Asks the store about bites by all of their ids: a renamed one stays seen."""

    def __init__(self, store: Store, shelf: Shelf) -> None:
        self._store = store
        self._shelf = shelf

    async def unseen(self, wanted: Sequence[Asked]) -> list[list[int]]:
        """Say for each (platform, server, bites) which positions are unseen."""
        library = self._shelf.library
        if not library.moved:
            return await self._store.unseen(wanted)
        named = [list(map(library.ids_of, bites)) for _, _, bites in wanted]
        every = [
            (platform, server, [one for ids in all_ids for one in ids])
            for (platform, server, _), all_ids in zip(wanted, named, strict=True)
        ]
        found = await self._store.unseen(every)
        return [
            _wholly(set(places), list(map(len, ids)))
            for places, ids in zip(found, named, strict=True)
        ]

    async def longest_ago(
        self, platform: str, server: str, bites: Sequence[str]
    ) -> str | None:
        """Give the bite of these that was shown longest ago, by its id in the history."""
        ids_of = self._shelf.library.ids_of
        every = [one for bite in bites for one in ids_of(bite)]
        return await self._store.longest_ago(platform, server, every)

    async def showing(self, platform: str, server: str, bite: str) -> Showing | None:
        """Tell when a server saw a bite, if it did; by its id in the history."""
        for one in self._shelf.library.ids_of(bite):
            if found := await self._store.showing(platform, server, one):
                return found
        return None

    async def record(self, platform: str, server: str, showing: Showing) -> bool:
        """Put a bite into the history; False when it is there, by whichever id."""
        for one in self._shelf.library.ids_of(showing.bite)[1:]:
            if await self._store.showing(platform, server, one):
                return False
        return await self._store.record_showing(platform, server, showing)


def _wholly(places: set[int], sizes: Sequence[int]) -> list[int]:
    """Give the groups all of whose places are among these."""
    starts = accumulate(sizes, initial=0)
    return [
        at
        for at, (start, size) in enumerate(zip(starts, sizes, strict=False))
        if places.issuperset(range(start, start + size))
    ]
