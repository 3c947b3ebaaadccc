"""What follows a saved form: confirmation, next posts, next bite, and the way to it."""

from dataclasses import replace

from bot.core import phrases, welcome_words, wording
from bot.core.cards import Action, Button, Card, Shape
from bot.core.schedule import Schedule, State
from bot.ports import Clock
from bot.services.admin import SHOWN_NEXT, Admin, Wanted
from bot.services.agenda import next_posts
from bot.services.first_post import FirstPost


class Proof:
    """Shows an admin, in private, that a schedule does what it should."""

    def __init__(self, *, admin: Admin, first_post: FirstPost, clock: Clock) -> None:
        self._admin = admin
        self._first_post = first_post
        self._clock = clock

    async def card(self, saved: Schedule, wanted: Wanted, *, warning: str) -> Card:
        """Confirm what was saved; a warning says what keeps the bot from posting."""
        told = self._admin.saved_card(saved, wanted)
        told = replace(told, buttons=(_change_button(saved),))
        if warning:
            problem = wording.literal(warning, clip=False)
            told = _with(told, welcome_words.cannot_post_yet(problem))
        if saved.state is not State.ACTIVE:
            return told
        told = _with(told, welcome_words.next_posts(self._next(saved)))
        card = await self._admin.planner.next_card(saved)
        if card is None:
            return _with(told, phrases.no_bites())
        told = _with_preview(told, card, is_new=wanted.is_new)
        offer = await self._first_post.offer(saved, is_new=wanted.is_new)
        if offer is None:
            return told
        buttons = (offer.button, *told.buttons)
        return replace(told, notes=(*told.notes, offer.note), buttons=buttons)

    def _next(self, schedule: Schedule) -> list[str]:
        ahead = next_posts(schedule, self._clock.now(), SHOWN_NEXT)
        return [line for _, line in ahead]


def _with(told: Card, more: str) -> Card:
    return replace(told, body=f"{told.body}\n\n{more}")


def _with_preview(told: Card, card: Card, *, is_new: bool) -> Card:
    """Put a bite below what is told, with its title in the text."""
    intro = welcome_words.comes_first(is_new=is_new)
    parts = (told.body, intro, welcome_words.quoted(card.title), card.body)
    return replace(
        told,
        shape=Shape.SIDE,
        body="\n\n".join(parts),
        footgun=card.footgun,
        sources=card.sources,
    )


def _change_button(schedule: Schedule) -> Button:
    label = welcome_words.change()
    hint = welcome_words.of_schedule(label, schedule.id)
    return Button(Action.SET_UP, schedule.id, label, hint)
