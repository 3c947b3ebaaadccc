"""What members report: asked for in one tap, kept once, told to an admin."""

from bot.core import reports
from bot.core.cards import reasons_card, text_card
from bot.core.phrases import retired, unknown_button
from bot.core.requests import Command, Reply, Request
from bot.core.shelf import Shelf
from bot.ports import Clock, Report, Store
from bot.services.answer import CommandHandler


class Reports:
    """Takes reports of what is wrong with a bite."""

    def __init__(self, *, store: Store, shelf: Shelf, clock: Clock) -> None:
        self._store = store
        self._shelf = shelf
        self._clock = clock

    def commands(self) -> dict[Command, CommandHandler]:
        """List what members can ask for."""
        return {Command.WRONG: self.ask, Command.REPORT: self.keep}

    async def ask(self, request: Request) -> Reply:
        """Ask what is wrong."""
        bite = self._shelf.library.find(request.option("bite"))
        return Reply(reasons_card(bite) if bite else text_card(retired()))

    async def keep(self, request: Request) -> Reply:
        """Keep a report; the same person says the same thing once."""
        bite_id, _, reason = request.option("bite").partition(" ")
        bite = self._shelf.library.find(bite_id)
        if bite is None or reason not in reports.REASONS:
            return Reply(text_card(retired() if bite is None else unknown_button()))
        report = Report(
            platform=request.platform,
            server=request.server,
            person=request.person.id,
            bite=bite.id,
            revision=bite.revision,
            reason=reason,
            at=self._clock.now(),
        )
        is_new = await self._store.add_report(report)
        return Reply(text_card(reports.thanks() if is_new else reports.known_already()))
