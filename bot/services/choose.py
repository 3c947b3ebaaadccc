"""Find the first unseen bite of many courses at once; a server's never share one."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol

from bot.core.selection import windows


class Seen(Protocol):
    """Who can say what servers have seen: the store, or the history in front of it."""

    async def unseen(
        self, wanted: Sequence[tuple[str, str, Sequence[str]]]
    ) -> list[list[int]]:
        """Say for each (platform, server, bites) which positions are unseen."""


class Wanted(NamedTuple):  # made for each schedule that is due
    """A server that wants the first bite of an order which it has not seen."""

    platform: str
    server: str
    order: Sequence[str]
    cursor: int = 0


async def choose(history: Seen, wanted: Sequence[Wanted]) -> list[int | None]:
    """Give each one's position in its order, or None where all were seen.

    Asks for the next few candidates of the whole batch in one query, and looks
    further only for those that found nothing there.
    """
    looks = [windows(one.order, one.cursor) for one in wanted]
    taken: dict[tuple[str, str], set[str]] = defaultdict(set)
    chosen: list[int | None] = [None] * len(wanted)
    open_ones = list(range(len(wanted)))
    while asked := _next_looks(open_ones, looks):
        unseen = await history.unseen(
            [(wanted[at].platform, wanted[at].server, look) for at, _, look in asked]
        )
        open_ones = []
        for (at, begin, look), places in zip(asked, unseen, strict=True):
            others = taken[wanted[at].platform, wanted[at].server]
            free = (place for place in places if look[place] not in others)
            if (place := next(free, None)) is None:
                open_ones.append(at)
            else:
                chosen[at] = begin + place
                others.add(look[place])
    return chosen


def _next_looks(
    open_ones: Sequence[int], looks: Sequence[Iterator[tuple[int, Sequence[str]]]]
) -> list[tuple[int, int, Sequence[str]]]:
    """Give the next window of each that has one, as (which, its begin, its bites)."""
    found = ((at, next(looks[at], None)) for at in open_ones)
    return [(at, *look) for at, look in found if look]
