"""Every way in which Slack says no, and what follows from it."""

from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError, SlackClientError, SlackRequestError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.errors import DeliveryError, RefusedError
from bot.platforms.slack.failures import failure, map_errors

DESTINATION = (
    "channel_not_found not_in_channel is_archived restricted_action "
    "restricted_action_read_only_channel restricted_action_thread_only_channel "
    "restricted_action_non_threadable_channel restricted_action_thread_locked "
    "ekm_access_denied no_permission messages_tab_disabled team_access_not_granted"
).split()
INSTALL = (
    "account_inactive token_revoked token_expired invalid_auth not_authed "
    "app_access_restricted"
).split()
PAYLOAD = (
    "invalid_blocks invalid_blocks_format msg_blocks_too_long no_text "
    "too_many_attachments metadata_too_large"
).split()
UNCLEAR = "internal_error fatal_error service_unavailable request_timeout".split()


def answer(
    data: Any, status: int = 200, headers: dict[str, str] | None = None
) -> SlackApiError:
    response = AsyncSlackResponse(
        client=None,
        http_verb="POST",
        api_url="https://slack.com/api/chat.postMessage",
        req_args={},
        data=data,
        headers=headers or {},
        status_code=status,
    )
    return SlackApiError("no", response)  # type: ignore[no-untyped-call]


def refused(code: str) -> SlackApiError:
    return answer({"ok": False, "error": code})


@pytest.mark.parametrize("code", [*DESTINATION, *INSTALL, *PAYLOAD, "brand_new_code"])
def test_plain_refusals_are_permanent_and_certain(code: str) -> None:
    error = failure(refused(code))

    assert error.permanent
    assert not error.maybe_sent
    assert str(error)


@pytest.mark.parametrize("code", [*DESTINATION, *INSTALL])
def test_refusals_that_people_can_mend_are_told_in_words(code: str) -> None:
    assert code not in str(failure(refused(code)))


@pytest.mark.parametrize("code", UNCLEAR)
def test_unclear_answers_may_have_been_done(code: str) -> None:
    error = failure(refused(code))

    assert error.maybe_sent
    assert not error.permanent


@pytest.mark.parametrize("status", [500, 502, 503, 504])
@pytest.mark.parametrize("data", [{}, {"ok": False, "error": "x"}, "<html>"])
def test_server_errors_are_unclear_whatever_they_say(status: int, data: Any) -> None:
    error = failure(answer(data, status))

    assert error.maybe_sent
    assert not error.permanent


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [({"Retry-After": "30"}, 30), ({}, 1), ({"Retry-After": "soon"}, 1)],
)
def test_limits_say_when_to_come_back(headers: dict[str, str], seconds: int) -> None:
    error = failure(answer({"ok": False, "error": "ratelimited"}, 429, headers))

    assert error.retry_after == timedelta(seconds=seconds)
    assert not error.permanent
    assert not error.maybe_sent


def test_missing_scope_is_named() -> None:
    data = {"ok": False, "error": "missing_scope", "needed": "channels:read"}

    error = failure(answer(data))

    assert "lacks the scope channels:read" in str(error)


@pytest.mark.parametrize("code", ["org_login_required", "team_added_to_org"])
def test_moving_workspaces_come_back(code: str) -> None:
    assert not failure(refused(code)).permanent


@pytest.mark.parametrize("code", INSTALL[:5])
def test_refused_tokens_are_final(code: str) -> None:
    assert isinstance(failure(refused(code)), RefusedError)


@pytest.mark.parametrize(
    ("code", "our_fault"),
    [(one, False) for one in [*DESTINATION, *INSTALL]]
    + [(one, True) for one in PAYLOAD],
)
def test_only_a_malformed_message_is_our_fault(code: str, our_fault: bool) -> None:
    assert failure(refused(code)).our_fault is our_fault


@pytest.mark.parametrize(
    ("raised", "maybe_sent", "permanent"),
    [
        pytest.param(aiohttp.ServerDisconnectedError(), True, False, id="cut"),
        pytest.param(aiohttp.ClientPayloadError(), True, False, id="half"),
        pytest.param(ConnectionResetError(), True, False, id="reset"),
        pytest.param(TimeoutError(), True, False, id="slow"),
        pytest.param(AttributeError("get"), True, False, id="not even JSON"),
        pytest.param(SlackRequestError("bad"), False, True, id="request"),
        pytest.param(SlackClientError("bad"), False, True, id="client"),
        pytest.param(refused("is_archived"), False, True, id="refused"),
    ],
)
def test_every_foreign_exception_is_ours(
    raised: Exception, maybe_sent: bool, permanent: bool
) -> None:
    with pytest.raises(DeliveryError) as caught, map_errors():
        raise raised

    assert (caught.value.maybe_sent, caught.value.permanent) == (maybe_sent, permanent)
    assert caught.value.__cause__ is raised
