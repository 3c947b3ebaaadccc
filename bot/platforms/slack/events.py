"""Slack's signed HTTP requests: to Bolt and back, whatever somebody sends."""

import logging
from collections.abc import Awaitable, Callable

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp

log = logging.getLogger(__name__)

EVENTS_PATH = "/slack/events"
WebHandler = Callable[[web.Request], Awaitable[web.StreamResponse]]


async def answer_events(app: AsyncApp | None, request: web.Request) -> web.Response:
    """Answer one request; one that Bolt cannot read is a 400, never a fault of ours.

    Bolt checks the signature and its age before anything else happens.
    https://docs.slack.dev/authentication/verifying-requests-from-slack
    """
    if app is None:
        return web.Response(status=503, text="The bot is starting.")
    try:
        bolt_request = await to_bolt_request(request)
        response = await to_aiohttp_response(await app.async_dispatch(bolt_request))
    except web.HTTPException as refusal:  # such as a body that is too large
        return web.Response(status=refusal.status, text=refusal.reason)
    except Exception:  # a malformed request must not look like an outage
        log.warning("a request to %s could not be read", EVENTS_PATH, exc_info=True)
        return web.Response(status=400, text="That request cannot be read.")
    if response.status >= 500:
        return web.Response(status=400, text="That request cannot be read.")
    return response
