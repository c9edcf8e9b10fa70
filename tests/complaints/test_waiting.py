"""Clocks that rest, go on and are given more time (R19, R32)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import pytest

from complaints import closing, extending, handling, waiting
from complaints.clock_model import Clock, ClockKind, Extension
from complaints.errors import ComplaintError, Invalid, NotAllowed, NotFound, WrongState
from complaints.house import House
from complaints.model import CUSTOMER, Complaint, Officer, Role, Severity, Status, by
from storage.unit_of_work import Database
from tests.factories import add_officer, close_case, file_case, resolve_by_phone, take_case
from tests.fakes import FrozenTime
from tests.ticking import tick

Ask = Callable[..., Awaitable[Extension]]

DAY = timedelta(days=1)


@pytest.fixture
async def manager(database: Database) -> Officer:
    """Give a lobby manager, who may extend by a day."""
    return await add_officer(database, "林晓芸")


@pytest.fixture
async def case(database: Database, house: House, manager: Officer) -> Complaint:
    """Give a complaint that the manager has taken."""
    filed = await file_case(database, house)
    return await take_case(database, house, filed, manager)


async def clocks_of(database: Database, case: Complaint) -> dict[ClockKind, Clock]:
    """Give the clocks that have not stopped."""
    async with database.transaction() as work:
        return {clock.kind: clock for clock in await work.complaints.running_clocks(case.id)}


async def read(database: Database, case: Complaint) -> Complaint:
    """Read a complaint again."""
    async with database.transaction() as work:
        return await work.complaints.get(case.id)


async def wait(database: Database, house: House, case: Complaint, officer: Officer) -> None:
    """Wait for the customer."""
    async with database.transaction() as work:
        found = await work.complaints.get(case.id)
        await waiting.wait_for_customer(house, work, found, "等照片", actor=by(officer))


async def pause(
    database: Database,
    house: House,
    case: Complaint,
    officer: Officer,
    kind: ClockKind = ClockKind.RESULT,
    span: str = "1 d",
    reason: str = "等配件",
) -> None:
    """Let a clock rest."""
    async with database.transaction() as work:
        found = await work.complaints.get(case.id)
        await waiting.pause(house, work, found, kind, span, reason, actor=by(officer))


async def test_waiting_for_the_customer_takes_nothing_from_the_result_but_from_the_answer(
    database: Database, house: House, case: Complaint, manager: Officer, now: FrozenTime
) -> None:
    """R19: the result rests, the first answer is owed all the same."""
    start = now()
    now.advance(hours=1)
    await wait(database, house, case, manager)
    now.advance(hours=5)
    resting = await clocks_of(database, case)
    async with database.transaction() as work:
        await waiting.resume(house, work, await work.complaints.get(case.id), actor=CUSTOMER)
    going = await clocks_of(database, case)

    assert resting[ClockKind.RESULT].paused_at == start + timedelta(hours=1)
    assert resting[ClockKind.PLAN].paused_at is None
    assert going[ClockKind.RESULT].paused_at is None
    assert going[ClockKind.RESULT].due_at == start + timedelta(hours=24 + 5)
    assert going[ClockKind.PLAN].due_at == start + timedelta(minutes=30)


async def test_a_rest_that_began_too_late_forgives_nothing(
    database: Database, house: House, case: Complaint, manager: Officer, now: FrozenTime
) -> None:
    """Who waits after the deadline is late, also after the wait."""
    running = (await clocks_of(database, case))[ClockKind.RESULT]
    now.advance(hours=30)
    await pause(database, house, case, manager)
    now.advance(hours=3)
    await resolve_by_phone(database, house, case, manager)

    async with database.transaction() as work:
        result = await work.complaints.find_clock(running.id)
    assert result is not None
    assert (result.due_at, result.is_kept) == (running.due_at, False)


async def test_the_limit_ends_a_wait_and_the_case_is_somebodys_turn_again(
    database: Database, house: House, case: Complaint, manager: Officer, now: FrozenTime
) -> None:
    """A customer who says nothing does not put a case to sleep for ever."""
    await wait(database, house, case, manager)
    now.advance(DAY * 3)
    await tick(database, house)

    found, clocks = await read(database, case), await clocks_of(database, case)
    assert found.status is Status.OPEN
    assert clocks[ClockKind.RESULT].paused_at is None
    assert clocks[ClockKind.RESULT].due_at == case.received_at + DAY * 4


async def test_a_wait_ends_though_the_case_was_given_more_time_meanwhile(
    database: Database, house: House, case: Complaint, manager: Officer, now: FrozenTime
) -> None:
    """What becomes serious, or asks a department, while it waits does not wait for ever (R19)."""
    await wait(database, house, case, manager)
    async with database.transaction() as work:
        found = await work.complaints.get(case.id)
        await handling.set_severity(
            house, work, found, Severity.SERIOUS, "看过现场", actor=by(manager)
        )
    now.advance(3 * DAY)
    await tick(database, house)

    assert (await read(database, case)).status is Status.OPEN
    assert (await clocks_of(database, case))[ClockKind.RESULT].paused_at is None


async def test_a_wait_that_was_ended_is_not_ended_again(
    database: Database, house: House, case: Complaint, manager: Officer, now: FrozenTime
) -> None:
    """The limit of the first wait is nothing to the second one."""
    await wait(database, house, case, manager)
    now.advance(hours=1)
    async with database.transaction() as work:
        await waiting.resume(house, work, await work.complaints.get(case.id), actor=CUSTOMER)
    await wait(database, house, case, manager)
    now.advance(DAY * 3 - timedelta(minutes=1))
    await tick(database, house)
    before = (await read(database, case)).status
    now.advance(hours=1)
    await tick(database, house)

    assert (before, (await read(database, case)).status) == (Status.WAITING, Status.OPEN)


async def test_a_paused_clock_goes_on_by_itself(
    database: Database, house: House, case: Complaint, manager: Officer, now: FrozenTime
) -> None:
    """R32: parts are missing; the day after they should be there the clock runs."""
    await pause(database, house, case, manager, span="1 d")
    now.advance(DAY)
    await tick(database, house)
    clock = (await clocks_of(database, case))[ClockKind.RESULT]

    assert clock.paused_at is None
    assert clock.due_at == case.received_at + DAY * 2


async def test_a_pause_and_a_wait_end_each_on_their_own(
    database: Database, house: House, case: Complaint, manager: Officer, now: FrozenTime
) -> None:
    """The customer's word ends the wait, not what a manager has paused for another reason."""
    await pause(database, house, case, manager, span="2 d")
    await wait(database, house, case, manager)
    async with database.transaction() as work:
        await waiting.resume(house, work, await work.complaints.get(case.id), actor=CUSTOMER)

    assert (await clocks_of(database, case))[ClockKind.RESULT].paused_at is not None


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"reason": " "}, Invalid),
        ({"span": "soon"}, Invalid),
        ({"span": "4 d"}, Invalid),
        ({"kind": ClockKind.PLAN}, Invalid),
        ({"kind": ClockKind.TAKE}, Invalid),
        ({"kind": ClockKind.SILENT}, Invalid),
        ({"kind": ClockKind.REPORT}, Invalid),
        ({"kind": ClockKind.VISIT}, NotFound),
    ],
)
async def test_a_pause_that_makes_no_sense_changes_nothing(
    database: Database,
    house: House,
    case: Complaint,
    manager: Officer,
    change: dict[str, object],
    error: type[ComplaintError],
) -> None:
    """No reason, no span, over the limit of three days, or a clock that must not rest."""
    with pytest.raises(error):
        await pause(database, house, case, manager, **change)  # type: ignore[arg-type]

    assert all(c.paused_at is None for c in (await clocks_of(database, case)).values())


async def test_only_managers_let_clocks_rest(
    database: Database, house: House, case: Complaint
) -> None:
    """Otherwise nobody would ever be late."""
    with pytest.raises(NotAllowed):
        await pause(database, house, case, await add_officer(database, "王敏", Role.STAFF))


@pytest.fixture
def ask(database: Database, house: House, case: Complaint) -> Ask:
    """Give a function that asks for more time for the result."""

    async def ask(officer: Officer, span: str = "12 h", reason: str = "等检验") -> Extension:
        async with database.transaction() as work:
            found = await work.complaints.get(case.id)
            kind = ClockKind.RESULT
            return await extending.ask_extension(
                house, work, found, kind, span, reason, actor=by(officer)
            )

    return ask


async def decide(
    database: Database,
    house: House,
    case: Complaint,
    extension: Extension,
    officer: Officer,
    *,
    is_approved: bool = True,
) -> None:
    """Decide about more time."""
    async with database.transaction() as work:
        found = await work.complaints.get(case.id)
        await extending.decide_extension(
            house, work, found, extension.id, is_approved=is_approved, actor=by(officer)
        )


async def test_more_time_is_asked_by_one_and_granted_by_another(
    database: Database, house: House, case: Complaint, manager: Officer, ask: Ask
) -> None:
    """R19, R23: and only then does the clock end later."""
    staff = await add_officer(database, "王敏", Role.STAFF)
    extension = await ask(staff)
    before = (await clocks_of(database, case))[ClockKind.RESULT].due_at
    await decide(database, house, case, extension, manager)
    after = (await clocks_of(database, case))[ClockKind.RESULT].due_at

    assert (before, after - before) == (case.received_at + DAY, timedelta(hours=12))


async def test_refused_time_changes_nothing(
    database: Database, house: House, case: Complaint, manager: Officer, ask: Ask
) -> None:
    """And whoever asked may ask again."""
    staff = await add_officer(database, "王敏", Role.STAFF)
    extension = await ask(staff)
    await decide(database, house, case, extension, manager, is_approved=False)
    await ask(staff)

    due_at = (await clocks_of(database, case))[ClockKind.RESULT].due_at
    assert due_at == case.received_at + DAY


async def test_nobody_grants_their_own_request_or_more_than_their_authority(
    database: Database, house: House, case: Complaint, manager: Officer, ask: Ask
) -> None:
    """A lobby manager grants a day to others; three days are a senior leader's to grant."""
    staff = await add_officer(database, "王敏", Role.STAFF)
    leader = await add_officer(database, "周总", Role.SENIOR_LEADER)
    extension = await ask(manager, "72 h")

    for officer in (manager, staff, await add_officer(database, "陈卓")):
        with pytest.raises(NotAllowed):
            await decide(database, house, case, extension, officer)
    await decide(database, house, case, extension, leader)
    with pytest.raises(WrongState):
        await decide(database, house, case, extension, leader)


async def test_a_clock_is_asked_for_once_at_a_time_and_extended_as_often_as_the_policy_says(
    database: Database, house: House, case: Complaint, manager: Officer, ask: Ask
) -> None:
    """Once, in the lobby; and nobody can ask for what nobody may grant."""
    staff = await add_officer(database, "王敏", Role.STAFF)
    with pytest.raises(Invalid):
        await ask(staff, "99 d")
    extension = await ask(staff)
    with pytest.raises(WrongState):
        await ask(staff)
    await decide(database, house, case, extension, manager)
    with pytest.raises(WrongState):
        await ask(staff)


async def test_a_decision_that_comes_too_late_is_none(
    database: Database, house: House, case: Complaint, manager: Officer, ask: Ask
) -> None:
    """The case was closed meanwhile."""
    extension = await ask(await add_officer(database, "王敏", Role.STAFF))
    await close_case(database, house, case, manager)

    with pytest.raises(WrongState):
        await decide(database, house, case, extension, manager)


async def test_what_becomes_serious_has_longer_and_what_becomes_minor_keeps_it(
    database: Database, house: House, case: Complaint, manager: Officer, now: FrozenTime
) -> None:
    """R19: a complex case has 72 hours from the start; time that was given is not taken back."""
    ends: list[datetime] = []
    now.advance(hours=2)
    for severity in (Severity.SERIOUS, Severity.MINOR):
        async with database.transaction() as work:
            found = await work.complaints.get(case.id)
            await handling.set_severity(house, work, found, severity, "看过", actor=by(manager))
        ends.append((await clocks_of(database, case))[ClockKind.RESULT].due_at)

    assert ends == [case.received_at + timedelta(hours=72)] * 2


async def test_a_major_case_is_reported_at_once_also_when_it_becomes_one_later(
    database: Database, house: House, case: Complaint, manager: Officer, now: FrozenTime
) -> None:
    """R19, R28: thirty minutes from the moment it is known; over when it is major no more."""
    now.advance(hours=2)
    seen = []
    office = await add_officer(database, "罗佳", Role.OFFICE)
    for severity in (Severity.MAJOR, Severity.SERIOUS):
        async with database.transaction() as work:
            found = await work.complaints.get(case.id)
            await handling.set_severity(house, work, found, severity, "看过", actor=by(office))
        seen.append((await clocks_of(database, case)).get(ClockKind.REPORT))
    filed = await file_case(database, house, "有人受伤")

    assert seen[0] is not None
    assert seen[0].due_at == now() + timedelta(minutes=30)
    assert seen[1] is None
    assert ClockKind.REPORT in await clocks_of(database, filed)


async def test_a_new_episode_has_new_clocks(
    database: Database, house: House, case: Complaint, manager: Officer, now: FrozenTime
) -> None:
    """R26: what rested in the old one is over."""
    await pause(database, house, case, manager)
    await close_case(database, house, case, manager)
    now.advance(hours=1)
    async with database.transaction() as work:
        found = await work.complaints.get(case.id)
        await closing.reopen(house, work, found, "又坏了", actor=CUSTOMER)
    clocks = await clocks_of(database, case)

    assert {clock.started_at for clock in clocks.values()} == {now()}
    assert all(clock.paused_at is None for clock in clocks.values())
