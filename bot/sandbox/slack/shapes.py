"""People, channels and messages as Slack's Web API shows them."""

from typing import Any
from zoneinfo import ZoneInfo

from bot.sandbox.slack.world import Channel, Message, Person, World

_OURS = "channel shown_at pings is_ephemeral answers edited metadata".split()


def user_object(world: World, person: Person) -> dict[str, Any]:
    """Give a person: https://docs.slack.dev/reference/objects/user-object ."""
    here = world.now().astimezone(ZoneInfo(person.zone))
    offset = here.utcoffset()
    return {
        "id": person.id,
        "team_id": person.team or world.team_id,
        "name": person.handle,
        "deleted": False,
        "real_name": person.name,
        "tz": person.zone,
        "tz_label": here.tzname(),
        "tz_offset": int(offset.total_seconds()) if offset else 0,
        "profile": {"real_name": person.name, "display_name": person.name},
        "is_admin": person.admin,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": person.is_guest,
        "is_ultra_restricted": False,
        "is_bot": False,
        "is_app_user": False,
    }


def bot_user(world: World) -> dict[str, Any]:
    """Give the bot's own user, of which Slack knows no time zone that counts."""
    profile = {"real_name": world.bot_name, "bot_id": world.bot_id}
    return {
        "id": world.bot_user_id,
        "team_id": world.team_id,
        "name": "dailybite",
        "deleted": False,
        "real_name": world.bot_name,
        "profile": {**profile, "api_app_id": world.app_id},
        "is_bot": True,
    }


def channel_object(world: World, channel: Channel) -> dict[str, Any]:
    """Give a conversation."""
    if channel.is_direct:
        other = next(one for one in channel.members if one != world.bot_user_id)
        shown = {"id": channel.id, "created": channel.created, "is_im": True}
        return {**shown, "is_org_shared": False, "user": other, "is_archived": False}
    return {
        "id": channel.id,
        "name": channel.name,
        "name_normalized": channel.name,
        "created": channel.created,
        "is_channel": not channel.is_private,
        "is_group": False,
        "is_im": False,
        "is_mpim": False,
        "is_private": channel.is_private,
        "is_archived": channel.is_archived,
        "is_general": channel.name == "general",
        "is_member": world.bot_user_id in channel.members,
        "is_shared": False,
        "is_ext_shared": False,
        "context_team_id": world.team_id,
        "creator": world.people["ana"].id,
        "topic": {"value": "", "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
        "num_members": len(channel.members),
    }


def message_object(message: Message, *, has_payload: bool = False) -> dict[str, Any]:
    """Give a message; its metadata without the payload unless that was asked for."""
    shown = {
        key: one
        for key, one in message.items()
        if key not in _OURS and one not in ([], {})
    }
    if message["edited"]:
        shown["edited"] = message["edited"]
    if message["metadata"]:
        metadata = message["metadata"]
        kept = metadata if has_payload else {"event_type": metadata["event_type"]}
        shown["metadata"] = kept
    return shown


def team_object(world: World) -> dict[str, Any]:
    """Give the workspace."""
    shown = {"id": world.team_id, "name": world.server_name, "domain": world.domain}
    return {**shown, "url": world.url, "email_domain": "", "icon": {}}
