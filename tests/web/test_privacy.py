"""The page about what is kept: the same text as in the docs, and true figures."""

import re
from datetime import timedelta
from pathlib import Path

import aiohttp
from markdown_it import MarkdownIt

from bot.core.keeping import CONFIRM_WITHIN, GRACE
from bot.running import KEPT
from bot.storage.owners import OWNERS
from bot.web.privacy import privacy_file
from tests.conftest import Bot

TEXT = (Path(__file__).parents[2] / "docs/privacy.md").read_text("utf-8")


def plain(html: str) -> str:
    """Give the words of a page, without its tags and its style."""
    bare = re.sub(r"<style>.*?</style>|<title>.*?</title>", " ", html, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", bare).split())


async def test_the_page_says_what_the_document_says(bot: Bot) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{bot.app.web_url}/privacy") as response,
    ):
        page, headers = await response.text(), response.headers

    assert response.status == 200
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert plain(page) == plain(MarkdownIt("commonmark").render(TEXT))
    assert 'name="viewport" content="width=device-width' in page
    assert (
        "default-src 'none'; style-src 'sha256-" in headers["Content-Security-Policy"]
    )
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_the_text_is_the_one_in_the_docs() -> None:
    assert privacy_file().read_text("utf-8") == TEXT


def test_every_time_that_is_promised_is_kept() -> None:
    told = re.findall(r"\b(\d+) (day|hour)s?\b", TEXT)
    promised = {timedelta(**{f"{unit}s": int(count)}) for count, unit in told}

    assert promised == {*KEPT.values(), GRACE}
    assert timedelta(minutes=5) == CONFIRM_WITHIN
    assert {*KEPT} <= {*OWNERS}


async def test_help_names_the_words_and_the_page(bot: Bot) -> None:
    told = await bot.room.type("ben", "general", "/bite help")

    assert "/bite my-data" in told.text
    assert "/bite forget-me" in told.text
