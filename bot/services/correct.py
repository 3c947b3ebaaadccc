"""Corrections: what a bite got wrong is put right where it was posted of late."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from bot.core import phrases
from bot.core.bites import Bite
from bot.core.cards import (
    Card,
    bite_card,
    card_from_json,
    corrected_card,
    says_the_same,
)
from bot.core.shelf import Shelf
from bot.errors import DeliveryError, RefusedError
from bot.ports import Clock, Platform, Posted, Store
from bot.services.answer import share_mark

log = logging.getLogger(__name__)

LOOK_BACK = timedelta(days=30)


class Corrections:
    """Edits posted cards whose bite has a new revision; one replica does it."""

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

    async def spread(self) -> None:
        """Bring all posts of the last 30 days up to date; costs nothing without news."""
        now = self._clock.now()
        bites = list(self._corrected(now))
        for platform in self._platforms:
            try:
                for bite in bites:
                    for known_as in self._shelf.library.ids_of(bite.id):
                        await self._spread(platform, bite, known_as, now - LOOK_BACK)
            except DeliveryError as error:
                log.info("%s: corrections go on later: %s", platform, error)

    def _corrected(self, now: datetime) -> Iterator[Bite]:
        """Give bites whose correction is news to posts of the last 30 days."""
        first = (now - LOOK_BACK).date()
        for bite in self._shelf.library:
            if bite.correction and bite.correction.date >= first:
                yield bite

    async def _spread(
        self, platform: str, bite: Bite, known_as: str, since: datetime
    ) -> None:
        done, after = 0, ""
        while posted := await self._store.posted(
            platform, known_as, below=bite.revision, since=since, after=after
        ):
            done += await self._correct_all(posted, bite)
            after = posted[-1].server
        if done:
            log.info("%s: %s posts corrected on %s", bite.id, done, platform)

    async def _correct_all(self, posted: Sequence[Posted], bite: Bite) -> int:
        """Edit posts; where each server is apart, one in trouble stops no other.

        Raises:
            DeliveryError: The platform has to be left alone for now.
        """
        done, held = 0, set()
        for one in posted:
            if one.server in held:
                continue
            try:
                done += await self._correct(one, bite)
            except DeliveryError:
                if not self._platforms[one.platform].paced_by_server:
                    raise
                held.add(one.server)
        return done

    async def _correct(self, posted: Posted, bite: Bite) -> bool:
        """Edit one post, unless it says the right thing; later if it cannot be now.

        Raises:
            DeliveryError: The platform has to be left alone for now.
        """
        card = self._card(posted, bite)
        try:
            if card:
                mark = posted.delivery or _share_mark(posted)
                platform = self._platforms[posted.platform]
                where = (posted.server, posted.channel, posted.message_id)
                await platform.edit(*where, card, mark=mark)
        except DeliveryError as error:
            log.info("%s in %s: not corrected: %s", bite.id, posted.channel, error)
            if error.retry_after or isinstance(error, RefusedError):
                raise
            if not error.permanent:
                return False
            card = None  # such as a message that somebody took away
        await self._store.mark_corrected(posted, bite.revision)
        return card is not None

    def _card(self, posted: Posted, bite: Bite) -> Card | None:
        """Give what the post should look like, or None where it is right already."""
        topic = self._shelf.library.topic_of(bite)
        if posted.card:
            old = card_from_json(posted.card)
            return (
                None if says_the_same(old, bite) else corrected_card(old, bite, topic)
            )
        if bite.correction and posted.shown_at.date() > bite.correction.date:
            return None
        notes = (phrases.shared_by(posted.shared_by),) if posted.shared_by else ()
        return corrected_card(bite_card(bite, topic, notes=notes), bite, topic)


def _share_mark(posted: Posted) -> str:
    return share_mark(posted.platform, posted.server, posted.bite)
