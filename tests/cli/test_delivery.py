"""`dailybite delivery`: what became of each post, for operators and scripts."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.core.delivery import Delivery, DeliveryState, Outcome
from bot.storage.store import open_store
from tests.cli.conftest import Cli
from tests.databases import sqlite_url
from tests.storage.make import make_entry, make_plan, make_schedule, settle

S = DeliveryState


async def end_days(file: Path, *outcomes: Outcome) -> list[Delivery]:
    """Let a schedule's days end, the last one today."""
    async with open_store(sqlite_url(file.parent, file.name)) as store:
        now = datetime.now(UTC).replace(hour=12, minute=0, second=0)
        begun = now - timedelta(days=len(outcomes))
        wanted = make_schedule(timezone="UTC", active_from=begun)
        schedule = await store.add_schedule(wanted, make_entry(wanted))
        ended = []
        for number, outcome in enumerate(outcomes):
            plan = make_plan(schedule, f"topic/{number}")
            assert await store.plan([plan])
            (row,) = await store.claim(owner="w", now=now, limit=1)
            await settle(store, row, outcome, now=now)
            schedule = schedule._replace(next_at=plan.schedule.next_at)
            ended.append(row)
        return ended


@pytest.fixture
def ended(cli: Cli, tmp_path: Path) -> list[Delivery]:
    return asyncio.run(
        end_days(
            tmp_path / "daily-bite.db",
            Outcome(state=S.SENT, message_id="55"),
            Outcome(state=S.FAILED, reason="may not post: give it Send_Messages"),
            Outcome(state=S.UNCONFIRMED, reason="the answer was lost"),
        )
    )


def test_list_says_what_became_of_each_newest_first(
    cli: Cli, ended: list[Delivery]
) -> None:
    table = cli("delivery", "list").stdout

    lines = table.splitlines()[1:]
    assert [line.split()[0] for line in lines] == [one.id for one in ended[::-1]]
    assert "Nobody can say whether" in lines[0]
    assert "was not posted: may not post: give it Send_Messages." in lines[1]
    assert "https://discord.com/channels/1/2/55" in lines[2]


def test_list_json_is_an_array(cli: Cli, ended: list[Delivery]) -> None:
    found = json.loads(cli("delivery", "list", "--limit", "2", "--json").stdout)

    assert [one["state"] for one in found] == ["unconfirmed", "failed"]
    assert set(found[0]) == {
        *("id", "schedule", "platform", "server", "channel", "local_date", "due_at"),
        *("state", "reason", "bite", "attempts", "next_attempt_at"),
        *("message_id", "link"),
    }


def test_list_can_be_narrowed(cli: Cli, ended: list[Delivery]) -> None:
    sent = json.loads(cli("delivery", "list", "--state", "sent", "--json").stdout)
    own = cli("delivery", "list", "--schedule", ended[0].schedule, "--json").stdout
    unknown = cli("delivery", "list", "--schedule", "nothere")
    strange = cli("delivery", "list", "--state", "lost")

    assert [one["id"] for one in sent] == [ended[0].id]
    assert len(json.loads(own)) == 3
    assert (unknown.exit_code, strange.exit_code) == (1, 2)
    assert 'There is no schedule "nothere"' in unknown.stderr


def test_show_says_everything_of_one(cli: Cli, ended: list[Delivery]) -> None:
    shown = cli("delivery", "show", ended[1].id).stdout
    entry = json.loads(cli("delivery", "show", ended[0].id, "--json").stdout)
    unknown = cli("delivery", "show", "d_0")

    assert "state: failed" in shown
    assert "was not posted: may not post: give it Send_Messages." in shown
    assert entry["link"] == "https://discord.com/channels/1/2/55"
    assert unknown.exit_code == 1
    assert 'There is no delivery "d_0"' in unknown.stderr


def test_post_again_is_for_what_is_in_doubt(cli: Cli, ended: list[Delivery]) -> None:
    sent = cli("delivery", "post-again", ended[0].id)
    failed = cli("delivery", "post-again", ended[1].id)
    done = cli("delivery", "post-again", ended[2].id)
    twice = cli("delivery", "post-again", ended[2].id)

    assert "was posted: nothing to do" in sent.stderr
    assert "which is certain" in failed.stderr
    assert done.stdout == f"{ended[2].id} is posted again by the running bot.\n"
    assert "is on its way already" in twice.stderr
    assert [one.exit_code for one in (sent, failed, done, twice)] == [1, 1, 0, 1]
