"""The page's API: what it shows, what it does, and whom it refuses."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import aiohttp
import pytest

from bot.sandbox.controls import Fact, Step
from bot.sandbox.server import Sandbox, open_sandbox
from tests.sandbox.puppet import Puppet
from tests.sandbox.talk import Api

BUTTON = {"type": 2, "style": 1, "label": "Press me", "custom_id": "press"}
ROW = {"type": 1, "components": [BUTTON]}
WHO = {"person": "ben", "channel": "general"}
HELLO = {
    "name": "hello",
    "description": "Says hello",
    "options": [{"type": 3, "name": "word", "description": "A word"}],
}
ACTS = ("command", "autocomplete", "click", "modal", "say", "clock", "plug", "fresh")
MESSAGE, CHOICES, MODAL = 4, 8, 9


class Page:
    """The page in a browser, as far as HTTP can tell."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self._session = session
        self.url = url

    async def do(
        self, act: str, ask: object = None, *, raw: str = "", **headers: str
    ) -> tuple[int, Any]:
        """Post to the API: the status, and the answer as JSON or text."""
        url = f"{self.url}page/{act}"
        body: dict[str, Any] = {"data": raw} if raw else {"json": ask}
        async with self._session.post(url, **body, headers=headers) as response:
            if response.content_type == "application/json":
                return response.status, await response.json()
            return response.status, await response.text()

    async def state(self) -> dict[str, Any]:
        """Read what there is."""
        async with self._session.get(f"{self.url}page/state") as response:
            return dict(await response.json())

    async def headers(self, path: str, *, method: str = "GET") -> dict[str, str]:
        """Read the headers of an answer."""
        async with self._session.request(method, self.url + path) as response:
            return dict(response.headers)


@pytest.fixture
def page(session: aiohttp.ClientSession, bare: Sandbox) -> Page:
    return Page(session, bare.url)


async def test_state_shows_the_server(page: Page, bare: Sandbox, api: Api) -> None:
    await api.register(HELLO)
    await api.post("hello")

    state = await page.state()

    platform, _ = state["platforms"]
    general = bare.discord.channel_id("general")
    assert state["clock"] is None
    assert platform["server"]["name"] == "Acme Engineering"
    assert platform["bot"]["online"] is False
    assert [one["name"] for one in platform["people"]] == ["Ana", "Ben"]
    assert [one["admin"] for one in platform["people"]] == [True, False]
    assert [one["name"] for one in platform["commands"]] == ["hello"]
    assert [one["content"] for one in platform["messages"][general]] == ["hello"]


async def test_state_keeps_private_messages_apart(
    page: Page, bare: Sandbox, api: Api, puppet: Puppet
) -> None:
    await api.register(HELLO)
    puppet.will(MESSAGE, content="only you", flags=64)
    await page.do("command", {**WHO, "text": "/hello"})

    platform, _ = (await page.state())["platforms"]

    general, ben = bare.discord.channel_id("general"), bare.discord.world.person("ben")
    assert platform["bot"]["online"] is True
    assert platform["messages"][general] == []
    (message,) = platform["private"][ben.id][general]
    assert message["content"] == "only you"


@pytest.mark.parametrize(
    "ask",
    [
        pytest.param({"text": "/hello word: hi"}, id="typed"),
        pytest.param({"name": ["hello"], "options": {"word": "hi"}}, id="filled"),
    ],
)
async def test_command_gives_the_answer(
    page: Page, api: Api, puppet: Puppet, ask: dict[str, Any]
) -> None:
    await api.register(HELLO)
    puppet.will(MESSAGE, content="hello")

    status, shown = await page.do("command", {**WHO, **ask})

    assert status == 200
    assert (shown["result"], shown["error"]) == ("message", "")
    assert shown["message"]["content"] == "hello"
    assert puppet.heard[0]["data"]["options"][0]["value"] == "hi"


async def test_click_gives_the_answer(page: Page, api: Api, puppet: Puppet) -> None:
    message = (await api.post(components=[ROW])).body
    puppet.will(MESSAGE, content="pressed")

    _, shown = await page.do(
        "click", {"person": "ben", "message": message["id"], "custom_id": "press"}
    )

    assert shown["message"]["content"] == "pressed"


async def test_autocomplete_gives_the_choices(
    page: Page, api: Api, puppet: Puppet
) -> None:
    await api.register(HELLO)
    puppet.will(CHOICES, choices=[{"name": "Hi", "value": "hi"}])

    _, shown = await page.do(
        "autocomplete",
        {**WHO, "name": ["hello"], "options": {"word": "h"}, "focused": "word"},
    )

    assert shown == {"choices": [{"name": "Hi", "value": "hi"}]}


async def test_modal_is_shown_then_submitted(
    page: Page, api: Api, puppet: Puppet
) -> None:
    await api.register(HELLO)
    field = {"type": 4, "style": 1, "custom_id": "why"}
    rows = [{"type": 1, "components": [field]}]
    puppet.will(MODAL, title="Why", custom_id="m", components=rows)
    puppet.will(MESSAGE, content="thanks")

    _, shown = await page.do("command", {**WHO, "text": "/hello"})
    _, sent = await page.do(
        "modal", {**WHO, "modal": shown["modal"], "values": {"why": "because"}}
    )

    assert (shown["result"], sent["message"]["content"]) == ("modal", "thanks")


async def test_say_posts_as_a_person(page: Page, bare: Sandbox) -> None:
    _, shown = await page.do("say", {**WHO, "text": "hello"})

    assert shown["message"]["author"]["global_name"] == "Ben"
    assert [one["content"] for one in bare.discord.messages("general")] == ["hello"]


async def test_clock_without_controls_is_refused(page: Page) -> None:
    status, told = await page.do("clock", {"skip": True})

    assert (status, told) == (409, "There is no clock to move here.")


class MovableClock:
    """A clock that the page may move."""

    def __init__(self) -> None:
        self.time = datetime(2026, 11, 24, 8, tzinfo=ZoneInfo("Europe/Paris"))

    def now(self) -> datetime:
        return self.time

    async def skip(self) -> None:
        self.time += timedelta(days=1)

    async def jump(self, to: datetime) -> None:
        if to < self.time:
            raise ValueError("The clock goes forward only.")
        self.time = to

    async def begin_anew(self, platform: str, person: str) -> str:
        if platform == "slack":
            raise ValueError("Nobody may come here.")
        return f"channel of {person}"

    async def pull(self, platform: str) -> AsyncIterator[Step]:
        if platform == "slack":
            raise ValueError("Nothing is planned here.")
        self.time += timedelta(hours=1)
        yield Step("Killed", "It is gone.")
        yield Step("Back", "It is there.", (Fact("attempts", "1", "2"),))


@pytest.mark.parametrize(
    ("ask", "status", "shown"),
    [
        pytest.param({"skip": True}, 200, "2026-11-25T08:00:00+01:00", id="skip"),
        pytest.param(
            {"to": "2026-11-24T09:30"}, 200, "2026-11-24T09:30:00+01:00", id="local"
        ),
        pytest.param(
            {"to": "2026-11-24T09:30:00+00:00"},
            200,
            "2026-11-24T09:30:00+00:00",
            id="with-its-zone",
        ),
        pytest.param(
            {"to": "2026-11-23T09:30"}, 400, "The clock goes forward only.", id="back"
        ),
    ],
)
async def test_clock_is_moved_by_its_controls(
    session: aiohttp.ClientSession, ask: dict[str, Any], status: int, shown: str
) -> None:
    clock = MovableClock()
    async with open_sandbox(controls=clock) as sandbox:
        page = Page(session, sandbox.url)
        answered, told = await page.do("clock", ask)
        state = await page.state()

    assert answered == status
    assert shown in told.values()
    assert state["clock"] == {
        "now": clock.time.isoformat(),
        "zone": str(clock.time.tzinfo),
    }


async def test_plug_without_controls_is_refused(page: Page) -> None:
    status, told = await page.do("plug", {"platform": "discord"})

    assert (status, told) == (409, "There is no bot to kill from here.")


async def test_each_step_of_a_pulled_plug_is_told_and_given(
    session: aiohttp.ClientSession,
) -> None:
    async with open_sandbox(controls=MovableClock()) as sandbox:
        page = Page(session, sandbox.url)
        async with session.ws_connect(f"{sandbox.url}page/events") as events:
            status, told = await page.do("plug", {"platform": "discord"})
            heard = [await events.receive_json(timeout=5) for _ in range(3)]

    assert status == 200
    assert [one["title"] for one in told["steps"]] == ["Killed", "Back"]
    assert told["steps"][1]["facts"] == [
        {"name": "attempts", "before": "1", "after": "2"}
    ]
    assert [one["type"] for one in heard] == ["plug", "plug", "clock"]
    assert [one["step"] for one in heard[:2]] == told["steps"]
    assert heard[2]["now"] == "2026-11-24T09:00:00+01:00"


@pytest.mark.parametrize(
    ("platform", "reason"),
    [
        pytest.param("slack", "Nothing is planned here.", id="nothing planned"),
        pytest.param("irc", "There is no platform irc here.", id="no such platform"),
    ],
)
async def test_plug_that_cannot_be_pulled_says_why(
    session: aiohttp.ClientSession, platform: str, reason: str
) -> None:
    async with open_sandbox(controls=MovableClock()) as sandbox:
        page = Page(session, sandbox.url)
        status, told = await page.do("plug", {"platform": platform})

    assert (status, told) == (400, {"error": reason})


async def test_a_thread_stands_among_the_messages_of_its_channel(
    page: Page, api: Api, bare: Sandbox
) -> None:
    message = (await api.post("a post")).body
    path = f"{api.messages()}/{message['id']}/threads"
    opened = (await api("POST", path, {"name": "Quiz"})).body
    await api("POST", f"/channels/{opened['id']}/messages", {"content": "in it"})

    (discord, _) = (await page.state())["platforms"]

    shown = discord["messages"][bare.discord.channel_id("general")]
    told = [(one["content"], one.get("in_thread")) for one in shown]
    assert told == [("a post", None), ("in it", "Quiz")]
    assert {"Readers", "Lead"} <= {one["name"] for one in discord["groups"]}


@pytest.mark.parametrize(
    ("platform", "status", "told"),
    [
        pytest.param("discord", 200, {"channel": "channel of Ana"}, id="comes"),
        pytest.param("slack", 400, {"error": "Nobody may come here."}, id="says-why"),
    ],
)
async def test_the_bot_comes_anew_by_its_controls(
    session: aiohttp.ClientSession, platform: str, status: int, told: dict[str, str]
) -> None:
    async with open_sandbox(controls=MovableClock()) as sandbox:
        page = Page(session, sandbox.url)
        ask = {"platform": platform, "person": "Ana"}

        assert await page.do("fresh", ask) == (status, told)


async def test_fresh_without_controls_is_refused(page: Page) -> None:
    status, told = await page.do("fresh", {"platform": "discord", "person": "Ana"})

    assert (status, told) == (409, "There is no bot to invite from here.")
