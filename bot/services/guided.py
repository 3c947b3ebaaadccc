"""The guided set-up: a form, and one answer with the proof that it works."""

from collections.abc import Mapping
from dataclasses import replace

from bot.core import schedule_words, welcome_words, wording
from bot.core.cards import Action, Button, text_card
from bot.core.forms import STAYS_OPEN, Form
from bot.core.keeping import DRAFT_LIVES
from bot.core.records import Draft
from bot.core.requests import DRAFT, HERE, NEW, Command, Reply, Request
from bot.core.schedule import Schedule
from bot.core.shelf import Shelf
from bot.errors import ElsewhereError, InputError, UncheckedError
from bot.ports import Clock, Store
from bot.services import meant
from bot.services.admin import Admin, Wanted, taken
from bot.services.answer import CommandHandler
from bot.services.proof import Proof
from bot.services.set_up import set_up_form
from bot.services.welcome import set_up_button

_FIELDS = frozenset(
    {
        *("time", "timezone", "days", "topics", "levels"),
        *("holidays", "dates", "days_off", "channel"),
    }
)
_LONGEST = 4000  # letters of one answer that are kept
_WORDS = frozenset({HERE, NEW})


class Guided:
    """Opens the form, takes it, and keeps what was typed until it is saved."""

    def __init__(
        self,
        *,
        admin: Admin,
        proof: Proof,
        store: Store,
        shelf: Shelf,
        clock: Clock,
    ) -> None:
        self._admin = admin
        self._proof = proof
        self._store = store
        self._shelf = shelf
        self._clock = clock

    def commands(self) -> dict[Command, CommandHandler]:
        """List what admins can ask for."""
        return {
            Command.SET_UP: self.open,
            Command.SAVE: self.save,
            Command.CHECK_AGAIN: self.check_again,
            Command.SAVE_ANYWAY: self.save_anyway,
        }

    async def open(self, request: Request) -> Reply:
        """Give the form, filled with how the schedule stands or what was typed."""
        wanted = request.option("schedule") or HERE
        draft = await self._draft(request)
        if wanted == DRAFT:
            if draft is None:
                return _gone()
            wanted = draft.schedule
        elif draft and (draft.schedule, draft.channel) != (wanted, request.channel):
            draft = None
        asked = _with(request, {"schedule": _named(wanted)})
        now = self._clock.now()
        base = await meant.to_change(self._store, asked, now, guess=True)
        return Reply(
            text_card(schedule_words.set_up()), form=self._form(base, wanted, draft)
        )

    def _form(self, base: Schedule, wanted: str, draft: Draft | None) -> Form:
        otherwise = wanted if wanted in _WORDS else HERE
        typed = draft.options if draft else None
        library = self._shelf.library
        return set_up_form(base, library, otherwise=otherwise, typed=typed)

    async def save(self, request: Request) -> Reply:
        """Take a filled form; what cannot be used is told, and nothing is lost."""
        draft = self._drafted(request)
        try:
            wanted = await self._wanted(request, draft)
        except InputError as error:
            await self._store.keep_draft(draft)
            return _refused(error)
        problem = await self._problem(wanted)
        if isinstance(problem, ElsewhereError):
            return _refused(problem)
        if problem:
            insists = await self._is_pressed_again(request, draft)
            if not _may_wait(problem, insists=insists):
                await self._store.keep_draft(draft)
                return _not_yet(problem, stays_open=_stays_open(request))
        return await self._keep(request, wanted, draft, problem)

    async def check_again(self, request: Request) -> Reply:
        """Save what was typed, if the bot may post there by now."""
        return await self._save_draft(request, anyway=False)

    async def save_anyway(self, request: Request) -> Reply:
        """Save what was typed, also where the bot may not post yet."""
        return await self._save_draft(request, anyway=True)

    async def _save_draft(self, request: Request, *, anyway: bool) -> Reply:
        draft = await self._draft(request)
        if draft is None:
            return _gone()
        try:
            wanted = await self._wanted(request, draft)
        except InputError as error:
            return _refused(error)
        problem = await self._problem(wanted)
        if isinstance(problem, ElsewhereError):
            return _refused(problem)
        if problem and not _may_wait(problem, insists=anyway):
            return _not_yet(problem, stays_open=False)
        where = (request.platform, request.server, request.person.id)
        if not await self._store.take_draft(*where):
            return _gone()  # another press has just saved it
        return await self._keep(request, wanted, draft, problem)

    async def _problem(self, wanted: Wanted) -> InputError | None:
        """Give what keeps the bot from posting there, if anything does."""
        try:
            await self._admin.check_access(wanted.changed)
        except InputError as error:
            return error
        return None

    async def _wanted(self, request: Request, draft: Draft) -> Wanted:
        options = {**draft.options, "schedule": _named(draft.schedule)}
        if not (draft.options.get("channel") or draft.schedule not in _WORDS):
            raise InputError(welcome_words.channel_needed(), option="channel")
        if draft.schedule == HERE:
            await self._check_free(request, draft.options["channel"])
            options["schedule"] = NEW
        wanted = await self._admin.wanted(_with(request, options))
        return replace(wanted, beside=draft.schedule == NEW)

    async def _check_free(self, request: Request, channel: str) -> None:
        """Refuse a second schedule in a channel that nobody asked for."""
        where = {"platform": request.platform, "server": request.server}
        if await self._store.schedules(**where, channel=channel):
            raise taken(channel)

    async def _keep(
        self,
        request: Request,
        wanted: Wanted,
        draft: Draft,
        problem: InputError | None,
    ) -> Reply:
        try:
            saved = await self._admin.keep(wanted, request)
        except InputError as error:  # somebody else was faster
            await self._store.keep_draft(draft)
            return _refused(error)
        where = (request.platform, request.server, request.person.id)
        await self._store.take_draft(*where)
        warning = str(problem) if problem else ""
        return Reply(await self._proof.card(saved, wanted, warning=warning))

    async def _draft(self, request: Request) -> Draft | None:
        since = self._clock.now() - DRAFT_LIVES
        where = (request.platform, request.server, request.person.id)
        return await self._store.draft(*where, since=since)

    def _drafted(self, request: Request) -> Draft:
        options = {
            name: text.strip()[:_LONGEST]
            for name, text in request.options.items()
            if name in _FIELDS
        }
        return Draft(
            platform=request.platform,
            server=request.server,
            person=request.person.id,
            schedule=request.option("schedule") or HERE,
            channel=request.channel,
            options=options,
            at=self._clock.now(),
        )

    async def _is_pressed_again(self, request: Request, draft: Draft) -> bool:
        """Tell whether a form that stayed open is sent once more as it was."""
        before = await self._draft(request) if _stays_open(request) else None
        return before is not None and before.options == draft.options


def _may_wait(problem: InputError, *, insists: bool) -> bool:
    """Tell whether it is saved all the same: never what nobody could check."""
    return insists and not isinstance(problem, UncheckedError)


def _stays_open(request: Request) -> bool:
    name, value = STAYS_OPEN
    return request.option(name) == value


def _with(request: Request, options: Mapping[str, str]) -> Request:
    return replace(request, options=options)


def _named(schedule: str) -> str:
    return "" if schedule == HERE else schedule


def _refused(error: InputError) -> Reply:
    """Say what to do, with the form one press away."""
    told = wording.literal(str(error), clip=False)
    label = welcome_words.try_again()
    hint = welcome_words.try_again_hint(label)
    again = Button(Action.SET_UP, DRAFT, label, hint, primary=True)
    return Reply(text_card(told, buttons=(again,)), fault=error.option)


def _not_yet(error: InputError, *, stays_open: bool) -> Reply:
    """Name the permission to grant, with what one can do when it is granted."""
    told = wording.literal(str(error), clip=False)
    if stays_open:  # the buttons are for where it closed all the same
        told = f"{told} {welcome_words.save_once_more()}"
    buttons = (
        Button(
            Action.CHECK_AGAIN,
            DRAFT,
            welcome_words.check_again(),
            welcome_words.check_again_hint(),
            primary=True,
        ),
        Button(
            Action.SAVE_ANYWAY,
            DRAFT,
            welcome_words.save_anyway(),
            welcome_words.save_anyway_hint(),
        ),
        Button(
            Action.SET_UP,
            DRAFT,
            welcome_words.change(),
            welcome_words.try_again_hint(welcome_words.change()),
        ),
    )
    card = text_card(told, notes=(welcome_words.nothing_lost(),), buttons=buttons)
    return Reply(card, fault=error.option)


def _gone() -> Reply:
    told = welcome_words.form_is_gone()
    return Reply(text_card(told, buttons=(set_up_button(HERE),)))
