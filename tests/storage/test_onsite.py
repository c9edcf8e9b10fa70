"""A customer wants it solved on the spot: the lobby manager is there in five minutes (R20)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from complaints import handling, onsite
from complaints.buttons import Verb
from complaints.clock_model import ClockKind
from complaints.errors import NotAllowed, WrongState
from complaints.house import House
from complaints.intake import NewComplaint, file_complaint
from complaints.model import CUSTOMER, Channel, Complaint, Officer, Role, by
from storage.unit_of_work import Database
from tests.factories import close_case, file_case, take_case
from tests.fakes import FrozenTime
from tests.storage.coordination_kit import Coordination
from tests.storage.test_coordination import texts, verbs
from tests.ticking import tick


@pytest.fixture
def desk(database: Database, house: House) -> Coordination:
    """Give what reads clocks and pings."""
    return Coordination(database, house)


@pytest.fixture
async def staff(desk: Coordination) -> Officer:
    """Give somebody at the counter."""
    return await desk.employ("王敏", Role.STAFF)


@pytest.fixture
async def manager(desk: Coordination) -> Officer:
    """Give a lobby manager."""
    return await desk.employ("林晓芸", Role.LOBBY_MANAGER)


async def filed(desk: Coordination, staff: Officer) -> Complaint:
    """File what a customer at the counter wants solved there and then."""
    new = NewComplaint(text="业务太慢", channel=Channel.ONSITE, is_onsite=True)
    async with desk.database.transaction() as work:
        return await file_complaint(desk.house, work, new, actor=by(staff))


async def act(desk: Coordination, name: str, case: Complaint, officer: Officer) -> None:
    """Want it solved on the spot, or arrive."""
    async with desk.database.transaction() as work:
        found = await work.complaints.get(case.id)
        await getattr(onsite, name)(desk.house, work, found, actor=by(officer))


async def test_the_mark_calls_the_lobby_manager_r20(
    desk: Coordination, staff: Officer, manager: Officer, now: FrozenTime
) -> None:
    """Set at intake: the clock gives five minutes, the ping says where and until when."""
    case = await filed(desk, staff)

    clock = await desk.clock(case, ClockKind.ONSITE)
    assert case.is_onsite
    assert clock.due_at - now() == timedelta(minutes=5)
    ping = (await desk.pings(manager))[-1]
    assert texts([ping]) == ["ping.onsite"]
    assert "time=10:05" in ping.text
    assert verbs(ping) == [Verb.TAKE, Verb.ARRIVED, Verb.OPEN]


async def test_the_taker_may_set_the_mark_r20(
    desk: Coordination, staff: Officer, manager: Officer
) -> None:
    """Once; and nobody has to be there for a case that is over."""
    case = await take_case(
        desk.database, desk.house, await file_case(desk.database, desk.house), staff
    )
    await act(desk, "want", case, staff)
    with pytest.raises(WrongState, match="onsite_already"):
        await act(desk, "want", case, staff)

    closed = await take_case(
        desk.database, desk.house, await file_case(desk.database, desk.house), manager
    )
    await close_case(desk.database, desk.house, closed, manager)
    with pytest.raises(WrongState, match="move_not_possible"):
        await act(desk, "want", closed, staff)


async def test_arriving_keeps_the_promise_r20(
    desk: Coordination, staff: Officer, manager: Officer, now: FrozenTime
) -> None:
    """Who arrives says so; nobody arrives twice."""
    case = await filed(desk, staff)
    now.advance(minutes=4)
    await act(desk, "arrive", case, manager)

    assert (await desk.clock(case, ClockKind.ONSITE)).is_kept is True
    (entry,) = await desk.events(case, "arrived")
    assert entry.officer_id == manager.id
    with pytest.raises(WrongState, match="nobody_waits_onsite"):
        await act(desk, "arrive", case, manager)


async def test_a_recorded_visit_arrives_too_r20(
    desk: Coordination, staff: Officer, now: FrozenTime
) -> None:
    """A call does not."""
    case = await take_case(desk.database, desk.house, await filed(desk, staff), staff)
    for via, stopped in (("phone", False), ("visit", True)):
        async with desk.database.transaction() as work:
            found = await work.complaints.get(case.id)
            await handling.record_contact(
                desk.house, work, found, via, "当面说明", actor=by(staff)
            )
        assert ((await desk.clock(case, ClockKind.ONSITE)).stopped_at is not None) is stopped


async def test_who_does_not_come_is_missed_r21(
    desk: Coordination, staff: Officer, manager: Officer, now: FrozenTime
) -> None:
    """The lobby manager is warned, then whoever is on duty, then the senior leader."""
    await desk.employ("值班", Role.DUTY_MANAGER)
    await desk.employ("沈国栋", Role.SENIOR_LEADER)
    case = await filed(desk, staff)
    for minutes in (4, 1, 5):
        now.advance(minutes=minutes)
        await tick(desk.database, desk.house)

    steps = [
        (entry.data["percent"], entry.data["officers"])
        for entry in await desk.events(case, "warned")
        if entry.data["clock"] == ClockKind.ONSITE
    ]
    assert steps[:2] == [(80, ["林晓芸"]), (100, ["值班"])]
    assert steps[-1] == (200, ["沈国栋"])


async def test_a_house_that_measures_no_way_still_calls(
    desk: Coordination, house: House, staff: Officer, manager: Officer
) -> None:
    """`onsite = "off"` (R20)."""
    spans = {k: v for k, v in house.policy.clocks.spans.items() if k is not ClockKind.ONSITE}
    house.policy = replace(house.policy, clocks=replace(house.policy.clocks, spans=spans))
    case = await filed(desk, staff)

    assert case.is_onsite
    assert texts(await desk.pings(manager))[-1] == "ping.onsite"
    with pytest.raises(WrongState, match="nobody_waits_onsite"):
        await act(desk, "arrive", case, manager)


async def test_only_staff_call_the_lobby_manager(desk: Coordination, house: House) -> None:
    """The mark is set by who takes the complaint down (R20)."""
    new = NewComplaint(text="业务太慢", channel=Channel.ONSITE, is_onsite=True)
    with pytest.raises(NotAllowed, match="not_your_right"):
        async with desk.database.transaction() as work:
            await file_complaint(house, work, new, actor=CUSTOMER)
