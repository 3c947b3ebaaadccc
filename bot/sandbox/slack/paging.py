"""Pages of a list, as Slack's cursors cut them."""

from typing import Any

from bot.sandbox.slack.refusals import Refusal


def page_of(found: list[Any], name: str, args: dict[str, Any]) -> dict[str, Any]:
    """Give the page that a cursor names, and the cursor of the next."""
    try:
        start = int(str(args.get("cursor") or "at:0").removeprefix("at:"))
    except ValueError as exc:
        raise Refusal("invalid_cursor") from exc
    end = start + limit_of(args, default=100, most=1000)
    following = f"at:{end}" if end < len(found) else ""
    return {name: found[start:end], "response_metadata": {"next_cursor": following}}


def limit_of(args: dict[str, Any], *, default: int, most: int) -> int:
    """Give the length of a page; what is not positive takes the default."""
    try:
        wanted = int(args.get("limit") or default)
    except (TypeError, ValueError) as exc:
        raise Refusal("invalid_limit") from exc
    return min(wanted if wanted > 0 else default, most)
