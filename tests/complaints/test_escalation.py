"""Who hears of a clock, step by step, each step once (R14, R21)."""

from __future__ import annotations

import asyncio
from datetime import time, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from complaints import escalation
from complaints.buttons import Verb, decode
from complaints.clock_model import ClockKind
from complaints.errors import Invalid, WrongState
from complaints.house import House
from complaints.model import (
    Complaint,
    Leave,
    Officer,
    Post,
    Role,
    Severity,
    Shift,
    TimelineEntry,
    by,
)
from complaints.talk_model import Message, Purpose
from complaints.workdays import OpeningHours
from storage import tables
from storage.unit_of_work import Database
from tests.conftest import OpenDatabase
from tests.factories import add_chat, add_officer, close_case, file_case, take_case
from tests.fakes import ZONE, FrozenTime, make_policy
from tests.ticking import clock_of, tick

PING = Purpose.PING


async def on_duty(database: Database, name: str, role: Role, **fields: Any) -> Officer:
    """Employ somebody who is on duty and has linked a chat."""
    chat = await add_chat(database)
    return await add_officer(database, name, role, conversation_id=chat.id, **fields)


async def told(database: Database, case: Complaint) -> list[tuple[int, list[str]]]:
    """List the steps taken: percent, and the names of who was told."""
    query = sa.select(TimelineEntry).where(
        tables.timeline.c.complaint_id == case.id, tables.timeline.c.kind == "warned"
    )
    async with database.reading() as session:
        entries = (await session.scalars(query.order_by(tables.timeline.c.id))).all()
    return [(entry.data["percent"], entry.data["officers"]) for entry in entries]


async def pings(database: Database, officer: Officer) -> list[Message]:
    """List what an officer was pinged, oldest first."""
    columns = tables.messages.c
    query = sa.select(Message).where(
        columns.conversation_id == officer.conversation_id, columns.purpose == PING
    )
    async with database.reading() as session:
        return list((await session.scalars(query.order_by(columns.id))).all())


async def read(database: Database, case: Complaint) -> Complaint:
    """Read a complaint again."""
    async with database.transaction() as work:
        return await work.complaints.get(case.id)


async def test_the_ladder_is_climbed_step_by_step_r21(
    database: Database, house: House, now: FrozenTime
) -> None:
    """50 % the owner, 80 A, 90 B, 100 the lobby manager, 120 the head, 150 the senior leader."""
    owner = await on_duty(database, "处理人", Role.STAFF)
    people = {
        "A 角": await on_duty(database, "A 角", Role.STAFF),
        "B 角": await on_duty(database, "B 角", Role.STAFF),
    }
    await on_duty(database, "经理", Role.LOBBY_MANAGER)
    await on_duty(database, "部门", Role.DEPARTMENT_HEAD, department="logistics")
    await on_duty(database, "别的部门", Role.DEPARTMENT_HEAD, department="operations")
    await on_duty(database, "高层", Role.SENIOR_LEADER)
    await add_shift(database, people["A 角"], Post.A)
    await add_shift(database, people["B 角"], Post.B)
    case = await take_case(database, house, await file_case(database, house), owner)
    steps: list[list[tuple[int, list[str]]]] = []
    seen = 0
    for minutes in (14, 1, 9, 3, 3, 6, 9, 60):
        now.advance(minutes=minutes)
        await tick(database, house)
        steps.append((await told(database, case))[seen:])
        seen += len(steps[-1])

    assert steps == [
        [],
        [(50, ["处理人"])],
        [(80, ["A 角"])],
        [(90, ["B 角"])],
        [(100, ["经理"])],
        [(120, ["部门"])],
        [(150, ["高层"])],
        [],
    ]
    assert (await read(database, case)).level == 4


async def add_shift(
    database: Database, officer: Officer, post: Post, hours: int = 12, place: str = ""
) -> None:
    """Put somebody on duty for some hours from now."""
    async with database.transaction() as work:
        at = database.now()
        work.add(
            Shift(
                id=work.new_id(),
                officer_id=officer.id,
                post=post,
                starts_at=at,
                ends_at=at + timedelta(hours=hours),
                place=place,
            )
        )


async def add_leave(database: Database, officer: Officer, deputy: Officer | None = None) -> None:
    """Send somebody on leave for a day from now."""
    async with database.transaction() as work:
        at = database.now()
        work.add(
            Leave(
                id=work.new_id(),
                officer_id=officer.id,
                role=officer.role,
                starts_at=at,
                ends_at=at + timedelta(days=1),
                deputy_id=deputy.id if deputy else None,
            )
        )


async def test_steps_missed_while_the_desk_was_down_are_taken_once_and_together(
    open_database: OpenDatabase, house: House, now: FrozenTime
) -> None:
    """After a night without a process the owner and the others get one message each."""
    database = open_database()
    owner = await on_duty(database, "处理人", Role.STAFF)
    manager = await on_duty(database, "经理", Role.LOBBY_MANAGER)
    cases = [await file_case(database, house) for _ in range(3)]
    for case in cases:
        await take_case(database, house, case, owner)
    already = len(await pings(database, manager))
    now.advance(hours=2)
    for process in (database, open_database()):
        await tick(process, house)

    (joined,) = (await pings(database, manager))[already:]
    assert joined.text.startswith("ping.joined n=3")
    assert len(joined.buttons) == 3
    for case in cases:
        assert [percent for percent, _ in await told(database, case)] == [
            50,
            80,
            90,
            100,
            120,
            150,
        ]


async def test_two_processes_that_tick_at_once_take_each_step_once(
    open_database: OpenDatabase, house: House, now: FrozenTime
) -> None:
    """Promise 3: rows are claimed with SKIP LOCKED; nobody is told twice."""
    one, other = open_database(), open_database()
    owner = await on_duty(one, "处理人", Role.STAFF)
    cases = [await file_case(one, house) for _ in range(150)]
    for case in cases:
        await take_case(one, house, case, owner)
    now.advance(minutes=15)
    clocks = [clock_of(database, house) for database in (one, other, open_database())]

    await asyncio.gather(*(_until_done(clock) for clock in clocks))

    for case in cases:
        assert await told(one, case) == [(50, ["处理人"])]


async def _until_done(clock: Any) -> None:
    while await clock.work():
        pass


async def test_with_nobody_on_a_rung_it_goes_up_and_says_so(
    database: Database, house: House, now: FrozenTime
) -> None:
    """R21: and with nobody anywhere the case says that, too."""
    owner = await on_duty(database, "处理人", Role.STAFF)
    case = await take_case(database, house, await file_case(database, house), owner)
    lonely = await take_case(database, house, await file_case(database, house), owner)
    await set_duty(database, owner, is_on=False)
    leader = await on_duty(database, "高层", Role.SENIOR_LEADER)
    now.advance(minutes=15)
    await tick(database, house)
    up = await told(database, case)
    await set_duty(database, leader, is_on=False)
    now.advance(minutes=9)
    await tick(database, house)

    assert up == [(50, ["高层"])]
    assert (await told(database, lonely))[-1] == (80, [])


async def set_duty(database: Database, officer: Officer, *, is_on: bool) -> None:
    """Let somebody come or go."""
    async with database.transaction() as work:
        (await work.people.get_officer(officer.id)).on_duty = is_on


async def test_who_is_on_leave_is_stood_in_for(
    database: Database, house: House, now: FrozenTime
) -> None:
    """R20, R21: the deputy is told, and the absent one is not."""
    owner = await on_duty(database, "处理人", Role.STAFF)
    deputy = await on_duty(database, "代班", Role.STAFF)
    manager = await on_duty(database, "经理", Role.LOBBY_MANAGER)
    case = await take_case(database, house, await file_case(database, house), owner)
    await add_leave(database, owner, deputy)
    await add_leave(database, manager, deputy)
    now.advance(minutes=15)
    await tick(database, house)
    now.advance(minutes=15)
    await tick(database, house)

    assert [names for _, names in await told(database, case)] == [["代班"]] * 4


async def test_shifts_count_at_their_place_and_time(
    database: Database, house: House, now: FrozenTime
) -> None:
    """A at the counter is not A in the lobby, and a shift that is over is over."""
    owner = await on_duty(database, "处理人", Role.STAFF)
    counter = await on_duty(database, "柜台 A 角", Role.STAFF)
    lobby = await on_duty(database, "大堂 A 角", Role.STAFF)
    gone = await on_duty(database, "下班了", Role.STAFF)
    await add_shift(database, counter, Post.A, place="counter")
    await add_shift(database, lobby, Post.A, place="lobby")
    await add_shift(database, gone, Post.A, hours=0)
    filed = await file_case(database, house, details={"place": "lobby"})
    case = await take_case(database, house, filed, owner)
    now.advance(minutes=24)
    await tick(database, house)

    assert await told(database, case) == [(50, ["处理人"]), (80, ["大堂 A 角"])]


async def test_the_person_complained_of_is_never_told(
    database: Database, house: House, now: FrozenTime
) -> None:
    """DESIGN, Pings: whatever rung they hold."""
    await on_duty(database, "李四", Role.LOBBY_MANAGER)
    await on_duty(database, "高层", Role.SENIOR_LEADER)
    case = await file_case(database, house, details={"person": "李四"})
    now.advance(minutes=5)
    await tick(database, house)

    names = {name for _, officers in await told(database, case) for name in officers}
    assert names == {"高层"}


async def test_what_has_been_done_is_not_warned_of(
    database: Database, house: House, now: FrozenTime
) -> None:
    """A step that waits for a clock that has stopped says nothing."""
    manager = await on_duty(database, "经理", Role.LOBBY_MANAGER)
    case = await take_case(database, house, await file_case(database, house), manager)
    await close_case(database, house, case, manager)
    now.advance(days=5)
    await tick(database, house)

    assert await told(database, case) == []


async def test_nobody_is_called_at_night_but_for_what_is_major(
    database: Database, house: House, now: FrozenTime
) -> None:
    """R14, R28: other pings wait for the morning, in the outbox."""
    assert str(house.policy.awake.intervals[0][0]) == "06:30:00"
    now.at = now.at.astimezone(ZONE).replace(hour=23)
    owner = await on_duty(database, "处理人", Role.STAFF)
    for text in ("灯坏了", "有人受伤"):
        await file_case(database, house, text)

    columns = tables.outbox.c
    query = sa.select(columns.due_at).where(columns.conversation_id == owner.conversation_id)
    async with database.reading() as session:
        due = (await session.scalars(query.order_by(columns.id))).all()
    assert [at.astimezone(ZONE).hour for at in due] == [6, 23]


async def test_out_of_hours_the_duty_leader_is_called_for_what_cannot_wait(
    database: Database, house: House, now: FrozenTime
) -> None:
    """R14: a serious complaint goes past the pool; a minor one reaches it at opening time."""
    hours = OpeningHours(((time(9), time(17)),), ZONE)
    house.policy = make_policy(hours=hours)
    now.at = now.at.astimezone(ZONE).replace(hour=20)
    staff = await on_duty(database, "员工", Role.STAFF)
    leader = await on_duty(database, "值班", Role.DUTY_MANAGER)
    await file_case(database, house, "要求赔偿")
    serious = [len(await pings(database, officer)) for officer in (staff, leader)]
    await file_case(database, house, "灯坏了")

    columns = tables.outbox.c
    query = sa.select(columns.due_at).where(columns.conversation_id == staff.conversation_id)
    async with database.reading() as session:
        (due_at,) = (await session.scalars(query)).all()
    assert serious == [0, 1]
    assert due_at == hours.opens_at(now())


async def test_passing_on_reaches_the_next_level_and_keeps_the_owner(
    database: Database, house: House
) -> None:
    """R21: as often as there are levels."""
    owner = await on_duty(database, "处理人", Role.STAFF)
    managers = [
        await on_duty(database, "值班", Role.DUTY_MANAGER),
        await on_duty(database, "经理", Role.LOBBY_MANAGER),
        await on_duty(database, "高层", Role.SENIOR_LEADER),
    ]
    case = await take_case(database, house, await file_case(database, house), owner)
    before = [len(await pings(database, officer)) for officer in managers]
    counts = []
    for _ in range(5):
        async with database.transaction() as work:
            found = await work.complaints.get(case.id)
            await escalation.escalate(house, work, found, "", actor=by(owner))
        counts.append([len(await pings(database, officer)) for officer in managers])

    told_now = [[n - m for n, m in zip(row, before, strict=True)] for row in counts]
    assert told_now == [[1, 0, 0], [1, 1, 0], [1, 1, 1], [1, 1, 2], [1, 1, 3]]
    passed_on = await read(database, case)
    assert (passed_on.owner_id, passed_on.level) == (owner.id, 4)


async def test_a_ping_offers_to_take_to_pass_on_and_to_hear_later(
    database: Database, house: House
) -> None:
    """One tap each (R21)."""
    officer = await on_duty(database, "经理", Role.LOBBY_MANAGER)
    case = await file_case(database, house)

    (ping,) = await pings(database, officer)
    taps = [decode(button["data"]) for row in ping.buttons for button in row]
    assert [tap.verb for tap in taps if tap] == [Verb.TAKE, Verb.OPEN, Verb.UP, Verb.LATER]
    assert {tap.subject_id for tap in taps if tap} == {case.id}


async def test_who_wants_to_hear_later_hears_later_unless_another_has_it(
    database: Database, house: House, now: FrozenTime
) -> None:
    """R21: ten minutes, with a reason; what somebody else took is theirs."""
    officer = await on_duty(database, "经理", Role.LOBBY_MANAGER)
    mine, taken = [await file_case(database, house) for _ in range(2)]
    for case in (mine, taken):
        async with database.transaction() as work:
            found = await work.complaints.get(case.id)
            await escalation.later(house, work, found, "serving", actor=by(officer))
    await take_case(database, house, taken, await add_officer(database, "王敏", Role.STAFF))
    await take_case(database, house, mine, officer)
    before = len(await pings(database, officer))
    now.advance(minutes=9)
    await tick(database, house)
    early = len(await pings(database, officer))
    now.advance(minutes=1)
    await tick(database, house)

    (again,) = (await pings(database, officer))[before:]
    assert early == before
    assert mine.number in again.text


async def test_later_needs_a_reason_and_a_case_that_is_not_over(
    database: Database, house: House
) -> None:
    """Nobody puts off for nothing."""
    officer = await on_duty(database, "经理", Role.LOBBY_MANAGER)
    case = await take_case(database, house, await file_case(database, house), officer)
    async with database.transaction() as work:
        with pytest.raises(Invalid):
            await escalation.later(house, work, case, "no time", actor=by(officer))
    await close_case(database, house, case, officer)
    async with database.transaction() as work:
        found = await work.complaints.get(case.id)
        with pytest.raises(WrongState):
            await escalation.later(house, work, found, "serving", actor=by(officer))


async def test_a_major_case_goes_to_the_top_at_once(
    database: Database, house: House, now: FrozenTime
) -> None:
    """R28: in the same moment, again at half time, and when the thirty minutes are over."""
    leader = await on_duty(database, "高层", Role.SENIOR_LEADER)
    case = await file_case(database, house, "有人受伤")
    assert case.severity is Severity.MAJOR
    before = len(await pings(database, leader))
    counts = []
    for _ in range(3):
        now.advance(minutes=15)
        await tick(database, house)
        query = sa.select(sa.func.count()).where(
            tables.timeline.c.complaint_id == case.id,
            tables.timeline.c.kind == "warned",
            tables.timeline.c.data["clock"].as_string() == ClockKind.REPORT.value,
        )
        async with database.reading() as session:
            counts.append(await session.scalar(query))

    assert before > 0
    assert counts == [1, 2, 3]
    assert len(await pings(database, leader)) > before
