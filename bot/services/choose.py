"""Find the first unseen bite of many courses at once."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.selection import windows
from bot.ports import Store


@dataclass(frozen=True, slots=True)
class Wanted:
    """A server that wants the first bite of an order which it has not seen."""

    platform: str
    server: str
    order: Sequence[str]
    cursor: int = 0


async def choose(store: Store, wanted: Sequence[Wanted]) -> list[int | None]:
    """Give each one's position in its order, or None where all were seen.

    Asks for the next few candidates of the whole batch in one query, and looks
    further only for those that found nothing there.
    """
    looks = [windows(one.order, one.cursor) for one in wanted]
    chosen: list[int | None] = [None] * len(wanted)
    open_ones = list(range(len(wanted)))
    while open_ones:
        asked = [(at, look) for at in open_ones if (look := next(looks[at], None))]
        firsts = await store.unseen(
            [(wanted[at].platform, wanted[at].server, look[1]) for at, look in asked]
        )
        open_ones = []
        for (at, (begin, _)), first in zip(asked, firsts, strict=True):
            if first is None:
                open_ones.append(at)
            else:
                chosen[at] = begin + first
    return chosen
