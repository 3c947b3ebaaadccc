"""HTTP around the Web API: arguments, token, faults, limits, and the record of it."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from bot.sandbox.faults import Fault, Faults
from bot.sandbox.mishaps import CUT, after, before
from bot.sandbox.slack.chat import Args, Route
from bot.sandbox.slack.faulty import instead, too_many
from bot.sandbox.slack.grants import Grants
from bot.sandbox.slack.methods import Methods
from bot.sandbox.slack.refusals import Refusal, invalid
from bot.sandbox.slack.slackfaults import SlackFault
from bot.sandbox.slack.workspace import Workspace

PREFIX = "/slack/api/"
_OBJECTS = ("blocks", "attachments", "metadata", "view")


OpenRoute = Callable[[Args, str], dict[str, Any]]
"""What needs no token: it gets the header `Authorization` as well."""


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
    team: str = ""  # whose token it came with


class Wire:
    """Answers every call under the API's prefix."""

    def __init__(
        self,
        grants: Grants,
        *,
        app: Workspace,
        app_token: str,
        app_routes: dict[str, Route],
        open_routes: dict[str, OpenRoute],
        faults: Faults,
        methods: Methods | None,
    ) -> None:
        self._grants = grants
        self._app = app
        self._app_token = app_token
        self._app_routes = app_routes
        self._open_routes = open_routes
        self._routes: dict[str, dict[str, Route]] = {}  # by workspace
        self._faults = faults
        self._methods = methods
        self.requests: list[RequestRecord] = []
        self.violations: list[str] = []

    @property
    def methods(self) -> list[str]:
        """The names of what is answered."""
        own = self._routes_of(self._app)
        return [*own, *self._app_routes, *self._open_routes]

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer one call."""
        method, started = request.match_info["method"], time.monotonic()
        args: Args = {}
        grant = self._grants.by_token.get(_token(request, {}))
        team = grant.workspace.team_id if grant else ""
        response: web.Response | None = None
        fault = self._fault(request, method)
        try:
            response = await self._answer(request, method, args, fault)
        finally:
            self._record(method, args, response, started, team)
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
            workspace, route = self._open(method, token)
            wait = workspace.limits.judge(method, str(args.get("channel") or ""))
            if wait:
                return too_many(wait)
            body = self._run(method, route, args, fault)
        except Refusal as refusal:
            body = refusal.body
        return web.json_response(body, headers=self._headers(token))

    def _run(
        self, method: str, route: Route, args: Args, fault: Fault | None
    ) -> dict[str, Any]:
        if self._methods:
            self.violations += self._methods.faults(method, args)
        if isinstance(fault, SlackFault) and not fault.applies:
            raise Refusal(fault.error)
        result = route(args)
        if isinstance(fault, SlackFault):
            raise Refusal(fault.error)
        return {"ok": True, **result}

    def _open(self, method: str, token: str) -> tuple[Workspace, Route]:
        """Give the workspace that a token opens, and what answers there."""
        if open_route := self._open_routes.get(method):
            return self._app, lambda args: open_route(args, token)
        if method not in self.methods:
            raise Refusal("unknown_method", req_method=method)
        if not token:
            raise Refusal("not_authed")
        if (token == self._app_token) != (method in self._app_routes):
            is_known = token == self._app_token or self._grants.find(token)
            raise Refusal("not_allowed_token_type" if is_known else "invalid_auth")
        if method in self._app_routes:
            return self._app, self._app_routes[method]
        grant = self._grants.find(token)
        if grant is None:
            raise Refusal("invalid_auth")
        if grant.workspace.world.token_error:
            raise Refusal(grant.workspace.world.token_error)
        return grant.workspace, self._routes_of(grant.workspace)[method]

    def _routes_of(self, workspace: Workspace) -> dict[str, Route]:
        key = workspace.team_id
        if key not in self._routes:
            self._routes[key] = workspace.routes()
        return self._routes[key]

    def _headers(self, token: str) -> dict[str, str]:
        grant = self._grants.by_token.get(token)
        if grant is None:
            return {}
        return {"x-oauth-scopes": ",".join(sorted(grant.workspace.world.scopes))}

    def _fault(self, request: web.Request, method: str) -> Fault | None:
        """A read may come as GET or POST; a fault's route names either."""
        verbs = (request.method, "GET" if request.method == "POST" else "POST")
        found = self._faults.take(f"{verbs[0]} /api/{method}")
        return found or self._faults.take(f"{verbs[1]} /api/{method}")

    def _record(
        self,
        method: str,
        args: Args,
        response: web.Response | None,
        started: float,
        team: str,
    ) -> None:
        status = response.status if response and response.status != CUT else 0
        body: dict[str, Any] = {}
        if response and response.content_type == "application/json":
            body = json.loads(response.text or "{}")
        error = str(body.get("error") or "")
        ok = bool(body.get("ok"))
        self.requests.append(
            RequestRecord(method, args, status, ok, error, started, team)
        )


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
    if kind == "Basic":
        return request.headers["Authorization"]
    return token if kind == "Bearer" and token else in_body
