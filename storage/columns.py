"""Column types that mean the same on SQLite and PostgreSQL."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator


class Instant(TypeDecorator[datetime]):
    """An aware instant. PostgreSQL keeps the zone.

    SQLite gets UTC without one, which sorts as text.
    """

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], Any]:
        """Turn an instant into what the driver takes; a naive one is a bug and refused."""
        return _to_text if dialect.name == "sqlite" else _to_utc

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any]:
        """Return an aware instant in UTC."""
        return _from_text if dialect.name == "sqlite" else _to_utc


def _to_utc(value: datetime | None) -> datetime | None:
    if value is None or value.tzinfo is UTC:
        return value
    if value.tzinfo is None:
        raise ValueError("naive datetime")
    return value.astimezone(UTC)


@lru_cache(maxsize=256)  # the rows of a complaint share few instants
def _to_text(value: datetime | None) -> str | None:
    """Write an instant as SQLAlchemy writes it for SQLite, at a fifth of the time."""
    instant = _to_utc(value)
    # Without the "+00:00" at its end.
    return None if instant is None else instant.isoformat(" ", "microseconds")[:-6]


def _from_text(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(f"{value}+00:00")


class CleanText(TypeDecorator[str]):
    """Text without what PostgreSQL refuses.

    NUL becomes the replacement mark, lone surrogates too.
    """

    impl = sa.Text
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[str | None], str | None]:
        """Clean a text before it is stored; almost always it is returned as it is."""
        return _clean_or_none


def _clean_or_none(value: str | None) -> str | None:
    return clean(value) if value else value


def clean(value: str) -> str:
    """Replace NUL and lone surrogates by U+FFFD."""
    if "\0" in value:
        value = value.replace("\0", "\ufffd")
    try:
        value.encode()
    except UnicodeEncodeError:
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return value


class CleanJson(TypeDecorator[Any]):
    """JSON whose texts are clean: what `to_json` makes of a value."""

    impl = sa.JSON
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], str]:
        """Write a value as JSON."""
        return to_json


#: JSON is also searched as text, so characters stand as themselves.
_ENCODER = json.JSONEncoder(ensure_ascii=False)


def to_json(value: Any) -> str:
    """Write a value as JSON, every text in it clean; almost always it is at once."""
    if not value and isinstance(value, dict | list):  # as most are
        return "{}" if isinstance(value, dict) else "[]"
    text = _ENCODER.encode(value)
    is_clean = "\\u0000" not in text and clean(text) is text
    return text if is_clean else _ENCODER.encode(_cleaned(value))


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {clean(key): _cleaned(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_cleaned(item) for item in value]
    return value


class Word(sa.Enum):
    """A word of an enum. SQLAlchemy would work out anew with each value whether it is one."""

    def bind_processor(self, dialect: Dialect) -> Callable[[str | None], str | None]:
        """Give the plain word for the driver; what is none of the enum's is refused."""
        words: dict[str | None, str | None] = {None: None, **{word: word for word in self.enums}}
        return words.__getitem__


def word(enum: type[StrEnum]) -> Word:
    """Make a column that stores an enum's word and gives the enum back."""
    return Word(
        enum,
        native_enum=False,
        length=32,
        values_callable=lambda members: [member.value for member in members],
    )
