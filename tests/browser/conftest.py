"""The demo in a process of its own, and the system's Chromium in front of it."""

import os
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, ViewportSize, async_playwright

PHONE = ViewportSize(width=390, height=640)
_CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
_QUIET = ["--no-sandbox", "--disable-background-networking", "--disable-sync"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[str]:
    """Start the demo as a user does; give the address that it prints."""
    environment = {**os.environ, "TZ": "Europe/Paris", "TMPDIR": str(tmp_path)}
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "demo", "--port", "0"],
        stdout=subprocess.PIPE,
        env=environment,
        text=True,
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    yield line.rpartition(" ")[2].strip()
    process.terminate()
    assert process.wait(20) == 0  # 8 seconds for what is under way, and a busy machine
    process.stdout.close()


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """Start the system's Chromium."""
    if _CHROMIUM is None:
        pytest.skip("there is no chromium on this machine: install it to run these")
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(
            executable_path=_CHROMIUM, args=_QUIET
        )
        yield started
        await started.close()


@pytest.fixture
async def page(demo: str, browser: Browser) -> AsyncIterator[Page]:
    """Give an empty tab of phone size; any error on the page fails the test."""
    errors: list[str] = []
    context = await browser.new_context(viewport=PHONE, locale="en-GB")
    tab = await context.new_page()
    tab.on("pageerror", lambda error: errors.append(str(error)))
    tab.on(
        "console",
        lambda message: (
            errors.append(message.text)
            if message.type == "error" and "status of 4" not in message.text
            else None
        ),
    )
    yield tab
    await context.close()
    assert errors == []


async def become(page: Page, name: str) -> None:
    """Choose who one is."""
    label = await page.locator("#person option", has_text=name).first.inner_text()
    await page.select_option("#person", label=label)
