"""Whom a message notifies: what its text names, as far as it may and is allowed to."""

import re
from collections.abc import Mapping
from typing import Any

from bot.sandbox.discord.permissions import BITS
from bot.sandbox.discord.refusals import invalid
from bot.sandbox.discord.world import World

_ROLE, _PERSON = re.compile(r"<@&(\d+)>"), re.compile(r"<@!?(\d+)>")
_EVERYBODY = re.compile(r"@(?:everyone|here)")


def mentioned(world: World, channel: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """Give the parts of a bot's message that say whom it notifies.

    https://docs.discord.com/developers/resources/message#allowed-mentions-object
    """
    text = str(body.get("content") or "")
    may_all = bool(world.may(world.bot_id, channel) & BITS["MENTION_EVERYONE"])
    allowed = body.get("allowed_mentions")
    roles = [
        one
        for one in dict.fromkeys(_ROLE.findall(text))
        if one in world.roles and (may_all or one in world.mentionable)
    ]
    people = [
        one.id for one in world.people.values() if one.id in _PERSON.findall(text)
    ]
    return {
        "mention_roles": [one for one in roles if _is_allowed(allowed, "roles", one)],
        "mentions": [
            world.user(one) for one in people if _is_allowed(allowed, "users", one)
        ],
        "mention_everyone": may_all
        and bool(_EVERYBODY.search(text))
        and _is_allowed(allowed, "everyone", ""),
    }


def check_allowed(body: Mapping[str, Any]) -> None:
    """Refuse to allow all of a kind and only some of it at once."""
    allowed = body.get("allowed_mentions") or {}
    for kind in set(allowed.get("parse") or ()) & {"roles", "users"}:
        if allowed.get(kind):
            told = f'parse:["{kind}"] and {kind}: [ids...] are mutually exclusive.'
            raise invalid("allowed_mentions", told)


def _is_allowed(allowed: Mapping[str, Any] | None, kind: str, one: str) -> bool:
    if allowed is None:  # then Discord reads all of them
        return True
    return kind in (allowed.get("parse") or ()) or one in (allowed.get(kind) or ())
