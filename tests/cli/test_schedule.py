"""`dailybite schedule`: the same rules as in chat, for scripts."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.cli.conftest import ADD, Add, Cli

HEADER = "platform,server,channel,time,timezone,topics,days\n"


def test_add_prints_the_id_that_all_others_take(cli: Cli, add: Add) -> None:
    schedule_id = add()

    shown = cli("schedule", "next", schedule_id)
    paused = cli("schedule", "pause", schedule_id)
    refused = cli("schedule", "next", schedule_id)
    resumed = cli("schedule", "resume", schedule_id)
    removed = cli("schedule", "remove", schedule_id)

    assert len(shown.stdout.splitlines()) == 5
    assert all(line.endswith("09:00") for line in shown.stdout.splitlines())
    assert paused.stdout == f"Paused {schedule_id}.\n"
    assert refused.exit_code == 1
    assert "resume it first" in refused.stderr
    assert resumed.stdout.startswith(f"{schedule_id} goes on: ")
    assert removed.stdout == f"Removed {schedule_id}.\n"


def test_list_json_is_the_contract(cli: Cli, add: Add) -> None:
    schedule_id = add(
        "--days",
        "mon,wed,sat",
        "--topics",
        "llms-generative-ai",
        "--levels",
        "beginner",
    )

    (entry,) = json.loads(cli("schedule", "list", "--json").stdout)

    assert entry.pop("next_at").endswith(":00+01:00") or entry
    assert entry == {
        "id": schedule_id,
        "platform": "discord",
        "server": "1",
        "channel": "2",
        "time": "09:00",
        "timezone": "Europe/Paris",
        "topics": ["llms-generative-ai"],
        "days": "mon,wed,sat",
        "levels": ["beginner"],
        "state": "active",
        "last_delivery": None,
    }


def test_list_for_people_shows_the_defaults(cli: Cli, add: Add) -> None:
    schedule_id = add()

    table = cli("schedule", "list").stdout

    row = next(line for line in table.splitlines() if schedule_id in line)
    assert "discord 1 2" in row
    assert "mon-sun" in row
    assert " all " in row


def test_list_for_people_shows_levels_that_are_set(cli: Cli, add: Add) -> None:
    add("--levels", "advanced,beginner")

    assert "all (beginner, advanced)" in cli("schedule", "list").stdout


@pytest.mark.parametrize(
    ("option", "value", "told"),
    [
        ("--time", "25:00", '"25:00" is no time of day'),
        ("--timezone", "Europe/Riag", "Did you mean Europe/Riga?"),
        ("--days", "mon-xyz", "names no weekdays"),
        ("--topics", "llm", "There is no topic"),
        ("--topics", "advanced", '"advanced" is a level and no topic'),
        ("--levels", "expert", '"expert" is no level. Choose from beginner'),
        ("--server", "abc", "is no server id"),
        ("--channel", "#general", "is no channel id"),
        ("--platform", "slack", "no server id: on Slack it is in capitals"),
    ],
)
def test_add_explains_bad_input_in_a_sentence(
    cli: Cli, option: str, value: str, told: str
) -> None:
    result = cli("schedule", "add", *ADD, option, value)

    assert result.exit_code == 1
    assert result.stderr.startswith("Error: ")
    assert told in result.stderr
    assert json.loads(cli("schedule", "list", "--json").stdout) == []


def test_add_to_a_strange_platform_is_a_usage_error(cli: Cli) -> None:
    result = cli("schedule", "add", *ADD, "--platform", "irc")

    assert result.exit_code == 2
    assert "choose from discord, slack" in result.stderr


@pytest.mark.parametrize("command", ["pause", "resume", "remove", "next"])
def test_unknown_id_is_one_sentence(cli: Cli, command: str) -> None:
    result = cli("schedule", command, "nothere")

    assert result.exit_code == 1
    assert 'There is no schedule "nothere"' in result.stderr


def test_import_adds_all_rows(cli: Cli, tmp_path: Path) -> None:
    rows = "discord,1,2,09:00,Europe/Paris,,mon-fri\ndiscord,1,3,17:30,UTC,,\n"
    (tmp_path / "rows.csv").write_text("\ufeff" + HEADER + rows, "utf-8")

    result = cli("schedule", "import", "rows.csv")

    ids = result.stdout.split()
    listed = json.loads(cli("schedule", "list", "--json").stdout)
    assert result.exit_code == 0
    assert sorted(ids) == sorted(one["id"] for one in listed)
    assert {one["days"] for one in listed} == {"mon-fri", "mon-sun"}


def test_import_takes_levels_as_a_last_column(cli: Cli, tmp_path: Path) -> None:
    header = HEADER.replace("days", "days,levels")
    rows = '1,2,09:00,UTC,,,"beginner,advanced"\ndiscord,1,3,09:00,UTC,,,\n'
    (tmp_path / "rows.csv").write_text(f"{header}discord,{rows}", "utf-8")

    cli("schedule", "import", "rows.csv")

    listed = json.loads(cli("schedule", "list", "--json").stdout)
    levels = {one["channel"]: one["levels"] for one in listed}
    assert levels == {"2": ["beginner", "advanced"], "3": []}


def test_import_names_every_bad_row_and_adds_none(cli: Cli, tmp_path: Path) -> None:
    rows = "discord,1,2,09:00,UTC,,\ndiscord,1,2,99:00,UTC,,\ndiscord,1,2,9:00,Mars,,\n"
    (tmp_path / "rows.csv").write_text(HEADER + rows)

    result = cli("schedule", "import", "rows.csv")

    assert result.exit_code == 1
    assert "rows.csv:3:" in result.stderr
    assert "rows.csv:4:" in result.stderr
    assert "Nothing was imported." in result.stderr
    assert json.loads(cli("schedule", "list", "--json").stdout) == []


@pytest.mark.parametrize(
    ("content", "told"),
    [
        pytest.param(b"a,b\n1,2\n", "the first line must read", id="header"),
        pytest.param(b"", "the first line must read", id="empty"),
        pytest.param(b"\xff\xfe\x00", "cannot be read", id="binary"),
    ],
)
def test_import_refuses_other_files(
    cli: Cli, tmp_path: Path, content: bytes, told: str
) -> None:
    (tmp_path / "rows.csv").write_bytes(content)

    result = cli("schedule", "import", "rows.csv")

    assert result.exit_code == 1
    assert told in result.stderr


def test_surplus_columns_are_refused(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text(HEADER + "discord,1,2,09:00,UTC,a,mon,wed\n")

    result = cli("schedule", "import", "rows.csv")

    assert result.exit_code == 1
    assert 'Put several topics or days in quotes: "mon,wed".' in result.stderr


def test_another_schedule_of_a_channel_is_pointed_out(cli: Cli, add: Add) -> None:
    first = add()

    result = cli("schedule", "add", *ADD)

    assert result.exit_code == 0
    assert f"This channel has 1 schedule more: {first}." in result.stderr


def test_import_of_a_missing_file_is_one_sentence(cli: Cli) -> None:
    result = cli("schedule", "import", "rows.csv")

    assert result.exit_code == 1
    assert "cannot be read" in result.stderr


def test_days_off_are_listed_and_left_out(cli: Cli, add: Add) -> None:
    dates = ("--dates", "2099-12-24..2099-12-26", "--days-off", "move")
    schedule_id = add("--holidays", "de-by", *dates)

    (entry,) = json.loads(cli("schedule", "list", "--json").stdout)

    assert entry["id"] == schedule_id
    assert entry["holidays"] == "DE-BY"
    assert entry["dates"] == "2099-12-24..2099-12-26"
    assert entry["days_off"] == "move"


def test_skip_and_pause_until_say_when_it_goes_on(cli: Cli, add: Add) -> None:
    schedule_id = add()
    first, second, *_ = cli("schedule", "next", schedule_id).stdout.splitlines()

    skipped = cli("schedule", "skip", schedule_id)
    ahead = cli("schedule", "next", schedule_id).stdout.splitlines()
    until = (datetime.now(UTC).date() + timedelta(days=30)).isoformat()
    paused = cli("schedule", "pause", schedule_id, "--until", until)
    (entry,) = json.loads(cli("schedule", "list", "--json").stdout)

    day = first.partition(",")[0]
    assert skipped.stdout.endswith(f"The next post: {second}.\n")
    assert ahead[:2] == [f"{day}: skipped by an admin, no post", second]
    assert paused.stdout.startswith(f"Paused {schedule_id}. It goes on: ")
    assert (entry["state"], entry["paused_until"]) == ("paused", until)
    assert entry["next_at"].startswith(until)


def test_a_pause_that_is_over_is_refused(cli: Cli, add: Add) -> None:
    refused = cli("schedule", "pause", add(), "--until", "2020-01-01")

    assert refused.exit_code == 1
    assert "1 January 2020 is not ahead" in refused.stderr


def test_import_takes_columns_about_days_off(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "schedules.csv"
    row = "discord,1,2,09:00,Europe/Paris,,mon-fri"
    file.write_text(f"{HEADER.strip()},holidays\n{row},FR\n{row},\n")

    done = cli("schedule", "import", str(file))
    entries = json.loads(cli("schedule", "list", "--json").stdout)
    file.write_text(f"{HEADER.strip()},holidays\n{row},Frnace\n")
    refused = cli("schedule", "import", str(file))

    assert done.exit_code == 0
    assert sorted(one.get("holidays", "") for one in entries) == ["", "FR"]
    assert "Did you mean FR (France)?" in refused.stderr


def test_log_says_who_changed_what(cli: Cli, add: Add) -> None:
    schedule_id = add()
    cli("schedule", "pause", schedule_id)
    where = ("--platform", "discord", "--server")

    table = cli("schedule", "log", *where, "1").stdout
    entries = json.loads(cli("schedule", "log", *where, "1", "--json").stdout)
    others = json.loads(cli("schedule", "log", *where, "2", "--json").stdout)

    assert "paused (before: active)" in table
    assert [one["act"] for one in entries] == ["schedule.state", "schedule.add"]
    assert {one["schedule"] for one in entries} == {schedule_id}
    assert entries[0]["person"].startswith("cli")
    assert others == []
