"""HTTP around the Web API: arguments, token, faults, limits, and the record of it."""

import json
import time
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from bot.sandbox.faults import Fault, Faults
from bot.sandbox.mishaps import CUT, after, before
from bot.sandbox.slack.chat import Args, Route
from bot.sandbox.slack.faulty import instead, too_many
from bot.sandbox.slack.methods import Methods
from bot.sandbox.slack.ratelimits import RateLimits
from bot.sandbox.slack.refusals import Refusal, invalid
from bot.sandbox.slack.slackfaults import SlackFault
from bot.sandbox.slack.world import World

PREFIX = "/slack/api/"
APP_METHODS = ("apps.connections.open",)
_OBJECTS = ("blocks", "attachments", "metadata", "view")


@dataclass(frozen=True, slots=True)
class Tokens:
    """The two tokens that open this workspace."""

    bot: str
    app: str


@dataclass(frozen=True, slots=True)
class RequestRecord:
    """One call as it came in, and what it got; `at` is monotonic.

    A status of 0 means that it was cut before anything was done, or never answered.
    """

    method: str
    body: Args
    status: int
    ok: bool
    error: str
    at: float


class Wire:
    """Answers every call under the API's prefix."""

    def __init__(
        self,
        world: World,
        routes: dict[str, Route],
        *,
        tokens: Tokens,
        faults: Faults,
        limits: RateLimits,
        methods: Methods | None,
    ) -> None:
        self._world = world
        self._routes = routes
        self._tokens = tokens
        self._faults = faults
        self._limits = limits
        self._methods = methods
        self.requests: list[RequestRecord] = []
        self.violations: list[str] = []

    @property
    def methods(self) -> list[str]:
        """The names of what is answered."""
        return list(self._routes)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer one call."""
        method, started = request.match_info["method"], time.monotonic()
        args: Args = {}
        response: web.Response | None = None
        fault = self._fault(request, method)
        try:
            response = await self._answer(request, method, args, fault)
        finally:
            self._record(method, args, response, started)
        return await after(request, fault, response)

    async def _answer(
        self, request: web.Request, method: str, args: Args, fault: Fault | None
    ) -> web.Response:
        problem: Refusal | None = None
        try:
            args |= await _arguments(request)
        except Refusal as refusal:
            problem = refusal
        token = _token(request, args)
        early = await before(request, fault) or instead(fault, is_done=False)
        if early is not None:
            return early
        response = self._respond(method, args, token, problem, fault)
        return instead(fault, is_done=True) or response

    def _respond(
        self,
        method: str,
        args: Args,
        token: str,
        problem: Refusal | None,
        fault: Fault | None,
    ) -> web.Response:
        body: dict[str, Any]
        try:
            if problem:
                raise problem
            self._check(method, token)
            wait = self._limits.judge(method, str(args.get("channel") or ""))
            if wait:
                return too_many(wait)
            body = self._run(method, args, fault)
        except Refusal as refusal:
            body = refusal.body
        return web.json_response(body, headers=self._headers(token))

    def _run(self, method: str, args: Args, fault: Fault | None) -> dict[str, Any]:
        if self._methods:
            self.violations += self._methods.faults(method, args)
        if isinstance(fault, SlackFault) and not fault.applies:
            raise Refusal(fault.error)
        result = self._routes[method](args)
        if isinstance(fault, SlackFault):
            raise Refusal(fault.error)
        return {"ok": True, **result}

    def _check(self, method: str, token: str) -> None:
        if method not in self._routes:
            raise Refusal("unknown_method", req_method=method)
        if not token:
            raise Refusal("not_authed")
        if token not in (self._tokens.bot, self._tokens.app):
            raise Refusal("invalid_auth")
        if (token == self._tokens.app) != (method in APP_METHODS):
            raise Refusal("not_allowed_token_type")
        if token == self._tokens.bot and self._world.token_error:
            raise Refusal(self._world.token_error)

    def _headers(self, token: str) -> dict[str, str]:
        granted = ",".join(sorted(self._world.scopes))
        return {"x-oauth-scopes": granted} if token == self._tokens.bot else {}

    def _fault(self, request: web.Request, method: str) -> Fault | None:
        """A read may come as GET or POST; a fault's route names either."""
        verbs = (request.method, "GET" if request.method == "POST" else "POST")
        found = self._faults.take(f"{verbs[0]} /api/{method}")
        return found or self._faults.take(f"{verbs[1]} /api/{method}")

    def _record(
        self, method: str, args: Args, response: web.Response | None, started: float
    ) -> None:
        status = response.status if response and response.status != CUT else 0
        body: dict[str, Any] = {}
        if response and response.content_type == "application/json":
            body = json.loads(response.text or "{}")
        error = str(body.get("error") or "")
        ok = bool(body.get("ok"))
        self.requests.append(RequestRecord(method, args, status, ok, error, started))


async def _arguments(request: web.Request) -> Args:
    """Merge query, form and JSON, as Slack reads all three."""
    args: Args = dict(request.query)
    if request.content_type == "application/json":
        args |= _parsed(await request.text(), Refusal("invalid_json"))
    elif request.can_read_body:
        args |= dict((await request.post()).items())
    for key in _OBJECTS:
        if isinstance(args.get(key), str) and args[key]:
            args[key] = _value(key, args[key])
    return args


def _parsed(raw: str, refusal: Refusal) -> dict[str, Any]:
    try:
        parsed = json.loads(raw or "{}")
    except ValueError as exc:
        raise refusal from exc
    if not isinstance(parsed, dict):
        raise refusal
    return parsed


def _value(key: str, raw: str) -> Any:
    errors = {"blocks": "invalid_blocks_format", "metadata": "invalid_metadata_format"}
    try:
        return json.loads(raw)
    except ValueError as exc:
        if key in errors:
            raise Refusal(errors[key]) from exc
        raise invalid([f"must be valid json [json-pointer:/{key}]"]) from exc


def _token(request: web.Request, args: Args) -> str:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    in_body = str(args.pop("token", ""))
    return token if kind == "Bearer" and token else in_body
