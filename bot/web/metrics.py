"""The metrics port: what the bot counted, for Prometheus to fetch."""

from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime

from aiohttp import web
from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
)
from prometheus_client.aiohttp import make_aiohttp_handler

from bot.core.delivery import Delivery, DeliveryState, Outcome
from bot.ports import Connection
from bot.web.observed import Backlog, Observed
from bot.web.serving import new_application, serve

_MINUTE, _HOUR = 60, 3600
_LATENESS = (  # seconds
    *(1, 2, 5, 10, 30),
    *(_MINUTE, 2 * _MINUTE, 5 * _MINUTE, 15 * _MINUTE, 30 * _MINUTE),
    *(_HOUR, 2 * _HOUR, 6 * _HOUR),
)
_ANSWERS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5, 10)  # seconds
_OUTCOMES = {DeliveryState.PLANNED: "retried", DeliveryState.SENDING: "unclear"}


class PrometheusMetrics:
    """Counts in a registry of its own; no label ever names a server or a person."""

    def __init__(self) -> None:
        # They double the series, and nobody asks for them.
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self.url = ""  # where they are served
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self._posts = self._counter(
            "posts", "Attempts to post, by what became of them.", "outcome"
        )
        self._recovered = self._counter(
            "recovered", "Posts of earlier attempts that were found in the channel."
        )
        self._doubles = self._counter(
            "doubles_removed", "Doubles that were taken away."
        )
        self._lateness = Histogram(
            "dailybite_lateness_seconds",
            "From when a post was due until the bot knew that it was sent.",
            ["platform"],
            registry=self.registry,
            buckets=_LATENESS,
        )
        self._answers = Histogram(
            "dailybite_command_seconds",
            "From when a command or click came until its answer was ready.",
            ["platform", "command"],
            registry=self.registry,
            buckets=_ANSWERS,
        )

    def _counter(self, name: str, what: str, *labels: str) -> Counter:
        named = f"dailybite_{name}"
        return Counter(named, what, ["platform", *labels], registry=self.registry)

    def settled(self, delivery: Delivery, outcome: Outcome, *, now: datetime) -> None:
        """Count what became of an attempt, and how late a post was."""
        ended = _OUTCOMES.get(outcome.state, outcome.state.value)
        self._posts.labels(delivery.platform, ended).inc()
        if outcome.state is DeliveryState.SENT:
            late = (now - delivery.due_at).total_seconds()
            self._lateness.labels(delivery.platform).observe(max(late, 0.0))

    def recovered(self, platform: str) -> None:
        """Count a post of an earlier attempt that was found."""
        self._recovered.labels(platform).inc()

    def double_removed(self, platform: str) -> None:
        """Count a double that was taken away."""
        self._doubles.labels(platform).inc()

    @contextmanager
    def answering(self, platform: str, command: str) -> Iterator[None]:
        """Measure how long an answer takes."""
        with self._answers.labels(platform, command).time():
            yield


@asynccontextmanager
async def open_metrics(
    host: str, port: int, connections: Mapping[str, Connection], backlog: Backlog
) -> AsyncIterator[PrometheusMetrics]:
    """Serve /metrics until the block ends; give what counts.

    Raises:
        ConfigError: The address cannot be listened on.
    """
    metrics, observed = PrometheusMetrics(), Observed(connections, backlog)
    metrics.registry.register(observed)
    expose = make_aiohttp_handler(metrics.registry)

    async def answer(request: web.Request) -> web.StreamResponse:
        await observed.look()
        return await expose(request)

    app = new_application()
    app.router.add_get("/metrics", answer)
    name, variable = "metrics", "METRICS_PORT"
    async with serve(app, host=host, port=port, name=name, variable=variable) as url:
        metrics.url = url
        yield metrics
