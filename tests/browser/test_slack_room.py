"""The Slack room of the demo page, beside the Discord one: the same person and day."""

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import become

LAST = ".message >> nth=-1"
VIEW = "#view[open]"


async def open_slack(page: Page, address: str) -> None:
    await page.goto(address)
    await page.click("#to-slack")
    await expect(page.locator(".message .app").first).to_be_visible()


async def test_room_opens_with_todays_bite(page: Page, demo: str) -> None:
    await open_slack(page, demo)

    post = page.locator(".message").first
    await expect(post).to_contain_text("Footgun:")
    await expect(post).to_contain_text("Set up by Ana.")
    await expect(post.locator("time")).to_have_text("09:00")
    await expect(page.locator(".what")).to_contain_text("Discord and a pretend Slack")


async def test_ask_button_answers_privately(page: Page, demo: str) -> None:
    await open_slack(page, demo)

    await page.click("#ask")

    answer = page.locator(".message.private")
    await expect(answer.locator("h3")).to_have_text(
        "RAG: let the model look it up before it answers"
    )
    await expect(answer).to_contain_text("Only visible to you")
    await become(page, "Ben")
    await expect(answer).to_have_count(0)


async def test_misspelt_words_find_the_bite(page: Page, demo: str) -> None:
    await open_slack(page, demo)

    await page.fill("#composer", "/bite retreival augmentd")
    await page.press("#composer", "Enter")

    answer = page.locator(".message.private h3")
    await expect(answer).to_contain_text("RAG: let the model")


async def test_deeper_opens_a_modal_and_the_question_lies_on_top(
    page: Page, demo: str
) -> None:
    await open_slack(page, demo)
    post = page.locator(".message").first

    await post.get_by_role("button", name="Deeper").click()
    await expect(page.locator(f"{VIEW} h2")).to_have_text("Deeper")
    await page.locator(VIEW).get_by_role("button", name="Quiz me").click()
    await page.locator(VIEW).get_by_role("button", name="Show answer").click()
    await expect(page.locator(f"{VIEW} h2")).to_have_text("Answer")
    await page.keyboard.press("Escape")
    await page.locator(VIEW).get_by_role("button", name="Quiz me").wait_for()
    await page.locator(VIEW).get_by_role("button", name="Close").click()

    await expect(page.locator(VIEW)).to_have_count(0)
    await expect(post.get_by_role("button", name="Deeper")).to_be_focused()


async def test_question_in_the_channel_shows_its_answer(page: Page, demo: str) -> None:
    await open_slack(page, demo)

    await page.locator(".message").first.get_by_role("button", name="Quiz me").click()
    private = page.locator(".message.private")
    await private.get_by_role("button", name="Show answer").click()

    await expect(private.locator("h3")).to_contain_text("Answer:")
    await expect(private).to_have_count(1)


async def test_skip_to_tomorrow_posts_in_both_rooms(page: Page, demo: str) -> None:
    await open_slack(page, demo)

    await page.click("#skip")

    await expect(page.locator(".message")).to_have_count(2, timeout=15_000)
    await expect(page.locator("#to-discord")).to_have_accessible_name(
        "Discord, new messages"
    )
    await page.click("#to-discord")
    await expect(page.locator(".message")).to_have_count(2)
    await expect(page.locator(".day")).to_have_count(2)
    await expect(page.locator("#to-discord")).to_have_accessible_name("Discord")


async def test_home_tab_shows_the_schedules(page: Page, demo: str) -> None:
    await open_slack(page, demo)

    await page.click("#to-home")

    home = page.get_by_role("tabpanel", name="Home")
    await expect(home).to_contain_text("#daily-bite: every day at 09:00")
    await home.get_by_role("button", name="Set up a daily post").click()
    await expect(page.locator(f"{VIEW} h2")).to_have_text("Daily post")
    await page.locator(VIEW).get_by_role("button", name="Cancel").click()
    await become(page, "Ben")
    await expect(home).to_contain_text("/bite rag")
    await expect(home).not_to_contain_text("every day at 09:00")


async def test_keyboard_alone_changes_the_room_and_asks(page: Page, demo: str) -> None:
    await page.goto(demo)
    await expect(page.locator(".message").first).to_be_visible()

    await page.focus("#to-discord")
    await page.keyboard.press("ArrowRight")
    await expect(page.locator("#to-slack")).to_be_focused()
    await expect(page.locator("#server")).to_have_text("Acme")
    await page.focus("#composer")
    await page.keyboard.type("/bi")
    await expect(page.locator("#choices li")).to_have_count(2)
    await page.keyboard.press("Tab")
    await page.keyboard.type("lora")
    await page.keyboard.press("Enter")

    await expect(page.locator(".message.private")).to_contain_text("LoRA: tune a")


async def test_what_one_writes_waits_in_its_room(page: Page, demo: str) -> None:
    await open_slack(page, demo)

    await page.fill("#composer", "half a thought")
    await page.click("#to-discord")
    await expect(page.locator("#composer")).to_have_value("")
    await page.click("#to-slack")

    await expect(page.locator("#composer")).to_have_value("half a thought")


async def test_what_pings_is_loud_and_nothing_is_injected(
    page: Page, demo: str
) -> None:
    await open_slack(page, demo)

    await page.fill("#composer", "<!channel> & <img src=x onerror=alert(1)> *bold*")
    await page.press("#composer", "Enter")

    message = page.locator(LAST)
    await expect(message).to_contain_text("<!channel> & <img src=x onerror=alert(1)>")
    await expect(message.locator("strong").nth(1)).to_have_text("bold")
    await expect(message.locator("img, .ping")).to_have_count(0)
    drawn = await page.evaluate(
        """async () => {
          const { render } = await import("/page/static/mrkdwn.js");
          const made = document.createElement("div");
          made.append(render("hi <!here> <@U1> <#C1> <https://a.b/?x=1&amp;y=2|l>",
            { channel: () => "general", user: () => "Ana" }));
          return made.innerHTML;
        }"""
    )
    assert drawn == (
        '<p>hi <span class="ping">@here</span> <span class="ping">@Ana</span> '
        '<span class="mention">#general</span> <a href="https://a.b/?x=1&amp;y=2" '
        'target="_blank" rel="noopener noreferrer">l</a></p>'
    )


@pytest.mark.parametrize("width", [320, 390, 1280])
@pytest.mark.parametrize("scheme", ["dark", "light"])
async def test_nothing_overflows_and_every_control_has_a_name(
    page: Page, demo: str, width: int, scheme: str
) -> None:
    await page.set_viewport_size({"width": width, "height": 640})
    await page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    await open_slack(page, demo)

    found = [await _faults_of(page)]
    await page.click("#schedule")
    await expect(page.locator(VIEW)).to_be_visible()
    found.append(await _faults_of(page))
    await page.locator(VIEW).get_by_role("button", name="Cancel").click()
    await page.click("#to-home")
    await expect(page.locator("#home")).to_contain_text("Set up a daily post")
    found.append(await _faults_of(page))

    assert found == [[0, []]] * 3


async def _faults_of(page: Page) -> list[object]:
    found: list[object] = await page.evaluate(
        """() => {
          const wide = [document.documentElement, ...document.querySelectorAll('dialog[open] .inside, #log, #home')]
            .map((one) => one.scrollWidth - one.clientWidth);
          const nameless = [...document.querySelectorAll('button, input, select, textarea')].filter((one) =>
            !one.labels?.length && !one.getAttribute('aria-label') && !one.textContent.trim());
          return [Math.max(...wide), nameless.map((one) => one.outerHTML)];
        }"""
    )
    return found
