"""The pages by which anybody adds the bot: the buttons, and how it ended."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from html import escape

from aiohttp import web

from bot.core import install_words as words
from bot.core.installs import ENDED_PATH, Ended
from bot.errors import BotError
from bot.web.pages import document, policy

log = logging.getLogger(__name__)

Way = Callable[[], Awaitable[str]]
"""Gives the address at which anybody adds the bot; nothing where only operators do."""

_PATIENCE = 5.0  # seconds for a platform to say its address
_STYLE = (
    "body{font:1.1rem/1.6 system-ui,sans-serif;max-width:34rem;margin:0 auto;"
    "padding:2rem 1rem;color:#1d1c1d;background:#fff;overflow-wrap:anywhere}"
    "h1{line-height:1.25;margin:0 0 .5rem}nav{display:flex;flex-wrap:wrap;gap:.75rem;"
    "margin:1.5rem 0}a{color:#0b4f9e}a.way{flex:1 1 13rem;padding:.9rem 1rem;"
    "text-align:center;border-radius:.6rem;background:#4a154b;color:#fff;"
    "font-weight:600;text-decoration:none}a.way:hover{text-decoration:underline}"
    "a:focus-visible{outline:3px solid #e8912d;outline-offset:3px}"
    "@media(prefers-color-scheme:dark){body{color:#eee;background:#1a1d21}"
    "a{color:#8ec5ff}a.way{background:#b98fbb;color:#1a1d21}}"
)
_HEADERS = {
    "Content-Security-Policy": f"{policy(_STYLE)}; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
}


class InstallPages:
    """Serves the pages; a platform's address is asked for once."""

    def __init__(self, ways: Mapping[str, Way]) -> None:
        self._ways = ways
        self._found: dict[str, str] = {}

    def add_routes(self, app: web.Application) -> None:
        """Serve them from an application."""
        for path in ("/", ENDED_PATH):
            app.router.add_get(path, self.start)
        app.router.add_get(f"{ENDED_PATH}/{{ended}}", self.ended)

    async def start(self, _request: web.Request) -> web.Response:
        """Show a button for each platform that anybody can add the bot to."""
        asked = await asyncio.gather(*map(self._address, self._ways))
        ways = {name: one for name, one in zip(self._ways, asked, strict=True) if one}
        links = "".join(
            f'<a class="way" href="{escape(to)}">{escape(words.page_add(name))}</a>'
            for name, to in ways.items()
        )
        below = words.page_after() if ways else words.page_nowhere()
        return _page(
            words.page_title(),
            f"<p>{escape(words.page_about())}</p>"
            + (f"<nav>{links}</nav>" if ways else "")
            + f"<p>{escape(below)}</p>"
            f'<p><a href="/privacy">{escape(words.page_privacy())}</a></p>',
        )

    async def ended(self, request: web.Request) -> web.Response:
        """Say how an attempt ended, and what to do."""
        try:
            ended = Ended(request.match_info["ended"])
        except ValueError:
            raise web.HTTPNotFound from None
        again = f'<p><a href="/">{escape(words.page_again())}</a></p>'
        told = f"<p>{escape(words.ended_told(ended))}</p>"
        is_done = ended is Ended.ADDED
        return _page(
            words.ended_head(ended),
            told + ("" if is_done else again),
            status=200 if is_done else 400,
        )

    async def _address(self, platform: str) -> str:
        if platform not in self._found:
            try:
                async with asyncio.timeout(_PATIENCE):
                    self._found[platform] = await self._ways[platform]()
            except (BotError, TimeoutError) as error:
                log.warning("%s: no address to add the bot: %s", platform, error)
                return ""
        return self._found[platform]


def _page(title: str, body: str, *, status: int = 200) -> web.Response:
    head = escape(title)
    text = document(head, f"<h1>{head}</h1>{body}", _STYLE)
    response = web.Response(text=text, content_type="text/html", status=status)
    response.headers.update(_HEADERS)
    return response
