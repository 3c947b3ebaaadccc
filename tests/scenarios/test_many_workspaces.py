"""Many Slack workspaces over OAuth: each installs, posts and leaves for itself."""

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.core.bites import Library
from bot.core.keeping import GRACE
from bot.platforms.turns import Turns
from bot.sandbox.faults import Fault
from bot.sandbox.server import Sandbox
from bot.sandbox.slack.transport import Ack
from bot.sandbox.slack.workspace import Workspace
from tests.conftest import MovedClock, make_library
from tests.many import (
    COOKIE,
    Many,
    environment,
    in_the_clear,
    posts,
    running_many,
    some_key,
)

pytestmark = pytest.mark.usefixtures("hours_pass")


@pytest.fixture(params=["http", "socket"])
def settings(
    request: pytest.FixtureRequest, sandbox: Sandbox, tmp_path: Path
) -> dict[str, str]:
    return environment(sandbox, tmp_path, request.param, key=some_key())


@pytest.fixture
async def many(
    sandbox: Sandbox, clock: MovedClock, library: Library, settings: dict[str, str]
) -> AsyncIterator[Many]:
    sandbox.slack.grants.take_back(sandbox.slack)  # nobody has installed it yet
    async with running_many(sandbox, clock, library, settings) as running:
        yield running


@pytest.fixture
def library() -> Library:
    return make_library(20)


@pytest.fixture
def acme(sandbox: Sandbox) -> Workspace:
    return sandbox.slack


@pytest.fixture
def bolt(sandbox: Sandbox) -> Workspace:
    return sandbox.slack.add_workspace("Bolt Works")


async def until_installed(many: Many, *workspaces: Workspace) -> None:
    """Wait until the bot knows that it is in these workspaces and no other."""
    wanted = [one.team_id for one in workspaces]
    async with asyncio.timeout(10):
        while await many.store.installed("slack") != wanted:  # noqa: ASYNC110 - nothing tells of it
            await asyncio.sleep(0.01)


async def test_two_workspaces_install_and_get_a_post_each(
    many: Many, acme: Workspace, bolt: Workspace
) -> None:
    for workspace in (acme, bolt):
        await many.install(workspace)
        assert "09:00" in await many.schedule(workspace)

    await many.next_post()

    assert [len(posts(one)) for one in (acme, bolt)] == [1, 1]
    tokens = {one.token for one in many.slack.grants.by_token.values()}
    assert len(tokens) == 2
    assert {one.error for one in many.slack.requests if one.team == ""} <= {""}


async def test_a_token_is_used_in_its_own_workspace_only(
    many: Many, acme: Workspace, bolt: Workspace
) -> None:
    """The channel and person ids of one are unknown in the other."""
    for workspace in (acme, bolt):
        await many.install(workspace)
        await many.schedule(workspace)

    await many.next_post()
    told = await bolt.type("ben", "daily-bite", "/bite")
    assert told.message is not None
    shared = await bolt.click("ben", told.message, "Share here")
    home = await acme.open_home("ana")

    assert shared.error == ""
    assert home["blocks"]
    assert [len(posts(one)) for one in (acme, bolt)] == [1, 2]
    wrong = {"channel_not_found", "user_not_found", "invalid_trigger_id"}
    assert wrong & {one.error for one in many.slack.requests} == set()
    # Each has a hello as well.
    assert many.calls("chat.postMessage", acme) == 2
    assert many.calls("chat.postMessage", bolt) == 3


async def test_only_an_admin_of_the_same_workspace_sets_it_up(
    many: Many, acme: Workspace, bolt: Workspace
) -> None:
    """An admin of another workspace is a guest here, over Slack Connect."""
    for workspace in (acme, bolt):
        await many.install(workspace)
    guest = replace(bolt.world.people["ana"], name="Gus", team=bolt.team_id)
    acme.world.people["gus"] = guest
    acme.world.any_channel("daily-bite").members.add(guest.id)

    told = await acme.type("gus", "daily-bite", "/bite-admin schedule 09:00 UTC")

    assert "admin" in told.text
    assert await many.store.schedules() == []
    assert "09:00" in await many.schedule(bolt)  # at home they are one


async def test_where_it_is_not_installed_it_says_so(
    many: Many, acme: Workspace, bolt: Workspace
) -> None:
    await many.install(acme)

    told = await bolt.type("ben", "daily-bite", "/bite")

    assert "no longer connected" in told.text


async def test_each_way_to_fail_has_a_page(many: Many, acme: Workspace) -> None:
    browser, other = many.browser(), many.browser()

    denied = await browser.install(acme, "cancel")
    question = await browser.ask()
    back = await browser.decide(question, acme)
    foreign = await other.open(back)
    many.slack.oauth._codes.clear()
    old_code = await browser.open(back)
    again = await browser.open(back)

    assert [one.ended for one in (denied, foreign, old_code, again)] == [
        "denied",
        "other-browser",
        "expired",
        "other-browser",  # its cookie went with the first answer
    ]
    assert {one.status for one in (denied, foreign, old_code, again)} == {400}
    assert await many.store.installed("slack") == []


async def test_a_whole_organisation_is_told_to_choose(
    many: Many, acme: Workspace
) -> None:
    many.slack.oauth.is_for_organisations = True

    page = await many.browser().install(acme)

    assert page.ended == "whole-organisation"
    assert await many.store.installed("slack") == []


async def test_slack_out_of_reach_is_a_page_too(many: Many, acme: Workspace) -> None:
    many.sandbox.faults.add(Fault("drop_before", "POST /api/oauth.v2.access"))

    page = await many.browser().install(acme)

    assert page.ended == "failed"
    assert await many.store.installed("slack") == []


async def test_a_state_is_good_for_ten_minutes_and_once(
    many: Many, acme: Workspace
) -> None:
    browser = many.browser()
    question = await browser.ask()
    back = await browser.decide(question, acme)
    state = browser.cookies[COOKIE]
    assert len(state) >= 22  # 128 bits

    assert (await browser.open(back)).ended == "added"
    browser.cookies[COOKIE] = state

    assert (await browser.open(back)).ended == "expired"


async def test_no_page_keeps_a_code_or_a_state_in_its_address(
    many: Many, acme: Workspace
) -> None:
    page = await many.browser().install(acme)

    assert "?" not in page.url
    assert "code" not in page.url


async def test_tokens_are_nowhere_in_the_clear(
    many: Many,
    acme: Workspace,
    settings: dict[str, str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("DEBUG")
    many.slack.oauth.is_rotating = True
    await many.install(acme)
    await many.schedule(acme)
    await many.next_post()

    file = Path(settings["DATABASE_URL"].removeprefix("sqlite:///"))
    stored = b"".join(one.read_bytes() for one in file.parent.glob("bot.db*"))
    shown = "\n".join(
        one.getMessage() for one in caplog.records if one.name.startswith("bot")
    )
    assert posts(acme)
    assert b"https://acme.slack.com/" in stored
    assert in_the_clear(stored) == []
    assert in_the_clear(shown.encode()) == []


async def test_an_expired_token_is_refreshed_once_for_everybody(
    many: Many, acme: Workspace
) -> None:
    many.slack.oauth.is_rotating = True
    many.slack.oauth.token_lives = 3600.0  # less than the time to refresh ahead
    await many.install(acme)
    before = many.slack.oauth.refreshed
    many.slack.oauth.token_lives = 43_200.0

    answers = await asyncio.gather(
        *(acme.type("ben", "daily-bite", "/bite") for _ in range(5))
    )

    assert {one.kind for one in answers} == {"message"}
    assert many.slack.oauth.refreshed == before + 1
    found = await many.store.installation("slack", acme.team_id)
    assert found
    assert found.token in many.slack.grants.by_token


async def test_removing_the_app_erases_its_token_at_once(
    many: Many, acme: Workspace, bolt: Workspace
) -> None:
    for workspace in (acme, bolt):
        await many.install(workspace)
        await many.schedule(workspace)
    await many.next_post()

    await bolt.uninstall("tokens_revoked", "app_uninstalled")
    await until_installed(many, acme)
    many.clock.move(days=1)
    await many.next_post()

    assert [len(posts(one)) for one in (acme, bolt)] == [2, 1]
    many.clock.move(days=GRACE.days + 1)
    await many.app.membership.look_round()
    left = await many.store.schedules()
    assert {one.server for one in left} == {acme.team_id}


async def test_adding_it_again_brings_everything_back(
    many: Many, acme: Workspace
) -> None:
    await many.install(acme)
    await many.schedule(acme)
    await acme.uninstall()
    await until_installed(many)

    await many.install(acme)
    await many.next_post()

    assert len(posts(acme)) == 1


async def test_a_late_word_of_an_old_departure_changes_nothing(
    many: Many, acme: Workspace
) -> None:
    await many.install(acme)
    late = acme.courier._wrapped({"type": "app_uninstalled"})
    late["event_time"] -= 300

    ack = await acme.courier.deliver("events_api", late)

    assert ack.error == ""
    await asyncio.sleep(0.2)
    assert await many.store.installed("slack") == [acme.team_id]


async def test_a_departure_that_nobody_heard_of_is_found(
    many: Many, acme: Workspace
) -> None:
    await many.install(acme)
    acme.revoke_token("account_inactive")

    many.clock.move(hours=21)
    await many.app.membership.look_round()

    assert await many.store.installed("slack") == []


async def test_one_that_asks_to_slow_down_delays_no_other(
    many: Many, acme: Workspace, bolt: Workspace
) -> None:
    for workspace in (acme, bolt):
        await many.install(workspace)
        await many.schedule(workspace)
    bolt.limits.per_minute["chat.postMessage"] = 0

    schedules = await many.store.schedules()
    many.clock.time = max(one.next_at for one in schedules if one.next_at)
    await many.app.deliver.tick()
    await many.app.deliver.settle_all(timedelta(seconds=10))

    assert [len(posts(one)) for one in (acme, bolt)] == [1, 0]
    rows = await many.store.deliveries(limit=9)
    assert {one.server: str(one.state) for one in rows}[acme.team_id] == "sent"


async def test_what_waits_in_a_large_one_delays_no_other(
    many: Many,
    acme: Workspace,
    bolt: Workspace,
) -> None:
    for workspace in (acme, bolt):
        await many.install(workspace)
    line = "/bite-admin schedule 09:00 Europe/Paris"
    for number in range(12):
        acme.world.add_channel(f"channel-{number}", ["ana", "bot"])
        await acme.type("ana", f"channel-{number}", line)
        many.clock.move(seconds=11)  # or Ana would be asking too fast
    await many.schedule(bolt)
    for team in (acme.team_id, bolt.team_id):
        rest = (await many.app.connections["slack"]._workspaces.of(team)).rest  # type: ignore[attr-defined]
        rest._workspace = Turns(4.9)  # as it is outside of tests

    began = time.monotonic()
    schedules = await many.store.schedules()
    many.clock.time = max(one.next_at for one in schedules if one.next_at)
    await many.app.deliver.tick()
    async with asyncio.timeout(10):
        while not posts(bolt):  # noqa: ASYNC110 - nothing tells of it
            await asyncio.sleep(0.01)
    waited = time.monotonic() - began
    await many.app.deliver.settle_all(timedelta(seconds=20))

    rows = await many.store.deliveries(limit=20)
    assert [(str(one.state), one.reason) for one in rows] == [("sent", "")] * 13
    assert waited < 1.0
    assert time.monotonic() - began > 2.0  # 12 posts at 4.9 a second


async def test_a_request_that_comes_twice_is_done_once(
    many: Many, acme: Workspace, settings: dict[str, str]
) -> None:
    """Somebody sends a signed request again, word for word."""
    await many.install(acme)
    sent: list[tuple[str, dict[str, Any]]] = []
    deliver = acme.courier.deliver

    async def keep(kind: Any, payload: dict[str, Any]) -> Ack:
        sent.append((kind, payload))
        return await deliver(kind, payload)

    acme.courier.deliver = keep  # type: ignore[method-assign]
    await many.schedule(acme)

    again = await deliver(*sent[0])  # type: ignore[arg-type]

    assert "done" in str(again.payload).lower()
    assert len(await many.store.schedules()) == 1
    entries = await many.store.audit("slack", acme.team_id)
    assert [one.act for one in entries] == ["schedule.add"]


async def test_who_presses_all_day_fills_no_database(
    many: Many, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.platforms.slack.oauth._MOST", 3)
    browser = many.browser()
    address = f"{many.app.web_url}/slack/install"
    for _ in range(3):
        await browser.ask()

    page = await browser.open(address)

    assert page.ended == "failed"
    assert len(await many.states()) == 3
