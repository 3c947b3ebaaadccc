"""Turns of requests: spaced, people first, none without a share, none while held."""

import asyncio
import time

import pytest

from bot.core.pacing import NO_SHARE, WHOLE, Share
from bot.platforms.turns import Turns


async def finished(turns: Turns, names: str, *, people: str = "") -> list[str]:
    """Take a turn under each letter at once, and tell in which order they came."""
    order: list[str] = []

    async def take(name: str) -> None:
        await turns.take(for_person=name in people)
        order.append(name)

    await asyncio.gather(*map(take, names))
    return order


async def test_turns_are_spaced_and_in_order() -> None:
    turns = Turns(100)
    started = time.monotonic()

    order = await finished(turns, "abcdefghijk")

    assert order == list("abcdefghijk")
    assert time.monotonic() - started >= 10 / 100


async def test_who_answers_a_person_overtakes() -> None:
    order = await finished(Turns(200), "abcdP", people="P")

    assert order == list("aPbcd")


async def test_who_gives_up_costs_no_turn() -> None:
    turns = Turns(20)
    await turns.take()
    given_up = asyncio.create_task(turns.take())
    await asyncio.sleep(0)
    given_up.cancel()
    started = time.monotonic()

    await turns.take()

    assert time.monotonic() - started < 1.5 / 20
    with pytest.raises(asyncio.CancelledError):
        await given_up


async def test_hold_lets_nobody_go_not_even_who_waits() -> None:
    turns = Turns(50)
    await turns.take()
    waiting = asyncio.create_task(turns.take())
    await asyncio.sleep(0)
    started = time.monotonic()
    turns.hold(0.2)

    await waiting

    assert time.monotonic() - started >= 0.19


async def test_without_a_share_nothing_goes_until_there_is_one() -> None:
    turns = Turns(50)
    turns.use(NO_SHARE)
    waiting = asyncio.create_task(turns.take())
    await asyncio.sleep(0.15)
    waited = not waiting.done()
    rate = turns.per_second
    turns.use(WHOLE)

    await waiting

    assert waited
    assert rate == 0
    assert turns.per_second == 50


async def test_a_share_that_ran_out_stops_by_itself() -> None:
    turns = Turns(100)
    turns.use(Share(until=asyncio.get_running_loop().time() + 0.1))
    takes = [asyncio.create_task(turns.take()) for _ in range(50)]

    _, waiting = await asyncio.wait(takes, timeout=0.4)

    assert 35 <= len(waiting) <= 42
    for one in waiting:
        one.cancel()


async def test_a_third_of_the_rate_is_a_third() -> None:
    turns = Turns(150)
    turns.use(Share(index=1, count=3))
    started = time.monotonic()

    await finished(turns, "abcdefghijk")

    assert turns.per_second == 50
    assert 0.19 <= time.monotonic() - started < 0.4
