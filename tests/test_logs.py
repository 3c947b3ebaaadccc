"""Logs: nothing that is secret gets through any logger."""

import json
import logging

import pytest
import structlog

from bot.logs import HIDDEN, hide_secrets, set_up_logs

SECRETS = {
    "discord": "MTIzNDU2Nzg5MDEyMzQ1Njc4.GsAndb.x-this-token-opens-nothing-real-1",
    "slack bot": "xoxb-123456789012-abcdefGHIJKL",
    "slack rotated": "xoxe.xoxp-1-abcdefGHIJKL",
    "slack app": "xapp-1-A111-222-abcdef",
    "response url": "https://hooks.slack.com/commands/T1/2/abc",
    "password": "u5er:pa55w0rd",
}
LINES = {
    "discord": "token {} refused",
    "slack bot": "using {}",
    "slack rotated": "using {}",
    "slack app": "using {}",
    "response url": "POST {}",
    "password": "connecting to postgresql://{}@host/db",
}


@pytest.mark.parametrize("name", sorted(SECRETS))
@pytest.mark.parametrize("logger", ["bot.app", "discord.http", "slack_sdk.web"])
def test_secret_shapes_are_hidden(
    capsys: pytest.CaptureFixture[str], name: str, logger: str
) -> None:
    set_up_logs()

    logging.getLogger(logger).warning(LINES[name].replace("{}", "%s"), SECRETS[name])

    line = json.loads(capsys.readouterr().err)
    assert SECRETS[name] not in json.dumps(line)
    assert HIDDEN in line["event"]


def test_secrets_in_tracebacks_are_hidden(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs()

    try:
        int(SECRETS["slack bot"])
    except ValueError:
        logging.getLogger("bot").exception("failed")

    shown = capsys.readouterr().err
    assert "ValueError" in shown
    assert SECRETS["slack bot"] not in shown


@pytest.mark.parametrize("key", ["token", "Authorization", "client_secret", "code"])
def test_telling_keys_are_hidden_whatever_they_hold(
    capsys: pytest.CaptureFixture[str], key: str
) -> None:
    set_up_logs()

    logging.getLogger("bot").warning("seen", extra={key: "plain words"})
    formatter = logging.getLogger().handlers[0].formatter
    assert isinstance(formatter, structlog.stdlib.ProcessorFormatter)

    assert "plain words" not in capsys.readouterr().err


def test_ordinary_words_stay() -> None:
    text = "delivery d_1f2e3d4c5b6a79881f2e: sent llms-generative-ai/lora"

    assert hide_secrets(text) == text


@pytest.mark.parametrize("name", ["discord", "slack_bolt", "apscheduler"])
def test_chatty_libraries_are_quiet_even_when_verbose(name: str) -> None:
    set_up_logs(verbose=True)

    assert not logging.getLogger(f"{name}.http").isEnabledFor(logging.DEBUG)
    assert logging.getLogger("bot").isEnabledFor(logging.DEBUG)


def test_a_librarys_traceback_is_left_away(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs()

    try:
        int("no number")
    except ValueError:
        logging.getLogger("discord.client").exception("Attempting a reconnect")

    line = json.loads(capsys.readouterr().err)
    assert line["event"].startswith("Attempting a reconnect (ValueError: ")
    assert "exception" not in line


def test_tickets_of_sockets_are_hidden() -> None:
    shown = hide_secrets("wss://wss-primary.slack.com/link/?ticket=abc-123&app_id=9")

    assert shown == f"wss://wss-primary.slack.com/link/?ticket={HIDDEN}&app_id=9"
