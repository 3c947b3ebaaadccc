"""The pages by which anybody adds the bot: what they offer, and what they say."""

import asyncio
from html import escape

import aiohttp
import pytest

from bot.core.install_words import ended_told
from bot.core.installs import Ended
from bot.errors import DeliveryError
from bot.services.health import Check
from bot.web.install import Way
from bot.web.server import open_web

DISCORD = "https://discord.com/oauth2/authorize?client_id=1&permissions=2"
SLACK = "https://bites.example/slack/install"


async def no_checks() -> dict[str, Check]:
    return {}


def to(address: str) -> Way:
    async def way() -> str:
        return address

    return way


async def get(path: str, **ways: Way) -> tuple[int, str, str]:
    """Give the status, the text and the policy of a page."""
    async with (
        open_web("127.0.0.1", 0, {}, no_checks, ways=ways) as url,
        aiohttp.ClientSession() as session,
        session.get(f"{url}{path}") as answer,
    ):
        policy = answer.headers["Content-Security-Policy"]
        return answer.status, await answer.text(), policy


@pytest.mark.parametrize("path", ["/", "/install"])
async def test_there_is_a_button_for_each_platform_that_is_open(path: str) -> None:
    status, text, policy = await get(path, discord=to(DISCORD), slack=to(SLACK))

    assert status == 200
    assert f'href="{DISCORD.replace("&", "&amp;")}">Add to Discord</a>' in text
    assert f'href="{SLACK}">Add to Slack</a>' in text
    assert 'href="/privacy"' in text
    assert "<script" not in text
    assert policy.startswith("default-src 'none'; style-src 'sha256-")


async def test_only_what_is_open_has_a_button() -> None:
    _, text, _ = await get("/", discord=to(DISCORD), slack=to(""))

    assert "Add to Discord" in text
    assert "Add to Slack" not in text


async def test_where_nothing_is_open_it_says_so() -> None:
    status, text, _ = await get("/")

    assert status == 200
    assert "Add to" not in text
    assert "whoever hosts it adds it" in text


async def test_a_platform_out_of_reach_takes_no_other_with_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.web.install._PATIENCE", 0.1)

    async def refused() -> str:
        raise DeliveryError("no")

    async def hangs() -> str:
        await asyncio.sleep(60)
        return ""

    _, text, _ = await get("/", discord=refused, other=hangs, slack=to(SLACK))

    assert "Add to Slack" in text
    assert "Add to Discord" not in text


@pytest.mark.parametrize("ended", [*Ended])
async def test_each_end_has_a_page_with_a_sentence(ended: Ended) -> None:
    status, text, policy = await get(f"/install/{ended}")

    is_done = ended is Ended.ADDED
    assert status == (200 if is_done else 400)
    assert escape(ended_told(ended)) in text
    assert ('href="/"' in text) is not is_done
    assert policy.startswith("default-src 'none'")


async def test_no_other_end_has_a_page() -> None:
    status, _, _ = await get("/install/<b>")

    assert status == 404
