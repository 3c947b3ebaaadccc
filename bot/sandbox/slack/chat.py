"""The Web API's chat methods: post, post for one person, update, delete, link."""

from collections.abc import Callable
from typing import Any

from bot.sandbox.slack import limits
from bot.sandbox.slack.refusals import Refusal, check_needed
from bot.sandbox.slack.scopes import check_scope
from bot.sandbox.slack.shapes import message_object
from bot.sandbox.slack.world import Channel, Message, World

Args = dict[str, Any]
Route = Callable[[Args], dict[str, Any]]
_PARTS = (
    "text",
    "blocks",
    "attachments",
    "metadata",
    "thread_ts",
    "link_names",
    "parse",
)


class Chat:
    """Posts for the bot, strictly."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> dict[str, Route]:
        """List what is answered here, by method."""
        return {
            "chat.postMessage": self.post,
            "chat.postEphemeral": self.post_ephemeral,
            "chat.update": self.update,
            "chat.delete": self.delete,
            "chat.getPermalink": self.permalink,
        }

    def post(self, args: Args) -> dict[str, Any]:
        """Post in a channel, or to somebody."""
        channel = self._open_channel(args)
        body = message_body(args)
        message = self._world.add_message(channel.id, self._world.bot_user_id, body)
        shown = message_object(message)
        return {"channel": channel.id, "ts": message["ts"], "message": shown}

    def post_ephemeral(self, args: Args) -> dict[str, Any]:
        """Show something to one person in a channel."""
        check_needed(args, "user")
        channel = self._open_channel(args)
        if args["user"] not in channel.members - {self._world.bot_user_id}:
            raise Refusal("user_not_in_channel")
        body, world = message_body(args), self._world
        message = world.add_message(
            channel.id, world.bot_user_id, body, to=args["user"]
        )
        return {"message_ts": message["ts"]}

    def update(self, args: Args) -> dict[str, Any]:
        """Change a message of the bot; what is not named stays."""
        channel, message = self._own(args, "cant_update_message")
        if channel.is_archived:
            raise Refusal("is_inactive")
        self._world.edit_message(message, message_body(args))
        shown = {"text": message["text"], "message": message_object(message)}
        return {"channel": channel.id, "ts": message["ts"], **shown}

    def delete(self, args: Args) -> dict[str, Any]:
        """Take a message of the bot away."""
        channel, message = self._own(args, "cant_delete_message")
        self._world.delete_message(message)
        return {"channel": channel.id, "ts": message["ts"]}

    def permalink(self, args: Args) -> dict[str, Any]:
        """Give the address of a message."""
        check_needed(args, "channel", "message_ts")
        channel = self._world.channel(args["channel"])
        message = self._world.message(channel.id, args["message_ts"])
        path = f"archives/{channel.id}/p{message['ts'].replace('.', '')}"
        return {"channel": channel.id, "permalink": self._world.url + path}

    def _own(self, args: Args, error: str) -> tuple[Channel, Message]:
        check_scope(self._world, "chat:write")
        check_needed(args, "channel", "ts")
        channel = self._world.channel(args["channel"])
        message = self._world.message(channel.id, args["ts"])
        if message["user"] != self._world.bot_user_id:
            raise Refusal(error)
        return channel, message

    def _open_channel(self, args: Args) -> Channel:
        check_scope(self._world, "chat:write")
        check_needed(args, "channel")
        channel = self._named(str(args["channel"]))
        if channel.is_archived:
            raise Refusal("is_archived")
        if channel.is_direct and not self._world.has_messages_tab:
            raise Refusal("messages_tab_disabled")
        is_member = self._world.bot_user_id in channel.members
        if not is_member and "chat:write.public" not in self._world.scopes:
            raise Refusal("not_in_channel")
        if channel.restriction and _concerns(channel.restriction, args):
            raise Refusal(channel.restriction)
        return channel

    def _named(self, name: str) -> Channel:
        """Posting takes names too, and people for the conversation with them."""
        for person in self._world.people.values():
            if name == person.id:
                return self._world.direct_channel(person.id)
        for channel in self._world.channels.values():
            if name.removeprefix("#") == channel.name:
                return self._world.channel(channel.id)
        return self._world.channel(name)


def _concerns(restriction: str, args: Args) -> bool:
    """Tell whether a restriction is about such a message; two know threads apart."""
    is_answer = bool(args.get("thread_ts"))
    if restriction == "restricted_action_non_threadable_channel":
        return is_answer
    return not (restriction == "restricted_action_thread_only_channel" and is_answer)


def message_body(args: Args) -> dict[str, Any]:
    """Keep of what a bot sent what a message holds; refuse what Slack would."""
    limits.check_message(args)
    body = {key: args[key] for key in _PARTS if key in args}
    if args.get("markdown_text"):
        markdown = {"type": "markdown", "text": args["markdown_text"]}
        body |= {"text": args["markdown_text"], "blocks": [markdown]}
    if "text" in body:
        body["text"] = str(body["text"] or "")[: limits.TEXT]
    return body
