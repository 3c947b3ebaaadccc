"""How a request meets a fault before anything is done, on any of Slack's routes."""

import asyncio

from aiohttp import web

from bot.sandbox.faults import Fault


async def before(request: web.Request, fault: Fault | None) -> web.Response | None:
    """Let a request meet its fault; give the answer where that ends it."""
    if fault is None:
        return None
    if fault.kind == "drop_before":
        cut(request)
        return web.Response(status=499)
    if fault.kind == "hang":
        await asyncio.sleep(3600)
    if fault.kind == "delay":
        await asyncio.sleep(fault.seconds)
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


def cut(request: web.Request) -> None:
    """Cut the connection under a request."""
    if request.transport is not None:
        request.transport.abort()
