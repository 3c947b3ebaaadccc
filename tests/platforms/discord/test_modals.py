"""The modal of a form, within Discord's limits, and what was filled in."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import available_timezones

import discord
import pytest

from bot.core.forms import Field, Form, Kind
from bot.core.requests import HERE, Command
from bot.core.search import Choice
from bot.platforms.discord.locales import _ZONES, likely_zone
from bot.platforms.discord.modals import MOST_FIELDS, parse_modal, render_modal
from bot.sandbox.discord.modals import check_modal
from bot.sandbox.discord.openapi import OpenApi
from bot.services.set_up import set_up_form
from bot.services.settings import new_schedule
from tests.conftest import make_library, openapi_file

NOW = datetime(2026, 11, 24, tzinfo=UTC)
CALLBACK = "/interactions/1/token/callback"


def make_form(count: int = 3, **changes: Any) -> Form:
    schedule = new_schedule(
        platform="discord", server="1", channel="2", timezone="Europe/Paris", now=NOW
    )
    library = make_library(1, topics=tuple(f"topic-{n:02}" for n in range(count)))
    return set_up_form(schedule._replace(**changes), library, otherwise=HERE)


def parts(modal: dict[str, Any]) -> dict[str, dict[str, Any]]:
    found = [one["component"] for one in modal["components"]]
    return {one["custom_id"]: one for one in found}


def faults(modal: dict[str, Any]) -> list[str]:
    check_modal(modal)
    file = openapi_file()
    body = {"type": 9, "data": modal}
    return OpenApi(file).faults("POST", CALLBACK, body) if file else []


@pytest.mark.parametrize("topics", [0, 1, 3, 25, 26, 60])
def test_modal_fits_discord(topics: int) -> None:
    modal = render_modal(make_form(topics))

    assert faults(modal) == []
    assert len(modal["components"]) <= MOST_FIELDS


def test_modal_asks_for_what_matters_and_leaves_the_rest_to_the_command() -> None:
    fields = parts(render_modal(make_form()))

    assert list(fields) == ["time", "timezone", "days", "topics", "channel"]
    assert fields["time"]["value"] == "09:00"
    assert fields["timezone"]["value"] == "Europe/Paris"
    assert fields["channel"]["default_values"] == [{"id": "2", "type": "channel"}]
    assert all(one["default"] for one in fields["days"]["options"])


def test_more_topics_than_a_menu_holds_are_typed() -> None:
    field = parts(render_modal(make_form(26, topics=("topic-01", "topic-20"))))

    assert field["topics"]["type"] == discord.ComponentType.text_input.value
    assert field["topics"]["value"] == "topic-01,topic-20"
    assert field["topics"]["required"] is False


def test_longest_values_fit() -> None:
    long = Field(
        name="x" * 20,
        label="l" * 80,
        kind=Kind.SOME,
        choices=tuple(Choice("n" * 150, f"{n}".ljust(100, "v")) for n in range(25)),
        hint="h" * 200,
        none="all",
    )
    form = Form(
        title="t" * 80, submit="s", command=Command.SAVE, fields=(long,) * 1, hidden=()
    )

    assert faults(render_modal(form)) == []


def test_a_channel_may_be_left_out() -> None:
    fields = parts(render_modal(make_form(), with_channel=False))

    assert "default_values" not in fields["channel"]


def test_what_was_filled_in_is_read_back() -> None:
    modal = render_modal(make_form(id="kx3ab7de"))
    data = {
        "custom_id": modal["custom_id"],
        "components": [
            {"type": 18, "component": {"custom_id": "time", "value": "9"}},
            {"type": 18, "component": {"custom_id": "days", "values": ["mon", "fri"]}},
            {"type": 18, "component": {"custom_id": "topics", "values": []}},
            {"type": 18, "component": {"custom_id": "channel", "values": ["7"]}},
            {"type": 1, "components": [{"custom_id": "timezone", "value": "paris"}]},
        ],
    }

    command, options = parse_modal(data)

    assert command is Command.SAVE
    assert options == {
        "schedule": "kx3ab7de",
        "time": "9",
        "days": "mon,fri",
        "topics": "all",
        "channel": "7",
        "timezone": "paris",
    }


@pytest.mark.parametrize(
    "data", [{}, {"custom_id": "report"}, {"custom_id": "form:sing:"}]
)
def test_strange_modals_are_refused(data: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"no form of ours|sing"):
        parse_modal(data)


def test_every_language_has_a_place() -> None:
    assert set(_ZONES) <= {one.value for one in discord.Locale}
    assert set(_ZONES.values()) <= available_timezones()
    assert likely_zone("fr") == "Europe/Paris"
    assert likely_zone("tlh") == ""
