"""Short ways to call the Web API."""

from collections.abc import Awaitable
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient


async def error_of(call: Awaitable[Any]) -> str:
    """Give the code with which a call was refused; empty if it was not."""
    try:
        await call
    except SlackApiError as exc:
        return str(exc.response.data["error"])
    return ""


async def post(client: AsyncWebClient, channel: str, text: str = "x") -> str:
    """Post, and give the message's ts."""
    answer = await client.chat_postMessage(channel=channel, text=text)
    return str(answer["ts"])
