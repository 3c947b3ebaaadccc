"""What people can see and erase of what is kept: a member their own, an admin all."""

import hashlib
from collections.abc import Mapping

from bot.core import keeping, phrases
from bot.core.cards import Action, Button, Card, text_card
from bot.core.requests import Command, Reply, Request
from bot.ports import AuditEntry, Clock, Store
from bot.services.answer import CommandHandler
from bot.services.confirm import asked_ago, stamp


class Privacy:
    """Shows and erases."""

    def __init__(self, *, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def words(self) -> Mapping[str, CommandHandler]:
        """List the words after `/bite` that are for every member."""
        return {"my-data": self.show, "forget-me": self.forget_me}

    def commands(self) -> dict[Command, CommandHandler]:
        """List what admins can ask for."""
        return {Command.FORGET: self.ask, Command.ERASE: self.erase}

    async def show(self, request: Request) -> Reply:
        """List what is kept about who asks."""
        person = request.person
        found = await self._store.kept_about(
            request.platform, request.server, person=person.id, name=person.name
        )
        told = keeping.about_you(found) if found else keeping.nothing_kept()
        return Reply(text_card(told))

    async def forget_me(self, request: Request) -> Reply:
        """Erase what names who asks."""
        person = request.person
        # A look locks nobody out; most who ask are named nowhere.
        if not await self._store.kept_about(
            request.platform, request.server, person=person.id, name=person.name
        ):
            return Reply(text_card(keeping.nothing_to_forget()))
        counts = await self._store.forget_person(
            request.platform, request.server, person=person.id, name=person.name
        )
        is_any = any(counts.values())
        told = keeping.forgot_you(counts) if is_any else keeping.nothing_to_forget()
        return Reply(text_card(told))

    async def ask(self, request: Request) -> Reply:
        """Ask an admin whether they are sure, for a while and for them alone."""
        asked = stamp(request, self._clock.now())
        sure = Button(Action.ERASE, asked, keeping.forget(), keeping.forget_hint())
        return Reply(Card(body=keeping.ask_to_forget(), buttons=(sure,)))

    async def erase(self, request: Request) -> Reply:
        """Erase all of the server, if it was this admin who asked just now."""
        now = self._clock.now()
        ago = asked_ago(request, now)
        if ago is None or abs(ago) > keeping.CONFIRM_WITHIN:
            return Reply(text_card(keeping.not_yours()))
        pressed = f"{request.server} {request.option('bite')}"
        # Outlives what is erased, and names nobody: without it a press works twice.
        event = f"erase:{hashlib.sha256(pressed.encode()).hexdigest()}"
        if not await self._store.first_time(request.platform, event, now):
            return Reply(text_card(phrases.done_before()))
        entry = AuditEntry(
            platform=request.platform,
            server=request.server,
            person=request.person.id,
            act="server.erase",
            at=now,
        )
        await self._store.erase_server(entry)
        return Reply(text_card(keeping.forgotten()))
