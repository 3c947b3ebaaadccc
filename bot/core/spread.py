"""Popular minutes: how long each schedule's posts wait after their due instant."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.delivery import Delivery


@dataclass(frozen=True, slots=True)
class Spread:
    """Within how many minutes posts leave that are due at the same one."""

    minutes: int = 0

    def moment(self, schedule: str, due_at: datetime, until: datetime) -> datetime:
        """Give when a post leaves: always as long after its due instant, and in time.

        Args:
            schedule: Its schedule's id, which decides.
            due_at: When it is due.
            until: The last instant at which it may be posted.
        """
        wait = timedelta(seconds=_seconds(schedule, self.minutes))
        return due_at + min(wait, (until - due_at) / 2)

    def as_meant(self, delivery: Delivery) -> Delivery:
        """Give a delivery as due when it was planned for, if that is its own moment."""
        if not self.minutes or delivery.post_until is None:
            return delivery
        where = (delivery.schedule, delivery.due_at, delivery.post_until)
        moment = self.moment(*where)
        is_own = delivery.next_attempt_at == moment
        return delivery._replace(due_at=moment) if is_own else delivery


NO_SPREAD = Spread()


def _seconds(schedule: str, minutes: int) -> int:
    digest = hashlib.sha256(f"{schedule}:spread".encode()).digest()
    return int.from_bytes(digest[:8]) % (minutes * 60) if minutes else 0
