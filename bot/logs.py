"""Logs: one line per decision, readable or JSON, and never a secret in them."""

import json
import logging
import re
import sys
import traceback
from collections.abc import Collection, Iterator, MutableMapping
from types import TracebackType
from typing import Any, TextIO
from urllib.parse import quote, quote_plus

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
_SHORTEST = 6  # characters; anything shorter hides half of all words
_known: re.Pattern[str] | None = None  # this process's own secrets
_CHATTY = (
    *("discord", "slack_sdk", "slack_bolt", "aiohttp"),
    *("alembic", "aiosqlite", "markdown_it"),
)


class _Stderr(logging.StreamHandler[TextIO]):
    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - its name
        """Tell of a line that cannot be formatted, without what it would have held."""
        self.stream.write(f"a log line of {record.name} cannot be shown\n")


def keep_secret(values: Collection[str]) -> None:
    """Hide these very values from now on, whatever they look like and however written.

    The process has one log, so it has one such list: a new one replaces it.
    """
    global _known
    written = {form for value in values for form in _forms(value)}
    longest_first = sorted(written, key=len, reverse=True)
    _known = re.compile("|".join(map(re.escape, longest_first))) if written else None


def _forms(value: str) -> Iterator[str]:
    """Give a secret as it is, in an address, in JSON, and as Python shows it."""
    if len(value) >= _SHORTEST:
        yield from (value, quote(value, safe=""), quote(value), quote_plus(value))
        yield from (json.dumps(value)[1:-1], repr(value)[1:-1])


def set_up_logs(*, verbose: bool = False, secrets: Collection[str] = ()) -> None:
    """Send all logs to stderr, coloured for a terminal and as JSON elsewhere.

    Args:
        verbose: Show debug lines, and libraries' tracebacks.
        secrets: What must never be shown, such as the tokens in use.
    """
    keep_secret(secrets)
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
    _take_in_structlog(shared)
    handler = _Stderr(sys.stderr)
    handler.setFormatter(formatter)
    if not verbose:
        handler.addFilter(shorten)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.DEBUG if verbose else logging.INFO)
    sys.excepthook = _last_words
    for name in _CHATTY:  # their debug lines hold bodies and tokens
        logging.getLogger(name).setLevel(logging.WARNING)
    # A tick that is still busy when the next one comes is nothing to warn of.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)


def _take_in_structlog(shared: list[Any]) -> None:
    """Send what libraries log through structlog the same way as all the rest."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.stdlib.PositionalArgumentsFormatter(),
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )


def _last_words(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    """Show what ends the process as Python does, but for the secrets in it."""
    lines = traceback.format_exception(kind, error, trace)
    sys.stderr.write(hide_secrets("".join(lines)))


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
    return {hide_secrets(key): _hidden(key, value) for key, value in entry.items()}


def hide_secrets(text: str) -> str:
    """Hide everything in a text that is a secret, or that has the shape of one."""
    known = _known.sub(HIDDEN, text) if _known else text
    return _SECRETS.sub(HIDDEN, known)


def _hidden(key: str, value: object) -> object:
    if key.lower() in _SECRET_KEYS:
        return HIDDEN
    if isinstance(value, str):
        return hide_secrets(value)
    if isinstance(value, dict):
        return {
            hide_secrets(str(inner)): _hidden(str(inner), one)
            for inner, one in value.items()
        }
    if isinstance(value, list | tuple):
        return [_hidden("", one) for one in value]
    return (
        value
        if isinstance(value, bool | int | float | None)
        else hide_secrets(str(value))
    )
