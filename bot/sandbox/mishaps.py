"""How a request meets its fault, whatever the platform: cut, reset, late or slow."""

import asyncio
import socket
import struct
import time

from aiohttp import web

from bot.sandbox.faults import Fault

CUT = 499  # the status on record of what never got an answer
_FOR_EVER = 3600.0
_LOOK = 0.05  # seconds between looks whether the caller is still there


async def before(request: web.Request, fault: Fault | None) -> web.Response | None:
    """Let a request meet its fault before it is done; give an answer if that ends it."""
    if fault is None or fault.applies:
        return None
    if fault.kind in ("drop_before", "reset"):
        _break_off(request, fault)
        return web.Response(status=CUT)
    if fault.kind == "hang":
        await asyncio.sleep(_FOR_EVER)
    if fault.kind == "delay":
        await asyncio.sleep(fault.seconds)
    return None


async def after(
    request: web.Request, fault: Fault | None, response: web.Response
) -> web.StreamResponse:
    """Let the answer to what was done meet the fault of its request."""
    if fault is None:
        return response
    if fault.kind == "trickle":
        return await _trickle(request, response, fault.seconds)
    if fault.kind == "drop_after" or (fault.kind == "reset" and fault.applies):
        _break_off(request, fault)
    if fault.kind == "mute":
        await _keep_silent(request, fault)
    if fault.kind == "hang":
        await asyncio.sleep(_FOR_EVER)
    if fault.kind == "delay" and fault.applies:
        await asyncio.sleep(fault.seconds)
    return response


async def _keep_silent(request: web.Request, fault: Fault) -> None:
    """Let a caller wait for an answer for as long as it is there."""
    fault.met.set()
    while request.transport is not None:  # noqa: ASYNC110 - nothing tells when it goes
        await asyncio.sleep(_LOOK)


async def _trickle(
    request: web.Request, response: web.Response, seconds: float
) -> web.StreamResponse:
    """Send an answer byte by byte, so that the whole of it takes this long."""
    body = response.body if isinstance(response.body, bytes) else b""
    slow = web.StreamResponse(status=response.status, headers=response.headers)
    slow.content_length = len(body)
    try:
        await slow.prepare(request)
        started = time.monotonic()
        for at in range(len(body)):
            await slow.write(body[at : at + 1])
            due = started + seconds * (at + 1) / len(body)
            await asyncio.sleep(due - time.monotonic())
    except ConnectionError:
        pass  # whoever asked had enough of it
    return slow


def _break_off(request: web.Request, fault: Fault) -> None:
    """Cut the connection under a request; a reset says so to the other end at once."""
    if request.transport is None:
        return
    if fault.kind == "reset":
        now = struct.pack("ii", 1, 0)
        request.transport.get_extra_info("socket").setsockopt(
            socket.SOL_SOCKET, socket.SO_LINGER, now
        )
    request.transport.abort()
