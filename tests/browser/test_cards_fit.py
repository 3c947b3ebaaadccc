"""Every shipped bite on a phone: the whole card fits the screen, buttons included."""

import json
from typing import Any

import pytest
from playwright.async_api import Page, expect

from bot.content import load_content, shipped_content
from bot.core.cards import Card, bite_card, deeper_card, review_card
from bot.platforms.discord.render import render_post
from bot.platforms.slack import render as slack

HEIGHT = 640
_MEASURE = """async ([messages, platform, file]) => {
  const { build } = await import(`/page/static/${file}`);
  const log = document.getElementById("log");
  const bot = { name: "Daily Bite" };
  const room = { channel: () => "", user: () => "", platform: { bot } };
  document.body.dataset.room = platform;
  return messages.map((message) => {
    const article = build(message, room);
    log.replaceChildren(article);
    const box = article.getBoundingClientRect();
    const heading = article.querySelector("h3, h4").textContent;
    return { heading, height: box.height, wide: article.scrollWidth > box.width };
  });
}"""


def _on_slack(card: Card) -> dict[str, Any]:
    post = slack.render_post(card, channel="C1", mark="d_1")
    return {
        "ts": "1.1",
        "bot_id": "B1",
        "shown_at": "2026-11-24T09:00:00+00:00",
        "text": post["text"],
        "blocks": post["blocks"],
    }


def _on_discord(card: Card) -> dict[str, Any]:
    return {
        "id": "1",
        "author": {"bot": True, "username": "Daily Bite"},
        "timestamp": "2026-11-24T09:00:00+00:00",
        "flags": 0,
        **{
            key: render_post(card, mark="d_1")[key] for key in ("content", "components")
        },
    }


PLATFORMS = {
    "discord": (_on_discord, "messages.js"),
    "slack": (_on_slack, "slackmessage.js"),
}


async def _measure(
    page: Page, demo: str, platform: str, cards: list[Card]
) -> list[dict[str, Any]]:
    message, file = PLATFORMS[platform]
    await page.goto(demo)
    await expect(page.locator(".message").first).to_be_visible()
    messages = json.loads(json.dumps([message(card) for card in cards]))
    measured: list[dict[str, Any]] = await page.evaluate(
        _MEASURE, [messages, platform, file]
    )
    return measured


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_every_card_fits_a_phone(page: Page, demo: str, platform: str) -> None:
    library = load_content([shipped_content()]).library
    cards = [bite_card(one, library.topic_of(one)) for one in library]
    cards += [review_card(one, library.topic_of(one)) for one in library]

    measured = await _measure(page, demo, platform, cards)

    assert len(measured) == 2 * len(library)
    assert [one for one in measured if one["height"] > HEIGHT or one["wide"]] == []


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_every_second_half_needs_no_sideways_scrolling(
    page: Page, demo: str, platform: str
) -> None:
    library = load_content([shipped_content()]).library
    cards = [deeper_card(one, library) for one in library]

    measured = await _measure(page, demo, platform, cards)

    assert [one["heading"] for one in measured if one["wide"]] == []
