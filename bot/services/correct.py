"""Corrections: what a bite got wrong is put right where it was posted of late."""

import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from bot.core import phrases
from bot.core.bites import Bite, Library, Topic
from bot.core.cards import (
    Card,
    bite_card,
    card_from_json,
    corrected_card,
    is_right,
)
from bot.core.shelf import Shelf
from bot.errors import DeliveryError, RefusedError
from bot.ports import Clock, Platform, Posted, Store
from bot.services.answer import share_mark

log = logging.getLogger(__name__)

LOOK_BACK = timedelta(days=30)
QUIET = timedelta(hours=1)
IN_A_ROW = 3  # so many failures, and the platform is left alone for now


class _Copies(NamedTuple):
    """The messages that show a bite by one of its ids, and what they should show."""

    platform: str
    bite: str
    revision: int


class Corrections:
    """Edits posted cards whose bite has a new revision; one replica does it for a platform."""

    def __init__(
        self,
        *,
        store: Store,
        platforms: Mapping[str, Platform],
        shelf: Shelf,
        clock: Clock,
    ) -> None:
        self._store = store
        self._platforms = platforms
        self._shelf = shelf
        self._clock = clock
        self._quiet_until: dict[_Copies, datetime] = {}
        self._failed = Counter[str]()  # by platform, since an edit that worked

    async def spread(self, *platforms: str) -> frozenset[str]:
        """Bring the posts of the last 30 days up to date, on these platforms or on all.

        What needed nothing is looked at again within the hour: another replica may
        still post what was planned before, or have older files. Gives the platforms
        that are out of reach.
        """
        now, library, away = self._clock.now(), self._shelf.library, set[str]()
        for platform in platforms or self._platforms:
            self._failed[platform] = 0
            try:
                for bite in library:
                    if bite.correction:
                        await self._spread(platform, bite, library, now)
            except DeliveryError as error:
                log.info("%s: corrections go on later: %s", platform, error)
                if not error.retry_after:
                    away.add(platform)
        return frozenset(away)

    async def _spread(
        self, platform: str, bite: Bite, library: Library, now: datetime
    ) -> None:
        topic, done = library.topic_of(bite), 0
        for known_as in library.ids_of(bite.id):
            copies = _Copies(platform, known_as, bite.revision)
            if self._quiet_until.get(copies, now) > now:
                continue
            found, after = 0, ""
            while posted := await self._store.posted(
                platform,
                known_as,
                below=bite.revision,
                since=now - LOOK_BACK,
                after=after,
            ):
                done += await self._correct_all(posted, bite, topic)
                found += len(posted)
                after = posted[-1].server
            if not found:
                self._quiet_until[copies] = now + QUIET
        if done:
            log.info("%s: %s posts corrected on %s", bite.id, done, platform)

    async def _correct_all(
        self, posted: Sequence[Posted], bite: Bite, topic: Topic
    ) -> int:
        """Edit posts; where each server is apart, one in trouble stops no other.

        Raises:
            DeliveryError: The platform has to be left alone for now.
        """
        done, held = 0, set()
        for one in posted:
            if one.server in held:
                continue
            try:
                done += await self._correct(one, bite, topic)
            except DeliveryError:
                if not self._platforms[one.platform].paced_by_server:
                    raise
                held.add(one.server)
        return done

    async def _correct(self, posted: Posted, bite: Bite, topic: Topic) -> bool:
        """Edit one post, unless it says the right thing; later if it cannot be now.

        Raises:
            DeliveryError: The platform has to be left alone for now.
        """
        card = _card(posted, bite, topic)
        try:
            if card:
                mark = posted.delivery or _share_mark(posted)
                platform = self._platforms[posted.platform]
                where = (posted.server, posted.channel, posted.message_id)
                await platform.edit(*where, card, mark=mark)
        except DeliveryError as error:
            log.info("%s in %s: not corrected: %s", bite.id, posted.channel, error)
            if not error.permanent or isinstance(error, RefusedError):
                self._failed[posted.platform] += 1
                if error.retry_after or self._failed[posted.platform] == IN_A_ROW:
                    raise
                return False
            card = None  # such as a message that somebody took away
        self._failed[posted.platform] = 0
        await self._store.mark_corrected(posted, bite.revision)
        return card is not None


def _card(posted: Posted, bite: Bite, topic: Topic) -> Card | None:
    """Give what the post should look like, or None where it is right already."""
    if posted.card:
        old = card_from_json(posted.card)
        return None if is_right(old, bite) else corrected_card(old, bite, topic)
    notes = (phrases.shared_by(posted.shared_by),) if posted.shared_by else ()
    return corrected_card(bite_card(bite, topic, notes=notes), bite, topic)


def _share_mark(posted: Posted) -> str:
    return share_mark(posted.platform, posted.server, posted.bite)
