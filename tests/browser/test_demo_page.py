"""The demo page as a visitor uses it: by mouse, by keyboard, on a phone."""

import pytest
from playwright.async_api import Page, expect

from bot.content import load_content, shipped_content
from tests.browser.conftest import become

LAST = ".message >> nth=-1"


async def _open(page: Page, address: str) -> None:
    await page.goto(address)
    await expect(page.locator(".message").first).to_be_visible()


async def _say(page: Page, line: str) -> None:
    before = await page.locator(".message").count()
    await page.fill("#composer", line)
    await page.press("#composer", "Enter")
    await expect(page.locator(".message")).to_have_count(before + 1)


async def test_room_opens_with_todays_bite(page: Page, demo: str) -> None:
    await _open(page, demo)

    post = page.locator(".message").first
    await expect(post).to_contain_text("Footgun:")
    await expect(post).to_contain_text("Set up by Ana.")
    await expect(post.locator("time")).to_have_text("09:00")


async def test_ask_button_answers(page: Page, demo: str) -> None:
    await _open(page, demo)

    await page.click("#ask")

    answer = page.locator(".message.private")
    await expect(answer.locator("h3")).to_have_text(
        "RAG: let the model look it up before it answers"
    )
    await expect(answer).to_contain_text("Only you can see this")


async def test_misspelt_words_find_the_bite(page: Page, demo: str) -> None:
    await _open(page, demo)

    await _say(page, "/bite retreival augmentd")

    await expect(page.locator(LAST)).to_contain_text("RAG: let the model")


async def test_schedule_works_for_an_admin(page: Page, demo: str) -> None:
    await _open(page, demo)

    await page.click("#schedule")
    await expect(page.locator("#busy")).to_contain_text("press Enter")
    await page.press("#composer", "Enter")

    await expect(page.locator(LAST)).to_contain_text("Changed: Daily Bite posts in")
    await expect(page.locator(LAST)).to_contain_text("Europe/Paris")


async def test_schedule_is_refused_for_a_member(page: Page, demo: str) -> None:
    await _open(page, demo)
    await become(page, "Ben")

    await page.click("#schedule")
    await page.press("#composer", "Enter")

    await expect(page.get_by_role("alert")).to_contain_text("permission")


async def test_thirty_days_post_every_bite_once_then_review(
    page: Page, demo: str
) -> None:
    await _open(page, demo)
    count = len(load_content([shipped_content()]).library)

    for day in range(30):
        await page.click("#skip")
        await expect(page.locator(".message")).to_have_count(day + 2, timeout=15_000)

    titles = await page.locator(".message h3").all_inner_texts()
    fresh, reviews = titles[:count], titles[count:]
    assert len(set(fresh)) == min(count, 31)
    assert all(one.startswith("Do you still know? ") for one in reviews)


async def test_buttons_open_the_second_half_and_the_question(
    page: Page, demo: str
) -> None:
    await _open(page, demo)
    post = page.locator(".message").first

    await post.get_by_role("button", name="Deeper").click()
    await expect(page.locator(LAST)).to_contain_text("checked in")
    await post.get_by_role("button", name="Quiz me").click()
    await page.locator(LAST).get_by_role("button", name="Show answer").click()

    await expect(page.locator(LAST).locator("h4")).to_contain_text("Answer:")


async def test_keyboard_alone_asks_for_a_bite(page: Page, demo: str) -> None:
    await _open(page, demo)

    await page.focus("#composer")
    await page.keyboard.type("/bi")
    await expect(page.locator("#choices li").first).to_be_visible()
    await page.keyboard.press("Tab")
    await page.keyboard.type("lora")
    await expect(page.locator("#choices li").first).to_contain_text("LoRA")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await page.keyboard.press("Enter")

    await expect(page.locator(LAST)).to_contain_text("LoRA: tune a giant")


async def test_jump_to_the_past_is_refused_in_a_sentence(page: Page, demo: str) -> None:
    await _open(page, demo)

    await page.fill("#time", "2020-01-01T09:00")
    await page.click("#jump button")

    await expect(page.get_by_role("alert")).to_contain_text("Time only goes forward")


async def test_private_answers_are_seen_by_their_owner_only(
    page: Page, demo: str
) -> None:
    await _open(page, demo)
    await page.click("#ask")
    await expect(page.locator(".message.private")).to_have_count(1)

    await become(page, "Ben")

    await expect(page.locator(".message.private")).to_have_count(0)


@pytest.mark.parametrize("width", [320, 390, 1280])
@pytest.mark.parametrize("scheme", ["dark", "light"])
async def test_nothing_overflows_and_every_control_has_a_name(
    page: Page, demo: str, width: int, scheme: str
) -> None:
    await page.set_viewport_size({"width": width, "height": 640})
    await page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    await _open(page, demo)

    overflow = await page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    nameless = await page.evaluate(
        """[...document.querySelectorAll('button, input, select')].filter((one) =>
             !one.hidden && !(one.labels?.length || one.getAttribute('aria-label')
             || one.textContent.trim())).length"""
    )

    assert overflow == 0
    assert nameless == 0


async def test_the_log_names_people_and_shouts_at_nobody(page: Page, demo: str) -> None:
    await _open(page, demo)
    await become(page, "Ana")

    await _say(page, "/bite-admin log")

    name = page.locator(".message.private .ping").last
    await expect(name).to_have_text("@Ana")
    await expect(name).not_to_have_css("background-color", "rgb(240, 178, 50)")
