"""The other way to the app: signed requests to its address, as without Socket Mode."""

import contextlib
import hashlib
import hmac
import json
import secrets
import time
from typing import Any
from urllib.parse import urlencode

import aiohttp

from bot.sandbox.slack.transport import ACK_WITHIN, Ack, Retry

_FORM, _JSON = "application/x-www-form-urlencoded", "application/json"


class SignedHttp:
    """Posts payloads to the app's request URL."""

    def __init__(self, secret: str) -> None:
        self._secret = secret
        self.request_url = ""

    def sign(self, body: str, timestamp: int | None = None) -> dict[str, str]:
        """Give the headers for a body, as Slack signs it now or signed it then."""
        # https://docs.slack.dev/authentication/verifying-requests-from-slack
        at = str(int(time.time()) if timestamp is None else timestamp)
        base = f"v0:{at}:{body}".encode()
        digest = hmac.new(self._secret.encode(), base, hashlib.sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": at, "X-Slack-Signature": f"v0={digest}"}

    async def deliver(self, kind: str, payload: dict[str, Any], retry: Retry) -> Ack:
        """Post a payload, and read the answer as Slack does."""
        body, content_type = encoded(kind, payload)
        headers = {"Content-Type": content_type, **self.sign(body)}
        if retry.number:
            headers["x-slack-retry-num"] = str(retry.number)
            headers["x-slack-retry-reason"] = retry.reason
        try:
            return await self._post(body, headers)
        except TimeoutError:
            return Ack(error="operation_timeout", reason="http_timeout")
        except aiohttp.ClientError:
            return Ack(error="dispatch_failed", reason="connection_failed")

    async def verify(self) -> bool:
        """Ask the request URL to prove itself, as when it is entered at Slack."""
        challenge = secrets.token_urlsafe(24)
        payload = {"type": "url_verification", "token": "x", "challenge": challenge}
        ack = await self.deliver("events_api", payload, Retry())
        answer = ack.payload or {}
        return challenge in (answer.get("challenge"), answer.get("text"))

    async def _post(self, body: str, headers: dict[str, str]) -> Ack:
        timeout = aiohttp.ClientTimeout(total=ACK_WITHIN)
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.post(
                self.request_url,
                data=body.encode(),
                headers=headers,
                allow_redirects=False,
            ) as response,
        ):
            no_retry = response.headers.get("x-slack-no-retry") == "1"
            if not 200 <= response.status < 300:
                error, reason = "http_service_error", "http_error"
                return Ack(error=error, reason=reason, no_retry=no_retry)
            return Ack(
                payload=_answer(response.content_type, await response.text()),
                no_retry=no_retry,
            )


def encoded(kind: str, payload: dict[str, Any]) -> tuple[str, str]:
    """Write a payload as Slack posts its kind: (body, content type)."""
    if kind == "slash_commands":
        return urlencode(payload), _FORM
    if kind == "interactive":
        return urlencode({"payload": json.dumps(payload)}), _FORM
    return json.dumps(payload), _JSON


def _answer(content_type: str, text: str) -> dict[str, Any] | None:
    if content_type == _JSON and text:
        with contextlib.suppress(ValueError):
            parsed = json.loads(text)
            return parsed if isinstance(parsed, dict) else None
        return None
    return {"text": text} if text else None
