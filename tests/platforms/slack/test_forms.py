"""The modal of a form, and what was filled in, from any kind of element."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.core.bites import Level
from bot.core.markdown import bare
from bot.core.schedule import Schedule
from bot.core.search import Choice
from bot.platforms.slack.forms import parse_form, render_choices, render_form
from bot.services.set_up import set_up_form
from bot.services.settings import new_schedule
from tests.conftest import make_library
from tests.platforms.slack.validate import faults_of_view

NOW = datetime(2026, 11, 24, tzinfo=UTC)
LIBRARY = make_library(2, topics=("alpha", "beta"))


def make_schedule() -> Schedule:
    return new_schedule(
        platform="slack", server="T1", channel="C1", timezone="Europe/Paris", now=NOW
    )


def filled(view: dict[str, Any], **values: Any) -> dict[str, Any]:
    state = {name: {name: value} for name, value in values.items()}
    return {**view, "state": {"values": state}}


def test_form_passes_slacks_own_models_and_names_its_inputs() -> None:
    view = render_form(set_up_form(make_schedule(), LIBRARY), channel="C1")

    names = [block["block_id"] for block in view["blocks"]]
    assert faults_of_view(view) == []
    assert names == [
        *("time", "timezone", "days", "topics", "levels", "holidays", "channel"),
    ]
    assert [block["element"]["action_id"] for block in view["blocks"]] == names


def test_form_shows_how_the_schedule_stands() -> None:
    schedule = make_schedule()._replace(
        topics=("beta",),
        days=frozenset({0, 4}),
        levels=frozenset({Level.ADVANCED, Level.BEGINNER}),
    )

    view = render_form(set_up_form(schedule, LIBRARY), channel="C1")

    elements = {one["block_id"]: one["element"] for one in view["blocks"]}
    days = [one["value"] for one in elements["days"]["initial_options"]]
    topics = [one["value"] for one in elements["topics"]["initial_options"]]
    levels = [one["value"] for one in elements["levels"]["initial_options"]]
    assert levels == ["beginner", "advanced"]
    assert elements["time"]["initial_time"] == "09:00"
    assert elements["timezone"]["initial_option"]["value"] == "Europe/Paris"
    assert elements["channel"]["initial_conversation"] == "C1"
    assert (days, topics) == (["mon", "fri"], ["beta"])


def test_many_topics_become_a_select() -> None:
    library = make_library(1, topics=tuple(f"t{number:02}" for number in range(12)))

    view = render_form(set_up_form(make_schedule(), library), channel="C1")

    kinds = {one["block_id"]: one["element"]["type"] for one in view["blocks"]}
    assert kinds["topics"] == "multi_static_select"
    assert faults_of_view(view) == []


def test_form_without_a_channel_asks_for_one() -> None:
    schedule = make_schedule()._replace(channel="")

    view = render_form(set_up_form(schedule, LIBRARY), channel="")

    assert faults_of_view(view) == []


@pytest.mark.parametrize(
    ("element", "text"),
    [
        ({"type": "plain_text_input", "value": "9 am"}, "9 am"),
        ({"type": "timepicker", "selected_time": "09:30"}, "09:30"),
        ({"type": "static_select", "selected_option": {"value": "x"}}, "x"),
        ({"type": "checkboxes", "selected_options": [{"value": "a"}]}, "a"),
        (
            {"type": "x", "selected_options": [{"value": "a"}, {"value": "b"}]},
            "a,b",
        ),
        ({"type": "conversations_select", "selected_conversation": "C2"}, "C2"),
        ({"type": "channels_select", "selected_channel": "C3"}, "C3"),
        ({"type": "plain_text_input", "value": None}, ""),
    ],
)
def test_any_kind_of_element_is_read(element: dict[str, Any], text: str) -> None:
    view = render_form(set_up_form(make_schedule(), LIBRARY), channel="C1")

    command, channel, options = parse_form(filled(view, time=element))

    assert (command, channel) == ("save", "C1")
    assert options["time"] == text
    assert options["schedule"] == "new"


def test_nothing_chosen_means_all() -> None:
    view = render_form(set_up_form(make_schedule(), LIBRARY), channel="C1")
    empty = {"type": "checkboxes", "selected_options": []}

    _, _, options = parse_form(filled(view, days=empty, topics=empty, levels=empty))

    assert (options["days"], options["topics"]) == ("mon-sun", "all")
    assert options["levels"] == "all"


@pytest.mark.parametrize(
    "view",
    [
        {},
        {"private_metadata": "C1", "state": {"values": {}}},
        {"private_metadata": "{}", "state": {"values": {}}},
        {"private_metadata": "[]", "state": {"values": {}}},
        {"private_metadata": "{}", "state": None},
    ],
)
def test_strange_views_are_refused(view: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="no form of ours"):
        parse_form(view)


def test_choices_are_clipped_to_slacks_limits() -> None:
    (option,) = render_choices([Choice("x" * 100, "y" * 200)])

    assert len(option["text"]["text"]) == 75
    assert len(option["value"]) == 150


def test_errors_are_shown_without_markup() -> None:
    assert bare(r"\*no\* such `thing`") == "*no* such thing"


def test_long_words_of_another_language_fit_the_bar_of_a_modal() -> None:
    long = "Tageshäppchen einrichten und speichern"
    form = replace(set_up_form(make_schedule(), LIBRARY), title=long, submit=long)

    view = render_form(form, channel="C1")

    assert faults_of_view(view) == []
    assert long.startswith(view["title"]["text"])
