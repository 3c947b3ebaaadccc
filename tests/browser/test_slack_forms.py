"""The Slack modal that sets a schedule: filled, refused, and with errors at its fields."""

import re

from playwright.async_api import Page, expect

from tests.browser.conftest import become
from tests.browser.test_slack_room import VIEW, open_slack


async def _open_form(page: Page, address: str) -> None:
    await open_slack(page, address)
    await page.click("#schedule")
    await expect(page.locator(f"{VIEW} h2")).to_have_text("Daily post")


async def test_schedule_is_set_by_an_admin(page: Page, demo: str) -> None:
    await _open_form(page, demo)

    await page.get_by_label("Time", exact=True).fill("10:30")
    await page.get_by_label("Sunday").uncheck()
    await page.get_by_role("button", name="Save").click()

    view = page.locator(VIEW)
    await expect(view).to_contain_text("Changed: Daily Bite posts in #daily-bite")
    await expect(view).to_contain_text("10:30")
    await view.get_by_role("button", name="Close").click()
    await expect(view).to_have_count(0)


async def test_schedule_is_refused_for_a_member(page: Page, demo: str) -> None:
    await open_slack(page, demo)
    await become(page, "Ben")

    await page.click("#schedule")

    refusal = page.locator(".message.private")
    await expect(refusal).to_contain_text("Ask an admin or owner of this workspace.")
    await expect(page.locator(VIEW)).to_have_count(0)


async def test_error_stands_at_its_field(page: Page, demo: str) -> None:
    await _open_form(page, demo)

    await page.get_by_label("Channel", exact=True).select_option("#announcements")
    await page.get_by_role("button", name="Save").click()

    field = page.get_by_label("Channel", exact=True)
    await expect(field).to_have_attribute("aria-invalid", "true")
    await expect(field).to_be_focused()
    await expect(field).to_have_accessible_description(re.compile("/invite"))
    await field.select_option("#general")
    await page.get_by_role("button", name="Save").click()
    await expect(page.locator(VIEW)).to_contain_text("#general")


async def test_missing_answer_is_asked_for(page: Page, demo: str) -> None:
    await _open_form(page, demo)
    zone = page.get_by_label("Time zone")

    await zone.fill("")
    await page.get_by_role("button", name="Save").click()

    await expect(zone).to_be_focused()
    await expect(zone).to_have_accessible_description(
        "Where your team is, such as Europe/Paris Fill this in first."
    )


async def test_time_zone_is_found_by_typing(page: Page, demo: str) -> None:
    await _open_form(page, demo)
    zone = page.get_by_label("Time zone")

    await zone.fill("new york")
    await expect(page.locator(".typeahead li").first).to_have_text("America/New_York")
    await zone.press("Escape")
    await expect(page.locator(VIEW)).to_be_visible()
    await expect(zone).to_have_value("Europe/Paris")
    await zone.fill("new york")
    await expect(page.locator(".typeahead li").first).to_be_visible()
    await zone.press("Enter")
    await expect(zone).to_have_value("America/New_York")
    await page.get_by_role("button", name="Save").click()

    await expect(page.locator(VIEW)).to_contain_text("America/New_York")
