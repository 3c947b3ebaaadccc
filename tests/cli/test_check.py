"""`dailybite check`: one line per thing, all problems at once, the right exit code."""

import asyncio
import sqlite3
from pathlib import Path

import pytest

from bot.sandbox.server import Sandbox
from bot.storage.sealed import new_key
from bot.storage.store import open_store
from tests.cli.conftest import ADD, Cli, process
from tests.cli.test_secrets import ONE

FIVE_FAULTS = """
[databse]
url = "x"
[discord]
token = "abc.def.ghi"
api_url = "ftp://example.org"
gateway_url = 7
[content]
paths = "not a list"
"""


def test_no_credentials_is_said_with_a_way_out(cli: Cli) -> None:
    result = cli("check")

    assert result.exit_code == 1
    assert result.stdout.splitlines()[0] == "config: OK"
    assert (
        "platforms: No platform has credentials: set DISCORD_TOKEN or SLACK"
        in result.stdout
    )


def test_five_faults_are_five_lines(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(FIVE_FAULTS)

    result = cli("check")

    lines = result.stdout.splitlines()
    assert result.exit_code == 1
    assert len(lines) == 5
    assert all(line.startswith("config: ") for line in lines)
    assert any("databse" in line and "Did you mean database?" in line for line in lines)
    assert any("set DISCORD_TOKEN in the environment" in line for line in lines)
    assert "abc.def.ghi" not in result.output


@pytest.mark.parametrize("words", [("check",), ("run",), ("schedule", "list")])
def test_missing_file_is_one_sentence(cli: Cli, words: tuple[str, ...]) -> None:
    result = cli(*words, "--config", "nowhere.toml")

    assert result.exit_code == 1
    assert "There is no configuration file nowhere.toml." in result.output


def test_unreadable_database_url_is_a_line(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "mysql://u:secret@h/db")

    result = cli("check")

    assert 'database: The database "mysql" is not supported' in result.stdout
    assert "secret" not in result.output


def test_empty_content_folder_is_a_line(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "config.toml").write_text('[content]\npaths = ["mine"]\n')

    result = cli("check")

    assert "mine holds no topics" in result.stdout


def test_topic_file_with_a_fault_is_a_line(cli: Cli, tmp_path: Path) -> None:
    topic = tmp_path / "mine" / "team"
    topic.mkdir(parents=True)
    (topic / "topic.toml").write_text("name = ")
    (tmp_path / "config.toml").write_text('[content]\npaths = ["mine"]\n')

    result = cli("check")

    assert "mine/team/topic.toml is left out: `content lint`" in result.stdout


def test_zone_that_no_longer_exists_is_a_line(cli: Cli, tmp_path: Path) -> None:
    cli("schedule", "add", *ADD)
    with sqlite3.connect(tmp_path / "daily-bite.db") as database:
        database.execute("UPDATE schedules SET timezone = 'Europe/Riag'")
    database.close()

    result = cli("check")

    assert 'There is no time zone "Europe/Riag". Did you mean' in result.stdout


async def _check(folder: Path, environment: dict[str, str]) -> tuple[int, str]:
    async with process("check", folder=folder, environment=environment) as checked:
        output, _ = await checked.communicate()
    return checked.returncode or 0, output.decode()


async def test_all_is_well_on_a_real_wire(sandbox: Sandbox, tmp_path: Path) -> None:
    code, output = await _check(tmp_path, sandbox.environment)

    assert code == 0, output
    assert "discord token: OK" in output
    assert "slack token: OK" in output
    assert "In Acme on Slack: type /invite @Daily Bite in a channel" in output
    assert "Add Daily Bite to a Discord server: https://discord.com/" in output


async def test_bad_token_is_one_line(sandbox: Sandbox, tmp_path: Path) -> None:
    environment = {**sandbox.environment, "DISCORD_TOKEN": "not.the.token"}

    code, output = await _check(tmp_path, environment)

    assert code == 1
    assert "discord token: Discord no longer accepts the bot's token" in output
    assert "not.the.token" not in output


async def test_bad_slack_token_is_one_line(sandbox: Sandbox, tmp_path: Path) -> None:
    environment = {**sandbox.environment, "SLACK_BOT_TOKEN": "xoxb-not-it"}

    code, output = await _check(tmp_path, environment)

    assert code == 1
    assert "slack token: Slack no longer accepts the bot's token" in output
    assert "xoxb-not-it" not in output


@pytest.mark.parametrize("words", [("check",), ("run",)])
async def test_bad_app_token_is_one_line(
    sandbox: Sandbox, tmp_path: Path, words: tuple[str, ...]
) -> None:
    own = {
        name: text
        for name, text in sandbox.environment.items()
        if name.startswith("SLACK")
    }
    environment = {**own, "SLACK_APP_TOKEN": "xapp-not-it"}

    async with process(*words, folder=tmp_path, environment=environment) as started:
        async with asyncio.timeout(20):
            output, errors = await started.communicate()

    assert started.returncode == 1
    told = (output + errors).decode()
    assert "Slack does not accept the app-level token" in told
    assert "Traceback" not in told


async def test_missing_permission_is_named(
    sandbox: Sandbox, tmp_path: Path, cli: Cli
) -> None:
    discord = sandbox.discord
    channel = discord.channel_id("daily-bite")
    where = ("--server", discord.server_id, "--channel", channel)
    await asyncio.to_thread(cli, "schedule", "add", *ADD, *where)
    discord.deny("daily-bite", "SEND_MESSAGES")

    code, output = await _check(tmp_path, sandbox.environment)

    assert code == 1
    assert f"channel {channel}: give Daily Bite Send Messages there" in output


async def test_strange_server_is_named(
    sandbox: Sandbox, tmp_path: Path, cli: Cli
) -> None:
    await asyncio.to_thread(cli, "schedule", "add", *ADD)

    code, output = await _check(tmp_path, sandbox.environment)

    assert code == 1
    assert "Daily Bite cannot see this channel" in output


def _for_many(sandbox: Sandbox) -> dict[str, str]:
    more = {"PUBLIC_URL": "https://bites.example", "DAILYBITE_KEY": new_key()}
    return {**sandbox.slack.environment_for_many, **more}


async def test_many_workspaces_are_checked(sandbox: Sandbox, tmp_path: Path) -> None:
    code, output = await _check(tmp_path, _for_many(sandbox))

    assert code == 0, output
    assert "slack token: OK" in output
    told = "Add Daily Bite to a Slack workspace: https://bites.example/slack/install"
    assert told in output


@pytest.mark.parametrize("name", ["SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET"])
async def test_a_wrong_client_is_one_line(
    sandbox: Sandbox, tmp_path: Path, name: str
) -> None:
    code, output = await _check(tmp_path, _for_many(sandbox) | {name: "wrong-one"})

    assert code == 1
    assert "slack token: Slack does not accept SLACK_CLIENT_ID with" in output
    assert "wrong-one" not in output


async def test_a_permission_of_an_option_is_named_only_where_it_is_used(
    sandbox: Sandbox, tmp_path: Path, cli: Cli
) -> None:
    discord = sandbox.discord
    discord.deny("daily-bite", "CREATE_PUBLIC_THREADS")
    discord.deny("general", "CREATE_PUBLIC_THREADS")
    for name, more in (("daily-bite", ("--thread", "on")), ("general", ())):
        where = ("--server", discord.server_id, "--channel", discord.channel_id(name))
        await asyncio.to_thread(cli, "schedule", "add", *ADD, *where, *more)

    code, output = await _check(tmp_path, sandbox.environment)

    lines = [one for one in output.splitlines() if "Create Public Threads" in one]
    assert code == 1
    assert len(lines) == 1
    assert "Create Public Threads in #daily-bite" in lines[0]


async def test_a_key_that_opens_no_token_is_one_line(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path / 'daily-bite.db'}"
    async with open_store(url, migrate_first=True, keys=[new_key()]) as store:
        await store.keep_installation(ONE)

    code, output = await _check(tmp_path, _for_many(sandbox))

    assert code == 1
    assert "slack token: A stored token cannot be read with this DAILYBITE_K" in output
