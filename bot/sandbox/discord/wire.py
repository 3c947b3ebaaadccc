"""HTTP around the routes: token, faults, limits, checks, and Discord's own answers."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from bot.sandbox.discord.openapi import OpenApi
from bot.sandbox.discord.ratelimits import RateLimits
from bot.sandbox.discord.refusals import Refusal
from bot.sandbox.discord.rest import Call, Route
from bot.sandbox.faults import Fault, Faults
from bot.sandbox.mishaps import after, before

_BODILESS = "/crosspost"
PREFIX = "/discord/api/v10"
_LIMITS = web.RequestKey("limits", dict[str, str])


@dataclass(frozen=True, slots=True)
class RequestRecord:
    """One request as it came in, and the status it got; `at` is monotonic."""

    method: str
    path: str
    route: str
    body: Any
    status: int
    at: float


class Wire:
    """Answers every request under the API's prefix."""

    def __init__(
        self, *, token: str, faults: Faults, limits: RateLimits, openapi: OpenApi | None
    ) -> None:
        self.token = token
        self._faults = faults
        self._limits = limits
        self._openapi = openapi
        self.requests: list[RequestRecord] = []
        self.violations: list[str] = []
        self.invalid = 0  # answers of 401, 403 and 429, which get addresses banned

    def handler(self, method: str, template: str, route: Route) -> Any:
        """Wrap a route for aiohttp."""
        name = f"{method} {template}"

        async def handle(request: web.Request) -> web.StreamResponse:
            raw = await request.read()
            body = _parse(raw)
            fault = self._faults.take(name)
            with self._recording(request, name, body) as answered:
                response = await self._answer(request, route, name, body, fault)
                if response.status in (401, 403, 429):
                    self.invalid += 1
                answered.append(response.status)
            return response

        return handle

    async def _answer(
        self,
        request: web.Request,
        route: Route,
        name: str,
        body: Any,
        fault: Fault | None,
    ) -> web.StreamResponse:
        early = await before(request, fault) or _instead(fault, is_done=False)
        if early is not None:
            return early
        try:
            self._check_token(request)
            response = self._limited(request, name)
            if response is None:
                response = self._apply(request, route, body)
        except Refusal as refusal:
            response = reply(refusal.body, refusal.status)
        return await after(request, fault, _instead(fault, is_done=True) or response)

    def _apply(self, request: web.Request, route: Route, body: Any) -> web.Response:
        self._check_openapi(request, body)
        expected = list if request.method == "PUT" else dict
        has_body = request.method in ("POST", "PATCH", "PUT") and not _is_bare(request)
        if has_body and not isinstance(body, expected):
            raise Refusal(400, 50109, "The request body contains invalid JSON.")
        call = Call(dict(request.match_info), dict(request.query), body)
        result = route(call)
        if result is None:
            return web.Response(status=204, headers=request.get(_LIMITS))
        return reply(result, 200, request.get(_LIMITS))

    def _check_token(self, request: web.Request) -> None:
        path = request.path.removeprefix(PREFIX)
        if path.startswith(("/interactions/", "/webhooks/")):
            return  # their own tokens stand in the path
        if request.headers.get("Authorization") != f"Bot {self.token}":
            raise Refusal(401, 0, "401: Unauthorized")

    def _limited(self, request: web.Request, name: str) -> web.Response | None:
        path = request.path.removeprefix(PREFIX)
        is_exempt = path.startswith(("/interactions/", "/webhooks/"))
        bucket = "" if is_exempt else f"{name} {request.match_info.get('channel', '')}"
        if name != "POST /channels/{channel}/messages":
            bucket = ""
        verdict = self._limits.judge(bucket, is_exempt=is_exempt)
        request[_LIMITS] = verdict.headers
        if verdict.allowed:
            return None
        return _too_many(verdict.retry_after, verdict.headers, verdict.is_global)

    def _check_openapi(self, request: web.Request, body: Any) -> None:
        if self._openapi is None:
            return
        path = request.path.removeprefix(PREFIX)
        faults = self._openapi.faults(request.method, path, body)
        if faults:
            self.violations += faults
            raise Refusal(400, 50035, "; ".join(faults)[:500])

    @contextmanager
    def _recording(
        self, request: web.Request, name: str, body: Any
    ) -> Iterator[list[int]]:
        answered: list[int] = []
        started = time.monotonic()
        try:
            yield answered
        finally:
            status = answered[0] if answered else 0
            path = request.path.removeprefix(PREFIX)
            self.requests.append(
                RequestRecord(request.method, path, name, body, status, started)
            )


def _is_bare(request: web.Request) -> bool:
    """Tell whether a request has no body, nor claims to have one, where none is due."""
    is_bodiless = request.path.endswith(_BODILESS) and not request.can_read_body
    return is_bodiless and request.content_type != "application/json"


def reply(
    body: object, status: int = 200, headers: dict[str, str] | None = None
) -> web.Response:
    """Answer with JSON under exactly the content type that discord.py looks for."""
    return web.Response(
        body=json.dumps(body).encode(),
        status=status,
        headers={"Content-Type": "application/json", **(headers or {})},
    )


def _instead(fault: Fault | None, *, is_done: bool) -> web.Response | None:
    """Give what a fault answers in place of the route, when its moment has come."""
    if fault is None or fault.applies is not is_done:
        return None
    if fault.kind == "status":
        return reply({"message": f"{fault.status}", "code": 0}, fault.status)
    if fault.kind == "rate_limit":
        headers = {"Retry-After": str(max(1, round(fault.seconds)))}
        headers |= {"Via": "1.1 sandbox"} if fault.via else {}
        scope = "global" if fault.is_global else "user"
        headers |= {"X-RateLimit-Scope": scope}
        headers |= {"X-RateLimit-Global": "true"} if fault.is_global else {}
        return _too_many(fault.seconds, headers, fault.is_global)
    return None


def _too_many(wait: float, headers: dict[str, str], is_global: bool) -> web.Response:
    body = {"message": "You are being rate limited.", "retry_after": round(wait, 3)}
    return reply({**body, "global": is_global}, 429, headers)


def _parse(raw: bytes) -> Any:
    try:
        return json.loads(raw) if raw else None
    except ValueError:
        return None
