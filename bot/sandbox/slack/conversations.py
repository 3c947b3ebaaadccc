"""The Web API's conversations methods: what there is, what was said, coming in."""

import base64
from typing import Any

from bot.sandbox.slack.chat import Args, Route
from bot.sandbox.slack.paging import limit_of, page_of
from bot.sandbox.slack.refusals import Refusal, check_needed
from bot.sandbox.slack.scopes import check_scope, scope_for
from bot.sandbox.slack.shapes import channel_object, message_object
from bot.sandbox.slack.world import Channel, Message, World

_KINDS = ("public_channel", "private_channel", "mpim", "im")
_MOST = 999
RESTRICTED_PAGE = 15


class Conversations:
    """Shows the bot what it may see."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.is_restricted = False  # as for new unlisted apps: pages of 15
        # Slack's older pages say: the messages closest to `oldest`, if only that is
        # given. The newer ones are silent, so a test can have it either way.
        self.pages_from_oldest = True

    def routes(self) -> dict[str, Route]:
        """List what is answered here, by method."""
        return {
            "conversations.info": self.info,
            "conversations.history": self.history,
            "conversations.list": self.list_all,
            "conversations.join": self.join,
            "conversations.members": self.members,
            "conversations.open": self.open,
            "users.conversations": self.of_user,
        }

    def info(self, args: Args) -> dict[str, Any]:
        """Show a conversation."""
        channel = self._seen(args, "read")
        shown = channel_object(self._world, channel)
        if args.get("include_num_members") not in (True, "1", "true"):
            shown.pop("num_members", None)
        return {"channel": shown}

    def history(self, args: Args) -> dict[str, Any]:
        """Show messages, newest first."""
        channel = self._seen(args, "history")
        if self._world.bot_user_id not in channel.members:
            raise Refusal("not_in_channel")
        found = [
            one
            for one in self._world.public_messages(channel.id)
            if one.get("thread_ts") in (None, one["ts"]) and _is_within(one, args)
        ]
        shown, more = self._cut(found, args)
        has_payload = args.get("include_all_metadata") in (True, 1, "1", "true")
        messages = [message_object(one, has_payload=has_payload) for one in shown]
        answer: dict[str, Any] = {"messages": messages, "has_more": more}
        if more:
            cursor = base64.b64encode(f"next_ts:{shown[-1]['ts']}".encode()).decode()
            answer["response_metadata"] = {"next_cursor": cursor}
        return {**answer, "pin_count": 0}

    def list_all(self, args: Args) -> dict[str, Any]:
        """Show the conversations of the kinds that were asked for."""
        return self._listed(args, list(self._world.channels.values()))

    def of_user(self, args: Args) -> dict[str, Any]:
        """Show the conversations that somebody is in; unnamed, the bot."""
        who = args.get("user") or self._world.bot_user_id
        channels = [one for one in self._world.channels.values() if who in one.members]
        return self._listed(args, channels)

    def join(self, args: Args) -> dict[str, Any]:
        """Let the bot into a public channel."""
        check_scope(self._world, "channels:join")
        check_needed(args, "channel")
        channel = self._world.channel(args["channel"])
        if channel.is_private or channel.is_direct:
            raise Refusal("method_not_supported_for_channel_type")
        if channel.is_archived:
            raise Refusal("is_archived")
        was_in = self._world.bot_user_id in channel.members
        channel.members.add(self._world.bot_user_id)
        warning = {"warning": "already_in_channel"} if was_in else {}
        return {"channel": channel_object(self._world, channel), **warning}

    def members(self, args: Args) -> dict[str, Any]:
        """Show who is in a conversation."""
        return page_of(sorted(self._seen(args, "read").members), "members", args)

    def open(self, args: Args) -> dict[str, Any]:
        """Open the conversation between the bot and one person."""
        check_scope(self._world, "im:write")
        users = str(args.get("users") or "").split(",")
        if len(users) != 1 or not users[0]:
            raise Refusal("users_list_not_supplied" if not users[0] else "not_allowed")
        if not any(one.id == users[0] for one in self._world.people.values()):
            raise Refusal("user_not_found")
        return {"channel": {"id": self._world.direct_channel(users[0]).id}}

    def _seen(self, args: Args, act: str) -> Channel:
        check_needed(args, "channel")
        channel = self._world.channel(args["channel"])
        check_scope(self._world, scope_for(channel, act))
        return channel

    def _listed(self, args: Args, channels: list[Channel]) -> dict[str, Any]:
        kinds = str(args.get("types") or "public_channel").split(",")
        if any(one.strip() not in _KINDS for one in kinds):
            raise Refusal("invalid_types")
        shown: list[Channel] = []
        for kind, is_private in (("public_channel", False), ("private_channel", True)):
            if kind in kinds:
                check_scope(
                    self._world, "groups:read" if is_private else "channels:read"
                )
                shown += [one for one in channels if one.is_private is is_private]
        if args.get("exclude_archived") in (True, 1, "1", "true"):
            shown = [one for one in shown if not one.is_archived]
        me = self._world.bot_user_id
        shown = [one for one in shown if not one.is_private or me in one.members]
        objects = [channel_object(self._world, one) for one in shown]
        return page_of(objects, "channels", args)

    def _cut(self, found: list[Message], args: Args) -> tuple[list[Message], bool]:
        """Cut a page: at the newest end, or at `oldest` where only that is named."""
        most = RESTRICTED_PAGE if self.is_restricted else _MOST
        limit = limit_of(args, default=min(100, most), most=most)
        is_open = not (args.get("latest") or args.get("cursor"))
        from_oldest = self.pages_from_oldest and is_open and args.get("oldest")
        page = found[:limit] if from_oldest else found[-limit:]
        return page[::-1], len(found) > limit


def _is_within(message: Message, args: Args) -> bool:
    ts, is_inclusive = float(message["ts"]), args.get("inclusive") in (True, 1, "1")
    oldest, latest = _moment(args, "oldest"), _moment(args, "latest")
    if args.get("cursor"):
        latest, is_inclusive = _cursor(str(args["cursor"])), False
    if is_inclusive:
        return (oldest is None or ts >= oldest) and (latest is None or ts <= latest)
    return (oldest is None or ts > oldest) and (latest is None or ts < latest)


def _moment(args: Args, name: str) -> float | None:
    try:
        return float(args[name]) if args.get(name) else None
    except (TypeError, ValueError) as exc:
        raise Refusal(f"invalid_ts_{name}") from exc


def _cursor(cursor: str) -> float:
    try:
        return float(base64.b64decode(cursor).decode().removeprefix("next_ts:"))
    except ValueError as exc:
        raise Refusal("invalid_cursor") from exc
