"""A year in a house: at its end every case is accounted for (R6, R18, R19, R21, R26, R33, R44).

YEAR_COMPLAINTS says how many customers complain on SQLite (300 unless given); on PostgreSQL it is
a fiftieth of them, thirty at least.
"""

from __future__ import annotations

import os
import shutil
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from complaints.model import ACTIVE, Category, CloseReason, Officer, Solved, Status
from complaints.talk_model import Delivery, Direction, Purpose
from storage import audit, tables
from storage.register import SqlRegister
from tests.fakes import ZONE, FrozenTime
from tests.journeys.at_once import answer_at_once
from tests.journeys.year import BEGINS, Year
from tests.lives.promises import PROMISES
from tests.lives.steps import Step, look, portions
from tests.lives.world import Mortal, open_mortal

COMPLAINTS = int(os.environ.get("YEAR_COMPLAINTS", "300"))
#: A year of more complaints goes by in longer strides, with more customers at once.
_MANY = 1_000
#: As many complaints, with all that belongs to them, are held in memory at once.
_PORTION = 500
_FRESH = timedelta(days=7)
#: Whoever is reminded every few days gets to it by then; what takes longer can never end.
_LONG = timedelta(days=90)


def _house_of(schema: str, database: Mortal, now: FrozenTime) -> Year:
    complaints = max(30, COMPLAINTS // 50) if schema else COMPLAINTS
    if complaints < _MANY:
        return Year(database, now, complaints, crowd=2, grid=timedelta(minutes=1))
    return Year(database, now, complaints, crowd=30, grid=timedelta(minutes=15))


@pytest.mark.slow
@pytest.mark.timeout(2400)  # for some thousand complaints
async def test_after_a_year_every_case_is_accounted_for(
    schema: str, empty_sqlite: Path, tmp_path: Path, now: FrozenTime
) -> None:
    """Staff took, forgot, were ill and left, the policy changed; nothing and nobody was lost."""
    if not schema:
        shutil.copy(empty_sqlite, tmp_path / "year.db")
    database = open_mortal(schema, tmp_path / "year.db", now)
    if not schema:
        answer_at_once(database.engine)
    year = _house_of(schema, database, now)
    try:
        await year.live()
        await _close_the_books(year)
    finally:
        await database.close()


async def _close_the_books(year: Year) -> None:
    cases = await _rows(year, sa.select(tables.complaints).order_by(tables.complaints.c.id))
    print(dict(Counter(case.status.value for case in cases)), dict(year.staff.rescued))
    print(dict(year.counted), dict(year.refused), f"{year.moments} moments")
    await _everybody_was_heard(year, cases)
    await _every_case_ended_or_is_owed(year, cases)
    await _the_ladder_reached_people(year)
    await _the_figures_are_what_was_counted(year, cases)
    await _nothing_due_was_left(year)
    await _every_message_was_queued_once(year)
    for portion in portions(cases, _PORTION, ZONE):
        books = await look(year.database, portion)
        for promise in PROMISES:
            promise(Step(books, books, year.house, ticked=True))
    assert await audit.verify(year.database) == []


async def _rows(year: Year, query: sa.Select[Any]) -> list[Any]:
    async with year.database.reading() as session:
        return list((await (await session.connection()).execute(query)).all())


async def _everybody_was_heard(year: Year, cases: list[Any]) -> None:
    """Every update has its outcome, every number follows the last, every chat an answer."""
    inbox, messages = tables.inbox.c, tables.messages.c
    by_state = sa.select(inbox.state, sa.func.count()).group_by(inbox.state)
    understood = [tuple(row) for row in await _rows(year, by_state)]
    assert understood == [("done", year.counted["updates"])]
    assert await _rows(year, sa.select(inbox.id).where(inbox.outcome == "")) == []
    counters = await _rows(year, sa.select(tables.counters.c.n))
    assert sum(row.n for row in counters) == len(cases) == len({case.number for case in cases})
    acknowledged = await _rows(
        year,
        sa.select(messages.complaint_id, messages.delivery).where(
            messages.purpose == Purpose.ACKNOWLEDGE, messages.direction == Direction.OUT
        ),
    )
    got = {row.complaint_id for row in acknowledged if row.delivery is Delivery.SENT}
    not_got = {row.complaint_id for row in acknowledged if row.delivery is Delivery.BLOCKED}
    by_chat = {case.id for case in cases if case.conversation_id and not case.previous_id}
    assert by_chat <= got | not_got
    assert len(not_got) < len(by_chat) / 50


async def _every_case_ended_or_is_owed(year: Year, cases: list[Any]) -> None:
    """What has not ended is answered, or owed to somebody who works here, on a running clock."""
    clocks = tables.clocks.c
    running: dict[int, dict[str, datetime]] = {}
    for row in await _rows(
        year,
        sa.select(clocks.complaint_id, clocks.kind, clocks.started_at).where(
            clocks.stopped_at.is_(None)
        ),
    ):
        running.setdefault(row.complaint_id, {})[row.kind] = row.started_at
    here = {one.id for one in year.staff.by_name.values() if not one.is_gone}
    for case in cases:
        kinds = running.get(case.id, {})
        if case.status not in ACTIVE:
            assert not kinds
        elif case.status is Status.ANSWERED:
            assert "silent" in kinds
        elif case.status is Status.NEW:
            assert {"take", "result"} <= kinds.keys()
            assert year.now() - kinds["take"] < _FRESH, case.number  # or since it came back
        else:
            assert "result" in kinds
            assert case.owner_id in here, case.number
            assert year.now() - kinds["result"] < _LONG, case.number


async def _every_message_was_queued_once(year: Year) -> None:
    """Promise 2: also of what is about no single complaint, such as joined pings."""
    messages, queued = tables.messages.c, tables.outbox.c
    times = sa.select(sa.func.count()).where(queued.message_id == messages.id).scalar_subquery()
    is_sent = (messages.direction == Direction.OUT) & messages.conversation_id.is_not(None)
    wrong = sa.select(messages.id).where(times != sa.case((is_sent, 1), else_=0))
    assert await _rows(year, wrong) == []


async def _the_ladder_reached_people(year: Year) -> None:
    """Nobody was warned into the void, and forgotten cases were taken up by who was told."""
    columns, warned, alone = tables.timeline.c, 0, 0
    async with year.database.reading() as session:
        query = sa.select(columns.data).where(columns.kind == "warned")
        async for data in await session.stream_scalars(query):
            warned += 1
            alone += not data["officers"]
    assert alone < warned / 20
    assert year.staff.rescued["taken over"] > 0


async def _the_figures_are_what_was_counted(year: Year, cases: list[Any]) -> None:
    """The register says what a clerk has counted who stood beside the customers (R35)."""
    async with year.database.transaction() as work:
        viewer: Officer = await work.people.get_officer(year.staff.by_name["行长"].id)
    figures = await SqlRegister(year.database).figures(viewer, BEGINS, year.now())
    counted = year.counted
    again = Counter(case.category for case in cases if case.previous_id)
    filed = {one.category: one.filed for one in figures.categories}
    assert filed == {kind: counted[kind] + again[kind] for kind in Category}
    assert figures.survey.sent == counted["surveys"]
    assert figures.survey.solved == {answer: counted[f"solved {answer}"] for answer in Solved}
    assert figures.survey.scores == {score: counted[f"score {score}"] for score in range(1, 6)}
    said_yes = Counter(year.customers.endings.values())["satisfied"]
    assert figures.close_reasons[CloseReason.SATISFIED] == said_yes
    infos = await _rows(year, sa.select(tables.customer_info.c.id))
    assert len(infos) == counted["info"]


async def _nothing_due_was_left(year: Year) -> None:
    columns = tables.due.c
    left = columns.done_at.is_(None) & (columns.due_at < year.now())
    assert await _rows(year, sa.select(columns).where(left | (columns.error != ""))) == []
