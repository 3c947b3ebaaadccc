"""Every method of the store that takes a server: it reads and writes that one alone."""

import inspect
from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Any

import pytest

from bot.core.managers import ADDED, REMOVED, Manager
from bot.core.records import Draft
from bot.core.schedule import State
from bot.ports import AuditEntry, Report, Showing, Store
from bot.ports.installs import Installs
from bot.storage.store import SqlStore
from tests.storage.make import NOW, add, make_entry, make_schedule
from tests.storage.planted import NEVER, Planted, kept_of, plant

OWN = Planted("qqa", "discord", "qqaserver", "qqachannel")
NEAR = Planted("qqb", "discord", "qqbserver", "qqbchannel")
FAR = Planted("qqc", "slack", "qqaserver", "qqachannel")  # the same ids elsewhere
BEFORE = NOW - timedelta(hours=1)
WHERE = (OWN.platform, OWN.server)
BITES = [f"topic/bite-{number:03}" for number in range(8)]
SHOWN = Showing(bite="topic/bite-001", shown_at=NOW, channel="c")
UNSEEN = Showing(bite="topic/bite-007", shown_at=NOW, channel="c")


def entry(act: str = "test") -> AuditEntry:
    return AuditEntry(
        platform=OWN.platform, server=OWN.server, person="x", act=act, at=NOW
    )


def manager(person: str) -> Manager:
    where = {"platform": OWN.platform, "server": OWN.server}
    return Manager(**where, person=person, added_by_id="x", at=NOW)


def report() -> Report:
    return Report(
        platform=OWN.platform,
        server=OWN.server,
        person=NEAR.person,
        bite=BITES[3],
        revision=1,
        reason="fact",
        at=NOW,
    )


def draft() -> Draft:
    where = {"platform": OWN.platform, "server": OWN.server, "channel": FAR.channel}
    return Draft(**where, person=NEAR.person, schedule="new", options={}, at=NOW)


Call = Callable[[SqlStore], Awaitable[Any]]
CALLS: dict[str, Call] = {
    "schedules": lambda store: store.schedules(platform=WHERE[0], server=WHERE[1]),
    "take_notices": lambda store: store.take_notices(
        NOW, platform=WHERE[0], server=WHERE[1], limit=9
    ),
    "unseen": lambda store: store.unseen([(*WHERE, BITES)]),
    "longest_ago": lambda store: store.longest_ago(*WHERE, BITES),
    "showing": lambda store: store.showing(*WHERE, BITES[2]),
    "record_showing": lambda store: store.record_showing(*WHERE, UNSEEN),
    "take_showing": lambda store: store.take_showing(*WHERE, SHOWN, SHOWN),
    "complete_showing": lambda store: store.complete_showing(
        *WHERE, BITES[1], message_id="m"
    ),
    "forget_showing": lambda store: store.forget_showing(*WHERE, BITES[1]),
    "add_report": lambda store: store.add_report(report()),
    "take_reports": lambda store: store.take_reports(*WHERE, NOW, limit=9),
    "audit": lambda store: store.audit(*WHERE),
    "changes": lambda store: store.changes(*WHERE, limit=9),
    "change_by_id": lambda store: store.change_by_id(*WHERE, NEAR.change),
    "last_of_server": lambda store: store.last_of_server(*WHERE, limit=9),
    "count_seen": lambda store: store.count_seen(*WHERE),
    "mark_seen": lambda store: store.mark_seen(BITES, entry()),
    "forget_seen": lambda store: store.forget_seen(entry()),
    "leave_server": lambda store: store.leave_server(entry(), erase_at=NEVER),
    "come_back": lambda store: store.come_back(entry(), []),
    "departed": lambda store: store.departed(WHERE[0], [WHERE[1]]),
    "erase_server": lambda store: store.erase_server(entry()),
    "kept_about": lambda store: store.kept_about(*WHERE, person="x", name=NEAR.name),
    "forget_person": lambda store: store.forget_person(
        *WHERE, person=OWN.person, name=NEAR.name
    ),
    "is_manager": lambda store: store.is_manager(*WHERE, NEAR.person),
    "managers": lambda store: store.managers(*WHERE),
    "appoint": lambda store: store.appoint(manager(NEAR.person), entry(ADDED)),
    "dismiss": lambda store: store.dismiss(manager(NEAR.person), entry(REMOVED)),
    "take_hello": lambda store: store.take_hello(*WHERE, NOW, joined_at=None),
    "return_hello": lambda store: store.return_hello(*WHERE),
    "keep_draft": lambda store: store.keep_draft(draft()),
    "draft": lambda store: store.draft(*WHERE, NEAR.person, since=BEFORE),
    "take_draft": lambda store: store.take_draft(*WHERE, NEAR.person),
    "move_channel": lambda store: store.move_channel(entry(), OWN.channel, "c2"),
}
BY_ID = {
    # What these are about has an id, and the services look first whose it is.
    *("add_schedule", "add_first_schedule", "add_schedules", "change_schedule", "undo"),
    *(
        "plan_at_once",
        "post_again",
        "write_blocked",
        "add_notice",
        "reword_notice",
        "return_notices",
    ),
}
KEYS = {name for name, _ in inspect.getmembers(Installs, inspect.isfunction)}
"""With these, `test_installs.py` does the same, as they need a key."""
_ABOUT_A_SERVER = {"server", "servers", "entry", "report", "manager", "wanted"}
_ABOUT_A_SERVER |= {"notice", "notices", "pairs", "draft", "plan"}


def test_every_method_that_takes_a_server_is_called_here() -> None:
    methods = inspect.getmembers(Store, inspect.isfunction)
    takes_one = {
        name
        for name, method in methods
        if _ABOUT_A_SERVER & {*inspect.signature(method).parameters}
        and not name.startswith("_")
    }

    assert takes_one - {"settle_all"} - KEYS == {*CALLS} | BY_ID


@pytest.mark.parametrize("name", CALLS)
async def test_it_reads_and_writes_its_own_server_alone(
    store: SqlStore, name: str
) -> None:
    for one in (OWN, NEAR, FAR):
        await plant(store, one)
    others = {one: await kept_of(store, one) for one in (NEAR, FAR)}

    found = await CALLS[name](store)

    said = repr(found)
    assert {one: await kept_of(store, one) for one in (NEAR, FAR)} == others
    assert [one.mark for one in (NEAR, FAR) if one.mark in said] == []


EMPTY = {
    # What a server that has nothing is told, where its neighbours have all of it.
    "unseen": [[*range(8)]],
    "longest_ago": None,
    "showing": None,
    "count_seen": 0,
    "is_manager": False,
    "change_by_id": None,
    "kept_about": [],
    "come_back": False,
    "draft": None,
    "take_draft": False,
    "dismiss": False,
    "take_showing": False,
    "move_channel": 0,
}


@pytest.mark.parametrize("name", EMPTY)
async def test_what_others_have_counts_for_nothing(store: SqlStore, name: str) -> None:
    for one in (NEAR, FAR):
        await plant(store, one)

    assert await CALLS[name](store) == EMPTY[name]


async def test_a_removed_schedule_of_another_server_is_not_taken_over(
    store: SqlStore,
) -> None:
    """The same channel id, as another platform may have it."""
    for one in (NEAR, FAR):
        await plant(store, one)
        kept = await store.schedule(one.schedule)
        assert kept is not None
        gone = kept._replace(state=State.REMOVED)
        await store.change_schedule(gone, make_entry(gone))
    others = {one: await kept_of(store, one) for one in (NEAR, FAR)}

    new = await add(store, server=OWN.server, channel=FAR.channel)

    assert new.id not in (NEAR.schedule, FAR.schedule)
    assert {one: await kept_of(store, one) for one in (NEAR, FAR)} == others


async def test_the_same_day_of_another_server_is_no_day_of_this_one(
    store: SqlStore,
) -> None:
    await plant(store, NEAR)
    mine = await store.add_schedule(
        make_schedule(server=OWN.server, channel=OWN.channel), entry()
    )

    since = date(2026, 11, 1)
    posted = await store.posted_since({mine.id: since})
    last = await store.last_deliveries([mine.id])

    assert (posted, last) == ({}, {})
