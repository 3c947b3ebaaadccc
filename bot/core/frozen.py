"""Settings as JSON: a calendar, how one posts, and how all stood before a change."""

import json
from functools import cache, lru_cache
from typing import Any, get_type_hints

from pydantic import BaseModel, TypeAdapter, create_model

from bot.core.calendar import EMPTY, Calendar
from bot.core.posting import USUAL, Posting
from bot.core.schedule import Schedule

_NO_SETTINGS = (  # what a change of settings does not set back
    *("id", "platform", "server", "created_by", "created_by_id"),
    *("cursor", "course", "active_from", "next_at", "failures"),
)


@cache
def _calendars() -> TypeAdapter[Calendar]:
    return TypeAdapter(Calendar)


@cache
def _postings() -> TypeAdapter[Posting]:
    return TypeAdapter(Posting)


@cache
def _settings() -> type[BaseModel]:
    kinds = get_type_hints(Schedule)
    kept: dict[str, Any] = {
        name: (kind, ...) for name, kind in kinds.items() if name not in _NO_SETTINGS
    }
    model: type[BaseModel] = create_model("Settings", **kept)
    return model


def calendar_to_json(calendar: Calendar) -> str:
    """Write a calendar; an empty one is nothing."""
    return "" if calendar == EMPTY else _calendars().dump_json(calendar).decode()


@lru_cache(maxsize=1024)
def calendar_from_json(text: str) -> Calendar:
    """Read a calendar."""
    return _calendars().validate_json(text) if text else EMPTY


def posting_to_json(posting: Posting) -> str:
    """Write how a schedule posts; the usual is nothing."""
    return "" if posting == USUAL else _postings().dump_json(posting).decode()


@lru_cache(maxsize=1024)
def posting_from_json(text: str) -> Posting:
    """Read how a schedule posts."""
    return _postings().validate_json(text) if text else USUAL


def settings_to_json(schedule: Schedule) -> str:
    """Keep how a schedule is set; not what it did, nor who set it up."""
    return _settings().model_construct(**schedule._asdict()).model_dump_json()


def with_settings(schedule: Schedule, text: str) -> Schedule:
    """Give a schedule with the settings that were kept.

    What an older version did not keep yet stays as it is.
    """
    known = _settings().model_fields
    read = {name: value for name, value in json.loads(text).items() if name in known}
    kept = _settings().model_validate(schedule._asdict() | read)
    return schedule._replace(**{name: getattr(kept, name) for name in read})
