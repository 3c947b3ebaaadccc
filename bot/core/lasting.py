"""How far the unseen bites of a server reach for all of its schedules together."""

from collections import deque
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from bot.core.schedule import Slot


@dataclass(frozen=True, slots=True)
class Taker:
    """A schedule that takes bites: its course, where it stands, and when it posts."""

    order: tuple[str, ...]
    cursor: int
    slots: Sequence[Slot]

    def left(self, unseen: Set[str]) -> deque[str]:
        """Give what it can still take, in the order in which it does."""
        turned = (*self.order[self.cursor :], *self.order[: self.cursor])
        return deque(one for one in turned if one in unseen)


@dataclass(frozen=True, slots=True)
class Lasting:
    """Which posts of a schedule still find a new bite, and how many are left then."""

    slots: Sequence[Slot]
    left: int


def last_together(takers: Mapping[str, Taker], unseen: Set[str]) -> dict[str, Lasting]:
    """Let schedules that share bites post in turn; what one takes is gone for all."""
    lines = {key: one.left(unseen) for key, one in takers.items()}
    found: dict[str, list[Slot]] = {key: [] for key in takers}
    taken: set[str] = set()
    turns = [(slot.at, key, slot) for key, one in takers.items() for slot in one.slots]
    for _, key, slot in sorted(turns, key=lambda turn: turn[:2]):
        line = lines[key]
        while line and line[0] in taken:
            line.popleft()
        if line:
            taken.add(line.popleft())
            found[key].append(slot)
    return {
        key: Lasting(slots, sum(one not in taken for one in lines[key]))
        for key, slots in found.items()
    }
