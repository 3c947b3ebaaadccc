"""What waits to be told to the admins of a server, along with an answer to one."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime

from bot.core.cards import Card, Shape
from bot.core.keeping import SOMEBODY
from bot.core.records import BY_ITSELF, COMMAND_LINE
from bot.core.reports import told_of
from bot.core.requests import Reply, Request
from bot.core.schedule import Schedule
from bot.errors import StoreError
from bot.ports import Notice, Store

log = logging.getLogger(__name__)

_AT_ONCE = 3
_MOST = 1900  # characters that one message holds on any platform, and a margin
_LONGEST = 1500  # of a notice that may be cut, rather than never told
_FOR_REPORTS = 450  # characters
_BETWEEN = 2  # line ends


async def answer_and_tell(
    store: Store,
    request: Request,
    answer: Callable[[Request], Awaitable[Reply]],
    now: datetime,
) -> Reply:
    """Answer an admin, and add what no admin of the server has heard yet.

    It is taken before, as the answer may change what it is about, and given back
    where there is no answer that could carry it.
    """
    taken = await store.take_notices(
        now, platform=request.platform, server=request.server, limit=_AT_ONCE
    )
    try:
        reply = await answer(request)
    except BaseException:
        await _give_back(store, taken)
        raise
    carries = not (reply.form or reply.fault) and reply.card.shape is Shape.TEXT
    told, room = _fitting(taken, _room_in(reply.card) if carries else 0)
    await _give_back(store, [one for one in taken if one not in told])
    texts = [one.text for one in told]
    if carries and room >= _FOR_REPORTS:
        texts += await _reports(store, request, now)
    body = "\n\n".join([reply.card.body, *texts])
    return replace(reply, card=replace(reply.card, body=body))


def _room_in(card: Card) -> int:
    lines = (card.title, card.meta, card.body, *card.notes)
    return _MOST - sum(len(line) + _BETWEEN for line in lines if line)


def _fitting(taken: Sequence[Notice], room: int) -> tuple[list[Notice], int]:
    """Give what there is room for, and the room that is left then."""
    told = []
    for one in taken:
        # One that is too long for any answer would wait for ever.
        size = min(len(one.text), _LONGEST) + _BETWEEN
        if size <= room:
            told.append(one)
            room -= size
    return told, room


async def _reports(store: Store, request: Request, now: datetime) -> list[str]:
    try:
        found = await store.take_reports(
            request.platform, request.server, now, limit=_AT_ONCE
        )
    except StoreError as error:  # what was asked for is done
        log.warning("reports are not told: %s", error)
        return []
    return [told_of([(one.bite, one.reason) for one in found])] if found else []


async def _give_back(store: Store, taken: Sequence[Notice]) -> None:
    if not taken:
        return
    try:
        await store.return_notices(taken)
    except StoreError as error:  # the answer goes out nevertheless
        log.warning("%s notices are lost: %s", len(taken), error)


async def responsible(store: Store, schedule: Schedule) -> str:
    """Give who changed a schedule last, or else anything in its server."""
    entries = await store.audit(schedule.platform, schedule.server)
    people = [one for one in entries if _is_person(one.person)]
    own = [one for one in people if one.schedule == schedule.id]
    return next((one.person for one in [*own, *people]), "")


def _is_person(name: str) -> bool:
    return name not in (BY_ITSELF, SOMEBODY) and not name.startswith(COMMAND_LINE)
