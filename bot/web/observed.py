"""What is not counted but looked at: connections, and posts that wait in the store."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from bot.errors import StoreError
from bot.ports import Connection

log = logging.getLogger(__name__)

_FRESH = 5.0  # seconds for which a look at the store serves
_LIMIT = 3.0  # seconds that a look may take

Backlog = Callable[[Collection[str]], Awaitable[Mapping[str, int]]]


class Observed(Collector):
    """Reads the connections at each scrape, and the store every few seconds at most."""

    def __init__(self, connections: Mapping[str, Connection], backlog: Backlog) -> None:
        self._connections = connections
        self._backlog = backlog
        self._found: Mapping[str, int] | None = None
        self._looking: asyncio.Task[Mapping[str, int] | None] | None = None
        self._looked_at = float("-inf")

    async def look(self) -> None:
        """See how many posts wait; a store that hangs is asked once at a time."""
        now = asyncio.get_running_loop().time()
        if self._looking is None:
            if now - self._looked_at < _FRESH:
                return
            self._looked_at = now
            self._looking = asyncio.create_task(self._ask(), name="backlog")
        looking = self._looking
        await asyncio.wait({looking}, timeout=_LIMIT)
        if not looking.done():
            self._found = None
        elif self._looking is looking:
            self._looking = None
            self._found = looking.result()

    async def _ask(self) -> Mapping[str, int] | None:
        try:
            return await self._backlog(list(self._connections))
        except StoreError as error:
            log.warning("the backlog is not known: %s", error)
            return None

    def describe(self) -> Iterator[Metric]:
        """Name what `collect` gives."""
        yield from (self._ready(), self._limited(), self._answers(), self._depth())

    def collect(self) -> Iterator[Metric]:
        """Give the present values."""
        ready, limited = self._ready(), self._limited()
        for name, one in self._connections.items():
            ready.add_metric([name], one.ready.is_set())
            limited.add_metric([name], one.rate_limited)
        answers, depth = self._answers(), self._depth()
        answers.add_metric([], self._found is not None)
        for name, count in (self._found or {}).items():
            depth.add_metric([name], count)
        yield from (ready, limited, answers, depth)

    @staticmethod
    def _ready() -> GaugeMetricFamily:
        told = "1 while commands and clicks arrive at this process, else 0."
        return GaugeMetricFamily("dailybite_connected", told, labels=["platform"])

    @staticmethod
    def _limited() -> CounterMetricFamily:
        told = "Answers of a platform that asked to slow down (429)."
        return CounterMetricFamily("dailybite_rate_limited", told, labels=["platform"])

    @staticmethod
    def _answers() -> GaugeMetricFamily:
        told = "1 while the database answers, else 0."
        return GaugeMetricFamily("dailybite_database_up", told, labels=[])

    @staticmethod
    def _depth() -> GaugeMetricFamily:
        told = "Posts that are due and have not ended, in the whole database."
        return GaugeMetricFamily("dailybite_queue_depth", told, labels=["platform"])
