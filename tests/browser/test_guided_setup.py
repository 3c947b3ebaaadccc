"""The guided set-up on the demo page, on a phone: hello, the form, the first bite."""

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import become

MODAL = "#modal[open]"
VIEW = "#view[open]"
LAST = ".message >> nth=-1"
NEW = "Set up a daily post"


async def _begin_anew(page: Page, address: str) -> None:
    await page.goto(address)
    await expect(page.locator(".message").first).to_be_visible()
    await page.click("#drawer")
    await page.click("#fresh")
    await expect(page.locator(LAST)).to_contain_text("Hello! Daily Bite posts")


async def _open_form(page: Page, address: str) -> None:
    await _begin_anew(page, address)
    await page.get_by_role("button", name=NEW).click()
    await expect(page.locator(f"{MODAL} h2")).to_have_text("Daily post")


async def test_four_clicks_lead_from_hello_to_the_first_bite(
    page: Page, demo: str
) -> None:
    await _open_form(page, demo)
    await page.get_by_label("Time zone").fill("paris")
    await page.get_by_role("button", name="Submit").click()
    proof = page.locator(".message.private").last
    await expect(proof).to_contain_text("Done: Daily Bite posts in #daily-bite")
    await expect(proof).to_contain_text("This is the first bite; only you see it")

    await proof.get_by_role("button", name="Post the first bite now").click()

    await expect(proof).to_contain_text("Posting it in #daily-bite now.")
    post = page.locator(".message:not(.private)").last
    await expect(post).to_contain_text("Set up by Ana. Type /bite and any topic")


async def test_modal_fits_a_phone_and_is_used_by_keyboard(
    page: Page, demo: str
) -> None:
    await _begin_anew(page, demo)
    await page.get_by_role("button", name=NEW).focus()
    await page.keyboard.press("Enter")
    dialog = page.locator(MODAL)
    await expect(dialog).to_be_visible()

    box = await dialog.bounding_box()
    inside = dialog.locator(".inside")
    overflow = await inside.evaluate("one => one.scrollWidth - one.clientWidth")
    for name in ("Time", "Time zone", "Channel"):
        await expect(dialog.get_by_label(name, exact=True)).to_be_visible()
    await expect(dialog.get_by_role("group", name="Days")).to_be_visible()
    await dialog.get_by_label("Saturday").focus()
    await page.keyboard.press("Space")
    await dialog.get_by_role("button", name="Submit").focus()
    await page.keyboard.press("Enter")

    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    assert box["y"] + box["height"] <= 640
    assert overflow == 0
    await expect(page.locator(LAST)).to_contain_text("Mon, Tue, Wed, Thu, Fri, Sun")


async def test_nothing_that_was_typed_is_lost(page: Page, demo: str) -> None:
    await _open_form(page, demo)
    await page.get_by_label("Time", exact=True).fill("7:45")
    await page.get_by_label("Time zone").fill("berlni")
    await page.get_by_role("button", name="Submit").click()
    await expect(page.locator(LAST)).to_contain_text("Did you mean Europe/Berlin?")

    await page.get_by_role("button", name="Try again").click()

    dialog = page.locator(MODAL)
    await expect(dialog.get_by_label("Time", exact=True)).to_have_value("7:45")
    await expect(dialog.get_by_label("Time zone")).to_have_value("berlni")


async def test_an_empty_field_keeps_the_modal_open(page: Page, demo: str) -> None:
    await _open_form(page, demo)

    await page.get_by_label("Time", exact=True).fill("")
    await page.get_by_role("button", name="Submit").click()

    await expect(page.locator(MODAL)).to_be_visible()


async def test_a_member_is_refused_kindly(page: Page, demo: str) -> None:
    await _begin_anew(page, demo)
    await become(page, "Ben")

    await page.get_by_role("button", name=NEW).click()

    refusal = page.locator(".message.private").last
    await expect(refusal).to_contain_text("Only admins can do that")
    await expect(page.locator(MODAL)).to_have_count(0)


@pytest.mark.parametrize("button", ["Change", "Preview"])
async def test_slack_leads_from_hello_to_home(
    page: Page, demo: str, button: str
) -> None:
    await page.goto(demo)
    await page.click("#to-slack")
    await page.click("#drawer")
    await page.click("#fresh")
    await expect(page.locator(LAST)).to_contain_text("Hello! Daily Bite posts")
    await page.get_by_role("button", name=NEW).click()
    view = page.locator(VIEW)
    await view.get_by_label("Channel", exact=True).select_option("#daily-bite")
    await view.get_by_role("button", name="Save").click()
    await expect(view).to_contain_text("Done: Daily Bite posts in #daily-bite")
    await view.get_by_role("button", name="Post the first bite now").click()
    await expect(view).to_contain_text("Posting it in #daily-bite now.")
    await view.get_by_role("button", name="Close").click()

    await page.click("#to-home")
    await page.locator("#home").get_by_role("button", name=button).click()

    await expect(page.locator(f"{VIEW} h2")).to_be_visible()
