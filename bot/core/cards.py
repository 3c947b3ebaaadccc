"""Cards and forms: what people see, before any platform gives it its own shape."""

from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache, lru_cache

from pydantic import TypeAdapter

from bot.core import phrases, questions, reports
from bot.core.bites import Bite, Library, Source, Topic, shown_seconds
from bot.core.markdown import bare
from bot.core.posting import PLAIN, Manner


class Shape(StrEnum):
    """What kind of message a card is; renderers choose sizes by it."""

    BITE = "bite"
    SIDE = "side"  # the private texts beside a bite: Deeper, the question, the answer
    TEXT = "text"  # a plain reply


class Action(StrEnum):
    """What a button asks for."""

    DEEPER = "deeper"
    QUIZ = "quiz"
    ANSWER = "answer"
    SHARE = "share"
    READ = "read"
    REPOST = "repost"
    UNDO = "undo"  # its text is a change's number
    RESET_NOW = "reset-now"  # its text is who asked, and when
    WRONG = "wrong"  # opens the reasons
    REPORT = "report"  # its text is the bite's id and one of them
    ERASE = "erase"  # its text is who was asked, and when
    # The text of these is a schedule's id, or another word for which one.
    SET_UP = "set-up"  # opens the form
    FIRST_POST = "first-post"
    PAUSE = "pause"
    RESUME = "resume"
    PREVIEW = "preview"
    NEXT = "next"
    REMOVE = "remove"
    CHECK_AGAIN = "check-again"
    SAVE_ANYWAY = "save-anyway"
    HOME = "home"  # its text is the number of a page


@dataclass(frozen=True, slots=True)
class Button:
    """A button about one bite, one delivery or one schedule."""

    action: Action
    bite: str  # its id, or that of the other thing
    label: str
    hint: str = ""  # what a screen reader says in place of the label
    primary: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A message; `body` and `footgun` are Markdown, all else is plain text.

    `revision` is that of the bite it shows; 0 where it shows none, or where it was
    frozen before cards kept it.
    """

    shape: Shape = Shape.TEXT
    title: str = ""
    meta: str = ""
    body: str = ""
    footgun: str = ""
    sources: tuple[Source, ...] = ()
    notes: tuple[str, ...] = ()
    buttons: tuple[Button, ...] = ()
    revision: int = 0
    manner: Manner = PLAIN  # how it goes out; only posts of schedules have one


@cache
def _adapter() -> TypeAdapter[Card]:
    return TypeAdapter(Card)


def card_to_json(card: Card) -> str:
    """Freeze a card, so that every attempt posts the same text."""
    return _adapter().dump_json(card).decode()


@lru_cache(maxsize=1024)  # one bite goes to many channels
def card_from_json(text: str) -> Card:
    """Read a frozen card again."""
    return _adapter().validate_json(text)


def text_card(
    body: str, *, notes: tuple[str, ...] = (), buttons: tuple[Button, ...] = ()
) -> Card:
    """Build a plain reply from one of our own sentences."""
    return Card(body=body, notes=notes, buttons=buttons)


def bite_card(
    bite: Bite, topic: Topic, *, private: bool = False, notes: tuple[str, ...] = ()
) -> Card:
    """Build the card of a bite: two buttons in public, Share as well in private."""
    seconds = shown_seconds(bite.summary, bite.footgun)
    buttons = [deeper_button(bite), quiz_button(bite)]
    if private:
        buttons.append(
            Button(Action.SHARE, bite.id, phrases.share(), phrases.share_hint())
        )
    return Card(
        shape=Shape.BITE,
        title=bite.title,
        meta=phrases.bite_meta(topic.name, bite.level, seconds),
        body=bite.summary,
        footgun=bite.footgun,
        sources=bite.sources[:1],
        notes=notes,
        buttons=tuple(buttons),
        revision=bite.revision,
    )


def with_earlier(card: Card, bite: Bite, weekday: int) -> Card:
    """Let a card end with the question of a bite from earlier in the week."""
    question = questions.from_earlier(weekday, bare(bite.recall.question))
    answer = Button(
        Action.ANSWER,
        bite.id,
        questions.answer_of(weekday),
        questions.answer_hint(weekday),
    )
    return replace(card, notes=(*card.notes, question), buttons=(*card.buttons, answer))


def is_right(card: Card, bite: Bite) -> bool:
    """Tell whether what a posted card says of its bite needs no correction."""
    if card.revision >= bite.revision:
        return True
    now = (bite.title, bite.summary, bite.footgun, bite.sources[:1])
    return (card.title, card.body, card.footgun, card.sources) == now


def corrected_card(posted: Card, bite: Bite, topic: Topic) -> Card:
    """Put a bite's new text into the card that was posted, and say what changed."""
    now, notes = bite_card(bite, topic), posted.notes
    if bite.correction:
        notes += (phrases.corrected(bite.correction.date, bite.correction.what),)
    return replace(
        posted,
        title=now.title,
        meta=now.meta,
        body=now.body,
        footgun=now.footgun,
        sources=now.sources,
        notes=notes,
        revision=now.revision,
    )


def without_names(card: Card) -> Card:
    """Take out of a frozen card who set its channel up."""
    return replace(card, notes=tuple(map(phrases.unnamed, card.notes)))


def review_card(bite: Bite, topic: Topic, *, notes: tuple[str, ...] = ()) -> Card:
    """Build the card that asks for a bite which everybody here has read."""
    return Card(
        shape=Shape.BITE,
        title=phrases.review_title(bite.name),
        meta=phrases.review_meta(topic.name),
        body=bite.recall.question,
        notes=notes,
        buttons=(answer_button(bite, primary=True), read_again_button(bite)),
    )


def deeper_card(bite: Bite, library: Library) -> Card:
    """Build the private second half of a bite."""
    related = list(filter(None, map(library.find, bite.related)))
    return Card(
        shape=Shape.SIDE,
        title=phrases.deeper_title(bite.name),
        body=bite.deeper,
        sources=bite.sources,
        notes=(phrases.deeper_note(shown_seconds(bite.deeper), bite.checked),),
        buttons=(
            quiz_button(bite),
            *map(read_button, related[:3]),
            Button(Action.WRONG, bite.id, reports.wrong(), reports.wrong_hint()),
        ),
    )


def reasons_card(bite: Bite) -> Card:
    """Build the question what is wrong with a bite: one tap answers it."""
    return Card(
        shape=Shape.SIDE,
        title=reports.wrong_title(bite.name),
        body=reports.what_is_wrong(),
        buttons=tuple(
            Button(Action.REPORT, f"{bite.id} {reason}", label())
            for reason, label in reports.REASONS.items()
        ),
    )


def question_card(bite: Bite) -> Card:
    """Build the recall question, with its answer behind a button."""
    return Card(
        shape=Shape.SIDE,
        title=phrases.quiz_title(bite.name),
        body=bite.recall.question,
        buttons=(answer_button(bite),),
    )


def answer_card(bite: Bite) -> Card:
    """Build the answer to the recall question."""
    return Card(
        shape=Shape.SIDE,
        title=phrases.answer_title(bite.name),
        body=bite.recall.answer,
        notes=(bite.recall.question,),
        buttons=(deeper_button(bite, primary=False), read_again_button(bite)),
    )


def deeper_button(bite: Bite, *, primary: bool = True) -> Button:
    """Build the button that opens the second half."""
    return Button(
        Action.DEEPER, bite.id, phrases.deeper(), phrases.deeper_hint(), primary
    )


def quiz_button(bite: Bite) -> Button:
    """Build the button that asks the recall question."""
    return Button(Action.QUIZ, bite.id, phrases.quiz(), phrases.quiz_hint())


def answer_button(bite: Bite, *, primary: bool = True) -> Button:
    """Build the button that shows the answer."""
    return Button(
        Action.ANSWER,
        bite.id,
        phrases.show_answer(),
        phrases.show_answer_hint(),
        primary,
    )


def read_again_button(bite: Bite) -> Button:
    """Build the button that shows the bite itself."""
    return Button(Action.READ, bite.id, phrases.read_again(), phrases.read_hint())


def read_button(bite: Bite) -> Button:
    """Build the button that shows another bite, named by its concept."""
    return Button(Action.READ, bite.id, phrases.read(bite.name), phrases.read_hint())


def suggestion_button(bite: Bite) -> Button:
    """Build a "did you mean" button, labelled with the title."""
    return Button(Action.READ, bite.id, bite.title, phrases.read_hint())
