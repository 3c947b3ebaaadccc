"""Who asks on Slack: the name, the time zone and the rights, looked up and kept a while."""

import logging
from collections.abc import Collection, Mapping
from typing import Any

from cachetools import TTLCache

from bot.core import phrases
from bot.core.language import speaking
from bot.core.requests import Person
from bot.errors import DeliveryError
from bot.platforms.slack.failures import SlackError
from bot.platforms.slack.rest import SlackRest

log = logging.getLogger(__name__)

_KEPT = 300  # seconds that a name is believed; rights are asked for afresh
_REMEMBERED = 10_000


class People:
    """Looks people up; anyone may type a command, so rights are checked each time."""

    def __init__(self, rest: SlackRest, *, managers: Collection[str] = ()) -> None:
        self._rest = rest
        self._managers = frozenset(managers)
        self._known: TTLCache[str, Mapping[str, Any]] = TTLCache(_REMEMBERED, ttl=_KEPT)
        self._lacks_scope = False

    async def person(
        self, user: str, *, name: str, server: str, afresh: bool = False
    ) -> Person:
        """Tell who somebody is, and whether they are an admin of this workspace.

        Args:
            user: Their id.
            name: What to call them where Slack does not say.
            server: The workspace that they ask in.
            afresh: Ask Slack again, as where rights matter.
        """
        if afresh:
            self._known.pop(user, None)
        found = await self._find(user)
        locale = self.locale(user)
        with speaking(locale):
            hint = self._hint()
        profile = found.get("profile") or {}
        shown = profile.get("display_name") or profile.get("real_name") or name
        return Person(
            id=user,
            name=str(shown),
            timezone=str(found.get("tz") or ""),
            is_admin=self._is_admin(user, found, server),
            is_of_server=_is_of(found, server) if found else None,
            rights_hint=hint,
            may_post=True,  # whether a channel is restricted, Slack says at the post
            locale=locale,
        )

    def locale(self, user: str) -> str:
        """Give somebody's locale such as en-US, or nothing where it is not known."""
        return str(self._known.get(user, {}).get("locale") or "")

    async def _find(self, user: str) -> Mapping[str, Any]:
        if user not in self._known:
            try:
                answer = await self._rest.read(
                    "users.info", user=user, include_locale=True
                )
            except DeliveryError as error:
                self._lacks_scope = (
                    isinstance(error, SlackError) and error.code == "missing_scope"
                )
                log.warning("users.info: %s", error)
                return {}
            self._lacks_scope = False
            self._known[user] = answer.get("user") or {}
        return self._known[user]

    def _is_admin(
        self, user: str, found: Mapping[str, Any], server: str
    ) -> bool | None:
        """Fail closed: an unknown person, or one of another workspace, is no admin."""
        if found and not _is_of(found, server):
            return False  # whatever they are at home, and whoever named them
        if user in self._managers:
            return True
        if not found:
            return None
        return any(found.get(key) for key in ("is_admin", "is_owner"))

    def _hint(self) -> str:
        return phrases.needs_managers() if self._lacks_scope else phrases.ask_an_admin()


def _is_of(found: Mapping[str, Any], server: str) -> bool:
    """Tell whether somebody has an account in a workspace, and still has it."""
    is_foreign = found.get("team_id") not in (None, server)
    return not is_foreign and not found.get("deleted")
