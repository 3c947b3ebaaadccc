"""Whatever happens to the library, a server sees no bite twice while one is unseen."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from hypothesis import given
from hypothesis import strategies as st

from bot.core.bites import Bite, Level, Library, Topic
from bot.core.selection import VARIANTS, Courses, Order, windows
from tests.conftest import make_bite
from tests.core.make import first_unseen

TOPICS = [Topic(id=one, name=one, description="") for one in ("a", "b")]
IDS = st.sampled_from([f"{one.id}/b{n}" for one in TOPICS for n in range(12)])


@dataclass
class Server:
    """A server with one schedule, and an editor at work on its library."""

    variant: int
    bites: dict[str, Bite] = field(default_factory=dict)
    cursor: int = 0
    course: str = ""
    shown: list[str] = field(default_factory=list)

    def order(self) -> Order:
        courses = Courses(Library.of(TOPICS, self.bites.values()))
        return courses.order(variant=self.variant)

    def post(self, _: str = "") -> None:
        order = self.order()
        start = self.cursor if self.course == order.mark else 0
        for begin, candidates in windows(order, start):
            at = first_unseen(candidates, set(self.shown))
            if at is not None:
                self.shown.append(candidates[at])
                self.cursor, self.course = begin + at + 1, order.mark
                return

    def add(self, bite_id: str) -> None:
        self.bites.setdefault(bite_id, make_bite(bite_id))

    def remove(self, bite_id: str) -> None:
        self.bites.pop(bite_id, None)

    def rename(self, bite_id: str) -> None:
        if bite := self.bites.get(bite_id):
            self.bites[bite_id] = replace(bite, title=f"New: {len(self.shown)}")

    def raise_level(self, bite_id: str) -> None:
        if bite := self.bites.get(bite_id):
            self.bites[bite_id] = replace(bite, level=Level.ADVANCED)


Step = tuple[Callable[[Server, str], None], str]
EDITS = [Server.add, Server.add, Server.remove, Server.rename, Server.raise_level]
STEPS = st.lists(st.tuples(st.sampled_from([*EDITS, Server.post, Server.post]), IDS))
STARTS = st.sets(IDS, max_size=15)


def after(start: set[str], variant: int, steps: list[Step]) -> Server:
    """Give a server that has been through all of this."""
    server = Server(variant, {one: make_bite(one) for one in start})
    for act, bite_id in steps:
        act(server, bite_id)
    return server


@given(STARTS, st.integers(0, VARIANTS - 1), STEPS)
def test_no_edit_brings_a_bite_back(
    start: set[str], variant: int, steps: list[Step]
) -> None:
    server = after(start, variant, steps)

    assert len(server.shown) == len(set(server.shown))


@given(STARTS, st.integers(0, VARIANTS - 1), STEPS)
def test_each_unseen_bite_is_shown_before_a_schedule_runs_dry(
    start: set[str], variant: int, steps: list[Step]
) -> None:
    server = after(start, variant, steps)

    for _ in server.bites:
        server.post()

    assert set(server.bites) <= set(server.shown)
    assert len(server.shown) == len(set(server.shown))


@given(STARTS, st.integers(0, VARIANTS - 1))
def test_posts_follow_the_order_while_nothing_changes(
    start: set[str], variant: int
) -> None:
    server = after(start, variant, [])

    for _ in server.bites:
        server.post()

    assert tuple(server.shown) == server.order()
