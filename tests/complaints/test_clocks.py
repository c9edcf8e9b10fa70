"""Which message stops which clock (promise 5), and what a stopped clock remembers."""

from __future__ import annotations

from datetime import timedelta
from itertools import product
from typing import Any

import pytest
import sqlalchemy as sa

from complaints import clocks, clocks_run, handling
from complaints.clock_model import Clock, ClockKind
from complaints.clocks import Event, event_of
from complaints.house import House
from complaints.model import ActorKind, Complaint, MessageId, Officer, Status, by
from complaints.talk_model import Delivery, Direction, Message, Purpose
from storage import tables
from storage.unit_of_work import Database
from tests.factories import add_chat, add_officer, file_case, resolve_by_phone, take_case
from tests.fakes import START, FrozenTime


def message(**fields: Any) -> Message:
    """Make a message of an officer to a customer, or what `fields` make of it."""
    given = {"direction": Direction.OUT, "author": ActorKind.OFFICER, "text": "您好"}
    return Message(id=MessageId(1), at=START, **(given | fields))


def test_only_a_persons_words_to_the_customer_count() -> None:
    """The bot stops no clock, the customer stops none, a ping or a survey stops none."""
    counting = {
        (direction, author, purpose): event_of(
            message(direction=direction, author=author, purpose=purpose)
        )
        for direction, author, purpose in product(Direction, ActorKind, Purpose)
    }

    assert {key: event for key, event in counting.items() if event} == {
        (Direction.OUT, ActorKind.OFFICER, Purpose.SAY): Event.TOLD,
        (Direction.OUT, ActorKind.OFFICER, Purpose.RESULT): Event.RESULT_TOLD,
    }
    assert event_of(message(via="visit")) is Event.VISITED


#: What DESIGN.md (promise 5) and R19 say, written down a second time: started by, stopped by.
EXPECTED: dict[ClockKind, tuple[str, str]] = {
    ClockKind.TAKE: ("filed put_back", "taken"),
    ClockKind.PLAN: ("filed", "told visited result_told"),
    ClockKind.RESULT: ("filed", "result_told judged"),
    ClockKind.REVIEW: ("review_asked", "result_told judged"),
    ClockKind.DEPARTMENT: ("department_asked", "department_answered"),
    ClockKind.VISIT: ("visit_promised", "visited"),
    ClockKind.REPORT: ("made_major", "reported"),
    ClockKind.PULSE: ("told visited resumed", "told visited result_told"),
    ClockKind.SILENT: ("resolved", "undone"),
    ClockKind.ONSITE: ("onsite_wanted", "arrived visited"),
    ClockKind.FINDING: (
        "finding_begun cause_plain finding_sent_back",
        "cause_unclear finding_talked",
    ),
    ClockKind.FINDING_REVIEW: ("finding_talked", "finding_sent_back finding_confirmed"),
    ClockKind.FINDING_REPORT: ("finding_confirmed", "finding_reported"),
    ClockKind.FINDING_TALK: ("finding_reported", "finding_done"),
}


@pytest.mark.parametrize("kind", ClockKind)
async def test_every_event_stops_and_starts_the_clocks_it_should(
    database: Database, house: House, now: FrozenTime, kind: ClockKind
) -> None:
    """R19, promise 5: every clock against every event; one that is stopped knows it was kept."""
    starting, stopping = (events.split() for events in EXPECTED[kind])
    for event in Event:
        old, running = await _after(database, house, now, kind, event)

        is_stopped = event.value in stopping
        assert (old.stopped_at == now()) is is_stopped, event
        assert old.is_kept is (True if is_stopped and kind is not ClockKind.SILENT else None)
        assert (running is not None) is (event.value in starting or not is_stopped), event
        assert (running is old) is not is_stopped, event


async def _after(
    database: Database, house: House, now: FrozenTime, kind: ClockKind, event: Event
) -> tuple[Clock, Clock | None]:
    """Let an event happen to an open case with one clock; returns it, and the one running now."""
    case = await file_case(database, house)
    async with database.transaction() as work:
        found = await work.complaints.get(case.id)
        found.status = Status.OPEN
        await clocks.end(work, found, now())
        old = clocks_run.begin(house, work, found, kind, now())
        assert old is not None
        now.advance(minutes=1)
        await clocks.happened(house, work, found, event, now())
        running = {clock.kind: clock for clock in await work.complaints.running_clocks(case.id)}
    return old, running.get(kind)


@pytest.fixture
async def manager(database: Database) -> Officer:
    """Give a lobby manager."""
    return await add_officer(database, "林晓芸")


async def stopped(database: Database, complaint: Complaint) -> dict[str, bool | None]:
    """Say of every stopped clock whether it was kept."""
    column = tables.clocks.c
    query = sa.select(Clock).where(
        column.complaint_id == complaint.id, column.stopped_at.is_not(None)
    )
    async with database.reading() as session:
        return {clock.kind.value: clock.is_kept for clock in await session.scalars(query)}


async def test_an_unsent_reply_stops_nothing_until_the_channel_has_it(
    database: Database, house: House, manager: Officer, now: FrozenTime
) -> None:
    """What counts is when it was written, once it is delivered."""
    case = await file_case(database, house, chat=await add_chat(database))
    await take_case(database, house, case, manager)
    now.advance(minutes=29)
    async with database.transaction() as work:
        found = await work.complaints.get(case.id)
        reply = await handling.reply(house, work, found, "马上到", actor=by(manager))
    before = await stopped(database, case)
    now.advance(minutes=10)
    async with database.transaction() as work:
        sent = await work.messages.get(reply.id)
        sent.delivery = Delivery.SENT
        await clocks.delivered(house, work, sent)

    assert before == {"take": True}
    assert await stopped(database, case) == {"take": True, "plan": True}


async def test_a_call_counts_at_once(
    database: Database, house: House, manager: Officer, now: FrozenTime
) -> None:
    """A recorded call stops the plan clock; too late is remembered as too late."""
    case = await file_case(database, house)
    now.advance(minutes=6)
    await take_case(database, house, case, manager)
    now.advance(minutes=30)
    async with database.transaction() as work:
        found = await work.complaints.get(case.id)
        await handling.record_contact(house, work, found, "phone", "已联系", actor=by(manager))

    assert await stopped(database, case) == {"take": False, "plan": False}


async def test_a_result_stops_what_still_runs(
    database: Database, house: House, manager: Officer, now: FrozenTime
) -> None:
    """Told on the phone within the day: plan and result are kept."""
    case = await file_case(database, house)
    await take_case(database, house, case, manager)
    now.advance(minutes=20)
    await resolve_by_phone(database, house, case, manager)

    assert await stopped(database, case) == {"take": True, "plan": True, "result": True}


async def test_the_promise_is_the_plan_clock(database: Database, house: House) -> None:
    """What the customer is told is what is measured (R5, R19)."""
    case = await file_case(database, house)

    assert case.promised_at == case.received_at + timedelta(minutes=30)
