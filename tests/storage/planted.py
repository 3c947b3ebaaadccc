"""Rows of everything for one server, each with a mark by which it is known anywhere."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import insert, select

from bot.core.cards import Card, card_to_json
from bot.core.frozen import settings_to_json
from bot.core.managers import ADDED
from bot.storage import owners
from bot.storage.store import SqlStore
from bot.storage.tables import metadata
from tests.storage.make import NOW, make_schedule

NEVER = datetime(2031, 1, 1, tzinfo=UTC)  # so that nothing of it falls due
Rows = Mapping[str, Sequence[Mapping[str, Any]]]


@dataclass(frozen=True)
class Planted:
    """A server, and the ids by which others might reach for what is its own."""

    mark: str
    platform: str
    server: str
    channel: str

    @property
    def schedule(self) -> str:
        return f"{self.mark}sched"

    @property
    def person(self) -> str:
        return f"{self.mark}person"

    @property
    def name(self) -> str:
        return f"{self.mark}name"

    def delivery(self, state: str) -> str:
        return f"d{self.mark}{state}"

    @property
    def change(self) -> int:
        """The id of a change that its own admins could undo."""
        return 1000 * sum(map(ord, self.mark))


async def plant(store: SqlStore, one: Planted) -> None:
    """Write all rows of a server."""
    async with store._database.write() as connection:
        rows = rows_of(one)
        for table in metadata.sorted_tables:
            for row in rows.get(table.name, ()):
                await connection.execute(insert(table).values(**row))


def rows_of(one: Planted) -> Rows:
    where = {"platform": one.platform, "server": one.server}
    return {
        "servers": [
            {
                "platform": one.platform,
                "id": one.server,
                "first_seen_at": NOW,
                "checked_at": NEVER,  # or it is asked whether the bot is in it
            }
        ],
        "schedules": [_schedule(one, where)],
        "deliveries": [
            _delivery(one, where, state, day)
            for day, state in enumerate(("planned", "unconfirmed", "sent"), start=22)
        ],
        "cards": [_card(one)],
        "delivery_receipts": [
            {
                "delivery": one.delivery("sent"),
                "message_id": f"{one.mark}message",
                "at": NOW,
            }
        ],
        "history": [_showing(one, where, number) for number in range(6)],
        "audit": [_change(one, where, number) for number in range(2)],
        "managers": [
            {**where, "person": one.person, "added_by_id": one.name, "at": NOW}
        ],
        "notices": [_notice(one, where)],
        "reports": [_report(one, where)],
        "drafts": [
            {
                **where,
                "person": one.person,
                "schedule": one.schedule,
                "channel": one.channel,
                "options": json.dumps({"time": f"{one.mark}time"}),
                "at": NEVER,
            }
        ],
        "processed_events": [
            {"platform": one.platform, "event": f"{one.server}:{one.mark}", "at": NOW}
        ],
    }


def _schedule(one: Planted, where: Mapping[str, str]) -> dict[str, Any]:
    return {
        **where,
        "id": one.schedule,
        "channel": one.channel,
        "time": time(3, 33),
        "timezone": "Pacific/Chatham",
        "topics": [f"{one.mark}topic"],
        "days": 127,
        "levels": [],
        "catch_up": 21600,
        "on_unknown": "skip",
        "when_dry": "review",
        "state": "blocked",  # so that its notice is true
        "failures": 3,
        "cursor": 3,
        "active_from": NOW,
        "next_at": NEVER,
        "created_by": one.name,
        "created_by_id": one.person,
        "created_at": NOW,
        "changed_at": NOW,
    }


def _delivery(
    one: Planted, where: Mapping[str, str], state: str, day: int
) -> dict[str, Any]:
    return {
        **where,
        "id": one.delivery(state),
        "schedule": one.schedule,
        "channel": one.channel,
        "local_date": date(2026, 11, day),
        "due_at": NOW,
        "post_until": NEVER,
        "state": state,
        "bite": "topic/bite-001",
        "review": False,
        "card": f"{one.mark}card",
        "fence": 1,
        "owner": "",
        "attempts": 1,
        "next_attempt_at": NEVER if state == "planned" else None,
        "message_id": f"{one.mark}message" if state == "sent" else None,
        "reason": f"{one.mark}reason",
    }


def _card(one: Planted) -> dict[str, Any]:
    card = card_to_json(Card(body=f"{one.mark}body", notes=(f"{one.mark}note",)))
    return {"hash": f"{one.mark}card", "card": card, "at": NOW}


def _showing(one: Planted, where: Mapping[str, str], number: int) -> dict[str, Any]:
    return {
        **where,
        "bite": f"topic/bite-{number:03}",
        "shown_at": NOW,
        "channel": one.channel,
        "message_id": f"{one.mark}message",
        "shared_by": one.name,
        "shared_by_id": one.person,
    }


def _change(one: Planted, where: Mapping[str, str], number: int) -> dict[str, Any]:
    channel = {"channel": one.channel}
    before = json.loads(settings_to_json(make_schedule(**where))) | channel
    return {
        **where,
        "id": one.change - number,
        "person": one.person,
        "act": ADDED if number else "schedule.change",
        "at": NOW,
        "before": f"{one.mark}before",
        "after": f"{one.mark}after",
        "schedule": "" if number else one.schedule,
        "undo": "" if number else json.dumps(before),
    }


def _notice(one: Planted, where: Mapping[str, str]) -> dict[str, Any]:
    return {
        **where,
        "schedule": one.schedule,
        "kind": "blocked",
        "person": "",  # for the next admin: nobody is told in private meanwhile
        "text": f"{one.mark}text",
        "created_at": NOW,
    }


def _report(one: Planted, where: Mapping[str, str]) -> dict[str, Any]:
    return {
        **where,
        "person": one.person,
        "bite": "topic/bite-003",
        "reason": "fact",
        "revision": 1,
        "at": NOW,
    }


async def kept_of(store: SqlStore, one: Planted) -> dict[str, list[str]]:
    """Give every row of a server, letter by letter."""
    async with store._database.read() as connection:
        return {
            table.name: sorted(
                repr(tuple(row))
                for row in await connection.execute(
                    select(table).where(
                        owner.rows(owners.Where(one.platform, one.server))
                    )
                )
            )
            for table, owner in owners.tables()
            if owner.rows is not None
        }
