"""`dailybite schedule add` and `set`: how a schedule posts, with the rules of the chat."""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from bot.core.posting import OPTIONS
from tests.cli.conftest import Add, Cli


def entry(cli: Cli) -> dict[str, Any]:
    (found,) = json.loads(cli("schedule", "list", "--json").stdout)
    shown: dict[str, Any] = found
    return shown


def test_add_takes_every_option_and_list_shows_it(cli: Cli, add: Add) -> None:
    add(
        *("--mention", "1234", "--thread", "on", "--silent", "on", "--publish", "on"),
        *("--every", "2w", "--when-dry", "pause", "--on-unknown", "repost"),
        *("--catch-up", "90m"),
    )

    found = entry(cli)

    assert found.pop("every_from")
    expected = {
        "mention": "1234",
        "thread": True,
        "silent": True,
        "publish": True,
        "every": "2w",
        "when_dry": "pause",
        "on_unknown": "repost",
        "catch_up": "1h30m",
    }
    assert {key: found.get(key) for key in expected} == expected


def test_import_takes_every_option_as_a_column(cli: Cli, tmp_path: Path) -> None:
    wanted = "discord,1,2,09:00,UTC,,,1234,on,on,on,2w,pause,repost,90m"
    columns = "platform,server,channel,time,timezone,topics,days"
    file = tmp_path / "rows.csv"
    file.write_text(f"{columns},{','.join(OPTIONS)}\n{wanted}\n", "utf-8")

    result = cli("schedule", "import", "rows.csv")

    assert result.exit_code == 0, result.output
    found = entry(cli)
    assert {found[one] for one in ("thread", "silent", "publish")} == {True}
    named = ("mention", "every", "when_dry", "on_unknown", "catch_up")
    assert [found[one] for one in named] == ["1234", "2w", "pause", "repost", "1h30m"]


def test_import_names_the_row_of_an_option_that_means_nothing(
    cli: Cli, tmp_path: Path
) -> None:
    columns = "platform,server,channel,time,timezone,topics,days,thread"
    file = tmp_path / "rows.csv"
    file.write_text(f"{columns}\ndiscord,1,2,09:00,UTC,,,perhaps\n", "utf-8")

    result = cli("schedule", "import", "rows.csv")

    assert result.exit_code == 1
    assert "rows.csv:2:" in result.stderr
    assert json.loads(cli("schedule", "list", "--json").stdout) == []


def test_set_changes_only_what_is_named(cli: Cli, add: Add) -> None:
    schedule_id = add("--thread", "on", "--every", "3")
    before = entry(cli)

    shown = cli("schedule", "set", schedule_id, "--mention", "1234")
    after = entry(cli)

    assert after == before | {"mention": "1234"}
    assert "mentions the group 1234, and nobody else" in shown.stdout
    assert "opens a thread under each post" in shown.stdout
    assert "posts on every third of its days, counted from" in shown.stdout


def test_set_without_an_option_prints_and_writes_nothing(cli: Cli, add: Add) -> None:
    schedule_id = add()
    where = ("--platform", "discord", "--server", "1", "--json")

    shown = cli("schedule", "set", schedule_id)
    log = json.loads(cli("schedule", "log", *where).stdout)

    assert "mentions nobody" in shown.stdout
    assert [one["act"] for one in log] == ["schedule.add"]


def test_set_writes_what_it_changed_into_the_log(cli: Cli, add: Add) -> None:
    schedule_id = add()
    where = ("--platform", "discord", "--server", "1", "--json")

    cli("schedule", "set", schedule_id, "--thread", "on", "--catch-up", "1h")
    newest, _ = json.loads(cli("schedule", "log", *where).stdout)

    assert newest["act"] == "schedule.options"
    assert newest["before"].startswith("opens no threads; ")
    assert newest["after"].endswith("; makes up for a late post within 1h")


def test_next_shows_every_second_day(cli: Cli, add: Add) -> None:
    schedule_id = add("--every", "2")

    shown = cli("schedule", "next", schedule_id)

    days = [int(line.split()[1]) for line in shown.stdout.splitlines()]
    assert len(days) == 5
    assert all(later - sooner in (2, -29, -28) for sooner, later in pairwise(days))


@pytest.mark.parametrize(
    ("platform", "option", "text", "told"),
    [
        ("discord", "--mention", "@everyone", "never mentions everybody"),
        ("discord", "--mention", "S0615G0KT", "no such role"),
        ("slack", "--mention", "1234", "is no user group of Slack's"),
        ("slack", "--silent", "on", "Slack has no silent messages"),
        ("slack", "--publish", "on", "Slack has no announcement channels"),
        ("discord", "--every", "99", "is no rhythm"),
        ("discord", "--when-dry", "stop", "Write review or pause"),
        ("discord", "--on-unknown", "ask", "Write skip or repost"),
        ("discord", "--catch-up", "2d", "from 5m to 24h"),
        ("discord", "--thread", "yes please", "Write on or off"),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence(
    cli: Cli, platform: str, option: str, text: str, told: str
) -> None:
    ids = {"discord": ("1", "2"), "slack": ("T024BE7LD", "C024BE91L")}[platform]
    where = ("--platform", platform, "--server", ids[0], "--channel", ids[1])
    when = ("--time", "09:00", "--timezone", "Europe/Paris")

    result = cli("schedule", "add", *where, *when, option, text)

    assert result.exit_code == 1
    assert told in result.stderr
    assert json.loads(cli("schedule", "list", "--json").stdout) == []


def test_set_of_an_unknown_schedule_fails(cli: Cli) -> None:
    assert cli("schedule", "set", "nothing1", "--thread", "on").exit_code == 1
