"""Socket Mode: tickets, one connection per envelope, and losing connections."""

import asyncio

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack.sandbox import SlackSandbox
from tests.sandbox.slack.boltbot import BoltBot, build_app, open_socket_mode


async def _ticket(slack: SlackSandbox) -> str:
    token = slack.environment["SLACK_APP_TOKEN"]
    caller = AsyncWebClient(base_url=slack.environment["SLACK_API_URL"])
    answer = await caller.apps_connections_open(app_token=token)
    return str(answer["url"])


async def _back(slack: SlackSandbox, opened: int) -> None:
    """Wait until the app has opened one more connection."""
    changed = asyncio.Event()
    slack.world.listeners.append(
        lambda name, _data: changed.set() if name == "BOT" else None
    )
    async with asyncio.timeout(15):
        while slack.socket.opened <= opened or not slack.bot_online:
            changed.clear()
            await changed.wait()


async def test_ticket_opens_one_connection(slack: SlackSandbox) -> None:
    url = await _ticket(slack)
    async with aiohttp.ClientSession() as session:
        async with session.ws_connect(url) as websocket:
            hello = await websocket.receive_json()
        with pytest.raises(aiohttp.WSServerHandshakeError) as caught:
            await session.ws_connect(url)

    assert (hello["type"], hello["num_connections"]) == ("hello", 1)
    assert hello["connection_info"]["app_id"] == slack.world.app_id
    assert caught.value.status == 403


async def test_eleventh_connection_is_one_too_many(slack: SlackSandbox) -> None:
    async with aiohttp.ClientSession() as session:
        sockets = [await session.ws_connect(await _ticket(slack)) for _ in range(11)]
        first = await sockets[9].receive_json()
        last = await sockets[10].receive_json()
        for one in sockets:
            await one.close()

    assert first["num_connections"] == 10
    assert last["reason"] == "too_many_websockets"


async def test_each_envelope_reaches_one_of_two_apps(
    slack: SlackSandbox, client: AsyncWebClient
) -> None:
    apps = [build_app(slack, client) for _ in range(2)]
    async with open_socket_mode(apps[0], slack), open_socket_mode(apps[1], slack):
        outcomes = [await slack.type("ana", "general", "/bite") for _ in range(6)]

    assert [len(one.handled) for one in apps] == [3, 3]
    assert {one.kind for one in outcomes} == {"message"}
    assert len(slack.private_messages("ana")) == 6


async def test_envelope_says_whether_it_takes_an_answer(slack: SlackSandbox) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(await _ticket(slack)) as websocket,
    ):
        await websocket.receive_json()
        typing = asyncio.create_task(slack.type("ana", "general", "/bite"))
        command = await websocket.receive_json()
        answer = {"envelope_id": command["envelope_id"], "payload": {"text": "Yes"}}
        await websocket.send_json(answer)
        outcome = await typing
        await websocket.send_json(answer)
        sending = asyncio.create_task(slack.event({"type": "app_uninstalled"}))
        event = await websocket.receive_json()
        await websocket.send_json({"envelope_id": event["envelope_id"]})
        ack = await sending

    assert (command["type"], event["type"]) == ("slash_commands", "events_api")
    assert command["accepts_response_payload"] is True
    assert event["accepts_response_payload"] is False
    assert event["payload"]["event"]["type"] == "app_uninstalled"
    assert outcome.text == "Yes"
    assert ack.error == ""
    assert slack.socket.strays == [answer]


@pytest.mark.parametrize("reason", ["warning", "refresh_requested", "link_disabled"])
async def test_app_comes_back_after_being_asked_to_leave(
    slack: SlackSandbox, bolt: BoltBot, reason: str
) -> None:
    opened = slack.socket.opened

    await slack.disconnect(reason)
    await _back(slack, opened)
    outcome = await slack.type("ana", "general", "/bite")

    assert outcome.kind == "message"
    assert len(bolt.handled) == 1


async def test_app_comes_back_after_a_cut(slack: SlackSandbox, bolt: BoltBot) -> None:
    heard: list[bool] = []
    slack.world.listeners.append(
        lambda name, data: heard.append(data["online"]) if name == "BOT" else None
    )
    opened = slack.socket.opened

    slack.drop_sockets()
    await _back(slack, opened)

    assert heard == [False, True]
    assert (await slack.type("ana", "general", "/bite")).kind == "message"


async def test_no_connection_is_let_in_while_they_are_refused(
    slack: SlackSandbox,
) -> None:
    url = await _ticket(slack)
    slack.socket.refuse_connections = True
    async with aiohttp.ClientSession() as session:
        with pytest.raises(aiohttp.WSServerHandshakeError) as caught:
            await session.ws_connect(url)
        slack.socket.refuse_connections = False
        async with session.ws_connect(url) as websocket:
            hello = await websocket.receive_json()

    assert (caught.value.status, hello["type"]) == (503, "hello")


async def test_event_is_sent_again_until_it_is_taken(slack: SlackSandbox) -> None:
    slack.courier.delays.retries = (0.0, 0.0)

    ack = await slack.event({"type": "app_uninstalled"})

    assert ack.error == "dispatch_failed"
    assert len(slack.courier.events) == 1


async def test_unknown_reason_is_a_mistake_of_the_test(slack: SlackSandbox) -> None:
    with pytest.raises(ValueError, match="no reason tired"):
        await slack.disconnect("tired")


async def test_whoever_was_asked_to_leave_gets_nothing_while_another_stays(
    slack: SlackSandbox,
) -> None:
    async with aiohttp.ClientSession() as session:
        leaving = await session.ws_connect(await _ticket(slack))
        await leaving.receive_json()
        await slack.disconnect("warning")
        goodbye = await leaving.receive_json()
        staying = await session.ws_connect(await _ticket(slack))
        await staying.receive_json()
        acts = [slack.event({"type": "app_uninstalled"}) for _ in range(2)]
        sending = asyncio.gather(*acts)
        frames = [await staying.receive_json() for _ in range(2)]
        for one in frames:
            await staying.send_json({"envelope_id": one["envelope_id"]})
        acks = await sending
        for websocket in (leaving, staying):
            await websocket.close()

    assert goodbye["reason"] == "warning"
    assert [one.error for one in acks] == ["", ""]


async def test_event_that_is_not_acknowledged_comes_again(slack: SlackSandbox) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(await _ticket(slack)) as websocket,
    ):
        await websocket.receive_json()
        sending = asyncio.create_task(slack.event({"type": "app_uninstalled"}))
        first = await websocket.receive_json()
        second = await websocket.receive_json()
        await websocket.send_json({"envelope_id": second["envelope_id"]})
        ack = await sending

    assert (first["retry_attempt"], second["retry_attempt"]) == (0, 1)
    assert second["retry_reason"] == "timeout"
    assert first["payload"]["event_id"] == second["payload"]["event_id"]
    assert ack.error == ""
