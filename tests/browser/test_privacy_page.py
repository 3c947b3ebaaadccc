"""The page about what is kept, in a browser as narrow as a phone."""

from pathlib import Path

from playwright.async_api import Browser

from bot.services.health import Health
from bot.storage.store import open_store
from bot.web.server import open_web
from tests.browser.conftest import PHONE


async def test_the_privacy_page_fits_a_phone(tmp_path: Path, browser: Browser) -> None:
    database = f"sqlite:///{tmp_path / 'bot.db'}"
    async with open_store(database, migrate_first=True) as store:
        health = Health(store=store, connections={})
        async with open_web("127.0.0.1", 0, {}, health.checks) as url:
            tab = await browser.new_page(viewport=PHONE)
            await tab.goto(f"{url}/privacy")
            width = await tab.evaluate("document.documentElement.scrollWidth")
            font = await tab.evaluate("getComputedStyle(document.body).fontSize")

    assert width <= PHONE["width"]
    assert float(font.removesuffix("px")) >= 16  # the style was let through
