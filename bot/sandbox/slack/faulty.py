"""What Slack's routes answer when they meet a fault."""

from aiohttp import web

from bot.sandbox.faults import Fault


def instead(fault: Fault | None, *, is_done: bool) -> web.Response | None:
    """Give what a fault answers in place of the route, when its moment has come."""
    if fault is None or fault.applies is not is_done:
        return None
    if fault.kind == "status":
        page = f"<html><body>{fault.status}</body></html>"
        return web.Response(status=fault.status, text=page, content_type="text/html")
    if fault.kind == "rate_limit":
        return too_many(max(1, round(fault.seconds)))
    return None


def too_many(wait: int) -> web.Response:
    """Answer as Slack does over a limit."""
    headers = {"Retry-After": str(wait)}
    body = {"ok": False, "error": "ratelimited"}
    return web.json_response(body, status=429, headers=headers)
