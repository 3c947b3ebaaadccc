"""Departures and arrivals, told from outages and from what READY announced."""

from datetime import UTC, datetime

import pytest

from bot.platforms.discord.attendance import Attendance
from bot.sandbox.server import Sandbox
from tests.platforms.discord.connected import Connected


class Heard:
    """Notes what an attendance says."""

    def __init__(self) -> None:
        self.said: list[tuple[str, list[str]]] = []
        self.joins: list[tuple[str, datetime]] = []
        self.attendance = Attendance(
            left=lambda server: self.said.append(("left", [server])),
            present=lambda servers: self.said.append(("present", sorted(servers))),
            joined=lambda server, since: self.joins.append((server, since)),
        )
        self.attendance.ready({"guilds": [{"id": "1", "unavailable": True}, {"id": 2}]})


@pytest.fixture
def heard() -> Heard:
    return Heard()


def test_ready_names_all_servers_at_once(heard: Heard) -> None:
    heard.attendance.created({"id": "1"})
    heard.attendance.created({"id": 2})

    assert heard.said == [("present", ["1", "2"])]


def test_ready_without_servers_says_nothing() -> None:
    heard = Heard()
    heard.said.clear()

    heard.attendance.ready({"guilds": []})

    assert heard.said == []


def test_a_server_that_nobody_announced_has_invited_the_bot(heard: Heard) -> None:
    heard.attendance.created({"id": "3"})

    assert heard.said[1:] == [("present", ["3"])]


@pytest.mark.parametrize("server", ["1", "3"])
def test_each_description_says_since_when_the_bot_is_there(
    heard: Heard, server: str
) -> None:
    heard.attendance.created({"id": server, "joined_at": "2026-11-24T07:00:00+00:00"})
    heard.attendance.created({"id": server})
    heard.attendance.created({"id": server, "joined_at": "yesterday"})

    assert heard.joins == [(server, datetime(2026, 11, 24, 7, tzinfo=UTC))]


def test_an_outage_is_no_departure_and_its_end_no_arrival(heard: Heard) -> None:
    heard.attendance.created({"id": "1"})

    heard.attendance.deleted({"id": "1", "unavailable": True})
    heard.attendance.created({"id": "1"})

    assert heard.said[1:] == []


def test_a_departure_during_an_outage_is_one(heard: Heard) -> None:
    heard.attendance.deleted({"id": "1", "unavailable": True})
    heard.attendance.deleted({"id": "1"})
    heard.attendance.created({"id": "1"})

    assert heard.said[1:] == [("left", ["1"]), ("present", ["1"])]


async def test_the_gateway_tells_the_handler(
    connected: Connected, sandbox: Sandbox
) -> None:
    server = sandbox.discord.server_id

    sandbox.discord.begin_outage()
    sandbox.discord.end_outage()
    sandbox.discord.remove_bot()
    sandbox.discord.invite_bot()
    await sandbox.discord.slash("ben", "general", "topics")

    assert connected.listener.heard == [
        ("discord", "present", [server]),
        ("discord", "left", [server]),
        ("discord", "present", [server]),
    ]


async def test_a_server_is_asked_for(connected: Connected, sandbox: Sandbox) -> None:
    server = sandbox.discord.server_id
    before = await connected.platform.belongs(server)

    sandbox.discord.remove_bot()

    assert before is True
    assert await connected.platform.belongs(server) is False
