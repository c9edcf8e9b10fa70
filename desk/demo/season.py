"""Plans the demonstration: which story begins when, over so many days up to now."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from complaints.errors import WrongState
from desk.demo import story
from desk.demo.people import People, employ
from desk.demo.stage import Clock, Stage
from desk.demo.tales import Tale, Tales, read_tales
from desk.wiring import Desk
from storage import tables

DAYS: Final = 90
#: Stories begin while the house is open, and now and then at night.
_AT_NIGHT: Final = 0.08
_A_DAY: Final = (2, 3, 3, 4, 5)
#: So many minutes ago somebody complained who may still wait: nobody likes an empty inbox.
_LATELY: Final = (3, 8, 17, 31, 55, 100, 170)
#: Three people in the same lift: a group complaint (R10).
_LIFT: Final = ("电梯停在三楼不动了", "电梯停了，我们三个人困在里面", "电梯又停在三楼了，有老人")
_LIFT_DAYS_AGO: Final = 20


@dataclass(frozen=True)
class Decks:
    """The tales, shuffled again and again: none is told twice before all the others were."""

    complaints: Iterator[Tale]
    spoken: Iterator[Tale]
    asides: Iterator[Tale]

    @classmethod
    def of(cls, tales: Tales, rng: random.Random) -> Decks:
        """Shuffle them."""
        return cls(
            *(_shuffled(told, rng) for told in (tales.complaints, tales.spoken, tales.asides))
        )


def _shuffled(tales: Sequence[Tale], rng: random.Random) -> Iterator[Tale]:
    while True:
        # Each half is shuffled by itself, so that no tale ends one round and begins the next.
        half = len(tales) // 2
        yield from rng.sample(tales[:half], half)
        yield from rng.sample(tales[half:], len(tales) - half)


async def stage_season(
    desk: Desk,
    clock: Clock,
    password_hash: str,
    until: datetime,
    on_day: Callable[[datetime], None],
) -> None:
    """Fill an empty desk with cases, from the midnight that its clock shows until an instant.

    Args:
        clock: the desk's own.
        password_hash: of the one password that everybody signs in with.

    Raises:
        WrongState: there are officers or complaints already.
    """
    await _require_empty(desk)
    stage, midnight = Stage(desk, clock), clock.at
    days = (until - midnight).days + 1
    rng, tales = random.Random(20261), read_tales()  # noqa: S311 - a play, the same each time
    decks = Decks.of(tales, rng)
    people = await employ(stage, password_hash, tales.report)
    for day in range(days):
        _plan_day(stage, people, decks, rng, midnight + timedelta(days=day), day)
    for minutes in _LATELY:
        at, visitor = until - timedelta(minutes=minutes), f"demo-lately-{minutes}"
        stage.begin(at, story.in_chat(people, next(decks.complaints), visitor, rng))
    lift_at = until - timedelta(days=_LIFT_DAYS_AGO)
    for number, text in enumerate(_LIFT):
        tale = Tale(text, "我马上联系维保，同时到现场陪着您。", "维保已复位并更换门机。", "电梯")
        visitor = f"demo-lift-{number}"
        at = lift_at + timedelta(minutes=9 * number)
        stage.begin(at, story.in_chat(people, tale, visitor, rng))
    stage.begin(midnight + timedelta(hours=10), story.surveys(people, days))
    await stage.play(until, on_day)


def _plan_day(
    stage: Stage, people: People, decks: Decks, rng: random.Random, midnight: datetime, day: int
) -> None:
    for number in range(rng.choice(_A_DAY)):
        hours = rng.uniform(0, 24) if rng.random() < _AT_NIGHT else rng.triangular(8.5, 20.5, 11)
        at, visitor = midnight + timedelta(hours=hours), f"demo-{day}-{number}"
        if rng.random() < 0.12:
            stage.begin(at, story.aside(people, next(decks.asides).text, visitor))
        elif rng.random() < 0.16:
            stage.begin(at, story.spoken(people, next(decks.spoken), rng))
        else:
            stage.begin(at, story.in_chat(people, next(decks.complaints), visitor, rng))


async def _require_empty(desk: Desk) -> None:
    async with desk.database.reading() as session:
        for table in (tables.officers, tables.complaints):
            if (await session.execute(table.select().limit(1))).first() is not None:
                raise WrongState("demo_needs_an_empty_desk")
