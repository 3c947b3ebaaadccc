"""The demo's bot in a process of its own: orders come in as JSON lines, answers go out."""

import asyncio
import json
import logging
import signal
import sys
import threading
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any

from bot.app import open_app
from bot.cli.demo_clock import MovableClock
from bot.cli.output import run_async, start_logs
from bot.config import load_config
from bot.core.delivery import Delivery, DeliveryState
from bot.core.records import BY_ITSELF, AuditEntry
from bot.core.schedule import State
from bot.errors import BotError
from bot.running import App
from bot.services.settings import new_schedule, starting

_PATIENCE = timedelta(seconds=20)  # of real time, for one post
_UNDER_WAY = (DeliveryState.PLANNED, DeliveryState.SENDING)

Order = dict[str, Any]
Answer = dict[str, Any]


def main() -> None:
    """Be the demo's bot, until the other end of stdin closes."""
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, signal.SIG_IGN)  # Ctrl-C reaches the demo too, which asks
    start_logs()
    logging.getLogger().setLevel(logging.WARNING)
    run_async(_serve())


async def _serve() -> None:
    orders = _read_orders()
    opening = await orders.get()
    if opening is None:
        return
    clock = MovableClock(timedelta(seconds=opening["ahead"]))
    config = load_config(opening["environment"])
    stop = asyncio.Event()
    async with open_app(config, clock=clock) as app:
        bot = _Bot(app, clock)
        left = await bot.deliveries({})  # as the disk has them, before anything runs
        running = asyncio.create_task(app.run(stop))
        await app.ready()
        _tell(left)
        answering = asyncio.create_task(bot.answer(orders))
        await asyncio.wait({running, answering}, return_when=asyncio.FIRST_COMPLETED)
        stop.set()
        answering.cancel()
        await running


class _Bot:
    """What the demo may ask of its bot."""

    def __init__(self, app: App, clock: MovableClock) -> None:
        self._app = app
        self._clock = clock
        self._store = app.core.store

    async def answer(self, orders: "asyncio.Queue[Order | None]") -> None:
        """Carry out one order after the other."""
        acts: Mapping[str, Callable[[Order], Awaitable[Answer]]] = {
            "set_up": self._set_up,
            "due": self._due,
            "go": self._go,
            "forget": self._forget,
            "joined": self._joined,
            "deliveries": self.deliveries,
        }
        while (order := await orders.get()) is not None:
            try:
                _tell(await acts[order["do"]](order))
            except (BotError, TimeoutError) as error:
                _tell({"error": str(error) or "The bot is still busy with a post."})

    async def deliveries(self, _order: Order) -> Answer:
        """Give the newest record of each schedule."""
        ids = [one.id for one in await self._store.schedules()]
        last = await self._store.last_deliveries(ids)
        return {"deliveries": [_shown(one) for one in last.values()]}

    async def _set_up(self, order: Order) -> Answer:
        now = self._clock.now()
        where = {key: order[key] for key in ("platform", "server", "channel")}
        base = new_schedule(**where, timezone=order["timezone"], now=now)
        chosen = starting(base, now)._replace(created_by=order["name"])
        await self._app.core.admin.save(chosen, by=order["person"])
        return {}

    async def _forget(self, order: Order) -> Answer:
        """Erase a server, as its admins can."""
        entry = AuditEntry(
            platform=order["platform"],
            server=order["server"],
            person=BY_ITSELF,
            act="server.erase",
            at=self._clock.now(),
        )
        await self._store.erase_server(entry)
        return {}

    async def _joined(self, order: Order) -> Answer:
        where = (order["platform"], order["server"])
        await self._app.gate.joined(*where, person=order["person"])
        return {}

    async def _due(self, _order: Order) -> Answer:
        found = await self._store.schedules()
        active = [one for one in found if one.state is State.ACTIVE and one.next_at]
        return {
            "due": [
                {
                    "schedule": one.id,
                    "platform": one.platform,
                    "channel": one.channel,
                    "at": one.next_at.isoformat(),
                }
                for one in active
                if one.next_at
            ]
        }

    async def _go(self, order: Order) -> Answer:
        """Set the clock, and wait until all that is due then was posted."""
        self._clock.ahead = timedelta(seconds=order["ahead"])
        async with asyncio.timeout(_PATIENCE.total_seconds()):
            await self._app.deliver.tick()
            await self._app.deliver.settle_all(_PATIENCE)
            while await self._is_under_way():
                await asyncio.sleep(0.2)
                await self._app.deliver.tick()
        return {}

    async def _is_under_way(self) -> bool:
        shown = await self.deliveries({})
        return any(one["state"] in _UNDER_WAY for one in shown["deliveries"])


def _shown(delivery: Delivery) -> Answer:
    return {
        "id": delivery.id,
        "platform": delivery.platform,
        "channel": delivery.channel,
        "due_at": delivery.due_at.isoformat(),
        "state": delivery.state,
        "attempts": delivery.attempts,
        "message_id": delivery.message_id or "",
        "reason": delivery.reason,
    }


def _read_orders() -> "asyncio.Queue[Order | None]":
    """Read stdin in a thread, as pipes are not the same on every system; None: it ended."""
    orders: asyncio.Queue[Order | None] = asyncio.Queue()
    loop = asyncio.get_running_loop()

    def read() -> None:
        for line in sys.stdin:
            loop.call_soon_threadsafe(orders.put_nowait, json.loads(line))
        loop.call_soon_threadsafe(orders.put_nowait, None)

    threading.Thread(target=read, daemon=True).start()
    return orders


def _tell(answer: Answer) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
