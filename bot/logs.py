"""Logs: one line per decision, readable or JSON, and never a secret in them."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

HIDDEN = "[hidden]"
_SECRET_KEYS = frozenset(
    "token authorization signing_secret client_secret response_url trigger_id state "
    "code password api_key secret cookie".split()
)
_SECRETS = re.compile(
    r"xox[abeprs](?:\.xox[abp])?-[\w-]+"  # Slack's tokens
    r"|xapp-[\w-]+"
    r"|https://hooks\.slack\.com/\S+"
    r"|(?<=/webhooks/)\d+/[\w.-]+"  # interaction tokens in addresses
    r"|(?<=/interactions/)\d+/[\w.-]+"
    r"|\b[\w-]{23,28}\.[\w-]{6,7}\.[\w-]{27,}"  # Discord's tokens
    r"|(?<=://)[^/@\s:]+:[^/@\s]+(?=@)"  # user:password in addresses
    r"|(?<=[?&]ticket=)[^&\s]+"  # of Slack's sockets
    r"|(?<=Bot )[\w.-]{20,}"
)
_CHATTY = ("discord", "slack_sdk", "slack_bolt", "aiohttp", "alembic")


def set_up_logs(*, verbose: bool = False) -> None:
    """Send all logs to stderr, coloured for a terminal and as JSON elsewhere."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    is_terminal = sys.stderr.isatty()
    renderer: Any = (
        structlog.dev.ConsoleRenderer()
        if is_terminal
        else structlog.processors.JSONRenderer()
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            redact,
            renderer,
        ],
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    if not verbose:
        handler.addFilter(shorten)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.DEBUG if verbose else logging.INFO)
    for name in _CHATTY:  # their debug lines hold bodies and tokens
        logging.getLogger(name).setLevel(logging.WARNING)
    # A tick that is still busy when the next one comes is nothing to warn of.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)


def shorten(record: logging.LogRecord) -> bool:
    """Leave a library's own traceback away, but not what it was about."""
    if record.name.startswith(_CHATTY) and record.exc_info:
        fault = record.exc_info[1]
        record.msg = f"{record.getMessage()} ({type(fault).__name__}: {fault})"
        record.args, record.exc_info = (), None
    return True


def redact(
    _logger: object, _method: str, entry: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Hide secrets: whole values of telling keys, and telling shapes in any text."""
    return {key: _hidden(key, value) for key, value in entry.items()}


def hide_secrets(text: str) -> str:
    """Hide everything in a text that has the shape of a secret."""
    return _SECRETS.sub(HIDDEN, text)


def _hidden(key: str, value: object) -> object:
    if key.lower() in _SECRET_KEYS:
        return HIDDEN
    if isinstance(value, str):
        return hide_secrets(value)
    if isinstance(value, dict):
        return {inner: _hidden(str(inner), one) for inner, one in value.items()}
    if isinstance(value, list | tuple):
        return [_hidden("", one) for one in value]
    return (
        value
        if isinstance(value, bool | int | float | None)
        else hide_secrets(str(value))
    )
