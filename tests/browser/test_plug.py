"""Pull the plug: the story on the page, in both rooms, by keyboard and on a phone."""

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import become

FOUND = {"discord": "Sent again, and refused", "slack": "Looked for its own mark"}
STEPS = "#story li"
PATIENCE = 30_000  # ms: a process starts in the middle of it


async def _open(page: Page, address: str, room: str) -> None:
    await page.goto(address)
    await page.click(f"#to-{room}")
    await expect(page.locator(".message").first).to_be_visible()


async def _is_told(page: Page) -> None:
    await expect(page.locator("#story table")).to_be_visible(timeout=PATIENCE)


@pytest.mark.parametrize("room", ["discord", "slack"])
async def test_plug_is_pulled_and_one_post_stands(
    page: Page, demo: str, room: str
) -> None:
    await _open(page, demo, room)

    await page.click("#plug")
    await expect(page.locator("#offline")).to_have_text(
        "Daily Bite is offline", timeout=PATIENCE
    )
    await _is_told(page)

    await expect(page.locator(f"{STEPS} > strong")).to_have_text(
        [
            "Posted in #daily-bite",
            "Killed before it was noted",
            "Started again",
            FOUND[room],
            "Still one post",
        ]
    )
    await expect(page.locator("#story tr").nth(1)).to_have_text("statesendingsent")
    await expect(page.locator(".message")).to_have_count(2)
    await expect(page.locator("#offline")).to_have_text("")
    await expect(page.locator("#plug")).to_be_enabled()


async def test_keyboard_alone_pulls_it_again_and_again(page: Page, demo: str) -> None:
    await _open(page, demo, "discord")

    for day in (2, 3):
        await page.focus("#plug")
        await page.keyboard.press("Enter")
        await expect(page.locator("#story h2")).to_be_focused()
        await _is_told(page)
        await page.keyboard.press("Escape")
        await expect(page.locator("#story")).to_be_hidden()
        await expect(page.locator("#plug")).to_be_focused()
        await expect(page.locator(".message")).to_have_count(day)


async def test_room_without_a_schedule_says_what_to_do(page: Page, demo: str) -> None:
    await _open(page, demo, "discord")
    await page.fill("#composer", "/bite-admin remove")
    await page.press("#composer", "Enter")
    await expect(page.locator(".message")).to_have_count(2)

    await page.click("#plug")

    await expect(page.locator("#story").get_by_role("alert")).to_contain_text(
        "press Set a schedule first"
    )


async def test_another_page_hears_no_story_of_others(page: Page, demo: str) -> None:
    await _open(page, demo, "discord")
    other = await page.context.new_page()
    await _open(other, demo, "discord")
    await become(other, "Ben")

    await page.click("#plug")
    await _is_told(page)

    await expect(other.locator(".message")).to_have_count(2)
    await expect(other.locator("#story")).to_be_hidden()


@pytest.mark.parametrize("room", ["discord", "slack"])
@pytest.mark.parametrize("width", [320, 390, 1280])
async def test_story_fits_and_can_be_closed(
    page: Page, demo: str, width: int, room: str
) -> None:
    await page.set_viewport_size({"width": width, "height": 640})
    await _open(page, demo, room)

    await page.click("#plug")
    await _is_told(page)
    wide = await page.evaluate(
        """[document.documentElement, document.getElementById("story")]
             .map((one) => one.scrollWidth - one.clientWidth)"""
    )
    close = page.locator("#story").get_by_role("button", name="Close")

    assert wide == [0, 0]
    await expect(close).to_be_in_viewport()
    await expect(page.locator("#story tr").last).to_be_in_viewport()
    await close.click()
    await expect(page.locator("#story")).to_be_hidden()
    await expect(page.locator("#plug")).to_be_focused()
