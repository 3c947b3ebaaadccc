"""The install page in a browser: on a phone and on a desk, from button to last word."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, ViewportSize

from bot.core.bites import Library
from bot.sandbox.server import Sandbox
from bot.services.health import Check
from bot.web.server import open_web
from tests.browser.conftest import PHONE
from tests.conftest import MovedClock
from tests.many import Many, environment, running_many, some_key

DESK = ViewportSize(width=1280, height=800)
ADDRESS = "https://discord.com/oauth2/authorize"


@pytest.fixture(params=[PHONE, DESK], ids=["390", "1280"])
async def tab(request: pytest.FixtureRequest, browser: Browser) -> Page:
    return await browser.new_page(viewport=request.param)


@pytest.fixture
async def many(
    sandbox: Sandbox, clock: MovedClock, library: Library, tmp_path: Path
) -> AsyncIterator[Many]:
    settings = environment(sandbox, tmp_path, "http", key=some_key())
    sandbox.slack.grants.take_back(sandbox.slack)
    async with running_many(sandbox, clock, library, settings) as running:
        yield running


async def fits(tab: Page) -> bool:
    """Tell whether nothing sticks out, and the style was let through."""
    width = await tab.evaluate("document.documentElement.scrollWidth")
    font = await tab.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")
    assert tab.viewport_size
    return bool(width <= tab.viewport_size["width"] and font >= 16)


async def test_both_buttons_are_there_and_large_enough(
    tab: Page, tmp_path: Path
) -> None:
    async def checks() -> dict[str, Check]:
        return {}

    async def way() -> str:
        return ADDRESS

    ways = {"discord": way, "slack": way}
    async with open_web("127.0.0.1", 0, {}, checks, ways=ways) as url:
        await tab.goto(url)
        boxes = [await one.bounding_box() for one in await tab.locator("a.way").all()]
        contrast = json.loads(await tab.evaluate(_CONTRAST))
        await tab.keyboard.press("Tab")
        focused = await tab.evaluate("document.activeElement.textContent")
        await tab.screenshot(path=tmp_path / "install.png")

        assert await fits(tab)
    assert len(boxes) == 2
    assert all(box and box["height"] >= 44 and box["width"] >= 150 for box in boxes)
    assert min(contrast) >= 4.5
    assert focused == "Add to Discord"


async def test_slack_is_added_from_the_first_press_to_the_last_word(
    tab: Page, many: Many, tmp_path: Path
) -> None:
    await tab.goto(many.app.web_url)
    await tab.get_by_role("link", name="Add to Slack").click()
    await tab.get_by_role("button", name="Allow").click()
    await tab.get_by_role("heading", name="Daily Bite is in your workspace").wait_for()
    await tab.screenshot(path=tmp_path / "added.png")

    assert await fits(tab)
    assert tab.url.endswith("/install/added")
    assert await many.store.installed("slack") == [many.slack.team_id]


async def test_who_cancels_is_told_what_to_do(
    tab: Page, many: Many, tmp_path: Path
) -> None:
    await tab.goto(f"{many.app.web_url}/slack/install")
    await tab.get_by_role("button", name="Cancel").click()
    await tab.get_by_role("heading", name="Nothing was added").wait_for()
    await tab.screenshot(path=tmp_path / "denied.png")

    assert await fits(tab)
    await tab.get_by_role("link", name="Back to the start").click()
    await tab.get_by_role("link", name="Add to Slack").wait_for()
    assert await many.store.installed("slack") == []


_CONTRAST = """() => {
  const light = (text) => {
    const parts = text.match(/[\\d.]+/g).slice(0, 3).map((one) => {
      const part = Number(one) / 255;
      return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
  };
  const ratio = (one, behind) => {
    const [a, b] = [light(one), light(behind)].sort((x, y) => y - x);
    return (a + 0.05) / (b + 0.05);
  };
  const page = getComputedStyle(document.body);
  const own = [...document.querySelectorAll("a")].map((one) => {
    const style = getComputedStyle(one);
    const clear = style.backgroundColor === "rgba(0, 0, 0, 0)";
    return ratio(style.color, clear ? page.backgroundColor : style.backgroundColor);
  });
  return JSON.stringify([ratio(page.color, page.backgroundColor), ...own]);
}"""
