"""Discord's REST API, version 10: what each route does."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from bot.sandbox.discord import limits
from bot.sandbox.discord.announcements import Announcements
from bot.sandbox.discord.direct import Direct
from bot.sandbox.discord.gateway import Gateway
from bot.sandbox.discord.interactions import Interactions
from bot.sandbox.discord.mentions import check_allowed, mentioned
from bot.sandbox.discord.nonces import Nonces
from bot.sandbox.discord.permissions import BITS
from bot.sandbox.discord.refusals import Refusal, invalid
from bot.sandbox.discord.threads import Threads
from bot.sandbox.discord.world import Message, World

Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Call:
    """One request: the parts of its path, its query and its JSON body."""

    path: dict[str, str]
    query: dict[str, str]
    body: Any


Route = Callable[[Call], Any]
Routes = dict[tuple[str, str], Route | Callable[[Call], Awaitable[Any]]]


class Rest:
    """The routes over one world."""

    def __init__(
        self, world: World, interactions: Interactions, nonces: Nonces, gateway: Gateway
    ) -> None:
        self._world = world
        self._interactions = interactions
        self._nonces = nonces
        self.direct = Direct(world)
        self._gateway = gateway
        self._threads = Threads(world, self._need)
        self._announcements = Announcements(world)

    def routes(self) -> Routes:
        """Name every route by method and path, as Discord documents it."""
        world, inter = self._world, self._interactions
        commands = "/applications/{application}/commands"
        messages = "/channels/{channel}/messages"
        hook = "/webhooks/{application}/{token}"
        return {
            ("GET", "/gateway"): lambda _: {"url": self._gateway.url},
            ("GET", "/gateway/bot"): self._gateway_bot,
            ("GET", "/users/@me"): lambda _: world.user(world.bot_id),
            ("GET", "/oauth2/applications/@me"): self._application,
            ("GET", "/applications/@me"): self._application,
            ("POST", "/users/@me/channels"): self._open_direct,
            ("GET", "/users/@me/guilds"): lambda _: (
                [world.server_object()] if world.has_bot else []
            ),
            ("GET", "/guilds/{guild}"): self._guild,
            ("GET", "/guilds/{guild}/channels"): self._channels,
            ("GET", "/guilds/{guild}/members/{user}"): self._member,
            ("GET", "/guilds/{guild}/roles"): lambda c: self._guild(c)["roles"],
            ("GET", "/channels/{channel}"): self._channel,
            ("GET", messages): self._history,
            ("POST", messages): self._create,
            ("GET", messages + "/{message}"): self._message,
            ("PATCH", messages + "/{message}"): self._edit,
            ("DELETE", messages + "/{message}"): self._delete,
            ("POST", messages + "/{message}/threads"): lambda c: self._threads.open(
                c.path["channel"], c.path["message"], c.body
            ),
            ("POST", messages + "/{message}/crosspost"): self._publish,
            ("GET", commands): lambda _: list(world.commands.values()),
            ("PUT", commands): self._put_commands,
            ("POST", commands): self._post_command,
            ("DELETE", commands + "/{command}"): self._delete_command,
            ("POST", "/interactions/{id}/{token}/callback"): self._callback,
            ("POST", hook): lambda c: inter.follow_up(self._token(c), c.body),
            ("GET", hook + "/messages/@original"): lambda c: inter.original(
                self._token(c)
            ),
            ("PATCH", hook + "/messages/@original"): lambda c: inter.edit_original(
                self._token(c), c.body
            ),
            ("DELETE", hook + "/messages/@original"): lambda c: inter.delete_original(
                self._token(c)
            ),
        }

    def _token(self, call: Call) -> str:
        if call.path["application"] != self._world.application_id:
            raise Refusal(404, 10015, "Unknown Webhook")
        return call.path["token"]

    def _gateway_bot(self, _call: Call) -> Body:
        gateway = self._gateway
        return {
            "url": gateway.url,
            "shards": 1,
            "session_start_limit": gateway.start_limit,
        }

    def _application(self, _call: Call) -> Body:
        world = self._world
        return {
            "id": world.application_id,
            "name": world.bot_name,
            "icon": None,
            "description": "",
            "bot_public": True,
            "bot_require_code_grant": False,
            "verify_key": "0" * 64,
            "flags": 0,
            "team": None,
            "rpc_origins": [],
            "owner": world.user(world.people["ana"].id),
            "summary": "",
        }

    def _guild(self, call: Call) -> Body:
        if call.path["guild"] != self._world.server_id or not self._world.has_bot:
            raise Refusal(404, 10004, "Unknown Guild")
        return self._world.server_object()

    def _channels(self, call: Call) -> list[Body]:
        self._guild(call)
        return [self._world.channel_object(c) for c in self._world.channels.values()]

    def _member(self, call: Call) -> Body:
        self._guild(call)
        user = call.path["user"]
        known = {one.id for one in self._world.people.values()} | {self._world.bot_id}
        if user not in known:
            raise Refusal(404, 10007, "Unknown Member")
        return self._world.member(user)

    def _channel(self, call: Call) -> Body:
        channel = self._world.channel(call.path["channel"])
        self._need(channel.id, "VIEW_CHANNEL")
        return self._world.channel_object(channel)

    def _need(self, channel: str, *names: str) -> None:
        """Refuse where the bot lacks a permission."""
        granted = self._world.may(self._world.bot_id, channel)
        if not granted & BITS["VIEW_CHANNEL"] or not self._world.has_bot:
            raise Refusal(403, 50001, "Missing Access")
        if any(not granted & BITS[name] for name in names):
            raise Refusal(403, 50013, "Missing Permissions")

    def _history(self, call: Call) -> list[Message]:
        channel = self._world.channel(call.path["channel"])
        self._need(channel.id)
        granted = self._world.may(self._world.bot_id, channel.id)
        if not granted & BITS["READ_MESSAGE_HISTORY"]:
            return []  # an empty 200, not a refusal: as the real one
        found = self._world.public_messages(channel.id)
        if after := call.query.get("after"):
            found = [one for one in found if int(one["id"]) > _id(after)]
        if before := call.query.get("before"):
            found = [one for one in found if int(one["id"]) < _id(before)]
        limit = _number(call.query, "limit", 50)
        if not 1 <= limit <= 100:
            raise Refusal(400, 50035, "Invalid Form Body")
        # After an id come the oldest ones after it, before one the newest.
        window = found[:limit] if call.query.get("after") else found[-limit:]
        return window[::-1]

    def _create(self, call: Call) -> Message:
        world = self._world
        if person := self.direct.person(call.path["channel"]):
            return self.direct.create(person, call.body)
        channel = world.channel(call.path["channel"])
        needed = "SEND_MESSAGES_IN_THREADS" if channel.parent else "SEND_MESSAGES"
        self._need(channel.id, needed)
        limits.check_message(call.body)
        check_allowed(call.body)
        nonce = call.body.get("nonce")
        if nonce is not None and call.body.get("enforce_nonce"):
            known = self._nonces.known(str(nonce))
            if known in world.deleted:
                raise Refusal(404, 10008, "Unknown Message")
            if known:
                return {**world.messages[known], "nonce": nonce}
        named = mentioned(world, channel.id, call.body)
        message = world.add_message(channel.id, world.bot_id, call.body, **named)
        if nonce is not None:
            self._nonces.note(str(nonce), message["id"])
        world.emit("MESSAGE_CREATE", message)
        return message if nonce is None else {**message, "nonce": nonce}

    def _open_direct(self, call: Call) -> Body:
        return self.direct.open(call.body.get("recipient_id"))

    def _message(self, call: Call) -> Message:
        channel = self._world.channel(call.path["channel"])
        self._need(channel.id, "READ_MESSAGE_HISTORY")
        return self._world.message(call.path["channel"], call.path["message"])

    def _own(self, call: Call) -> Message:
        self._need(self._world.channel(call.path["channel"]).id)
        message = self._world.message(call.path["channel"], call.path["message"])
        if message["author"]["id"] != self._world.bot_id:
            raise Refusal(403, 50005, "Cannot edit a message authored by another user")
        return message

    def _edit(self, call: Call) -> Message:
        message = self._own(call)
        limits.check_message({**message, **call.body})
        return self._world.edit_message(message, call.body)

    def _publish(self, call: Call) -> Message:
        self._need(self._world.channel(call.path["channel"]).id, "SEND_MESSAGES")
        return self._announcements.publish(self._own(call))

    def _delete(self, call: Call) -> None:
        try:
            message = self._own(call)
        except Refusal as refusal:
            if refusal.body["code"] == 50005:
                raise Refusal(403, 50013, "Missing Permissions") from refusal
            raise
        self._world.delete_message(message)

    def _put_commands(self, call: Call) -> list[Body]:
        for command in call.body:
            limits.check_command(command)
        self._own_application(call)
        known = {one["name"]: one for one in self._world.commands.values()}
        self._world.commands.clear()
        return [self._register(one, known.get(one["name"])) for one in call.body]

    def _post_command(self, call: Call) -> Body:
        limits.check_command(call.body)
        self._own_application(call)
        known = {one["name"]: one for one in self._world.commands.values()}
        return self._register(call.body, known.get(call.body["name"]))

    def _delete_command(self, call: Call) -> None:
        self._world.commands.pop(call.path["command"], None)

    def _own_application(self, call: Call) -> None:
        if call.path["application"] != self._world.application_id:
            raise Refusal(403, 20012, "You are not authorized to do that.")

    def _register(self, command: Body, before: Body | None) -> Body:
        world = self._world
        rights = command.get("default_member_permissions")
        known = {
            "type": 1,
            "options": [],
            **command,
            "id": before["id"] if before else world.ids.new(),
            "application_id": world.application_id,
            "version": world.ids.new(),
            "default_member_permissions": None if rights is None else str(rights),
        }
        world.commands[known["id"]] = known
        world.emit("COMMANDS", {"commands": list(world.commands.values())})
        return known

    def _callback(self, call: Call) -> Body | None:
        self._interactions.answer(call.path["id"], call.path["token"], call.body)
        if call.query.get("with_response") not in ("1", "true"):
            return None
        kind = {"id": call.path["id"], "type": call.body["type"]}
        return {"interaction": kind}


def _number(query: dict[str, str], name: str, otherwise: int) -> int:
    try:
        return int(query.get(name, otherwise))
    except ValueError as exc:
        raise invalid(name, f'Value "{query[name]}" is not int.') from exc


def _id(text: str) -> int:
    return _number({"id": text}, "id", 0)
