"""Schedules, deliveries and drafts as the tests of the core need them."""

from collections.abc import Sequence, Set
from datetime import UTC, date, datetime, time
from typing import Any

from bot.core.content_drafts import Draft
from bot.core.delivery import Delivery, DeliveryState
from bot.core.schedule import Schedule

NOW = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)  # a Tuesday, 08:00 in Paris


def make_schedule(**changes: Any) -> Schedule:
    values: dict[str, Any] = {
        "id": "s1",
        "platform": "discord",
        "server": "1",
        "channel": "2",
        "time": time(9),
        "timezone": "Europe/Paris",
        "active_from": NOW,
    }
    return Schedule(**values | changes)


def make_delivery(**changes: Any) -> Delivery:
    values: dict[str, Any] = {
        "id": "d_1",
        "schedule": "s1",
        "platform": "discord",
        "server": "1",
        "channel": "2",
        "local_date": date(2026, 11, 24),
        "due_at": NOW,
        "state": DeliveryState.SENDING,
        "attempts": 1,
        "first_send_at": NOW,
    }
    return Delivery(**values | changes)


def make_draft(
    bite_id: str = "topic/one",
    *,
    summary: str = "",
    footgun: str = "",
    deeper: str = "",
    **meta: Any,
) -> Draft:
    """Build a draft that holds only what a test gives it."""
    sections = {"Summary": summary, "Footgun": footgun, "Deeper": deeper}
    head = "\n".join(f"{key}: {value}" for key, value in meta.items())
    text = (
        f"---\n{head}\n---\n{summary}\n\n## Footgun\n{footgun}\n\n## Deeper\n{deeper}\n"
    )
    return Draft(bite_id, "topic/one.md", text, meta, sections)


def words(count: int) -> str:
    """Write so many words."""
    return " ".join(f"word{n}" for n in range(count))


def first_unseen(candidates: Sequence[str], seen: Set[str]) -> int | None:
    """Give the position of the first candidate that was not seen."""
    return next((at for at, one in enumerate(candidates) if one not in seen), None)
