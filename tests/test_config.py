"""The configuration: file, environment, files of secrets, and all faults at once."""

from pathlib import Path

import pytest

from bot.config import ENVIRONMENT, Config, load_config, secret_values
from bot.errors import ConfigError

TOKEN = "a.secret.token"
ODD_VALUES = {
    "DATABASE_URL": "sqlite:///x.db",
    "PORT": "8081",
    "SLACK_MODE": "http",
    "METRICS_PORT": "9464",
}
KEY, OTHER_KEY = "A" * 43 + "=", "B" * 42 + "A="
ODD_VALUES["DAILYBITE_KEY"] = KEY
SLACK = {
    "SLACK_BOT_TOKEN": "xoxb-1",
    "SLACK_APP_TOKEN": "xapp-1",
    "SLACK_SIGNING_SECRET": "s",
}
OAUTH = {
    "SLACK_CLIENT_ID": "1.2",
    "SLACK_CLIENT_SECRET": "of-the-app",
    "SLACK_SIGNING_SECRET": "s",
    "PUBLIC_URL": "https://bites.example",
    "DAILYBITE_KEY": f"{KEY}, {OTHER_KEY}",
}


def write(folder: Path, text: str) -> Path:
    file = folder / "config.toml"
    file.write_text(text, "utf-8")
    return file


def problems(environment: dict[str, str], file: Path | None = None) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        load_config(environment, file)
    return list(caught.value.problems)


def test_nothing_set_gives_the_defaults(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    config = load_config({})

    url = config.database.url.get_secret_value()
    assert url == f"sqlite:///{tmp_path / 'daily-bite.db'}"
    assert config.discord == Config().discord


def test_environment_overrides_the_file(tmp_path: Path) -> None:
    file = write(tmp_path, '[discord]\napi_url = "https://file.example"\n')

    config = load_config({"DISCORD_API_URL": "https://environment.example"}, file)

    assert config.discord.api_url == "https://environment.example"


@pytest.mark.parametrize("name", sorted(ENVIRONMENT))
def test_every_name_works_with_a_file_behind_it(tmp_path: Path, name: str) -> None:
    value = ODD_VALUES.get(name, "https://example.org")
    (tmp_path / "value").write_text(f"{value}\n")
    base = OAUTH if name.startswith("SLACK_CLIENT") else SLACK
    others = {key: one for key, one in base.items() if key != name}

    config = load_config(
        {**others, f"{name}_FILE": str(tmp_path / "value")}, write(tmp_path, "")
    )

    section, _, key = ENVIRONMENT[name].key.partition(".")
    found = getattr(getattr(config, section), key)
    assert str(getattr(found, "get_secret_value", lambda: found)()) == value


def test_other_names_are_not_looked_at(tmp_path: Path) -> None:
    environment = {"DISCORD__TOKEN": "x", "discord_token": "x", "TOKEN": "x"}

    config = load_config(environment, write(tmp_path, ""))

    assert config.discord.token.get_secret_value() == ""


def test_missing_secret_file_is_named(tmp_path: Path) -> None:
    (told,) = problems({"DISCORD_TOKEN_FILE": "/nowhere"}, write(tmp_path, ""))

    assert told == "DISCORD_TOKEN_FILE: /nowhere cannot be read (FileNotFoundError)."


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[discord]\ntokn = 1", "discord.tokn: there is no such key. Did you mean"),
        ("[databse]\n", "databse: there is no such key. Did you mean database?"),
        ("discord = 3", "discord: "),
        ("[content]\npaths = 3", "content.paths: "),
        ("[delivery]\nspread_minutes = 16", "delivery.spread_minutes: "),
        ("[delivery]\nspread_minutes = -1", "delivery.spread_minutes: "),
        ('[discord]\napi_url = "http://far.example"', "must be an https:// address"),
        (f'[discord]\ntoken = "{TOKEN}"', "set DISCORD_TOKEN in the environment"),
        ('[database]\nurl = "postgresql://u:p@h/d"', "set DATABASE_URL in the"),
        ("[broken", "is no valid TOML"),
    ],
)
def test_faults_are_told_by_their_path(tmp_path: Path, text: str, told: str) -> None:
    (found,) = problems({}, write(tmp_path, text))

    assert told in found
    assert TOKEN not in found


def test_all_faults_come_at_once(tmp_path: Path) -> None:
    file = write(tmp_path, 'a = 1\nb = 2\n[discord]\napi_url = "ftp://x"\nc = 3\n')

    assert len(problems({"DISCORD_TOKEN_FILE": "/nowhere"}, file)) == 5


def test_secrets_never_print(tmp_path: Path) -> None:
    environment = {"DISCORD_TOKEN": TOKEN, "DATABASE_URL": "postgresql://u:pw@h/d"}

    shown = repr(load_config(environment, write(tmp_path, "")))

    assert TOKEN not in shown
    assert "pw" not in shown


def test_loopback_may_go_without_encryption(tmp_path: Path) -> None:
    environment = {
        "DISCORD_API_URL": "http://127.0.0.1:8080/discord/api/v10",
        "DISCORD_GATEWAY_URL": "ws://localhost:8080/gateway",
    }

    config = load_config(environment, write(tmp_path, ""))

    assert config.discord.gateway_url.startswith("ws://localhost")


def test_every_secret_of_a_configuration_is_known(tmp_path: Path) -> None:
    """A new secret setting is hidden from logs without another word."""
    secrets = {
        name: f"{name.lower()}-value"
        for name, setting in ENVIRONMENT.items()
        if setting.is_secret
    } | {"DAILYBITE_KEY": KEY}
    url = "postgresql://u:p%40ss-word@h/d?sslpassword=key-word&sslmode=require"

    config = load_config({**secrets, "DATABASE_URL": url}, write(tmp_path, ""))

    database = {"p%40ss-word", "p@ss-word", "key-word"}
    assert secret_values(config) == {*secrets.values(), *database}


@pytest.mark.parametrize(
    "url", ["sqlite:///x.db", "postgresql://h/d", "postgresql://u@[::1", ""]
)
def test_a_database_without_a_password_has_no_secret(tmp_path: Path, url: str) -> None:
    config = load_config({"DATABASE_URL": url}, write(tmp_path, ""))

    assert secret_values(config) == frozenset()


@pytest.mark.parametrize(
    ("text", "environment", "is_wanted"),
    [
        ("", {}, False),
        ('[web]\nhost = "::1"', {"HOST": "::1"}, False),
        ("", {"PORT": "8080"}, True),
        ("[web]\nport = 8080", {}, True),
    ],
)
def test_a_web_port_that_somebody_chose_is_wanted(
    tmp_path: Path, text: str, environment: dict[str, str], is_wanted: bool
) -> None:
    config = load_config(environment, write(tmp_path, text))

    assert config.web.is_wanted is is_wanted


@pytest.mark.parametrize(
    ("text", "port"),
    [("", None), ('port = "off"', None), ("port = 9464", 9464), ("port = 0", 0)],
)
def test_metrics_are_off_until_they_get_a_port(
    tmp_path: Path, text: str, port: int | None
) -> None:
    config = load_config({}, write(tmp_path, f"[metrics]\n{text}"))

    assert config.metrics.port == port
    assert config.metrics.host == "127.0.0.1"


@pytest.mark.parametrize("port", ["on", "70000", "-1"])
def test_a_metrics_port_that_is_none_is_told_by_its_name(
    tmp_path: Path, port: str
) -> None:
    (told,) = problems({"METRICS_PORT": port}, write(tmp_path, ""))

    assert told.startswith("metrics.port (METRICS_PORT): ")


def test_content_folders_are_relative_to_the_file(tmp_path: Path) -> None:
    config = load_config({}, write(tmp_path, '[content]\npaths = ["mine"]'))

    assert config.content.paths == (tmp_path / "mine",)


@pytest.mark.parametrize(
    ("environment", "transport"),
    [
        (SLACK, "socket"),
        ({**SLACK, "SLACK_MODE": "http"}, "http"),
        ({key: one for key, one in SLACK.items() if "APP" not in key}, "http"),
    ],
)
def test_slack_listens_as_its_tokens_allow(
    tmp_path: Path, environment: dict[str, str], transport: str
) -> None:
    config = load_config(environment, write(tmp_path, ""))

    assert config.slack.transport == transport


@pytest.mark.parametrize(
    ("mode", "told"),
    [
        ("", "set SLACK_APP_TOKEN (Socket Mode), or SLACK_SIGNING_SECRET (HTTP)"),
        ("socket", "in Socket Mode, SLACK_APP_TOKEN is needed as well"),
        ("carrier pigeon", "slack.mode (SLACK_MODE): "),
    ],
)
def test_incomplete_slack_says_what_is_missing(
    tmp_path: Path, mode: str, told: str
) -> None:
    environment = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_MODE": mode}

    (found,) = problems(environment, write(tmp_path, ""))

    assert told in found


def test_many_workspaces_need_no_bot_token(tmp_path: Path) -> None:
    config = load_config(OAUTH, write(tmp_path, ""))

    assert config.slack.transport == "http"
    assert config.slack.is_wanted
    assert config.secrets.keys == (KEY, OTHER_KEY)
    assert secret_values(config) >= {*config.secrets.keys, "of-the-app"}


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("SLACK_CLIENT_ID", "set SLACK_CLIENT_ID as well"),
        ("SLACK_CLIENT_SECRET", "set SLACK_CLIENT_SECRET as well"),
        ("PUBLIC_URL", "set PUBLIC_URL, the address that Slack sends people back to"),
        ("DAILYBITE_KEY", "`dailybite secrets new` makes one"),
        ("SLACK_SIGNING_SECRET", "set SLACK_APP_TOKEN (Socket Mode), or SLACK_SIGN"),
    ],
)
def test_what_many_workspaces_lack_is_said(
    tmp_path: Path, name: str, told: str
) -> None:
    others = {key: one for key, one in OAUTH.items() if key != name}

    (found,) = problems(others, write(tmp_path, ""))

    assert told in found


def test_all_that_many_workspaces_lack_is_said_at_once(tmp_path: Path) -> None:
    environment = {"SLACK_CLIENT_ID": "1.2", "SLACK_BOT_TOKEN": "xoxb-1"}

    found = problems(environment, write(tmp_path, '[web]\nhots = "x"'))

    assert len(found) == 6
    assert any("is of one workspace" in one for one in found)


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("DAILYBITE_KEY", "too-short", "holds what is no key"),
        ("PUBLIC_URL", "http://bites.example", "must be an https:// address"),
    ],
)
def test_what_many_workspaces_cannot_use_is_said(
    tmp_path: Path, name: str, value: str, told: str
) -> None:
    (found,) = problems(OAUTH | {name: value}, write(tmp_path, ""))

    assert told in found
    assert "too-short" not in found
