"""From typed options to a schedule: what counts, and what is left as it was."""

from datetime import UTC, datetime, time

import pytest

from bot.core.bites import Library
from bot.core.schedule import EVERY_DAY, Schedule
from bot.errors import InputError
from bot.services.settings import (
    apply_settings,
    describe,
    new_schedule,
    next_moment,
    parse_topics,
)
from tests.conftest import make_library

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.fixture
def two_topics() -> Library:
    return make_library(2, topics=("alpha", "beta"))


def make_schedule(timezone: str = "Europe/Paris") -> Schedule:
    return new_schedule(
        platform="discord", server="1", channel="2", timezone=timezone, now=NOW
    )


def test_new_schedule_has_the_documented_defaults() -> None:
    schedule = make_schedule()

    assert (schedule.time, schedule.days, schedule.topics) == (time(9), EVERY_DAY, ())
    assert schedule.catch_up.total_seconds() == 6 * 3600
    assert schedule.on_unknown == "skip"
    assert schedule.when_dry == "review"


def test_empty_options_change_nothing_but_the_start(two_topics: Library) -> None:
    base = make_schedule()._replace(topics=("beta",), time=time(8))

    changed = apply_settings(base, {"time": " ", "topics": ""}, two_topics, NOW)

    assert (changed.time, changed.topics) == (time(8), ("beta",))
    assert changed.active_from == NOW


def test_settings_never_look_back(two_topics: Library) -> None:
    changed = apply_settings(make_schedule(), {"time": "09:00"}, two_topics, NOW)

    assert changed.next_at == datetime(2026, 11, 25, 8, 0, tzinfo=UTC)


def test_unknown_zone_of_a_new_schedule_is_refused(two_topics: Library) -> None:
    with pytest.raises(InputError, match="Did you mean Europe/Riga"):
        apply_settings(make_schedule("Europe/Riag"), {}, two_topics, NOW)


@pytest.mark.parametrize(
    ("text", "topics"),
    [
        ("alpha", ("alpha",)),
        ("Beta, alpha", ("beta", "alpha")),
        ("alpha,alpha", ("alpha",)),
        ("all", ()),
        (" ALL ", ()),
    ],
)
def test_topics_are_ids_or_names(
    two_topics: Library, text: str, topics: tuple[str, ...]
) -> None:
    assert parse_topics(text, two_topics) == topics


def test_unknown_topic_names_the_nearest_and_all(two_topics: Library) -> None:
    with pytest.raises(InputError) as caught:
        parse_topics("alfa", two_topics)

    assert str(caught.value) == (
        'There is no topic "alfa". Did you mean alpha? '
        "Choose from alpha, beta; or write all."
    )


def test_describe_reads_like_a_sentence(two_topics: Library) -> None:
    schedule = apply_settings(
        make_schedule(), {"days": "mon-fri", "topics": "alpha"}, two_topics, NOW
    )

    assert describe(schedule, two_topics) == (
        "Mon\u2013Fri at 09:00 (Europe/Paris), Alpha"
    )
    assert next_moment(schedule) == "Wed 25 November, 09:00"
