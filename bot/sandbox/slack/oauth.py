"""Installing: a page that asks, a code for whoever agrees, a token for the code."""

import base64
import secrets
import time
from dataclasses import dataclass, field
from html import escape
from typing import Any
from urllib.parse import urlencode

from aiohttp import web

from bot.sandbox.slack.chat import Args
from bot.sandbox.slack.grants import Grants
from bot.sandbox.slack.refusals import Refusal
from bot.sandbox.slack.workspace import Workspace

# https://docs.slack.dev/authentication/installing-with-oauth
PATH = "/slack/oauth/v2/authorize"
CLIENT_ID = "2141029472.691202649728"
CLIENT_SECRET = "this-client-secret-opens-nothing-real"  # noqa: S105
_CODE_LIVES = 600.0  # seconds
_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>Daily Bite wants to be added</title><main>
<h1>Daily Bite wants to be added to a workspace</h1><p>It asks for: {scopes}</p>
<form method="post">{hidden}
<label>Workspace <select name="workspace">{workspaces}</select></label>
<button name="decision" value="allow">Allow</button>
<button name="decision" value="cancel">Cancel</button></form></main></html>"""


@dataclass(slots=True)
class _Code:
    workspace: Workspace
    redirect_uri: str
    scopes: frozenset[str]
    made_at: float = field(default_factory=time.monotonic)


class OAuth:
    """Asks people, and gives tokens out.

    Args:
        redirect_urls: Where the app's settings let people be sent back to.
        is_rotating: Tokens end after a while, and a refresh token gets the next.
        token_lives: How long such a token lives, in seconds.
        refreshed: How often a refresh token was exchanged.
    """

    def __init__(self, workspaces: list[Workspace], grants: Grants) -> None:
        self._workspaces = workspaces
        self._grants = grants
        self._codes: dict[str, _Code] = {}
        self._refresh: dict[str, Workspace] = {}
        self.redirect_urls: set[str] = set()
        self.is_rotating = False
        self.is_for_organisations = False  # whoever agrees does so for all workspaces
        self.token_lives = 43_200.0
        self.refreshed = 0

    async def show(self, request: web.Request) -> web.Response:
        """Show the page that asks."""
        if fault := self._fault(request.query.get("client_id"), request.query):
            return web.Response(status=400, text=fault)
        hidden = "".join(
            f'<input type="hidden" name="{escape(key)}" value="{escape(value)}">'
            for key, value in request.query.items()
        )
        options = "".join(
            f'<option value="{one.team_id}">{escape(one.world.server_name)}</option>'
            for one in self._workspaces
        )
        page = _PAGE.format(
            scopes=escape(request.query.get("scope", "")),
            hidden=hidden,
            workspaces=options,
        )
        return web.Response(text=page, content_type="text/html")

    async def decide(self, request: web.Request) -> web.Response:
        """Send whoever decided back to the app."""
        given = {key: str(value) for key, value in (await request.post()).items()}
        if fault := self._fault(given.get("client_id"), given):
            return web.Response(status=400, text=fault)
        answer = {"state": given.get("state", "")}
        if given.get("decision") == "allow":
            workspace = self._workspace(given.get("workspace", ""))
            scopes = frozenset(given["scope"].split(","))
            answer["code"] = self.code(workspace, given["redirect_uri"], scopes)
        else:
            answer["error"] = "access_denied"
        raise web.HTTPFound(f"{given['redirect_uri']}?{urlencode(answer)}")

    def code(
        self, workspace: Workspace, redirect_uri: str, scopes: frozenset[str]
    ) -> str:
        """Make a code that gets one token."""
        code = f"{secrets.randbelow(10**13)}.{secrets.token_hex(32)}"
        self._codes[code] = _Code(workspace, redirect_uri, scopes)
        return code

    def access(self, args: Args, authorization: str) -> dict[str, Any]:
        """Answer oauth.v2.access: a token for a code, or for a refresh token."""
        self._check_client(args, authorization)
        if args.get("grant_type") == "refresh_token":
            workspace = self._refresh.pop(str(args.get("refresh_token")), None)
            if workspace is None:
                raise Refusal("invalid_refresh_token")
            if workspace.world.token_error:
                raise Refusal(workspace.world.token_error)
            self.refreshed += 1
            return self._granted(workspace)
        if args.get("grant_type") not in (None, "authorization_code"):
            raise Refusal("invalid_grant_type")
        return self._install(args)

    def expire(self, workspace: Workspace) -> None:
        """Let what opens a workspace end now."""
        for one in self._grants.of(workspace):
            self._grants.add(workspace, one.token, ends_at=0.0)

    def _install(self, args: Args) -> dict[str, Any]:
        code = self._codes.pop(str(args.get("code")), None)  # works once
        if code is None or time.monotonic() - code.made_at > _CODE_LIVES:
            raise Refusal("invalid_code")
        if args.get("redirect_uri") != code.redirect_uri:
            raise Refusal("bad_redirect_uri")
        world = code.workspace.world
        if world.token_error or self.is_rotating:
            self._grants.take_back(code.workspace)
        world.token_error = ""
        world.scopes = set(code.scopes)
        return self._granted(code.workspace)

    def _granted(self, workspace: Workspace) -> dict[str, Any]:
        world = workspace.world
        team = {"id": world.team_id, "name": world.server_name}
        organisation = {"id": "E0123456789", "name": "Acme Group"}
        is_whole = self.is_for_organisations
        return {
            **self._token(workspace),
            "token_type": "bot",
            "scope": ",".join(sorted(world.scopes)),
            "bot_user_id": world.bot_user_id,
            "app_id": world.app_id,
            "team": None if is_whole else team,
            "enterprise": organisation if is_whole else None,
            "is_enterprise_install": is_whole,
            "authed_user": {"id": world.people["ana"].id},
        }

    def _token(self, workspace: Workspace) -> dict[str, Any]:
        if not self.is_rotating:
            known = self._grants.of(workspace)
            token = known[-1].token if known else f"xoxb-{secrets.token_hex(24)}"
            self._grants.add(workspace, token)
            return {"access_token": token}
        token, refresh = (
            f"{kind}-1-{secrets.token_hex(40)}" for kind in ("xoxe.xoxb", "xoxe")
        )
        self._refresh[refresh] = workspace
        ends_at = time.monotonic() + self.token_lives
        self._grants.add(workspace, token, ends_at=ends_at)
        lives = {"expires_in": int(self.token_lives)}
        return {"access_token": token, "refresh_token": refresh, **lives}

    def _check_client(self, args: Args, authorization: str) -> None:
        given = (args.get("client_id"), args.get("client_secret"))
        if authorization.startswith("Basic "):
            plain = base64.b64decode(authorization.removeprefix("Basic ")).decode()
            name, _, secret = plain.partition(":")
            given = (name, secret)
        if given[0] != CLIENT_ID:
            raise Refusal("invalid_client_id")
        if given[1] != CLIENT_SECRET:
            raise Refusal("bad_client_secret")

    def _fault(self, client_id: object, given: Any) -> str:
        if client_id != CLIENT_ID:
            return "Invalid client_id parameter"
        if given.get("redirect_uri") not in self.redirect_urls:
            return "redirect_uri did not match any configured URIs"
        return "" if given.get("scope") else "Invalid permissions requested"

    def _workspace(self, team: str) -> Workspace:
        for one in self._workspaces:
            if team in (one.team_id, one.world.server_name):
                return one
        raise web.HTTPBadRequest(text="There is no such workspace.")
