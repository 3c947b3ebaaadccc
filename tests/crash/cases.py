"""Where a bot may die, what else goes wrong, and what must be there in the end."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from bot.core.delivery import DeliveryState
from bot.core.schedule import OnUnknown
from bot.sandbox.faults import Fault
from tests.crash.life import AROUND_A_POST, IN_TRANSACTIONS

NO_DEATH = ""
BEFORE_A_CLAIM = ("in plan", "after plan", "in claim")
BEFORE_A_POST = (*BEFORE_A_CLAIM, "after claim", "before send")
PATIENCE = 0.5  # seconds with an answer, where it comes late
FAULTS = {
    "": None,
    "request lost": Fault("drop_before"),
    "reply lost": Fault("drop_after"),
    "reply late": Fault("delay", seconds=3 * PATIENCE, applies=True),
}


@dataclass(frozen=True, slots=True)
class Case:
    """One way for a post to go wrong, and to be recovered.

    Args:
        platform: Where the post goes.
        point: Where the first bot dies; empty: it lives.
        fault: What its post meets.
        is_late: Whether the recovery comes when a nonce is forgotten.
        may_read: Whether the bot may look for its posts.
        policy: What it does when nobody can say.
    """

    platform: str
    point: str
    fault: str
    is_late: bool
    may_read: bool
    policy: OnUnknown = OnUnknown.SKIP

    def __str__(self) -> str:
        words = (
            self.platform,
            self.point or "no death",
            self.fault,
            "late" if self.is_late else "soon",
            "reads" if self.may_read else f"blind {self.policy}",
        )
        return ", ".join(filter(None, words))

    @property
    def posted_first(self) -> int:
        """How many posts the first bot leaves."""
        is_lost = self.point in BEFORE_A_POST or self.fault == "request lost"
        return 0 if is_lost else 1

    @property
    def expected(self) -> tuple[int, DeliveryState]:
        """How many posts there are in the end, and what the row says."""
        if self._is_clear or self.may_read or self._repeats_safely:
            return 1, DeliveryState.SENT
        if self.policy is OnUnknown.SKIP:
            return self.posted_first, DeliveryState.UNCONFIRMED
        return self.posted_first + 1, DeliveryState.SENT

    @property
    def _is_clear(self) -> bool:
        """Tell whether the row itself says all that the second bot must know."""
        is_settled = self.point in (NO_DEATH, "after settle") and not self.fault
        return self.point in BEFORE_A_CLAIM or is_settled

    @property
    def _repeats_safely(self) -> bool:
        return self.platform == "discord" and not self.is_late


def _deaths() -> Iterator[tuple[str, str]]:
    """Pair each point with the faults that a bot can meet before it dies there."""
    for point in (*IN_TRANSACTIONS, *AROUND_A_POST, NO_DEATH):
        if point in (*BEFORE_A_POST, "after send"):
            yield point, ""
        else:
            is_unclear = point == "on an unclear result"
            yield from ((point, one) for one in FAULTS if one or not is_unclear)


def whole_matrix() -> list[Case]:
    """List every case; the policy varies where it may matter."""
    wheres = product(("discord", "slack"), _deaths(), (False, True), (True, False))
    return [
        Case(platform, point, fault, is_late, may_read, policy)
        for platform, (point, fault), is_late, may_read in wheres
        for policy in (list(OnUnknown) if not may_read else [OnUnknown.SKIP])
    ]


def short_matrix() -> list[Case]:
    """List each point and each fault once, and each cell of the table of promises."""
    return [
        one
        for number, one in enumerate(whole_matrix())
        if _is_plain(one) or (_is_cell(one) and number % 2 == 0)
    ]


def _is_plain(case: Case) -> bool:
    is_first = case.fault in ("", "reply lost")
    wanted = is_first if case.point != NO_DEATH else bool(case.fault)
    is_soon = case.is_late is (case.platform == "slack")
    return case.may_read and is_soon and wanted


def _is_cell(case: Case) -> bool:
    return not case.may_read and case.point in ("before send", "after send")
