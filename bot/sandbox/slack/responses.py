"""Response URLs: five uses within half an hour, whatever the channel's rights."""

import json
import secrets
import time
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from bot.sandbox.faults import Faults
from bot.sandbox.mishaps import after, before
from bot.sandbox.slack.chat import message_body
from bot.sandbox.slack.faulty import instead
from bot.sandbox.slack.refusals import Refusal
from bot.sandbox.slack.world import Message, World

PREFIX = "/slack/response/"
USES, LIVES = 5, 30 * 60.0
ROUTE = "POST /response"
_UNSAID = "response_url: say replace_original; Slack's default differs by surface"


@dataclass(slots=True)
class ResponseUrl:
    """An address that answers one act of one person."""

    person: str
    channel: str
    message: str = ""  # the ts of the message that was clicked
    id: str = field(default_factory=lambda: secrets.token_urlsafe(18))
    started: float = field(default_factory=time.monotonic)
    uses: int = 0


class Responses:
    """Takes what the app sends to response URLs."""

    def __init__(self, world: World, faults: Faults, address: str) -> None:
        self._world = world
        self._faults = faults
        self._address = address
        self.by_id: dict[str, ResponseUrl] = {}
        self.violations: list[str] = []

    def start(self, person: str, channel: str, message: str = "") -> ResponseUrl:
        """Make a response URL."""
        new = ResponseUrl(person, channel, message)
        self.by_id[new.id] = new
        return new

    def url(self, response: ResponseUrl) -> str:
        """Give the whole address."""
        return f"http://{self._address}{PREFIX}{response.id}"

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Take a message that was posted to a response URL."""
        fault = self._faults.take(ROUTE)
        early = await before(request, fault) or instead(fault, is_done=False)
        if early is not None:
            return early
        try:
            self.use(request.match_info["id"], await _body(request))
            answer = web.Response(text="ok")
        except Refusal as refusal:
            gone = refusal.error in ("used_url", "expired_url")
            answer = web.json_response(refusal.body, status=404 if gone else 400)
        return await after(request, fault, instead(fault, is_done=True) or answer)

    def use(self, response_id: str, body: dict[str, Any]) -> None:
        """Answer with a message, or change the one that was clicked."""
        found = self.by_id.get(response_id)
        if found is None or time.monotonic() - found.started > LIVES:
            raise Refusal("expired_url")
        if found.uses >= USES:
            raise Refusal("used_url")
        self._check_said(found, body)
        self.answer(found, body)
        found.uses += 1

    def answer(self, to: ResponseUrl, body: dict[str, Any]) -> Message | None:
        """Do what an answer asks for; give the message that is seen then."""
        original = self._world.messages.get(to.message)
        if _is_true(body, "delete_original"):
            if original is None:
                raise Refusal("cant_delete_message")
            self._world.delete_message(original)
            return None
        content = message_body(body)
        if to.message and _is_true(body, "replace_original"):
            if original is None:
                raise Refusal("message_not_found")
            empty = {"text": "", "blocks": [], "attachments": []}
            original["answers"] = to.id
            return self._world.edit_message(original, {**empty, **content})
        kind = body.get("response_type") or "ephemeral"
        if kind not in ("ephemeral", "in_channel"):
            raise Refusal("invalid_payload")
        person = to.person if kind == "ephemeral" else ""
        return self._world.add_message(
            to.channel, self._world.bot_user_id, content, to=person, answers=to.id
        )

    def _check_said(self, to: ResponseUrl, body: dict[str, Any]) -> None:
        said = {"replace_original", "delete_original", "response_type"} & set(body)
        if to.message and not said:
            self.violations.append(_UNSAID)


async def _body(request: web.Request) -> dict[str, Any]:
    try:
        body = json.loads(await request.text())
    except ValueError as exc:
        raise Refusal("invalid_payload") from exc
    if not isinstance(body, dict):
        raise Refusal("invalid_payload")
    return body


def _is_true(body: dict[str, Any], key: str) -> bool:
    return body.get(key) in (True, "true")
