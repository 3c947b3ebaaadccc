"""The metrics port: what Prometheus reads after things happened."""

import re
from pathlib import Path

import pytest

from bot.errors import ConfigError
from bot.sandbox.faults import Fault
from bot.services.metrics import UNMEASURED, Metrics, Unmeasured
from bot.web.metrics import PrometheusMetrics, open_metrics
from tests.conftest import Bot
from tests.web.conftest import scrape, value

METRICS: list[type[Metrics]] = [PrometheusMetrics, Unmeasured]  # mypy checks the fit
PAGE = Path(__file__).parents[2] / "docs/operating.md"
on_both = pytest.mark.parametrize(
    "platform", ["discord", "slack-socket"], indirect=True
)


@on_both
async def test_a_post_is_counted_with_how_late_it_was(bot: Bot) -> None:
    await bot.schedule()
    name = bot.room.name
    (schedule,) = await bot.store.schedules()
    assert schedule.next_at is not None
    bot.clock.time = schedule.next_at
    bot.clock.move(seconds=7)
    waiting = value(await scrape(bot.app.metrics_url), "queue_depth", platform=name)

    await bot.tick()
    found = await scrape(bot.app.metrics_url)

    assert waiting == 1
    assert value(found, "posts_total", platform=name, outcome="sent") == 1
    assert value(found, "lateness_seconds_sum", platform=name) == 7
    assert value(found, "lateness_seconds_bucket", platform=name, le="5.0") == 0
    assert value(found, "lateness_seconds_bucket", platform=name, le="10.0") == 1
    assert value(found, "connected", platform=name) == 1
    assert value(found, "database_up") == 1


@on_both
async def test_rate_limit_answers_are_counted(bot: Bot) -> None:
    await bot.schedule()
    name = bot.room.name
    bot.sandbox.faults.add(Fault("rate_limit", bot.room.create, seconds=0.1))

    await bot.next_post()
    found = await scrape(bot.app.metrics_url)

    assert value(found, "rate_limited_total", platform=name) == 1
    assert value(found, "posts_total", platform=name, outcome="retried") == 1


@on_both
async def test_a_lost_answer_counts_as_unclear_and_then_as_found(bot: Bot) -> None:
    await bot.schedule()
    name = bot.room.name
    bot.discord.nonces.window = 0
    bot.sandbox.faults.add(Fault("drop_after", bot.room.create))

    await bot.next_post()
    bot.clock.move(minutes=5)
    await bot.tick()
    found = await scrape(bot.app.metrics_url)

    assert value(found, "posts_total", platform=name, outcome="unclear") == 1
    assert value(found, "posts_total", platform=name, outcome="sent") == 1
    assert value(found, "recovered_total", platform=name) == 1


@on_both
async def test_a_double_that_is_taken_away_is_counted(bot: Bot) -> None:
    await bot.schedule()
    bot.discord.nonces.window = 0
    bot.sandbox.faults.add(Fault("delay", bot.room.create, seconds=0.5))
    schedules = await bot.store.schedules()
    bot.clock.time = max(one.next_at for one in schedules if one.next_at)
    await bot.app.deliver.tick()
    await bot.store.end_leases(bot.clock.now())
    bot.clock.move(seconds=1)

    await bot.tick()
    found = await scrape(bot.app.metrics_url)

    name = bot.room.name
    assert value(found, "doubles_removed_total", platform=name) == 1
    assert value(found, "posts_total", platform=name, outcome="sent") == 1


@on_both
async def test_answers_are_measured_by_command(bot: Bot) -> None:
    await bot.room.type("ana", "general", "/bite")

    found = await scrape(bot.app.metrics_url)

    where = {"platform": bot.room.name, "command": "bite"}
    assert value(found, "command_seconds_count", **where) == 1
    assert (value(found, "command_seconds_sum", **where) or 0) > 0


async def test_no_label_names_a_server_a_channel_or_a_person(bot: Bot) -> None:
    await bot.schedule()
    await bot.next_post()

    found = await scrape(bot.app.metrics_url)

    ours = [one for one in found if one.name.startswith("dailybite_")]
    labels = {name for one in ours for name in one.labels}
    assert labels == {"platform", "outcome", "command", "le"}
    values = {text for one in ours for text in one.labels.values()}
    assert bot.room.server not in values
    assert {one.name for one in found} > {"process_resident_memory_bytes"}


async def test_the_web_port_serves_no_metrics(bot: Bot) -> None:
    with pytest.raises(AssertionError):
        await scrape(bot.app.web_url)


async def test_the_page_for_operators_lists_every_metric() -> None:
    async def backlog(_platforms: object) -> dict[str, int]:
        return {}

    async with open_metrics("127.0.0.1", 0, {}, backlog) as metrics:
        exposed = {
            one.name + ("_total" if one.type == "counter" else "")
            for one in metrics.registry.collect()
            if one.name.startswith("dailybite_")
        }

    listed = re.findall(r"^\| `(dailybite_\w+)`", PAGE.read_text("utf-8"), re.MULTILINE)
    assert sorted(listed) == sorted(exposed)


async def test_a_port_in_use_is_one_sentence(bot: Bot) -> None:
    port = int(bot.app.metrics_url.rpartition(":")[2])

    with pytest.raises(ConfigError, match="set another METRICS_PORT"):
        async with open_metrics("127.0.0.1", port, {}, bot.app.core.backlog):
            pass


def test_without_a_port_an_answer_is_given_all_the_same() -> None:
    answers = []

    with UNMEASURED.answering("discord", "bite"):
        answers.append(1)

    assert answers == [1]
