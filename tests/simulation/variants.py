"""The platforms and conditions under which the delivery is simulated."""

from dataclasses import dataclass
from datetime import timedelta

from bot.core.schedule import OnUnknown
from tests.simulation.platform import Kind

_WINDOW = timedelta(seconds=120)
_DISCORD = Kind(name="discord", repeat_window=_WINDOW)
_BLIND_DISCORD = Kind(name="discord", repeat_window=_WINDOW, reads=False)
_SLACK = Kind(name="slack")
_BLIND_SLACK = Kind(name="slack", reads=False)


@dataclass(frozen=True, kw_only=True)
class Variant:
    """A platform with a policy, and what may happen there."""

    kind: Kind
    on_unknown: OnUnknown = OnUnknown.SKIP
    freezes: bool = True
    fails_over: bool = False  # the database forgets its last commits
    changes: bool = False  # an admin changes schedules meanwhile

    @property
    def promises_one(self) -> bool:
        """Tell whether no delivery may ever be seen twice."""
        is_sure = self.kind.reads or self.on_unknown is OnUnknown.SKIP
        return is_sure and not self.fails_over


VARIANTS = {
    "discord": Variant(kind=_DISCORD),
    "discord-changed": Variant(kind=_DISCORD, changes=True),
    "discord-blind-skip": Variant(kind=_BLIND_DISCORD),
    "discord-blind-repost": Variant(
        kind=_BLIND_DISCORD, on_unknown=OnUnknown.REPOST, changes=True
    ),
    "discord-forgetful": Variant(kind=_DISCORD, fails_over=True),
    "slack": Variant(kind=_SLACK),
    # No nonce and no freezes: whatever is seen twice here is the ledger's fault.
    "dumb": Variant(kind=_SLACK, freezes=False),
    "dumb-changed": Variant(kind=_SLACK, freezes=False, changes=True),
    "slack-blind-skip": Variant(kind=_BLIND_SLACK),
    "slack-blind-repost": Variant(kind=_BLIND_SLACK, on_unknown=OnUnknown.REPOST),
    "slack-forgetful": Variant(kind=_SLACK, fails_over=True),
}
