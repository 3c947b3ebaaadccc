"""Every way to fail is a DeliveryError that says what may follow."""

import errno
import ssl
from collections.abc import Iterator
from datetime import timedelta
from typing import cast

import aiohttp
import pytest

from bot.errors import DeliveryError, RefusedError
from bot.platforms.discord.failures import failure
from bot.platforms.discord.rest import DiscordRest

# Raised only before anything was written.
NEVER_SENT = (aiohttp.ClientConnectorError, aiohttp.ServerFingerprintMismatch)


def _family(parent: type[Exception]) -> Iterator[type[Exception]]:
    yield parent
    for child in parent.__subclasses__():
        yield from _family(child)


def _build(kind: type[Exception]) -> Exception:
    try:
        return kind()
    except TypeError:
        return kind.__new__(kind)


RAISED = sorted(
    {
        *_family(aiohttp.ClientError),
        OSError,
        TimeoutError,
        ConnectionResetError,
        BrokenPipeError,
        ssl.SSLError,
    },
    key=lambda kind: kind.__name__,
)


class BrokenSession:
    """In the place of aiohttp's session: every request fails in one way."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def request(self, *_args: object, **_options: object) -> "BrokenSession":
        return self

    async def __aenter__(self) -> None:
        raise self._error

    async def __aexit__(self, *_exc: object) -> None:
        """Nothing was opened."""


async def _failed(error: Exception) -> DeliveryError:
    session = cast(aiohttp.ClientSession, BrokenSession(error))
    rest = DiscordRest(session, token="t", api_url="http://127.0.0.1:1")
    with pytest.raises(DeliveryError) as raised:
        await rest.create_message("1", {"content": "x"}, may_start=lambda: True)
    return raised.value


def test_family_of_aiohttp_is_known() -> None:
    names = {kind.__name__ for kind in RAISED}

    assert len(names) > 20
    assert {"ServerDisconnectedError", "ClientPayloadError", "InvalidURL"} <= names


@pytest.mark.parametrize("kind", RAISED, ids=lambda kind: kind.__name__)
async def test_network_error_is_mapped(kind: type[Exception]) -> None:
    error = await _failed(_build(kind))

    assert isinstance(error.__cause__, kind)
    assert not error.permanent
    assert error.retry_after is None
    assert error.maybe_sent is not issubclass(kind, NEVER_SENT)


async def test_reset_by_peer_on_linux_is_unclear() -> None:
    error = await _failed(OSError(errno.ECONNRESET, "Connection reset by peer"))

    assert error.maybe_sent
    assert str(error) == "Discord did not answer"


async def test_other_errors_are_left_alone() -> None:
    session = cast(aiohttp.ClientSession, BrokenSession(ValueError("ours")))
    rest = DiscordRest(session, token="t")

    with pytest.raises(ValueError, match="ours"):
        await rest.get("/users/@me")


@pytest.mark.parametrize(
    ("status", "code", "told"),
    [
        pytest.param(400, 50035, "malformed", id="invalid-form"),
        pytest.param(400, 50006, "refused it (400, code 50006)", id="empty"),
        pytest.param(400, 160005, "the thread is locked", id="locked"),
        pytest.param(400, 200000, "AutoMod", id="automod"),
        pytest.param(401, 0, "DISCORD_TOKEN", id="token"),
        pytest.param(403, 50001, "View Channel", id="access"),
        pytest.param(403, 50013, "Send Messages", id="permission"),
        pytest.param(404, 10003, "the channel no longer exists", id="channel"),
        pytest.param(404, 10004, "no longer in this server", id="server"),
        pytest.param(404, 10062, "no longer waits", id="interaction"),
        pytest.param(404, 0, "refused it (404, code 0)", id="without-code"),
    ],
)
def test_refusal_is_permanent(status: int, code: int, told: str) -> None:
    error = failure(status, {"code": code}, {})

    assert (error.permanent, error.maybe_sent) == (True, False)
    assert error.retry_after is None
    assert told in str(error)


@pytest.mark.parametrize(
    ("status", "code", "our_fault"),
    [(400, 50035, True), (400, 50006, True), (403, 50013, False), (404, 0, False)],
)
def test_only_a_malformed_message_is_our_fault(
    status: int, code: int, our_fault: bool
) -> None:
    assert failure(status, {"code": code}, {}).our_fault is our_fault


def test_a_refused_token_is_told_apart() -> None:
    assert isinstance(failure(401, {}, {}), RefusedError)
    assert not isinstance(failure(403, {}, {}), RefusedError)


@pytest.mark.parametrize("status", [500, 502, 503, 504, 520, 524])
def test_broken_server_is_unclear(status: int) -> None:
    error = failure(status, {}, {})

    assert (error.permanent, error.maybe_sent) == (False, True)
    assert error.retry_after is None


@pytest.mark.parametrize("code", [20016, 20028, 30046, 130000])
def test_refusal_that_passes_says_when(code: int) -> None:
    told = failure(403, {"code": code, "retry_after": 7.5}, {})
    silent = failure(403, {"code": code}, {})

    assert (told.permanent, told.maybe_sent) == (False, False)
    assert told.retry_after == timedelta(seconds=7.5)
    assert silent.retry_after == timedelta(seconds=10)


@pytest.mark.parametrize(
    ("body", "headers", "seconds"),
    [
        pytest.param({"retry_after": 1.25}, {"Retry-After": "9"}, 1.25, id="body"),
        pytest.param({}, {"Retry-After": "9"}, 9, id="header"),
        pytest.param("banned", {"Retry-After": "600"}, 600, id="cloudflare"),
        pytest.param({}, {}, 0, id="neither"),
        pytest.param({}, {"Retry-After": "Wed, 21 Oct 2026"}, 0, id="a-date"),
        pytest.param({"retry_after": []}, {}, 0, id="nonsense"),
        pytest.param({}, {"Retry-After": "nan"}, 0, id="not-a-number"),
        pytest.param({}, {"Retry-After": "inf"}, 0, id="endless"),
    ],
)
def test_rate_limit_says_how_long(
    body: object, headers: dict[str, str], seconds: float
) -> None:
    error = failure(429, body, headers)

    assert (error.permanent, error.maybe_sent) == (False, False)
    assert error.retry_after == timedelta(seconds=seconds)


@pytest.mark.parametrize("body", [None, [], "text", {"code": None}, {"code": []}])
def test_strange_body_is_no_new_failure(body: object) -> None:
    error = failure(400, body, {})

    assert error.permanent
