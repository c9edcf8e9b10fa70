"""What a message names: telephones, cards, plates, orders, sums, times, places, employees.

For filling in a record before anybody asks (R2), and for masking (R41). By patterns and checksums
alone: each finding says where it stands and what it means. Any text takes time in proportion to
its length.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final

from nlp.entity_money import find_money
from nlp.entity_names import find_people, find_places
from nlp.entity_numbers import Found, find_numbers
from nlp.normalize import Normal, normalize
from nlp.times import find_times

#: What says who somebody is.
PERSONAL: Final = frozenset({"phone", "id_card", "bank_card", "email", "plate"})


@dataclass(frozen=True, slots=True)
class Entity:
    """Something that a text names; offsets in the original text.

    `kind` is phone|id_card|bank_card|email|plate, order|parcel|policy|contract|receipt|booking,
    money|claim, time, place or employee. `value` is the same for every way of writing it; a sum
    is a decimal number, a claim too: what is asked for. A time has `at`, where it begins, and
    `precision` minute|hour|part|day|week|month. `is_own` is False where the words before say that
    it belongs to somebody else.
    """

    kind: str
    start: int
    end: int
    value: str
    is_own: bool = True
    at: datetime | None = None
    precision: str = ""


class _Taken:
    """Which stretches of a text have found their meaning."""

    def __init__(self, length: int) -> None:
        self._marks = bytearray(length)

    def take(self, start: int, end: int) -> bool:
        """Claim a stretch; False when some of it is taken."""
        if self._marks.find(1, start, end) >= 0:
            return False
        self._marks[start:end] = b"\1" * (end - start)
        return True


def find_entities(
    text: str, now: datetime, places: Mapping[str, str] | None = None
) -> list[Entity]:
    """List what a text names, in order, without overlaps.

    Args:
        text: any string.
        now: when it was written, aware, in the zone that clock times are meant in.
        places: names of the house's own places → what each is to be called.
    """
    normal = normalize(text)
    taken = _Taken(len(normal.text))
    entities = [
        _entity(normal, found)
        for found in find_numbers(normal.text)
        if taken.take(found.start, found.end)
    ]
    for moment in find_times(normal.text, now):
        if taken.take(moment.start, moment.end):
            start, end = normal.span(moment.start, moment.end)
            value = moment.at.isoformat(timespec="minutes")
            entities.append(
                Entity("time", start, end, value, at=moment.at, precision=moment.precision)
            )
    named = {_name_of(place): code for place, code in (places or {}).items()}
    entities += [
        _entity(normal, found)
        for found in _words(normal.text, named)
        if taken.take(found.start, found.end)
    ]
    return sorted(entities, key=lambda entity: entity.start)


@lru_cache(maxsize=1_000)
def _name_of(place: str) -> str:
    """Normalise the name of a house's own place; the same few come with every message."""
    return normalize(place).text


def _words(text: str, places: dict[str, str]) -> Iterator[Found]:
    yield from find_people(text)
    yield from find_places(text, places)
    yield from find_money(text)


def _entity(normal: Normal, found: Found) -> Entity:
    start, end = normal.span(found.start, found.end)
    return Entity(found.kind, start, end, found.value, found.is_own)


def find_personal(text: str) -> list[tuple[int, int]]:
    """List the stretches of a text that say who somebody is, for masking."""
    normal = normalize(text)
    taken = _Taken(len(normal.text))
    return sorted(
        normal.span(found.start, found.end)
        for found in find_numbers(normal.text)
        if found.kind in PERSONAL and taken.take(found.start, found.end)
    )
