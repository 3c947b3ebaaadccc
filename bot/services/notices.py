"""What waits to be told to the admins of a server, along with an answer to one."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime

from bot.core.cards import Shape
from bot.core.keeping import SOMEBODY
from bot.core.records import BY_ITSELF, COMMAND_LINE
from bot.core.reports import told_of
from bot.core.requests import Reply, Request
from bot.core.schedule import Schedule
from bot.ports import Notice, Store

_AT_ONCE = 3


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
    if reply.form or reply.fault or reply.card.shape is not Shape.TEXT:
        await _give_back(store, taken)
        return reply
    texts = [*(one.text for one in taken), *await _reports(store, request, now)]
    body = "\n\n".join([reply.card.body, *texts])
    return replace(reply, card=replace(reply.card, body=body))


async def _reports(store: Store, request: Request, now: datetime) -> list[str]:
    found = await store.take_reports(
        request.platform, request.server, now, limit=_AT_ONCE
    )
    return [told_of([(one.bite, one.reason) for one in found])] if found else []


async def _give_back(store: Store, taken: Sequence[Notice]) -> None:
    if taken:
        await store.return_notices(taken)


async def responsible(store: Store, schedule: Schedule) -> str:
    """Give who changed a schedule last, or else anything in its server."""
    entries = await store.audit(schedule.platform, schedule.server)
    people = [one for one in entries if _is_person(one.person)]
    own = [one for one in people if one.schedule == schedule.id]
    return next((one.person for one in [*own, *people]), "")


def _is_person(name: str) -> bool:
    return name not in (BY_ITSELF, SOMEBODY) and not name.startswith(COMMAND_LINE)
