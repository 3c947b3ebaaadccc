"""Logs: nothing that is secret gets through any logger."""

import json
import logging
import re
import sys
from urllib.parse import quote, quote_plus

import pytest
import structlog

from bot.logs import HIDDEN, hide_secrets, keep_secret, set_up_logs

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


@pytest.mark.parametrize("name", ["discord", "slack_bolt", "apscheduler", "aiosqlite"])
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


OWN = 'plain words/with "signs" & ünicode'  # a secret that has no telling shape


def logged(capsys: pytest.CaptureFixture[str]) -> str:
    """Give what was logged, as it was written and as a reader of JSON sees it."""
    text = capsys.readouterr().err
    return text + "".join(map(str, map(json.loads, text.splitlines())))


def fail_with(text: str) -> None:
    raise ValueError(f"refused: {text}")


@pytest.mark.parametrize("name", ["bot.app", "discord.gateway", "third.party"])
def test_known_secrets_are_hidden_wherever_they_stand(
    capsys: pytest.CaptureFixture[str], name: str
) -> None:
    set_up_logs(secrets=[OWN])
    log = logging.getLogger(name)

    log.warning("one %s", OWN)
    log.warning("two", extra={"address": f"https://x.example/{quote(OWN)}"})
    log.warning("three %r", {OWN: [OWN, {"inner": (OWN,)}]})
    log.warning("four", stack_info=True, extra={"body": OWN.encode()})
    try:
        fail_with(OWN)
    except ValueError:
        log.exception("five")

    shown = logged(capsys)
    assert len(re.findall(r"\b(?:one|two|three|four|five)\b", shown)) >= 5
    assert shown.count(HIDDEN) >= 5
    assert "plain words" not in shown
    assert "plain%20words" not in shown


def test_known_secrets_are_hidden_from_what_goes_through_structlog(
    capsys: pytest.CaptureFixture[str],
) -> None:
    set_up_logs(secrets=[OWN])
    log = structlog.get_logger("stamina")

    log.warning("retry of %s", OWN, args=[OWN], url=f"https://x/?t={quote_plus(OWN)}")
    try:
        fail_with(OWN)
    except ValueError:
        log.exception("failed")

    shown = logged(capsys)
    assert "retry of [hidden]" in shown
    assert "ValueError: refused: [hidden]" in shown
    assert "plain" not in shown
    assert json.loads(shown.splitlines()[0])["logger"] == "stamina"


def test_a_line_that_cannot_be_formatted_shows_nothing_of_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    set_up_logs(secrets=[OWN])

    logging.getLogger("third.party").warning("%d", OWN)

    assert capsys.readouterr().err == "a log line of third.party cannot be shown\n"


def test_the_last_words_of_a_process_hold_no_secret(
    capsys: pytest.CaptureFixture[str],
) -> None:
    set_up_logs(secrets=[OWN])

    try:
        fail_with(OWN)
    except ValueError as error:
        sys.excepthook(type(error), error, error.__traceback__)

    assert capsys.readouterr().err.endswith(f"ValueError: refused: {HIDDEN}\n")


def test_short_values_hide_no_ordinary_words() -> None:
    keep_secret(["s", "admin"])

    assert hide_secrets("an admin sets it up") == "an admin sets it up"


def test_the_longer_of_two_secrets_is_hidden_whole() -> None:
    keep_secret(["secret", "secret-and-more"])

    assert hide_secrets("it is secret-and-more") == f"it is {HIDDEN}"
