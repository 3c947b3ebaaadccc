"""The page that says what is kept: docs/privacy.md, for a browser of any width."""

from pathlib import Path

from aiohttp import web
from markdown_it import MarkdownIt

from bot.web.pages import document, policy

_HERE = Path(__file__).resolve().parents[1]
_STYLE = (
    "body{font:1.05rem/1.6 system-ui,sans-serif;max-width:42rem;margin:0 auto;"
    "padding:1rem;color:#1d1c1d;background:#fff;overflow-wrap:anywhere}"
    "h1,h2{line-height:1.25}ul{padding-left:1.2rem}li{margin:.4rem 0}"
    "code{background:#eee;border-radius:3px;padding:.1em .3em}"
    "@media(prefers-color-scheme:dark){body{color:#eee;background:#1a1d21}"
    "code{background:#333}}"
)


def privacy_file() -> Path:
    """Give the text: in the wheel, or in the checkout."""
    inside = _HERE / "_privacy.md"
    return inside if inside.is_file() else _HERE.parent / "docs" / "privacy.md"


def render_page(text: str) -> str:
    """Write a page of HTML that needs nothing else."""
    title = text.partition("\n")[0].removeprefix("# ")
    body = MarkdownIt("commonmark", {"html": False}).render(text)
    return document(title, body, _STYLE)


class PrivacyPage:
    """Serves the page; the text is read once."""

    def __init__(self) -> None:
        self._page = render_page(privacy_file().read_text("utf-8"))

    async def answer(self, _request: web.Request) -> web.Response:
        """Give the page."""
        response = web.Response(text=self._page, content_type="text/html")
        response.headers["Content-Security-Policy"] = policy(_STYLE)
        return response
