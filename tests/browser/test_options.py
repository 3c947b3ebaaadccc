"""How a schedule posts, in the demo page: a mention, a thread, and Slack's form."""

from playwright.async_api import Page, expect

from tests.browser.test_slack_room import open_slack

LAST = ".message >> nth=-1"


async def _send(page: Page, line: str) -> None:
    await page.fill("#composer", line)
    await page.press("#composer", "Enter")


async def test_a_thread_and_a_mention_are_seen_in_words(page: Page, demo: str) -> None:
    await page.goto(demo)
    await expect(page.locator(".message").first).to_be_visible()

    await _send(page, "/bite-admin options mention: @Readers thread: true")
    await expect(page.locator(LAST)).to_contain_text("mentions @Readers, and nobody")
    await page.click("#skip")

    inside = page.locator(".message", has_text="In the thread Quiz:")
    await expect(inside).to_have_count(1)
    post = page.locator(".message:not(.private)", has_text="@Readers")
    await expect(post.locator(".mention")).to_have_text("@Readers")
    await inside.get_by_role("button", name="Show answer").click()
    await expect(page.locator(LAST).locator("h4")).to_contain_text("Answer:")
    await expect(page.locator(LAST)).to_contain_text("In the thread")


async def test_slacks_form_opens_a_thread(page: Page, demo: str) -> None:
    await open_slack(page, demo)

    await _send(page, "/bite-admin options")
    await page.get_by_label("Open a thread under each post").check()
    await page.get_by_role("button", name="Save").click()
    await expect(page.locator("#view")).to_contain_text("opens a thread under each")
    await page.keyboard.press("Escape")
    await page.click("#skip")

    inside = page.locator(".message", has_text="In the thread")
    await expect(inside).to_contain_text("Show answer")
