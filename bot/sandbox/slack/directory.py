"""The Web API's methods about people, the bot itself, and the workspace."""

from typing import Any

from bot.sandbox.slack.chat import Args, Route
from bot.sandbox.slack.paging import page_of
from bot.sandbox.slack.refusals import Refusal, check_needed
from bot.sandbox.slack.scopes import check_scope
from bot.sandbox.slack.shapes import bot_user, team_object, user_object
from bot.sandbox.slack.world import World


class Directory:
    """Tells who is who."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> dict[str, Route]:
        """List what is answered here, by method."""
        return {
            "auth.test": self.auth_test,
            "users.info": self.user,
            "users.list": self.users,
            "bots.info": self.bot,
            "team.info": self.team,
        }

    def auth_test(self, _args: Args) -> dict[str, Any]:
        """Tell the bot who it is."""
        world = self._world
        return {
            "url": world.url,
            "team": world.server_name,
            "user": "dailybite",
            "team_id": world.team_id,
            "user_id": world.bot_user_id,
            "bot_id": world.bot_id,
            "is_enterprise_install": False,
        }

    def user(self, args: Args) -> dict[str, Any]:
        """Show a person, or the bot."""
        check_scope(self._world, "users:read")
        check_needed(args, "user")
        if args["user"] == self._world.bot_user_id:
            return {"user": bot_user(self._world)}
        for person in self._world.people.values():
            if person.id == args["user"]:
                return {"user": self._user(person.id, args)}
        raise Refusal("user_not_found")

    def users(self, args: Args) -> dict[str, Any]:
        """Show everybody, the bot too."""
        check_scope(self._world, "users:read")
        shown = [self._user(one.id, args) for one in self._world.people.values()]
        return page_of([*shown, bot_user(self._world)], "members", args)

    def bot(self, args: Args) -> dict[str, Any]:
        """Show a bot; there is only this one."""
        check_scope(self._world, "users:read")
        world = self._world
        if args.get("bot") != world.bot_id:
            raise Refusal("bot_not_found")
        shown = {"id": world.bot_id, "deleted": False, "name": world.bot_name}
        ids = {"app_id": world.app_id, "user_id": world.bot_user_id}
        return {"bot": {**shown, **ids, "updated": 0, "icons": {}}}

    def team(self, args: Args) -> dict[str, Any]:
        """Show the workspace."""
        check_scope(self._world, "team:read")
        if args.get("team") not in (None, self._world.team_id):
            raise Refusal("team_not_found")
        return {"team": team_object(self._world)}

    def _user(self, person_id: str, args: Args) -> dict[str, Any]:
        person = self._world.person(person_id)
        shown = user_object(self._world, person)
        wants_locale = args.get("include_locale") in (True, 1, "1", "true")
        return {**shown, "locale": person.locale} if wants_locale else shown
