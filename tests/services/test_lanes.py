"""Lines of deliveries go on, whatever becomes of one."""

import asyncio
from datetime import UTC, date, datetime

import pytest

from bot.core.delivery import Delivery, DeliveryState
from bot.services.lanes import Lanes

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


def delivery(name: str) -> Delivery:
    return Delivery(
        id=name,
        schedule="s",
        platform="discord",
        server="1",
        channel="2",
        local_date=date(2026, 11, 24),
        due_at=NOW,
        state=DeliveryState.SENDING,
    )


class Line:
    """A lane with one worker, and who was sent."""

    def __init__(self) -> None:
        self.lanes = Lanes(self._send)
        self.sent: list[str] = []
        self.ends = asyncio.Event()

    def put(self, *names: str) -> None:
        for name in names:
            self.lanes.join("discord", delivery(name), NOW)
        self.lanes.start("discord")

    async def _send(self, one: Delivery, _claimed_at: datetime) -> None:
        try:
            if one.id == "cut off":
                shared = asyncio.get_running_loop().create_future()
                shared.cancel()  # by another who waits for it as well
                await shared
            if one.id == "hangs":
                await self.ends.wait()
            self.sent.append(one.id)
        finally:
            self.lanes.leave("discord", one)


@pytest.fixture
def line(monkeypatch: pytest.MonkeyPatch) -> Line:
    monkeypatch.setattr("bot.services.lanes._AT_ONCE", 1)
    return Line()


async def ended(line: Line) -> None:
    while line.lanes.under_way:
        await asyncio.wait(line.lanes.under_way)


async def test_one_that_is_cut_off_holds_nobody_up(line: Line) -> None:
    line.put("first", "cut off", "last")
    await ended(line)
    line.lanes.go_on()  # as each tick does
    await ended(line)

    assert line.sent == ["first", "last"]
    assert line.lanes.waiting("discord") == 0


async def test_a_worker_that_is_cancelled_itself_ends(line: Line) -> None:
    line.put("hangs", "next")
    await asyncio.sleep(0)
    (worker,) = line.lanes.under_way

    worker.cancel()
    await asyncio.wait({worker})

    assert worker.cancelled()
    assert line.sent == []


async def test_who_joins_a_lane_that_was_empty_is_sent(line: Line) -> None:
    line.put("one")
    await ended(line)
    line.put("two")
    await ended(line)

    assert line.sent == ["one", "two"]
    assert line.lanes.unsent() == []
